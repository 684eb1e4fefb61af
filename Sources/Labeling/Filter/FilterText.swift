/// How words, values and numbers are written in a filter, and which of them need quotation marks.
enum FilterText {
    /// Words that mean something where a term may stand, in the spelling that means it.
    static let keywords = ["OR", "AND", "NOT"]

    /// White space, parentheses and quotation marks end every word.
    static func endsWords(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "(" || scalar == ")" || scalar == "\"" || scalar.properties.isWhitespace
    }

    static func isSign(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ":", "<", ">", "=", "~": true
        default: false
        }
    }

    static func quoted(_ text: String) -> String {
        var written = String.UnicodeScalarView()
        written.append("\"")
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { written.append("\\") }
            written.append(scalar)
        }
        written.append("\"")
        return String(written)
    }

    /// A term without a field.
    static func word(_ text: String) -> String {
        let isPlain =
            !text.isEmpty && text != "*" && text.unicodeScalars.first != "-" && !keywords.contains(text)
            && !text.unicodeScalars.contains { endsWords($0) || isSign($0) } && !isFlag(text)
        return isPlain ? text : quoted(text)
    }

    /// One value after an operator. A first `=` would become a part of the operator.
    static func value(_ text: String) -> String {
        let isPlain =
            !text.isEmpty && text != "*" && !text.unicodeScalars.contains { endsWords($0) || $0 == "," }
            && text.unicodeScalars.first != "="
        return isPlain ? text : quoted(text)
    }

    /// One key of a path into `meta`.
    static func key(_ text: String) -> String {
        let isPlain = !text.isEmpty && !text.unicodeScalars.contains { endsWords($0) || isSign($0) || $0 == "." }
        return isPlain ? text : quoted(text)
    }

    static func list(_ field: String, _ sign: String, _ values: [String]) -> String {
        field + sign + values.map(value).joined(separator: ",")
    }

    /// Whether the word alone asks something about the item.
    static func isFlag(_ word: String) -> Bool { flag(word) != nil }

    static func flag(_ word: String) -> FilterCondition? {
        let folded = word.lowercased()
        return folded == FilterThing.image.rawValue ? .has(.image) : FilterFlag(rawValue: folded).map { .flag($0) }
    }

    static func number(_ value: Double) -> String {
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// A decimal number, with or without an exponent; nil for anything else, infinities included.
    static func number(_ text: String) -> Double? {
        let allowed = text.unicodeScalars.allSatisfy { ("0"..."9").contains($0) || "+-.eE".unicodeScalars.contains($0) }
        guard allowed, let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// As compared: lower case, in bytes, because Swift holds texts of different bytes for equal, and cuts no character.
    static func folded(_ text: String) -> [UInt8] { Array(text.lowercased().utf8) }
}
