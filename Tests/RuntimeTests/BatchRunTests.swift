import Inference
import Labeling
import Storage
import Synchronization
import Testing

@testable import Runtime

@Suite(.timeLimit(.minutes(15)))
struct BatchRunTests {
    private static func answer(_ entry: BatchEntry, _ model: String = haiku) -> BatchResult.Outcome {
        .answered(
            Prediction(
                model: model, label: Label("billing"), confidence: entry.question.item.text == "hard" ? 0.1 : 0.9,
                cost: .charged(Money(picodollars: 4)), at: .now()))
    }

    private func desk(_ texts: [String], budget: Budget = Budget()) throws -> Desk {
        try Desk(texts, task: makeTask(policy: SecondOpinionPolicy(sample: 0), budget: budget))
    }

    /// Waits by ending all batches.
    private func makeRun(
        _ desk: Desk, _ first: ScriptedBatches, _ second: ScriptedBatches? = nil,
        _ options: BatchRun.Options = .init(), wait: (@Sendable (Int) -> Void)? = nil
    ) -> BatchRun {
        let clients = ModelClients(
            first: ScriptedModel(haiku, batches: first),
            further: [ScriptedModel(opus, batches: second ?? ScriptedBatches { Self.answer($0, opus) })])
        return BatchRun(
            store: desk.store, task: desk.task, clients: clients, options: options,
            wait: wait ?? { _ in
                first.end()
                second?.end()
            })
    }

    private func run(
        _ desk: Desk, _ first: ScriptedBatches, _ second: ScriptedBatches? = nil, _ options: BatchRun.Options = .init()
    ) async throws -> BatchRun.Progress {
        let run = makeRun(desk, first, second, options)
        return try await onThread { try run.run() }
    }

    @Test func everythingThatWaitsIsAnsweredInBatches() async throws {
        let desk = try desk(["easy", "hard", "easy too"])
        let (first, second) = (ScriptedBatches { Self.answer($0) }, ScriptedBatches { Self.answer($0, opus) })
        let end = try await run(desk, first, second)
        #expect(end.classified == 3)
        #expect(end.secondOpinions == 1)
        #expect(end.collectedBatches == 2)
        #expect(end.failed == 0)
        #expect(end.cost == Money(picodollars: 16))
        let opinion = try #require(try desk.detail("t-2")?.second)
        #expect(opinion.escalation == .lowConfidence)
        #expect(try desk.store.openBatches().isEmpty)
        #expect(try desk.store.verify().findings == [])
        #expect(try desk.store.spending().allSatisfy { $0.service == .batch })
    }

    @Test func batchesAreSplitByCountAndBySize() async throws {
        let byCount = ScriptedBatches(limits: BatchLimits(requests: 4, bytes: 1_000)) { Self.answer($0) }
        _ = try await run(desk((1...10).map { "item \($0)" }), byCount)
        #expect(byCount.held.map(\.entries.count) == [4, 4, 2])
        let bySize = ScriptedBatches(limits: BatchLimits(requests: 100, bytes: 25)) { Self.answer($0) }
        let end = try await run(
            desk(["0123456789", "0123456789", "0123456789", String(repeating: "x", count: 26)]), bySize)
        #expect(bySize.held.map(\.entries.count) == [2, 1])
        #expect(end.failed == 1, "one that no batch can hold is told")
        let ids = bySize.held.flatMap { $0.entries.map(\.customID) }
        #expect(Set(ids).count == 3)
        #expect(ids.allSatisfy { $0.utf8.count <= 64 && $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } })
    }

    @Test func aSubmissionWhoseAnswerWasLostIsFoundAndNotSentAgain() async throws {
        let first = ScriptedBatches(creations: [.takenButAnswerLost]) { Self.answer($0) }
        let end = try await run(desk(["a", "b"]), first)
        #expect(first.held.count == 1)
        #expect(end.classified == 2)
    }

