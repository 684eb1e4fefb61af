import Inference
import Labeling
import Storage
import Synchronization
import Testing

@testable import Runtime

/// Batches whose provider, task or network is not what it was when they were handed over.
@Suite(.timeLimit(.minutes(15)))
struct BatchTroubleTests {
    private static func answer(_ entry: BatchEntry) -> BatchResult.Outcome {
        .answered(
            Prediction(
                model: haiku, label: Label("billing"), confidence: 0.9, cost: .charged(Money(picodollars: 4)),
                at: .now())
        )
    }

    private func desk(_ count: Int, budget: Budget = Budget()) throws -> Desk {
        try Desk(
            (1...count).map { "item \($0)" }, task: makeTask(policy: SecondOpinionPolicy(sample: 0), budget: budget))
    }

    /// Waits by ending all batches, and gives up after many waits.
    private func makeRun(
        _ desk: Desk, _ service: ScriptedBatches?, model: String = haiku, _ options: BatchRun.Options = .init()
    ) -> BatchRun {
        let waits = Mutex(0)
        let stopper = Mutex<BatchRun?>(nil)
        let second = ScriptedModel(opus, batches: ScriptedBatches { Self.answer($0) })
        let run = BatchRun(
            store: desk.store, task: desk.task,
            clients: ModelClients(first: ScriptedModel(model, batches: service), further: [second]), options: options,
            wait: { _ in
                service?.end()
                let count = waits.withLock { waits in
                    waits += 1
                    return waits
                }
                if count > 40 { stopper.withLock { $0?.stop() } }
            })
        stopper.withLock { $0 = run }
        return run
    }

    private func run(
        _ desk: Desk, _ service: ScriptedBatches?, model: String = haiku, _ options: BatchRun.Options = .init()
    ) async throws -> BatchRun.Progress {
        let run = makeRun(desk, service, model: model, options)
        return try await onThread { try run.run() }
    }

    private func leaveBatch(
        _ desk: Desk, _ ids: [String], nonce: String = "n1", at: Timestamp = .now(),
        url: String = "http://127.0.0.1/v1/messages/batches"
    ) throws -> (StoredBatch, [BatchEntry]) {
        let (batch, requests) = try desk.store.recordBatch(
            model: haiku, nonce: nonce, endpoint: url, at: at,
            ids.map { RequestIntent(item: try desk.number($0), model: haiku, at: at) })
        let entries = try zip(ids, requests).map { id, request in
            let item = try #require(try desk.detail(id)).item
            return BatchEntry(customID: CustomID(request: request, nonce: nonce).text, question: Question(item))
        }
        return (batch, entries)
    }

    // MARK: Batches out of reach

    @Test func aBatchOfAModelThatTheTaskAsksNoMoreDoesNotKeepARunWaiting() async throws {
        let desk = try desk(2)
        _ = try await run(desk, ScriptedBatches { Self.answer($0) }, .init(detaches: true))
        let end = try await run(desk, nil, model: "another")
        #expect(end.stopped == nil)
        #expect(end.openRequests == 2)
        #expect(end.notices.contains { $0.contains("does not ask this model") })
    }

    @Test func aBatchAtAnotherAddressDoesNotKeepARunWaiting() async throws {
        let desk = try desk(2)
        let there = ScriptedBatches { Self.answer($0) }
        _ = try await run(desk, there, .init(detaches: true))
        let end = try await run(desk, ScriptedBatches(url: "http://127.0.0.2/batches") { Self.answer($0) })
        #expect(end.stopped == nil)
        #expect(end.classified == 0)
        #expect(try await run(desk, there).classified == 2, "once the address is back")
    }

    @Test func aBatchOutOfReachIsGivenUpWhenItsResultsAreNoLongerKept() async throws {
        let desk = try desk(2)
        let long = Timestamp(milliseconds: Timestamp.now().milliseconds - 31 * 86_400_000)
        let (batch, _) = try leaveBatch(desk, ["t-1"], at: long, url: "http://127.0.0.2/batches")
        try desk.store.record(.submitted(providerID: "old", expiresAt: nil), of: batch.id)
        #expect(try await run(desk, ScriptedBatches { Self.answer($0) }).classified == 2)
    }

    @Test func aBatchThatTheProviderDoesNotKnowHoldsUpNoOther() async throws {
        let desk = try desk(2)
        let service = ScriptedBatches { Self.answer($0) }
        _ = try await run(desk, service, .init(limit: 1, detaches: true))
        service.forgetAll()
        let end = try await run(desk, service)
        #expect(end.stopped == nil)
        #expect(end.classified == 1)
        #expect(end.failure != nil, "it is told")
        #expect(end.openRequests == 1, "another key may know it")
        let canceler = makeRun(desk, service)
        #expect(try await onThread { try canceler.cancelAll() }.openRequests == 0, "a way to get its items back")
        #expect(try await run(desk, service).classified == 1)
    }

    // MARK: Submissions of unknown fate

