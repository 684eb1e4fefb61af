import Foundation
import Inference
import Labeling
import Storage
import Synchronization
import TestSupport

@testable import Runtime

let haiku = "claude-haiku-4-5-20251001"
let opus = "claude-opus-4-7"

/// The folder of the project, where themes and samples are.
let projectFolder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

/// A folder that goes when the tests end.
final class Scratch: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("runtime-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        Leftovers.add(url)
    }

    func write(_ text: String, to name: String) throws {
        let file = url.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
}

/// A task with its store, whose items have these texts and the ids `t-1`, `t-2` and so on.
final class Desk: Sendable {
    let scratch: Scratch
    let store: Store
    let task: TaskDefinition

    init(_ items: [AnnotatedItem], task: TaskDefinition) throws {
        scratch = try Scratch()
        store = try Store.create(at: scratch.url.appendingPathComponent("renga.db").path)
        try store.setModels(ladder: task.ladder.map(\.model))
        _ = try store.add(items)
        self.task = task
    }

    convenience init(_ texts: [String], task: TaskDefinition) throws {
        try self.init(items(texts), task: task)
    }

    /// As a command opens it.
    var open: OpenTask { OpenTask(folder: TaskFolder(scratch.url), definition: task, store: store) }

    /// Clients of this server that never really wait.
    func clients(_ address: String, second: String? = nil, key: String = "test-key") throws -> ModelClients {
        func client(_ setting: ModelSetting, _ address: String) throws -> any ModelClient {
            try makeClient(
                setting: setting, task: task, table: .shipped(),
                environment: ["ANTHROPIC_API_KEY": key, "ANTHROPIC_BASE_URL": address], pace: Desk.pace())
        }
        return ModelClients(
            first: try client(task.first, address),
            further: try task.ladder.dropFirst().map { try client($0, second ?? address) })
    }

    func detail(_ id: String) throws -> ItemDetail? {
        try store.number(of: Item.ID(id)).flatMap { try store.detail($0, reviewer: "ana") }
    }

    func number(_ id: String) throws -> ItemNumber {
        guard let number = try store.number(of: Item.ID(id)) else { throw Missing(what: id) }
        return number
    }

    /// Time that passes by sleeping alone, and sleeps at once.
    private static func pace() -> Pace {
        let now = SharedTime()
        return Pace(
            now: { now.value.withLock { $0 } }, sleep: { wait in now.value.withLock { $0 += wait } }, random: { 0 },
            date: { Date().timeIntervalSince1970 })
    }
}

private final class SharedTime: Sendable {
    let value = Mutex(Duration.zero)
}

struct Missing: Error { var what: String }

func items(_ texts: [String]) -> [AnnotatedItem] {
    texts.enumerated().map { AnnotatedItem(item: Item(id: .init("t-\($0 + 1)"), text: $1)) }
}

func makeTask(
    policy: SecondOpinionPolicy = SecondOpinionPolicy(sample: 0, labels: [Label("legal")]), budget: Budget = Budget(),
    first: ModelSetting = ModelSetting(provider: .anthropic, model: haiku, concurrency: 4),
    second: ModelSetting? = ModelSetting(provider: .anthropic, model: opus, concurrency: 4), blindSample: Double = 0
) throws -> TaskDefinition {
    let labels = try LabelSet(
        ["billing", "legal", "account"].map {
            LabelDefinition(label: Label($0), examples: ["this is about \($0)", "\($0) once more"])
        })
    return TaskDefinition(
        name: "Triage", instructions: "Route it.", labels: labels, first: first, second: second, secondOpinion: policy,
        budget: budget, review: ReviewSettings(blindSample: blindSample))
}

func offlineTask(policy: SecondOpinionPolicy = SecondOpinionPolicy(), second: ModelSetting? = nil) throws
    -> TaskDefinition
{
    try makeTask(
        policy: policy, first: ModelSetting(provider: .offline, model: "offline-small"),
        second: second ?? ModelSetting(provider: .offline, model: "offline-large"))
}

/// Runs what blocks on a thread of its own: the cooperative pool has few.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}

/// Serves `body`, and closes the port after it, whatever happens.
func serve(
    apiKey: String = "test-key",
    answer: @escaping @Sendable (ModelServer.Question) -> ModelServer.Answer = ModelServer.Answer.byName,
    _ body: (_ server: ModelServer, _ address: String) async throws -> Void
) async throws {
    let server = ModelServer(apiKey: apiKey, answer: answer)
    let address = try await server.start()
    do {
        try await body(server, address)
    } catch {
        await server.stop()
        throw error
    }
    await server.stop()
}

/// Lets a test wait for what another thread reports.
final class Reports<Element: Sendable>: Sendable {
    let stream: AsyncStream<Element>
    private let continuation: AsyncStream<Element>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func put(_ element: Element) { continuation.yield(element) }

    func first(where isIt: (Element) -> Bool) async -> Element? {
        for await element in stream where isIt(element) { return element }
        return nil
    }
}
