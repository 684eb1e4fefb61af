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
        bench.type("label acc")
        bench.order.reverse()
        bench.send(.storeChanged(bench.counts), after: 2_000)
        bench.answerReads()
        bench.press("enter", after: 2_000)
        #expect(bench.effects.compactMap(\.recorded).allSatisfy { $0.number == ItemNumber(1) })
        #expect(bench.model.current == ItemNumber(1) || bench.effects.compactMap(\.recorded).count == 1)
    }

    @Test func listsAndOrdersAreNamedByTheirBeginnings() {
        var bench = Bench()
        #expect(queries(enter("list ski", &bench)).map(\.filter) == [.skipped])
        bench.answerReads()
        #expect(queries(enter("order ran", &bench)).map(\.order) == [.random])
        bench.answerReads()
        #expect(enter("list d", &bench).compactMap { if case .loadQueue = $0 { true } else { nil } }.isEmpty)
        #expect(bench.model.notice?.text.hasPrefix("No list") == true, "two begin so")
    }

    private func enter(_ text: String, _ bench: inout Bench) -> [Effect] {
        bench.press(":")
        bench.type(text)
        return bench.press("enter")
    }

    private func queries(_ effects: [Effect]) -> [QueueQuery] {
        effects.compactMap { if case .loadQueue(_, let query) = $0 { query } else { nil } }
    }
}
