import Foundation
import TestSupport
import Testing

struct BatchesTests {
    private let path = "/v1/messages/batches"

    private func requests(_ ids: [String], _ more: [String: Any] = [:]) -> [String: Any] {
        [
            "requests": ids.map {
                ["custom_id": $0, "params": message("billing \($0)", structured).merging(more) { $1 }]
            }
        ]
    }

    private func create(_ bench: Bench, _ ids: [String]) async throws -> String {
        let reply = try await bench.anthropic("POST", path, requests(ids))
        return try #require(reply.at("id"), "\(reply.text)")
    }

    private func lines(_ reply: Bench.Reply) -> [Substring] { reply.text.split(separator: "\n") }

    @Test func aBatchIsBilledHalfAndOnceWhenItEnds() async throws {
        try await Bench.open { (bench: Bench) async throws in
            bench.server.planBatches { $0.pollsUntilEnd = 1 }
            let id = try await create(bench, ["a", "b"])
            let early = try await bench.anthropic("GET", "\(path)/\(id)")
            #expect(early.at("processing_status") == "in_progress")
            #expect(early.at("request_counts", "processing") == "2")
            #expect(early.at("request_counts", "succeeded") == "0")
            #expect(early.at("results_url") == nil)
            #expect(bench.server.ledger.billedPicodollars == 0)
            let ended = try await bench.anthropic("GET", "\(path)/\(id)")
            #expect(ended.at("processing_status") == "ended")
            #expect(ended.at("request_counts", "succeeded") == "2")
            #expect(ended.at("results_url") == "http://127.0.0.1:\(bench.port)\(path)/\(id)/results")
            #expect(bench.server.ledger.undeliveredPicodollars == bench.server.ledger.billedPicodollars)
            for _ in 0..<2 { _ = try await bench.anthropic("GET", "\(path)/\(id)/results") }
            let charges = bench.server.ledger.batchCharges
            #expect(charges.map(\.customID) == ["a", "b"])
            #expect(charges.map(\.batchID) == [id, id])
            for charge in charges {
                #expect(charge.picodollars * 2 == Int64(charge.usage.input) * 1_000_000 + 50 * 5_000_000)
            }
            #expect(bench.server.ledger.undeliveredPicodollars == 0)
            #expect(bench.server.ledger.deliveredPicodollars == charges.reduce(0) { $0 + $1.picodollars })
        }
    }

    @Test func resultsComeInAnotherOrderAndTellTheirCharges() async throws {
        try await Bench.open { (bench: Bench) async throws in
            let ids = (0..<20).map { "item-\($0)" }
            let id = try await create(bench, ids)
            bench.server.endBatches()
            let lines = lines(try await bench.anthropic("GET", "\(path)/\(id)/results"))
            let found = try lines.map { line in
                let reply = Bench.Reply(status: 0, headers: [:], body: Data(line.utf8))
                let messageID = try #require(reply.at("result", "message", "id"))
                #expect(reply.at("result", "message", "usage", "service_tier") == "batch")
                let charge = try #require(bench.server.ledger.charge(messageID: messageID))
                #expect(charge.customID == reply.at("custom_id"))
                return try #require(reply.at("custom_id"))
            }
            #expect(found != ids)
            #expect(found.sorted() == ids.sorted())
        }
    }

    @Test func eachRequestEndsAsItIsTold() async throws {
        try await Bench.open { (bench: Bench) async throws in
            bench.server.planBatches {
                $0.endsWithNewline = false
                $0.outcome = { id, _ in
                    switch id {
                    case "e": .errored(type: "overloaded_error")
                    case "c": .canceled
                    case "x": .expired
                    case "u": .unknown(type: "postponed")
                    case "m": .missing
                    case "t": .twice(.label("technical"))
                    default: nil
                    }
                }
            }
            let id = try await create(bench, ["e", "c", "x", "u", "m", "t", "s"])
            let ended = try await bench.anthropic("GET", "\(path)/\(id)")
            let counts = ["succeeded", "errored", "canceled", "expired"].map { ended.at("request_counts", $0) }
            #expect(counts == ["3", "2", "1", "1"])
            let results = try await bench.anthropic("GET", "\(path)/\(id)/results")
            #expect(!results.text.hasSuffix("\n"))
            #expect(lines(results).count == 7)
            #expect(lines(results).filter { $0.contains(#""custom_id":"t""#) }.count == 2)
            #expect(results.text.contains(#""error":{"error":{"message":"told to fail","type":"overloaded_error"}"#))
            #expect(bench.server.ledger.batchCharges.map(\.customID) == ["m", "t", "s"])
        }
    }

