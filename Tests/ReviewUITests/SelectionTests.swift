import Cells
import Labeling
import ReviewUI
import Testing

struct SelectionTests {
    private func preview(_ keys: String, _ bench: Bench = BulkScene.bench(grouped: false)) -> Bench {
        var bench = bench
        bench.press(keys)
        bench.answerReads()
        return bench
    }

    @Test func movesExtendTheSelectionAndEscapeDropsIt() {
        var bench = BulkScene.bench(grouped: false)
        bench.press("S j j")
        bench.answerReads()
        #expect(bench.text.contains("selected 3") && bench.text.contains("▌Parcel"))
        bench.press("S j j")
        #expect(bench.text.contains("selected 3"))
        bench.press("S")
        #expect(bench.text.contains("selected 4"))
        bench.press("escape")
        #expect(!bench.text.contains("selected 4") && bench.text.contains("The selection is dropped."))
    }

    @Test func aDecidingKeyShowsWhatItWouldDoAndEscapeLeaves() {
        var bench = preview("* a")
        for words in [
            "5 of 6 selected items would be decided", "Left out: 1 without an answer to take", "First opinions",
            "Shipping", "All of them", "accept each first opinion: 5 items?",
        ] { #expect(bench.text.contains(words), "\(words)") }
        bench.press("escape")
        #expect(bench.text.contains("Nothing was decided."))
        #expect(bench.text.contains("selected 6") && bench.open.isEmpty)
    }

    @Test func yDecidesAllAndUndoTakesAllBack() {
        var bench = preview("* x")
        let effects = bench.press("y")
        #expect(effects.count == 1)
        #expect(bench.text.contains("saving 6…"))
        #expect(!bench.model.isSettled)
        bench.answerAll()
        #expect(bench.text.contains("saved 6 items: reject"))
        #expect(bench.details.values.allSatisfy { $0.row.state == .rejected })
        bench.press("u")
        bench.answerAll()
        #expect(bench.text.contains("Undone: reject on 6 items."))
        #expect(bench.details.values.allSatisfy { $0.row.state == .undecided })
    }

    @Test func aLabelKeyGivesAllTheSameLabel() {
        var bench = preview("* 1")
        #expect(bench.text.contains("label Billing: 6 items?"))
        #expect(bench.text.contains("4 have another first opinion"))
        bench.press("y")
        bench.answerAll()
        #expect(bench.details[ItemNumber(1)]?.row.state == .accepted)
        #expect(bench.details[ItemNumber(4)]?.row.decidedLabel == Label("billing"))
        #expect(bench.text.contains("saved 6 items: label Billing"))
    }

    @Test func foldedItemsAreSelectedWithTheirLine() {
        let bench = preview("* x", BulkScene.bench())
        #expect(bench.text.contains("6 of 6 selected items"))
    }

    @Test func otherSamplesComeOnRequest() {
        var bench = preview("* x")
        let before = bench.text
        bench.press("r")
        bench.answerReads()
        #expect(bench.text != before && bench.text.contains("of them"))
    }

    @Test func whatIsNotCountedYetIsNotDone() {
        var bench = BulkScene.bench(grouped: false)
        bench.press("* x")
        #expect(bench.text.contains("Counting…"))
        #expect(bench.press("enter").isEmpty && bench.press("y").isEmpty)
        bench.press("escape")
        bench.answerAll()
        #expect(bench.model.mode == .review)
    }

    @Test func enterIsNoConsentAndSaysWhatIs() {
        var bench = preview("* x")
        #expect(bench.press("enter enter").isEmpty)
        #expect(bench.text.contains("Enter does nothing: y does it.") && bench.text.contains("reject: 6 items?"))
        bench.press("j")
        #expect(!bench.text.contains("Enter"))
        #expect(bench.press("y").count == 1)
    }

    @Test func aFailedSaveKeepsTheSelectionAndSaysWhy() {
        var bench = preview("* x")
        bench.press("y")
        guard case .bulk(let effect)? = bench.takeOpen(where: { if case .bulk(.record) = $0 { true } else { false } })
        else {
            Issue.record("nothing recorded")
            return
        }
        bench.send(.bulk(.failed(effect.request, reason: "disk full")))
        #expect(bench.text.contains("NOT saved, none of the 6 items: disk full"))
        #expect(bench.text.contains("selected 6") && bench.model.lastDecision == nil)
    }

    @Test func quittingWaitsAndUndoWaitsForWhatIsBeingSaved() {
        var bench = preview("* x")
        bench.press("y")
        bench.press("u")
        #expect(!bench.open.contains { if case .undoLast = $0 { true } else { false } })
        bench.press("escape")
        #expect(bench.press("q").isEmpty)
        #expect(bench.text.contains("Saving 6, then quitting…"))
        bench.answerAll()
        #expect(bench.effects.contains(.quit))
    }

    @Test func progressIsSaid() {
        var bench = preview("* x")
        bench.press("y")
        guard case .bulk(let effect)? = bench.open.first else {
            Issue.record("nothing recorded")
            return
        }
        bench.send(.bulk(.progressed(effect.request, 4)))
        #expect(bench.text.contains("saving 4 of 6…"))
    }

    @Test func aBlindSessionDecidesOneByOne() {
        let bench = preview("* x", BulkScene.bench(grouped: false, blind: true))
        #expect(bench.text.contains("In a blind session every item is decided by itself."))
    }

    @Test func tooManyAreRefused() {
        var bench = BulkScene.bench(grouped: false)
        bench.order = (1...60_000).map { ItemNumber($0) }
        bench.press("R")
        bench.answerReads()
        bench.press("* x")
        #expect(bench.text.contains("60,000 items are too many at once"))
    }
}

struct PolicyPageTests {
    @Test func theStatementComesBeforeAnythingIsAccepted() {
        var bench = BulkScene.bench(grouped: false)
        bench.send(.bulk(.propose("0.75")))
        bench.answerReads()
        for words in [
            "Accepts the first opinion of 3 items of 6 undecided (50 %)", "wrong in 2 of 80", "hardly above 7.7 %",
            "WARNING: most of these were decided", "WARNING: 80 decided items are few",
        ] { #expect(bench.text.contains(words), "\(words)") }
        bench.press("y")
        bench.answerAll()
        #expect(bench.text.contains("saved 3 items: auto-accept 0.75"))
        bench.send(.bulk(.revoke))
        bench.answerAll()
        #expect(bench.text.contains("Undone: auto-accept 0.75 on 3 items."))
        #expect(bench.details.values.allSatisfy { $0.row.state == .undecided })
    }

    @Test func whatIsTypedAheadAcceptsNothing() {
        var bench = BulkScene.bench(grouped: false)
        bench.press(":")
        bench.type("auto-accept 0.75")
        bench.press("enter enter y enter")
        bench.answerReads()
        #expect(bench.screen.last?.contains(" y: do it   Esc: leave") == true && bench.model.notice == nil)
        bench.press("enter")
        bench.answerAll()
        #expect(bench.details.values.allSatisfy { $0.row.state == .undecided })
        #expect(bench.text.contains("Accept first opinions from 0.75 on?"))
        #expect(bench.text.contains("Enter does nothing: y does it."))
        bench.press("y")
        bench.answerAll()
        #expect(bench.text.contains("saved 3 items: auto-accept 0.75"))
    }

    @Test(arguments: ["x", "0", "1.1", "-1", "nan"])
    func whatIsNoConfidenceIsRefused(words: String) {
        var bench = BulkScene.bench()
        #expect(bench.send(.bulk(.propose(words))).isEmpty)
        #expect(bench.text.contains("expected a confidence above 0"))
    }

    @Test func auditItemsAreShownBlindAndAContradictionIsSaidLoudly() {
        var bench = BulkScene.bench(grouped: false, policy: BulkScene.policy(errors: 6, low: 0.14))
        bench.press("j j j")
        bench.answerReads()
        #expect(bench.model.current == ItemNumber(4))
        #expect(bench.model.currentDetail.map { bench.model.visibleOpinions(of: $0) } == [])
        #expect(bench.text.contains("Blind: choose a label; the models' answers come after."))
        #expect(bench.model.currentDetail.map(bench.model.plainText)?.contains("\nblind: ") == true)
        bench.press("a")
        #expect(bench.model.notice?.text.hasPrefix("Blind item: choose the label yourself") == true)
        #expect(bench.text.contains("RULE REVOKED: 6 of 20 audited wrong, 3.1 % promised; :revoke takes 40 back"))
        let calm = BulkScene.bench(grouped: false, policy: BulkScene.policy(errors: 1, low: 0.01))
        #expect(!calm.text.contains("REVOKED"))
    }

    @Test func nothingToRevokeIsSaid() {
        var bench = BulkScene.bench()
        bench.send(.bulk(.revoke))
        bench.answerAll()
        #expect(bench.text.contains("No acceptance by rule stands"))
    }

    @Test func anUndoEndsTheSelectionThatItWouldStretch() {
        var bench = BulkScene.bench(grouped: false)
        bench.press("x", after: 10)
        bench.answerAll()
        bench.press("j j S j")
        #expect(bench.text.contains("selected 2"))
        bench.press("u", after: 10)
        bench.answerAll()
        #expect(bench.text.contains("Undone: reject") && !bench.text.contains("selected"))
    }

    @Test func whereNothingCanBeDecidedThePageAsksNothing() {
        var bench = BulkScene.bench(grouped: false)
        bench.press("* x")
        bench.answerReads()
        bench.press("y")
        bench.answerAll()
        bench.press("* x")
        bench.answerReads()
        #expect(bench.screen[0].contains("reject: nothing to decide"))
        #expect(bench.text.contains("Nothing to decide among 6 selected items.") && !bench.text.contains("taken back"))
    }
}
