import Cells
import Labeling
import ReviewUI
import TestSupport
import Testing

/// The filter line and what it finds, as people see it.
struct FindGoldenTests {
    private func typing(_ text: String, _ size: Size, ascii: Bool = false) -> Bench {
        var bench = Bench(size: size, ascii: ascii)
        bench.press("F")
        bench.answerReads()
        bench.type(text)
        return bench
    }

    @Test func aFilterIsCompleted() throws {
        try checkGolden("filter-line") { size in
            var bench = typing("conf<0.8 la", size)
            bench.press("tab")
            return bench
        }
    }

    @Test func aFilterWithAMistake() throws {
        try checkGolden("filter-mistake") { typing("lable:billing conf<0.8", $0) }
    }

    @Test func aFilterInForceWithItsMatches() throws {
        try checkGolden("filtered") { size in
            var bench = typing("charged OR refund", size)
            bench.order = [ItemNumber(1), ItemNumber(3)]
            bench.press("enter")
            bench.answerReads()
            bench.press("n n")
            return bench
        }
    }
}
