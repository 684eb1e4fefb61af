import Cells
import Labeling
import TestSupport
import Testing

@testable import ReviewUI

/// Reviews in which an item can have several labels: keys toggle, Enter saves.
struct SeveralTests {
    // MARK: Choosing and saving

    @Test func labelKeysAddToTheFirstOpinionsLabelsAndEnterSavesTheSet() {
        var bench = Bench.several()
        #expect(bench.footer.contains("enter accept Billing + Account"))
        bench.press("6")
        #expect(bench.recorded.isEmpty)
        #expect(bench.footer.contains("enter save Billing + Account + Legal"))
        #expect(bench.model.notice?.text.contains("1st opinion") == true)
        bench.press("c")
        #expect(bench.footer.contains("enter save Billing + Legal"))
        bench.press("enter")
        #expect(bench.recorded == ["1 override billing|legal"])
        #expect(bench.model.current == ItemNumber(2))
        #expect(bench.model.several.chosen.isEmpty)
    }

    @Test func withNothingChosenEnterAndAAcceptTheFirstOpinion() {
        for key in ["enter", "a"] {
            var bench = Bench.several()
            bench.press(key)
            #expect(bench.recorded == ["1 accept account|billing"], "\(key)")
        }
    }

    @Test func aAcceptsTheFirstOpinionWhateverIsChosen() {
        var bench = Bench.several()
        bench.press("6 a")
        #expect(bench.recorded == ["1 accept account|billing"])
        #expect(bench.model.several.chosen.isEmpty)
    }

    @Test func choosingTheFirstOpinionsLabelsAgainIsToAcceptThem() {
        var bench = Bench.several()
        bench.press("6 6")
        #expect(bench.footer.contains("enter accept Billing + Account"))
        bench.press("enter")
        #expect(bench.recorded == ["1 accept account|billing"])
    }

    @Test func zeroAndEnterSaveTheEmptySet() {
        var bench = Bench.several()
        bench.press("0")
        #expect(bench.footer.contains("enter save (none)"))
        bench.press("enter")
        #expect(bench.recorded == ["1 override (none)"])
        bench.press("j 0 enter")
        bench.answerReads()
        #expect(bench.recorded.last == "3 accept (none)")
    }

    @Test func onABlindItemChoosingBeginsFromNothing() {
        var bench = Bench.several(blind: true)
        #expect(bench.footer.contains("enter (choose labels)"))
        bench.press("enter")
        #expect(bench.recorded.isEmpty)
        #expect(bench.model.notice?.text.hasPrefix("Choose labels by their keys") == true)
        bench.press("2")
        #expect(bench.footer.contains("enter save Account"))
        bench.press("enter")
        #expect(bench.recorded == ["1 override account"])
        let decision = bench.effects.compactMap(\.recorded).first?.decision
        #expect(decision?.shown.isEmpty == true)
    }

    @Test func aBlindItemSignsNoLabelAndNoDifference() {
        let bench = Bench.several(blind: true)
        #expect(!bench.text.contains("☑") && !bench.text.contains("≠"))
        #expect(!bench.text.contains("Begun"))
    }

    @Test func anItemWithoutAnOpinionNeedsAChoice() {
        var bench = Bench.several()
        for _ in 0..<4 { bench.press("j") }
        bench.answerReads()
        bench.press("enter")
        #expect(bench.recorded.isEmpty)
        bench.press("1 2 enter")
        #expect(bench.recorded == ["5 override account|billing"])
    }

    @Test func aDecidedItemBeginsFromWhatIsSaved() {
        var bench = Bench.several()
        bench.press("G")
        bench.answerReads()
        #expect(bench.footer.contains("enter nothing to save"))
        bench.press("enter")
        #expect(bench.recorded.isEmpty)
        #expect(bench.model.notice?.text == "Legal is saved already: choose other labels to change it.")
        bench.press("3 enter")
        #expect(bench.recorded == ["6 override bug|legal"])
    }

