import Labeling

/// Argilla's records as a JSON array, which `dataset.records.from_json` reads: the first model's answer as the suggestion of
/// the question `label`, the second's as that of `label_second` (a question has one suggestion), reviewers as responses.
package struct ArgillaShape: ExportShape {
    package static let fileExtension = "json"
    static let secondQuestion = "_second"

    private let context: ExportContext
    private var users = ArgillaUsers()
    private var tally = LossTally()
    private var isFirst = true

    package init(_ context: ExportContext) { self.context = context }

    package var losses: ExportLosses { tally.losses }

    package mutating func head() -> [UInt8] { Array("[\n".utf8) }
    package mutating func tail() -> [UInt8] { Array((isFirst ? "]\n" : "\n]\n").utf8) }

    package mutating func append(_ item: ExportedItem, to bytes: inout [UInt8]) throws(ExportOmission) {
        let annotated = item.annotated
        let kept = KeptFields(annotated.item, tool: ArgillaDecoder.tool)
        let question = kept.string("question") ?? ArgillaDecoder.usualName
        let votes = ExportedVotes(annotated.decisions)
        let opinions = context.answers(of: annotated)
        var lost = LossFields(heldBy: annotated, truth: item.truth)
        if !isFirst { bytes.add(",\n") }
        isFirst = false
        bytes.append(UInt8(ascii: "{"))
        bytes.add(key: "id")
        if let id = kept["id"] {
            JSONDocument(id).append(to: &bytes)
        } else {
            bytes.add(string: annotated.item.id.value)
        }
        fields(annotated.item, kept, &bytes)
        bytes.add(key: "metadata")
        metadata(annotated.item, &lost, &bytes)
        suggestions(opinions, question, kept, &bytes)
        responses(item, votes, question, kept, &lost, &bytes)
        for (key, value) in kept.members.sorted(by: { $0.key < $1.key }) where !ArgillaShape.placed.contains(key) {
            bytes.add(key, value)
        }
        if kept["vectors"] == nil { bytes.add("vectors", literal: "{}") }
        bytes.append(UInt8(ascii: "}"))
        note(item, votes, opinions, &lost)
    }

    private static let placed: Set<String> = ["id", "question", "text_field", "fields", "suggestions", "responses"]

    private func fields(_ item: Item, _ kept: KeptFields, _ bytes: inout [UInt8]) {
        bytes.add(key: "fields")
        bytes.append(UInt8(ascii: "{"))
        bytes.add(kept.string("text_field") ?? "text", item.text)
        switch item.images.count {
        case 0: break
        case 1: bytes.add("image", item.images[0])
        default: bytes.add("image", item.images)
        }
        if let others = kept["fields"] {
            for (key, value) in KeptFields(others).members.sorted(by: { $0.key < $1.key }) { bytes.add(key, value) }
        }
        bytes.append(UInt8(ascii: "}"))
    }

    /// Argilla takes strings, numbers and lists of strings; anything else becomes its JSON text.
    private func metadata(_ item: Item, _ lost: inout LossFields, _ bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        for (key, value) in item.meta.sorted(by: { $0.key < $1.key }) where key != ArgillaDecoder.tool {
            switch value {
            case .string, .integer, .number: bytes.add(key, value)
            case .array(let values) where values.allSatisfy({ if case .string = $0 { true } else { false } }):
                bytes.add(key, value)
            default:
                lost.insert(.meta)
                bytes.add(key, JSONDocument(value).rendered())
            }
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private func add(value label: Label?, _ bytes: inout [UInt8]) {
        bytes.add(key: "value")
        guard let label else { return bytes.add("null") }
        if context.labels.allowsSeveral { bytes.add(context.names(label)) } else { bytes.add(string: label.name) }
    }

    private func suggestions(
        _ opinions: [Prediction], _ question: String, _ kept: KeptFields, _ bytes: inout [UInt8]
    ) {
        bytes.add(key: "suggestions")
        bytes.append(UInt8(ascii: "{"))
        let answers = opinions.filter { $0.label != nil }
        for (name, opinion) in zip([question, question + ArgillaShape.secondQuestion], answers) {
            bytes.add(key: name)
            bytes.append(UInt8(ascii: "{"))
            add(value: opinion.label, &bytes)
            bytes.add(key: "score")
            bytes.add(opinion.confidence.map(\.description) ?? "null")
            bytes.add("agent", opinion.model)
            bytes.append(UInt8(ascii: "}"))
        }
        if let others = kept["suggestions"] {
            for (key, value) in KeptFields(others).members.sorted(by: { $0.key < $1.key }) { bytes.add(key, value) }
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func responses(
        _ item: ExportedItem, _ votes: ExportedVotes, _ question: String, _ kept: KeptFields,
        _ lost: inout LossFields, _ bytes: inout [UInt8]
    ) {
        var others = kept["responses"].map { KeptFields($0).members } ?? [:]
        var own: [JSONValue] = []
        if case .array(let values)? = others.removeValue(forKey: question) { own = values }
        let discarded = own.compactMap {
            KeptFields($0).string("status") == "discarded" ? KeptFields($0).word("user_id") : nil
        }
        bytes.add(key: "responses")
        bytes.append(UInt8(ascii: "{"))
        bytes.add(key: question)
        bytes.append(UInt8(ascii: "["))
        var isFirst = true
        func begin(_ bytes: inout [UInt8]) {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
        }
        for vote in votes.inOrder {
            // Argilla has one response of a user.
            if let last = votes.adjudication, !vote.isAdjudication, vote.reviewer == last.reviewer {
                lost.insert(.decisions)
                continue
            }
            let user = users.user(vote.reviewer)
            if user != vote.reviewer, vote.reviewer != ArgillaDecoder.tool { lost.insert(.reviewer) }
            if vote.verdict == .skip, discarded.contains(user) { continue }
            begin(&bytes)
            bytes.append(UInt8(ascii: "{"))
            add(value: vote.verdict.label, &bytes)
            bytes.add("user_id", user)
            bytes.add("status", vote.verdict.label != nil ? "submitted" : vote.verdict == .flag ? "draft" : "discarded")
            bytes.append(UInt8(ascii: "}"))
            if vote.verdict == .reject { lost.insert(.action) }
            // A draft is no decision.
            if vote.verdict == .flag { lost.insert(.decisions) }
        }
        if item.truth?.provenance == .imported, let label = item.truth?.label {
            begin(&bytes)
            bytes.append(UInt8(ascii: "{"))
            add(value: label, &bytes)
            bytes.add("user_id", ArgillaUsers.imported)
            bytes.add("status", "submitted")
            bytes.append(UInt8(ascii: "}"))
        }
        for value in own {
            begin(&bytes)
            JSONDocument(value).append(to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
        for (key, value) in others.sorted(by: { $0.key < $1.key }) { bytes.add(key, value) }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func note(
        _ item: ExportedItem, _ votes: ExportedVotes, _ opinions: [Prediction], _ lost: inout LossFields
    ) {
        lost.remove(.image)
        if item.annotated.decisions.allSatisfy({ $0.at.milliseconds == 0 }) { lost.remove(.at) }
        if votes.hasOthers { lost.insert(.decisions) }
        let written = opinions.count { $0.label != nil }
        if item.annotated.predictions.count > written { lost.insert(.predictions) }
        tally.note(lost)
    }

    package mutating func takeOver(_ other: any ExportShape) {
        if let other = other as? ArgillaShape { users.add(other.users) }
    }

    package func companions(of files: [ExportedFile]) -> [CompanionFile] {
        let stem = files.first?.stem ?? "argilla"
        var users: [JSONDocument.Member] = []
        for (user, name) in self.users.names.sorted(by: { $0.key < $1.key }) {
            users.append(JSONDocument.Member(user, .string(name)))
        }
        return [
            CompanionFile(
                name: "\(stem).settings.json",
                bytes: Array("\(ArgillaSettings.document(context).rendered(pretty: true))\n".utf8)),
            CompanionFile(
                name: "\(stem).users.json", bytes: Array("\(JSONDocument.object(users).rendered(pretty: true))\n".utf8)),
        ]
    }
}

/// The settings of an Argilla dataset, as `rg.Settings.from_json` reads them.
enum ArgillaSettings {
    static func document(_ context: ExportContext) -> JSONDocument {
        let second = ArgillaDecoder.usualName + ArgillaShape.secondQuestion
        let first = context.first.map { "First opinion: \($0)" }
        let other =
            context.second.map { "Second opinion: \($0). No answer is needed here." } ?? "No answer is needed here."
        return [
            "guidelines": context.instructions.isEmpty ? .string(context.taskName) : .string(context.instructions),
            "questions": [
                question(ArgillaDecoder.usualName, title: "Label", first, isRequired: true, context.labels),
                question(second, title: "Second opinion", other, isRequired: false, context.labels),
            ],
            "fields": [
                [
                    "name": "text", "title": "Text", "required": true, "description": nil, "type": "text",
                    "settings": ["type": "text", "use_markdown": false],
                ]
            ],
            "vectors": [],
            "metadata": [],
            "allow_extra_metadata": true,
            "distribution": ["strategy": "overlap", "min_submitted": 1],
            "mapping": nil,
        ]
    }

    private static func question(
        _ name: String, title: String, _ description: String?, isRequired: Bool, _ labels: LabelSet
    ) -> JSONDocument {
        let type: JSONDocument = labels.allowsSeveral ? "multi_label_selection" : "label_selection"
        let options = labels.definitions.map { definition -> JSONDocument in
            ["text": .string(definition.title), "value": .string(definition.label.name)]
        }
        var settings: [JSONDocument.Member] = [
            .init("type", type), .init("options", .array(options)), .init("visible_options", nil),
        ]
        if labels.allowsSeveral { settings.append(.init("options_order", "natural")) }
        return [
            "name": .string(name), "title": .string(title), "description": JSONDocument(description),
            "required": JSONDocument(isRequired), "type": type, "settings": .object(settings),
        ]
    }
}
