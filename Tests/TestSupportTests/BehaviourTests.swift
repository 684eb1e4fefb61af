import Foundation
import TestSupport
import Testing

struct BehaviourTests {
    @Test func whatIsCutOrLostIsBilledAndNotDelivered() async throws {
        try await Bench.open { (bench: Bench) async throws in
            bench.server.enqueue(.cut, .lost, .hungUp)
            for _ in 0..<3 {
                await #expect(throws: (any Error).self) { try await bench.anthropic("POST", "/v1/messages", message()) }
            }
            bench.server.enqueue(.garbled("{\"id\":"))
            #expect(try await bench.anthropic("POST", "/v1/messages", message()).text == "{\"id\":")
            _ = try await bench.anthropic("POST", "/v1/messages", message())
            let ledger = bench.server.ledger
            #expect(ledger.entries.map(\.wasDelivered) == [false, false, false, false, true])
            #expect(ledger.entries.map { $0.charge != nil } == [true, true, false, true, true])
            #expect(ledger.undeliveredPicodollars == 3 * ledger.deliveredPicodollars)
            #expect(ledger.billedPicodollars == 4 * ledger.deliveredPicodollars)
        }
    }

    @Test func aStalledBodyComesWithTheReleaseAndNotBefore() async throws {
        try await Bench.open { (bench: Bench) async throws in
            bench.server.enqueue(.stalled)
            async let reply = bench.anthropic("POST", "/v1/messages", message())
            await bench.server.waitForRequests(1)
            bench.server.release()
            #expect(try await reply.at("type") == "message")
            #expect(bench.server.ledger.undeliveredPicodollars == 0)
        }
    }

    @Test func aStalledBodyBreaksOffWhenTheServerStops() async throws {
        try await Bench.open { (bench: Bench) async throws in
            bench.server.enqueue(.stalled)
            let reply = Task { try await bench.anthropic("POST", "/v1/messages", message()) }
            await bench.server.waitForRequests(1)
            await bench.server.stop()
            await #expect(throws: (any Error).self) { try await reply.value }
            #expect(bench.server.ledger.deliveredPicodollars == 0)
        }
    }

    @Test func heldRequestsAreCountedAsBeingUnderWayAtOnce() async throws {
        try await Bench.open { (bench: Bench) async throws in
            bench.server.enqueue(.held(then: nil), .held(then: .overloaded), .held(then: nil))
            async let first = bench.anthropic("POST", "/v1/messages", message())
            async let second = bench.anthropic("POST", "/v1/messages", message())
            async let third = bench.anthropic("POST", "/v1/messages", message())
            await bench.server.waitForRequests(3)
            #expect(bench.server.ledger.requests == 0)
            bench.server.release()
            #expect(try await [first.status, second.status, third.status].sorted() == [200, 200, 529])
            _ = try await bench.anthropic("POST", "/v1/messages", message())
            #expect(bench.server.ledger.mostAtOnce == 3)
        }
    }

    @Test func aQuestionMayDecideWhatIsDoneWithIt() async throws {
        let server = ModelServer(behave: { question in
            question.item == "bad" && question.attempt < 3 ? .rateLimited(retryAfter: "0.5") : nil
        })
        try await Bench.open(server) { (bench: Bench) async throws in
            var statuses: [Int] = []
            for text in ["bad", "good", "bad", "bad"] {
                statuses.append(try await bench.anthropic("POST", "/v1/messages", message(text)).status)
            }
            #expect(statuses == [429, 200, 429, 200])
            #expect(bench.server.ledger.entries.first?.charge == nil)
        }
    }

    @Test func faultsAreTheSameForTheSameSeedInWhateverOrderTheyCome() async throws {
        let rates: [ModelServer.Faults.Kind: Double] = [.overloaded: 0.3, .refusal: 0.2, .badGateway: 0.1]
        func statuses(_ seed: UInt64, _ numbers: [Int]) async throws -> [Int: String] {
            var found: [Int: String] = [:]
            let faults = ModelServer.Faults(seed: seed, rates: rates, mostForOneRequest: 1)
            try await Bench.open(ModelServer(faults: faults)) { (bench: Bench) async throws in
                for number in numbers {
                    let reply = try await bench.anthropic("POST", "/v1/messages", message("number \(number)"))
                    found[number] = "\(reply.status) \(reply.at("stop_reason") ?? "")"
                    let again = try await bench.anthropic("POST", "/v1/messages", message("number \(number)"))
                    #expect(again.at("stop_reason") == "end_turn")
                }
            }
            return found
        }
        let there = try await statuses(7, Array(0..<40))
        #expect(try await statuses(7, Array((0..<40).reversed())) == there)
        #expect(try await statuses(8, Array(0..<40)) != there)
        #expect(Set(there.values).isSuperset(of: ["200 end_turn", "200 refusal", "529 "]))
    }

    @Test func headersAndEnvelopesAreAddedToTheUsualAnswer() async throws {
        try await Bench.open { (bench: Bench) async throws in
            bench.server.enqueue(
                .limits(limit: 50, remaining: 0, reset: "2026-11-21T09:00:00Z", then: .gzip(then: nil)),
                .status(429, headers: ["retry-after-ms": "7", "x-should-retry": "false"]))
            let reply = try await bench.anthropic("POST", "/v1/messages", message())
            #expect(reply.headers["anthropic-ratelimit-requests-remaining"] == "0")
            #expect(reply.headers["content-encoding"] == "gzip")
            #expect(reply.body.starts(with: [0x1f, 0x8b, 8]))
            #expect(bench.server.ledger.entries.first?.reply.starts(with: [0x7b]) == true)
            let limited = try await bench.anthropic("POST", "/v1/messages", message())
            #expect(limited.headers["retry-after-ms"] == "7")
            #expect(limited.at("error", "type") == "rate_limit_error")
        }
    }

    @Test func everyAnswerCanBeFoundByWhatTheClientSawOfIt() async throws {
        try await Bench.open { (bench: Bench) async throws in
            for _ in 0..<3 {
                let reply = try await bench.anthropic("POST", "/v1/messages", message())
                let requestID = try #require(reply.headers["request-id"])
                let entry = try #require(bench.server.ledger.entry(requestID: requestID))
                #expect(entry.charge?.messageID == reply.at("id"))
                #expect(entry.operation == .messages)
            }
            #expect(Set(bench.server.ledger.entries.map(\.requestID)).count == 3)
        }
    }

    @Test func aBehaviourForOneKindOfRequestWaitsForIt() async throws {
        try await Bench.open { (bench: Bench) async throws in
            bench.server.enqueue(.status(500), at: .countTokens)
            #expect(try await bench.anthropic("POST", "/v1/messages", message()).status == 200)
            #expect(try await bench.anthropic("POST", "/v1/messages/count_tokens", message()).status == 500)
        }
    }

    @Test func aRefusalBeforeAnyOutputIsFree() async throws {
        try await Bench.open { (bench: Bench) async throws in
            bench.server.enqueue(.answer(.refusal), .answer(.refusalMidway))
            for _ in 0..<2 { _ = try await bench.anthropic("POST", "/v1/messages", message()) }
            let charges = bench.server.ledger.charges
            #expect(charges.first?.picodollars == 0)
            #expect((charges.last?.picodollars ?? 0) > 0)
        }
    }
}
