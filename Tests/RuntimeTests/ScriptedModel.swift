import Foundation
import Inference
import Labeling
import Synchronization

@testable import Runtime

/// A model in memory that answers as a test says.
final class ScriptedModel: ModelClient {
    typealias Answer = @Sendable (Question) -> Result<Prediction, InferenceError>

    let model: String
    let isPaid = true
    let promptVersion = "0123456789abcdef"
    let notices: [String] = []
    let concurrency: Int
    let batches: (any BatchService)?
    private let answer: Answer
    private let attempts: [Attempt]
    private let questions = Mutex<[Question]>([])

    init(
        _ model: String, concurrency: Int = 4, batches: ScriptedBatches? = nil,
        attempts: [Attempt] = [],
        answer: @escaping Answer = { _ in .failure(InferenceError(kind: .server, message: "not scripted")) }
    ) {
        self.model = model
        self.concurrency = concurrency
        self.batches = batches
        self.attempts = attempts
        self.answer = answer
    }

    var asked: [Question] { questions.withLock { $0 } }

    func estimate(_ item: Item) -> CostEstimate { ScriptedModel.estimate }

    static let estimate = CostEstimate(expected: Money(picodollars: 5), worst: Money(picodollars: 10))

    func ask(
        _ question: Question, attempted: @escaping @Sendable (Attempt) -> Void
    ) async throws(InferenceError) -> Prediction {
        questions.withLock { $0.append(question) }
        for attempt in attempts { attempted(attempt) }
        return try answer(question).get()
    }

    func check() async throws(InferenceError) -> ModelCheck { ModelCheck() }
}

/// A batch service in memory. Batches end when a test says so.
final class ScriptedBatches: BatchService {
    struct Held {
        var state: BatchState
        var entries: [BatchEntry]
        /// Takes the place of what the service would say.
        var results: [BatchResult]?
    }

    enum Creation { case taken, takenButAnswerLost, lostOnTheWay, refused }

    let url: String
    let limits: BatchLimits
    /// Called with each creation that arrives.
    private let arrived: @Sendable () -> Void
    private let result: @Sendable (BatchEntry) -> BatchResult.Outcome
    private let state = Mutex((held: [Held](), creations: [Creation](), created: 0))
    /// The next readings of results end after so many lines: broken off, or as if that were all.
    private let cuts = Mutex([(lines: Int, isTold: Bool)]())

    init(
        limits: BatchLimits = BatchLimits(requests: 100_000, bytes: 1 << 28), creations: [Creation] = [],
        url: String = "http://127.0.0.1/v1/messages/batches", arrived: @escaping @Sendable () -> Void = {},
        result: @escaping @Sendable (BatchEntry) -> BatchResult.Outcome
    ) {
        self.limits = limits
        self.url = url
        self.arrived = arrived
        self.result = result
        state.withLock { $0.creations = creations }
    }

    var held: [Held] { state.withLock { $0.held } }

    func end() {
        state.withLock { state in
            for index in state.held.indices { state.held[index].state.status = .ended }
        }
    }

    /// A batch that was made by other means than `create`.
    @discardableResult func hold(_ entries: [BatchEntry], results: [BatchResult]? = nil, at: Timestamp = .now())
        -> String
    {
        state.withLock { state in
            state.created += 1
            let batch = BatchState(
                id: "batch-\(state.created)", status: .inProgress, createdAt: at,
                counts: BatchState.Counts(processing: entries.count), resultsURL: url)
            state.held.append(Held(state: batch, entries: entries, results: results))
            return batch.id
        }
    }

    func forgetAll() { state.withLock { $0.held = [] } }

    /// The next reading of results ends after so many lines.
    func cutResults(after lines: Int, isTold: Bool) { cuts.withLock { $0.append((lines, isTold)) } }

    /// The lines of the last batch, made now from these of its entries.
    func replaceResults(_ choose: ([BatchEntry]) -> [BatchEntry]) {
        guard let last = held.last else { return }
        let results = choose(last.entries).map { BatchResult(customID: $0.customID, outcome: result($0)) }
        state.withLock { $0.held[$0.held.count - 1].results = results }
    }

    func size(of entry: BatchEntry) throws(InferenceError) -> Int {
        guard entry.question.item.images.isEmpty else {
            throw InferenceError(kind: .configuration, message: "no such picture", isFatalForRun: false)
        }
        return entry.question.item.text.utf8.count
    }

    func estimate(_ item: Item) -> CostEstimate { ScriptedModel.estimate }

    func create(_ entries: [BatchEntry]) async throws(InferenceError) -> BatchState {
        arrived()
        switch state.withLock({ $0.creations.isEmpty ? .taken : $0.creations.removeFirst() }) {
        case .taken: return try await state(of: hold(entries))
        case .takenButAnswerLost:
            hold(entries)
            throw InferenceError(kind: .unreachable, message: "the connection broke", possiblyBilled: 1)
        case .lostOnTheWay: throw InferenceError(kind: .unreachable, message: "the connection broke", possiblyBilled: 1)
        case .refused: throw InferenceError(kind: .permission, message: "the key may not use batches", status: 403)
        }
    }

    func state(of id: String) async throws(InferenceError) -> BatchState {
        guard let batch = held.first(where: { $0.state.id == id }) else {
            throw InferenceError(kind: .notFound, message: "no batch \(id)", status: 404)
        }
        return batch.state
    }

    func recent(since: Timestamp) async throws(InferenceError) -> [BatchState] {
        held.map(\.state).filter { ($0.createdAt?.milliseconds ?? 0) >= since.milliseconds }.reversed()
    }

    func cancel(_ id: String) async throws(InferenceError) -> BatchState {
        state.withLock { state in
            for index in state.held.indices where state.held[index].state.id == id {
                state.held[index].state.status = .ended
                state.held[index].results = state.held[index].entries.map {
                    BatchResult(customID: $0.customID, outcome: .canceled)
                }
            }
        }
        return try await state(of: id)
    }

    func results(
        of batch: BatchState, result: @escaping @Sendable (BatchResult) throws -> Void
    ) async throws {
        guard let held = held.first(where: { $0.state.id == batch.id }) else { return }
        let results =
            held.results
            ?? held.entries.map { BatchResult(customID: $0.customID, outcome: self.result($0)) }.shuffled()
        guard let cut = cuts.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else {
            for line in results { try result(line) }
            return
        }
        for line in results.prefix(cut.lines) { try result(line) }
        if cut.isTold { throw InferenceError(kind: .unreachable, message: "the connection broke") }
    }
}
