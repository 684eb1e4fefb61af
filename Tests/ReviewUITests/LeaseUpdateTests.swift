import Cells
import Labeling
import Testing

@testable import ReviewUI

/// What the review does about items that others have before them.
struct LeaseUpdateTests {
    private static let items = (1...40).map {
        Fixture.detail($0, "text \($0)", first: Fixture.first("billing", 0.9))
    }

    private func bench(answered: Bool = true, held: [Int64] = []) -> Bench {
        var bench = Bench(Self.items, query: QueueQuery(), counts: TaskCounts(), loaded: false)
        bench.model.shareItems()
        bench.heldByBo = Set(held.map { ItemNumber($0) })
        bench.answerReads()
        if answered { bench.answerAll() }
        return bench
    }

    private func leases(_ effects: [Effect]) -> [[Int64]] {
        effects.compactMap { if case .care(.lease(_, let items)) = $0 { items.map(\.value) } else { nil } }
    }

    @Test func theItemAndTheNextOnesAreTakenAheadOfTime() {
        let bench = bench()
        #expect(leases(bench.effects) == [[1, 2, 3, 4, 5, 6, 7, 8]])
    }

    @Test func decidingGoesOnWithoutWaitingAndAsksBeforeTheItemsRunOut() {
        var bench = bench()
        bench.effects = []
        bench.press("a a a")
        #expect(bench.effects.compactMap(\.recorded).count == 3)
        #expect(leases(bench.effects) == [])
        bench.press("a")
        #expect(leases(bench.effects) == [[5, 6, 7, 8, 9, 10, 11, 12]])
        bench.press("a a a")
        #expect(bench.effects.compactMap(\.recorded).map(\.number.value) == [1, 2, 3, 4, 5, 6, 7])
    }

    /// Who adjudicates, or votes next, must not find it taken by somebody who has gone on.
    @Test func whatSeveralDecideIsGivenBackWithTheVote() {
        var items = Self.items
        for index in items.indices { items[index].row.needed = 2 }
        var bench = Bench(items, query: QueueQuery(), counts: TaskCounts(), loaded: false)
        bench.model.shareItems()
        bench.answerReads()
        bench.answerAll()
        bench.effects = []
        bench.press("1")
        #expect(leases(bench.effects) == [[2, 3, 4, 5, 6, 7, 8, 9]])
        bench.answerAll()
        bench.effects = []
        bench.press("j k")
        #expect(leases(bench.effects) == [], "nothing is left behind")
    }

    @Test func whatOthersHaveInOtherListsIsNotSaidToBeLeftHere() {
        var bench = bench()
        let held = [HeldItem(number: ItemNumber(99), reviewer: "bo", until: "10:42")]
        bench.send(.care(.held(held)))
        bench.model.queue = [ItemNumber(1)]
        bench.press("1")
        #expect(bench.model.notice?.text == "Nothing left to do in this list.")
    }

