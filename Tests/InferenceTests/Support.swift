import Foundation
import Inference
import Labeling
import Synchronization
import TestSupport
import Testing

/// Time that passes only by sleeping, and sleeps at once.
final class FakeTime: Sendable {
    private let state = Mutex<(now: Duration, sleeps: [Duration])>((.zero, []))

    /// In seconds, in the order they were asked for.
    var sleeps: [Double] { state.withLock { $0.sleeps.map { $0.inMilliseconds / 1_000 } } }

    var pace: Pace {
        Pace(
            now: { self.state.withLock { $0.now } },
            sleep: { wait in
                self.state.withLock {
                    $0.now += wait
                    $0.sleeps.append(wait)
                }
            },
            random: { 0 },
            date: { 1_795_000_000 })
    }
}

final class Attempts: Sendable {
    private let list = Mutex<[Attempt]>([])

    func add(_ attempt: Attempt) { list.withLock { $0.append(attempt) } }
    var all: [Attempt] { list.withLock { $0 } }
}

extension JSONValue {
    /// The value at the end of a way of names and positions; null where there is none.
    func at(_ path: String...) -> JSONValue {
        path.reduce(self) { value, step in
            switch value {
            case .object(let members): members[step] ?? .null
            case .array(let values): Int(step).flatMap { values.indices.contains($0) ? values[$0] : nil } ?? .null
            default: .null
            }
        }
    }
}

/// One server, one client of it, and what passed between them.
struct Desk {
    static let haiku = "claude-haiku-4-5-20251001"

    let server: ModelServer
    let client: any ModelClient
    let time: FakeTime
    /// What the client told of beside its predictions.
    let attempts = Attempts()

    func ask(_ text: String = "I was charged twice", _ escalation: EscalationReason? = nil) async throws -> Prediction {
        try await client.ask(Question(Item(id: .init("t-1"), text: text), escalation: escalation)) { attempts.add($0) }
    }

    /// The error of an item that must fail.
    func failure(_ text: String = "I was charged twice") async throws -> InferenceError {
        do {
            let prediction = try await client.ask(Question(Item(id: .init("t-1"), text: text))) { attempts.add($0) }
            throw Unexpected(prediction: prediction)
        } catch let error as InferenceError {
            return error
        }
    }

    /// Of the request with this number, from 0.
    func body(_ number: Int = 0) throws -> JSONValue {
        let entries = server.ledger.entries
        try #require(entries.indices.contains(number))
        return try JSONDecoder().decode(JSONValue.self, from: entries[number].call.body)
    }

    struct Unexpected: Error { var prediction: Prediction }

    static func task(_ names: [String] = ["billing", "technical", "account"]) throws -> TaskDefinition {
        try TaskDefinition(
            name: "Support triage", instructions: "Route the ticket to the team that can solve it.",
            guidelines: "When in doubt, billing.",
            labels: LabelSet(
                names.map {
                    LabelDefinition(
                        label: Label($0), title: $0.capitalized, description: "About \($0).",
                        examples: ["this is \($0)"])
                }),
            first: ModelSetting(provider: .anthropic, model: haiku))
    }

    /// Serves `body` and closes the port after it, whatever happens.
    static func open(
        _ setting: ModelSetting = ModelSetting(provider: .anthropic, model: haiku), task: TaskDefinition? = nil,
        key: String = "test-key", environment: [String: String] = [:],
        answer: @escaping @Sendable (ModelServer.Question) -> ModelServer.Answer = ModelServer.Answer.byName,
        _ body: (Desk) async throws -> Void
    ) async throws {
        let server = ModelServer(answer: answer)
        let address = try await server.start()
        let time = FakeTime()
        var variables = [
            "ANTHROPIC_API_KEY": key, "ANTHROPIC_BASE_URL": address, "OPENAI_API_KEY": key,
            "OPENAI_BASE_URL": address + "/v1",
        ]
        variables.merge(environment) { $1 }
        do {
            let client = try makeClient(
                setting: setting, task: task ?? Desk.task(), table: .shipped(), environment: variables,
                pace: time.pace)
            try await body(Desk(server: server, client: client, time: time))
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }
}

final class Results: Sendable {
    private let list = Mutex<[BatchResult]>([])

    func add(_ result: BatchResult) { list.withLock { $0.append(result) } }
    var all: [BatchResult] { list.withLock { $0 } }
}
