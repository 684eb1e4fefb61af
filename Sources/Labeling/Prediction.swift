/// What one model said of one item.
package struct Prediction: Hashable, Sendable {
    /// The model as it was asked for; predictions are grouped by this name everywhere.
    package var model: String
    /// The model that says it answered, when it says so.
    package var snapshot: String?
    /// Nil unless `outcome` is `labeled`: a label outside the set is never snapped to one inside it.
    package var label: Label?
    /// What the model answered in place of a valid label, as it answered it.
    package var invalidAnswer: String?
    /// 0 to 1.
    package var confidence: Double?
    package var confidenceSource: ConfidenceSource?
    package var rationale: String?
    package var usage: Usage
    package var cost: Cost
    package var latencyMilliseconds: Double?
    package var outcome: Outcome
    /// Why a second opinion was asked; nil for a first opinion and for imported predictions.
    package var escalation: EscalationReason?
    /// The provider's id of the request.
    package var requestID: String?
    /// Hash of the instructions, labels and examples that were sent.
    package var promptVersion: String?
    package var stopReason: String?
    package var at: Timestamp?

    package init(
        model: String, snapshot: String? = nil, label: Label? = nil, invalidAnswer: String? = nil,
        confidence: Double? = nil, confidenceSource: ConfidenceSource? = nil, rationale: String? = nil,
        usage: Usage = Usage(), cost: Cost = .unknown, latencyMilliseconds: Double? = nil,
        outcome: Outcome = .labeled, escalation: EscalationReason? = nil, requestID: String? = nil,
        promptVersion: String? = nil, stopReason: String? = nil, at: Timestamp? = nil
    ) {
        self.model = model
        self.snapshot = snapshot
        self.label = label
        self.invalidAnswer = invalidAnswer
        self.confidence = confidence
        self.confidenceSource = confidenceSource
        self.rationale = rationale
        self.usage = usage
        self.cost = cost
        self.latencyMilliseconds = latencyMilliseconds
        self.outcome = outcome
        self.escalation = escalation
        self.requestID = requestID
        self.promptVersion = promptVersion
        self.stopReason = stopReason
        self.at = at
    }

    /// How an answer ended. Every case but `labeled` has no label.
    package enum Outcome: String, Hashable, Sendable, CaseIterable {
        case labeled
        /// Not parsable, empty, or a label outside the set.
        case invalidOutput = "invalid-output"
        case refusal
        /// The output limit was reached before the answer was complete.
        case truncated
    }
}

/// Where a confidence comes from.
package enum ConfidenceSource: String, Hashable, Sendable, CaseIterable {
    /// The model said so in its answer.
    case stated
    /// A classifier's own probability.
    case probability
    /// From a file, without a word on its making.
    case imported
}

/// Tokens of one answer, as the Messages API counts them: `inputTokens` excludes both cache counts.
package struct Usage: Hashable, Sendable {
    package var inputTokens: Int
    package var outputTokens: Int
    package var cacheCreationInputTokens: Int
    package var cacheReadInputTokens: Int

    package init(
        inputTokens: Int = 0, outputTokens: Int = 0, cacheCreationInputTokens: Int = 0, cacheReadInputTokens: Int = 0
    ) {
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.cacheCreationInputTokens = cacheCreationInputTokens
        self.cacheReadInputTokens = cacheReadInputTokens
    }
}

/// What an answer cost.
package enum Cost: Hashable, Sendable {
    /// Billed by the provider: real spend.
    case charged(Money)
    /// Nothing was billed; `model` would have charged this for the same tokens. Never added to real spend.
    case estimated(Money, as: String)
    /// No price is known for the model, or the source did not say.
    case unknown

    /// What was really spent; nil when unknown, zero for an estimate.
    package var spent: Money? {
        switch self {
        case .charged(let money): money
        case .estimated: .zero
        case .unknown: nil
        }
    }
}
