/// What the source said about an item beside its text, as values or as the JSON that it is kept in.
///
/// An export that gives JSON back needs no values, and making a dictionary and a decimal of each took longer than reading
/// the item. So JSON that is already written as we write it stays what it is until somebody asks for values.
struct ItemMeta: Hashable, Sendable {
    private enum Form: Sendable {
        case values([String: JSONValue])
        /// As `PlainJSON` holds it to be: it reads without loss, and is what its values would be written as.
        case json(String)
    }

    private var form: Form

    init(_ values: [String: JSONValue]) { form = .values(values) }

    /// Nil: the text is no JSON object in exactly the form in which Renga writes one.
    init?(plainJSON json: String) {
        guard PlainJSON.isObject(json) else { return nil }
        form = .json(json)
    }

    var values: [String: JSONValue] {
        switch form {
        case .values(let values): values
        case .json(let json): PlainJSON.object(json)
        }
    }

    /// Nil: it must be written from the values.
    var json: String? {
        switch form {
        case .values: nil
        case .json(let json): json
        }
    }

    static func == (left: ItemMeta, right: ItemMeta) -> Bool {
        // One object has one plain form.
        if case .json(let one) = left.form, case .json(let other) = right.form { return one == other }
        return left.values == right.values
    }

    /// Equal values in different forms must have one hash; items differ in their ids.
    func hash(into hasher: inout Hasher) {}
}
