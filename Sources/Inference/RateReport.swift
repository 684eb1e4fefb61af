import Foundation
import Labeling

/// What the headers of an answer say of the limits of a key.
struct RateReport: Hashable {
    /// Requests that are left; nil: not said.
    var requests: Int?
    /// Seconds until there is something left again; nil: there is, or nothing sensible is said.
    var wait: Double?

    /// A longer wait is not believed: limits are counted by the minute, and a refusal says what it really is.
    static let longestWait = 120.0

    private static let prefixes: [(remaining: String, reset: String)] = [
        ("anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"),
        ("anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"),
        ("anthropic-ratelimit-input-tokens-remaining", "anthropic-ratelimit-input-tokens-reset"),
        ("anthropic-ratelimit-output-tokens-remaining", "anthropic-ratelimit-output-tokens-reset"),
        ("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"),
        ("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"),
    ]

    /// - Parameters:
    ///   - headers: by lower-cased name.
    ///   - date: our clock, in seconds since 1970; the server's own `date` goes before it.
    init(_ headers: [String: String], date: Double) {
        for (index, names) in RateReport.prefixes.enumerated() {
            guard let text = headers[names.remaining], let remaining = Int(text), remaining >= 0 else { continue }
            let countsRequests = index == 0 || index == 4
            guard remaining == 0 else {
                if countsRequests { requests = remaining }
                continue
            }
            let clock = headers["date"].flatMap(HTTPDate.seconds) ?? date
            guard let reset = headers[names.reset], let seconds = RateReport.seconds(until: reset, date: clock),
                seconds > 0, seconds <= RateReport.longestWait
            else { continue }
            // Once the wait is over, one goes first and tells what there is.
            if countsRequests { requests = 1 }
            wait = max(wait ?? 0, seconds)
        }
    }

    /// A moment (RFC 3339), a number of seconds, or a duration such as `6m0s` or `120ms`.
    static func seconds(until text: String, date: Double) -> Double? {
        if let moment = Timestamp(rfc3339: text) { return Double(moment.milliseconds) / 1_000 - date }
        if let seconds = Double(text) { return seconds.isFinite ? seconds : nil }
        var sum = 0.0
        var rest = text[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            let units = ["ms": 0.001, "s": 1, "m": 60, "h": 3_600, "d": 86_400]
            guard let value = Double(digits), let length = units[String(unit)] else { return nil }
            sum += value * length
        }
        return text.isEmpty ? nil : sum
    }
}
