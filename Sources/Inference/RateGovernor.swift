import Crypto
import Foundation
import Synchronization

/// How fast one key may be used at one host: shared by all clients of both, so that their requests wait together, and
/// no others do.
///
/// Requests under way are halved when the provider says that there are too many, and grow again by one for each answer.
final class RateGovernor: Sendable {
    /// Leave to send one request; each ends with one `finish`.
    struct Pass: Sendable {
        fileprivate let era: Int
    }

    enum Ending {
        case answered
        /// The provider had too much to do: 429 or 529.
        case throttled
        /// Anything that says nothing of the rate.
        case other
    }

    private struct Waiting {
        var number: UInt64
        var continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        /// What the clients together may have under way.
        var ceiling = 0
        /// What they may have at present.
        var limit = 1
        var underWay = 0
        /// Counts the halvings: requests sent before the last one neither halve again nor let it grow.
        var era = 0
        /// Requests that the provider still had left when it last said so.
        var left: Int?
        var opensAt = Duration.zero
        var lastNumber: UInt64 = 0
        var waiting: [Waiting] = []

        var hasRoom: Bool { underWay < max(1, min(limit, left ?? .max)) }

        /// Those that may go now; they count as under way.
        mutating func admitted() -> [CheckedContinuation<Bool, Never>] {
            var admitted: [CheckedContinuation<Bool, Never>] = []
            while hasRoom, let next = waiting.first {
                waiting.removeFirst()
                underWay += 1
                admitted.append(next.continuation)
            }
            return admitted
        }
    }

    private let state = Mutex(State())

    /// Requests that may be under way at present.
    var limit: Int { state.withLock { $0.limit } }

    /// A client comes, with its own number of requests at once; it must `leave` with the same.
    func join(_ concurrency: Int) {
        change {
            // A limit that was never reached grows with its clients.
            if $0.limit >= $0.ceiling { $0.limit = max(1, $0.ceiling + concurrency) }
            $0.ceiling += concurrency
        }
    }

    func leave(_ concurrency: Int) {
        change {
            $0.ceiling -= concurrency
            $0.limit = max(1, min($0.limit, $0.ceiling))
        }
    }

    /// Waits for its turn; nil: the task was cancelled first.
    func pass() async -> Pass? {
        let number = state.withLock {
            $0.lastNumber += 1
            return $0.lastNumber
        }
        let isAdmitted = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Bool, Never>) in
                let verdict: Bool? = state.withLock {
                    // Asked under the lock: a cancellation after this finds it among those that wait.
                    if Task.isCancelled { return false }
                    if $0.waiting.isEmpty, $0.hasRoom {
                        $0.underWay += 1
                        return true
                    }
                    $0.waiting.append(Waiting(number: number, continuation: continuation))
                    return nil
                }
                if let verdict { continuation.resume(returning: verdict) }
            }
        } onCancel: {
            let removed = state.withLock { state in
                let index = state.waiting.firstIndex { $0.number == number }
                return index.map { state.waiting.remove(at: $0).continuation }
            }
            removed?.resume(returning: false)
        }
        return isAdmitted ? Pass(era: state.withLock { $0.era }) : nil
    }

    func finish(_ pass: Pass, _ ending: Ending) {
        change {
            $0.underWay -= 1
            guard pass.era == $0.era else { return }
            switch ending {
            case .answered: $0.limit = max(1, min($0.limit + 1, $0.ceiling))
            case .throttled:
                $0.limit = max(1, $0.limit / 2)
                $0.era += 1
            case .other: break
            }
        }
    }

    /// Nobody sends before this moment of the clients' pace.
    func close(until moment: Duration) {
        state.withLock { $0.opensAt = max($0.opensAt, moment) }
    }

    func remaining(at now: Duration) -> Duration {
        state.withLock { max(.zero, $0.opensAt - now) }
    }

    /// Heeds what the provider says is left of its limits.
    func heed(_ report: RateReport, now: Duration) {
        change {
            $0.left = report.requests
            if let wait = report.wait { $0.opensAt = max($0.opensAt, now + .seconds(wait)) }
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let admitted = state.withLock { state in
            body(&state)
            return state.admitted()
        }
        for continuation in admitted { continuation.resume(returning: true) }
    }

    // One for each host and key that has clients.
    private struct Shared {
        weak var governor: RateGovernor?
    }

    private static let shared = Mutex<[[UInt8]: Shared]>([:])

    static func of(host: String, secret: Secret) -> RateGovernor {
        // The key itself is not kept here.
        let name = Array(SHA256.hash(data: Data("\(host)\u{0}\(secret.value)".utf8)))
        return shared.withLock {
            if let known = $0[name]?.governor { return known }
            let new = RateGovernor()
            $0 = $0.filter { $0.value.governor != nil }
            $0[name] = Shared(governor: new)
            return new
        }
    }
}
