/// What is to be done with many items at once.
package enum BulkChoice: Hashable, Sendable {
    /// Each item's own first opinion.
    case acceptFirst
    /// Each item's own second opinion.
    case acceptSecond
    /// This label, whatever the models said.
    case label(Label)
    case reject, flag, skip

    /// The verdict on an item with these opinions; nil: it has no opinion to take.
    package func verdict(first: Label?, second: Label?) -> Verdict? {
        switch self {
        case .acceptFirst: first.map(Verdict.accept)
        case .acceptSecond: second.map { $0 == first ? .accept($0) : .override($0) }
        case .label(let label): label == first ? .accept(label) : .override(label)
        case .reject: .reject
        case .flag: .flag
        case .skip: .skip
        }
    }

    /// The word that is kept of it.
    package var word: String {
        switch self {
        case .acceptFirst: "accept-first"
        case .acceptSecond: "accept-second"
        case .label(let label): "label \(label.name)"
        case .reject: "reject"
        case .flag: "flag"
        case .skip: "skip"
        }
    }
}

/// Many items, and what is to be done with them.
package struct BulkPlan: Hashable, Sendable {
    package var choice: BulkChoice
    package var items: [ItemNumber]
    /// The items that it hides are left out. Nil: every item is hidden, and all are left out.
    package var blind: BlindRule?
    /// Labels that a model may give, or that are chosen; others are no labels of the task any more.
    package var labels: Set<Label>
    /// Opinions with one of these labels are concealed: their items are left out.
    package var concealed: Set<Label>
    /// The list that they come from, in words, for the record.
    package var list: String

    /// More are not decided at once: all of them are one transaction.
    package static let mostItems = 50_000

    package init(
        choice: BulkChoice, items: [ItemNumber], blind: BlindRule?, labels: Set<Label>, concealed: Set<Label> = [],
        list: String = ""
    ) {
        self.choice = choice
        self.items = items
        self.blind = blind
        self.labels = labels
        self.concealed = concealed
        self.list = list
    }
}

/// What a plan would do, counted.
package struct BulkPreview: Hashable, Sendable {
    package var items = 0
    /// The items that would be decided.
    package var eligible = 0
    // Left out.
    package var blind = 0
    package var concealed = 0
    package var decided = 0
    /// Without the opinion that would be taken.
    package var unanswered = 0
    /// Of the eligible: by the label of the first opinion, most first; nil: it has none.
    package var labels: [LabelShare] = []
    /// Of the eligible: the two opinions differ.
    package var disagreeing = 0
    /// Of the eligible: the first opinion is another label than the one that would be stored.
    package var changed = 0
    /// Of the first opinions of the eligible.
    package var confidence: ClosedRange<Double>?
    package var samples: [QueueRow] = []
    /// The newest answer there was: an item with a newer opinion is not decided by what was counted here.
    package var latestPrediction: Int64 = 0

    package init() {}

    package struct LabelShare: Hashable, Sendable {
        package var label: Label?
        package var count: Int

        package init(label: Label?, count: Int) {
            self.label = label
            self.count = count
        }
    }
}

/// What was decided together, on disk.
package struct ActOutcome: Hashable, Sendable {
    package var act: Act
    /// Decisions.
    package var count: Int
    package var latest: DecisionID
    /// Some of them, the first ones: the items and the verdicts.
    package var decided: [Decided]

    package init(act: Act, count: Int, latest: DecisionID, decided: [Decided]) {
        self.act = act
        self.count = count
        self.latest = latest
        self.decided = decided
    }

    package struct Decided: Hashable, Sendable {
        package var id: Item.ID
        package var verdict: Verdict

        package init(id: Item.ID, verdict: Verdict) {
            self.id = id
            self.verdict = verdict
        }
    }
}

/// A rule by which first opinions are accepted without a look at each.
package struct AcceptanceRule: Hashable, Sendable {
    /// At or above this confidence.
    package var threshold: Double
    /// Share of what would be accepted that is left to be decided blind.
    package var audit: Double
    /// Of the task's blind sample; its items are left out.
    package var blindShare: Double
    package var labels: Set<Label>

    package init(threshold: Double, audit: Double, blindShare: Double, labels: Set<Label>) {
        self.threshold = threshold
        self.audit = audit
        self.blindShare = blindShare
        self.labels = labels
    }

    /// More are not accepted at once: all of them are one transaction. The most certain go first.
    package static let mostItems = 50_000

    package var auditRule: AuditRule { AuditRule(threshold: threshold, share: audit) }
}

