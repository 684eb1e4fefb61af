import Cells
import Labeling
import Testing

@testable import ReviewUI

/// The tag that says that the guideline is unclear.
struct UnclearTagTests {
    private static func tags(_ effects: [Effect]) -> [Bool] {
        effects.compactMap { if case .disputes(.tag(_, let unclear, _, _)) = $0 { unclear } else { nil } }
    }

    @Test func beforeADecisionItGoesWithIt() throws {
        for filter in [QueueFilter.all, .disputed] {
            var bench = DisputeScene.bench(filter: filter)
            #expect(Self.tags(bench.press("U")).isEmpty && bench.text.contains("guideline unclear"))
            #expect(try #require(bench.press("3").compactMap(\.recorded).first?.decision).isUnclear)
            bench.answerAll()
            #expect(try #require(bench.press("j 3").compactMap(\.recorded).first?.decision).isUnclear == false)
        }
    }

    @Test func twiceIsNotAtAll() throws {
        var bench = DisputeScene.bench()
        bench.press("U U")
        #expect(try #require(bench.press("3").compactMap(\.recorded).first?.decision).isUnclear == false)
    }

    @Test func aSkipCarriesItTooAndTheDecisionAfterIt() throws {
        var bench = Bench()
        #expect(try #require(bench.press("U s").compactMap(\.recorded).first?.decision).isUnclear)
        bench.answerAll()
        bench.press("g")
        #expect(try #require(bench.press("x").compactMap(\.recorded).first?.decision).isUnclear)
    }

    @Test func afterADecisionItIsStoredByItself() {
        var bench = Bench()
        bench.press("x")
        bench.answerAll()
        bench.press("k")
        bench.answerReads()
        #expect(Self.tags(bench.press("U")) == [true] && !bench.model.isSettled, "quitting waits for it")
        #expect(bench.text.contains("guideline unclear") && !bench.text.contains("Saved:"))
        bench.answerAll()
        #expect(bench.text.contains("Saved: the guideline is unclear here"))
        #expect(Self.tags(bench.press("U")) == [false])
        #expect(!bench.screen.dropLast(2).joined().contains("guideline unclear"))
    }

    @Test func aFailureIsToldAndTheTagIsGone() throws {
        var bench = Bench()
        bench.press("x")
        bench.answerAll()
        bench.press("k")
        bench.answerReads()
        bench.press("U")
        let request = try #require(
            bench.open.compactMap { if case .disputes(let asked) = $0 { asked.request } else { nil } }.first)
        bench.send(.disputes(.tagFailed(request, reason: "locked")))
        #expect(bench.text.contains("Tag NOT saved: locked"))
        #expect(!bench.screen.dropLast(2).joined().contains("guideline unclear"))
        #expect(bench.send(.disputes(.tagged(request, Fixture.counts))).isEmpty && !bench.text.contains("Saved:"))
    }

    @Test func itIsTakenFromTheStoreAndKeptByAChangeOfMind() throws {
        var item = Fixture.tickets[0]
        item.decisions = [DisputeScene.vote("ana", .reject, unclear: true)]
        item.row.state = .rejected
        item.row.reviewers = ["ana"]
        var bench = Bench([item])
        #expect(bench.text.contains("guideline unclear"))
        #expect(try #require(bench.press("3").compactMap(\.recorded).first?.decision).isUnclear)
    }
}

/// Votes that are made without knowing of each other.
struct OverlapTests {
    private static func bench(_ filter: QueueFilter = .todo, peers: ReviewSettings.Peers = .hidden) -> Bench {
        var task = DisputeScene.task
        task.review.peers = peers
        return DisputeScene.bench(DisputeScene.open, task: task, filter: filter)
    }

    @Test func eachReviewersListIsTheirOwn() {
        let asked = Self.bench().effects.compactMap {
            if case .loadQueue(_, let query) = $0 { query.reviewer } else { nil }
        }
        #expect(asked.first == "ana")
        let single = Bench(query: QueueQuery()).effects.contains {
            if case .loadQueue(_, let query) = $0 { query.reviewer != nil } else { false }
        }
        #expect(!single, "one reviewer an item: the list is everybody's")
    }

    @Test(arguments: ReviewSettings.Peers.allCases)
    func whatTheOtherSaidIsHiddenWhateverTheTaskSays(peers: ReviewSettings.Peers) throws {
        var bench = Self.bench(peers: peers)
        bench.press("j")
        bench.answerReads()
        #expect(bench.model.current == ItemNumber(2))
        #expect(bench.text.contains("1 of 2 have decided") && bench.text.contains("votes 1 of 2"))
        #expect(!bench.text.contains("overridden: Legal") && !bench.text.contains("A threat."))
        bench.history[ItemNumber(2)] = DisputeScene.open[1].decisions.map {
            HistoryEntry(at: $0.at, what: .decision($0))
        }
        bench.press("H")
        bench.answerReads()
        bench.press("H")
        #expect(!bench.text.contains("override to Legal"), "asking for it shows nothing either")
        bench.press("escape")
        bench.answerReads()
        let decision = try #require(bench.press("3").compactMap(\.recorded).first?.decision)
        #expect(decision.exposure?.peers == [] && !decision.isAdjudication)
    }

    @Test func whatBoHasDecidedIsStillToDoAndWhatAnaHasIsNot() {
        var bench = Self.bench()
        bench.press("3")
        bench.answerAll()
        #expect(bench.model.current == ItemNumber(2))
        #expect(bench.screen[1].contains("◐"), "one of two")
        bench.press("3")
        bench.answerAll()
        #expect(bench.model.current == ItemNumber(6), "the third is decided by ana")
        #expect(bench.screen[2].contains("⇄"), "bo said something else")
    }

    @Test func itCanBeDecidedWhereItemsAreShared() throws {
        var model = Self.bench().model
        model.shareItems()
        var bench = Self.bench()
        bench.model = model
        bench.press("j")
        bench.answerAll()
        #expect(bench.model.whyHeld == nil && bench.press("3").contains { $0.recorded?.number == ItemNumber(2) })
    }

    @Test func linesSayWhatIsPlain() throws {
        var bench = DisputeScene.bench()
        bench.model.speak()
        let detail = try #require(bench.model.currentDetail)
        let text = bench.model.plainText(of: detail)
        #expect(text.contains("bo: Account, guideline unclear, 41 s, blind, first choice Bug report"))
        #expect(text.contains("cy: Billing, 3 s, saw haiku-4-5, opus-4-7") && text.contains("; ] sides with it"))
        #expect(bench.model.plainMeaning("[") == .message(.command(.sideFirst)))
        #expect(bench.model.plainMeaning("side bo") == .message(.typing(.line("side bo"))))
        #expect(bench.model.plainMeaning("adjudicate") == .message(.typing(.line("adjudicate"))))
        #expect(bench.model.isVerdict(.command(.sideFirst)) && bench.model.isVerdict(.typing(.line("side bo"))))
        #expect(!bench.model.isVerdict(.command(.unclear)))
    }

    @Test func theDashboardSaysWhatWaits() {
        var bench = DisputeScene.bench(size: Size(rows: 50, columns: 200))
        bench.press("D")
        bench.answerReads()
        #expect(bench.text.contains("to adjudicate 3, partly decided 2, guideline unclear 1"))
    }
}
