/// Why a second opinion was asked.
package enum EscalationReason: String, Hashable, Sendable, CaseIterable {
    case lowConfidence = "low-confidence"
    case sample
    case label
    case invalidOutput = "invalid-output"
    case refusal
    case reviewer
    /// The task's `[routing]` leaves this label to a stronger model.
    case routing
}

/// When a first opinion is not enough.
package struct SecondOpinionPolicy: Hashable, Sendable {
    /// Escalate under this confidence, 0 to 1. A labelled answer without a confidence counts as under it.
    package var belowConfidence: Double
    /// And this share of all items, chosen by a hash of the id: the same items every time. 0 to 1.
    package var sample: Double
    /// And every item that the first opinion gives one of these.
    package var labels: [Label]
    package var onInvalidOutput: Bool
    package var onRefusal: Bool
    /// Ask the same model once more after an answer that is not valid, before anybody else.
    package var repairs: Bool

    package init(
        belowConfidence: Double = 0.80, sample: Double = 0.05, labels: [Label] = [], onInvalidOutput: Bool = true,
        onRefusal: Bool = true, repairs: Bool = true
    ) {
        self.belowConfidence = belowConfidence
        self.sample = sample
        self.labels = labels
        self.onInvalidOutput = onInvalidOutput
        self.onRefusal = onRefusal
        self.repairs = repairs
    }

    /// The reason to ask a second model after this first opinion; nil: the first opinion stands.
    /// Where several apply, the one about the answer itself comes before the sample.
    ///
    /// - Parameter set: the task's labels; it tells which labels a set of them holds.
    package func reason(after first: Prediction, of item: Item.ID, in set: LabelSet? = nil) -> EscalationReason? {
        switch first.outcome {
        case .refusal: if onRefusal { return .refusal }
        case .invalidOutput, .unknownLabel, .empty, .truncated, .unknownStop:
            if onInvalidOutput { return .invalidOutput }
        case .labeled:
            if let label = first.label, labels.contains(where: { set?.answer(label, has: $0) ?? (label == $0) }) {
                return .label
            }
            if (first.confidence ?? 0) < belowConfidence, belowConfidence > 0 { return .lowConfidence }
        }
        return samples(item) ? .sample : nil
    }

    /// Whether the item is of the share that is always asked about twice, whatever else holds.
    package func samples(_ item: Item.ID) -> Bool {
        StableShare.contains(item, share: sample, purpose: "second-opinion")
    }
}

/// What an answer calls for.
package enum LadderStep: Hashable, Sendable {
    /// Ask the same model once more.
    case repair
    /// Ask the model of this rung; why.
    case escalate(rung: Int, EscalationReason)
}

extension TaskDefinition {
    /// What is to be done after this answer of a model of the ladder; nil: it stands.
    ///
    /// Sample, labels and routing look at first opinions alone; doubt, refusals and answers that are not valid lead from
    /// any rung to the next.
    package func step(after answer: Prediction, of item: Item.ID) -> LadderStep? {
        guard let rung = rung(of: answer.model) else { return nil }
        if answer.outcome.isRepairable, !answer.isRepair, secondOpinion.repairs { return .repair }
        var policy = secondOpinion
        if rung == 0, let label = answer.label, let target = routing.rung(for: label, in: labels) {
            if target > 0 { return target < ladder.count ? .escalate(rung: target, .routing) : nil }
            (policy.belowConfidence, policy.labels) = (0, [])
        }
        if rung > 0 { (policy.sample, policy.labels) = (0, []) }
        guard rung + 1 < ladder.count, let reason = policy.reason(after: answer, of: item, in: labels) else {
            return nil
        }
        return .escalate(rung: rung + 1, reason)
    }
}

/// A share of all items that is the same in every run and on every machine.
package enum StableShare {
    /// Whether the item belongs to the share.
    ///
    /// - Parameters:
    ///   - share: 0 to 1.
    ///   - purpose: keeps the shares of different uses independent of each other.
    package static func contains(_ item: Item.ID, share: Double, purpose: String) -> Bool {
        guard share > 0 else { return false }
        return position(of: item, purpose: purpose) < share
    }

    /// The item's place in [0, 1): FNV-1a over purpose and id, mixed by the finaliser of SplitMix64 because
    /// FNV alone spreads the last characters of similar ids badly over the high bits.
    package static func position(of item: Item.ID, purpose: String) -> Double {
        var hash = start(of: purpose)
        for byte in item.value.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return place(of: hash)
    }
}