/// What a rule would do, and how often the model was wrong where it would have acted.
package struct AcceptanceFigures: Hashable, Sendable {
    /// Items that nobody has decided.
    package var undecided = 0
    package var accepted = 0
    /// Left in the queue as the audit share.
    package var audited = 0
    package var blind = 0
    package var disputed = 0
    /// Decided items at or above the threshold: those decided without the model's answer in view, and all.
    package var blindTruth = Errors()
    package var allTruth = Errors()
    package var latestPrediction: Int64 = 0

    package init() {}

    package struct Errors: Hashable, Sendable {
        package var n = 0
        package var errors = 0

        package init(n: Int = 0, errors: Int = 0) {
            self.n = n
            self.errors = errors
        }
    }
}

/// What a reviewer is told before a rule is applied.
package struct AcceptanceStatement: Hashable, Sendable {
    package var rule: AcceptanceRule
    package var figures: AcceptanceFigures
    /// The truth that the risk is measured on.
    package var measured: AcceptanceFigures.Errors
    package var isBlind: Bool
    /// The share of errors will hardly be above this: the one-sided 95 % bound of Clopper and Pearson.
    package var upper: Double
    /// The share of errors that is wished for at most; nil: none was named.
    package var wished: Double?

    package init(
        rule: AcceptanceRule, figures: AcceptanceFigures, measured: AcceptanceFigures.Errors, isBlind: Bool,
        upper: Double
    ) {
        self.rule = rule
        self.figures = figures
        self.measured = measured
        self.isBlind = isBlind
        self.upper = upper
    }

    /// From this many on, truth decided blind is enough to be used alone.
    package static let enoughBlindTruth = 30
    /// From this many on, the measured share is no accident of a few.
    package static let enoughTruth = 100
}

/// An acceptance by rule that was not taken back, and what its audit says.
package struct StandingPolicy: Hashable, Sendable {
    package var act: Act
    package var reviewer: String
    package var rule: AuditRule
    /// What was stated before it.
    package var stated: AcceptanceFigures.Errors
    package var upper: Double
    package var accepted: Int
    package var audit: AcceptanceFigures.Errors
    /// The share of errors in the audit is hardly below this (one-sided, 95 %), for one look.
    package var auditLow: Double
    /// The share of errors that was wished for at most; nil: none was.
    package var wished: Double?
    /// Nil: it was not revoked.
    package var revocation: Revocation?

    /// What a rule was revoked by: its audit. Nothing that it accepted is taken back by that.
    package struct Revocation: Hashable, Sendable {
        package var at: Timestamp
        /// The audit at that moment.
        package var audit: AcceptanceFigures.Errors
        package var evidence: Double

        package init(at: Timestamp, audit: AcceptanceFigures.Errors, evidence: Double) {
            self.at = at
            self.audit = audit
            self.evidence = evidence
        }
    }

    package init(
        act: Act, reviewer: String, rule: AuditRule, stated: AcceptanceFigures.Errors, upper: Double, accepted: Int,
        audit: AcceptanceFigures.Errors, auditLow: Double = 0, wished: Double? = nil, revocation: Revocation? = nil
    ) {
        self.wished = wished
        self.revocation = revocation
        self.act = act
        self.reviewer = reviewer
        self.rule = rule
        self.stated = stated
        self.upper = upper
        self.accepted = accepted
        self.audit = audit
        self.auditLow = auditLow
    }

    /// The share of errors that the rule promised at most: the wished one, where one was named and the bound met it, else
    /// the bound that was stated.
    package var promised: Double { wished ?? upper }

    /// How strongly the audit speaks against that (`AuditTest`).
    package var evidence: Double { AuditTest.evidence(errors: audit.errors, of: audit.n, promised: promised) }

    /// The audit found more errors than were promised, or had found them when the rule was revoked.
    package var isContradicted: Bool {
        revocation != nil || AuditTest.contradicts(errors: audit.errors, of: audit.n, promised: promised)
    }
}
