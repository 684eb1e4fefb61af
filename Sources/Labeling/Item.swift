/// One text to classify.
package struct Item: Hashable, Sendable {
    /// Unique in its task.
    package struct ID: Hashable, Sendable, Comparable, CustomStringConvertible {
        package let value: String
        package init(_ value: String) { self.value = value }
        package var description: String { value }
        package static func < (left: ID, right: ID) -> Bool { left.value < right.value }
    }

    package var id: ID
    package var text: String
    /// What the source said about the item beside its text; kept and given back, never interpreted.
    package var meta: [String: JSONValue] {
        get { keptMeta.values }
        set { keptMeta = ItemMeta(newValue) }
    }
    /// Pictures that belong to the text, in order: each a path, as the source wrote it, or an address (https or http).
    package var images: [String]
    private var keptMeta: ItemMeta

    package init(id: ID, text: String, meta: [String: JSONValue] = [:], images: [String] = []) {
        self.id = id
        self.text = text
        self.images = images
        keptMeta = ItemMeta(meta)
    }

    /// Takes `meta` as the JSON in which it is stored; nil: it is not in the one form that reads and writes without loss
    /// (`PlainJSON`), and must be decoded.
    package init?(id: ID, text: String, plainMeta json: String, images: [String] = []) {
        guard let kept = ItemMeta(plainJSON: json) else { return nil }
        self.id = id
        self.text = text
        self.images = images
        keptMeta = kept
    }

    /// `meta` as an export writes it; nil: it must be written from the values.
    package var plainMeta: String? { keptMeta.json }
}

/// An item as it comes from a file: with what an earlier tool or pipeline has already made of it.
package struct AnnotatedItem: Hashable, Sendable {
    package var item: Item
    /// An imported ground truth. Models never see it.
    package var gold: Label?
    package var predictions: [Prediction]
    package var decisions: [Decision]

    package init(item: Item, gold: Label? = nil, predictions: [Prediction] = [], decisions: [Decision] = []) {
        self.item = item
        self.gold = gold
        self.predictions = predictions
        self.decisions = decisions
    }
}

extension Item {
    /// The members of `meta` that hold what an annotation tool said beside our words. Its export gives them back; people
    /// and models are not shown them: there may be answers in them.
    package static let toolKeys: Set<String> = ["prodigy", "label_studio", "argilla", "doccano"]

    /// What is shown of `meta`, in the order of the keys.
    package var shownMeta: [(key: String, value: JSONValue)] {
        meta.filter { member in
            if Item.toolKeys.contains(member.key), case .object = member.value { false } else { true }
        }.sorted { $0.key < $1.key }
    }
}
