/// What a reviewer did with an item.
package enum Verdict: Hashable, Sendable {
    /// The first opinion's label is right.
    case accept(Label)
    /// This label is right, whatever the models said.
    case override(Label)
    /// No label fits.
    case reject
    /// An expert must look.
    case flag
    /// Not now, not by me. Decides nothing.
    case skip

    /// The stored word of the action.
    package var action: Action {
        switch self {
        case .accept: .accept
        case .override: .override
        case .reject: .reject
        case .flag: .flag
        case .skip: .skip
        }
    }

    package var label: Label? {
        switch self {
        case .accept(let label), .override(let label): label
        case .reject, .flag, .skip: nil
        }
    }

    /// The verdict of an action and a label; nil when they do not belong together
    /// (accept and override need a label, the others have none).
    package init?(action: Action, label: Label?) {
        switch (action, label) {
        case (.accept, let label?): self = .accept(label)
        case (.override, let label?): self = .override(label)
        case (.reject, nil): self = .reject
        case (.flag, nil): self = .flag
        case (.skip, nil): self = .skip
        default: return nil
        }
    }

    package enum Action: String, Hashable, Sendable, CaseIterable {
        case accept, `override`, reject, flag, skip
    }
}

/// One verdict of one reviewer on one item, with what is needed to weigh it later.
package struct Decision: Hashable, Sendable {
    package var reviewer: String
    package var verdict: Verdict
    package var at: Timestamp
    /// How long the item was before the reviewer's eyes, in seconds.
    package var seconds: Double?
    package var note: String
    /// The models whose answers were on screen; empty: the decision was blind.
    package var shown: [String]
    /// The label chosen before the models' answers appeared, in commit-then-reveal.
    package var firstChoice: Label?
    /// With which the item was drawn for review, above 0 and at most 1.
    package var probability: Double
    /// Nil: not known.
    package var exposure: Exposure?
    /// Nil: this item was decided by itself.
    package var act: Act?
    /// When and by whom the decision was taken back; it stays in the log.
    package var undoneAt: Timestamp?
    package var undoneBy: String?
    /// Decides between reviewers who differ: goes before their decisions, whenever these were made.
    package var isAdjudication: Bool
    /// The reviewer says that the guideline is unclear here.
    package var isUnclear: Bool

    package init(
        reviewer: String, verdict: Verdict, at: Timestamp, seconds: Double? = nil, note: String = "",
        shown: [String] = [], firstChoice: Label? = nil, probability: Double = 1, exposure: Exposure? = nil,
        act: Act? = nil, undoneAt: Timestamp? = nil, undoneBy: String? = nil, isAdjudication: Bool = false,
        isUnclear: Bool = false
    ) {
        self.reviewer = reviewer
        self.verdict = verdict
        self.at = at
        self.seconds = seconds
        self.note = note
        self.shown = shown
        self.firstChoice = firstChoice
        self.probability = probability
        self.exposure = exposure
        self.act = act
        self.undoneAt = undoneAt
        self.undoneBy = undoneBy
        self.isAdjudication = isAdjudication
        self.isUnclear = isUnclear
    }
}

extension Decision {
    /// A rule made it, without a look at the item: it says nothing about the model whose answer it repeats.
    package var isByPolicy: Bool { act?.kind == .policy }
}

/// The effective answer to an item, and where it comes from.
package struct GroundTruth: Hashable, Sendable {
    /// Nil: a reviewer said that no label fits.
    package var label: Label?
    package var provenance: Provenance
    /// The decision behind it; nil when imported.
    package var decision: Decision?
    /// Of being right, where it was weighed by how reliable each reviewer is; else nil.
    package var probability: Double?

    package init(label: Label?, provenance: Provenance, decision: Decision? = nil, probability: Double? = nil) {
        self.label = label
        self.provenance = provenance
        self.decision = decision
        self.probability = probability
    }

    package enum Provenance: String, Hashable, Sendable, CaseIterable {
        /// One reviewer's decision.
        case single
        /// Carried in by an item's `gold`.
        case imported
        /// Two reviewers or more who said the same.
        case consensus
        /// More than half of the reviewers.
        case majority
        /// Somebody decided between reviewers who differed.
        case adjudicated
        /// Weighed by how reliable each reviewer is (`TruthPolicy.dawidSkene`).
        case dawidSkene = "dawid-skene"
    }

    /// The rule of ground truth where one reviewer decides: an adjudication in force, else the last decision in time that
    /// was not undone and decides something (accept, override or reject), unless the last word is a flag, which takes the
    /// item out until an expert has looked; without a decision, the imported gold. A skip changes nothing.
    ///
    /// - Parameter decisions: in the order they were recorded; among equal times the later recorded wins.
    package static func resolve(decisions: [Decision], gold: Label?) -> GroundTruth? {
        resolve(decisions: decisions, gold: gold, policy: .single, needed: 1)
    }
}
