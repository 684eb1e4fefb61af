import Cells
import Labeling
import Testing

@testable import ReviewUI

struct DividerTests {
    private func parts(_ layout: Layout) -> [Rect] {
        [
            layout.title, layout.queue, layout.head, layout.remarks, layout.text, layout.opinions, layout.labels,
            layout.status, layout.footer,
        ].filter { !$0.isEmpty }
    }

    /// Wherever the divider is wanted: all parts are inside the screen, none covers another, and the text has a line.
    @Test(arguments: 1...100)
    func noPlaceOfTheDividerBreaksAScreen(rows: Int) {
        for columns in [1, 2, 39, 40, 60, 80, 119, 120, 132, 300] {
            let size = Size(rows: rows, columns: columns)
            for share in [nil, Int.min, -1, 0, 1, 333, 500, 999, 1_000, 1 << 40] {
                let divider = Divider(columns: share, rows: share)
                let layout = Layout(size, images: rows % 4, isMasked: rows % 3 == 0, divider: divider)
                let parts = parts(layout)
                for (index, part) in parts.enumerated() {
                    #expect(part.intersection(Rect(size)) == part, "\(part) in \(size)")
                    #expect(parts[..<index].allSatisfy { $0.intersection(part).isEmpty }, "\(part) in \(size)")
                }
                if rows >= 8, columns >= 40 {
                    #expect(layout.text.rows >= 1 && layout.opinions.rows >= 1 && layout.queue.rows >= 1)
                    #expect(layout.text.columns >= 40 && layout.queue.columns >= 40)
                }
            }
        }
    }

    @Test(arguments: MouseTests.sizes)
    func wideningMovesACellAndNarrowingMovesItBack(size: Size) {
        var bench = Bench(size: size)
        let before = bench.model.layout.queueExtent
        bench.press("Z w")
        let after = bench.model.layout.queueExtent
        guard before < bench.model.layout.queueLimits.upperBound else {
            #expect(after == before && bench.model.notice != nil)
            return
        }
        #expect(after > before)
        bench.press("Z n")
        #expect(bench.model.layout.queueExtent == before)
        for _ in 0..<40 { bench.press("Z w") }
        #expect(bench.model.layout.queueExtent == bench.model.layout.queueLimits.upperBound)
        #expect(bench.model.notice?.text == "The item keeps the room it has now.")
        for _ in 0..<90 { bench.press("Z n") }
        #expect(bench.model.layout.queueExtent == bench.model.layout.queueLimits.lowerBound)
    }

    @Test(arguments: MouseTests.sizes)
    func theDividerFollowsTheMouseAsFarAsItGoes(size: Size) {
        var bench = Bench(size: size)
        bench.model.outside.usesMouse = true
        let layout = bench.model.layout
        let start =
            layout.isWide
            ? Position(row: layout.queue.row + 1, column: layout.queue.endColumn)
            : Position(row: layout.head.row, column: 7)
        bench.send(.outside(.mouse(Mouse(.press, row: start.row, column: start.column))))
        for extent in [0, layout.queueLimits.lowerBound, layout.queueLimits.upperBound, 10_000] {
            let end =
                layout.isWide ? Position(row: 3, column: extent) : Position(row: layout.queue.row + extent, column: 3)
            bench.send(.outside(.mouse(Mouse(.drag, row: end.row, column: end.column))))
            #expect(bench.model.layout.queueExtent == extent.clamped(to: layout.queueLimits))
        }
        let set = bench.model.layout.queueExtent
        bench.send(.outside(.mouse(Mouse(.release, row: 0, column: 0))))
        bench.send(.outside(.mouse(Mouse(.drag, row: 1, column: 1))))
        #expect(bench.model.layout.queueExtent == set)
    }

    @Test func theCursorStaysOnScreenWhenTheQueueGetsSmaller() {
        var bench = Bench(size: Size(rows: 24, columns: 80))
        bench.press("j j j j j")
        for _ in 0..<10 {
            bench.press("Z n")
            let shown = bench.model.top..<bench.model.top + bench.model.layout.queue.rows
            #expect(shown.contains(bench.model.cursor))
        }
    }

    @Test func eachWayToStandKeepsItsDivider() {
        var bench = Bench(size: Size(rows: 24, columns: 80))
        bench.press("Z w")
        let stacked = bench.model.layout.queueExtent
        bench.send(.resized(Size(rows: 50, columns: 200)))
        #expect(bench.model.layout.queueExtent == 200 * 45 / 100)
        bench.press("Z n")
        bench.send(.resized(Size(rows: 24, columns: 80)))
        #expect(bench.model.layout.queueExtent == stacked)
    }
}
