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
    ///
    /// - Parameter date: our clock, in seconds since 1970; the server's own `date` goes before it.
    static func askedWait(_ headers: [String: String], date: Double) -> Double? {
        if let text = headers["retry-after-ms"], let value = Double(text), value.isFinite { return value / 1_000 }
        guard let text = headers["retry-after"] else { return nil }
        if let value = Double(text) { return value.isFinite ? value : nil }
        let clock = headers["date"].flatMap(HTTPDate.seconds) ?? date
        return HTTPDate.seconds(text).map { $0 - clock }
    }
}

/// The date of a header, as RFC 9110 writes it, `Wed, 18 Nov 2026 11:06:50 GMT`, and in the two older ways that it
/// wants read: `Wednesday, 18-Nov-26 11:06:50 GMT` and `Wed Nov 18 11:06:50 2026`.
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// In seconds since 1970; nil: it is written in another way.
    static func seconds(_ text: String) -> Double? {
        let parts = text.split(separator: " ")
        let isUniversal = parts.last == "GMT"
        let older = parts.count == 4 ? parts[1].split(separator: "-") : []
        switch parts.count {
        case 6 where isUniversal: return seconds(day: parts[1], month: parts[2], year: parts[3], time: parts[4])
        case 4 where isUniversal && older.count == 3 && older[2].count == 2:
            return seconds(day: older[0], month: older[1], year: "20" + older[2], time: parts[2])
        case 5: return seconds(day: parts[2], month: parts[1], year: parts[4], time: parts[3])
        default: return nil
        }
    }

    private static func seconds(day: Substring, month: Substring, year: Substring, time: Substring) -> Double? {
        guard let place = months.firstIndex(of: String(month)) else { return nil }
        func twoDigits(_ text: some StringProtocol) -> String { text.count == 1 ? "0\(text)" : String(text) }
        return Timestamp(rfc3339: "\(year)-\(twoDigits(String(place + 1)))-\(twoDigits(day))T\(time)Z")
            .map { Double($0.milliseconds) / 1_000 }
    }
}
