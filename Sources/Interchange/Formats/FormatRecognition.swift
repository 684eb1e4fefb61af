import Labeling

/// Whether a file that nobody named a format for is another tool's: told from its first record, by keys that the tool
/// writes and our own JSON Lines, Hugging Face's and plain logs do not have together.
struct FormatRecognition {
    let options: ReadingOptions
    let labels: LabelSet?

    struct Found {
        var chosen: ChosenFormat
        var decoder: any RecordDecoder
    }

    /// The decoder of a format that the person named; nil: it is none of another tool's.
    ///
    /// - Parameter first: the first record, or as much of it as there is.
    func decoder(of format: FileFormat, first: [UInt8]) -> (any RecordDecoder)? {
        let isObject =
            first.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }.map { [0x7B, 0x5B].contains($0) } ?? true
        if format == .doccano, isFastText(first, isNamed: true) {
            return FastTextDecoder(options: options, labels: labels)
        }
        guard let decoder = foreign(format, isTable: !isObject) else { return nil }
        // Prodigy writes no tables: a first line that is no JSON is a damaged one, and costs itself alone.
        guard !isObject, format != .prodigy else { return ForeignRecords(decoder: decoder) }
        return ForeignTable(
            isTabbed: first.prefix { $0 != 10 }.contains(9), textField: options.textField, decoder: decoder)
    }

    /// Nil: the record is of no other tool.
    ///
    /// - Parameter guess: what the input was taken for by its name and its first bytes.
    func recognise(_ record: [UInt8], guess: FileFormat) -> Found? {
        switch guess {
        case .jsonl:
            guard let document = try? JSONDocument.parse(record),
                let (format, reason) = FormatRecognition.object(document),
                let decoder = foreign(format, isTable: false)
            else { return nil }
            return Found(
                chosen: ChosenFormat(format: format, reason: reason), decoder: ForeignRecords(decoder: decoder))
        case .csv, .tsv:
            guard options.hasHeader else { return nil }
            let cells = ForeignTable.cells(record, isTabbed: guess == .tsv)
            guard let (format, reason) = FormatRecognition.header(cells), let decoder = foreign(format, isTable: true)
            else { return nil }
            return Found(
                chosen: ChosenFormat(format: format, reason: reason),
                decoder: ForeignTable(isTabbed: guess == .tsv, textField: options.textField, decoder: decoder))
        case .text where isFastText(record, isNamed: false):
            return Found(
                chosen: ChosenFormat(
                    format: .doccano, reason: "its first line begins with \(FastTextDecoder.prefix), as fastText's do"),
                decoder: FastTextDecoder(options: options, labels: labels))
        default: return nil
        }
    }

    private func foreign(_ format: FileFormat, isTable: Bool) -> (any ForeignDecoder)? {
        switch format {
        case .prodigy: ProdigyDecoder(options: options, labels: labels)
        case .labelStudio: LabelStudioDecoder(options: options, labels: labels)
        case .argilla: ArgillaDecoder(options: options, labels: labels)
        case .doccano: DoccanoDecoder(options: options, labels: labels, isTable: isTable)
        default: nil
        }
    }

    /// A line that begins with the prefix and a label: of the task, where nobody named the format.
    private func isFastText(_ line: [UInt8], isNamed: Bool) -> Bool {
        guard line.starts(with: FastTextDecoder.prefix.utf8) else { return false }
        guard !isNamed else { return true }
        let name = line.dropFirst(FastTextDecoder.prefix.utf8.count).prefix { $0 != 0x20 }
        guard let labels else { return false }
        let word = String(decoding: name, as: UTF8.self)
        return ["", "_", "-"].contains { separator in
            labels.member(
                matching: separator.isEmpty
                    ? word : word.split(separator: separator, omittingEmptySubsequences: false).joined(separator: " "))
                != nil
        }
    }

    /// The tool whose record this is, and how it was known.
    static func object(_ document: JSONDocument) -> (FileFormat, String)? {
        guard case .object(let members) = document else { return nil }
        let keys = Set(members.map(\.key))
        // What makes a line ours.
        guard keys.isDisjoint(with: ["decisions", "provenance", "gold"]) else { return nil }
        return prodigy(document, keys) ?? labelStudio(document, keys) ?? argilla(document, keys)
            ?? doccano(document, keys)
    }

    private static func isInteger(_ value: JSONDocument?) -> Bool {
        if case .number(let literal)? = value { Int64(literal) != nil } else { false }
    }

    private static func prodigy(_ document: JSONDocument, _ keys: Set<String>) -> (FileFormat, String)? {
        if isInteger(document["_input_hash"]), isInteger(document["_task_hash"]) {
            return (.prodigy, "its first record has _input_hash and _task_hash")
        }
        guard case .string(let answer)? = document["answer"], ["accept", "reject", "ignore"].contains(answer) else {
            return nil
        }
        let telling = ["_view_id", "_annotator_id", "_session_id", "_timestamp"].first(where: keys.contains)
        return telling.map { (.prodigy, "its first record has answer and \($0)") }
    }

    private static func labelStudio(_ document: JSONDocument, _ keys: Set<String>) -> (FileFormat, String)? {
        if case .object? = document["data"], !keys.contains("text") {
            func results(_ key: String) -> Bool {
                guard case .array(let answers)? = document[key] else { return false }
                return answers.allSatisfy { if case .array? = $0["result"] { true } else { false } }
            }
            func isFull(_ key: String) -> Bool {
                if case .array(let answers)? = document[key] { !answers.isEmpty && results(key) } else { false }
            }
            if results("annotations"), results("predictions") {
                return (.labelStudio, "its first record has data, annotations and predictions")
            }
            if let key = ["annotations", "predictions"].first(where: isFull) {
                return (.labelStudio, "its first record has data, and \(key) with a result")
            }
        }
        guard keys.isSuperset(of: ["annotation_id", "annotator", "lead_time"]) else { return nil }
        return (.labelStudio, "its first record has annotation_id, annotator and lead_time")
    }

    private static func argilla(_ document: JSONDocument, _ keys: Set<String>) -> (FileFormat, String)? {
        if case .object? = document["fields"], !keys.contains("text") {
            func isObject(_ key: String) -> Bool { if case .object? = document[key] { true } else { false } }
            let telling = ["suggestions", "responses"].filter(isObject)
            if telling.count == 2 || !telling.isEmpty && keys.contains("_server_id") {
                return (.argilla, "its first record has fields, \(telling.joined(separator: " and "))")
            }
        }
        return columns(keys)
    }

    private static func columns(_ keys: Set<String>) -> (FileFormat, String)? {
        for key in keys.sorted() {
            if let (name, part) = ArgillaColumns.split(key, ".suggestion", []), part.isEmpty,
                keys.contains("\(name).suggestion.score") || keys.contains("\(name).suggestion.agent")
            {
                return (.argilla, "it has \(key) with its score and agent")
            }
            if let (name, part) = ArgillaColumns.split(key, ".responses", []), part.isEmpty,
                keys.contains("\(name).responses.users") || keys.contains("\(name).responses.status")
            {
                return (.argilla, "it has \(key) with its users and status")
            }
        }
        return nil
    }

    private static func doccano(_ document: JSONDocument, _ keys: Set<String>) -> (FileFormat, String)? {
        guard case .array? = document["Comments"], case .string? = document["text"],
            case .array(let labels)? = document["label"] ?? document["cats"],
            labels.allSatisfy({ if case .string = $0 { true } else { false } })
        else { return nil }
        return (.doccano, "its first record has a list of labels and Comments")
    }

    /// The tool whose table has this header.
    static func header(_ cells: [String]) -> (FileFormat, String)? {
        let columns = Set(cells)
        if columns.isSuperset(of: ["annotation_id", "annotator", "lead_time"]) {
            return (.labelStudio, "its header has annotation_id, annotator and lead_time")
        }
        if columns.isSuperset(of: ["id", "text", "label", "Comments"]) {
            return (.doccano, "its header has id, text, label and Comments")
        }
        return self.columns(columns)
    }
}
