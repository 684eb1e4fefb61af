import Labeling

/// Tasks of Label Studio's JSON: `data` with the text, `annotations` that are decisions, `predictions`.
///
/// Format: labelstud.io/guide/task_format and labelstud.io/guide/predictions; docs/formats/label-studio.md says what becomes
/// of what. A record without `data` is taken for one of its flat forms, JSON_MIN or CSV (`LabelStudioRows`).
struct LabelStudioDecoder: ForeignDecoder {
    static let tool = "label_studio"
    /// The reviewer of annotations that name none, and the model of predictions that name none.
    static let nobody = "label-studio"
    static let usualName = "label"
    /// The field of `data` with the id of our item: Label Studio's flat exports put their own number under `id`.
    static let idField = "renga_id"

    let rules: ForeignRules

    init(options: ReadingOptions, labels: LabelSet?) {
        rules = ForeignRules(options: options, labels: labels)
    }

    /// What an annotation or a prediction says in its `choices`.
    struct Choices {
        var question: String
        var names: [String]
    }

    func item(_ fields: FieldReader) throws(LineProblem) -> AnnotatedItem {
        guard let data = fields.value("data") else { return try row(fields) }
        let dataFields = try FieldReader(data, path: "data")
        let annotations = try objects(fields, "annotations")
        let predictions = try objects(fields, "predictions")
        let question = question(annotations + predictions)
        let textField = try textField(dataFields, question?.to)
        let images = ForeignRules.images(dataFields)
        let idField = idField(dataFields)
        let given = try rules.id(dataFields.value(idField), dataFields.name(idField))
        let outer = try rules.id(fields.value(rules.options.idField ?? "id"), fields.name("id"))
        let id = given ?? outer
        let text = try rules.text(dataFields, usual: textField, images: images, id: id)
        var result = AnnotatedItem(
            item: Item(id: id ?? .hash(ofText: text, images: images), text: text, images: images))
        var kept = fields.members.filter { !["data", "annotations", "predictions"].contains($0.key) }
        func keep(_ key: String, _ values: [JSONDocument]) {
            if !values.isEmpty { kept.append(JSONDocument.Member(key, .array(values))) }
        }
        var (known, others): ([JSONDocument], [JSONDocument]) = ([], [])
        for prediction in predictions {
            if let said = try self.prediction(prediction, question?.from) {
                result.predictions.append(said)
                known.append(
                    LabelStudioDecoder.rest(prediction, question?.from, without: ["score"], if: said.confidence))
            } else {
                others.append(.object(prediction.members))
            }
        }
        keep("predictions", known)
        keep("other_predictions", others)
        (known, others) = ([], [])
        for annotation in annotations {
            switch try self.decision(annotation, question?.from, annotations.count, among: result.predictions) {
            case .decision(let decision):
                result.decisions.append(decision)
                let isSkip = decision.verdict.label == nil
                known.append(
                    isSkip
                        ? .object(annotation.members)
                        : LabelStudioDecoder.rest(annotation, question?.from, without: [], if: nil))
            case .gold(let label): result.gold = label
            case .nothing: others.append(.object(annotation.members))
            }
        }
        keep("annotations", known)
        keep("other_annotations", others)
        keepNames(textField, question, idField, dataFields.value(idField), isGiven: given != nil, &kept)
        result.item.meta = try ForeignRules.meta(
            self.data(dataFields, without: [textField, given == nil ? "" : idField], hasImages: !images.isEmpty),
            tool: LabelStudioDecoder.tool, kept)
        return result
    }

    /// The field of the id: `--id-field`, ours, or `id`.
    func idField(_ fields: FieldReader) -> String {
        rules.options.idField ?? (fields.value(LabelStudioDecoder.idField) == nil ? "id" : LabelStudioDecoder.idField)
    }

    private func data(_ fields: FieldReader, without: [String], hasImages: Bool) -> [JSONDocument.Member] {
        fields.members.filter { !without.contains($0.key) && !(hasImages && $0.key == "image") }
    }

    /// Names that are not those of our configuration, and an id of another type.
    private func keepNames(
        _ textField: String, _ question: (from: String, to: String?)?, _ idField: String, _ id: JSONDocument?,
        isGiven: Bool,
        _ kept: inout [JSONDocument.Member]
    ) {
        if textField != "text" { kept.append(JSONDocument.Member("text_field", .string(textField))) }
        if let from = question?.from, from != LabelStudioDecoder.usualName {
            kept.append(JSONDocument.Member("from_name", .string(from)))
        }
        if let to = question?.to, to != "text" { kept.append(JSONDocument.Member("to_name", .string(to))) }
        if isGiven, idField != LabelStudioDecoder.idField, let id {
            kept.append(JSONDocument.Member("data_id", .object([JSONDocument.Member(idField, id)])))
        }
    }

    /// `--text-field`, the name of what the choices are about, `text`, or the only string there is.
    private func textField(_ data: FieldReader, _ to: String?) throws(LineProblem) -> String {
        if let name = rules.options.textField { return name }
        for name in [to, "text"] {
            if let name, case .string? = data.value(name) { return name }
        }
        let strings = data.members.filter { member in
            if case .string = member.value { member.key != "id" } else { false }
        }
        return strings.count == 1 ? strings[0].key : "text"
    }

