import Cells
import Labeling
import ReviewUI
import Testing

/// The keys of the label picker: which move, which decide, and that none is lost or misapplied when they come fast.
struct PickerKeysTests {
    private func bank(_ size: Size = Size(rows: 24, columns: 80)) -> Bench {
        Bench(Fixture.bankItems, task: Fixture.task(Fixture.manyLabels), size: size)
    }

    private func verdicts(_ effects: [Effect]) -> [Verdict] { effects.compactMap(\.recorded).map(\.decision.verdict) }

    @Test func enterDecidesAndGoesOn() {
        var bench = bank()
        bench.press("l")
        bench.type("link bus")
        #expect(verdicts(bench.press("enter")) == [.override(Label("card_linking_business"))])
        #expect(bench.model.mode == .review && bench.model.current == ItemNumber(2))
    }

    @Test func theSelectionMovesAndTurnsRound() {
        for (keys, index) in [
            ("down", 1), ("tab", 1), ("ctrl-n", 1), ("down down up", 1), ("tab shift-tab", 0), ("ctrl-n ctrl-p", 0),
            ("up", 76), ("end", 76), ("end down", 0), ("end home", 0), ("page-down", 9), ("page-down page-up", 0),
        ] {
            var bench = bank()
            bench.press("l")
            bench.press(keys)
            #expect(bench.model.picker?.selected == index, "\(keys)")
            #expect(bench.screen.contains { $0.hasPrefix(">") && $0.contains(bench.picked[index].name.prefix(20)) })
        }
    }

    @Test func aDigitChoosesTheLineOnScreen() {
        var bench = bank()
        bench.press("l")
        let third = bench.picked[2]
        #expect(verdicts(bench.press("3")) == [.override(third)])
        var scrolled = bank()
        scrolled.press("l page-down page-down")
        let line = scrolled.screen.first { $0.hasPrefix("  2 ") } ?? ""
        let effects = scrolled.press("2")
        guard case .override(let label)? = verdicts(effects).first else {
            Issue.record("\(effects)")
            return
        }
        #expect(line.contains(label.name.prefix(20)), "\(label) stood on \(line)")
    }

    @Test func aDigitWithoutALineDecidesNothingAndLosesNothing() {
        var bench = bank(Size(rows: 12, columns: 40))
        bench.press("l")
        #expect(bench.press("9") == [])
        #expect(bench.model.notice?.text == "There is no line 9 here.")
        bench.type("vmi")
        #expect(bench.model.picker?.text == "vmi")
    }

    @Test func withoutAMatchNothingIsDecidedAndTypingGoesOn() {
        var bench = bank()
        bench.press("l")
        bench.type("zzq")
        #expect(bench.press("enter") == [])
        #expect(bench.model.notice?.text == "No label matches \u{201C}zzq\u{201D}.")
        #expect(bench.text.contains("0 of 77"))
        bench.press("a")
        #expect(bench.model.unsaved.isEmpty && bench.model.picker?.text == "zzqa", "the next key is no command")
        bench.press("ctrl-u")
        #expect(bench.picked.count == 77)
        bench.press("backspace")
        #expect(bench.model.mode == .review)
    }

    @Test func pastedTextSearches() {
        var bench = bank()
        bench.press("l")
        bench.send(.paste("verify\nmy\nidentity"))
        #expect(bench.picked.first == Label("verify_my_identity"))
        bench.send(.paste(String(repeating: "z", count: 200_000)))
        #expect(view(bench.model).canvas.size == bench.model.size)
        #expect(bench.picked.isEmpty)
    }

    @Test func aLetterThatMeansNothingElseOpensThePickerWhereLabelsAreMany() {
        var bench = bank()
        bench.press("? space")
        #expect(bench.text.contains("begin to search a label"))
        bench.press("escape")
        bench.type("tt")
        #expect(bench.model.picker?.text == "tt")
        bench.press("escape")
        bench.press("!")
        #expect(bench.model.picker == nil, "no letter")
        var few = Bench()
        few.press("p")
        #expect(few.model.picker == nil)
        #expect(few.model.notice?.text.hasPrefix("p does nothing here") == true)
        var limit = Bench([Fixture.detail(1, "x")], task: Fixture.task(Fixture.numberedLabels(20)))
        limit.press("t")
        #expect(limit.model.picker == nil)
        var above = Bench([Fixture.detail(1, "x")], task: Fixture.task(Fixture.numberedLabels(21)))
        above.press("t")
        #expect(above.model.picker?.text == "t")
        var empty = Bench([], task: Fixture.task(Fixture.manyLabels), counts: TaskCounts())
        empty.press("p")
        #expect(empty.model.picker == nil && empty.model.notice?.text == "There is no item here.")
    }

    // MARK: Keys that come fast

    @Test func whatIsTypedBeforeTheItemIsReadIsDoneInOrder() {
        for opening in ["l", ""] {
            var bench = Bench(Fixture.bankItems, task: Fixture.task(Fixture.manyLabels), loaded: false)
            if !opening.isEmpty { bench.press(opening) }
            bench.type("eervmi")
            bench.press("ctrl-u v m i enter x")
            #expect(bench.model.unsaved.isEmpty)
            bench.answerAll()
            #expect(
                bench.effects.compactMap(\.recorded).map(\.decision.verdict) == [
                    .override(Label("verify_my_identity")), .reject,
                ])
        }
    }

    @Test func aRefusedChoiceDropsWhatWasTypedAfterIt() {
        var bench = Bench(Fixture.bankItems, task: Fixture.task(Fixture.manyLabels), loaded: false)
        bench.press("l z z q enter x x")
        bench.answerAll()
        #expect(bench.effects.compactMap(\.recorded).isEmpty)
        #expect(bench.model.picker?.text == "zzq", "what was searched is still there")
    }

    @Test func aPickedLabelIsForTheItemItWasPickedFor() {
        var bench = Bench()
        bench.press("x")
        bench.press("l")
        bench.type("bug")
        guard case .record(let request, _, _, _)? = bench.takeOpen(where: { $0.recorded != nil }) else {
            Issue.record("nothing was recorded")
            return
        }
        bench.send(.recordFailed(request, reason: "disk full"))
        bench.answerReads()
        #expect(bench.model.current == ItemNumber(1))
        #expect(bench.press("enter", after: 2_000) == [])
        #expect(bench.model.notice?.text == "Another item came under the cursor: nothing is decided.")
        #expect(bench.press("x", after: 100) == [], "what is typed on was meant for the picker")
    }

    @Test func aPickerOpenedAsTheItemChangedAsksToLookAgain() {
        var bench = Bench()
        bench.press("x")
        guard case .record(let request, _, _, _)? = bench.takeOpen(where: { $0.recorded != nil }) else {
            Issue.record("nothing was recorded")
            return
        }
        bench.send(.recordFailed(request, reason: "disk full"))
        bench.answerReads()
        bench.press("l", after: 100)
        bench.type("bug")
        #expect(bench.press("enter", after: 100) == [], "still the moment of the change")
        #expect(bench.press("enter", after: 1_000) == [])
        #expect(bench.model.notice?.text == "Another item came under the cursor: look again.")
        #expect(bench.model.picker?.text == "bug", "nothing typed is lost")
        #expect(verdicts(bench.press("enter", after: 500)) == [.override(Label("bug"))])
    }
}
