/// What is known of one image of an item: the line that names it is made from this.
package struct ImageLine: Hashable, Sendable {
    /// As the item has it: a path or an address.
    package var reference: String
    /// What people call it.
    package var name: String
    /// `PNG`; nil: nobody has looked.
    package var kind: String?
    /// In pixels.
    package var width: Int?
    package var height: Int?
    package var bytes: Int?
    /// Why it can be neither seen nor sent; nil: nothing is known to be wrong.
    package var problem: String?

    /// - Parameter name: nil: the last part of a path, or the whole address.
    package init(
        reference: String, name: String? = nil, kind: String? = nil, width: Int? = nil, height: Int? = nil,
        bytes: Int? = nil, problem: String? = nil
    ) {
        let isAddress = reference.contains("://")
        let last = isAddress ? nil : reference.split(separator: "/").last.map(String.init)
        self.reference = reference
        self.name = name ?? last ?? reference
        self.kind = kind
        self.width = width
        self.height = height
        self.bytes = bytes
        self.problem = problem
    }

    /// `PNG 800×600, 120 kB`, as far as it is known, or what is wrong.
    ///
    /// - Parameter isShort: without the size in bytes.
    func facts(ascii: Bool, isShort: Bool = false) -> String {
        if let problem { return problem }
        var picture = [kind].compactMap(\.self)
        if let width, let height { picture.append("\(width)\(ascii ? "x" : "×")\(height)") }
        let size = isShort ? nil : bytes.map(ImageLine.size)
        return [picture.joined(separator: " "), size ?? ""].filter { !$0.isEmpty }
            .joined(separator: ", ")
    }

    /// In decimal units, as file managers say it.
    private static func size(_ bytes: Int) -> String {
        switch bytes {
        case ..<1_000: return "\(bytes) B"
        case ..<1_000_000: return "\(bytes / 1_000 + (bytes % 1_000 >= 500 ? 1 : 0)) kB"
        default:
            let tenths = bytes / 100_000
            return "\(tenths / 10).\(tenths % 10) MB"
        }
    }
}
