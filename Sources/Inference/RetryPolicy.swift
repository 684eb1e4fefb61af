import Foundation
import Labeling

/// When to send the same request again, and after how long: the rules of the official SDKs.
///
/// Two deviations. A wait of over two minutes is not waited for: the caller is told instead. And spend caps are never
/// retried; see `InferenceError.Kind.spendCap`.
struct RetryPolicy: Sendable {
    var retries = 2
    var longestWait = 120.0

    enum Verdict: Hashable {
        case giveUp
        /// In seconds.
        case again(after: Double)
    }

    /// - Parameters:
    ///   - attempt: how many requests have been sent for this item, from 1.
    ///   - random: in [0, 1).
    ///   - date: seconds since 1970.
    func verdict(on failure: ProviderFailure, attempt: Int, random: Double, date: Double) -> Verdict {
        guard attempt <= retries, !failure.isSpendCap, isRetryable(failure, attempt: attempt) else { return .giveUp }
        if let asked = RetryPolicy.askedWait(failure.headers, date: date), asked > 0 {
            return asked > longestWait ? .giveUp : .again(after: asked)
        }
        return .again(after: backoff(attempt: attempt, random: random))
    }

    func verdict(on error: TransportError, attempt: Int, random: Double) -> Verdict {
        guard attempt <= retries else { return .giveUp }
        switch error {
        case .unreachable, .interrupted, .timeout: return .again(after: backoff(attempt: attempt, random: random))
        case .cancelled, .tooLarge, .invalid: return .giveUp
        }
    }

    private func isRetryable(_ failure: ProviderFailure, attempt: Int) -> Bool {
        switch failure.headers["x-should-retry"] {
        case "true": true
        case "false": false
        default:
            [408, 409, 429].contains(failure.status) || failure.status >= 500
                // A model behind Bedrock that failed, which one more request may mend.
                || failure.status == 424 && attempt == 1
        }
    }

    private func backoff(attempt: Int, random: Double) -> Double {
        min(0.5 * pow(2, Double(attempt - 1)), 8) * (1 - 0.25 * random)
    }

    /// What the server asks for, in seconds; may be negative. Nil: nothing that can be understood.
    static func askedWait(_ headers: [String: String], date: Double) -> Double? {
        if let text = headers["retry-after-ms"], let value = Double(text), value.isFinite { return value / 1_000 }
        guard let text = headers["retry-after"] else { return nil }
        if let value = Double(text) { return value.isFinite ? value : nil }
        return HTTPDate.seconds(text).map { $0 - date }
    }
}

/// The date of a header, as RFC 9110 writes it: `Wed, 18 Nov 2026 11:06:50 GMT`.
enum HTTPDate {
    /// In seconds since 1970; nil: it is written in another way.
    static func seconds(_ text: String) -> Double? {
        let parts = text.split(separator: " ")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard parts.count == 6, let month = months.firstIndex(of: String(parts[2])), parts[5] == "GMT" else {
            return nil
        }
        let day = parts[1].count == 1 ? "0" + parts[1] : String(parts[1])
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return Timestamp(rfc3339: "\(parts[3])-\(number)-\(day)T\(parts[4])Z").map { Double($0.milliseconds) / 1_000 }
    }
}
