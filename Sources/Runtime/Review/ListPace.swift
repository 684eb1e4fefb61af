import Dispatch
import Synchronization

/// Keeps what a list costs to read in proportion: while it takes long, the review is told of changes less often, so
/// that reading it again and again takes no more than a fifth of the time; but never long enough for new items to be late.
package final class ListPace: Sendable {
    private let lastReading = Atomic<UInt64>(0)
    private let earliest = Atomic<UInt64>(0)
    /// With the reading, items are on screen within a second of their import where the reading is short.
    private static let longestWait: UInt64 = 800_000_000
    private let clock: @Sendable () -> UInt64

    /// - Parameter clock: nanoseconds that never go back.
    package init(clock: @escaping @Sendable () -> UInt64 = { DispatchTime.now().uptimeNanoseconds }) {
        self.clock = clock
    }

    /// Reads a list, and remembers how long that took.
    func reading<List>(_ read: () throws -> List) rethrows -> List {
        let began = clock()
        defer { lastReading.store(clock() - began, ordering: .relaxed) }
        return try read()
    }

    /// The review has been told of a change.
    func told() {
        earliest.store(clock() + min(4 * lastReading.load(ordering: .relaxed), Self.longestWait), ordering: .relaxed)
    }

    var isTooEarly: Bool { clock() < earliest.load(ordering: .relaxed) }
}
