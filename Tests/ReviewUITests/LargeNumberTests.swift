import Cells
import Labeling
import ReviewUI
import Testing

/// Long filters and searches, and large counts.
struct LargeNumberTests {
    private func queries(_ effects: [Effect]) -> [QueueQuery] {
        effects.compactMap { if case .loadQueue(_, let query) = $0 { query } else { nil } }
    }

    @Test func aSearchOfThousandsOfWordsIsRefused() {
        var bench = Bench()
        bench.press("/")
        bench.send(.paste(String(repeating: "charged ", count: 8_000)))
        #expect(queries(bench.press("enter")).isEmpty && bench.model.query.search.isEmpty)
        #expect(bench.text.contains("at most 100 words; this has 8,000"))
        #expect(queries(bench.send(.typing(.line("search " + String(repeating: "a ", count: 101))))).isEmpty)
        #expect(queries(bench.send(.typing(.line("search " + String(repeating: "a ", count: 100))))).count == 1)
    }

    @Test func keptFiltersTogetherHaveNoMoreConditionsThanOne() {
        var task = Fixture.task()
        task.filters = [SavedFilter(name: "many", text: String(repeating: "aa ", count: 60))]
        var bench = Bench(task: task)
        #expect(queries(bench.send(.typing(.line("filter @many @many")))).isEmpty)
        #expect(bench.text.contains("expected at most 100 conditions"))
        #expect(queries(bench.send(.typing(.line("filter @many")))).count == 1)
    }
}
