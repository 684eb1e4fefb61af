import Labeling
import Storage
import Testing

/// What the store tells a review of its models, of one item's past, and of who decided.
struct MeasureTests {
    private func answered(_ count: Int, gold: String? = nil) throws -> Scratch {
        try Scratch(
            (1...count).map { index in
                var annotated = item("t-\(index)", gold: gold)
                annotated.predictions = [labeled("small", "a", 0.9), labeled("large", "b", 0.8)]
                return annotated
            })
    }

    private func number(_ index: Int64) -> ItemNumber { ItemNumber(index) }

    @Test func everyTruthCountsOnceAndPolicyActsAreNone() throws {
        let scratch = try answered(6)
        let store = scratch.store
        var right = decision("ana", .accept(Label("a")))
        right.shown = ["small"]
        _ = try store.record(right, on: number(1))
        _ = try store.record(decision("ana", .override(Label("b"))), on: number(2))
        _ = try store.record(decision("ana", .reject), on: number(3))
        var policy = decision("ana", .accept(Label("a")))
        policy.act = Act(key: "k", kind: .policy)
        _ = try store.record(policy, on: number(4))
        _ = try store.record(decision("ana", .flag), on: number(5))
        _ = try store.record(decision("ana", .accept(Label("a"))), on: number(6))
        _ = try store.undoLast(by: "ana")
        let counts = try store.confidenceCounts()
        #expect(
            counts["small"] == [ConfidenceCount(thousandths: 900, n: 3, right: 1, blind: 2, blindRight: 0)])
        #expect(
            counts["large"] == [ConfidenceCount(thousandths: 800, n: 3, right: 1, blind: 3, blindRight: 1)])
    }

    @Test func theLastWordIsTheTruthAndGoldOnlyUntilThen() throws {
        let scratch = try answered(3, gold: "b")
        #expect(try scratch.store.confidenceCounts()["small"]?.first?.right == 0)
        _ = try scratch.store.record(decision("ana", .override(Label("b")), 1), on: number(1))
        _ = try scratch.store.record(decision("bo", .override(Label("a")), 2), on: number(1))
        let small = try scratch.store.confidenceCounts()["small"]
        #expect(small == [ConfidenceCount(thousandths: 900, n: 3, right: 1, blind: 3, blindRight: 1)])
        #expect(try scratch.store.confidenceCounts(newest: 1)["small"]?.first?.n == 2, "one decision, one gold")
    }

    @Test func theMeanCostIsThatOfAnswersAskedOneByOne() throws {
        let scratch = try Scratch(items(3))
        for (index, cents) in [1, 2, 6].enumerated() {
            let request = try scratch.store.recordIntent(
                RequestIntent(
                    item: number(Int64(index + 1)), model: "large", escalation: .reviewer, promptVersion: "p",
                    at: time(0)))
            var answer = labeled("large", "a", cost: .charged(Money(picodollars: Int64(cents) * 10_000_000_000)))
            answer.at = time(1)
            try scratch.store.record(answer, for: request)
        }
        let expected = ExpectedCost(cost: .charged(Money(picodollars: 30_000_000_000)), answers: 3)
        #expect(try scratch.store.meanCosts() == ["large": expected])
        #expect(
            try scratch.store.detail(number(1), reviewer: "ana")?.spent?.charged == Money(picodollars: 10_000_000_000))
    }

    @Test func aLineSaysWhoDecidedByDecisionsThatHold() throws {
        let scratch = try answered(2)
        let store = scratch.store
        _ = try store.record(decision("bo", .override(Label("b")), 1), on: number(1))
        _ = try store.record(decision("ana", .skip, 2), on: number(1))
        #expect(try store.rows([number(1), number(2)]).map(\.reviewers) == [["bo"], []])
        _ = try store.record(decision("ana", .flag, 3), on: number(1))
        #expect(try Set(store.rows([number(1)])[0].reviewers) == ["ana", "bo"])
        _ = try store.undoLast(by: "ana")
        #expect(try store.detail(number(1), reviewer: "ana")?.row.reviewers == ["bo"])
    }

    @Test func theHistoryOfAnItemIsWhatTheLogSaysOfIt() throws {
        let scratch = try answered(3, gold: "b")
        let store = scratch.store
        _ = try store.record(decision("ana", .override(Label("b")), 1), on: number(2))
        try store.addNote("hm", on: number(2), by: "bo", at: time(2))
        _ = try store.undoLast(by: "ana", at: time(3))
        _ = try store.record(decision("bo", .reject, 4), on: number(2))
        _ = try store.record(decision("bo", .reject, 4), on: number(1))
        var log: [StoreEvent] = []
        try store.forEachEvent(item: Item.ID("t-2")) { log.append($0) }
        let history = try store.history(of: number(2))
        #expect(history == log)
        #expect(history.count == 8, "import, gold, two answers, two decisions, a note, an undoing")
        #expect(try store.history(of: number(2), limit: 2) == Array(log.suffix(2)))
        #expect(try store.history(of: number(99)).isEmpty)
    }

    @Test func whatWasOnScreenIsStoredAndReadBack() throws {
        let scratch = try answered(1)
        var made = decision("ana", .reject)
        made.exposure = Exposure(
            peers: ["bo"], calibrated: true, masked: false, order: "oldest", filter: "to do \"x\"", concealed: true,
            rationales: ["small"], gold: false, firstReject: true, typedAhead: true, columns: 80, rows: 24)
        _ = try scratch.store.record(made, on: number(1))
        #expect(try scratch.store.detail(number(1), reviewer: "ana")?.decisions.first?.exposure == made.exposure)
    }
}
