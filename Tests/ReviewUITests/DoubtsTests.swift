import Cells
import Labeling
import Testing

@testable import ReviewUI

/// The list of decisions that are worth a second look.
struct DoubtsTests {
    static let found = [
        DoubtfulItem(
            number: ItemNumber(9),
            reasons: [
                DoubtReason(.models, "\(Fixture.haiku) and \(Fixture.opus) both say Shipping"),
                DoubtReason(.making, "decided in 0.4 s; ana usually takes 7.0 s"),
            ]),
        DoubtfulItem(number: ItemNumber(8), reasons: [DoubtReason(.peers, "all 2 other reviewers say billing")]),
        DoubtfulItem(number: ItemNumber(10), reasons: [DoubtReason(.models, "haiku says other with 0.97")]),
    ]

    private func bench(by reviewer: String = "ana", blind: Bool = false) -> Bench {
        var items = Fixture.tickets
        for index in items.indices where items[index].row.state != .undecided {
            items[index].row.reviewers = ["ana"]
        }
        var bench = Bench(items, query: QueueQuery(filter: .all, folding: Folding()), blind: blind, reviewer: reviewer)
        bench.doubts = Self.found
        return bench
    }

    @Test func oneKeyLooksForThemAndListsThemInTheirOrder() {
        var bench = bench()
        let asked = bench.press("L")
        #expect(asked.contains { if case .doubts(.find(_, _, let models)) = $0 { models.count == 2 } else { false } })
        #expect(bench.text.contains("looking for likely mistakes"))
        bench.press("j")
        #expect(bench.model.current == ItemNumber(2), "no key waits for it")
        bench.answerReads()
        #expect(bench.model.queue == [9, 8, 10].map { ItemNumber($0) })
        #expect(bench.model.current == ItemNumber(9) && bench.model.query.only == bench.model.queue)
        #expect(bench.screen.first?.contains("list: likely mistakes") == true)
        #expect(bench.text.contains("Second look: \(Fixture.haiku)"))
        #expect(bench.model.query.folding == nil, "each has reasons of its own")
    }

    @Test func aKeyThatCameBeforeTheListWasSeenIsAnswered() {
        var bench = bench()
        bench.press("L")
        bench.answerReads()
        #expect(bench.model.notice?.text.contains("worth a second look") == true)
        #expect(bench.press("1", after: 100).compactMap(\.recorded).isEmpty)
        #expect(bench.model.notice?.text == "Another item came under the cursor: look again.")
    }

