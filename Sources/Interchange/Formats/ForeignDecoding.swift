import Labeling

/// Makes an item of one record of another tool's file, once the record is parsed.
///
/// What the tool says beside our words is kept in the item's meta, in an object under the tool's name (`Item.toolKeys`):
/// the export of the same format puts it back in its place, and reviewers are not shown it, for it may hold answers.
protocol ForeignDecoder {
    func item(_ fields: FieldReader) throws(LineProblem) -> AnnotatedItem
}

/// Records that are JSON objects, one a line or the elements of an array.
struct ForeignRecords: RecordDecoder {
    let decoder: any ForeignDecoder

    func item(from bytes: [UInt8], source: String) throws(DecodingProblem) -> AnnotatedItem? {
        do throws(LineProblem) {
            return try decoder.item(FieldReader(try JSONDocument.parse(bytes), path: ""))
        } catch {
            throw .record(error)
        }
    }
}

/// Rows of a table with a header, each taken for an object of strings.
struct ForeignTable: RecordDecoder {
    let isTabbed: Bool
    let decoder: any ForeignDecoder
    private let textField: String
    private var columns: [String]?

    init(isTabbed: Bool, textField: String?, decoder: any ForeignDecoder) {
        self.isTabbed = isTabbed
        self.textField = textField ?? "text"
        self.decoder = decoder
    }

    var keepsBlankRecords: Bool { true }

    func headerIsUnreadable(source: String, reason: String) throws(InputProblem) {
        if columns == nil { throw .encoding(source, reason: "its header is \(reason)") }
    }

    static func cells(_ bytes: [UInt8], isTabbed: Bool) -> [String] {
        guard isTabbed else { return CSVFramer.fields(of: bytes).map { String(decoding: $0, as: UTF8.self) } }
        return bytes.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    mutating func item(from bytes: [UInt8], source: String) throws(DecodingProblem) -> AnnotatedItem? {
        // Counted before they are made: a row may be nothing but separators.
        let count = isTabbed ? bytes.count { $0 == 9 } + 1 : CSVFramer.fieldCount(of: bytes)
        guard count <= TableDecoder.maximumColumns || columns != nil else {
            throw .input(
                .columns(source, reason: "has \(count) columns; at most \(TableDecoder.maximumColumns) are read"))
        }
        if let columns, count != columns.count {
            throw .record(
                LineProblem("\(count) \(count == 1 ? "field" : "fields"), where the header has \(columns.count)"))
        }
        let cells = ForeignTable.cells(bytes, isTabbed: isTabbed)
        guard let columns else {
            // A damaged first line of JSON would make all others rows of a table that nobody has.
            guard cells.count > 1 || cells == [textField] else {
                throw .input(
                    .columns(
                        source, reason: "begins neither with JSON nor with the header of a table of several columns")
                )
            }
            var seen: Set<String> = []
            for name in cells where !seen.insert(name).inserted {
                throw .input(.columns(source, reason: "two columns are named \"\(name)\"; rename one of them"))
            }
            self.columns = cells
            return nil
        }
        do throws(LineProblem) {
            var members: [JSONDocument.Member] = []
            for (name, cell) in zip(columns, cells) where !cell.isEmpty {
                members.append(JSONDocument.Member(name, .string(cell)))
            }
            return try decoder.item(FieldReader(.object(members), path: ""))
        } catch {
            throw .record(error)
        }
    }
}

/// What the decoders of all foreign formats share.
struct ForeignRules {
    let options: ReadingOptions
    let rule: LabelRule

    init(options: ReadingOptions, labels: LabelSet?) {
        self.options = options
        rule = LabelRule(labels: labels)
    }

    /// The text under `--text-field`, else under the usual name.
    func text(
        _ fields: FieldReader, usual: String = "text", images: [String] = [], id: Item.ID? = nil
    ) throws(LineProblem) -> String {
        let name = options.textField ?? usual
        guard let value = fields.value(name) else {
            if !options.needsText { return id?.value ?? "(without a text)" }
            let keys = fields.members.prefix(12).map(\.key).joined(separator: ", ")
            throw LineProblem(
                "\(fields.name(name)) is missing\(ImageReferences.hint(images)); "
                    + "--text-field names another field (there is: \(keys))")
        }
        guard case .string(let text) = value else { throw fields.wrong(name, "a string", value) }
        return try ItemText.checked(text, field: fields.name(name), images: images)
    }

    /// A string, or a whole number, as an id; nil: there is none.
    func id(_ value: JSONDocument?, _ name: @autoclosure () -> String) throws(LineProblem) -> Item.ID? {
        switch value {
        case nil, .null?: return nil
        case .string(let text)?:
            return text.isEmpty ? nil : Item.ID(try ItemText.withoutNUL(text, field: name()))
        case let value?:
            if let word = ForeignRules.word(value) { return Item.ID(word) }
            throw LineProblem("\(name()) must be a string or a whole number, found \(FieldReader.excerpt(value))")
        }
    }

