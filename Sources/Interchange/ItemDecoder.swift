import Labeling

/// One JSON object: an item, as people and pipelines write it, or a ground truth as an export wrote it.
///
/// A field that the format does not know goes into `meta` under its own name, unless `meta` has that name already.
/// Beside `decisions` or `provenance` an export's flat fields (`label`, `action`, …) are known: they repeat what
/// the decisions say. Without decisions they are the truth: `imported` makes the label the gold, anything else a decision.
struct ItemDecoder: RecordDecoder {
    private static let usuallyDerived: Set<String> = [
        "label", "action", "reviewer", "decided_at", "seconds", "note", "shown", "first_choice", "probability",
        "provenance", "exposure",
    ]

    /// Fields that mean something by themselves.
    static let meaningful = usuallyDerived.union([
        "meta", "predictions", "decisions", "image", "images", "labels", "reviewers", "unclear", "truth_probability",
    ])

    private let derived: Set<String>
    private let textField: String
    private let idField: String
    private let goldField: String
    private let imageFields: [String]
    private let paths: [FieldPath]
    private let rule: LabelRule
    private let predictions: [AnnotationColumns.Column]
    private let decisions: [AnnotationColumns.Column]
    private let needsText: Bool

    init(options: ReadingOptions, labels: LabelSet?) {
        textField = options.textField ?? "text"
        idField = options.idField ?? "id"
        goldField = options.goldField ?? "gold"
        let taken = [textField, idField, goldField]
        paths = Set(taken).sorted().map { FieldPath($0) }.filter(\.isNested)
        imageFields = ["image", "images"].filter { !taken.contains($0) }
        rule = LabelRule(labels: labels, classNames: options.classNames)
        predictions = options.annotations.predictions.compactMap { AnnotationColumns.prediction($0, columns: nil) }
        decisions = options.annotations.decisions.compactMap { AnnotationColumns.decision($0, columns: nil) }
        needsText = options.needsText
        derived = ItemDecoder.usuallyDerived.union(rule.allowsSeveral ? ["labels"] : [])
    }

    func item(from bytes: [UInt8], source: String) throws(DecodingProblem) -> AnnotatedItem? {
        do {
            return try item(from: try parse(bytes))
        } catch {
            throw .record(error)
        }
    }

    private func parse(_ bytes: [UInt8]) throws(LineProblem) -> JSONDocument {
        do {
            return try JSONDocument.parse(bytes)
        } catch {
            let line = bytes.filter { $0 != 0x20 && $0 != 0x09 }
            guard line == [UInt8(ascii: "{")] || line == [UInt8(ascii: "}")] else { throw error }
            throw LineProblem(
                "an object that goes over several lines; JSON Lines has one a line: jq -c . FILE | renga import -")
        }
    }

    private func item(from document: JSONDocument) throws(LineProblem) -> AnnotatedItem {
        let fields = try unfolded(document)
        let images = try images(fields)
        let text = try self.text(fields, images)
        let annotations = AnnotationDecoder(rule: rule)
        let id = try id(fields) ?? .hash(ofText: text, images: images)
        var result = AnnotatedItem(item: Item(id: id, text: text, images: images))
        for (index, value) in try elements(fields, "predictions").enumerated() {
            result.predictions.append(try annotations.prediction(value, path: "predictions[\(index)]"))
        }
        for (index, value) in try elements(fields, "decisions").enumerated() {
            let decision = try annotations.decision(
                value, path: "decisions[\(index)]", first: result.predictions.first)
            result.decisions.append(decision)
        }
        try takeColumns(fields, into: &result)
        if let gold = try rule.gold(fields, goldField) { result.gold = gold }
        let isExport = fields.has("provenance") || fields.value("decisions") != nil
        if isExport, result.decisions.isEmpty { try takeFlatTruth(fields, annotations, into: &result) }
        result.item.meta = try meta(fields, isExport: isExport)
        return result
    }

    /// The fields of the record, and those that options name by a path, under that name.
    ///
    /// The objects they come from stay whole, but for the gold: reviewers see meta data above each text.
    private func unfolded(_ document: JSONDocument) throws(LineProblem) -> FieldReader {
        guard case .object = document, !paths.isEmpty else { return try FieldReader(document, path: "") }
        var whole = document
        var found: [JSONDocument.Member] = []
        for path in paths where document[path.name] == nil {
            guard let place = path.find(in: document) else {
                if path.name == textField, needsText { throw path.missing(in: document) }
                continue
            }
            found.append(JSONDocument.Member(path.name, place.value))
            if path.name == goldField { whole = FieldPath.removing(place.way[...], from: whole) }
        }
        guard case .object(let members) = whole else { return try FieldReader(document, path: "") }
        return try FieldReader(.object(members + found), path: "")
    }

