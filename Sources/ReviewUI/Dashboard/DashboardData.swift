package import Labeling

/// A share with its 95 % interval (Wilson's).
package struct DashboardShare: Hashable, Sendable {
    package var successes: Int
    /// Above 0.
    package var n: Int
    package var low: Double
    package var high: Double

    package init(successes: Int, n: Int, low: Double, high: Double) {
        self.successes = successes
        self.n = n
        self.low = low
        self.high = high
    }

    package var value: Double { n > 0 ? Double(successes) / Double(n) : 0 }
}

/// All that the dashboard shows, as of one moment. What is undefined is nil; nothing is NaN.
package struct DashboardData: Equatable, Sendable {
    package var counts: TaskCounts
    /// Items that wait for a higher rung's opinion.
    package var waitingSecond: Int
    /// Items that a policy decided: no evidence, and in no figure about models.
    package var decidedByPolicy: Int
    package var pace: DashboardPace
    /// The first model's, then the second's.
    package var models: [DashboardModel]
    package var cost: DashboardCost
    package var reviewers: [DashboardReviewer]
    package var readAt: Timestamp

    package init(
        counts: TaskCounts, waitingSecond: Int = 0, decidedByPolicy: Int = 0, pace: DashboardPace = DashboardPace(),
        models: [DashboardModel] = [], cost: DashboardCost = DashboardCost(), reviewers: [DashboardReviewer] = [],
        readAt: Timestamp
    ) {
        self.counts = counts
        self.waitingSecond = waitingSecond
        self.decidedByPolicy = decidedByPolicy
        self.pace = pace
        self.models = models
        self.cost = cost
        self.reviewers = reviewers
        self.readAt = readAt
    }
}

/// How fast decisions are made, one by one; what was decided for many items at once, skips and what was undone are no
/// part of it.
package struct DashboardPace: Hashable, Sendable {
    package struct Rate: Hashable, Sendable {
        package var decisions: Int
        /// Breaks are left out.
        package var activeSeconds: Double

        package init(decisions: Int, activeSeconds: Double) {
            self.decisions = decisions
            self.activeSeconds = activeSeconds
        }

        /// Under ten decisions tell nothing.
        package static let fewest = 10

        package var perMinute: Double? {
            decisions >= Rate.fewest && activeSeconds > 0 ? Double(decisions) / activeSeconds * 60 : nil
        }
    }

    /// This reviewer's, since this program was started, and in the last hour.
    package var session: Rate
    package var lastHour: Rate
    /// Each reviewer's decisions a minute in equal blocks of the newest decisions, the oldest first.
    package var overTime: [Series]

    package struct Series: Hashable, Sendable {
        package var reviewer: String
        package var perMinute: [Double]
        /// Decisions in a block.
        package var blockSize: Int

        package init(reviewer: String, perMinute: [Double], blockSize: Int) {
            self.reviewer = reviewer
            self.perMinute = perMinute
            self.blockSize = blockSize
        }
    }

    package init(
        session: Rate = Rate(decisions: 0, activeSeconds: 0), lastHour: Rate = Rate(decisions: 0, activeSeconds: 0),
        overTime: [Series] = []
    ) {
        self.session = session
        self.lastHour = lastHour
        self.overTime = overTime
    }
}

/// One model against what is true.
package struct DashboardModel: Equatable, Sendable {
    package var model: String
    /// Items with a label as truth, and of these how many came in with it.
    package var truths: Int
    package var importedTruths: Int
    /// Over the items of `truths` that the model has answered; nil: none.
    package var accuracy: DashboardShare?
    package var blind: DashboardShare?
    package var seen: DashboardShare?
    /// `confusion[truth][answer]` in the task's order; the last answer is none that is a label of the task.
    package var confusion: [[Int]]
    package var labels: [Label]
    package var calibration: Calibration
    package var blocks: [Block]
    /// Blocks are days in UTC; otherwise of equal numbers of decisions.
    package var blocksAreDays: Bool
    /// What the answers of `accuracy` cost; nil: unknown.
    package var cost: Money?
    package var estimatedCost: Money?
    package var unknownCosts: Int
    package var costPerRight: Money?

    package struct Calibration: Equatable, Sendable {
        /// Answers with a confidence.
        package var n: Int
        package var brier: Double?
        package var ece: Double?
        package var bins: [Bin]

        package init(n: Int = 0, brier: Double? = nil, ece: Double? = nil, bins: [Bin] = []) {
            self.n = n
            self.brier = brier
            self.ece = ece
            self.bins = bins
        }
    }

    package struct Bin: Hashable, Sendable {
        package var low: Double
        package var high: Double
        package var n: Int
        package var meanConfidence: Double?
        package var right: DashboardShare?

        package init(low: Double, high: Double, n: Int, meanConfidence: Double?, right: DashboardShare?) {
            self.low = low
            self.high = high
            self.n = n
            self.meanConfidence = meanConfidence
            self.right = right
        }
    }

    package struct Block: Hashable, Sendable {
        package var first: Timestamp
        package var last: Timestamp
        package var all: DashboardShare
        package var blind: DashboardShare?
        package var seen: DashboardShare?

        package init(
            first: Timestamp, last: Timestamp, all: DashboardShare, blind: DashboardShare? = nil,
            seen: DashboardShare? = nil
        ) {
            self.first = first
            self.last = last
            self.all = all
            self.blind = blind
            self.seen = seen
        }
    }

    package init(
        model: String, truths: Int = 0, importedTruths: Int = 0, accuracy: DashboardShare? = nil,
        blind: DashboardShare? = nil, seen: DashboardShare? = nil, confusion: [[Int]] = [], labels: [Label] = [],
        calibration: Calibration = Calibration(), blocks: [Block] = [], blocksAreDays: Bool = false, cost: Money? = nil,
        estimatedCost: Money? = nil, unknownCosts: Int = 0, costPerRight: Money? = nil
    ) {
        self.model = model
        self.truths = truths
        self.importedTruths = importedTruths
        self.accuracy = accuracy
        self.blind = blind
        self.seen = seen
        self.confusion = confusion
        self.labels = labels
        self.calibration = calibration
        self.blocks = blocks
        self.blocksAreDays = blocksAreDays
        self.cost = cost
        self.estimatedCost = estimatedCost
        self.unknownCosts = unknownCosts
        self.costPerRight = costPerRight
        perLabel = []
    }

    /// The worst first; those that are neither true nor answered are left out.
    package var perLabel: [PerLabel]

    package struct PerLabel: Hashable, Sendable {
        /// In the task's order.
        package var label: Int
        /// Items of which this is true.
        package var truths: Int
        /// Nil: the model never said it, or it is never true.
        package var precision: DashboardShare?
        package var recall: DashboardShare?

        package init(label: Int, truths: Int, precision: DashboardShare?, recall: DashboardShare?) {
            self.label = label
            self.truths = truths
            self.precision = precision
            self.recall = recall
        }

        /// As `renga evaluate` has it: 2·tp / (2·tp + fp + fn).
        package var f1: Double {
            let right = precision?.successes ?? recall?.successes ?? 0
            let sum = truths + (precision?.n ?? 0)
            return sum > 0 ? Double(2 * right) / Double(sum) : 0
        }
    }
}
