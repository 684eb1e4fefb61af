import Inference
import Labeling
import ReviewUI
import Storage
import TestSupport
import Testing

@testable import Runtime

@Suite(.timeLimit(.minutes(15)))
struct BackgroundModelsTests {
    /// Waits for the first message that is the one; those before it are passed over.
    private func wait(_ mailbox: Mailbox, for isIt: @escaping @Sendable (Message) -> Bool) async throws {
        try await onThread {
            while true {
                mailbox.wait(milliseconds: 10_000)
                if mailbox.drain().contains(where: isIt) { return }
            }
        }
    }

    private func background(
        _ desk: Desk, _ mailbox: Mailbox, _ clients: (@Sendable () throws(Failure) -> ModelClients)?
    ) -> BackgroundModels {
        BackgroundModels(store: desk.store, task: desk.task, claims: Claims(), mailbox: mailbox, makeClients: clients)
    }

    @Test func whatWaitsIsClassifiedAndTold() async throws {
        let desk = try Desk((1...30).map { "about billing \($0)" }, task: offlineTask())
        let mailbox = try Mailbox()
        let models = background(desk, mailbox) { () throws(Failure) -> ModelClients in
            try ModelClients.make(task: desk.open, environment: [:])
        }
        models.start()
        try await wait(mailbox) {
            if case .storeChanged(let counts, _) = $0 { counts.unclassified == 0 } else { false }
        }
        try await onThread { models.stop() }
        #expect(try desk.store.countAwaiting(model: "offline-small") == 0)
    }

    @Test func anImportedDoubtIsEscalatedThoughNothingElseWaits() async throws {
        let unsure = Prediction(model: haiku, label: Label("billing"), confidence: 0.2)
        let known = items(["text"]).map { AnnotatedItem(item: $0.item, predictions: [unsure]) }
        try await serve { server, address in
            let desk = try Desk(known, task: makeTask())
            let clients = try desk.clients(address)
            let mailbox = try Mailbox()
            let models = background(desk, mailbox) { () throws(Failure) -> ModelClients in clients }
            models.start()
            try await wait(mailbox) {
                if case .storeChanged(let counts, _) = $0 { counts.secondOpinions == 1 } else { false }
            }
            try await onThread { models.stop() }
            #expect(server.ledger.requests == 1)
        }
    }

    @Test func whatAnotherProgramWritesIsTold() async throws {
        let desk = try Desk(["one"], task: offlineTask())
        let mailbox = try Mailbox()
        let models = background(desk, mailbox, nil)
        models.start()
        let other = try Store.open(at: desk.store.path)
        try await onThread {
            // The first look at the store may come after a write: write until one is told.
            for step in 0..<100 {
                _ = try other.add([AnnotatedItem(item: Item(id: .init("new-\(step)"), text: "new \(step)"))])
                mailbox.wait(milliseconds: 2_000)
                for case .storeChanged(let counts, _) in mailbox.drain() where counts.items > 1 { return }
            }
            throw Missing(what: "storeChanged")
        }
        try await onThread { models.stop() }
    }

    @Test func stoppingGivesUpWhatIsInFlight() async throws {
        try await serve { server, address in
            for _ in 0..<4 { server.enqueue(.held(then: nil)) }
            let desk = try Desk((1...20).map { "billing \($0)" }, task: makeTask())
            let clients = try desk.clients(address)
            let mailbox = try Mailbox()
            let models = background(desk, mailbox) { () throws(Failure) -> ModelClients in clients }
            models.start()
            await server.waitForRequests(4)
            try await onThread { models.stop() }
            #expect(try desk.store.countAwaiting(model: haiku) == 20)
            #expect(try desk.store.interruptedRequests().isEmpty)
        }
    }

    @Test func stoppingBeforeAnythingBeganEnds() async throws {
        let desk = try Desk(["one"], task: offlineTask())
        for makesClients in [true, false] {
            let clients: @Sendable () throws(Failure) -> ModelClients = { () throws(Failure) -> ModelClients in
                try ModelClients.make(task: desk.open, environment: [:])
            }
            let models = background(desk, try Mailbox(), makesClients ? clients : nil)
            models.start()
            try await onThread { models.stop() }
        }
    }

    @Test func modelsThatCannotBeAskedSayWhy() async throws {
        let desk = try Desk(["one"], task: makeTask())
        let mailbox = try Mailbox()
        let models = background(desk, mailbox) { () throws(Failure) -> ModelClients in
            throw Failure(.noPermission, "no key here")
        }
        models.start()
        try await wait(mailbox) { $0 == .modelsProgressed(ModelActivity(stopped: "no key here")) }
        try await onThread { models.stop() }
    }
}
