import Cells
import Labeling
import ReviewUI
import Testing

struct UndoTests {
    private func bench(_ count: Int64 = 5) -> Bench {
        Bench(
            (1...count).map { Fixture.detail($0, "text \($0)", first: Fixture.first("billing", 0.5)) },
            query: QueueQuery())
    }

    @Test func undoJumpsToTheItem() {
        var bench = bench()
        bench.press("a", after: 10)
        bench.answerAll()
        bench.press("j j")
        let effects = bench.press("u")
        #expect(effects.count == 1)
        guard case .undoLast? = effects.first else {
            Issue.record("\(effects)")
            return
        }
        bench.answerAll()
        #expect(bench.model.current == ItemNumber(1))
        #expect(bench.model.currentRow?.state == .undecided)
        #expect(bench.model.notice?.text == "Undone: accept Billing on t-1.")
        #expect(bench.model.lastDecision == nil)
        #expect(bench.model.isIdle)
    }

    @Test func undoIsUnlimitedAndGoesBackInOrder() {
        var bench = bench()
        for key in ["a", "x", "3"] {
            bench.press(key, after: 10)
            bench.answerAll()
        }
        var visited: [Int64] = []
        for last in ["t-2", "t-1", nil] {
            bench.press("u", after: 10)
            bench.answerAll()
            visited.append(bench.model.current?.value ?? 0)
            #expect(bench.model.lastDecision?.id.value == last)
        }
        #expect(visited == [3, 2, 1])
        bench.press("u")
        bench.answerAll()
        #expect(bench.model.notice?.text == "Nothing to undo: you have no decision left in this task.")
    }

    @Test func undoGoesToAnItemThatTheListDoesNotHave() {
        var bench = bench()
        bench.press("a", after: 10)
        bench.answerAll()
        bench.order = [2, 3].map { ItemNumber($0) }
        bench.press("tab")
        bench.answerAll()
        #expect(bench.model.current == ItemNumber(2))
        bench.press("u", after: 10)
        guard case .undoLast(let request)? = bench.takeOpen(where: { !$0.isRead }) else {
            Issue.record("no undo")
            return
        }
        let undone = UndoneDecision(number: ItemNumber(1), id: Item.ID("t-1"), verdict: .accept(Label("billing")))
        bench.send(.undone(request, undone, bench.counts))
        #expect(!bench.model.isIdle)
        bench.order = [1, 2, 3].map { ItemNumber($0) }
        bench.answerAll()
        #expect(bench.model.current == ItemNumber(1))
        #expect(bench.model.isIdle)
    }

    @Test func undoLeavesAListThatCannotHaveTheItem() {
        var bench = bench()
        bench.press("f", after: 10)
        bench.answerAll()
        // "to do" to "flagged".
        bench.order = [ItemNumber(3)]
        bench.press("tab tab tab tab")
        bench.answerAll()
        #expect(bench.model.query.filter == .flagged)
        bench.press("u", after: 10)
        // The flagged list has nothing; the list of all items does.
        while !bench.open.isEmpty {
            let effect = bench.open.removeFirst()
            if case .loadQueue(let request, let query) = effect {
                let numbers = query.filter == .flagged ? [] : [1, 2, 3].map { ItemNumber($0) }
                bench.send(.queueLoaded(request, numbers, bench.counts, latest: nil))
            } else if let answer = bench.answer(to: effect) {
                bench.send(answer)
            }
        }
        #expect(bench.model.query.filter == .all)
        #expect(bench.model.current == ItemNumber(1))
    }

    @Test func anItemThatIsNowhereEndsTheSearch() {
        var bench = bench()
        bench.press("u")
        guard case .undoLast(let request)? = bench.takeOpen(where: { !$0.isRead }) else {
            Issue.record("no undo")
            return
        }
        let undone = UndoneDecision(number: ItemNumber(99), id: Item.ID("t-99"), verdict: .reject)
        bench.send(.undone(request, undone, bench.counts))
        bench.answerAll()
        #expect(bench.model.isIdle)
        #expect(bench.model.notice?.text == "The item is no longer in this task.")
    }