    @Test func ofTwoLostSubmissionsOfOneSizeNothingIsSubmittedTwice() async throws {
        let service = ScriptedBatches(
            limits: BatchLimits(requests: 2, bytes: 1 << 20), creations: [.lostOnTheWay, .takenButAnswerLost]
        ) { Self.answer($0) }
        let end = try await run(desk(4), service)
        #expect(end.classified == 4)
        let ids = service.held.flatMap { $0.entries.map(\.customID) }
        #expect(Set(ids).count == ids.count)
    }

    @Test func behindSomebodyElsesBatchOfTheSameSizeOurOwnIsFound() async throws {
        let desk = try desk(2)
        let service = ScriptedBatches { Self.answer($0) }
        let (batch, entries) = try leaveBatch(desk, ["t-1", "t-2"])
        let theirs = entries.map { BatchEntry(customID: "theirs\($0.customID)", question: $0.question) }
        service.hold(theirs, at: batch.at)
        service.hold(entries, at: Timestamp(milliseconds: batch.at.milliseconds + 60_000))
        let end = try await run(desk, service)
        #expect(service.held.count == 2, "it is not submitted again")
        #expect(end.classified == 2)
    }

    @Test func aClockThatIsHoursAheadLosesNoBatch() async throws {
        let desk = try desk(2)
        let service = ScriptedBatches { Self.answer($0) }
        let (batch, entries) = try leaveBatch(desk, ["t-1", "t-2"])
        service.hold(entries, at: Timestamp(milliseconds: batch.at.milliseconds - 10_800_000))
        #expect(try await run(desk, service).classified == 2)
        #expect(service.held.count == 1)
    }

    @Test func collectingNeitherWaitsNorSubmits() async throws {
        let desk = try desk(2)
        let service = ScriptedBatches { Self.answer($0) }
        _ = try leaveBatch(desk, ["t-1"])
        let waits = Mutex(0)
        let run = BatchRun(
            store: desk.store, task: desk.task,
            clients: ModelClients(first: ScriptedModel(haiku, batches: service), further: []),
            wait: { _ in waits.withLock { $0 += 1 } })
        let end = try await onThread { try run.collectWhatHasEnded() }
        #expect(waits.withLock { $0 } == 0)
        #expect(service.held.isEmpty)
        #expect(end.openRequests == 1, "it may still be on its way")
    }

    @Test func collectingGivesTheItemsBackOfABatchThatNeverArrived() async throws {
        let desk = try desk(2)
        let service = ScriptedBatches { Self.answer($0) }
        _ = try leaveBatch(desk, ["t-1"], at: Timestamp(milliseconds: Timestamp.now().milliseconds - 3_600_000))
        let run = makeRun(desk, service)
        #expect(try await onThread { try run.collectWhatHasEnded() }.openRequests == 0)
        #expect(service.held.isEmpty)
        #expect(try desk.store.countAwaiting(model: haiku) == 2)
    }

    @Test func stoppingWhileSubmittingIsTold() async throws {
        let stopper = Mutex<BatchRun?>(nil)
        let service = ScriptedBatches(
            limits: BatchLimits(requests: 1, bytes: 1 << 20), arrived: { stopper.withLock { $0?.stop() } }
        ) { Self.answer($0) }
        let desk = try desk(3)
        let stopped = makeRun(desk, service, .init(detaches: true))
        stopper.withLock { $0 = stopped }
        let end = try await onThread { try stopped.run() }
        #expect(end.requested == 1)
        #expect(end.stopped == .signal, "two items were not submitted")
    }

    // MARK: Results

    @Test func anItemThatCannotBeSentKeepsNoOtherFromBeingSent() async throws {
        var all = items(["fine", "bad", "fine too"])
        all[1].item.images = ["nowhere.png"]
        let desk = try Desk(all, task: makeTask(policy: SecondOpinionPolicy(sample: 0)))
        let service = ScriptedBatches { Self.answer($0) }
        let end = try await run(desk, service)
        #expect(end.classified == 2)
        #expect(end.failed == 1)
        #expect(end.failure == nil)
        #expect(service.held.map(\.entries.count) == [2])
    }

    @Test func resultsThatBreakOffAreStoredAndCountedOnce() async throws {
        let desk = try desk(300)
        let service = ScriptedBatches { Self.answer($0) }
        service.cutResults(after: 280, isTold: true)
        let end = try await run(desk, service)
        #expect(end.classified == 300)
        #expect(end.cost == Money(picodollars: 1_200))
        #expect(service.held.count == 1)
    }

    @Test func resultsThatEndEarlyAreReadOnceMore() async throws {
        let desk = try desk(5)
        let service = ScriptedBatches { Self.answer($0) }
        service.cutResults(after: 3, isTold: false)
        let end = try await run(desk, service)
        #expect(end.classified == 5)
        #expect(end.failed == 0)
        #expect(service.held.count == 1, "answers that are paid are not asked for again")
    }
}
