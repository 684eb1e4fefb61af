/// In what order items are offered for review.
package enum QueueOrder: String, Hashable, Sendable, CaseIterable {
    /// Least confident first opinion first; items without a label before all, unclassified items last.
    case uncertain
    /// Items whose two opinions differ first, then by uncertainty.
    case disagreement
    case oldest
    case newest
    /// The same shuffled order every time.
    case random
    /// Those that promise to teach most come early, with known probabilities (`InformativeDraw`).
    case informative
}

/// Which items of a task are listed.
package enum QueueFilter: String, Hashable, Sendable, CaseIterable {
    /// Nothing decided yet: neither accepted, overridden, rejected nor flagged. Skipped items are still to do.
    case todo = "to do"
    case all
    case decided
    /// The two opinions differ.
    case disagreements
    /// Enough reviewers have decided, they differ, and nobody has decided between them.
    case disputed = "to adjudicate"
    case flagged
    case skipped
    /// No model has answered yet.
    case waiting
}

/// One list of items: which, in what order.
package struct QueueQuery: Hashable, Sendable {
    package var filter: QueueFilter
    package var order: QueueOrder
    /// Only items whose text has words that begin so, or whose id contains this (`FilterCondition.search`); empty: all.
    package var search: String
    /// Only items of which this holds, beside `filter` and `search`.
    package var expression: FilterExpression
    /// Items decided after this decision stay listed although the filter no longer holds, so that the list does not
    /// shrink under the reviewer's hands; nil: none do.
    package var keepDecidedAfter: DecisionID?
    /// Nil: every item has a line.
    package var folding: Folding?
    /// These stay listed although the search and the expression no longer hold. Whether an expression held before a
    /// decision cannot be told afterwards: the review, which knows its list, names what it decided there and what is
    /// being read.
    package var keeping: Set<ItemNumber>
    /// So many of the first; nil: all.
    package var limit: Int?
    /// The expression asks for models' labels, and these items must not be given away by being listed; nil: it does not.
    package var hiding: HiddenAnswers?
    /// Where several reviewers decide an item: whose own list of what is to do; nil: everybody's.
    package var reviewer: String?

    package init(
        filter: QueueFilter = .todo, order: QueueOrder = .uncertain, search: String = "",
        expression: FilterExpression = .everything, keepDecidedAfter: DecisionID? = nil, folding: Folding? = nil,
        keeping: Set<ItemNumber> = [], limit: Int? = nil, hiding: HiddenAnswers? = nil
    ) {
        self.filter = filter
        self.order = order
        self.search = search
        self.expression = expression
        self.keepDecidedAfter = keepDecidedAfter
        self.folding = folding
        self.keeping = keeping
        self.limit = limit
        self.hiding = hiding
    }
}

/// The items whose answers are hidden from a reviewer.
package struct HiddenAnswers: Hashable, Sendable {
    /// What they have decided hides nothing.
    package var reviewer: String
    /// Nil: every item that they have not decided.
    package var rule: BlindRule?

    package init(reviewer: String, rule: BlindRule?) {
        self.reviewer = reviewer
        self.rule = rule
    }
}

/// What has been written to a store since a moment, as far as a review of it cares.
package struct StoreChange: Hashable, Sendable {
    /// Items, opinions, gold, groups of alike items or requests: any list may be another one.
    package var reachesLists: Bool
    /// A decision was taken back.
    package var takesBack: Bool
    /// Items with a new decision, one less, or a new note, each once; nil: too many to name.
    package var touched: [ItemNumber]?

    /// Nobody knows what: everything is read again.
    package static let anything = StoreChange(reachesLists: true, takesBack: true, touched: nil)

    package init(reachesLists: Bool = false, takesBack: Bool = false, touched: [ItemNumber]? = []) {
        self.reachesLists = reachesLists
        self.takesBack = takesBack
        self.touched = touched
    }
}

/// The store's number of an item: small, and in the order of arrival.
package struct ItemNumber: Hashable, Sendable, Comparable {
    package let value: Int64
    package init(_ value: Int64) { self.value = value }
    package static func < (left: ItemNumber, right: ItemNumber) -> Bool { left.value < right.value }
}

/// The store's number of a decision: in the order of recording.
package struct DecisionID: Hashable, Sendable, Comparable {
    package let value: Int64
    package init(_ value: Int64) { self.value = value }
    package static func < (left: DecisionID, right: DecisionID) -> Bool { left.value < right.value }
}

/// Where an item stands, by its last decision that was not undone.
package enum ReviewState: String, Hashable, Sendable, CaseIterable {
    case undecided, accepted, overridden, rejected, flagged, skipped

    package init(_ action: Verdict.Action?) {
        switch action {
        case nil: self = .undecided
        case .accept: self = .accepted
        case .override: self = .overridden
        case .reject: self = .rejected
        case .flag: self = .flagged
        case .skip: self = .skipped
        }
    }

    package var isDecided: Bool { self == .accepted || self == .overridden || self == .rejected }
}

