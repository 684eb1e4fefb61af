import Inference
import Labeling
import Storage
import TestSupport
import Testing

@testable import Runtime

@Suite(.timeLimit(.minutes(15)))
struct RunTests {
    private func run(
        _ desk: Desk, _ clients: ModelClients, _ options: ClassificationRun.Options = .init(), claims: Claims = Claims()
    ) async throws -> ClassificationRun.Progress {
        let run = ClassificationRun(
            store: desk.store, task: desk.task, clients: clients, options: options, claims: claims)
        return try await onThread { try run.run() }
    }

    private static let answer: @Sendable (ModelServer.Question) -> ModelServer.Answer = { question in
        guard question.model == haiku else { return .label("account", confidence: "0.99") }
        if question.item.contains("refuse") { return .refusal }
        if question.item.contains("babble") { return .text("I think that perhaps") }
        return ModelServer.Answer.byName(question)
    }

    @Test func thePolicyDecidesWhichItemsGetASecondOpinion() async throws {
        try await serve(answer: RunTests.answer) { server, address in
            let desk = try Desk(["about billing", "a legal matter", "???", "refuse", "babble"], task: makeTask())
            let end = try await run(desk, desk.clients(address))
            #expect(end.classified == 5)
            #expect(end.secondOpinions == 4)
            #expect(end.requested == 10, "what was babbled is asked for once more")
            #expect(end.repairs == 1)
            #expect(end.failed == 0)
            #expect(end.stopped == nil)
            let reasons = try (1...5).map { try desk.detail("t-\($0)")?.second?.escalation }
            #expect(reasons == [nil, .label, .lowConfidence, .refusal, .invalidOutput])
            #expect(try desk.detail("t-2")?.second?.label == Label("account"))
        }
    }

