import Labeling

/// Tasks of Prodigy as `prodigy db-out` writes them, or as they go in: binary questions (`label`), choices (`options` and
/// `accept`), `cats`, and what `review` makes (`versions`).
///
/// Format: prodi.gy/docs/api-interfaces, prodi.gy/docs/review; docs/formats/prodigy.md says what becomes of what.
struct ProdigyDecoder: ForeignDecoder {
    static let tool = "prodigy"
    /// Before the label, in the note of a decision that keeps the answer to a question about one label among several.
    static let evidence = (accepted: "prodigy: accept ", rejected: "prodigy: reject ")

    /// The keys that say something in our words.
    private static let read: Set<String> = [
        "text", "answer", "accept", "_timestamp", "_annotator_id", "_session_id", "meta", "cats",
    ]

    let rules: ForeignRules
    private let options: JSONDocument?

    init(options: ReadingOptions, labels: LabelSet?) {
        rules = ForeignRules(options: options, labels: labels)
        self.options = labels.map(ProdigyDecoder.options)
    }

    /// The options that the export writes for the task's labels.
    static func options(_ labels: LabelSet) -> JSONDocument {
        .array(labels.definitions.map { ["id": .string($0.label.name), "text": .string($0.title)] })
    }

    static func config(_ labels: LabelSet) -> JSONDocument {
        ["choice_style": .string(labels.allowsSeveral ? "multiple" : "single")]
    }

    func item(_ fields: FieldReader) throws(LineProblem) -> AnnotatedItem {
        var meta: [JSONDocument.Member] = []
        if case .object(let members)? = fields.value("meta") { meta = members }
        let images = ForeignRules.images(fields)
        let idField = rules.options.idField ?? "id"
        let given = try rules.id(fields.value(idField), fields.name(idField))
        let inner = try rules.id(meta.first { $0.key == "id" }?.value, "\"id\" of meta")
        let id = given ?? inner
        let text = try rules.text(fields, images: images, id: id)
        var result = AnnotatedItem(
            item: Item(id: id ?? .hash(ofText: text, images: images), text: text, images: images))
        var kept = kept(fields, hasImages: !images.isEmpty)
        result.predictions = predictions(fields, meta: &meta)
        if given == nil, id != nil { meta.removeAll { $0.key == "id" } }
        for (index, version) in try versions(fields).enumerated() {
            result.decisions += try decisions(version, index, fields, among: result.predictions)
        }
        try takeAnswer(fields, into: &result, &kept)
        // The score is a model's answer: reviewers are not shown it with the rest of the meta.
        let scores = meta.filter { $0.key == "score" }
        meta.removeAll { $0.key == "score" }
        if !scores.isEmpty { kept.append(JSONDocument.Member("meta", .object(scores))) }
        result.item.meta = try ForeignRules.meta(meta, tool: ProdigyDecoder.tool, kept)
        return result
    }

    /// Of a version that our export wrote: when each of its sessions said it.
    static let sessionTimes = "session_timestamps"

    /// What is given back at the top of the task.
    private func kept(_ fields: FieldReader, hasImages: Bool) -> [JSONDocument.Member] {
        let textField = rules.options.textField ?? "text"
        return fields.members.filter { member in
            switch member.key {
            case textField where textField == "text": return false
            case "image": return !hasImages
            case "options": return member.value != options
            case "config":
                return rules.rule.labels.map(ProdigyDecoder.config) != member.value
            case "_view_id": return member.value != "choice"
            case "meta":
                if case .object = member.value { return false }
                return true
            default: return !ProdigyDecoder.read.contains(member.key)
            }
        }
    }

    // MARK: Decisions

    private func takeAnswer(
        _ fields: FieldReader, into result: inout AnnotatedItem, _ kept: inout [JSONDocument.Member]
    ) throws(LineProblem) {
        guard fields.value("answer") != nil else { return }
        let reviewer = reviewer(fields)
        let at = try time(fields)
        guard let (verdict, note) = try verdict(fields) else {
            kept += fields.members.filter { $0.key == "answer" }
            return
        }
        // What nobody said at no time: a truth that came from elsewhere, as our export writes it.
        if fields.has("_annotator_id"), fields.value("_annotator_id") == nil, at == nil {
            if result.decisions.allSatisfy({ $0.verdict == .skip }) { result.gold = verdict.label }
            if verdict.label != nil || !result.decisions.isEmpty { return }
        }
        keepSession(fields, reviewer, &kept)
        switch (verdict, fields.value("answer")) {
        case (.reject, .string("accept")): kept += fields.members.filter { $0.key == "answer" }
        case (.reject, _), (.skip, _), (.flag, _):
            kept += fields.members.filter { $0.key == "accept" && $0.value != [] }
        default: break
        }
        if verdict == .flag { kept.removeAll { $0.key == "flagged" } }
        var decision =
            if let label = verdict.label {
                rules.decision(reviewer, label, at: at, among: result.predictions)
            } else { rules.decision(reviewer, verdict, at: at, among: result.predictions) }
        decision.note = note
        decision.isAdjudication = fields.value("versions") != nil
        result.decisions.append(decision)
    }

