/// Several words in one cell of a table: between semicolons, or where that could be read in two ways as a JSON array.
enum ListCell {
    static func cell(_ words: [String]) -> String {
        guard let first = words.first else { return "" }
        let isPlain = !first.hasPrefix("[") && words.allSatisfy { !$0.isEmpty && !$0.utf8.contains(UInt8(ascii: ";")) }
        return isPlain ? words.joined(separator: ";") : JSONDocument(words).rendered()
    }

    /// The words of which `cell(_:)` made this cell.
    static func words(ofCell cell: String) -> [String] {
        if cell.isEmpty { return [] }
        if cell.hasPrefix("["), case .array(let values)? = try? JSONDocument.parse(Array(cell.utf8)) {
            let words = values.compactMap { if case .string(let word) = $0 { word } else { nil } }
            if words.count == values.count { return words }
        }
        return cell.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
    }
}
