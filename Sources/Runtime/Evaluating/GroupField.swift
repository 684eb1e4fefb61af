package import Labeling

/// What `--by` groups items by: a path into their `meta`.
package struct GroupField: Hashable, Sendable {
    package let path: FilterMetaPath
    /// A group's name is no text to be read for pages.
    private static let longest = 80

    /// - Parameter text: `meta.channel`, `channel`, `customer.tier`, `meta."order id"`; quotation marks as in filters.
    /// - Returns: nil for `week`, which is none.
    package static func read(_ text: String?) throws(Failure) -> GroupField? {
        guard let text, text.lowercased() != "week" else { return nil }
        let isWhole = text.lowercased().hasPrefix("meta.")
        let filter = (isWhole ? text : "meta." + text) + ":*"
        guard let labels = try? LabelSet(["a", "b"].map { LabelDefinition(label: Label($0)) }),
            let expression = try? FilterExpression.parse(filter, labels: labels, now: Timestamp(milliseconds: 0)),
            case .condition(.present(.meta(let path))) = expression
        else {
            throw Failure(
                .usage,
                "--by: \"\(text)\" is no field; expected week, or a field of meta such as channel or customer.tier")
        }
        return GroupField(path: path)
    }

    private init(path: FilterMetaPath) { self.path = path }

    /// The item's value as text; nil: it has none. Of a list all values, in its order.
    package func value(of meta: [String: JSONValue]) -> String? {
        // Nearly always the key is written as it was asked for.
        if path.keys.count == 1, let value = meta[path.keys[0]], let word = FilterMeta.word(value) {
            return String(word.prefix(GroupField.longest))
        }
        let words = FilterMeta.values(path, in: meta).compactMap { FilterMeta.word($0) }
        return words.isEmpty ? nil : String(words.joined(separator: ", ").prefix(GroupField.longest))
    }
}
