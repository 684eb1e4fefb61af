package import Labeling

/// Where the money went. Real spend and estimates never stand in one sum.
package struct DashboardCost: Hashable, Sendable {
    package struct Sum: Hashable, Sendable {
        /// A day in UTC (nil: unknown), or a model.
        package var name: String?
        package var isImported: Bool
        package var charged: Money
        package var estimated: Money
        package var unknown: Int
        package var answers: Int

        package init(
            name: String?, isImported: Bool = false, charged: Money = .zero, estimated: Money = .zero, unknown: Int = 0,
            answers: Int = 0
        ) {
            self.name = name
            self.isImported = isImported
            self.charged = charged
            self.estimated = estimated
            self.unknown = unknown
            self.answers = answers
        }
    }

    package struct Limit: Hashable, Sendable {
        package var limit: Money
        /// With what may have been billed for answers that were lost, and without imported answers: as the limit is
        /// kept.
        package var spent: Money

        package init(limit: Money, spent: Money) {
            self.limit = limit
            self.spent = spent
        }
    }

    package var total: Sum
    package var days: [Sum]
    package var models: [Sum]
    package var totalLimit: Limit?
    package var dailyLimit: Limit?

    package init(
        total: Sum = Sum(name: nil), days: [Sum] = [], models: [Sum] = [], totalLimit: Limit? = nil,
        dailyLimit: Limit? = nil
    ) {
        self.total = total
        self.days = days
        self.models = models
        self.totalLimit = totalLimit
        self.dailyLimit = dailyLimit
    }
}

/// One reviewer's work in figures; nothing of what they decided on single items.
package struct DashboardReviewer: Hashable, Sendable {
    package var name: String
    package var decisions: Int
    package var skipped: Int
    package var undone: Int
    package var notes: Int
    /// Nil: no decision with a label, and none on an item with a first opinion.
    package var overridden: DashboardShare?
    package var agreement: DashboardShare?
    package var medianSeconds: Double?
    package var lastActive: Timestamp

    package init(
        name: String, decisions: Int, skipped: Int = 0, undone: Int = 0, notes: Int = 0,
        overridden: DashboardShare? = nil, agreement: DashboardShare? = nil, medianSeconds: Double? = nil,
        lastActive: Timestamp
    ) {
        self.name = name
        self.decisions = decisions
        self.skipped = skipped
        self.undone = undone
        self.notes = notes
        self.overridden = overridden
        self.agreement = agreement
        self.medianSeconds = medianSeconds
        self.lastActive = lastActive
    }
}
