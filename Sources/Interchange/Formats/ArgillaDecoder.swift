import Labeling

/// Records of Argilla 2: as dictionaries (`fields`, `suggestions`, `responses`), or flattened into the columns of a Hugging
/// Face dataset (`label.suggestion`, `label.responses`).
///
/// Source: `argilla/records/_resource.py` and `_io/_generic.py`; docs/formats/argilla.md says what becomes of what.
struct ArgillaDecoder: ForeignDecoder {
    static let tool = "argilla"
    static let usualName = "label"

    private let rules: ForeignRules

    init(options: ReadingOptions, labels: LabelSet?) {
        rules = ForeignRules(options: options, labels: labels)
    }

    func item(_ fields: FieldReader) throws(LineProblem) -> AnnotatedItem {
        guard fields.value("fields") != nil else {
            return try item(FieldReader(ArgillaColumns.record(fields, rules.options), path: ""))
        }
        let texts = try reader(fields, "fields")
        let strings = texts.members.filter { member in if case .string = member.value { true } else { false } }
        let usual = texts.value("text") == nil && strings.count == 1 ? strings[0].key : "text"
        let textField = rules.options.textField ?? usual
        let images = ForeignRules.images(texts)
        let idField = rules.options.idField ?? "id"
        let id = try rules.id(fields.value(idField), fields.name(idField))
        let text = try rules.text(texts, usual: textField, images: images, id: id)
        var result = AnnotatedItem(
            item: Item(id: id ?? .hash(ofText: text, images: images), text: text, images: images))
        let suggestions = try reader(fields, "suggestions")
        let responses = try reader(fields, "responses")
        let question = question(suggestions, responses)
        var kept = fields.members.filter {
            !["fields", "suggestions", "responses", "metadata", idField].contains($0.key) && $0.value != [:]
                && $0.value != .null && !($0.key == "status" && $0.value == "pending")
        }
        func keep(_ key: String, _ members: [JSONDocument.Member]) {
            if !members.isEmpty { kept.append(JSONDocument.Member(key, .object(members))) }
        }
        keep("fields", texts.members.filter { $0.key != textField && !($0.key == "image" && !images.isEmpty) })
        if textField != "text" { kept.append(JSONDocument.Member("text_field", .string(textField))) }
        if question != ArgillaDecoder.usualName { kept.append(JSONDocument.Member("question", .string(question))) }
        if case .number? = fields.value(idField) {
            kept.append(JSONDocument.Member("id", fields.value(idField) ?? .null))
        }
        keep("suggestions", try take(suggestions, question, into: &result))
        keep("responses", try take(responses: responses, question, into: &result))
        let metadata = try reader(fields, "metadata")
        result.item.meta = try ForeignRules.meta(metadata.members, tool: ArgillaDecoder.tool, kept)
        return result
    }

    private func reader(_ fields: FieldReader, _ key: String) throws(LineProblem) -> FieldReader {
        try FieldReader(fields.value(key) ?? .object([]), path: key)
    }

    /// The question about our labels: `label`, else the first whose answers are labels, else the first.
    private func question(_ suggestions: FieldReader, _ responses: FieldReader) -> String {
        let names = suggestions.members.map(\.key) + responses.members.map(\.key)
        if names.contains(ArgillaDecoder.usualName) { return ArgillaDecoder.usualName }
        let known = names.first { name in
            var values = [suggestions.value(name)?["value"]]
            if case .array(let elements)? = responses.value(name) { values += elements.map { $0["value"] } }
            return values.contains { value in
                let labels = value.flatMap(ArgillaDecoder.names) ?? []
                return !labels.isEmpty && labels.allSatisfy { rules.rule.labels?.member(matching: $0) != nil }
            }
        }
        return known ?? names.first ?? ArgillaDecoder.usualName
    }

    /// Nil: no label and no list of labels.
    static func names(_ value: JSONDocument) -> [String]? {
        switch value {
        case .string(let name): return [name]
        case .array(let elements):
            let names = elements.compactMap { element in if case .string(let name) = element { name } else { nil } }
            return names.count == elements.count ? names : nil
        default: return nil
        }
    }

    /// Takes the suggestions that are labels: of the question, and of those named after it, as `label_second` (a question
    /// has one suggestion, so another model's is another question's).
    ///
    /// - Returns: the others.
    private func take(
        _ suggestions: FieldReader, _ question: String, into result: inout AnnotatedItem
    ) throws(LineProblem) -> [JSONDocument.Member] {
        var others: [JSONDocument.Member] = []
        for member in suggestions.members where member.value != .null {
            let fields = try FieldReader(member.value, path: "suggestions.\(member.key)")
            let isOurs = member.key == question || member.key.hasPrefix("\(question)_")
            guard isOurs, let names = fields.value("value").flatMap(ArgillaDecoder.names) else {
                others.append(member)
                continue
            }
            let model = ForeignRules.word(fields.value("agent")) ?? ArgillaDecoder.tool
            let prediction = rules.prediction(model, names, score: ForeignRules.number(fields.value("score")))
            // The question itself comes first, whatever the order of the keys.
            result.predictions.insert(prediction, at: member.key == question ? 0 : result.predictions.count)
        }
        return others
    }

