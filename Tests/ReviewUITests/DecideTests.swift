import Cells
import Labeling
import ReviewUI
import TestSupport
import Testing

/// Before, keys, after: what a decision does at once, and what it does when the disk answers.
struct DecideTests {
    private func three(_ size: Size = Size(rows: 24, columns: 80)) -> Bench {
        Bench(
            [
                Fixture.detail(1, "one", first: Fixture.first("billing", 0.4), second: Fixture.second("legal", 0.9)),
                Fixture.detail(2, "two", first: Fixture.first("bug", 0.5)),
                Fixture.detail(3, "three"),
            ], size: size, query: QueueQuery())
    }

    private func record(
        _ request: Int, _ item: Int64, _ verdict: Verdict, _ bench: Bench, seconds: Double?, note: String = "",
        shown: [String]
    ) -> Effect {
        .record(
            RequestID(request),
            Decision(
                reviewer: "ana", verdict: verdict, at: bench.now, seconds: seconds, note: note, shown: shown,
                exposure: Exposure(
                    peers: [], calibrated: false, masked: false, order: "uncertain", filter: "to do", concealed: false,
                    rationales: [], gold: false, columns: 80, rows: 24)),
            on: ItemNumber(item))
    }

    private func next(_ bench: Bench) -> Int { (bench.effects.compactMap(\.request?.value).max() ?? 0) + 1 }