    @Test func keysAfterUndoAreForTheItemItGoesTo() {
        var bench = bench()
        bench.press("a", after: 10)
        bench.answerAll()
        bench.press("u 4")
        #expect(bench.model.unsaved.isEmpty, "nothing is decided before the item is back")
        bench.answerAll()
        let recorded = bench.effects.compactMap(\.recorded)
        #expect(recorded.map(\.number.value) == [1, 1])
        #expect(recorded.last?.decision.verdict == .override(Label("feature")))
    }

    @Test func undoAfterASaveThatFailsTakesNothingElseBack() {
        var bench = bench()
        bench.press("a", after: 10)
        bench.answerAll()
        bench.press("a u", after: 10)
        guard case .record(let request, _, _, _)? = bench.takeOpen(where: { $0.recorded != nil }) else {
            Issue.record("nothing was recorded")
            return
        }
        bench.send(.recordFailed(request, reason: "disk full"))
        bench.answerAll()
        #expect(!bench.effects.contains { if case .undoLast = $0 { true } else { false } })
        #expect(bench.model.current == ItemNumber(2))
        #expect(bench.model.lastDecision?.id == Item.ID("t-1"))
    }

    @Test func aFailedUndoChangesNothing() {
        var bench = bench()
        bench.press("a", after: 10)
        bench.answerAll()
        bench.press("u")
        guard case .undoLast(let request)? = bench.takeOpen(where: { !$0.isRead }) else {
            Issue.record("no undo")
            return
        }
        bench.send(.undoFailed(request, reason: "locked"))
        #expect(bench.model.notice?.text == "Not undone: locked")
        #expect(bench.model.current == ItemNumber(2))
        #expect(bench.model.lastDecision?.id == Item.ID("t-1"))
        #expect(bench.model.isIdle)
    }

    @Test func theLastDecisionAndItsKeyStayVisibleBesideANotice() {
        for size in [Size(rows: 24, columns: 80), Size(rows: 15, columns: 60), Size(rows: 50, columns: 200)] {
            var bench = bench()
            bench.send(.resized(size))
            bench.press("a")
            bench.answerAll()
            bench.press("!")
            #expect(bench.screen.last?.contains("does nothing here; ? shows the keys.") == true, "\(size)")
            let bars = bench.screen.suffix(2).joined(separator: "\n")
            #expect(bars.contains("saved t-1: accept Billing  u undo"), "\(size): \(bars)")
        }
    }

    @Test func anUndoThatLeavesTheListSaysSo() {
        var bench = bench()
        bench.press("f", after: 10)
        bench.answerAll()
        bench.order = [ItemNumber(3)]
        bench.press("F")
        bench.answerReads()
        bench.type("conf>0.9")
        bench.press("enter")
        bench.answerAll()
        bench.press("u", after: 10)
        while !bench.open.isEmpty {
            let effect = bench.open.removeFirst()
            if case .loadQueue(let request, let query) = effect {
                let numbers = query.expression == .everything ? [1, 2, 3] : [3]
                bench.send(.queueLoaded(request, numbers.map { ItemNumber(Int64($0)) }, bench.counts, latest: nil))
            } else if let answer = bench.answer(to: effect) {
                bench.send(answer)
            }
        }
        #expect(bench.model.current == ItemNumber(1) && bench.model.query.expression == .everything)
        #expect(bench.text.contains("Undone: flag on t-1. Your list does not have it: all are listed."))
    }

    @Test func whatWasRevokedElsewhereIsNoLongerShownAsSaved() {
        var bench = bench()
        for key in ["a", "x"] {
            bench.press(key, after: 10)
            bench.answerAll()
        }
        // Another session of this reviewer takes the second decision back; the next undo finds the first one.
        _ = bench.undo()
        bench.press("u", after: 10)
        bench.answerAll()
        #expect(bench.model.notice?.text == "Undone: accept Billing on t-1.")
        #expect(bench.model.lastDecision == nil)
    }
}
