import Labeling

/// What doccano exports of a project of document classification: JSONL and JSON with `label` as a list, CSV with it joined
/// by `#`. It names neither reviewers nor times, so a label is the item's imported ground truth.
///
/// Source: `backend/data_export/pipeline` of doccano/doccano; docs/formats/doccano.md says what becomes of what.
struct DoccanoDecoder: ForeignDecoder {
    static let tool = "doccano"

    private let rules: ForeignRules
    private let isTable: Bool

    init(options: ReadingOptions, labels: LabelSet?, isTable: Bool) {
        rules = ForeignRules(options: options, labels: labels)
        self.isTable = isTable
    }

    func item(_ fields: FieldReader) throws(LineProblem) -> AnnotatedItem {
        let textField = rules.options.textField ?? (fields.value("text") == nil && fields.has("data") ? "data" : "text")
        let idField = rules.options.idField ?? "id"
        let images = ForeignRules.images(fields)
        let id = try rules.id(fields.value(idField), fields.name(idField))
        let text = try rules.text(fields, usual: textField, images: images, id: id)
        var result = AnnotatedItem(
            item: Item(id: id ?? .hash(ofText: text, images: images), text: text, images: images))
        let labelField =
            rules.options.goldField ?? (["label", "labels", "cats"].first { fields.value($0) != nil } ?? "label")
        let names = try names(fields, labelField)
        // Nothing tells an item without a label from one that nobody has looked at.
        if !names.isEmpty { result.gold = try rules.decided(names, as: "label in \"\(labelField)\"") }
        var kept: [JSONDocument.Member] = []
        if textField != "text", rules.options.textField == nil {
            kept.append(JSONDocument.Member("text_field", .string(textField)))
        }
        if labelField != "label" { kept.append(JSONDocument.Member("label_field", .string(labelField))) }
        if id != nil, let value = fields.value(idField), case .number = value {
            kept.append(JSONDocument.Member("id", value))
        }
        for member in fields.members where member.key == "Comments" && member.value != .null && member.value != [] {
            kept.append(comments(member))
        }
        let meta = fields.members.filter {
            ![textField, idField, labelField, "Comments"].contains($0.key) && !($0.key == "image" && !images.isEmpty)
        }
        result.item.meta = try ForeignRules.meta(meta, tool: DoccanoDecoder.tool, kept)
        return result
    }

    private func comments(_ member: JSONDocument.Member) -> JSONDocument.Member {
        guard isTable, case .string(let text) = member.value else { return member }
        return JSONDocument.Member(member.key, JSONDocument(text.split(separator: "#").map(String.init)))
    }

    private func names(_ fields: FieldReader, _ key: String) throws(LineProblem) -> [String] {
        guard let value = fields.value(key) else { return [] }
        switch value {
        case .string(let text):
            guard text.contains(where: { !$0.isWhitespace }) else { return [] }
            // A label of the task may hold a # itself.
            if !isTable || rules.rule.labels?.member(matching: text) != nil { return [text] }
            return text.split(separator: "#").map(String.init)
        case .array(let elements):
            var names: [String] = []
            for element in elements {
                guard let name = ForeignRules.word(element) else {
                    throw fields.wrong(key, "a list of labels (of document classification)", element)
                }
                names.append(name)
            }
            return names
        default: throw fields.wrong(key, "a label or a list of labels", value)
        }
    }
}

/// Lines of fastText: `__label__spam Win a phone now`. Words that begin with the prefix are labels wherever they stand, as
/// for doccano, whose `FastTextParser` this follows; the others are the text. A space in a label is written `_` or `-`.
struct FastTextDecoder: RecordDecoder {
    static let prefix = "__label__"

    private let rules: ForeignRules

    init(options: ReadingOptions, labels: LabelSet?) {
        rules = ForeignRules(options: options, labels: labels)
    }

    func item(from bytes: [UInt8], source: String) throws(DecodingProblem) -> AnnotatedItem? {
        var names: [String] = []
        var words: [Substring] = []
        for word in String(decoding: bytes, as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false) {
            if word.utf8.starts(with: FastTextDecoder.prefix.utf8) {
                names.append(label(String(word.dropFirst(FastTextDecoder.prefix.count))))
            } else {
                words.append(word)
            }
        }
        do {
            let text = try ItemText.checked(words.joined(separator: " "), field: "line but for its labels")
            var result = AnnotatedItem(item: Item(id: .hash(ofText: text), text: text))
            if !names.isEmpty { result.gold = try rules.decided(names, as: "label") }
            return result
        } catch {
            throw .record(error)
        }
    }

    private func label(_ name: String) -> String {
        guard let labels = rules.rule.labels, labels.member(matching: name) == nil else { return name }
        for separator in ["_", "-"] {
            let spaced = name.split(separator: separator, omittingEmptySubsequences: false).joined(separator: " ")
            if labels.member(matching: spaced) != nil { return spaced }
        }
        return name
    }
}
