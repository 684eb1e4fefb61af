import Foundation
import Interchange

/// Between the thread that reads an input and the one that stores it: at most one batch waits, so that reading goes on while
/// a batch is stored, and neither runs away from the other.
final class ImportDesk: @unchecked Sendable {
    /// A batch, and how far its input was read with it.
    struct Delivery: Sendable {
        var batch: ReadBatch
        var bytesRead: Int64
        /// How far the reader had come with it; nil: it does not remember, or it has failed.
        var place: ReadingPlace?
        /// What a person should know of how the input is read, as far as it is known by then.
        var remarks: [String]

        /// Leaves an empty one here: what two hold is copied, not used again.
        mutating func takeBatch() -> ReadBatch {
            defer { batch = ReadBatch() }
            return batch
        }
    }

    enum Event {
        case delivery(Delivery)
        /// Nothing new within the time; so many bytes were read.
        case nothing(Int64)
        /// The input ended, or why it cannot be read on.
        case end(InputProblem?)
    }

    // All below is read and changed under the condition's lock alone, which is what lets two threads share it.
    private let condition = NSCondition()
    private var waiting: Delivery?
    private var end: InputProblem??
    private var bytesRead: Int64 = 0
    private var isAwaited = false
    private var wanted = BatchLimits(records: 1_000, weight: 1 << 20)
    private var isGivenUp = false
    /// Stored batches: their memory is used again.
    private var spare: [ReadBatch] = []

    private func locked<Result>(_ body: () -> Result) -> Result {
        condition.lock()
        defer { condition.unlock() }
        return body()
    }

    /// Before each run.
    func begin(limits: BatchLimits) {
        locked { (waiting, end, isGivenUp, wanted) = (nil, nil, false, limits) }
    }

    // What the reading thread calls.

    /// How large the batch that is being filled may become.
    var limits: BatchLimits { locked { wanted } }

    func emptyBatch() -> ReadBatch { locked { spare.popLast() } ?? ReadBatch() }

    /// Waits until the batch before it is being stored. False: nobody will store it.
    func put(_ delivery: Delivery) -> Bool {
        locked {
            while waiting != nil, !isGivenUp { condition.wait() }
            (waiting, bytesRead) = (delivery, delivery.bytesRead)
            condition.broadcast()
            return !isGivenUp
        }
    }

    func finish(_ problem: InputProblem?) {
        locked {
            end = .some(problem)
            condition.broadcast()
        }
    }

    /// Whether what would be put now would be stored at once; waits for that a moment.
    func isIdle(within seconds: Double) -> Bool {
        locked {
            let limit = Date(timeIntervalSinceNow: seconds)
            while waiting != nil || !isAwaited, !isGivenUp {
                guard condition.wait(until: limit) else { break }
            }
            return (waiting == nil && isAwaited) || isGivenUp
        }
    }

    /// Whether what is read will be stored by nobody.
    var wasGivenUp: Bool { locked { isGivenUp } }

    // What the storing thread calls.

    func next(within seconds: Double) -> Event {
        locked {
            let limit = Date(timeIntervalSinceNow: seconds)
            isAwaited = true
            condition.broadcast()
            defer { isAwaited = false }
            while true {
                if let delivery = waiting {
                    waiting = nil
                    condition.broadcast()
                    return .delivery(delivery)
                }
                if let end { return .end(end) }
                guard condition.wait(until: limit) else {
                    return waiting == nil && end == nil ? .nothing(bytesRead) : next()
                }
            }
        }
    }

    /// After the wait ran out: what came in that moment.
    private func next() -> Event {
        guard let delivery = waiting else { return .end(end ?? nil) }
        waiting = nil
        condition.broadcast()
        return .delivery(delivery)
    }

    /// Bounds what is read from here on.
    func read(_ limits: BatchLimits) { locked { wanted = limits } }

    func giveBack(_ batch: consuming ReadBatch) {
        batch.removeAll()
        let empty = batch
        locked { spare.append(empty) }
    }

    func giveUp() {
        locked {
            isGivenUp = true
            condition.broadcast()
        }
    }

    func waitForEnd() {
        locked { while end == nil { condition.wait() } }
    }
}