    @Test func aSubmissionThatNeverArrivedIsSentAgainWithTheSameIds() async throws {
        let first = ScriptedBatches(creations: [.lostOnTheWay]) { Self.answer($0) }
        let desk = try desk(["a", "b"])
        let end = try await run(desk, first)
        #expect(first.held.count == 1)
        #expect(end.classified == 2)
        #expect(try desk.store.batches().count == 1, "it is the same batch")
    }

    @Test func aRunThatWasKilledAfterSubmittingFindsItsBatch() async throws {
        let desk = try desk(["a", "b"])
        let first = ScriptedBatches { Self.answer($0) }
        // What a run leaves that is killed between the provider's yes and its note of it.
        let (batch, ids) = try desk.store.recordBatch(
            model: haiku, nonce: "n1", endpoint: first.url, at: .now(),
            ["t-1", "t-2"].map { RequestIntent(item: try desk.number($0), model: haiku, at: .now()) })
        let entries = try zip(["t-1", "t-2"], ids).map { id, request in
            let item = try #require(try desk.detail(id)).item
            return BatchEntry(customID: CustomID(request: request, nonce: "n1").text, question: Question(item))
        }
        // Somebody else's, of another size and older, and one of the same size long before.
        first.hold([entries[0]])
        first.hold(entries, at: Timestamp(milliseconds: batch.at.milliseconds - 3_600_000))
        first.hold(entries)
        let end = try await run(desk, first)
        #expect(first.held.count == 3, "nothing was submitted again")
        #expect(end.classified == 2)
        #expect(try desk.store.batches().map(\.providerID) == ["batch-3"])
    }

    @Test func somebodyElsesBatchOfTheSameSizeIsLetGo() async throws {
        let desk = try desk(["a"])
        let first = ScriptedBatches { Self.answer($0) }
        _ = try desk.store.recordBatch(
            model: haiku, nonce: "n1", endpoint: first.url, at: .now(),
            [RequestIntent(item: desk.number("t-1"), model: haiku, at: .now())])
        let item = try #require(try desk.detail("t-1")).item
        first.hold([BatchEntry(customID: "theirs", question: Question(item))])
        let end = try await run(desk, first)
        #expect(end.classified == 1)
        #expect(first.held.count == 2)
        #expect(end.notices.contains { $0.contains("not ours") })
    }

    @Test func everyResultIsStoredAsWhatItIs() async throws {
        let texts = ["fine", "invalid", "expired", "canceled", "missing", "twice", "odd"]
        let desk = try desk(texts)
        let tries = Mutex<[String: Int]>([:])
        let first = ScriptedBatches { entry in
            let text = entry.question.item.text
            let count = tries.withLock { tries in
                tries[text, default: 0] += 1
                return tries[text] ?? 0
            }
            switch text {
            case "invalid": return .errored(message: "max_tokens: too large", mayBeRetried: false)
            case "expired": return count == 1 ? .expired : Self.answer(entry)
            case "canceled": return .canceled
            case "odd": return .unreadable("{")
            default: return Self.answer(entry)
            }
        }
        let looked = Mutex(0)
        let sabotaged = makeRun(desk, first) { _ in
            let isFirst = looked.withLock { looked in
                looked += 1
                return looked == 1
            }
            if isFirst { first.sabotage(dropping: "missing", doubling: "twice") }
            first.end()
        }
        let end = try await onThread { try sabotaged.run() }
        #expect(end.classified == 4, "fine, twice, and on the second try expired and missing")
        #expect(end.failed == 3)
        #expect(Set(end.reasons.keys.map { String($0.prefix(8)) }) == ["max_toke", "canceled", "its resu"])
        #expect(first.held.reduce(0) { $0 + $1.entries.count } == 9, "only what may be retried is")
        #expect(end.cost == Money(picodollars: 16))
        #expect(try desk.store.spent() == Money(picodollars: 16))
        #expect(try desk.store.verify().findings == [])
    }

