import Cells
import Labeling
import ReviewUI
import TestSupport
import Testing

/// Pauses, hints and other reviewers' items on screen, text and roles.
struct CareGoldenTests {
    private static let sizes = [
        Size(rows: 24, columns: 80), Size(rows: 15, columns: 60), Size(rows: 50, columns: 200),
        Size(rows: 12, columns: 40),
    ]

    private func check(_ name: String, _ scene: (Size) -> Bench) throws {
        for size in Self.sizes {
            let canvas = view(scene(size).model).canvas
            try Golden.check(canvas, "\(name)-\(size.columns)x\(size.rows)", in: Golden.folder())
        }
    }

    private func decided(_ size: Size, _ care: CareSettings = CareSettings()) -> Bench {
        var task = Fixture.task()
        task.review.care = care
        var bench = Bench(task: task, size: size)
        for key in ["a", "2", "x", "a"] {
            bench.press(key, after: 90_000)
            bench.answerAll()
        }
        return bench
    }

    @Test func aPause() throws {
        try check("pause") { size in
            var bench = decided(size)
            bench.press("P")
            bench.answerAll()
            return bench
        }
    }

    @Test func paceAndASuggestedBreak() throws {
        try check("break") { decided($0, CareSettings(idle: 90, showsPace: true, breakAfter: 360)) }
    }

    @Test func anItemThatAnotherReviewerHas() throws {
        try check("held") { size in
            var bench = Bench(size: size, loaded: false)
            bench.model.shareItems()
            bench.heldByBo = [ItemNumber(2), ItemNumber(3)]
            bench.answerReads()
            bench.answerAll()
            bench.press("j")
            bench.answerAll()
            return bench
        }
    }

    @Test func theLastDecisionBesideWhatIsTypedAndAsked() throws {
        try check("filter-decided") { size in
            var bench = decided(size)
            bench.press("F")
            bench.answerReads()
            bench.type("conf<0.5 dis")
            return bench
        }
        try check("bulk-decided") { size in
            var bench = decided(size)
            bench.press("* x")
            bench.answerReads()
            return bench
        }
    }
}
