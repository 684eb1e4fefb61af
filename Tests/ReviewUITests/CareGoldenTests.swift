import Cells
import Labeling
import ReviewUI
import TestSupport
import Testing

/// Pauses, hints and other reviewers' items on screen, text and roles.
struct CareGoldenTests {
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
        try checkGolden("pause") { size in
            var bench = decided(size)
            bench.press("P")
            bench.answerAll()
            return bench
        }
    }

    @Test func paceAndASuggestedBreak() throws {
        try checkGolden("break") { decided($0, CareSettings(idle: 90, showsPace: true, breakAfter: 360)) }
    }

    @Test func anItemThatAnotherReviewerHas() throws {
        try checkGolden("held") { size in
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
        try checkGolden("filter-decided") { size in
            var bench = decided(size)
            bench.press("F")
            bench.answerReads()
            bench.type("conf<0.5 dis")
            return bench
        }
        try checkGolden("bulk-decided") { size in
            var bench = decided(size)
            bench.press("* x")
            bench.answerReads()
            return bench
        }
    }
}
