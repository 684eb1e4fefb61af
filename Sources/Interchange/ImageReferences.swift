import Labeling

/// The rule for the pictures of an item: references, each the path of a file or an address, kept as the source wrote them.
enum ImageReferences {
    /// Longer than any path or address of use: a picture itself was written into the line.
    private static let maximumBytes = 8192

    /// The references of a JSON value: one string, or an array of strings. An empty string is none.
    static func references(_ value: JSONDocument, field: String) throws(LineProblem) -> [String] {
        switch value {
        case .string(""): return []
        case .string(let reference): return [try checked(reference, field: field)]
        case .array(let elements):
            var references: [String] = []
            for (index, element) in elements.enumerated() {
                guard case .string(let reference) = element else {
                    throw LineProblem("\(field)[\(index)] must be a string, found \(FieldReader.excerpt(element))")
                }
                references.append(try checked(reference, field: "\(field)[\(index)]"))
            }
            return references
        default:
            throw LineProblem(
                "\(field) must be a path, an address or an array of them, found \(FieldReader.excerpt(value))")
        }
    }

    /// The references of a table's cell: one, or several as an export writes them, in a JSON array.
    static func references(ofCell cell: String, field: String) throws(LineProblem) -> [String] {
        guard cell.contains(where: { !$0.isWhitespace }) else { return [] }
        if cell.hasPrefix("["), let list = try? JSONDocument.parse(Array(cell.utf8)), case .array = list {
            return try references(list, field: field)
        }
        return [try checked(cell, field: field)]
    }

    /// The cell from which `references(ofCell:field:)` reads these references again.
    static func cell(_ references: [String]) -> String {
        guard references.count != 1 || references[0].hasPrefix("[") else { return references[0] }
        return references.isEmpty ? "" : JSONDocument(references).rendered()
    }

    /// A text is required beside pictures too: says so where there is none.
    static func hint(_ images: [String]) -> String {
        images.isEmpty ? "" : "; an item with images needs a text too"
    }

    private static func checked(_ reference: String, field: String) throws(LineProblem) -> String {
        guard reference.contains(where: { !$0.isWhitespace }) else { throw LineProblem("\(field) is empty") }
        let start = reference.prefix(16).lowercased().split(separator: ":", maxSplits: 1)
        let scheme = start.count == 2 ? start[0] : ""
        guard scheme != "data" else {
            throw LineProblem("\(field) is a data: URL; write the image into a file and give its path")
        }
        guard reference.utf8.count <= maximumBytes else {
            throw LineProblem(
                "\(field) has \(reference.utf8.count) bytes, where a path or an address has at most \(maximumBytes); "
                    + "write the image into a file and give its path")
        }
        if start.count == 2, start[1].hasPrefix("//"), scheme != "http", scheme != "https" {
            throw LineProblem(
                "\(field) must be a path or an http(s) address, found \(scheme)://…; fetch the image and give its path")
        }
        return try ItemText.withoutNUL(reference, field: field)
    }
}