    @Test func oneKeySavesAndMovesOn() {
        for key in ["a", "enter"] {
            var bench = three()
            let request = next(bench)
            let effects = bench.press(key, after: 2_500)
            #expect(
                effects == [
                    record(
                        request, 1, .accept(Label("billing")), bench, seconds: 2.5,
                        shown: [Fixture.haiku, Fixture.opus])
                ])
            #expect(bench.model.current == ItemNumber(2))
            #expect(bench.model.unsaved.map(\.number) == [ItemNumber(1)])
            #expect(!bench.model.isSettled)
            #expect(bench.text.contains("saving… t-1: accept Billing  u undo"))
            bench.answerAll()
            #expect(bench.model.isIdle)
            #expect(bench.text.contains("saved t-1: accept Billing  u undo"))
            #expect(bench.model.counts.decided == Fixture.counts.decided + 1)
        }
    }

    @Test(arguments: [
        ("A", Verdict.override(Label("legal"))), ("1", .override(Label("billing"))), ("b", .override(Label("billing"))),
        ("7", .override(Label("other"))), ("z", .override(Label("other"))), ("x", .reject), ("f", .flag), ("s", .skip),
    ])
    func everyDecidingKeyRecordsItsVerdict(key: String, verdict: Verdict) {
        var bench = three()
        let request = next(bench)
        let effects = bench.press(key, after: 1_000)
        #expect(effects == [record(request, 1, verdict, bench, seconds: 1, shown: [Fixture.haiku, Fixture.opus])])
        #expect(bench.model.current == ItemNumber(2))
    }

    @Test func theClockOfAnItemStartsWhenItIsOnScreen() {
        var bench = three()
        bench.press("j", after: 5_000)
        let effects = bench.press("x", after: 1_250)
        #expect(effects.compactMap(\.recorded).map(\.decision.seconds) == [1.25])
    }

    @Test func aNoteOrASecondOpinionDoesNotStopTheClock() {
        var bench = three()
        bench.press("C", after: 1_000)
        bench.type("why")
        bench.press("enter", after: 1_000)
        bench.answerAll()
        bench.press("j k", after: 0)
        let again = bench.press("x", after: 3_000)
        // Two seconds before the reviewer looked at the next item, three after they came back.
        #expect(again.compactMap(\.recorded).map(\.decision.seconds) == [5])
        #expect(again.compactMap(\.recorded).map(\.decision.note) == ["why"])

        var other = three()
        other.press("j")
        other.press("o", after: 1_000)
        other.answerAll()
        let effects = other.press("A", after: 1_000)
        #expect(effects.compactMap(\.recorded).map(\.decision.seconds) == [2])
        #expect(effects.compactMap(\.recorded).map(\.decision.verdict) == [.override(Label("bug"))])
    }

    @Test func aFailedSaveBringsTheItemBack() {
        var bench = three()
        bench.press("a")
        bench.press("a", after: 10)
        guard case .record(let request, _, _, _)? = bench.takeOpen(where: { $0.recorded?.number == ItemNumber(1) })
        else {
            Issue.record("nothing was recorded")
            return
        }
        bench.send(.recordFailed(request, reason: "disk full"))
        bench.answerAll()
        #expect(bench.model.current == ItemNumber(1))
        #expect(bench.model.currentRow?.state == .undecided)
        #expect(bench.model.notice?.text == "NOT saved: disk full")
        #expect(bench.text.contains("NOT saved: disk full"))
        #expect(bench.model.lastDecision?.id == Item.ID("t-2"), "the other decision is still the last")
        #expect(bench.model.isIdle)
        // A key that was on its way when the item came back was meant for another one.
        #expect(bench.press("x", after: 100) == [])
        #expect(bench.model.notice?.text == "NOT saved: disk full")
        #expect(bench.press("x", after: 1_000).compactMap(\.recorded).map(\.number) == [ItemNumber(1)])
    }

    @Test func aFailedSaveBringsAnItemBackThatTheListNoLongerHas() {
        var bench = three()
        bench.press("a")
        let record = bench.takeOpen(where: { $0.recorded != nil })
        bench.order.removeFirst()
        bench.press("tab")
        bench.answerReads()
        guard case .record(let request, _, _, _)? = record else {
            Issue.record("nothing was recorded")
            return
        }
        bench.order = [1, 2, 3].map { ItemNumber($0) }
        bench.send(.recordFailed(request, reason: "disk full"))
        bench.answerReads()
        #expect(bench.model.current == ItemNumber(1))
    }

    @Test func whereSeveralSavesFailTheReviewerGoesOnFromTheFirst() {
        var bench = three()
        bench.press("x x x")
        for effect in bench.open where effect.recorded != nil {
            guard let request = effect.request else { continue }
            bench.send(.recordFailed(request, reason: "disk full"))
        }
        bench.answerReads()
        #expect(bench.model.current == ItemNumber(1))
        #expect(bench.model.unsaved.isEmpty)
        #expect(bench.model.lastDecision == nil)
    }

    @Test func acceptIsRefusedWithTheReason() {
        var bench = three()
        bench.press("j j")
        bench.answerReads()
        #expect(bench.press("a") == [])
        #expect(bench.model.notice?.text == "No first opinion yet: choose a label, or wait for the model.")
        #expect(bench.press("A") == [])
        #expect(bench.model.notice?.text == "No second opinion yet: ask for it with o.")

        var refused = Bench([Fixture.tickets[4]])
        #expect(refused.press("a") == [])
        #expect(refused.model.notice?.text == "\(Fixture.haiku) gave no valid label: choose one.")
    }

    @Test func aLabelThatLeftTheTaskCannotBeAccepted() {
        var bench = Bench([Fixture.detail(1, "old", first: Fixture.first("retired", 0.99))])
        #expect(bench.press("a") == [])
        #expect(bench.model.notice?.text == "retired is no label of this task: choose one.")
    }

    @Test func aBlindItemIsDecidedWithoutTheModels() {
        var bench = Bench(Array(Fixture.tickets.prefix(2)), blind: true)
        #expect(!bench.text.contains("0.93") && !bench.text.contains("0.71"))
        #expect(bench.press("a") == [])
        #expect(bench.model.notice?.text.hasPrefix("Blind item") == true)
        #expect(bench.press("A") == [])
        bench.press("l")
        #expect(bench.picked == Fixture.supportLabels.labels, "the picker does not give the models away")
        #expect(!bench.text.contains("1st") && !bench.text.contains("2nd"))
        bench.press("escape")
        let effects = bench.press("1")
        #expect(effects.compactMap(\.recorded).map(\.decision.shown) == [[]])
        bench.answerAll()
        bench.press("k")
        bench.answerAll()
        #expect(bench.model.current == ItemNumber(1))
        #expect(bench.text.contains("0.93") && bench.text.contains("0.71"))
        #expect(bench.press("2").compactMap(\.recorded).map(\.decision.shown) == [[Fixture.haiku, Fixture.opus]])
    }

    @Test func onlyItemsOfTheBlindSampleAreBlind() throws {
        let task = Fixture.task(blindSample: 0.5)
        let details = (1...40).map { Fixture.detail($0, "text \($0)", first: Fixture.first("billing", 0.5)) }
        let blind = try #require(details.first { task.review.isBlind($0.row.id) })
        let seen = try #require(details.first { !task.review.isBlind($0.row.id) })
        var bench = Bench([blind, seen], task: task)
        let shown = bench.press("1 1").compactMap(\.recorded).map(\.decision.shown)
        #expect(shown == [[], [Fixture.haiku]])
    }

    @Test func skippedItemsComeLastAndNothingLeftIsSaid() {
        var bench = three()
        bench.press("s x x")
        #expect(bench.model.current == ItemNumber(1))
        bench.answerAll()
        bench.press("x")
        #expect(bench.model.notice?.text == "Nothing left to do in this list.")
        bench.answerAll()
        #expect(bench.effects.compactMap(\.recorded).map(\.number.value) == [1, 2, 3, 1])
    }

    @Test func aDecisionOnADecidedItemReplacesIt() {
        var bench = three()
        bench.press("x")
        bench.answerAll()
        bench.press("k 2")
        #expect(bench.effects.compactMap(\.recorded).map(\.decision.verdict) == [.reject, .override(Label("account"))])
    }

    @Test func withoutAnItemEveryKeySaysSo() {
        var bench = Bench([], query: QueueQuery(), counts: TaskCounts())
        for key in ["a", "A", "x", "f", "s", "1", "C", "l", "o"] {
            bench.model.notice = nil
            #expect(bench.press(key) == [], "\(key)")
            #expect(bench.model.notice?.text == "There is no item here.", "\(key)")
            #expect(bench.model.mode == .review)
        }
    }

    @Test func anItemThatCannotBeReadIsSaidAndTriedAgain() {
        var bench = Bench([Fixture.detail(1, "one")], loaded: false)
        bench.details = [:]
        bench.answerReads()
        #expect(bench.text.contains("This item could not be read. R tries again."))
        #expect(bench.press("x") == [])
        #expect(bench.model.notice?.text == "This item could not be read.")
        #expect(bench.model.isIdle)
        bench.details = [ItemNumber(1): Fixture.detail(1, "one")]
        bench.press("R")
        bench.answerReads()
        #expect(bench.press("x").compactMap(\.recorded).count == 1)
    }
}
