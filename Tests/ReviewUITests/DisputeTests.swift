import Cells
import Labeling
import Testing

@testable import ReviewUI

/// Deciding between reviewers who differ.
struct DisputeTests {
    private static let haiku = [Fixture.haiku, Fixture.opus]

    @Test(arguments: [
        ("[", Verdict.override(Label("account"))), ("]", .accept(Label("billing"))), ("3", .override(Label("bug"))),
        ("a", .accept(Label("billing"))), ("A", .override(Label("account"))), ("x", .reject), ("f", .flag),
    ])
    func oneKeyDecidesBetweenReviewers(key: String, verdict: Verdict) throws {
        var bench = DisputeScene.bench()
        let (number, decision) = try #require(bench.press(key).compactMap(\.recorded).first)
        #expect(number == ItemNumber(1) && decision.verdict == verdict && decision.isAdjudication)
        #expect(decision.exposure?.peers == ["bo", "cy"] && decision.shown == Self.haiku)
        #expect(decision.firstChoice == nil && !decision.isUnclear)
        #expect(bench.model.cursor == 1, "and goes on")
    }

    @Test func whatHasNoRoomAboveTheTextIsSeenToBeCut() {
        let long = Fixture.detail(
            1, String(repeating: "word ", count: 400), id: "an-id-that-is-rather-long",
            first: Fixture.first("billing", 0.9))
        let item = DisputeScene.item(
            long, [DisputeScene.vote("bo", .reject), DisputeScene.vote("ana", .override(Label("billing")))])
        let bench = Bench([item], size: Size(rows: 15, columns: 60), query: QueueQuery(filter: .all))
        let head = bench.screen.first { $0.contains("an-id") && $0.contains(": more") } ?? ""
        #expect(head.contains("… 1-"), "\(bench.text)")
    }

    @Test func aDecisionElsewhereIsNone() throws {
        for filter in [QueueFilter.all, .decided, .todo] {
            var bench = DisputeScene.bench(filter: filter)
            #expect(bench.press("[").isEmpty && bench.text.contains("nobody to side with"), "\(filter)")
            let decision = try #require(bench.press("3").compactMap(\.recorded).first?.decision)
            #expect(!decision.isAdjudication && decision.exposure?.peers == [], "\(filter)")
        }
    }

    @Test func theListThatIsAskedForDoesNotMakeTheOneOnScreenAnother() {
        var bench = DisputeScene.bench(filter: .todo)
        #expect(!bench.text.contains("cy: "))
        bench.send(.typing(.line("adjudicate")))
        #expect(!bench.text.contains("cy: "), "the list is not there yet")
        bench.press("[")
        #expect(bench.effects.compactMap(\.recorded).isEmpty, "the key waits for it")
        bench.answerReads()
        #expect(bench.effects.compactMap(\.recorded).map(\.decision.isAdjudication) == [true])
        #expect(bench.text.contains("bo: ") && bench.text.contains("list: to adjudicate"))
        bench.send(.typing(.line("list to do")))
        #expect(!bench.text.contains("bo: "), "what others said goes as soon as another list is asked for")
    }

    @Test func aSkipDecidesNothingAndComesBackLast() throws {
        var bench = DisputeScene.bench()
        let decision = try #require(bench.press("s").compactMap(\.recorded).first?.decision)
        #expect(decision.verdict == .skip && !decision.isAdjudication)
        bench.answerAll()
        #expect(bench.model.current == ItemNumber(2))
        bench.press("a")
        bench.answerAll()
        #expect(bench.model.current == ItemNumber(3))
        bench.press("[")
        bench.answerAll()
        #expect(bench.model.current == ItemNumber(1), "the fourth is adjudicated")
        bench.press("[")
        bench.answerAll()
        #expect(bench.text.contains("Nothing left to do in this list."))
    }

    @Test func undoOpensTheDisputeAgain() {
        var bench = DisputeScene.bench()
        bench.press("]")
        bench.answerAll()
        #expect(bench.screen[1].contains("◆") && bench.model.current == ItemNumber(2))
        bench.press("u")
        bench.answerAll()
        #expect(bench.model.current == ItemNumber(1) && bench.screen[1].contains("⇄"))
        #expect(bench.press("[").compactMap(\.recorded).first?.decision.isAdjudication == true)
    }

    @Test func aFailureBringsTheItemBack() throws {
        var bench = DisputeScene.bench()
        bench.press("[ ]")
        let failed = try #require(bench.effects.first { $0.recorded?.number == ItemNumber(1) }?.request)
        bench.send(.recordFailed(failed, reason: "disk full"))
        bench.answerReads()
        #expect(bench.model.current == ItemNumber(1) && bench.text.contains("NOT saved: disk full"))
        #expect(bench.text.contains("reviewers differ"))
    }

    @Test func keysTypedAheadWaitForTheItemTheyAreMeantFor() throws {
        var bench = Bench(
            DisputeScene.items, task: DisputeScene.task, query: QueueQuery(filter: .disputed),
            counts: DisputeScene.counts, loaded: false)
        bench.press("[ ] x")
        #expect(bench.effects.compactMap(\.recorded).isEmpty)
        bench.answerReads()
        let made = bench.effects.compactMap(\.recorded)
        #expect(made.map(\.number.value) == [1, 2, 3])
        #expect(made.map(\.decision.verdict) == [.override(Label("account")), .reject, .reject])
        #expect(made.map(\.decision.isAdjudication) == [true, true, true])
    }

