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
    /// Whether the model was asked again because its first answer to the item was not valid.
    package var isRepair: Bool
    package var service: Service
    /// How many answers were drawn and counted, for self-consistency; nil: one, as it stands.
    package var samples: Int?

    package init(
        model: String, snapshot: String? = nil, label: Label? = nil, invalidAnswer: String? = nil,
        confidence: Double? = nil, confidenceSource: ConfidenceSource? = nil, rationale: String? = nil,
        usage: Usage = Usage(), cost: Cost = .unknown, latencyMilliseconds: Double? = nil,
        outcome: Outcome = .labeled, escalation: EscalationReason? = nil, requestID: String? = nil,
        promptVersion: String? = nil, stopReason: String? = nil, at: Timestamp? = nil, isRepair: Bool = false,
        service: Service = .standard, samples: Int? = nil
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
        self.isRepair = isRepair
        self.service = service
        self.samples = samples
    }

    /// How an answer ended. Every case but `labeled` has no label.
    package enum Outcome: String, Hashable, Sendable, CaseIterable {
        case labeled
        /// Not parsable, or without a label.
        case invalidOutput = "invalid-output"
        /// A label outside the set.
        case unknownLabel = "unknown-label"
        /// Complete, and without a word.
        case empty
        case refusal
        /// The output limit was reached before the answer was complete.
        case truncated
        /// It ended for a reason that this version does not know.
        case unknownStop = "unknown-stop"

        /// Whether asking the same model once more may help.
        package var isRepairable: Bool {
            switch self {
            case .invalidOutput, .unknownLabel, .empty: true
            case .labeled, .refusal, .truncated, .unknownStop: false
            }
        }
    }

    /// Through which door the model was asked.
    package enum Service: String, Hashable, Sendable, CaseIterable {
        case standard
        /// The provider's batch service, at its own prices.
        case batch
    }
}

/// Where a confidence comes from.
package enum ConfidenceSource: String, Hashable, Sendable, CaseIterable {
    /// The model said so in its answer.
    case stated
    /// A classifier's own probability.
    case probability
    /// The probability of the label's tokens, as the provider gave it.
    case logProbability = "log-probability"
    /// The share of the drawn answers that gave this label.
    case voteShare = "vote-share"
    /// From a file, without a word on its making.
    case imported
}

/// Tokens of one answer, as the Messages API counts them: `inputTokens` excludes both cache counts.
package struct Usage: Hashable, Sendable {
    package var inputTokens: Int
    package var outputTokens: Int
    package var cacheCreationInputTokens: Int
    package var cacheReadInputTokens: Int
    /// Those of `cacheCreationInputTokens` that were written for an hour; the others were for five minutes.
    package var cacheCreation1hInputTokens: Int
    /// Those of `outputTokens` that the model thought with.
    package var reasoningTokens: Int

    package init(
        inputTokens: Int = 0, outputTokens: Int = 0, cacheCreationInputTokens: Int = 0, cacheReadInputTokens: Int = 0,
        cacheCreation1hInputTokens: Int = 0, reasoningTokens: Int = 0
    ) {
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.cacheCreationInputTokens = cacheCreationInputTokens
        self.cacheReadInputTokens = cacheReadInputTokens
        self.cacheCreation1hInputTokens = cacheCreation1hInputTokens
        self.reasoningTokens = reasoningTokens
    }

    /// The whole prompt, cached tokens included; sums stay at the largest integer.
    package var promptTokens: Int {
        inputTokens.addingClamped(cacheCreationInputTokens).addingClamped(cacheReadInputTokens)
    }

    package static func + (left: Usage, right: Usage) -> Usage {
        Usage(
            inputTokens: left.inputTokens.addingClamped(right.inputTokens),
            outputTokens: left.outputTokens.addingClamped(right.outputTokens),
            cacheCreationInputTokens: left.cacheCreationInputTokens.addingClamped(right.cacheCreationInputTokens),
            cacheReadInputTokens: left.cacheReadInputTokens.addingClamped(right.cacheReadInputTokens),
            cacheCreation1hInputTokens: left.cacheCreation1hInputTokens.addingClamped(right.cacheCreation1hInputTokens),
            reasoningTokens: left.reasoningTokens.addingClamped(right.reasoningTokens))
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

extension Int {
    /// Token counts come from servers and files: a sum of absurd ones must not trap.
    package func addingClamped(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (self < 0 ? .min : .max) : sum
    }
}
