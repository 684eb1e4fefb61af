import Labeling
import TestSupport
import Testing

@testable import ReviewUI

/// What is typed after `:`, and the list that it means or that it is typed over.
struct LineAndListTests {
    @Test(arguments: ["unsure", "@unsure"]) func aKeptFilterIsAListByItsName(name: String) {
        var bench = Bench()
        bench.send(.typing(.line("filter conf<0.5")))
        bench.answerAll()
        bench.send(.typing(.line("save-filter unsure")))
        bench.answerAll()
        bench.send(.typing(.line("filter")))
        bench.send(.typing(.line("list \(name)")))
        bench.answerAll()
        #expect(bench.model.listName == "@unsure")
    }

    @Test func theItemStaysWhileALineIsTypedForIt() {
        var bench = Bench([Fixture.detail(1, "one"), Fixture.detail(2, "two")])
        bench.press(":")
        bench.type("label account")
        bench.order.reverse()
        bench.send(.storeChanged(bench.counts), after: 2_000)
        bench.answerReads()
        #expect(bench.model.current == ItemNumber(1))
        bench.press("enter", after: 2_000)
        #expect(bench.effects.compactMap(\.recorded).map(\.number) == [ItemNumber(1)])
    }

    @Test func listsAndOrdersAreNamedByTheirBeginnings() {
        var bench = Bench()
        #expect(queries(bench.enter("list ski")).map(\.filter) == [.skipped])
        bench.answerReads()
        #expect(queries(bench.enter("order ran")).map(\.order) == [.random])
        bench.answerReads()
        #expect(bench.enter("list d").compactMap { if case .loadQueue = $0 { true } else { nil } }.isEmpty)
        #expect(bench.model.notice?.text.hasPrefix("No list") == true, "two begin so")
    }
}