    @Test func whoIsOneOfThemIsToldSoAndMay() throws {
        var bench = DisputeScene.bench()
        #expect(!bench.text.contains("your own label"))
        bench.press("j")
        #expect(bench.text.contains("You are one of them: you decide over your own label."))
        #expect(bench.text.contains("ana (you): Account"))
        let decision = try #require(bench.press("[").compactMap(\.recorded).first?.decision)
        #expect(decision.verdict == .accept(Label("account")) && decision.isAdjudication)
        #expect(decision.exposure?.peers == ["bo", "cy"])
    }

    @Test func onlyWhoStandsOnTheScreenCountsAsSeenAndCanBeSidedWith() throws {
        let five = ["a1", "b2", "c3", "d4", "e5"].enumerated().map { index, name in
            DisputeScene.vote(name, index == 0 ? .reject : .override(Label("bug")), minute: Int64(index))
        }
        let item = DisputeScene.item(Fixture.tickets[0], five, needed: 5)
        for size in Size.looks + [Size(rows: 8, columns: 40), Size(rows: 9, columns: 40)] {
            var bench = DisputeScene.bench([item], size: size)
            let text = bench.text
            let shown = five.map(\.reviewer).filter { text.contains("\($0): ") }
            let decision = try #require(bench.press("3").compactMap(\.recorded).first?.decision)
            #expect(decision.exposure?.peers == shown, "\(size)")
        }
        var small = DisputeScene.bench([item], size: Size(rows: 8, columns: 40))
        small.press("\\")
        #expect(small.effects.compactMap(\.recorded).isEmpty)
        #expect(small.model.notice?.text.contains("c3's answer has no room on this screen") == true)
    }

    @Test func blindItemsStayBlindAndAFirstChoiceIsNotAsked() throws {
        var blind = DisputeScene.bench(blind: true)
        #expect(blind.text.contains("Blind: choose a label") && blind.text.contains("cy: Billing"))
        let decided = try #require(blind.press("]").compactMap(\.recorded).first?.decision)
        #expect(decided.shown == [] && decided.verdict == .override(Label("billing")))
        var commits = DisputeScene.bench(commit: true)
        let decision = try #require(commits.press("3").compactMap(\.recorded).first?.decision)
        #expect(decision.shown == Self.haiku && decision.firstChoice == nil && decision.isAdjudication)
    }

    @Test func nothingIsDecidedThereInBulkOrInGroups() {
        var bench = DisputeScene.bench()
        bench.press("S")
        #expect(bench.text.contains("decided one by one") && !bench.model.isSelecting)
        bench.press("*")
        #expect(!bench.model.isSelecting)
        for filter in [QueueFilter.disputed, .todo] {
            let folding = Bench(
                DisputeScene.items, task: DisputeScene.task, query: QueueQuery(filter: filter, folding: Folding()))
            #expect(
                folding.effects.contains {
                    if case .loadQueue(_, let query) = $0 { query.folding == nil } else { false }
                })
        }
    }

    @Test func theListIsInTheRoundOfTabWhereThereCanBeSomethingInIt() {
        #expect(!Bench(counts: Fixture.counts).model.builtInLists.contains(.disputed))
        #expect(Bench(counts: DisputeScene.counts).model.builtInLists.contains(.disputed))
        #expect(Bench(task: DisputeScene.task).model.builtInLists.contains(.disputed))
    }

    @Test func reviewersAreSidedWithByName() throws {
        var bench = DisputeScene.bench()
        bench.send(.typing(.line("side nobody")))
        #expect(bench.text.contains("No side"))
        bench.send(.typing(.line("side cy")))
        #expect(bench.effects.compactMap(\.recorded).map(\.decision.verdict) == [.accept(Label("billing"))])
        bench.answerAll()
        bench.send(.typing(.line("side b")))
        #expect(bench.effects.compactMap(\.recorded).last?.decision.verdict == .reject)
    }

    @Test func anotherAdjudicatorsDecisionIsAConflict() throws {
        var bench = DisputeScene.bench()
        let effect = try #require(bench.press("[").first { $0.recorded != nil })
        guard case .record(let request, _, _, let knowing) = effect else { return }
        #expect(knowing == ["bo", "cy"])
        bench.send(.care(.decidedByOther(request, reviewer: "dee")))
        #expect(bench.text.contains("NOT saved") && bench.text.contains("dee has just decided"))
    }

    @Test func theReasonIsANoteBeforeTheKeyOrAfterIt() throws {
        var bench = DisputeScene.bench()
        bench.press("C")
        bench.type("plan page")
        bench.press("enter")
        bench.answerAll()
        #expect(bench.press("[").compactMap(\.recorded).first?.decision.note == "plan page")
        bench.answerAll()
        bench.press("W")
        #expect(bench.text.contains("why, on t-1") && bench.text.contains("plan page"))
        bench.type(", see 2.1")
        #expect(
            bench.press("enter").contains(
                .saveNote(RequestID(bench.model.nextRequest - 1), "plan page, see 2.1", on: ItemNumber(1))))
        #expect(bench.model.current == ItemNumber(2), "and the cursor stays at the next item")
        bench.answerAll()
        bench.send(.typing(.line("reason because")))
        #expect(bench.effects.contains { if case .saveNote(_, "because", ItemNumber(1)) = $0 { true } else { false } })
        var fresh = DisputeScene.bench()
        fresh.press("W")
        #expect(fresh.text.contains("You have decided nothing"))
    }
}
