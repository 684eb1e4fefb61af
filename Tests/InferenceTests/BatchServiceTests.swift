import Foundation
import Labeling
import Synchronization
import TestSupport
import Testing

@testable import Inference

struct BatchServiceTests {
    private final class Results: Sendable {
        private let all = Mutex<[BatchResult]>([])
        func add(_ result: BatchResult) { all.withLock { $0.append(result) } }
        var list: [BatchResult] { all.withLock { $0 } }
        var outcomes: [String: BatchResult.Outcome] {
            Dictionary(list.compactMap { result in result.customID.map { ($0, result.outcome) } }) { first, _ in first }
        }
    }

    private static let dialect = AnthropicBatches.Dialect(
        params: { question in
            Data(
                OrderedJSON.object([
                    .init("model", .string(Desk.haiku)), .init("max_tokens", .integer(50)),
                    .init(
                        "messages",
                        .array([
                            .object([.init("role", .string("user")), .init("content", .string(question.item.text))])
                        ])),
                ]).data)
        },
        answer: { message throws(InferenceError) in
            guard let json = JSON(message), let id = json["id"]?.text else {
                throw InferenceError(kind: .badResponse, message: "no message")
            }
            return Prediction(
                model: Desk.haiku, usage: Usage(), cost: .unknown, latencyMilliseconds: 0, requestID: id,
                promptVersion: "", at: Timestamp(milliseconds: 0))
        },
        estimate: { _ in CostEstimate(expected: nil, worst: nil) },
        failure: { response, attempt in
            let isRetryable = response.status == 429 || response.status >= 500
            return (
                InferenceError(kind: .server, message: "status \(response.status)", status: response.status),
                isRetryable && attempt < 3 ? 0.5 : nil
            )
        })

    private func service(_ address: String, key: String = "test-key", _ time: FakeTime = FakeTime()) -> AnthropicBatches
    {
        AnthropicBatches(
            url: address + "/v1/messages/batches", host: "127.0.0.1", secret: Secret(value: key),
            headers: [
                ("x-api-key", key), ("anthropic-version", "2023-06-01"), ("content-type", "application/json"),
            ], dialect: BatchServiceTests.dialect, transport: Transport(environment: [:]), pace: time.pace)
    }

    private func entries(_ names: String...) -> [BatchEntry] {
        names.map { BatchEntry(customID: $0, question: Question(Item(id: .init($0), text: "ü\"\n" + $0))) }
    }

    private func serving(_ body: (ModelServer, AnthropicBatches) async throws -> Void) async throws {
        let server = ModelServer()
        let address = try await server.start()
        do {
            try await body(server, service(address))
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    @Test func aBatchIsMadeWatchedAndRead() async throws {
        try await serving { server, service in
            server.planBatches {
                $0.pollsUntilEnd = 1
                $0.endsWithNewline = false
                $0.shuffleSeed = 3
                $0.outcome = { id, _ in
                    switch id {
                    case "b": .errored(type: "invalid_request_error", message: "max_tokens: too large")
                    case "c": .errored(type: "overloaded_error", message: "Overloaded")
                    case "d": .expired
                    case "e": .canceled
                    case "f": .unknown(type: "postponed")
                    case "g": .missing
                    default: nil
                    }
                }
            }
            let made = try await service.create(entries("a", "b", "c", "d", "e", "f", "g"))
            #expect(made.status == .inProgress)
            #expect(made.counts.total == 7)
            #expect(made.createdAt != nil)
            #expect(try await service.state(of: made.id).status == .inProgress)
            let ended = try await service.state(of: made.id)
            #expect(ended.status == .ended)
            let results = Results()
            try await service.results(of: ended) { results.add($0) }
            let outcomes = results.outcomes
            guard case .answered(let prediction)? = outcomes["a"] else {
                Issue.record("\(outcomes)")
                return
            }
            #expect(prediction.requestID?.hasPrefix("msg_") == true)
            #expect(
                outcomes["b"]
                    == .errored(message: "invalid_request_error: max_tokens: too large", mayBeRetried: false))
            #expect(outcomes["c"] == .errored(message: "overloaded_error: Overloaded", mayBeRetried: true))
            #expect(outcomes["d"] == .expired)
            #expect(outcomes["e"] == .canceled)
            guard case .unreadable(let reason)? = outcomes["f"] else {
                Issue.record("\(outcomes)")
                return
            }
            #expect(reason.contains("postponed"))
            #expect(outcomes.count == 6)
        }
    }

    @Test func linesThatAreNoResultsAreToldAndTheOthersRead() async throws {
        let lines = [
            "", "no json", "[]", #"{"result":{"type":"expired"}}"#, #"{"custom_id":"x"}"#,
            #"{"custom_id":"y","result":{"type":"succeeded"}}"#,
            #"{"custom_id":"z","result":{"type":"succeeded","message":{}}}"#,
            #"{"custom_id":"e","result":{"type":"errored"}}"#,
            #" {"custom_id":"ok","result":{"x":{"y":1},"message": {"id":"msg_ü"} ,"type":"succeeded"}}"#,
        ].joined(separator: "\n")
        let server = try RawServer { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\ncontent-length: \(lines.utf8.count)\r\n\r\n\(lines)")
        }
        let results = Results()
        let batch = BatchState(
            id: "b", status: .ended, resultsURL: server.address + "/v1/messages/batches/b/results")
        try await service(server.address).results(of: batch) { results.add($0) }
        #expect(results.list.count == 8)
        #expect(results.list.filter { $0.customID == nil }.count == 3)
        #expect(results.list.filter { if case .unreadable = $0.outcome { true } else { false } }.count == 5)
        #expect(results.outcomes["e"] == .errored(message: "no reason given", mayBeRetried: true))
        guard case .answered(let prediction)? = results.outcomes["ok"] else {
            Issue.record("\(results.outcomes)")
            return
        }
        #expect(prediction.requestID == "msg_ü")
    }

    @Test func theKeyGoesToNoOtherPlace() async throws {
        let other = try RawServer { _, _ in }
        let service = service("http://127.0.0.1:9")
        for address in [
            other.address + "/v1/messages/batches/b/results", "https://127.0.0.1:9/r", "http://127.0.0.1:9@evil.com/",
            "http://localhost:9/r", "file:///etc/passwd", "", "http://127.0.0.1:90/r",
        ] {
            let batch = BatchState(id: "b", status: .ended, resultsURL: address)
            let error = await #expect(throws: InferenceError.self) { try await service.results(of: batch) { _ in } }
            #expect(error?.kind == .badResponse, "\(address)")
        }
        #expect(other.connections == 0)
    }

    @Test func resultsThatAreNotThereSayWhy() async throws {
        let service = service("http://127.0.0.1:9")
        func message(_ batch: BatchState) async -> String {
            await #expect(throws: InferenceError.self) { try await service.results(of: batch) { _ in } }?.message ?? ""
        }
        #expect(await message(BatchState(id: "b", status: .inProgress)).contains("not ended"))
        let gone = Timestamp(rfc3339: "2026-11-21T08:00:00Z")
        #expect(
            await message(BatchState(id: "b", status: .ended, archivedAt: gone)).contains("until 2026-11-21T08:00:00Z"))
        #expect(await message(BatchState(id: "b", status: .ended)).contains("no longer kept"))
    }