    /// A string, or a whole number as it is spelled; nil: anything else, and an empty string.
    static func word(_ value: JSONDocument?) -> String? {
        switch value {
        case .string(let text)? where text.contains(where: { !$0.isWhitespace }) && !text.utf8.contains(0): text
        case .number(let literal)? where literal.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) }): literal
        case .integer(let number)?: String(number)
        default: nil
        }
    }

    /// A number, or a string that is one.
    static func number(_ value: JSONDocument?) -> Double? {
        switch value {
        case .number(let literal)?: Double(literal)
        case .integer(let number)?: Double(number)
        case .string(let text)?: Double(text.filter { !$0.isWhitespace })
        default: nil
        }
    }

    /// A number of seconds since 1970, or a time in RFC 3339; nil: neither, or outside of the years 1970 to 9999.
    static func time(_ value: JSONDocument?) -> Timestamp? {
        if case .string(let text)? = value, let time = Timestamp(rfc3339: text) {
            return possible.contains(time.milliseconds) ? time : nil
        }
        guard let seconds = number(value), seconds >= 0, seconds < 253_402_300_800 else { return nil }
        return Timestamp(milliseconds: Int64((seconds * 1000).rounded()))
    }

    private static let possible: Range<Int64> = 0..<253_402_300_800_000

    /// The picture or pictures under `image`; what is no reference stays where it is.
    static func images(_ fields: FieldReader, _ key: String = "image") -> [String] {
        guard let value = fields.value(key) else { return [] }
        return (try? ImageReferences.references(value, field: key)) ?? []
    }

    /// The label that these names are together.
    func decided(_ names: [String], as what: String) throws(LineProblem) -> Label {
        guard !rule.allowsSeveral else {
            let joined = names.joined(separator: String(LabelSet.separator))
            return try rule.required(names.isEmpty ? LabelSet.none.name : joined, as: what)
        }
        guard let name = names.first else { throw LineProblem("the \(what) is missing") }
        guard names.count == 1 else {
            let list = names.prefix(6).map { "\"\($0.prefix(40))\"" }.joined(separator: ", ")
            throw LineProblem("the \(what) is several labels (\(list)), where the task has one an item")
        }
        return try rule.required(name, as: what)
    }

    /// What a model said; a label outside the task's is kept as its invalid answer, a score from 0 to 1 is its confidence.
    func prediction(_ model: String, _ names: [String], score: Double?) -> Prediction {
        var prediction = Prediction(model: model)
        let joined = names.joined(separator: String(LabelSet.separator))
        let label = rule.allowsSeveral && names.isEmpty ? LabelSet.none : rule.known(joined)
        if names.count == 1 || rule.allowsSeveral, let label {
            prediction.label = label
        } else {
            prediction.outcome = .invalidOutput
            prediction.invalidAnswer = joined
        }
        if let score, (0...1).contains(score) {
            prediction.confidence = score == 0 ? 0 : score
            prediction.confidenceSource = .imported
        }
        return prediction
    }

    /// A reviewer's word for a label. The tool may have shown what the models said, and nothing tells that it did not: none
    /// of these decisions counts as blind where there are predictions.
    func decision(
        _ reviewer: String, _ label: Label?, at: Timestamp?, among predictions: [Prediction]
    ) -> Decision {
        var verdict = Verdict.reject
        if let label { verdict = predictions.first?.label == label ? .accept(label) : .override(label) }
        return decision(reviewer, verdict, at: at, among: predictions)
    }

    func decision(
        _ reviewer: String, _ verdict: Verdict, at: Timestamp?, among predictions: [Prediction]
    ) -> Decision {
        var shown: [String] = []
        for prediction in predictions where !shown.contains(prediction.model) { shown.append(prediction.model) }
        return Decision(
            reviewer: reviewer, verdict: verdict, at: at ?? Timestamp(milliseconds: 0), shown: shown)
    }

    /// The meta data of an item: what the source says of it, and what its tool says beside, under the tool's key.
    static func meta(
        _ members: [JSONDocument.Member], tool: String, _ kept: [JSONDocument.Member]
    ) throws(LineProblem) -> [String: JSONValue] {
        var meta: [String: JSONValue] = [:]
        for member in members { meta[member.key] = try member.value.jsonValue(under: 2) }
        guard !kept.isEmpty else { return meta }
        guard meta[tool] == nil else {
            throw LineProblem("the field \"\(tool)\" has a name that is needed for what \(tool) says; rename it")
        }
        meta[tool] = try JSONDocument.object(kept).jsonValue(under: 1)
        return meta
    }
}
