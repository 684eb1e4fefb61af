import Labeling

/// The items that a run may take up. An item counts once, however many models are asked about it. Belongs to the run's
/// thread.
final class Quota {
    private let limit: Int?
    private var items: Set<ItemNumber> = []

    /// - Parameter limit: nil: as many as there are.
    init(limit: Int?) {
        self.limit = limit
    }

    /// Only items that were admitted before are still admitted.
    var isFull: Bool { limit.map { items.count >= $0 } ?? false }

    func admits(_ number: ItemNumber) -> Bool {
        guard limit != nil, !items.contains(number) else { return true }
        guard !isFull else { return false }
        items.insert(number)
        return true
    }
}
