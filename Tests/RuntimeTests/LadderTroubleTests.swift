import Inference
import Labeling
import ReviewUI
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Runtime

/// Runs whose models, limits or batches are in trouble.
@Suite(.timeLimit(.minutes(15)))
struct LadderTroubleTests {
    private static func labeled(_ model: String, _ question: Question, _ confidence: Double = 0.9) -> Prediction {
        Prediction(
            model: model, label: Label("billing"), confidence: confidence, cost: .charged(Money(picodollars: 4)),
            at: .now())
    }

    private func task(_ budget: Budget = Budget()) throws -> TaskDefinition {
        try makeTask(policy: SecondOpinionPolicy(sample: 0), budget: budget)
    }

    private func run(_ desk: Desk, _ first: ScriptedModel, _ second: ScriptedModel) async throws
        -> ClassificationRun.Progress
    {
        let run = ClassificationRun(
            store: desk.store, task: desk.task, clients: ModelClients(first: first, further: [second]))
        return try await onThread { try run.run() }
    }

    /// Leaves two of the desk's items with a provider.
    private func leaveBatch(_ desk: Desk, _ service: ScriptedBatches) async throws {
        let first = ScriptedModel(haiku, batches: service)
        let run = BatchRun(
            store: desk.store, task: desk.task,
            clients: ModelClients(first: first, further: [ScriptedModel(opus, batches: service)]),
            options: .init(limit: 2, rungs: [0], detaches: true))
        #expect(try await onThread { try run.run() }.requested == 2)
    }

    // MARK: Money

    @Test func whatIsInBatchesCountsForRequestsSentDirectly() async throws {
        // Ten at worst for each: two in the batch, and no third.
        let desk = try Desk(["a", "b", "c"], task: task(Budget(total: Money(picodollars: 25))))
        let service = ScriptedBatches { _ in .expired }
        try await leaveBatch(desk, service)
        let first = ScriptedModel(haiku, batches: service) { .success(Self.labeled(haiku, $0)) }
        let end = try await run(desk, first, ScriptedModel(opus))
        #expect(first.asked.isEmpty)
        #expect(end.stopped == .budget)
    }

    @Test func whatIsInBatchesCountsForAReviewersWish() async throws {
        let desk = try Desk(["a", "b", "c"], task: task(Budget(total: Money(picodollars: 25))))
        let service = ScriptedBatches { _ in .expired }
        try await leaveBatch(desk, service)
        let clients = ModelClients(
            first: ScriptedModel(haiku, batches: service),
            further: [ScriptedModel(opus) { .success(Self.labeled(opus, $0)) }])
        let opinions = SecondOpinionDesk(store: desk.store, task: desk.task, claims: Claims()) { clients }
        let number = try desk.number("t-3")
        func wish() async -> String? {
            await withCheckedContinuation { continuation in
                opinions.ask(about: number, of: opus) { continuation.resume(returning: $0) }
            }
        }
        #expect(await wish()?.contains("total-usd") == true)
        let batch = try #require(try desk.store.openBatches().first)
        try desk.store.record(.abandoned(reason: "gone"), of: batch.id)
        #expect(await wish() == nil, "what was held for it is given back")
    }

    @Test func aModelWaitsForMoneyThatAnotherHasSetAside() async throws {
        // Ten at worst, four in fact: one of the two fits at first, and the other after its answer.
        let doubtful = Prediction(model: haiku, label: Label("billing"), confidence: 0.1)
        let desk = try Desk(
            [
                AnnotatedItem(item: Item(id: .init("t-1"), text: "a"), predictions: [doubtful]),
                AnnotatedItem(item: Item(id: .init("t-2"), text: "b")),
            ], task: task(Budget(total: Money(picodollars: 15))))
        let end = try await run(
            desk, ScriptedModel(haiku) { .success(Self.labeled(haiku, $0)) },
            ScriptedModel(opus) { .success(Self.labeled(opus, $0)) })
        #expect(end.classified == 1)
        #expect(end.secondOpinions == 1)
        #expect(end.stopped == nil)
    }

    // MARK: Models

    @Test func aClientThatForgetsToSayThatItRepairedIsNotAskedForEver() async throws {
        let first = ScriptedModel(haiku) { _ in
            .success(Prediction(model: haiku, invalidAnswer: "?", outcome: .invalidOutput, at: .now()))
        }
        let second = ScriptedModel(opus) { .success(Self.labeled(opus, $0)) }
        let desk = try Desk(["a"], task: task())
        for _ in 0..<3 { _ = try await run(desk, first, second) }
        #expect(first.asked.count == 2, "once, and once more")
        #expect(second.asked.count == 1)
    }

