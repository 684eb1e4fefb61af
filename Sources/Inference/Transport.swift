package import Foundation
import Synchronization

/// HTTP over libcurl, on one thread of its own: nothing here ever blocks Swift's cooperative threads.
///
/// Connections are kept and shared by all requests; HTTP/2 is used where a server offers it; certificates are
/// verified; redirects are not followed, because a custom key header would be sent to the new place. The thread ends
/// when the last reference to the transport goes.
package final class Transport: Sendable {
    private let mailbox = TransferMailbox()
    private let setup: TransferSetup

    /// - Parameters:
    ///   - bodyLimit: bytes of an answer's body, decompressed, that are taken at most.
    ///   - environment: where proxies (`https_proxy`, `no_proxy`, …) and certificates of further authorities
    ///     (`CURL_CA_BUNDLE`, `SSL_CERT_FILE`, `SSL_CERT_DIR`) are named, as for the program `curl`.
    package convenience init(
        bodyLimit: Int = 16 << 20, environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.init(TransferSetup(bodyLimit: bodyLimit, environment: environment))
    }

    private init(_ setup: TransferSetup) {
        self.setup = setup
        _ = TransferLoop.isReady
        let mailbox = mailbox
        let thread = Thread { TransferLoop.run(mailbox: mailbox, setup: setup) }
        thread.name = "renga-http"
        thread.start()
    }

    deinit { mailbox.close() }

    /// Sends the request and waits for the whole answer; each call ends exactly once. Cancelling the task ends the
    /// transfer within milliseconds, with `.cancelled`.
    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        try await send(request, lines: nil)
    }

    /// Sends the request and hands on the body of a 2xx answer line by line, in constant memory; the answer that is
    /// returned has no body then. Any other answer is as from `send`.
    ///
    /// - Parameters:
    ///   - lineLimit: bytes that a line may have; a longer one ends the transfer with `.tooLarge`.
    ///   - line: called in order, on a thread of this transfer's own, without the line's end; the last line needs
    ///     none. While it works nothing is read on: the server waits. What it throws ends the transfer and is thrown.
    package func lines(
        of request: HTTPRequest, lineLimit: Int = 32 << 20, line: @escaping @Sendable (Data) throws -> Void
    ) async throws -> HTTPResponse {
        let failure = Mutex<(any Error)?>(nil)
        let sink = LineSink(limit: lineLimit) { bytes in
            do {
                try line(bytes)
                return true
            } catch {
                failure.withLock { $0 = error }
                return false
            }
        }
        let own = Transport(setup)
        do {
            return try await own.send(request, lines: sink)
        } catch {
            throw failure.withLock { $0 } ?? error
        }
    }

    private func send(_ request: HTTPRequest, lines: LineSink?) async throws(TransportError) -> HTTPResponse {
        let number = mailbox.nextNumber()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<TransferResult, Never>) in
                mailbox.submit(
                    Submission(number: number, request: request, lines: lines, continuation: continuation))
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
    /// Where a 2xx answer's body goes; nil: into the answer.
    let lines: LineSink?
    let continuation: CheckedContinuation<TransferResult, Never>
}