    @Test func theSampleIsAskedForWhateverTheAnswer() async throws {
        try await serve { _, address in
            let desk = try Desk(
                (1...40).map { "billing \($0)" }, task: makeTask(policy: SecondOpinionPolicy(sample: 0.3)))
            let end = try await run(desk, desk.clients(address))
            let sampled = (1...40).filter {
                StableShare.contains(Item.ID("t-\($0)"), share: 0.3, purpose: "second-opinion")
            }
            #expect(end.secondOpinions == sampled.count)
            for number in sampled { #expect(try desk.detail("t-\(number)")?.second?.escalation == .sample) }
        }
    }

    @Test func theStoreHasWhatTheProviderBills() async throws {
        try await serve(answer: RunTests.answer) { server, address in
            let desk = try Desk((1...30).map { ["???", "billing", "babble"][$0 % 3] + " \($0)" }, task: makeTask())
            let end = try await run(desk, desk.clients(address))
            let billed = Money(picodollars: server.ledger.billedPicodollars)
            #expect(billed > .zero)
            #expect(try desk.store.spent() == billed)
            #expect(end.cost == billed)
            #expect(server.ledger.requests == end.requested)
            #expect(try desk.store.verify().findings == [])
        }
    }

    @Test func aRunTakesUpOnlyWhatIsMissing() async throws {
        try await serve { server, address in
            let desk = try Desk((1...5).map { "billing \($0)" }, task: makeTask())
            let clients = try desk.clients(address)
            #expect(try await run(desk, clients, .init(limit: 3)).classified == 3)
            #expect(server.ledger.requests == 3)
            #expect(try await run(desk, clients).classified == 2)
            #expect(try await run(desk, clients).requested == 0)
            #expect(server.ledger.requests == 5)
        }
    }

    @Test func firstOpinionsThatCameWithTheirItemsFallUnderThePolicy() async throws {
        try await serve { server, address in
            let unsure = Prediction(model: haiku, label: Label("billing"), confidence: 0.3)
            let known = items((1...9).map { "text \($0)" }).map { AnnotatedItem(item: $0.item, predictions: [unsure]) }
            let desk = try Desk(known, task: makeTask())
            let clients = try desk.clients(address)
            let end = try await run(desk, clients, .init(limit: 2))
            #expect(end.classified == 0)
            #expect(end.secondOpinions == 2, "the limit is one of items, whichever model is asked")
            #expect(try await run(desk, clients).secondOpinions == 7)
            #expect(server.ledger.requests == 9)
        }
    }

    @Test func oneModelAloneCanBeAsked() async throws {
        try await serve { server, address in
            let desk = try Desk(["???", "?????"], task: makeTask())
            let clients = try desk.clients(address)
            let first = try await run(desk, clients, .init(rungs: [0]))
            #expect(first.classified == 2)
            #expect(first.secondOpinions == 0)
            let second = try await run(desk, clients, .init(limit: 1, rungs: [1]))
            #expect(second.classified == 0)
            #expect(second.secondOpinions == 1)
            #expect(server.ledger.requests == 3)
        }
    }

    // MARK: Failures

    @Test func aKeyThatIsNotAcceptedStopsTheRunAtOnce() async throws {
        try await serve { server, address in
            let desk = try Desk((1...20).map { "billing \($0)" }, task: makeTask())
            let end = try await run(desk, desk.clients(address, key: "wrong-key"))
            #expect(end.failure?.status == .noPermission)
            #expect(end.classified == 0)
            #expect(server.ledger.requests <= 4, "those in flight, and no more")
            #expect(try desk.store.countAwaiting(model: haiku) == 20)
            let message = try #require(end.failure?.message)
            #expect(!message.contains("wrong-key"))
        }
    }

    @Test func anOverloadedProviderIsAskedAgainForTheItem() async throws {
        try await serve { server, address in
            server.enqueue(.overloaded, .overloaded)
            let desk = try Desk(["billing"], task: makeTask())
            let end = try await run(desk, desk.clients(address))
            #expect(end.classified == 1)
            #expect(end.failed == 0)
            #expect(server.ledger.requests == 3)
        }
    }

    @Test func aServiceThatKeepsFailingIsLeftAlone() async throws {
        try await serve { server, address in
            for _ in 0..<30 { server.enqueue(.overloaded) }
            let setting = ModelSetting(provider: .anthropic, model: haiku, concurrency: 1)
            let desk = try Desk((1...10).map { "billing \($0)" }, task: makeTask(first: setting))
            let end = try await run(desk, desk.clients(address))
            #expect(end.failed == 4)
            #expect(end.failure?.status == .providerUnreachable)
            #expect(server.ledger.requests == 12)
            #expect(end.reasons.values.reduce(0, +) == 4)
            #expect(try desk.store.interruptedRequests().isEmpty, "a failure is an answer too")
        }
    }

    @Test func oneBadItemDoesNotStopTheOthers() async throws {
        try await serve { server, address in
            server.enqueue(.status(413, type: "request_too_large", message: "too long"))
            let desk = try Desk((1...6).map { "billing \($0)" }, task: makeTask())
            let end = try await run(desk, desk.clients(address))
            #expect(end.failed == 1)
            #expect(end.classified == 5)
            #expect(end.failure == nil)
            #expect(try desk.store.countAwaiting(model: haiku) == 1)
        }
    }

    // MARK: Offline

    @Test func offlineModelsAnswerEverythingAndSpendNothing() async throws {
        let desk = try Desk(
            (1...150).map { "\($0) is about \(["billing", "legal", "account"][$0 % 3])" }, task: offlineTask())
        let end = try await run(desk, ModelClients.make(task: desk.open, environment: [:]))
        #expect(end.classified == 150)
        #expect(end.secondOpinions > 0)
        #expect(end.cost == .zero)
        #expect(end.estimated > .zero)
        #expect(try desk.store.spent() == .zero)
        #expect(try desk.store.countAwaiting(model: "offline-small") == 0)
        #expect(try desk.store.countAwaiting(rung: 1, model: "offline-large") == 0)
        #expect(try await run(desk, ModelClients.make(task: desk.open)).requested == 0)
    }
}
