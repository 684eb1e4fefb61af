import Foundation
import Synchronization

/// A program that prints an access token, and the token it printed last. It is run at most once at a time, whoever asks.
final class TokenCommand: Sendable {
    private struct State {
        var token = Secret(value: "")
        /// Seconds since 1970; nil: none that could still be used.
        var since: Double?
        var isRunning = false
        var lastWaiter: UInt64 = 0
        var waiters: [UInt64: CheckedContinuation<Outcome, Never>] = [:]
    }

    private typealias Outcome = Result<Secret, InferenceError>

    /// Google's tokens live for an hour.
    private static let lifetime = 3_000.0

    private let words: [String]
    private let environment: [String: String]
    private let timeout: Duration
    private let state = Mutex(State())

    init(_ words: [String], environment: [String: String], timeout: Duration = .seconds(30)) {
        self.words = words
        self.environment = environment
        self.timeout = timeout
    }

    var current: Secret { state.withLock { $0.token } }

    /// The next one who asks gets a new token.
    func forget() {
        state.withLock { $0.since = nil }
    }

    /// - Parameter date: seconds since 1970.
    func token(date: Double) async throws(InferenceError) -> Secret {
        let number = state.withLock {
            $0.lastWaiter += 1
            return $0.lastWaiter
        }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Outcome, Never>) in
                wait(number, continuation, date: date)
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiters.removeValue(forKey: number) }
            waiter?.resume(returning: .failure(InferenceError(kind: .cancelled, message: "cancelled")))
        }
        return try outcome.get()
    }

    private func wait(_ number: UInt64, _ continuation: CheckedContinuation<Outcome, Never>, date: Double) {
        let (known, mustRun): (Outcome?, Bool) = state.withLock { state in
            if Task.isCancelled { return (.failure(InferenceError(kind: .cancelled, message: "cancelled")), false) }
            if let since = state.since, (0..<TokenCommand.lifetime).contains(date - since) {
                return (.success(state.token), false)
            }
            state.waiters[number] = continuation
            defer { state.isRunning = true }
            return (nil, !state.isRunning)
        }
        if let known { continuation.resume(returning: known) }
        guard mustRun else { return }
        let thread = Thread { self.finish(self.run(), date: date) }
        thread.name = "renga-token"
        thread.start()
    }

    private func finish(_ outcome: Outcome, date: Double) {
        let waiters = state.withLock { state in
            if case .success(let token) = outcome {
                state.token = token
                state.since = date
            }
            state.isRunning = false
            defer { state.waiters = [:] }
            return state.waiters.values
        }
        for waiter in waiters { waiter.resume(returning: outcome) }
    }

    private func run() -> Outcome {
        do throws(InferenceError) {
            let output = try CommandOutput.of(words, environment: environment, timeout: timeout)
            return .success(try KeySource.checked(output, origin: "what \(words[0]) printed"))
        } catch {
            return .failure(error)
        }
    }
}