    @Test func keysThatDecideWaitForTheLeaseAndAreDoneInOrder() {
        var bench = bench(answered: false)
        bench.press("a 2 x")
        #expect(bench.effects.compactMap(\.recorded).isEmpty)
        bench.answerAll()
        #expect(
            bench.effects.compactMap(\.recorded).map(\.decision.verdict)
                == [.accept(Label("billing")), .override(Label("account")), .reject])
    }

    @Test func anItemOfAnotherReviewerIsShownWithTheirNameAndCannotBeDecided() {
        var bench = bench(held: [3])
        bench.press("j j")
        bench.answerAll()
        #expect(bench.text.contains("@ bo: text 3"), "\(bench.text)")
        #expect(bench.text.contains("t-3 ─ @ bo, until 10:42 ─"), "\(bench.text)")
        for key in ["a", "2", "x", "f", "s", "l"] {
            bench.press(key)
            #expect(bench.model.notice?.text == "bo has this item (until 10:42).")
        }
        #expect(bench.effects.compactMap(\.recorded).isEmpty)
        bench.send(.choose(Label("bug")))
        #expect(bench.effects.compactMap(\.recorded).isEmpty)
        // Reading is free.
        bench.press("C")
        #expect(bench.model.mode != .review)
    }

    @Test func goingOnSkipsWhatOthersHave() {
        var bench = bench(held: [2, 3])
        bench.press("a")
        #expect(bench.model.current == ItemNumber(4))
    }

    @Test func theListBeginsWithTheFirstItemThatIsFree() {
        var bench = bench(held: [1, 2])
        #expect(bench.model.current == ItemNumber(3))
        bench.press("a", after: 500)
        #expect(bench.effects.compactMap(\.recorded).map(\.number.value) == [3])
    }

    @Test func whenAnotherGivesAnItemBackItBecomesOurs() {
        var bench = bench(held: [3])
        bench.press("j j")
        bench.answerAll()
        bench.heldByBo = []
        bench.send(.care(.held([])))
        bench.answerAll()
        bench.press("a")
        #expect(bench.effects.compactMap(\.recorded).map(\.number.value) == [3])
    }

    @Test func anItemThatSomebodyDecidedMeanwhileIsReadAgainBeforeItIsDecided() {
        var bench = bench(answered: false)
        bench.press("2")
        bench.details[ItemNumber(1)]?.row.state = .accepted
        bench.details[ItemNumber(1)]?.row.decidedLabel = Label("billing")
        let lease = bench.takeOpen { if case .care(.lease) = $0 { true } else { false } }
        if let lease, let answer = bench.answer(to: lease) { bench.send(answer) }
        #expect(bench.effects.compactMap(\.recorded).isEmpty, "the key waits for what is true now")
        bench.answerAll()
        #expect(bench.effects.compactMap(\.recorded).isEmpty)
        #expect(bench.model.current == ItemNumber(2), "nobody is given what another has just decided")
        #expect(bench.model.notice?.text == "t-1 has just been decided by another reviewer: here is the next.")
    }

    @Test func whatAnotherDecidedBetweenTwoLooksAtTheStoreIsPassedOver() {
        var bench = bench()
        bench.press("a a a a a a a")
        // Nobody has told this session yet.
        for number in [9, 10, 12] {
            bench.details[ItemNumber(Int64(number))]?.row.state = .flagged
            bench.details[ItemNumber(Int64(number))]?.row.reviewers = ["bo"]
        }
        for _ in 0..<6 {
            bench.answerAll()
            bench.press("a", after: 1_000)
        }
        bench.answerAll()
        let decided = bench.effects.compactMap(\.recorded).map(\.number.value)
        #expect(Set(decided).isDisjoint(with: [9, 10, 12]), "\(decided)")
        #expect(decided.contains(13), "\(decided)")
    }

    @Test func anItemThatIsOursStaysUnderTheCursorWhateverOthersDo() {
        var bench = bench()
        bench.press("a")
        bench.answerAll()
        bench.details[ItemNumber(2)]?.row.state = .flagged
        bench.details[ItemNumber(2)]?.row.reviewers = ["bo"]
        bench.send(.storeChanged(bench.counts), after: 2_000)
        bench.answerAll()
        #expect(bench.model.current == ItemNumber(2))
    }

    @Test func aFailedLeaseIsSaidOnceAndAskedForAgainWithTheNextKey() {
        var bench = bench(answered: false)
        bench.press("a")
        if case .care(.lease(let request, _))? = bench.takeOpen(where: {
            if case .care(.lease) = $0 { true } else { false }
        }) {
            bench.send(.care(.leaseFailed(request, reason: "locked")))
        }
        #expect(bench.model.notice?.text == "The item cannot be kept for you: locked")
        bench.answerAll()
        #expect(bench.effects.compactMap(\.recorded).isEmpty)
        bench.press("a")
        bench.answerAll()
        #expect(bench.effects.compactMap(\.recorded).map(\.number.value) == [1])
    }

    @Test func lostLeasesAreTakenAnew() {
        var bench = bench()
        bench.effects = []
        bench.send(.care(.leasesLost([ItemNumber(1)])))
        bench.press("a")
        #expect(bench.effects.compactMap(\.recorded).isEmpty)
        #expect(leases(bench.effects).first?.first == 1)
        bench.answerAll()
        #expect(bench.effects.compactMap(\.recorded).map(\.number.value) == [1])
    }

    @Test func aPauseKeepsTheItemUnderTheCursorAlone() {
        var bench = bench()
        bench.effects = []
        bench.press("P")
        #expect(leases(bench.effects) == [[1]])
        bench.answerAll()
        bench.press("P")
        bench.answerAll()
        #expect(leases(bench.effects).last?.count == 8)
    }

    @Test func aConflictBringsTheItemBackWithTheReason() {
        var bench = bench()
        bench.press("a")
        if case .record(let request, _, _, _)? = bench.takeOpen(where: { $0.recorded != nil }) {
            bench.send(.recordFailed(request, reason: "bo has just decided on this item; look at it again"))
        }
        bench.answerAll()
        #expect(bench.model.current == ItemNumber(1))
        #expect(bench.model.notice?.text == "NOT saved: bo has just decided on this item; look at it again")
        #expect(bench.model.unsaved.isEmpty)
    }

    @Test func othersRenewalsReadNothingAnew() {
        var bench = bench(held: [3])
        let effects = bench.send(
            .care(.held([HeldItem(number: ItemNumber(3), reviewer: "bo", until: "10:43")])), after: 20_000)
        #expect(effects == [])
    }

    @Test func whenAllThatIsLeftIsOthersThatIsSaid() {
        var bench = bench(held: (2...40).map { $0 })
        bench.press("a")
        #expect(bench.model.notice?.text == "Nothing is left here but what others have before them.")
    }

    /// This session has gone on to the second item, and bo, who had all but the first, has decided them.
    private func benchAtTheEnd(of count: Int) -> Bench {
        var bench = Bench(Array(Self.items.prefix(count)), query: QueueQuery(), counts: TaskCounts(), loaded: false)
        bench.model.shareItems()
        bench.heldByBo = Set((2...count).map { ItemNumber(Int64($0)) })
        bench.answerReads()
        bench.answerAll()
        bench.heldByBo = []
        bench.send(.care(.held([])), after: 1_000)
        bench.press("a")
        for number in bench.order.dropFirst() {
            bench.details[number]?.row.state = .flagged
            bench.details[number]?.row.reviewers = ["bo"]
        }
        bench.answerAll()
        return bench
    }

    private func decided(_ bench: Bench) -> [Int64] { bench.effects.compactMap(\.recorded).map(\.number.value) }

    @Test func atTheEndOfAListNobodyIsBroughtToDecideWhatAnotherHas() {
        var bench = benchAtTheEnd(of: 3)
        #expect(bench.model.current == ItemNumber(2) && bench.model.currentRow?.state == .flagged)
        for key in ["a", "2", "x", "f", "s", "l"] {
            bench.press(key, after: 1_000)
            bench.answerAll()
            #expect(bench.model.notice?.text == "bo decided on this item. To do it too: k, then j back to it.")
        }
        bench.send(.choose(Label("bug")))
        #expect(decided(bench) == [1])
    }

    @Test func whoGoesBackToWhatAnotherDecidedMayDecideItToo() {
        var bench = benchAtTheEnd(of: 3)
        bench.press("j k", after: 1_000)
        bench.answerAll()
        bench.press("x", after: 1_000)
        bench.answerAll()
        #expect(decided(bench) == [1, 2])
        let known = bench.effects.compactMap { if case .record(_, _, _, let knowing) = $0 { knowing } else { nil } }
        #expect(known == [[], ["bo"]])
    }

    @Test func onTheLastLineAKeyThatWouldGoFartherMeansThatItem() {
        var bench = benchAtTheEnd(of: 2)
        bench.press("x", after: 1_000)
        #expect(decided(bench) == [1])
        bench.press("j x", after: 1_000)
        #expect(decided(bench) == [1, 2])
    }

    @Test func aDecisionThatDidNotKnowOfAnothersIsSaidAndTheReviewerGoesOn() {
        var bench = bench()
        bench.press("a")
        bench.details[ItemNumber(1)]?.row.state = .flagged
        bench.details[ItemNumber(1)]?.row.reviewers = ["bo"]
        if case .record(let request, _, _, _)? = bench.takeOpen(where: { $0.recorded != nil }) {
            bench.send(.care(.decidedByOther(request, reviewer: "bo")))
        }
        #expect(bench.model.unsaved.isEmpty)
        #expect(
            bench.model.notice?.text == "NOT saved: accept Billing on t-1: bo has just decided on that item.")
        bench.answerAll()
        #expect(bench.model.current == ItemNumber(2))
        bench.press("x", after: 1_000)
        bench.answerAll()
        #expect(bench.effects.compactMap(\.recorded).last?.number == ItemNumber(2))
        bench.press("k k", after: 1_000)
        #expect(bench.model.currentRow?.state == .flagged)
    }
}