    private func takeColumns(_ fields: FieldReader, into result: inout AnnotatedItem) throws(LineProblem) {
        for column in predictions {
            let label = try rule.name(fields, column.label) ?? ""
            let confidence = try column.confidence.flatMap { (name) throws(LineProblem) in
                try fields.number(name, in: 0...1).map { "\($0)" }
            }
            if let prediction = try rule.prediction(column, label: label, confidence: confidence) {
                result.predictions.append(prediction)
            }
        }
        for column in decisions {
            let label = try rule.name(fields, column.label) ?? ""
            if let decision = try rule.decision(column, label: label) { result.decisions.append(decision) }
        }
    }

    /// `image` or `images`, unless an option gives that field another meaning.
    private func images(_ fields: FieldReader) throws(LineProblem) -> [String] {
        let names = imageFields.filter { fields.value($0) != nil }
        guard names.count < 2 else { throw LineProblem("\"image\" and \"images\" exclude each other") }
        guard let name = names.first, let value = fields.value(name) else { return [] }
        return try ImageReferences.references(value, field: fields.name(name))
    }

    private func text(_ fields: FieldReader, _ images: [String]) throws(LineProblem) -> String {
        guard let value = fields.value(textField) else {
            if !needsText { return (try id(fields))?.value ?? "(without a text)" }
            let keys = fields.members.prefix(12).map(\.key).joined(separator: ", ")
            throw LineProblem(
                "\(fields.name(textField)) is missing\(ImageReferences.hint(images)); "
                    + "--text-field names another field (this record has: \(keys))")
        }
        guard case .string(let text) = value else { throw fields.wrong(textField, "a string", value) }
        return try ItemText.checked(text, field: fields.name(textField), images: images)
    }

    private func id(_ fields: FieldReader) throws(LineProblem) -> Item.ID? {
        switch fields.value(idField) {
        case nil: return nil
        case .number(let literal) where literal.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) }):
            return Item.ID(literal)
        case .string(let text):
            guard !text.isEmpty else { return nil }
            return Item.ID(try ItemText.withoutNUL(text, field: fields.name(idField)))
        case let value?: throw fields.wrong(idField, "a string or a whole number", value)
        }
    }

    private func elements(_ fields: FieldReader, _ key: String) throws(LineProblem) -> [JSONDocument] {
        guard let value = fields.value(key) else { return [] }
        guard case .array(let elements) = value else { throw fields.wrong(key, "an array", value) }
        return elements
    }

    private func takeFlatTruth(
        _ fields: FieldReader, _ annotations: AnnotationDecoder, into result: inout AnnotatedItem
    ) throws(LineProblem) {
        if fields.value("action") != nil || fields.value("reviewer") != nil {
            var members = fields.members.filter {
                derived.contains($0.key) || ["decided_at", "unclear"].contains($0.key)
            }
            if fields.value("provenance") == .string(GroundTruth.Provenance.adjudicated.rawValue) {
                members.append(JSONDocument.Member("adjudication", .bool(true)))
            }
            if let at = fields.value("decided_at") { members.append(JSONDocument.Member("at", at)) }
            result.decisions = [
                try annotations.decision(.object(members), path: "the record", first: result.predictions.first)
            ]
        } else if result.gold == nil, let label = try rule.name(fields, "label", list: "labels") {
            result.gold = try rule.required(label, as: "label")
        }
    }

    private func meta(_ fields: FieldReader, isExport: Bool) throws(LineProblem) -> [String: JSONValue] {
        var meta: [String: JSONValue] = [:]
        if fields.members.count > 64 { meta.reserveCapacity(fields.members.count) }
        let named = (predictions + decisions).flatMap(\.fields)
        if let value = fields.value("meta") {
            guard case .object = value else { throw fields.wrong("meta", "an object", value) }
            if case .object(let members) = try value.jsonValue(under: 1) { meta = members }
        }
        for member in fields.members where meta[member.key] == nil {
            switch member.key {
            case textField, idField, goldField, "meta", "predictions", "decisions": continue
            case let key where imageFields.contains(key) || named.contains(key): continue
            case "reviewers", "unclear", "truth_probability":
                if !fields.has("provenance") { meta[member.key] = try member.value.jsonValue(under: 2) }
            case let key where isExport && derived.contains(key): continue
            default: meta[member.key] = try member.value.jsonValue(under: 2)
            }
        }
        return meta
    }
}