    @Test func aDecisionThereIsRecordedWithTheListsNameAndLeavesTheList() throws {
        var bench = bench()
        bench.press("L")
        bench.answerReads()
        let recorded = try #require(bench.press("1", after: 1_000).compactMap(\.recorded).first)
        #expect(recorded.number == ItemNumber(9) && recorded.decision.verdict == .override(Label("billing")))
        #expect(
            recorded.decision.exposure?.filter == "likely mistakes" && recorded.decision.exposure?.order == "doubts")
        #expect(recorded.decision.shown.contains(Fixture.haiku))
        #expect(bench.model.queue == [ItemNumber(8), ItemNumber(10)] && bench.model.current == ItemNumber(8))
        bench.answerAll()
        bench.press("s", after: 1_000)
        #expect(
            bench.model.queue == [ItemNumber(8), ItemNumber(10)] && bench.model.current == ItemNumber(10),
            "skipped stays")
        bench.answerAll()
        bench.press("x", after: 1_000)
        bench.answerAll()
        #expect(bench.model.queue == [ItemNumber(8)])
        bench.press("x", after: 1_000)
        bench.answerAll()
        #expect(bench.model.queue?.isEmpty == true)
        #expect(bench.text.contains("You have had a look at all of them."))
    }

    @Test func undoBringsAnItemBackToTheList() {
        var bench = bench()
        bench.press("L")
        bench.answerReads()
        bench.press("1", after: 1_000)
        bench.answerAll()
        bench.press("u", after: 1_000)
        bench.answerAll()
        #expect(bench.model.queue == [9, 8, 10].map { ItemNumber($0) } && bench.model.current == ItemNumber(9))
    }

    @Test func aDecisionThatCannotBeSavedComesBackToTheList() throws {
        var bench = bench()
        bench.press("L")
        bench.answerReads()
        bench.press("1", after: 1_000)
        guard case .record(let request, _, _, _)? = bench.takeOpen(where: { $0.recorded != nil }) else {
            Issue.record("nothing is recorded")
            return
        }
        bench.send(.recordFailed(request, reason: "disk full"))
        bench.answerAll()
        #expect(bench.model.queue == [9, 8, 10].map { ItemNumber($0) } && bench.model.current == ItemNumber(9))
        #expect(bench.text.contains("NOT saved"))
    }

    @Test func anotherListIsWhatItWasBefore() {
        for keys in ["tab", "shift-tab"] {
            var bench = bench()
            bench.press("L")
            bench.answerReads()
            bench.press(keys)
            bench.answerReads()
            #expect(bench.model.query.only == nil && bench.model.query.folding != nil && !bench.model.doubts.isShown)
            #expect(!bench.text.contains("Second look"))
            // What was found is shown again without another look.
            let asked = bench.press("L")
            #expect(asked.contains { if case .loadQueue(_, let query) = $0 { query.only?.count == 3 } else { false } })
        }
        var bench = bench()
        bench.press("L")
        bench.answerReads()
        bench.enter("list decided")
        bench.answerReads()
        #expect(bench.model.query.only == nil && bench.model.query.filter == .decided)
    }

    @Test func onTheListTheKeyLooksAnew() {
        var bench = bench()
        bench.press("L")
        bench.answerReads()
        let asked = bench.press("L")
        #expect(asked.contains { if case .doubts(.find) = $0 { true } else { false } })
        bench.doubts = []
        bench.answerReads()
        #expect(bench.text.contains("Nothing speaks against any decision so far.") && bench.model.query.only == nil)
    }

    @Test func whoIsTypingIsNotTakenAway() {
        var bench = bench()
        bench.press("L C")
        bench.type("refund")
        bench.answerReads()
        #expect(bench.model.current == ItemNumber(1) && bench.model.query.only == nil)
        if case .prompt(let prompt) = bench.model.mode {
            #expect(prompt.text == "refund")
        } else {
            Issue.record("no prompt")
        }
        bench.press("escape L")
        bench.answerReads()
        #expect(bench.model.current == ItemNumber(9))
    }

    @Test func keysMeantForAnotherItemAreRefusedWhenTheListArrives() {
        var bench = bench()
        bench.press("L")
        bench.answerReads()
        #expect(bench.press("1", after: 100).compactMap(\.recorded).isEmpty)
        #expect(bench.press("1", after: 500).compactMap(\.recorded).count == 1)
    }

    @Test func whatMayNotBeSeenIsNotSaid() {
        var bench = bench(by: "bo", blind: true)
        bench.press("L")
        bench.answerReads()
        #expect(bench.text.contains("decided in 0.4 s") && !bench.text.contains("both say"))
        #expect(bench.model.currentDoubt?.hasSuffix("more is hidden until you have decided") == true)
    }

    @Test func aLateOrRepeatedAnswerIsDropped() {
        var bench = bench()
        bench.press("L")
        bench.answerReads()
        let before = bench.model
        bench.send(.doubts(.found(RequestID(9_999), [], candidates: 0)))
        bench.send(.doubts(.failed(RequestID(9_999), reason: "late")))
        bench.send(.doubts(.progressed(RequestID(9_999), read: 1, of: 2)))
        #expect(bench.model.doubts == before.doubts && bench.model.queue == before.queue)
    }

    @Test func progressIsToldWhileTheyAreLookedForAndAFailureAfter() throws {
        var bench = bench()
        bench.press("L")
        guard
            case .doubts(.find(let request, _, _))? = bench.takeOpen(where: {
                if case .doubts = $0 { true } else { false }
            })
        else {
            Issue.record("nothing is asked")
            return
        }
        bench.send(.doubts(.progressed(request, read: 40_000, of: 100_000)))
        #expect(bench.text.contains("likely mistakes: 40%"))
        bench.press("L")
        #expect(bench.text.contains("Likely mistakes are being looked for."))
        bench.send(.doubts(.failed(request, reason: "locked")))
        #expect(bench.text.contains("could not be looked for: locked") && !bench.text.contains("40%"))
    }

    @Test func eachWantsALookOfItsOwn() {
        var bench = bench()
        bench.press("L")
        bench.answerReads()
        bench.press("S")
        #expect(bench.text.contains("Each of these wants a look of its own."))
    }

    @Test func theReviewCanOpenWithThem() {
        var model = bench().model
        model.openWithDoubts()
        #expect(model.start().contains { if case .doubts(.find) = $0 { true } else { false } })
    }
}
