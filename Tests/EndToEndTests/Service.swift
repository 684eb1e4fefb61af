import Foundation
import Synchronization
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

    /// Kills a program once its service has had so many requests in all; how it ended, if it was faster.
    static func kill(_ program: Program, once server: ModelServer, hasHad requests: Int) async throws -> Program.End {
        async let end = program.end()
        // Where the program ends before, it waits until the server is stopped.
        Task {
            await server.waitForRequests(requests)
            program.kill(SIGKILL)
        }
        return try await end
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

/// Lets so many questions be answered and holds the others: whoever asks more cannot come to an end before it is killed,
/// however late that is.
final class Turnstile: Sendable {
    private let left: Mutex<Int>

    init(_ count: Int) { left = Mutex(count) }

    /// From now on so many more.
    func open(for count: Int) { left.withLock { $0 = count } }

    @Sendable func behave(_ question: ModelServer.Question) -> ModelServer.Behaviour? {
        left.withLock { left in
            left = max(-1, left - 1)
            return left < 0 ? .held(then: nil) : nil
        }
    }
}
