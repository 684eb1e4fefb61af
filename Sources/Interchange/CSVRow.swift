/// One row of a CSV output.
package enum CSVRow {
    /// The row with its line end, LF; fields are quoted where RFC 4180 asks for it.
    package static func line(of fields: [String]) -> String {
        var bytes: [UInt8] = []
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(field, to: &bytes)
        }
        bytes.append(10)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends a field: safe for a spreadsheet, and quoted where it has to be.
    static func append(_ field: String, to bytes: inout [UInt8]) {
        var field = field
        field.withUTF8 { text in
            var (hasSpecials, hasQuotes) = (false, false)
            for byte in text {
                if byte == UInt8(ascii: "\"") { hasQuotes = true }
                if byte == UInt8(ascii: ",") || byte == 10 || byte == 13 { hasSpecials = true }
            }
            let isQuoted = hasQuotes || hasSpecials
            if isQuoted { bytes.append(UInt8(ascii: "\"")) }
            if needsGuard(text) { bytes.append(UInt8(ascii: "'")) }
            if hasQuotes {
                for byte in text {
                    if byte == UInt8(ascii: "\"") { bytes.append(byte) }
                    bytes.append(byte)
                }
            } else {
                bytes.append(contentsOf: text)
            }
            if isQuoted { bytes.append(UInt8(ascii: "\"")) }
        }
    }

    /// Whether a spreadsheet could take a text for a formula: where it begins with `=`, `+`, `-`, `@`, their forms of full
    /// width, a tab or a line end (owasp.org, "CSV Injection"). A text that begins with `'` counts too, see
    /// `spreadsheetSafe`.
    private static func needsGuard(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = text.first else { return false }
        switch first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 9, 10, 13, UInt8(ascii: "'"):
            return true
        // U+FF0B, U+FF0D, U+FF1D and U+FF20.
        case 0xEF where text.count > 2:
            return (text[1] == 0xBC && [0x8B, 0x8D, 0x9D, 0xA0].contains(text[2]))
        default: return false
        }
    }

    /// The text with a `'` before it where a spreadsheet would take it for a formula. A text that begins with `'` gets one
    /// more, so that taking one leading `'` away always gives the text back.
    package static func spreadsheetSafe(_ text: String) -> String {
        var text = text
        return text.withUTF8 { needsGuard($0) } ? "'" + text : text
    }

    /// The text that `spreadsheetSafe` was given.
    package static func original(ofSpreadsheetSafe text: String) -> String {
        text.utf8.first == UInt8(ascii: "'") ? String(text.unicodeScalars.dropFirst()) : text
    }
}
