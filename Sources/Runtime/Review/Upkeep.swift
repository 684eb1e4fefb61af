import Foundation
import Synchronization

/// What a review keeps up to date in the store while nobody waits for it: one thread that goes through its steps in
/// small pieces, and looks again from time to time. It ends with `stop`.
package final class Upkeep: Sendable {
    /// Does one small piece, of one short transaction at most, and gives whether there is more.
    package typealias Step = @Sendable () throws -> Bool

    private let steps: [Step]
    private let isStopped = Atomic<Bool>(false)
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    /// How often new items are looked for.
    private static let lookMilliseconds = 1_000

    package init(_ steps: [Step]) {
        self.steps = steps
    }

    /// Starts the thread; it ends by `stop`.
    package func start() {
        Thread.detachNewThread { [self] in
            // Of this thread alone, as Linux has it: where there are few cores, a key goes first.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
            work()
            ended.signal()
        }
    }

    /// Returns when the piece that is being done is done. Call it once, after `start`.
    package func stop() {
        isStopped.store(true, ordering: .relaxed)
        wake.signal()
        ended.wait()
    }

    private func work() {
        while !isStopped.load(ordering: .relaxed) {
            for step in steps {
                // What fails is tried again at the next look: a list is right without it, only slower.
                while !isStopped.load(ordering: .relaxed), (try? step()) == true {}
            }
            _ = wake.wait(timeout: .now() + .milliseconds(Self.lookMilliseconds))
        }
    }
}