    @Test func whatNeverSucceedsIsNotSubmittedForEver() async throws {
        let first = ScriptedBatches { _ in .expired }
        let end = try await run(desk(["a"]), first)
        #expect(first.held.count == 3)
        #expect(end.failed == 1)
    }

    @Test func adetachedRunLeavesItsBatchesForALaterOne() async throws {
        let desk = try desk(["a", "b"])
        let first = ScriptedBatches { Self.answer($0) }
        let left = try await run(desk, first, nil, .init(detaches: true))
        #expect(left.requested == 2)
        #expect(left.classified == 0)
        #expect(try desk.store.awaiting(model: haiku, limit: 9).isEmpty, "what is with the provider does not wait here")
        let collector = makeRun(desk, first)
        #expect(try await onThread { try collector.collectWhatHasEnded() }.openRequests == 2)
        first.end()
        #expect(try await onThread { try collector.collectWhatHasEnded() }.classified == 2)
        #expect(try desk.store.openBatches().isEmpty)
    }

    @Test func stoppingLeavesTheBatchesWithTheProvider() async throws {
        let desk = try desk(["a"])
        let first = ScriptedBatches { Self.answer($0) }
        let stopper = Mutex<BatchRun?>(nil)
        let stopped = makeRun(desk, first) { _ in stopper.withLock { $0 }?.stop() }
        stopper.withLock { $0 = stopped }
        let end = try await onThread { try stopped.run() }
        #expect(end.stopped == .signal)
        #expect(end.openRequests == 1)
        stopper.withLock { $0 = nil }
        #expect(try await run(desk, first).classified == 1)
        #expect(first.held.count == 1)
    }

    @Test func aCanceledBatchGivesItsItemsBack() async throws {
        let desk = try desk(["a", "b"])
        let first = ScriptedBatches { Self.answer($0) }
        _ = try await run(desk, first, nil, .init(detaches: true))
        let collector = makeRun(desk, first)
        _ = try await onThread { try collector.cancelAll() }
        #expect(try await onThread { try collector.collectWhatHasEnded() }.failed == 2)
        #expect(try desk.store.countAwaiting(model: haiku) == 2)
    }

    @Test func aRefusedSubmissionIsToldAndItsItemsWaitAgain() async throws {
        let desk = try desk(["a", "b"])
        let end = try await run(desk, ScriptedBatches(creations: [.refused]) { Self.answer($0) })
        #expect(end.failure?.status == .noPermission)
        #expect(try desk.store.openBatches().isEmpty)
        #expect(try desk.store.countAwaiting(model: haiku) == 2)
    }

    @Test func theBudgetHoldsForWhatIsWithTheProvider() async throws {
        // Ten at worst for each: two fit, and still do when a later run knows of the first ones.
        let desk = try desk(["a", "b", "c", "d"], budget: Budget(total: Money(picodollars: 25)))
        let first = ScriptedBatches { Self.answer($0) }
        let left = try await run(desk, first, nil, .init(detaches: true))
        #expect(left.requested == 2)
        #expect(left.stopped == .budget)
        #expect(try await run(desk, first, nil, .init(detaches: true)).requested == 0)
        let end = try await run(desk, first)
        #expect(end.classified >= 2)
        #expect(try desk.store.spent() <= Money(picodollars: 25))
    }

    @Test func theLimitIsOneOfItems() async throws {
        let first = ScriptedBatches { Self.answer($0) }
        let end = try await run(desk(["a", "b", "c"]), first, nil, .init(limit: 2))
        #expect(end.classified == 2)
    }
}

extension ScriptedBatches {
    /// From now on the last batch has no line for one item, and two for another.
    func sabotage(dropping: String, doubling: String) {
        replaceResults { entries in
            entries.flatMap { entry -> [BatchEntry] in
                let text = entry.question.item.text
                return text == dropping ? [] : text == doubling ? [entry, entry] : [entry]
            }
        }
    }
}
