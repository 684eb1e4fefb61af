import Cells
import Labeling
import ReviewUI
import TestSupport
import Testing

/// The filter line and what it finds, as people see it.
struct FindGoldenTests {
    private static let sizes = [
        Size(rows: 24, columns: 80), Size(rows: 15, columns: 60), Size(rows: 12, columns: 40),
        Size(rows: 50, columns: 200),
    ]

    private func check(_ name: String, _ scene: (Size) -> Bench) throws {
        for size in Self.sizes {
            let canvas = view(scene(size).model).canvas
            try Golden.check(canvas, "\(name)-\(size.columns)x\(size.rows)", in: Golden.folder())
        }
    }

    private func typing(_ text: String, _ size: Size, ascii: Bool = false) -> Bench {
        var bench = Bench(size: size, ascii: ascii)
        bench.press("F")
        bench.answerReads()
        bench.type(text)
        return bench
    }

    @Test func aFilterIsCompleted() throws {
        try check("filter-line") { size in
            var bench = typing("conf<0.8 la", size)
            bench.press("tab")
            return bench
        }
    }

    @Test func aFilterWithAMistake() throws { try check("filter-mistake") { typing("lable:billing conf<0.8", $0) } }

    @Test func aFilterInForceWithItsMatches() throws {
        try check("filtered") { size in
            var bench = typing("charged OR refund", size)
            bench.order = [ItemNumber(1), ItemNumber(3)]
            bench.press("enter")
            bench.answerReads()
            bench.press("n n")
            return bench
        }
    }
}
