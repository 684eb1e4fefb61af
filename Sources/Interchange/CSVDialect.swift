/// What stands between the fields of a CSV input, which is not always a comma: where the comma is the decimal sign,
/// spreadsheets write semicolons.
enum CSVDialect {
    static let comma = UInt8(ascii: ",")
    /// In the order in which they win where all else is equal.
    private static let candidates = [comma, UInt8(ascii: ";"), 9, UInt8(ascii: "|")]

    /// The delimiter that a spreadsheet names in a line of its own before the header: `sep=;`. Nil: this is no such line.
    static func named(by line: ArraySlice<UInt8>) -> UInt8? {
        var line = line
        if line.last == 13 { line.removeLast() }
        if line.first == 0x22, line.last == 0x22, line.count > 1 { line = line.dropFirst().dropLast() }
        guard line.count == 5, let delimiter = line.last, delimiter != 0x22, delimiter < 0x80 else { return nil }
        return line.dropLast().map({ $0 | 0x20 }).elementsEqual("sep=".utf8.map { $0 | 0x20 }) ? delimiter : nil
    }

    /// The delimiter of a first line: that which makes the column of the text one of several, else that which is there
    /// most often outside of quotes.
    static func delimiter(ofFirst line: ArraySlice<UInt8>, options: ReadingOptions) -> UInt8 {
        if let delimiter = options.delimiter { return delimiter }
        if options.hasHeader, let telling = candidates.first(where: { hasText(line, $0, options) }) { return telling }
        var counts = [UInt8: Int]()
        var isQuoted = false
        for byte in line {
            if byte == 0x22 { isQuoted.toggle() }
            if !isQuoted, candidates.contains(byte) { counts[byte, default: 0] += 1 }
        }
        // A first row that is no header may hold any sign in its text: commas are believed before others.
        if !options.hasHeader { return candidates.first { counts[$0] != nil } ?? comma }
        return candidates.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? comma
    }

    /// Whether the line, cut at the delimiter, is a header of several columns, one of them that of the text.
    static func hasText(_ line: ArraySlice<UInt8>, _ delimiter: UInt8, _ options: ReadingOptions) -> Bool {
        guard line.contains(delimiter) else { return false }
        let cells = CSVFramer.fields(of: Array(line), delimiter: delimiter).map { String(decoding: $0, as: UTF8.self) }
        return cells.count > 1 && place(of: options.textField ?? "text", in: cells) != nil
    }

    /// The column with this name; else the only one that has it in other letters, or with spaces around it.
    static func place(of wanted: String, in columns: [String]) -> Int? {
        if let exact = columns.firstIndex(of: wanted) { return exact }
        let goal = plain(wanted)
        // A table may have a million columns.
        let alike = columns.indices.filter {
            (max(goal.utf8.count - 8, 0)...goal.utf8.count + 40).contains(columns[$0].utf8.count)
                && plain(columns[$0]) == goal
        }
        return alike.count == 1 ? alike[0] : nil
    }

    private static func plain(_ name: String) -> String {
        String(
            String.UnicodeScalarView(
                name.unicodeScalars.drop { isSpace($0) }.reversed().drop { isSpace($0) }.reversed())
        ).lowercased()
    }

    /// White space, and the byte order mark that two files joined together leave in the middle.
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar == "\u{FEFF}"
    }
}
