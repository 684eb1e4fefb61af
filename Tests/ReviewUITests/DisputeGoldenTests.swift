import Cells
import Labeling
import ReviewUI
import TestSupport
import Testing

/// Reviewers who differ, on screen: text and roles.
struct DisputeGoldenTests {
    @Test func twoWhoDiffer() throws {
        try checkGolden("dispute-two") { DisputeScene.bench(size: $0) }
    }

    @Test func threeOfWhomTheReviewerIsOne() throws {
        try checkGolden("dispute-own") { size in
            var bench = DisputeScene.bench(size: size)
            bench.press("j U")
            bench.answerReads()
            return bench
        }
    }

    @Test func whatIsAdjudicated() throws {
        try checkGolden("dispute-adjudicated") { size in
            var bench = DisputeScene.bench(size: size)
            bench.press("]")
            bench.answerAll()
            bench.press("k")
            bench.answerReads()
            return bench
        }
    }

    @Test func inASCII() throws {
        try checkGolden("dispute-ascii", at: [Size(rows: 24, columns: 80), Size(rows: 12, columns: 40)]) { size in
            var bench = DisputeScene.bench(size: size, ascii: true)
            bench.press("j j")
            bench.answerReads()
            return bench
        }
    }

    @Test func votesThatAreStillWanted() throws {
        try checkGolden("dispute-votes") { size in
            var bench = DisputeScene.bench(DisputeScene.open, size: size, filter: .todo)
            bench.press("j")
            bench.answerReads()
            return bench
        }
    }
}
