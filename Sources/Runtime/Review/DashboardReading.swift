import Evaluation
import Foundation
import Inference
import Labeling
package import ReviewUI
package import Storage

/// The figures of the dashboard, from several short reads of the store: as `renga evaluate`, `renga cost` and
/// `renga status` give them.
package struct DashboardReading {
    private let store: Store
    private let query: DashboardQuery

    package init(store: Store, query: DashboardQuery) {
        self.store = store
        self.query = query
    }

    /// Decisions that the pace over time is made of.
    private static let newestDecisions = 4_000

    /// All figures. They are read one after another: what is decided meanwhile may be in some and not in others.
    package func read() throws -> DashboardData {
        let counts = try store.counts()
        let truths = try store.truths()
        let days = try store.daysOfDecisions()
        let models = try query.models.map { try model($0, truths, days: days) }
        return DashboardData(
            counts: counts, waitingSecond: try store.waitingForSecondOpinion(),
            decidedByPolicy: try store.decidedByPolicy(),
            pace: DashboardPaceReading(query).pace(try store.recentDecisions(limit: Self.newestDecisions)),
            models: models, cost: try cost(), reviewers: try store.reviewerFigures().map(Self.reviewer),
            readAt: query.now)
    }

    private func model(_ name: String, _ truths: [TruthFigures], days: Int) throws -> DashboardModel {
        var tally = DashboardTally(labels: query.labels, model: name, sets: query.sets)
        for truth in truths { tally.add(truth) }
        for group in try store.judgedAnswers(of: name) { tally.add(group) }
        let areDays = days >= DashboardTally.fewestDays
        let blocks = AgreementBlocks.equal(min(DashboardTally.mostBlocks, max(1, tally.decided / 10)))
        let groups = try store.agreement(with: name, in: areDays ? .days : blocks)
        var model = tally.report(groups)
        model.blocksAreDays = areDays
        return model
    }

    private func cost() throws -> DashboardCost {
        // The table of prices is for what caching saved, which is not asked here.
        let report = CostReport(try store.spending(), table: try ModelTable.shipped())
        func sum(_ sum: CostReport.Sum, _ name: String?, isImported: Bool = false) -> DashboardCost.Sum {
            DashboardCost.Sum(
                name: name, isImported: isImported, charged: sum.charged, estimated: sum.estimated,
                unknown: sum.unknown, answers: sum.answers)
        }
        func limit(_ limit: Money?, on day: String?) throws -> DashboardCost.Limit? {
            guard let limit else { return nil }
            return DashboardCost.Limit(limit: limit, spent: try store.spent(on: day) + store.atRisk(on: day))
        }
        return DashboardCost(
            total: sum(report.total, nil),
            days: report.byDay.map { row in
                if case .day(let day) = row.key { sum(row.sum, day) } else { sum(row.sum, nil) }
            },
            models: report.byModel.map { row in
                if case .model(let model, let isImported) = row.key {
                    sum(row.sum, model, isImported: isImported)
                } else {
                    sum(row.sum, nil)
                }
            },
            totalLimit: try limit(query.budget.total, on: nil),
            dailyLimit: try limit(query.budget.daily, on: query.now.day)
        )
    }

    private static func reviewer(_ figures: ReviewerFigures) -> DashboardReviewer {
        DashboardReviewer(
            name: figures.reviewer, decisions: figures.decisions, skipped: figures.skipped, undone: figures.undone,
            notes: figures.notes, overridden: DashboardShare(figures.overridden, of: figures.labeled),
            agreement: DashboardShare(figures.agreed, of: figures.compared), medianSeconds: figures.medianSeconds,
            lastActive: figures.lastActive)
    }
}

extension DashboardShare {
    /// Nil: of none.
    init?(_ successes: Int, of n: Int) {
        guard let interval = Interval.wilson(successes: successes, of: n) else { return nil }
        self.init(successes: successes, n: n, low: interval.low, high: interval.high)
    }
}
