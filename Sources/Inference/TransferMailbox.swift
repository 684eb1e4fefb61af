import Synchronization

/// What other threads want from the transfer thread, in the order they wanted it.
final class TransferMailbox: Sendable {
    enum Wish {
        case start(Submission)
        case cancel(UInt64)
    }

    private struct State {
        var wishes: [Wish] = []
        var isClosed = false
        /// Wakes the transfer thread; set by it, and taken away before what it wakes is freed.
        var wake: (@Sendable () -> Void)?

        mutating func add(_ wish: Wish) {
            wishes.append(wish)
            // The thread takes all wishes at once: behind an earlier one it is being woken already.
            if wishes.count == 1 { wake?() }
        }
    }

    private let state = Mutex(State())
    private let lastNumber = Atomic<UInt64>(0)

    func nextNumber() -> UInt64 { lastNumber.add(1, ordering: .relaxed).newValue }

    func submit(_ submission: Submission) {
        // Asked under the lock: a cancellation either has set the flag by now or puts its wish behind this one.
        let refusal: TransportError? = state.withLock {
            if Task.isCancelled { return .cancelled }
            if $0.isClosed { return .unreachable("the transport is closed") }
            $0.add(.start(submission))
            return nil
        }
        if let refusal { submission.continuation.resume(returning: .failure(refusal)) }
    }

    func cancel(_ number: UInt64) {
        state.withLock { $0.add(.cancel(number)) }
    }

    func close() {
        state.withLock {
            $0.isClosed = true
            $0.wake?()
        }
    }

    // For the transfer thread alone:

    func take() -> (wishes: [Wish], isClosed: Bool) {
        state.withLock { state in
            defer { state.wishes = [] }
            return (state.wishes, state.isClosed)
        }
    }

    func setWake(_ wake: (@Sendable () -> Void)?) {
        state.withLock { $0.wake = wake }
    }
}
