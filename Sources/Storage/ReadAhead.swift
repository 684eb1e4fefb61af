internal import Foundation
internal import Labeling

/// Items on their way from the thread that reads a store to the one that asked for them: a few megabytes at most, so that
/// a slow taker holds the reader up and takes no memory.
final class ReadAhead: @unchecked Sendable {
    // All below is changed under the lock alone.
    private let lock = NSCondition()
    private var batches: [(items: [StoredItem], weight: Int)] = []
    private var weight = 0
    /// Nothing comes any more; with why, where that is a failure.
    private var end: Result<Void, any Error>?
    private var isLeft = false

    private static let mostWaiting = 4 << 20

    /// Gives the taker a batch. False: the taker has gone, and wants no more.
    func give(_ items: [StoredItem], weight: Int) -> Bool {
        lock.lock()
        defer { lock.unlock() }
        // One is always let in, however large: items of 100 MB are possible.
        while !isLeft, !batches.isEmpty, self.weight + weight > Self.mostWaiting { lock.wait() }
        guard !isLeft else { return false }
        batches.append((items, weight))
        self.weight += weight
        lock.broadcast()
        return true
    }

    /// The reader has come to its end.
    func finish(_ result: Result<Void, any Error>) {
        lock.lock()
        end = result
        lock.broadcast()
        lock.unlock()
    }

    /// The next batch; nil: there is none.
    func take() throws -> [StoredItem]? {
        lock.lock()
        defer { lock.unlock() }
        while batches.isEmpty, end == nil { lock.wait() }
        guard !batches.isEmpty else {
            try end?.get()
            return nil
        }
        let batch = batches.removeFirst()
        weight -= batch.weight
        lock.broadcast()
        return batch.items
    }

    /// Returns when the reader has ended, which it does at its next batch.
    func leave() {
        lock.lock()
        isLeft = true
        batches = []
        lock.broadcast()
        while end == nil { lock.wait() }
        lock.unlock()
    }
}
