import Cells
import Labeling
import ReviewUI
import TestSupport
import Testing

/// The list of likely mistakes, text and roles.
struct DoubtsGoldenTests {
    private func bench(_ size: Size, ascii: Bool = false) -> Bench {
        var items = Fixture.tickets
        for index in items.indices where items[index].row.state != .undecided {
            items[index].row.reviewers = ["ana"]
        }
        var bench = Bench(items, size: size, ascii: ascii)
        bench.doubts = DoubtsTests.found
        bench.press("L")
        return bench
    }

    @Test func beingLookedFor() throws {
        try checkGolden("doubts-looking") { bench($0) }
    }

    @Test func listedWithTheirReasons() throws {
        try checkGolden("doubts") { size in
            var bench = bench(size)
            bench.answerReads()
            return bench
        }
        try checkGolden("doubts-ascii", at: [Size(rows: 24, columns: 80)]) { size in
            var bench = bench(size, ascii: true)
            bench.answerReads()
            return bench
        }
    }

    @Test func allLookedAt() throws {
        try checkGolden("doubts-done") { size in
            var bench = bench(size)
            bench.answerReads()
            for _ in 0..<3 {
                bench.press("x", after: 1_000)
                bench.answerAll()
            }
            return bench
        }
    }
}
