import Inference
import Labeling
import Storage
import TestSupport
import Testing

@testable import Runtime

@Suite(.timeLimit(.minutes(15)))
struct RunStoppingTests {
    @Test func stoppingWaitsForTheAnswersInFlight() async throws {
        try await serve { server, address in
            server.enqueue(.held(then: nil), .held(then: nil))
            let setting = ModelSetting(provider: .anthropic, model: haiku, concurrency: 2)
            let desk = try Desk((1...9).map { "billing \($0)" }, task: makeTask(first: setting))
            let run = ClassificationRun(store: desk.store, task: desk.task, clients: try desk.clients(address))
            async let end = onThread { try run.run() }
            await server.waitForRequests(2)
            run.stop()
            server.release()
            let progress = try await end
            #expect(progress.classified == 2)
            #expect(progress.stopped == .signal)
            #expect(server.ledger.requests == 2)
            #expect(try desk.store.countAwaiting(model: haiku) == 7)
        }
    }

    @Test func cancellingGivesUpTheAnswersInFlight() async throws {
        try await serve { server, address in
            server.enqueue(.held(then: nil), .held(then: nil))
            let setting = ModelSetting(provider: .anthropic, model: haiku, concurrency: 2)
            let desk = try Desk((1...9).map { "billing \($0)" }, task: makeTask(first: setting))
            let clients = try desk.clients(address)
            let run = ClassificationRun(store: desk.store, task: desk.task, clients: clients)
            async let end = onThread { try run.run() }
            await server.waitForRequests(2)
            run.cancel()
            let progress = try await end
            #expect(progress.classified == 0)
            #expect(progress.failed == 0, "nobody failed")
            #expect(progress.stopped == .signal)
            server.release()
            let next = ClassificationRun(store: desk.store, task: desk.task, clients: clients)
            #expect(try await onThread { try next.run() }.classified == 9)
        }
    }

    @Test func aRunThatWasCancelledBeforeItBeganAsksNothing() async throws {
        try await serve { server, address in
            let desk = try Desk(["billing"], task: makeTask())
            let run = ClassificationRun(store: desk.store, task: desk.task, clients: try desk.clients(address))
            run.cancel()
            #expect(try await onThread { try run.run() }.requested == 0)
            #expect(server.ledger.requests == 0)
        }
    }

    @Test func aSlowSecondModelDoesNotHoldUpFirstOpinions() async throws {
        try await serve { first, address in
            try await serve { second, secondAddress in
                for _ in 0..<20 { second.enqueue(.held(then: nil)) }
                let slow = ModelSetting(provider: .anthropic, model: opus, concurrency: 1)
                let desk = try Desk(
                    (1...20).map { "billing \($0)" },
                    task: makeTask(policy: SecondOpinionPolicy(sample: 1), second: slow))
                try await expectFirstOpinionsAlone(20, desk, desk.clients(address, second: secondAddress), second)
                #expect(second.ledger.requests == 20)
            }
        }
    }

    @Test func aSlowSecondModelDoesNotHoldUpTheOfflineOne() async throws {
        try await serve { second, address in
            for _ in 0..<200 { second.enqueue(.held(then: nil)) }
            let slow = ModelSetting(provider: .anthropic, model: opus, concurrency: 8)
            let desk = try Desk(
                (1...200).map { "billing \($0)" },
                task: offlineTask(policy: SecondOpinionPolicy(belowConfidence: 0, sample: 1), second: slow))
            try await expectFirstOpinionsAlone(200, desk, desk.clients(address), second)
        }
    }

    /// The second model answers nothing until all first opinions are stored.
    private func expectFirstOpinionsAlone(
        _ count: Int, _ desk: Desk, _ clients: ModelClients, _ second: ModelServer
    ) async throws {
        let reports = Reports<ClassificationRun.Progress>()
        let run = ClassificationRun(store: desk.store, task: desk.task, clients: clients) { reports.put($0) }
        async let end = onThread { try run.run() }
        let all = await reports.first { $0.classified == count }
        #expect(all?.secondOpinions == 0)
        var released = 0
        while released < count {
            released += 1
            await second.waitForRequests(released)
            second.release()
        }
        // A request may arrive between two releases; what is held at the end is let go until the run is over.
        let ender = Task {
            while !Task.isCancelled {
                second.release()
                await Task.yield()
            }
        }
        let progress = try await end
        ender.cancel()
        #expect(progress.classified == count)
        #expect(progress.secondOpinions == count)
    }

    // MARK: Budget

    @Test(arguments: [1, 8])
    func theTotalBudgetIsUsedButNeverPassed(concurrency: Int) async throws {
        try await serve { server, address in
            let limit = Money(picodollars: 20_000_000_000)
            let desk = try budgetDesk(Budget(total: limit), concurrency)
            let clients = try desk.clients(address)
            let run = ClassificationRun(store: desk.store, task: desk.task, clients: clients)
            let end = try await onThread { try run.run() }
            try expect(end, limit, "total-usd", desk, clients, server)
        }
    }

    @Test func theDailyBudgetAndTheRunsOwnAreKeptToo() async throws {
        try await serve { server, address in
            let limit = Money(picodollars: 12_000_000_000)
            let desk = try budgetDesk(Budget(daily: limit), 4)
            let clients = try desk.clients(address)
            let run = ClassificationRun(store: desk.store, task: desk.task, clients: clients)
            try expect(try await onThread { try run.run() }, limit, "daily-usd", desk, clients, server)
        }
        try await serve { server, address in
            let limit = Money(picodollars: 9_000_000_000)
            let desk = try budgetDesk(Budget(), 4)
            let clients = try desk.clients(address)
            let run = ClassificationRun(
                store: desk.store, task: desk.task, clients: clients, options: .init(budget: limit))
            try expect(try await onThread { try run.run() }, limit, "--budget", desk, clients, server)
        }
    }

    private func budgetDesk(_ budget: Budget, _ concurrency: Int) throws -> Desk {
        let setting = ModelSetting(provider: .anthropic, model: haiku, concurrency: concurrency)
        return try Desk((1...60).map { "billing \($0)" }, task: makeTask(budget: budget, first: setting, second: nil))
    }

    private func expect(
        _ end: ClassificationRun.Progress, _ limit: Money, _ name: String, _ desk: Desk, _ clients: ModelClients,
        _ server: ModelServer
    ) throws {
        let spent = try desk.store.spent()
        #expect(end.stopped == .budget)
        #expect(end.budgetNotice?.contains(name) == true)
        #expect(spent <= limit)
        #expect(spent == Money(picodollars: server.ledger.billedPicodollars))
        let worst = try #require(clients.first.estimate(Item(id: .init("x"), text: "billing 60")).worst)
        #expect(spent + worst > limit, "as much is asked as the limit allows")
        #expect(try desk.store.countAwaiting(model: haiku) == 60 - end.classified)
    }
}
