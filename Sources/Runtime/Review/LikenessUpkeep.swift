import Dispatch
import Foundation
package import Storage
import Synchronization

/// Finds out which items are alike while a reviewer works, a little at a time, on a thread of its own; it ends with
/// `stop`. What it found shows in the store's change token, so lists are read anew.
package final class LikenessUpkeep: Sendable {
    private let store: Store
    private let isStopped = Atomic<Bool>(false)
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    /// Small enough that a decision, which waits for the one writer, does not wait long.
    private static let itemsAtOnce = 500
    /// How often it is looked for new items.
    private static let watchMilliseconds = 1_000

    package init(store: Store) {
        self.store = store
    }

    /// Compares a few items at once, so that a short list is folded from the beginning.
    package func catchUpAtOnce() {
        for _ in 0..<4 {
            guard (try? store.catchUpLikeness(limit: Self.itemsAtOnce)) == true else { return }
        }
    }

    package func start() {
        Thread.detachNewThread { [self] in
            while !isStopped.load(ordering: .relaxed) {
                // A store that cannot be written now may be later.
                let isMore = (try? store.catchUpLikeness(limit: Self.itemsAtOnce)) ?? false
                if !isMore { _ = wake.wait(timeout: .now() + .milliseconds(Self.watchMilliseconds)) }
            }
            ended.signal()
        }
    }

    /// Returns when the thread has ended.
    package func stop() {
        isStopped.store(true, ordering: .relaxed)
        wake.signal()
        ended.wait()
    }
}