    @Test func whatAColleagueSavedIsNotShownByTheSignsBeforeOneHasDecided() {
        var tickets = Fixture.severalTickets
        tickets[5].row.reviewers = ["bo"]
        var bench = Bench(tickets, task: Fixture.task(Fixture.severalLabels))
        bench.press("G")
        bench.answerReads()
        #expect(bench.text.contains("decided by bo"))
        #expect(bench.footer.contains("enter accept Billing + Legal"), "begun from the opinion: \(bench.footer)")
        bench.model.eyes.peersAsked.insert(ItemNumber(6))
        #expect(bench.footer.contains("enter nothing to save"), "it was asked for")
    }

    @Test func rejectFlagAndSkipWorkAsEver() {
        var bench = Bench.several()
        bench.press("6 x")
        bench.answerReads()
        bench.press("1 s")
        #expect(bench.recorded == ["1 reject ", "2 skip "])
        // What is put off keeps what was chosen for it.
        #expect(Array(bench.model.several.chosen.keys) == [ItemNumber(2)])
    }

    // MARK: Going away and coming back

    @Test func aChoiceIsKeptWhileTheReviewerLooksElsewhere() {
        var bench = Bench.several()
        bench.press("6 j")
        bench.answerReads()
        #expect(bench.screen[1].contains("☑"))
        #expect(bench.footer.contains("enter accept Feature request"))
        bench.press("k")
        #expect(bench.text.contains("unsaved choice"))
        bench.press("enter")
        #expect(bench.recorded == ["1 override account|billing|legal"])
        #expect(!bench.text.contains("unsaved choice"))
    }

    @Test func undoChoosesTheLabelsAgainSoThatOneCanBeChanged() {
        var bench = Bench.several()
        bench.press("6 enter")
        bench.answerAll()
        bench.press("u")
        bench.answerAll()
        #expect(bench.model.current == ItemNumber(1))
        #expect(bench.footer.contains("enter save Billing + Account + Legal"))
        bench.press("1 enter")
        #expect(bench.recorded.last == "1 override account|legal")
    }

    @Test func aSaveThatFailsBringsTheChoiceBack() throws {
        var bench = Bench.several()
        bench.press("6 enter")
        let effect = try #require(bench.takeOpen { $0.recorded != nil })
        guard case .record(let request, _, _, _) = effect else { return }
        bench.send(.recordFailed(request, reason: "disk full"))
        bench.answerReads()
        #expect(bench.model.current == ItemNumber(1))
        #expect(bench.footer.contains("enter save Billing +2") || bench.footer.contains("save Billing + Account"))
        #expect(bench.model.several.chosen[ItemNumber(1)]?.count == 3)
    }

    @Test func quittingWithAChoiceThatIsNotSavedIsAskedForTwice() {
        var bench = Bench.several()
        bench.press("6 q")
        #expect(!bench.model.isQuitting)
        #expect(bench.model.notice?.text == "Labels chosen on 1 item are not saved. q again quits all the same.")
        bench.press("q")
        #expect(bench.model.isQuitting)
        var ended = Bench.several()
        ended.press("6")
        ended.send(.ended)
        #expect(ended.model.isQuitting)
    }

    // MARK: Keys that come early

    @Test func whatIsTypedAheadWaitsForItsItem() {
        var bench = Bench.several(loaded: false)
        bench.press("6 c enter 3 enter")
        #expect(bench.recorded.isEmpty)
        bench.answerReads()
        #expect(bench.recorded == ["1 override billing|legal", "2 override bug|feature"])
    }

    @Test func aKeyMeantForAnotherItemChangesNoChoice() {
        var bench = Bench.several()
        bench.press("j")
        bench.answerReads()
        bench.model.heldUntil = Timestamp(milliseconds: bench.now.milliseconds + 400)
        bench.press("3")
        bench.press("enter")
        #expect(bench.model.several.chosen.isEmpty && bench.recorded.isEmpty)
        #expect(bench.model.notice?.text == "Another item came under the cursor: look again.")
    }
}