    /// Submitted responses decide, discarded ones are skips, drafts nothing yet.
    ///
    /// - Returns: what is none of these, and answers to other questions.
    private func take(
        responses: FieldReader, _ question: String, into result: inout AnnotatedItem
    ) throws(LineProblem) -> [JSONDocument.Member] {
        var others: [JSONDocument.Member] = []
        for member in responses.members where member.value != .null {
            guard member.key == question else {
                others.append(member)
                continue
            }
            guard case .array(let elements) = member.value else {
                throw responses.wrong(member.key, "an array of responses", member.value)
            }
            var drafts: [JSONDocument] = []
            for (index, element) in elements.enumerated() {
                let fields = try FieldReader(element, path: "responses.\(question)[\(index)]")
                if try !take(response: fields, into: &result) { drafts.append(element) }
            }
            if !drafts.isEmpty { others.append(JSONDocument.Member(question, .array(drafts))) }
        }
        return others
    }

    /// False: it decides nothing.
    private func take(
        response fields: FieldReader, into result: inout AnnotatedItem
    ) throws(LineProblem) -> Bool {
        let status = try fields.string("status") ?? "submitted"
        let named = ForeignRules.word(fields.value("user_id"))
        let user = named.map { rules.options.users[$0.lowercased()] ?? $0 }
        let at = ForeignRules.time(fields.value("updated_at")) ?? ForeignRules.time(fields.value("inserted_at"))
        switch status {
        case "submitted":
            guard let value = fields.value("value") else { return false }
            guard let names = ArgillaDecoder.names(value) else {
                throw fields.wrong("value", "a label or labels", value)
            }
            let label = try rules.decided(names, as: "label of \(fields.path)")
            if user == ArgillaUsers.imported {
                result.gold = label
            } else {
                result.decisions.append(
                    rules.decision(user ?? ArgillaDecoder.tool, label, at: at, among: result.predictions))
            }
        case "discarded":
            result.decisions.append(
                rules.decision(user ?? ArgillaDecoder.tool, .skip, at: at, among: result.predictions))
            return fields.value("value") == nil
        case "draft": return false
        default: throw fields.wrong("status", "submitted, draft or discarded", .string(status))
        }
        return true
    }
}

/// The columns of a Hugging Face dataset that Argilla made.
enum ArgillaColumns {
    /// The record that the columns were made of; what was a field, and what metadata, is no longer told apart: the text is a
    /// field, all else metadata.
    static func record(_ fields: FieldReader, _ options: ReadingOptions) -> JSONDocument {
        var suggestions: [String: [JSONDocument.Member]] = [:]
        var responses: [String: [String: JSONDocument]] = [:]
        var order: [String] = []
        var metadata: [JSONDocument.Member] = []
        var top: [JSONDocument.Member] = []
        let textField = options.textField ?? "text"
        for member in fields.members {
            if let (question, part) = split(member.key, ".suggestion", [".score", ".agent"]) {
                guard member.value != .null else { continue }
                let name = part.isEmpty ? "value" : String(part.dropFirst())
                suggestions[question, default: []].append(JSONDocument.Member(name, plain(member.value)))
                if !order.contains(question) { order.append(question) }
            } else if let (question, part) = split(member.key, ".responses", [".users", ".status"]) {
                responses[question, default: [:]][part] = plain(member.value)
                if !order.contains(question) { order.append(question) }
            } else if [options.idField ?? "id", "_server_id", "status"].contains(member.key) {
                top.append(member)
            } else if member.key == textField {
                top.append(JSONDocument.Member("fields", .object([member])))
            } else if member.value != .null {
                metadata.append(member)
            }
        }
        let said = order.compactMap { name in suggestions[name].map { JSONDocument.Member(name, .object($0)) } }
        let answered = order.compactMap { name in
            responses[name].map { JSONDocument.Member(name, .array(elements(of: $0))) }
        }
        top.append(JSONDocument.Member("suggestions", .object(said)))
        top.append(JSONDocument.Member("responses", .object(answered)))
        top.append(JSONDocument.Member("metadata", .object(metadata)))
        if !top.contains(where: { $0.key == "fields" }) {
            top.append(JSONDocument.Member("fields", .object(metadata)))
        }
        return .object(top)
    }

    static func split(_ key: String, _ middle: String, _ ends: [String]) -> (question: String, part: String)? {
        for end in [""] + ends where key.hasSuffix(middle + end) && key.count > middle.count + end.count {
            return (String(key.dropLast(middle.count + end.count)), end)
        }
        return nil
    }

    /// A list in a cell of a table, as JSON writes it or as Python does.
    private static func plain(_ value: JSONDocument) -> JSONDocument {
        guard case .string(let text) = value, text.hasPrefix("["), text.hasSuffix("]") else { return value }
        if let list = try? JSONDocument.parse(Array(text.utf8)), case .array = list { return list }
        let quoted = text.replacing("'", with: "\"").replacing("None", with: "null")
        if let list = try? JSONDocument.parse(Array(quoted.utf8)), case .array = list { return list }
        return value
    }

    private static func elements(of columns: [String: JSONDocument]) -> [JSONDocument] {
        guard case .array(let values)? = columns[""] else { return [] }
        func element(_ column: String, _ index: Int) -> JSONDocument? {
            guard case .array(let elements)? = columns[column], index < elements.count else { return nil }
            return elements[index] == .null ? nil : elements[index]
        }
        return values.enumerated().map { index, value in
            var members = [JSONDocument.Member("value", value)]
            if let user = element(".users", index) { members.append(JSONDocument.Member("user_id", user)) }
            if let status = element(".status", index) { members.append(JSONDocument.Member("status", status)) }
            return .object(members)
        }
    }
}
