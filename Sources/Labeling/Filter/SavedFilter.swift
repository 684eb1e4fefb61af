/// A filter with a name, as text: dates in it (`today`) are read anew each time.
package struct SavedFilter: Hashable, Sendable {
    package var name: String
    package var text: String

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }

    /// Whether a filter can have this name: letters, digits, `-`, `_` and `.`, at most 40, so that `@name` is one word.
    package static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.unicodeScalars.count <= 40
            && name.unicodeScalars.allSatisfy { scalar in
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    || "-_.".unicodeScalars.contains(scalar)
            }
    }
}
