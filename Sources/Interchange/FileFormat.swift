/// The shapes of input that a person can name.
package enum FileFormat: String, Hashable, Sendable, CaseIterable {
    /// By the file's name, else by its first bytes.
    case auto
    /// One JSON object a line, or one array of objects.
    case jsonl
    /// RFC 4180.
    case csv
    /// Fields between tabs; a quote means nothing (IANA text/tab-separated-values).
    case tsv
    /// One item a line.
    case text
    /// The files of other annotation tools: see `Formats`.
    case prodigy
    case labelStudio = "label-studio"
    case argilla, doccano

    /// Whether this version reads it.
    package var isReadable: Bool {
        switch self {
        case .auto, .jsonl, .csv, .tsv, .text: true
        case .prodigy: true
        case .labelStudio: true
        case .argilla: true
        case .doccano: true
        }
    }
}

/// What a reader took its input for.
package struct ChosenFormat: Hashable, Sendable {
    package var format: FileFormat
    /// A clause that completes "read as csv, because …"; nil when the person named the format.
    package var reason: String?
}

extension ChosenFormat {
    /// The format that a file's name promises.
    init?(name whole: String, options: ReadingOptions = ReadingOptions()) {
        if options.delimiter != nil {
            self.init(format: .csv, reason: "--delimiter says what stands between its fields")
            return
        }
        if options.recordsField != nil {
            self.init(format: .jsonl, reason: "--records-field names a member of it")
            return
        }
        let name = Packing.nameUnpacked(whole)
        guard let dot = name.lastIndex(of: "."), !name[dot...].contains("/") else { return nil }
        let format: FileFormat
        switch name[name.index(after: dot)...].lowercased() {
        case "jsonl", "ndjson", "json": format = .jsonl
        case "csv": format = .csv
        case "tsv", "tab": format = .tsv
        // Lines of text have no fields: where some are named, what the file holds decides.
        case "txt" where !options.namesFields, "text" where !options.namesFields: format = .text
        default: return nil
        }
        self.init(format: format, reason: "its name ends in \(name[dot...])")
    }

    /// JSON, where a name promises a table and the first bytes are those of an object.
    func unlessJSON(_ head: ArraySlice<UInt8>, options: ReadingOptions) -> ChosenFormat {
        let start = head.filter { $0 > 0x20 }.prefix(2)
        guard options.delimiter == nil, format == .csv || format == .tsv, start.elementsEqual("{\"".utf8) else {
            return self
        }
        return ChosenFormat(format: .jsonl, reason: "it begins with '{', whatever its name says")
    }

    /// The format that the first line that is not blank suggests.
    init(firstLine: [UInt8], options: ReadingOptions) {
        let line = String(decoding: firstLine, as: UTF8.self)
        if let first = line.first(where: { !$0.isWhitespace }), first == "{" || first == "[" {
            self.init(format: .jsonl, reason: "it begins with '\(first)'")
            return
        }
        if firstLine.contains(UInt8(ascii: "\t")) {
            self.init(format: .tsv, reason: "its first line has tabs")
            return
        }
        if options.hasHeader, CSVDialect.hasText(firstLine[...], UInt8(ascii: ";"), options) {
            self.init(format: .csv, reason: "its first line has columns between semicolons")
            return
        }
        if CSVDialect.named(by: firstLine[...]) != nil {
            self.init(format: .csv, reason: "its first line names what stands between its fields")
            return
        }
        let isTable = CSVFramer.fieldCount(of: firstLine) <= TableDecoder.maximumColumns
        let cells = isTable ? CSVFramer.fields(of: firstLine).map { String(decoding: $0, as: UTF8.self) } : []
        let wanted = options.textField ?? "text"
        let columns = options.hasHeader ? cells : (1...max(cells.count, 1)).map(String.init)
        if columns.count > 1 || options.hasHeader, CSVDialect.place(of: wanted, in: columns) != nil {
            self.init(format: .csv, reason: "its first line has a column \"\(wanted)\"")
        } else {
            self.init(format: .text, reason: "nothing in its first line says otherwise")
        }
    }
}
