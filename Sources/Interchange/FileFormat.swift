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
    init?(name: String) {
        guard let dot = name.lastIndex(of: "."), !name[dot...].contains("/") else { return nil }
        let format: FileFormat
        switch name[name.index(after: dot)...].lowercased() {
        case "jsonl", "ndjson", "json": format = .jsonl
        case "csv": format = .csv
        case "tsv", "tab": format = .tsv
        case "txt", "text": format = .text
        default: return nil
        }
        self.init(format: format, reason: "its name ends in \(name[dot...])")
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
        let cells = CSVFramer.fields(of: firstLine).map { String(decoding: $0, as: UTF8.self) }
        let wanted = options.textField ?? "text"
        let columns = options.hasHeader ? cells : (1...max(cells.count, 1)).map(String.init)
        if columns.count > 1 || options.hasHeader, columns.contains(wanted) {
            self.init(format: .csv, reason: "its first line has a column \"\(wanted)\"")
        } else {
            self.init(format: .text, reason: "nothing in its first line says otherwise")
        }
    }
}
