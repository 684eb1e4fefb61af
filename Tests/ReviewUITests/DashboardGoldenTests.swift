import Cells
import Labeling
import ReviewUI
import TestSupport
import Testing

/// The dashboard's pictures, text and roles. `UPDATE_GOLDENS=1` writes them anew.
struct DashboardGoldenTests {
    private static let small = [
        Size(rows: 24, columns: 80), Size(rows: 15, columns: 60), Size(rows: 12, columns: 40),
    ]
    private static let large = Size(rows: 50, columns: 200)
    private static let names = ["progress", "agreement", "confusion", "reliability", "cost", "reviewers", "labels"]

    private func check(_ name: String, _ bench: Bench) throws {
        let size = bench.model.size
        try Golden.check(
            view(bench.model).canvas, "dashboard-\(name)-\(size.columns)x\(size.rows)", in: Golden.folder())
    }

    private func open(
        _ keys: String, _ size: Size, task: TaskDefinition = Fixture.task(), ascii: Bool = false
    ) -> Bench {
        var counts = Fixture.counts
        counts.items = 2_499
        counts.undecided = 1_500
        counts.decided = 957
        counts.flagged = 42
        var bench = Bench(task: task, size: size, ascii: ascii, counts: counts)
        bench.press("D")
        bench.answerReads()
        bench.press(keys)
        return bench
    }

    private func empty(_ keys: String, _ size: Size) -> Bench {
        var bench = Bench(size: size)
        bench.press("D")
        if case .dashboard(.load(let request, let query, _))? = bench.open.last {
            var counts = TaskCounts()
            counts.items = 12
            counts.undecided = 12
            let models = query.models.map { DashboardModel(model: $0, labels: query.labels) }
            bench.send(.dashboard(.loaded(request, DashboardData(counts: counts, models: models, readAt: query.now))))
        }
        bench.press(keys)
        return bench
    }

    @Test(arguments: 1...7) func eachPictureInEachSize(panel: Int) throws {
        for size in Self.small { try check(Self.names[panel - 1], open("\(panel)", size)) }
        try check(Self.names[panel - 1], open("\(panel) space", Self.large))
    }

    @Test func severalAtOnce() throws {
        try check("all", open("3", Self.large))
        try check("two", open("3", Size(rows: 30, columns: 130)))
        try check("under-each-other", open("7 m", Size(rows: 48, columns: 90)))
    }

    @Test(arguments: 1...7) func withoutData(panel: Int) throws {
        try check("no-\(Self.names[panel - 1])", empty("\(panel)", Self.small[0]))
    }

    @Test func withoutDataSeveralAtOnce() throws { try check("none", empty("1", Self.large)) }

    @Test(arguments: 1...7) func inASCII(panel: Int) throws {
        try check("ascii-\(Self.names[panel - 1])", open("\(panel)", Self.small[0], ascii: true))
    }

    @Test func inASCIISeveralAtOnce() throws { try check("ascii-all", open("3", Self.large, ascii: true)) }

    @Test func manyLabels() throws {
        let task = Fixture.task(Fixture.manyLabels)
        for size in Self.small + [Self.large] { try check("many-labels", open("3 n n", size, task: task)) }
    }

    @Test func whileItIsReadAndAfterAFailure() throws {
        var bench = Bench(size: Self.small[0])
        bench.press("D")
        try check("reading", bench)
        if case .dashboard(.load(let request, _, _))? = bench.open.last {
            bench.send(.dashboard(.failed(request, reason: "the disk is full (renga.db)")))
        }
        try check("failed", bench)
    }
}
