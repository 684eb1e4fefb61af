import Foundation

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
    func verdict(on response: HTTPResponse, attempt: Int, random: Double, date: Double) -> Verdict {
        guard attempt <= retries, isRetryable(response) else { return .giveUp }
        if let asked = RetryPolicy.askedWait(response.headers, date: date), asked > 0 {
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

    private func isRetryable(_ response: HTTPResponse) -> Bool {
        switch response.headers["x-should-retry"] {
        case "true": true
        case "false": false
        default: [408, 409, 429].contains(response.status) || response.status >= 500
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
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(secondsFromGMT: 0)
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return format.date(from: text).map { $0.timeIntervalSince1970 - date }
    }
}
