import Foundation
import TestSupport

/// Numbered items for the paid models: each has a mark by which a request is known; every third names no label, so
/// that the first opinion of it is unsure.
enum Service {
    static func items(_ count: Int) -> String {
        (1...count).map { number in
            let text = number % 3 == 0 ? "who knows" : "it is about \(number % 2 == 0 ? "billing" : "account")"
            return "{\"id\":\"\(mark(number))\",\"text\":\"\(mark(number)) \(text)\"}\n"
        }.joined()
    }

    static func mark(_ number: Int) -> String { "mark-\(10_000 + number)" }

    static func taskFile(concurrency: Int = 4, rest: String = "") -> String {
        EndToEndTests.taskFile(
            provider: "anthropic", first: "claude-haiku-5-5", second: "claude-opus-5-5", concurrency: concurrency,
            rest: rest)
    }

    static func environment(_ address: String, key: String = "test-key") -> [String: String] {
        ["ANTHROPIC_API_KEY": key, "ANTHROPIC_BASE_URL": address]
    }

    /// What was asked: `model mark`, one for each request that was answered.
    static func asked(_ entries: some Sequence<ModelServer.Ledger.Entry>) throws -> [String] {
        try entries.map { entry in
            let body = String(decoding: entry.call.body, as: UTF8.self)
            let mark = body.ranges(of: "mark-").last.map { String(body[$0.lowerBound...].prefix(10)) } ?? "?"
            return "\(try JSON(body)["model"].string ?? "?") \(mark)"
        }
    }

    /// What is in a store: `model mark`, one for each prediction.
    static func answered(_ export: String) throws -> [String] {
        try export.split(separator: "\n").flatMap { line in
            let item = try JSON(String(line))
            return item["predictions"].array.map { "\($0["model"].string ?? "?") \(item["id"].string ?? "?")" }
        }
    }
}
