/// One row of a CSV output.
package enum CSVRow {
    /// The row with its line end, LF; fields are quoted where RFC 4180 asks for it.
    package static func line(of fields: [String]) -> String {
        fields.map { quoted(spreadsheetSafe($0)) }.joined(separator: ",") + "\n"
    }

    /// The text with a `'` before it where a spreadsheet would take it for a formula: where it begins with
    /// `=`, `+`, `-`, `@`, a tab or a carriage return. A text that begins with `'` gets one more, so that taking one
    /// leading `'` away always gives the text back.
    package static func spreadsheetSafe(_ text: String) -> String {
        switch text.utf8.first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 9, 13, UInt8(ascii: "'"):
            "'" + text
        default: text
        }
    }

    /// The text that `spreadsheetSafe` was given.
    package static func original(ofSpreadsheetSafe text: String) -> String {
        text.utf8.first == UInt8(ascii: "'") ? String(text.unicodeScalars.dropFirst()) : text
    }

    private static func quoted(_ field: String) -> String {
        let needsQuotes = field.utf8.contains { byte in
            byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ",") || byte == 10 || byte == 13
        }
        guard needsQuotes else { return field }
        return "\"" + field.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
    }
}
