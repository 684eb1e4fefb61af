/// What statistics need of a prediction, its words by their numbers in a `WordTable`; -1: none.
package struct PredictionFacts: Hashable, Sendable {
    package var item: ItemNumber
    package var model: Int32
    package var label: Int32
    package var outcome: Prediction.Outcome
    package var confidence: Double?
    package var latencyMilliseconds: Double?
    package var cost: CostFacts
    package var at: Int64?
    package var snapshot: Int32
    package var promptVersion: Int32
    package var escalation: EscalationReason?

    package init(
        item: ItemNumber, model: Int32, label: Int32, outcome: Prediction.Outcome, confidence: Double?,
        latencyMilliseconds: Double?, cost: CostFacts, at: Int64?, snapshot: Int32, promptVersion: Int32,
        escalation: EscalationReason?
    ) {
        self.item = item
        self.model = model
        self.label = label
        self.outcome = outcome
        self.confidence = confidence
        self.latencyMilliseconds = latencyMilliseconds
        self.cost = cost
        self.at = at
        self.snapshot = snapshot
        self.promptVersion = promptVersion
        self.escalation = escalation
    }
}

/// A `Cost` without the name of the model that an estimate is by.
package enum CostFacts: Hashable, Sendable {
    case unknown, charged(Money), estimated(Money)
}

/// What statistics need of a decision, its words by their numbers in a `WordTable`; -1: none.
package struct DecisionFacts: Hashable, Sendable {
    package var item: ItemNumber
    package var reviewer: Int32
    package var action: Verdict.Action
    package var label: Int32
    /// Milliseconds since 1970.
    package var at: Int64
    package var seconds: Double?
    /// A JSON list of models' names.
    package var shown: Int32
    package var firstChoice: Int32
    package var probability: Double
    /// A JSON object (`Exposure`).
    package var exposure: Int32
    package var act: Act.Kind?
    package var isUndone: Bool
    package var isAdjudication: Bool
    package var isUnclear: Bool

    package init(
        item: ItemNumber, reviewer: Int32, action: Verdict.Action, label: Int32, at: Int64, seconds: Double?,
        shown: Int32, firstChoice: Int32, probability: Double, exposure: Int32, act: Act.Kind?, isUndone: Bool,
        isAdjudication: Bool = false, isUnclear: Bool = false
    ) {
        self.item = item
        self.reviewer = reviewer
        self.action = action
        self.label = label
        self.at = at
        self.seconds = seconds
        self.shown = shown
        self.firstChoice = firstChoice
        self.probability = probability
        self.exposure = exposure
        self.act = act
        self.isUndone = isUndone
        self.isAdjudication = isAdjudication
        self.isUnclear = isUnclear
    }
}

/// What a store knows of its items, for statistics. Items have the numbers 1, 2, …; columns begin with the first.
package struct TaskFacts: Sendable {
    package var words: WordTable
    /// Each item's place in the random order, in [0, 1).
    package var shuffles: [Double]
    /// The imported truth, by its number in `words`; -1: none.
    package var gold: [Int32]
    /// In the order of recording.
    package var decisions: [DecisionFacts]
    /// How many reviewers decide an item.
    package var needed: [UInt8]
    /// Whose word counts where they differ; nil: `adjudicated` where several reviewers decide, else `single`.
    package var policy: TruthPolicy?

    package init(
        words: WordTable, shuffles: [Double], gold: [Int32], decisions: [DecisionFacts], needed: [UInt8],
        policy: TruthPolicy?
    ) {
        self.words = words
        self.shuffles = shuffles
        self.gold = gold
        self.decisions = decisions
        self.needed = needed
        self.policy = policy
    }

    package var count: Int { shuffles.count }

    /// The rule of ground truth that holds for an item, by its place.
    package func rule(of item: Int) -> (policy: TruthPolicy, needed: Int) {
        let needed = Int(self.needed[item])
        return (policy ?? (needed > 1 ? .adjudicated : .single), needed)
    }
}
