import Cells
import Labeling
import ReviewUI
import TestSupport
import Testing

/// What honest eyes see, text and roles.
struct EyesGoldenTests {
    @Test func beforeAndAfterAFirstChoice() throws {
        try checkGolden("commit-before") { Bench(size: $0, commit: true) }
        try checkGolden("commit-after") { size in
            var bench = Bench(size: size, commit: true, measures: Fixture.measures)
            bench.press("1")
            return bench
        }
    }

    @Test func measuredConfidenceAndPrice() throws {
        try checkGolden("measured") { Bench(size: $0, measures: Fixture.measures) }
        try checkGolden("measured-price") { size in
            var bench = Bench(size: size, measures: Fixture.measures)
            bench.press("j j j")
            bench.answerReads()
            return bench
        }
    }

    @Test func decidedByAPeer() throws {
        try checkGolden("peer") { size in
            var items = Fixture.tickets
            for index in items.indices where items[index].row.state != .undecided {
                items[index].row.reviewers = ["bo"]
            }
            var bench = Bench(items, size: size)
            bench.press("j j j j j j j j")
            bench.answerReads()
            return bench
        }
    }

    @Test func concealed() throws {
        try checkGolden("concealed") { size in
            var task = Fixture.task()
            task.review.conceals = true
            return Bench(task: task, size: size)
        }
    }

    @Test func history() throws {
        try checkGolden("history") { size in
            var bench = Bench(size: size)
            let minute = { Timestamp(milliseconds: Fixture.start.milliseconds + $0 * 60_000) }
            var bo = Decision(reviewer: "bo", verdict: .override(Label("legal")), at: minute(3))
            bo.shown = [Fixture.haiku]
            var ana = Decision(reviewer: "ana", verdict: .accept(Label("billing")), at: minute(4), note: "twice 返金")
            ana.undoneAt = minute(5)
            ana.undoneBy = "ana"
            let detail = Fixture.tickets[0]
            bench.history[ItemNumber(1)] =
                [
                    HistoryEntry(at: minute(0), what: .imported),
                    HistoryEntry(at: minute(0), what: .gold(Label("billing"))),
                ]
                + [detail.first, detail.second].compactMap { $0 }.map {
                    HistoryEntry(at: minute(1), what: .prediction($0))
                }
                + [
                    HistoryEntry(at: minute(2), what: .escalated(.sample, rung: 1)),
                    HistoryEntry(
                        at: minute(2),
                        what: .failed(model: Fixture.opus, message: "overloaded", httpStatus: 529, attempts: 3)),
                    HistoryEntry(at: minute(3), what: .decision(bo)), HistoryEntry(at: minute(4), what: .decision(ana)),
                    HistoryEntry(at: minute(5), what: .undone(ana)),
                ]
            bench.press("H")
            bench.answerReads()
            return bench
        }
    }
}