    private func reviewer(_ fields: FieldReader) -> String {
        ForeignRules.word(fields.value("_annotator_id")) ?? ForeignRules.word(fields.value("_session_id"))
            ?? ProdigyDecoder.tool
    }

    private func keepSession(_ fields: FieldReader, _ reviewer: String, _ kept: inout [JSONDocument.Member]) {
        guard fields.has("_session_id"), ForeignRules.word(fields.value("_session_id")) != reviewer else { return }
        kept += fields.members.filter { $0.key == "_annotator_id" || $0.key == "_session_id" }
    }

    private func time(_ fields: FieldReader) throws(LineProblem) -> Timestamp? {
        guard let value = fields.value("_timestamp") else { return nil }
        guard let time = ForeignRules.time(value) else {
            throw fields.wrong("_timestamp", "a number of seconds since 1970", value)
        }
        return time
    }

    /// What the answer says; nil: nothing that is a label or could be one.
    private func verdict(_ fields: FieldReader) throws(LineProblem) -> (Verdict, note: String)? {
        guard let value = fields.value("answer") else { return nil }
        guard case .string(let answer) = value, ["accept", "reject", "ignore"].contains(answer) else {
            throw fields.wrong("answer", "accept, reject or ignore", value)
        }
        if answer == "ignore" { return (fields.value("flagged") == .bool(true) ? .flag : .skip, "") }
        if let names = try chosen(fields) {
            if answer == "reject" { return (.reject, "") }
            if names.isEmpty, !rules.rule.allowsSeveral { return (.reject, "") }
            return (.override(try rules.decided(names, as: "accepted label")), "")
        }
        guard case .string(let name)? = fields.value("label") else { return nil }
        let label = try rules.rule.required(name, as: "label")
        // One label is all that was asked about. That another is wrong, or one of several right, decides no item.
        if answer == "accept" {
            guard rules.rule.allowsSeveral else { return (.override(label), "") }
            return (.skip, ProdigyDecoder.evidence.accepted + label.name)
        }
        if rules.rule.labels?.count == 1, !rules.rule.allowsSeveral { return (.reject, "") }
        return (.skip, ProdigyDecoder.evidence.rejected + label.name)
    }

    /// The names of the labels that were chosen; nil: the question was no choice.
    private func chosen(_ fields: FieldReader) throws(LineProblem) -> [String]? {
        if let value = fields.value("accept") {
            guard case .array(let elements) = value else { throw fields.wrong("accept", "an array", value) }
            var texts: [String: String] = [:]
            for option in try options(fields) {
                if let id = ForeignRules.word(option["id"]) { texts[id] = ForeignRules.word(option["text"]) }
            }
            var names: [String] = []
            for element in elements {
                guard let id = ForeignRules.word(element) else {
                    throw fields.wrong("accept", "the ids of options", element)
                }
                let text = texts[id]
                names.append(rules.rule.known(id) == nil && text.flatMap(rules.rule.known) != nil ? text ?? id : id)
            }
            return names
        }
        guard case .object(let cats)? = fields.value("cats") else {
            return fields.value("options") == nil ? nil : []
        }
        return cats.filter { $0.value == .bool(true) || (ForeignRules.number($0.value) ?? 0) >= 0.5 }.map(\.key)
    }

    private func options(_ fields: FieldReader) throws(LineProblem) -> [JSONDocument] {
        guard let value = fields.value("options") else { return [] }
        guard case .array(let options) = value else { throw fields.wrong("options", "an array", value) }
        return options
    }

    // MARK: Versions, as `review` gathers them

    private func versions(_ fields: FieldReader) throws(LineProblem) -> [JSONDocument] {
        guard let value = fields.value("versions") else { return [] }
        guard case .array(let versions) = value else { throw fields.wrong("versions", "an array", value) }
        return versions
    }

    private func decisions(
        _ version: JSONDocument, _ index: Int, _ whole: FieldReader, among predictions: [Prediction]
    ) throws(LineProblem) -> [Decision] {
        let fields = try FieldReader(version, path: "versions[\(index)]")
        guard let (verdict, note) = try verdict(fields) else { return [] }
        let own = try time(fields)
        let at = try own == nil ? time(whole) : own
        var sessions: [String] = []
        if case .array(let elements)? = fields.value("sessions") { sessions = elements.compactMap(ForeignRules.word) }
        if sessions.isEmpty { sessions = [reviewer(fields)] }
        var times: [Timestamp?] = sessions.map { _ in at }
        if case .array(let elements)? = fields.value(ProdigyDecoder.sessionTimes), elements.count == times.count {
            times = elements.map { ForeignRules.time($0) ?? at }
        }
        return zip(sessions, times).map { session, at in
            var decision =
                if let label = verdict.label {
                    rules.decision(session, label, at: at, among: predictions)
                } else { rules.decision(session, verdict, at: at, among: predictions) }
            decision.note = note
            return decision
        }
    }
}
