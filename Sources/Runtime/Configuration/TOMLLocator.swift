/// Finds the line on which a key of a TOML document is written: the parser tells where a syntax error is, but not where
/// a well-formed value stands that makes no sense.
struct TOMLLocator {
    private var lines: [String: Int] = [:]

    /// - Parameter path: as `models.first.provider`; tables in an array have their index: `labels.2.key`.
    /// - Returns: the line, from 1, of the key, or of the nearest table around it; nil when neither is found.
    func line(of path: [String]) -> Int? {
        for length in stride(from: path.count, through: 1, by: -1) {
            if let line = lines[path.prefix(length).joined(separator: "\u{0}")] { return line }
        }
        return nil
    }

    init(_ document: String) {
        var table: [String] = []
        var counts: [String: Int] = [:]
        var openString: String?
        // A line may end in CR LF, which Swift takes for one character.
        let rows = document.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, raw) in rows.enumerated() {
            if let quotes = openString {
                if raw.contains(quotes) { openString = nil }
                continue
            }
            let line = raw.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
            if !line.hasPrefix("#") {
                // An odd number of fences: the text goes on below, whatever it looks like.
                openString = ["\"\"\"", "'''"].first { fence in
                    line.split(separator: fence, omittingEmptySubsequences: false).count.isMultiple(of: 2)
                }
            }
            if line.hasPrefix("[[") {
                let name = TOMLLocator.keys(String(line.dropFirst(2).prefix { $0 != "]" }))
                let position = counts[name.joined(separator: "."), default: 0]
                counts[name.joined(separator: ".")] = position + 1
                table = name + [String(position)]
                note(table, index + 1)
            } else if line.hasPrefix("[") {
                table = TOMLLocator.keys(String(line.dropFirst().prefix { $0 != "]" }))
                note(table, index + 1)
            } else if let equals = line.firstIndex(of: "="), !line.hasPrefix("#") {
                note(table + TOMLLocator.keys(String(line[..<equals])), index + 1)
            }
        }
    }

    private mutating func note(_ path: [String], _ line: Int) {
        let key = path.joined(separator: "\u{0}")
        if lines[key] == nil { lines[key] = line }
    }

    private static func keys(_ dotted: String) -> [String] {
        dotted.split(separator: ".").map { part in
            String(part.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
                .trimmingQuotes
        }
    }
}

extension String {
    fileprivate var trimmingQuotes: String {
        guard count >= 2, let first, first == last, first == "\"" || first == "'" else { return self }
        return String(dropFirst().dropLast())
    }
}
