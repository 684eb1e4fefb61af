package import Labeling

extension Store {
    /// Says, or no longer says, that the guideline is unclear at the reviewer's decision on the item.
    package func tag(unclear: Bool, on item: ItemNumber, by reviewer: String, at: Timestamp) throws -> Bool {
        throw StoreDamage(detail: "this store keeps no tags yet")
    }
}
