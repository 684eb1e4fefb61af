import Cells
import Labeling
import ReviewUI
import Testing

/// Long filters and searches, and large counts.
struct LargeNumberTests {
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

    @Test func countsOfItemsHaveTheirThousandsApart() {
        var counts = TaskCounts()
        (counts.items, counts.unclassified, counts.decided, counts.flagged) = (12_000, 1_500, 9_500, 1_000)
        (counts.firstAgreed, counts.firstCompared, counts.disagreements) = (4_000, 8_000, 2_500)
        var bench = Bench(size: Size(rows: 24, columns: 200), counts: counts)
        bench.order = (1...12_000).map { ItemNumber($0) }
        bench.send(.typing(.line("filter conf<0.9")))
        bench.answerReads()
        for words in [
            "1/12,000", "waiting 1,500", "decided 9,500", "agree 50% of 8,000", "flagged 1,000", "models differ 2,500",
            "12,000 items match",
        ] { #expect(bench.text.contains(words), "\(words): \(bench.text)") }
        bench.press("D")
        bench.answerAll()
        #expect(bench.text.contains("of 12,000 ("), "\(bench.text)")
    }
}