    func objects(_ fields: FieldReader, _ key: String) throws(LineProblem) -> [FieldReader] {
        guard let value = fields.value(key) else { return [] }
        guard case .array(let elements) = value else { throw fields.wrong(key, "an array", value) }
        var result: [FieldReader] = []
        for (index, element) in elements.enumerated() {
            result.append(try FieldReader(element, path: "\(key)[\(index)]"))
        }
        return result
    }

    // MARK: Choices

    /// The choices whose labels are the task's; where none are, the first there are.
    private func question(_ answers: [FieldReader]) -> (from: String, to: String?)? {
        var first: (from: String, to: String?)?
        for answer in answers {
            for region in LabelStudioDecoder.regions(answer) {
                guard let choices = LabelStudioDecoder.choices(region) else { continue }
                let found = (from: choices.question, to: ForeignRules.word(region["to_name"]))
                if choices.names.allSatisfy({ rules.rule.labels?.member(matching: $0) != nil }) { return found }
                first = first ?? found
            }
        }
        return first
    }

    static func regions(_ answer: FieldReader) -> [JSONDocument] {
        if case .array(let regions)? = answer.value("result") { regions } else { [] }
    }

    /// Nil: a region of another kind.
    static func choices(_ region: JSONDocument) -> Choices? {
        guard region["type"] == .string("choices"), case .array(let elements)? = region["value"]?["choices"] else {
            return nil
        }
        var names: [String] = []
        for element in elements {
            switch element {
            case .string(let name): names.append(name)
            // Of a tree of choices, each is the way from the top to a label: its end is the label.
            case .array(let way):
                if case .string(let name)? = way.last { names.append(name) }
            default: break
            }
        }
        return Choices(question: ForeignRules.word(region["from_name"]) ?? usualName, names: names)
    }

    /// The names that an answer gives to the question; nil: it does not answer it.
    func names(_ answer: FieldReader, _ question: String?) -> [String]? {
        var names: [String]?
        for region in LabelStudioDecoder.regions(answer) {
            guard let choices = LabelStudioDecoder.choices(region), choices.question == question else { continue }
            names = names ?? []
            for name in choices.names where names?.contains(name) != true { names?.append(name) }
        }
        return names
    }

    /// An answer without what is stored in our words: the export puts that back.
    static func rest(
        _ answer: FieldReader, _ question: String?, without keys: [String], if stored: Double?
    ) -> JSONDocument {
        var members = answer.members
        if stored != nil { members.removeAll { keys.contains($0.key) } }
        guard let place = members.firstIndex(where: { $0.key == "result" }) else { return .object(members) }
        members[place].value = .array(
            regions(answer).map { region in
                guard case .object(let parts) = region, let found = choices(region), found.question == question
                else { return region }
                return .object(parts.filter { $0.key != "value" })
            })
        return .object(members)
    }

    // MARK: Predictions and decisions

    private func prediction(_ fields: FieldReader, _ question: String?) throws(LineProblem) -> Prediction? {
        guard let names = names(fields, question) else { return nil }
        let model = ForeignRules.word(fields.value("model_version")) ?? LabelStudioDecoder.nobody
        var prediction = rules.prediction(model, names, score: ForeignRules.number(fields.value("score")))
        prediction.at = ForeignRules.time(fields.value("created_at"))
        return prediction
    }

    enum Said {
        case decision(Decision)
        /// What nobody said: a truth that came from elsewhere, as our export writes it.
        case gold(Label)
        case nothing
    }

    static func reviewer(_ value: JSONDocument?) -> String? {
        switch value {
        case .object?:
            ForeignRules.word(value?["email"]) ?? ForeignRules.word(value?["username"])
                ?? ForeignRules.word(value?["id"])
        default: ForeignRules.word(value)
        }
    }

    static func reviewer(_ fields: FieldReader) -> String? {
        reviewer(fields.value("completed_by")) ?? reviewer(fields.value("created_username"))
    }

    private func decision(
        _ fields: FieldReader, _ question: String?, _ count: Int, among predictions: [Prediction]
    ) throws(LineProblem) -> Said {
        let isSkip = try fields.flag("was_cancelled") ?? false
        let isTruth = try fields.flag("ground_truth") ?? false
        let names = names(fields, question)
        let isEmpty = LabelStudioDecoder.regions(fields).isEmpty
        guard isSkip || names != nil || isEmpty else { return .nothing }
        let reviewer = LabelStudioDecoder.reviewer(fields)
        let at = ForeignRules.time(fields.value("created_at"))
        if isTruth, !isSkip, reviewer == nil, at == nil, let names {
            return .gold(try rules.decided(names, as: "label of \(fields.path)"))
        }
        var decision: Decision
        let name = reviewer ?? LabelStudioDecoder.nobody
        if isSkip {
            decision = rules.decision(name, .skip, at: at, among: predictions)
        } else if let names, !names.isEmpty || rules.rule.allowsSeveral {
            let label = try rules.decided(names, as: "label of \(fields.path)")
            decision = rules.decision(name, label, at: at, among: predictions)
        } else if rules.rule.allowsSeveral {
            decision = rules.decision(name, try rules.decided([], as: "label"), at: at, among: predictions)
        } else {
            decision = rules.decision(name, .reject, at: at, among: predictions)
        }
        decision.seconds = try fields.number("lead_time", in: 0...1_000_000_000)
        decision.isAdjudication = isTruth && count > 1 && !isSkip
        return .decision(decision)
    }
}