/// What one line of the queue shows of a prediction.
package struct Opinion: Hashable, Sendable {
    package var model: String
    package var label: Label?
    package var outcome: Prediction.Outcome
    package var confidence: Double?
    package var cost: Cost

    package init(
        model: String, label: Label?, outcome: Prediction.Outcome, confidence: Double? = nil, cost: Cost = .unknown
    ) {
        self.model = model
        self.label = label
        self.outcome = outcome
        self.confidence = confidence
        self.cost = cost
    }
}

/// One line of the queue.
package struct QueueRow: Hashable, Sendable {
    package var number: ItemNumber
    package var id: Item.ID
    /// The first characters of the text, at most 200.
    package var excerpt: String
    package var state: ReviewState
    /// The label of the last decision, where it has one.
    package var decidedLabel: Label?
    package var first: Opinion?
    package var second: Opinion?
    /// Who accepted, overrode, rejected or flagged the item, by decisions that hold.
    package var reviewers: [String]
    /// With which the order `informative` draws the item (`InformativeDraw.probability`); nil: not known.
    package var drawn: Double?
    /// How many reviewers' own decisions on the item hold, and how many are wanted.
    package var votes = 0
    package var needed = 1
    /// Enough reviewers have decided, they differ, and nobody has decided between them.
    package var isDisputed = false
    /// Somebody has decided between reviewers.
    package var isAdjudicated = false

    package init(
        number: ItemNumber, id: Item.ID, excerpt: String, state: ReviewState = .undecided, decidedLabel: Label? = nil,
        first: Opinion? = nil, second: Opinion? = nil, reviewers: [String] = [], drawn: Double? = nil
    ) {
        self.number = number
        self.id = id
        self.excerpt = excerpt
        self.state = state
        self.decidedLabel = decidedLabel
        self.first = first
        self.second = second
        self.reviewers = reviewers
        self.drawn = drawn
    }

    /// Whether both models gave a label, and not the same one; nil: one of them did not.
    package var disagrees: Bool? {
        guard let one = first?.label, let other = second?.label else { return nil }
        return one != other
    }
}

/// Everything the review shows of one item.
package struct ItemDetail: Hashable, Sendable {
    package var row: QueueRow
    package var item: Item
    /// The newest prediction of the task's first model, and of its second.
    package var first: Prediction?
    package var second: Prediction?
    /// In the order of recording, undone ones too.
    package var decisions: [Decision]
    /// The reviewer's note that no decision carries yet.
    package var pendingNote: String
    /// What all answers to the item cost; nil: not known.
    package var spent: ItemSpending?

    package init(
        row: QueueRow, item: Item, first: Prediction? = nil, second: Prediction? = nil, decisions: [Decision] = [],
        pendingNote: String = "", spent: ItemSpending? = nil
    ) {
        self.row = row
        self.item = item
        self.first = first
        self.second = second
        self.decisions = decisions
        self.pendingNote = pendingNote
        self.spent = spent
    }
}

/// What the answers to one item cost so far, by every model.
package struct ItemSpending: Hashable, Sendable {
    package var answers: Int
    package var charged: Money
    /// What those that were not billed would have cost.
    package var estimated: Money

    package init(answers: Int, charged: Money, estimated: Money) {
        self.answers = answers
        self.charged = charged
        self.estimated = estimated
    }
}

/// The counts of a task: `renga status`, and the review's status line.
package struct TaskCounts: Hashable, Sendable {
    package var items = 0
    /// Items that the first model has not answered.
    package var unclassified = 0
    package var secondOpinions = 0
    /// Items whose last word is neither accept, override, reject nor flag.
    package var undecided = 0
    package var decided = 0
    package var flagged = 0
    package var skipped = 0
    /// Items whose two opinions are labels that differ.
    package var disagreements = 0
    /// Decided items whose first opinion is the decided label, and all decided items with a first opinion.
    package var firstAgreed = 0
    package var firstCompared = 0
    /// Items whose reviewers differ, and nobody has decided between them.
    package var disputed = 0
    /// Items with fewer reviewers' decisions than are wanted, but some.
    package var partlyDecided = 0
    /// Items where a reviewer says that the guideline is unclear.
    package var unclear = 0
    package var gold = 0
    package var rejectedLines = 0
    /// Of the decided: accepted by a rule, without a look at each. They are in neither figure of agreement.
    package var byPolicy = 0
    /// Real spend, and what offline answers would have cost.
    package var spent = Money.zero
    package var estimated = Money.zero

    package init() {}
}
