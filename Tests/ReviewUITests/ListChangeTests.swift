import Labeling
import Testing

@testable import ReviewUI

/// Which lists are read again when somebody has written to the store.
struct ListChangeTests {
    @Test(arguments: QueueFilter.allCases)
    func newDecisionsAloneLeaveTheListsThatTheyCannotChange(filter: QueueFilter) {
        var bench = Bench(items(5), query: QueueQuery(filter: filter))
        let isListOfDecisions = [.decided, .flagged, .skipped, .disputed].contains(filter)
        let decided = StoreChange(touched: [ItemNumber(3)])
        #expect(readsList(bench.send(.storeChanged(bench.counts, decided))) == isListOfDecisions)
        bench.answerReads()
        #expect(readsList(bench.send(.storeChanged(bench.counts, StoreChange(touched: nil)))), "too many to name")
        bench.answerReads()
        #expect(readsList(bench.send(.storeChanged(bench.counts, StoreChange(takesBack: true)))))
        bench.answerReads()
        #expect(readsList(bench.send(.storeChanged(bench.counts, StoreChange(reachesLists: true)))))
    }

    @Test func aDecisionOfOthersIsSeenAlthoughTheListIsNotReadAnew() {
        var bench = Bench(items(5))
        bench.details[ItemNumber(1)]?.row.state = .rejected
        bench.details[ItemNumber(3)]?.row.state = .flagged
        bench.send(.storeChanged(bench.counts, StoreChange(touched: [ItemNumber(1), ItemNumber(3)])))
        let details = bench.open.compactMap { if case .loadDetail(_, let number) = $0 { number.value } else { nil } }
        #expect(Set(details) == [1, 3], "only what has changed")
        bench.answerReads()
        #expect(bench.model.currentRow?.state == .rejected)
        #expect(bench.model.rows[ItemNumber(3)]?.state == .flagged)
    }

    @Test func aFilterThatDecisionsMayMeetIsAskedAnew() {
        var bench = Bench(items(5), query: QueueQuery(filter: .all))
        bench.press("F")
        "reviewer:ana".forEach { bench.press(String($0)) }
        bench.press("enter")
        bench.answerReads()
        #expect(readsList(bench.send(.storeChanged(bench.counts, StoreChange(touched: [ItemNumber(2)])))))
    }

    /// A list of a million items may still be read when a filter is typed: it is not what matches.
    @Test func howManyMatchIsToldOfTheFilteredListAlone() throws {
        var bench = Bench()
        bench.press("R")
        let reading = try #require(bench.takeOpen { if case .loadQueue = $0 { true } else { false } })
        bench.send(.typing(.line("filter state:flagged")))
        #expect(bench.takeOpen { if case .loadQueue = $0 { true } else { false } } == nil, "one list at a time")
        if let answer = bench.answer(to: reading) { bench.send(answer) }
        #expect(!bench.text.contains("match"))
        bench.order = [ItemNumber(3)]
        bench.answerReads()
        #expect(bench.text.contains("1 item matches: state:flagged"))
    }

    @Test func itemsAreCountedAndNotLinesAndAgainWhenMoreComeIn() {
        let groups: [ItemNumber: Int64] = [ItemNumber(1): 1, ItemNumber(2): 1]
        var bench = Bench(query: QueueQuery(filter: .all, folding: Folding(blind: nil)), groups: groups)
        bench.order = [ItemNumber(1), ItemNumber(2), ItemNumber(3)]
        bench.send(.typing(.line("filter first:billing")))
        bench.answerReads()
        #expect(bench.text.contains("3 items match on 2 lines: first:billing"), "\(bench.text)")
        bench.order.append(ItemNumber(4))
        bench.send(.storeChanged(bench.counts))
        bench.answerReads()
        #expect(bench.text.contains("4 items match on 3 lines: first:billing"), "\(bench.text)")
        bench.press("j")
        bench.order.removeLast()
        bench.send(.storeChanged(bench.counts))
        bench.answerReads()
        #expect(!bench.text.contains("items match"), "it was read")
    }

    private func readsList(_ effects: [Effect]) -> Bool {
        effects.contains { if case .loadQueue = $0 { true } else { false } }
    }

    private func items(_ count: Int64, label: String = "billing") -> [ItemDetail] {
        (1...count).map { Fixture.detail($0, "text \($0)", first: Fixture.first(label, 0.5)) }
    }
}
