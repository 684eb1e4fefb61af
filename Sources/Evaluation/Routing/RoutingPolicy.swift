package import Labeling

/// Who settles an item: what a task could do.
package enum PolicyKind: String, Hashable, Sendable, CaseIterable {
    case firstAlone = "first-alone"
    /// The second model's answer stands where the first one's confidence is under the threshold, or its answer is not
    /// valid.
    case firstThenSecond = "first-then-second"
    case firstThenHuman = "first-then-human"
    case secondAlone = "second-alone"
    case humanAlone = "human-alone"

    /// Asks people, whose label is taken for the truth.
    package var asksHuman: Bool { self == .firstThenHuman || self == .humanAlone }
    package var asksSecond: Bool { self == .firstThenSecond || self == .secondAlone }
    package var hasThreshold: Bool { self == .firstThenSecond || self == .firstThenHuman }
}

/// What an answer of a model costs.
package struct PriceReport: Hashable, Sendable {
    /// The mean of what was charged, rounded half up to 10⁻¹² dollars; nil: nothing was.
    package var charged: Money?
    package var chargedN: Int
    /// The mean of what answers that were not billed would have cost; nil: there are none.
    package var estimated: Money?
    package var estimatedN: Int
    /// Answers of which no cost is known.
    package var unknown: Int

    /// What was charged; where nothing was, the estimate.
    package var used: Money? { charged ?? estimated }
    package var isEstimate: Bool { charged == nil && estimated != nil }
}

/// A policy over the items with ground truth of a row.
package struct RoutingPolicy: Hashable, Sendable {
    package var kind: PolicyKind
    /// Items that its errors are counted over: all of the row, or, where too many answers are missing, the others.
    package var n: Int
    package var errors: Int
    /// Nil: without a person's work there is no item; a person's label counts as the truth (`humanAlone`).
    package var error: Interval?
    /// Items that it would ask the second model about, and that have no answer of it. Up to one in a hundred count as
    /// errors; more, and the policy is not compared.
    package var missing: Int
    package var isComparable: Bool
    /// Clopper and Pearson's one-sided bound of the error, corrected for the policies looked at; nil where nothing is
    /// estimated, and where the policy is not compared.
    package var upper: Double?
    /// Nil: no risk was named.
    package var meetsRisk: Bool?
    /// Shown to be over the wished risk, by the lower bound.
    package var failsRisk: Bool
    /// How many more items would show that the wished risk is met if errors came as often as before; 0: it is shown;
    /// nil: no risk was named, or errors come too often.
    package var needsMore: Int?
    /// Money for one item; nil: a price is not known.
    package var model: Money?
    package var human: Money?
    /// What its errors cost, by item; nil: no costs of errors are known.
    package var errorCost: Money?
    /// All three together, without the costs of errors where they are not known.
    package var total: Money?
}

/// What a table's line, or all items, call for.
package struct RoutingChoice: Hashable, Sendable {
    package var basis: Basis
    /// Nil: nothing can be advised.
    package var policy: PolicyKind?
    package var isSettled: Bool
    /// About how many more items with ground truth would settle it; nil: no number can be named.
    package var needsMore: Int?
    package var words: String

    package enum Basis: String, Hashable, Sendable {
        /// The cheapest policy that is shown to meet the wished risk.
        case risk
        /// The lowest expected cost with that of the errors.
        case cost
        /// How often the second model says the same: where neither a risk nor costs of errors are named.
        case agreement
    }
}

/// One line of the decision table: the items that the first model gave one label.
package struct RoutingRow: Hashable, Sendable {
    /// Nil: no valid label, or all items.
    package var label: Label?
    /// Items with ground truth.
    package var n: Int
    package var firstErrors: Int
    package var firstError: Interval?
    /// Of `n`, those that the second model answered too: the next four are over these.
    package var both: Int
    package var secondErrors: Int
    package var secondError: Interval?
    package var onlyFirst: Int
    package var onlySecond: Int
    package var firstPrice: PriceReport
    package var secondPrice: PriceReport?
    /// The median of the reviewers' times; nil: none is known.
    package var humanSeconds: Double?
    package var timed: Int
    package var humanCost: Money?
    /// The mean cost of an error of the first model here; nil: no costs are known, or no error.
    package var costPerError: Money?
    /// Items that the first model gave this label, with or without ground truth; those the second answered too; those
    /// where it said the same.
    package var answered: Int
    package var compared: Int
    package var agreements: Int
    /// In the order of `PolicyKind`.
    package var policies: [RoutingPolicy]
    package var choice: RoutingChoice

    package var agreement: Interval? { .wilson(successes: agreements, of: compared) }
}