    @Test func aCreationWhoseAnswerIsLostIsNotSentAgainAndIsFoundAmongTheRecent() async throws {
        try await serving { server, service in
            let before = Timestamp(milliseconds: Timestamp.now().milliseconds - 60_000)
            server.enqueue(.lost, at: .createBatch)
            let error = await #expect(throws: InferenceError.self) { try await service.create(entries("a")) }
            #expect(error?.possiblyBilled == 1)
            #expect(server.ledger.entries(.createBatch).count == 1)
            let recent = try await service.recent(since: before)
            #expect(recent.count == 1)
            #expect(
                try await service.recent(since: Timestamp(milliseconds: Timestamp.now().milliseconds + 60_000)) == [])
        }
    }

    @Test func aCreationThatIsRefusedForNowIsSentAgain() async throws {
        try await serving { server, service in
            server.enqueue(.overloaded, at: .createBatch)
            _ = try await service.create(entries("a"))
            #expect(server.ledger.entries(.createBatch).count == 2)
            server.enqueue(.status(504), at: .createBatch)
            let error = await #expect(throws: InferenceError.self) { try await service.create(entries("b")) }
            #expect(error?.possiblyBilled == 1)
            server.enqueue(.status(400), at: .createBatch)
            let refused = await #expect(throws: InferenceError.self) { try await service.create(entries("c")) }
            #expect(refused?.possiblyBilled == 0)
        }
        let nobody = await #expect(throws: InferenceError.self) {
            try await service("http://127.0.0.1:1").create(entries("a"))
        }
        #expect(nobody?.kind == .unreachable)
        #expect(nobody?.possiblyBilled == 0)
        #expect(nobody?.attempts == 3)
    }

    @Test func whatIsOnlyAskedForIsAskedAgain() async throws {
        try await serving { server, service in
            server.planBatches { $0.pollsUntilEnd = nil }
            let made = try await service.create(entries("a"))
            server.enqueue(.status(504), .hungUp, at: .retrieveBatch)
            #expect(try await service.state(of: made.id).id == made.id)
            let canceled = try await service.cancel(made.id)
            #expect(canceled.status == .canceling || canceled.status == .ended)
        }
    }

    @Test func theSizesOfEntriesAddUpToTheBody() async throws {
        try await serving { server, service in
            let entries = entries("a", "some-longer_ID", "c")
            _ = try await service.create(entries)
            let body = try #require(server.ledger.entries(.createBatch).first?.call.body)
            let sum = try entries.reduce(0) { $0 + (try service.size(of: $1)) }
            #expect((body.count...body.count + 1).contains(sum + #"{"requests":[]}"#.utf8.count))
        }
    }

    @Test func aBatchThatCannotBeIsNotSent() async throws {
        try await serving { server, service in
            for bad in [
                entries(), entries("a", "a"), entries("a b"), entries(""), entries(String(repeating: "x", count: 65)),
            ] {
                let error = await #expect(throws: InferenceError.self) { try await service.create(bad) }
                #expect(error?.kind == .configuration)
            }
            var small = service
            small.limits = BatchLimits(requests: 10, bytes: 100)
            let error = await #expect(throws: InferenceError.self) { try await small.create(entries("a")) }
            #expect(error?.kind == .tooLarge)
            #expect(server.ledger.requests == 0)
        }
    }
}
