import Inference
import Labeling
import Storage
import TestSupport
import Testing

@testable import Runtime

@Suite(.timeLimit(.minutes(15)))
struct SecondOpinionDeskTests {
    private func ask(_ opinions: SecondOpinionDesk, _ number: ItemNumber, _ model: String = opus) async -> String? {
        await withCheckedContinuation { continuation in
            opinions.ask(about: number, of: model) { continuation.resume(returning: $0) }
        }
    }

    private func opinions(
        _ desk: Desk, _ clients: ModelClients, claims: Claims = Claims()
    ) -> SecondOpinionDesk {
        SecondOpinionDesk(store: desk.store, task: desk.task, claims: claims) { clients }
    }

    @Test func aWishIsAskedOnceAndStoredWithItsReason() async throws {
        try await serve { server, address in
            let desk = try Desk(["billing"], task: makeTask())
            let opinions = try opinions(desk, desk.clients(address))
            #expect(try await ask(opinions, desk.number("t-1")) == nil)
            #expect(try desk.detail("t-1")?.second?.escalation == .reviewer)
            #expect(try await ask(opinions, desk.number("t-1")) == nil, "it is there already")
            #expect(server.ledger.requests == 1)
            #expect(try desk.store.spent() == Money(picodollars: server.ledger.billedPicodollars))
        }
    }

    @Test func twoWishesAtOnceAreOneRequest() async throws {
        try await serve { server, address in
            server.enqueue(.held(then: nil))
            let desk = try Desk(["billing"], task: makeTask())
            let opinions = try opinions(desk, desk.clients(address))
            let number = try desk.number("t-1")
            async let first = ask(opinions, number)
            await server.waitForRequests(1)
            #expect(await ask(opinions, number) == "\(opus) is being asked already")
            server.release()
            #expect(await first == nil)
            #expect(server.ledger.requests == 1)
        }
    }

    @Test func theBackgroundAndTheReviewerNeverPayTwice() async throws {
        try await serve { server, address in
            server.enqueue(.held(then: nil))
            let desk = try Desk(
                [
                    AnnotatedItem(
                        item: Item(id: .init("t-1"), text: "billing"),
                        predictions: [Prediction(model: haiku, label: Label("billing"), confidence: 0.1)])
                ],
                task: makeTask())
            let claims = Claims()
            let clients = try desk.clients(address)
            let run = ClassificationRun(store: desk.store, task: desk.task, clients: clients, claims: claims)
            async let end = onThread { try run.run() }
            await server.waitForRequests(1)
            let opinions = opinions(desk, clients, claims: claims)
            #expect(try await ask(opinions, desk.number("t-1")) == "\(opus) is being asked already")
            server.release()
            #expect(try await end.secondOpinions == 1)
            #expect(try await ask(opinions, desk.number("t-1")) == nil)
            #expect(server.ledger.requests == 1)
        }
    }

    @Test func theBudgetHoldsForWishesToo() async throws {
        try await serve { server, address in
            let desk = try Desk(["billing"], task: makeTask(budget: Budget(total: Money(picodollars: 1))))
            let opinions = try opinions(desk, desk.clients(address))
            for _ in 0..<2 {
                let reason = try await ask(opinions, desk.number("t-1"))
                #expect(reason?.contains("total-usd") == true, "the second time too: nothing is left claimed")
            }
            #expect(server.ledger.requests == 0)
        }
    }

    @Test func aFailureIsToldAndTheItemCanBeAskedAboutAgain() async throws {
        try await serve { server, address in
            server.enqueue(.status(400, type: "invalid_request_error", message: "not today"))
            let desk = try Desk(["billing"], task: makeTask())
            let opinions = try opinions(desk, desk.clients(address))
            let reason = try await ask(opinions, desk.number("t-1"))
            #expect(reason?.contains("not today") == true)
            #expect(try desk.store.interruptedRequests().isEmpty)
            #expect(try await ask(opinions, desk.number("t-1")) == nil)
        }
    }

    @Test func whatCannotBeAskedSaysWhy() async throws {
        let desk = try Desk(["billing"], task: makeTask(second: nil))
        let clients = try desk.clients("http://127.0.0.1:9")
        let without = opinions(desk, clients)
        #expect(try await ask(without, desk.number("t-1")) == "this task asks no second opinion of \(opus)")
        let keyless = SecondOpinionDesk(store: desk.store, task: desk.task, claims: Claims()) {
            () throws(Failure) -> ModelClients in throw Failure(.noPermission, "no key")
        }
        #expect(try await ask(keyless, desk.number("t-1")) == "no key")
        let offline = try Desk(["billing"], task: offlineTask())
        let ready = opinions(offline, try ModelClients.make(task: offline.open, environment: [:]))
        #expect(await ask(ready, ItemNumber(99), "offline-large") == "the item is not in the store")
        #expect(try await ask(ready, offline.number("t-1"), "offline-large") == nil)
        #expect(try offline.detail("t-1")?.second?.escalation == .reviewer)
    }

    @Test func aQuestionThatIsInABatchIsNotPaidForTwice() async throws {
        try await serve { server, address in
            let desk = try Desk(["billing"], task: makeTask())
            let number = try desk.number("t-1")
            _ = try desk.store.recordBatch(
                model: opus, nonce: "n", endpoint: "u", at: .now(),
                [RequestIntent(item: number, model: opus, at: .now())])
            let opinions = try opinions(desk, desk.clients(address))
            #expect(await ask(opinions, number)?.contains("batch") == true)
            #expect(server.ledger.requests == 0)
        }
    }
}