    @Test func parametersOfOneRequestFailOnlyInTheResults() async throws {
        try await Bench.open { (bench: Bench) async throws in
            let reply = try await bench.anthropic("POST", path, requests(["a"], ["max_tokens": 0]))
            let id = try #require(reply.at("id"))
            bench.server.endBatches()
            let results = try await bench.anthropic("GET", "\(path)/\(id)/results")
            #expect(results.text.contains("invalid_request_error"))
            #expect(bench.server.ledger.billedPicodollars == 0)
        }
    }

    @Test func whatTheServiceDoesNotTakeIsRefusedAtOnce() async throws {
        try await Bench.open { (bench: Bench) async throws in
            bench.server.planBatches {
                $0.maximumRequests = 2
                $0.maximumBytes = 2_000
            }
            let wrong: [(body: [String: Any], status: Int)] = [
                (requests(["a.b"]), 400), (requests(["a", "a"]), 400), (requests(["a", "b", "c"]), 400),
                (requests(["a"], ["stream": true]), 400), (requests(["a"], ["speed": "fast"]), 400),
                (requests(["a"], ["system": String(repeating: "x", count: 2_000)]), 413), (["requests": []], 400),
            ]
            for (body, status) in wrong {
                #expect(try await bench.anthropic("POST", path, body).status == status)
            }
            #expect(try await bench.anthropic("GET", path).at("data", "0") == nil)
        }
    }

    @Test func aBatchMayExistAlthoughItsAnswerWasLost() async throws {
        try await Bench.open { (bench: Bench) async throws in
            bench.server.enqueue(.lost, at: .createBatch)
            bench.server.enqueue(.overloaded, at: .createBatch)
            await #expect(throws: (any Error).self) { try await create(bench, ["a"]) }
            #expect(try await bench.anthropic("POST", path, requests(["a"])).status == 529)
            let list = try await bench.anthropic("GET", path)
            let id = try #require(list.at("data", "0", "id"))
            #expect(list.at("data", "1") == nil)
            #expect(bench.server.ledger.entries(.createBatch).map(\.batchID) == [id, nil])
            #expect(bench.server.ledger.entries(.createBatch).map(\.wasDelivered) == [false, true])
        }
    }

    @Test func batchesAreListedNewestFirstPageByPage() async throws {
        try await Bench.open { (bench: Bench) async throws in
            var ids: [String] = []
            for number in 0..<5 { ids.append(try await create(bench, ["a\(number)"])) }
            let first = try await bench.anthropic("GET", path + "?limit=2")
            #expect([first.at("data", "0", "id"), first.at("data", "1", "id")] == [ids[4], ids[3]])
            let second = try await bench.anthropic("GET", path + "?limit=3&after_id=\(ids[3])")
            #expect([second.at("first_id"), second.at("last_id")] == [ids[2], ids[0]])
            let back = try await bench.anthropic("GET", path + "?limit=1&before_id=\(ids[2])")
            #expect(back.at("first_id") == ids[3])
            #expect(try await bench.anthropic("GET", path + "?limit=1001").status == 400)
        }
    }

    @Test func aCancelledBatchMayHaveDoneSomeOfItsWork() async throws {
        try await Bench.open { (bench: Bench) async throws in
            bench.server.planBatches {
                $0.pollsUntilEnd = nil
                $0.doneBeforeCancel = 1
            }
            let id = try await create(bench, ["a", "b", "c"])
            #expect(try await bench.anthropic("DELETE", "\(path)/\(id)").status == 400)
            let canceled = try await bench.anthropic("POST", "\(path)/\(id)/cancel")
            #expect(canceled.at("processing_status") == "canceling")
            #expect(canceled.at("cancel_initiated_at") != nil)
            let ended = try await bench.anthropic("GET", "\(path)/\(id)")
            #expect(ended.at("request_counts", "canceled") == "2")
            #expect(bench.server.ledger.batchCharges.map(\.customID) == ["a"])
            let deleted = try await bench.anthropic("DELETE", "\(path)/\(id)")
            #expect(deleted.at("type") == "message_batch_deleted")
            #expect(try await bench.anthropic("GET", "\(path)/\(id)").status == 404)
        }
    }

    @Test func resultsMayBeElsewhereNowhereOrGone() async throws {
        try await Bench.open { (bench: Bench) async throws in
            let id = try await create(bench, ["a"])
            bench.server.endBatches()
            bench.server.planBatches { $0.results = .at("https://example.com/results") }
            #expect(
                try await bench.anthropic("GET", "\(path)/\(id)").at("results_url") == "https://example.com/results")
            bench.server.planBatches { $0.results = .nowhere }
            #expect(try await bench.anthropic("GET", "\(path)/\(id)").at("results_url") == nil)
            bench.server.planBatches { $0.areResultsGone = true }
            #expect(try await bench.anthropic("GET", "\(path)/\(id)").at("archived_at") != nil)
            #expect(try await bench.anthropic("GET", "\(path)/\(id)/results").status == 404)
        }
    }
}
