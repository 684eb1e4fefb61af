import Foundation
import Synchronization

/// HTTP over libcurl, on one thread of its own: nothing here ever blocks Swift's cooperative threads.
///
/// Connections are kept and shared by all requests; HTTP/2 is used where a server offers it; certificates are
/// verified; redirects are not followed, because a custom key header would be sent to the new place. Proxies come
/// from the usual variables. The thread ends when the last reference to the transport goes.
package final class Transport: Sendable {
    private let mailbox = TransferMailbox()

    /// - Parameter bodyLimit: bytes of an answer's body, decompressed, that are taken at most.
    package init(bodyLimit: Int = 16 << 20) {
        let mailbox = mailbox
        let thread = Thread { TransferLoop.run(mailbox: mailbox, bodyLimit: bodyLimit) }
        thread.name = "renga-http"
        thread.start()
    }

    deinit { mailbox.close() }

    /// Sends the request and waits for the whole answer; each call ends exactly once. Cancelling the task ends the
    /// transfer within milliseconds, with `.cancelled`.
    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let number = mailbox.nextNumber()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<TransferResult, Never>) in
                mailbox.submit(Submission(number: number, request: request, continuation: continuation))
            }
        } onCancel: {
            mailbox.cancel(number)
        }
        return try result.get()
    }
}

typealias TransferResult = Result<HTTPResponse, TransportError>

/// A request on its way to the transfer thread. Whoever holds it last must resume the continuation.
struct Submission: Sendable {
    let number: UInt64
    let request: HTTPRequest
    let continuation: CheckedContinuation<TransferResult, Never>
}

/// What other threads want from the transfer thread, in the order they wanted it.
final class TransferMailbox: Sendable {
    enum Wish {
        case start(Submission)
        case cancel(UInt64)
    }

    private struct State {
        var lastNumber: UInt64 = 0
        var wishes: [Wish] = []
        var isClosed = false
        /// Wakes the transfer thread; set by it, and taken away before what it wakes is freed.
        var wake: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    func nextNumber() -> UInt64 {
        state.withLock {
            $0.lastNumber += 1
            return $0.lastNumber
        }
    }

    func submit(_ submission: Submission) {
        // Asked under the lock: a cancellation either has set the flag by now or puts its wish behind this one.
        let refusal: TransportError? = state.withLock {
            if Task.isCancelled { return .cancelled }
            if $0.isClosed { return .unreachable("the transport is closed") }
            $0.wishes.append(.start(submission))
            $0.wake?()
            return nil
        }
        if let refusal { submission.continuation.resume(returning: .failure(refusal)) }
    }

    func cancel(_ number: UInt64) {
        state.withLock {
            $0.wishes.append(.cancel(number))
            $0.wake?()
        }
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
