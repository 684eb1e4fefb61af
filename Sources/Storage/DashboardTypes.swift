package import Labeling

/// How often a model said one thing where another was true: a group of items that are alike in all that is named here.
package struct JudgedAnswers: Hashable, Sendable {
    package var truth: Label
    /// The truth came in with the items: nobody has decided them.
    package var isImportedTruth: Bool
    /// The models whose answers were on screen when the truth was decided.
    package var shown: [String]
    /// Nil: no label that could be read.
    package var label: Label?
    /// The tenth that the confidence lies in, 0 to 9, each with its upper end; nil: there is no confidence.
    package var bin: Int?
    package var count: Int
    /// Σ confidence and Σ confidence², of those that have one.
    package var confidence: Double
    package var squares: Double
    package var charged: Money
    package var estimated: Money
    /// How many are estimates, and of how many no cost is known.
    package var estimates: Int
    package var unknownCosts: Int
}

/// What reviewers decided in one stretch of time, and what a model had said.
package struct AgreementGroup: Hashable, Sendable {
    /// Counts from 1 where stretches have equal numbers of decisions; else days since 1970 in UTC.
    package var block: Int64
    package var truth: Label
    package var label: Label?
    package var shown: [String]
    package var count: Int
    package var first: Timestamp
    package var last: Timestamp
}

/// How the decisions are cut into stretches.
package enum AgreementBlocks: Hashable, Sendable {
    case days
    /// So many, of equal numbers of decisions.
    case equal(Int)
}

/// One reviewer's decisions, counted.
package struct ReviewerFigures: Hashable, Sendable {
    package var reviewer: String
    /// Those that stand: accepted, overridden, rejected or flagged, and not undone.
    package var decisions: Int
    package var skipped: Int
    package var undone: Int
    /// Of those that stand, by the reviewer's own look at the item: with a label, and with another than the first
    /// opinion's by their own word.
    package var labeled: Int
    package var overridden: Int
    /// Of `labeled`, those on items with a first opinion, and those with its label.
    package var compared: Int
    package var agreed: Int
    package var notes: Int
    /// Of single decisions that stand; nil: of none is it known.
    package var medianSeconds: Double?
    package var lastActive: Timestamp

    package init(
        reviewer: String, decisions: Int, skipped: Int, undone: Int, labeled: Int, overridden: Int, compared: Int,
        agreed: Int, notes: Int, medianSeconds: Double?, lastActive: Timestamp
    ) {
        self.reviewer = reviewer
        self.decisions = decisions
        self.skipped = skipped
        self.undone = undone
        self.labeled = labeled
        self.overridden = overridden
        self.compared = compared
        self.agreed = agreed
        self.notes = notes
        self.medianSeconds = medianSeconds
        self.lastActive = lastActive
    }
}

/// One of the newest decisions.
package struct RecentDecision: Hashable, Sendable {
    package var reviewer: String
    package var at: Timestamp
    package var seconds: Double?
    /// One of many that were made with one key.
    package var isOfAct: Bool
    package var isUndone: Bool
    package var isSkip: Bool

    package init(
        reviewer: String, at: Timestamp, seconds: Double?, isOfAct: Bool, isUndone: Bool, isSkip: Bool
    ) {
        self.reviewer = reviewer
        self.at = at
        self.seconds = seconds
        self.isOfAct = isOfAct
        self.isUndone = isUndone
        self.isSkip = isSkip
    }
}

/// What is true of how many items.
package struct TruthFigures: Hashable, Sendable {
    package var label: Label
    package var isImported: Bool
    package var count: Int

    package init(label: Label, isImported: Bool, count: Int) {
        self.label = label
        self.isImported = isImported
        self.count = count
    }
}
