import Foundation
import Interchange

/// How many items of an import go into one transaction, and how many are read for it at once.
///
/// A transaction keeps all others from writing: while somebody reviews, it is to be over before the decision that waits
/// for it is late. Without that, large ones are much cheaper for the store's indexes.
struct ImportPace {
    /// What a transaction may take while somebody reviews, and while nobody does.
    static let reviewedSeconds = 0.04
    static let aloneSeconds = 1.0
    /// Three batches are in memory at once, of 200 MB in all.
    private static let most = 16_000
    /// Fewer would go in row by row, which is slower.
    private static let fewest = 200
    /// While somebody reviews, three such batches are in memory: a stop need not wait long for them.
    private static let mostReadWhenReviewed = 10_000

    private(set) var isReviewed = false
    private var reviewedCount = 1_000
    private var aloneCount = ImportPace.most
    /// Few at first, so that an import that is ended early again and again still gets on.
    private var readCount = 5_000
    /// Seconds during which nobody else could write, since the last pause.
    private var heldSincePause = 0.0

    /// How many items the next transaction takes.
    mutating func next(isReviewed: Bool) -> Int {
        self.isReviewed = isReviewed
        return isReviewed ? reviewedCount : aloneCount
    }

    /// - Returns: for how long nothing is to be written now, so that who waits for it gets in between.
    mutating func took(_ seconds: Double, for count: Int) -> Double {
        let wanted = isReviewed ? Self.reviewedSeconds : Self.aloneSeconds
        let current = isReviewed ? reviewedCount : aloneCount
        // One that was smaller than it might have been tells only of being too slow.
        let factor = min(max(wanted / max(seconds, 0.000_1), 0.25), count < current ? 1 : 1.5)
        let count = min(max(Int(Double(min(count, current)) * factor), Self.fewest), Self.most)
        if factor < 1 || count > current {
            if isReviewed { reviewedCount = count } else { aloneCount = count }
        }
        heldSincePause += seconds
        guard heldSincePause > (isReviewed ? 0.01 : Self.aloneSeconds / 5) else { return 0 }
        heldSincePause = 0
        return isReviewed ? 0.012 : 0.004
    }

    /// How much is read for the batch after the next.
    mutating func reading() -> BatchLimits {
        defer { readCount = min(readCount * 2, Self.most) }
        return BatchLimits(
            records: isReviewed ? min(readCount, Self.mostReadWhenReviewed) : readCount, weight: 10 << 20)
    }
}