    @Test func aLaneFarBehindKeepsNotEverythingInMemory() throws {
        let doubtful = Prediction(model: haiku, label: Label("billing"), confidence: 0.1)
        let all = (1...3_000).map {
            AnnotatedItem(item: Item(id: .init("t-\($0)"), text: "\($0)"), predictions: [doubtful])
        }
        let desk = try Desk(all, task: task())
        try escalateStandingAnswers(of: desk.task, in: desk.store)
        let setting = ModelLane.Setting(
            client: ScriptedModel(opus), source: .opinions(rung: 1), cachesPrompt: false)
        let lane = ModelLane(setting, store: desk.store, quota: Quota(limit: nil))
        let due = try desk.store.awaiting(rung: 1, model: opus, limit: 3_000)
        #expect(due.count == 3_000)
        for item in due { lane.add(ModelLane.Due(number: item.number, item: item.item, reason: item.reason)) }
        #expect(lane.backlog < 2_100)
        var taken: [ItemNumber] = []
        while let next = try lane.next() { taken.append(next.number) }
        #expect(taken.count == 3_000)
        #expect(Set(taken).count == 3_000, "and none comes twice")
        lane.halt()
        lane.add(ModelLane.Due(number: due[0].number, item: due[0].item, reason: nil))
        #expect(lane.backlog == 0, "nothing is kept for a model that is asked no more")
    }

    // MARK: In the review

    private func background(_ desk: Desk, _ clients: ModelClients) throws -> BackgroundModels {
        BackgroundModels(store: desk.store, task: desk.task, claims: Claims(), mailbox: try Mailbox()) { clients }
    }

    @Test func aBatchServiceThatDoesNotAnswerHoldsUpNeitherFirstOpinionsNorTheEnd() async throws {
        let asked = Reports<String>()
        try await serve { server, address in
            server.planBatches { $0.pollsUntilEnd = nil }
            let desk = try Desk(["billing"], task: task())
            let clients = try desk.clients(address)
            let run = BatchRun(
                store: desk.store, task: desk.task, clients: clients, options: .init(detaches: true))
            #expect(try await onThread { try run.run() }.openRequests == 1)
            _ = try desk.store.add([AnnotatedItem(item: Item(id: .init("new"), text: "new"))])
            let first = ScriptedModel(haiku) { question in
                asked.put(question.item.text)
                return .success(Self.labeled(haiku, question))
            }
            server.enqueue(.held(then: nil), at: .retrieveBatch)
            let models = try background(
                desk, ModelClients(first: BatchesOf(clients.first, answersOf: first), further: clients.further))
            let before = server.ledger.requests
            models.start()
            await server.waitForRequests(before + 1)
            #expect(await asked.first { $0 == "new" } != nil)
            try await onThread { models.stop() }
            server.release()
            #expect(try desk.store.openBatches().count == 1)
        }
    }

    @Test func aDeadSecondModelEndsNoFirstOpinionsOfTheSession() async throws {
        let doubtful = Prediction(model: haiku, label: Label("billing"), confidence: 0.1)
        let desk = try Desk(
            (1...6).map { AnnotatedItem(item: Item(id: .init("t-\($0)"), text: "\($0)"), predictions: [doubtful]) }
                + [AnnotatedItem(item: Item(id: .init("fresh"), text: "fresh"))],
            task: task())
        let asked = Reports<String>()
        let first = ScriptedModel(haiku) { question in
            asked.put(question.item.text)
            return .success(Self.labeled(haiku, question))
        }
        let second = ScriptedModel(opus) { _ in
            asked.put("second")
            return .failure(InferenceError(kind: .overloaded, message: "overloaded", status: 529))
        }
        let mailbox = try Mailbox()
        let clients = ModelClients(first: first, further: [second])
        let models = BackgroundModels(store: desk.store, task: desk.task, claims: Claims(), mailbox: mailbox) {
            clients
        }
        models.start()
        try await onThread {
            while true {
                mailbox.wait(milliseconds: 10_000)
                for case .modelsProgressed(let activity) in mailbox.drain() where activity.stopped != nil { return }
            }
        }
        _ = try desk.store.add([AnnotatedItem(item: Item(id: .init("new"), text: "new"))])
        #expect(await asked.first { $0 == "new" } != nil)
        try await onThread { models.stop() }
        #expect(second.asked.count <= 6, "and it is left alone for a while")
    }
}

/// The batch service of one client, and the answers of another.
private struct BatchesOf: ModelClient {
    let served: any ModelClient
    let answering: ScriptedModel

    init(_ served: any ModelClient, answersOf answering: ScriptedModel) {
        (self.served, self.answering) = (served, answering)
    }

    var model: String { answering.model }
    var isPaid: Bool { true }
    var promptVersion: String { answering.promptVersion }
    var notices: [String] { [] }
    var concurrency: Int { answering.concurrency }
    var batches: (any BatchService)? { served.batches }

    func estimate(_ item: Item) -> CostEstimate { ScriptedModel.estimate }

    func ask(
        _ question: Question, attempted: @escaping @Sendable (Attempt) -> Void
    ) async throws(InferenceError) -> Prediction {
        try await answering.ask(question, attempted: attempted)
    }

    func check() async throws(InferenceError) -> ModelCheck { ModelCheck() }
}
