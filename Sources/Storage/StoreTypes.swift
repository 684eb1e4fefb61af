package import Labeling

/// What became of one element of an imported batch.
package enum ImportOutcome: Hashable, Sendable {
    case added
    /// The item is known, and so is all that came with it.
    case duplicate
    /// The item is known, and what came with it was in part new. The contract counts it as a duplicate.
    case extended(predictions: Int, decisions: Int, gold: Bool)
    /// The id is known with another text or another gold; nothing was taken.
    case conflict(reason: String)
}

/// A line of input that was not taken.
package struct RejectedLine: Hashable, Sendable {
    /// The file as the user named it.
    package var source: String
    /// From 1.
    package var line: Int
    package var reason: String
    /// The line exactly as it came, without its line end.
    package var bytes: [UInt8]
    package var at: Timestamp

    package init(source: String, line: Int, reason: String, bytes: [UInt8], at: Timestamp) {
        self.source = source
        self.line = line
        self.reason = reason
        self.bytes = bytes
        self.at = at
    }
}

package struct NumberedItem: Hashable, Sendable {
    package var number: ItemNumber
    package var item: Item

    package init(number: ItemNumber, item: Item) {
        self.number = number
        self.item = item
    }
}

/// An item that waits for a second opinion.
package struct EscalatedItem: Hashable, Sendable {
    package var number: ItemNumber
    package var item: Item
    /// The first reason that was recorded.
    package var reason: EscalationReason

    package init(number: ItemNumber, item: Item, reason: EscalationReason) {
        self.number = number
        self.item = item
        self.reason = reason
    }
}

/// A first opinion on which the escalation policy has not spoken.
package struct FirstOpinion: Hashable, Sendable {
    package var number: ItemNumber
    package var id: Item.ID
    package var prediction: Prediction

    package init(number: ItemNumber, id: Item.ID, prediction: Prediction) {
        self.number = number
        self.id = id
        self.prediction = prediction
    }
}

/// That an item needs a second opinion, and why.
package struct Escalation: Hashable, Sendable {
    package var item: ItemNumber
    package var reason: EscalationReason
    package var at: Timestamp

    package init(item: ItemNumber, reason: EscalationReason, at: Timestamp) {
        self.item = item
        self.reason = reason
        self.at = at
    }
}

/// What one model answered about one item.
package struct Answer: Hashable, Sendable {
    package var item: ItemNumber
    package var prediction: Prediction
    /// Set: the item needs a second opinion; kept in the same transaction as the answer.
    package var escalate: EscalationReason?

    package init(item: ItemNumber, prediction: Prediction, escalate: EscalationReason? = nil) {
        self.item = item
        self.prediction = prediction
        self.escalate = escalate
    }
}

/// What was spent with one model on one day, and what it bought.
package struct Spending: Hashable, Sendable {
    /// In UTC, as `2026-11-01`; nil: the answers do not say when they were made.
    package var day: String?
    package var model: String
    /// Whether the answers came from a file; otherwise this store has recorded them itself.
    package var imported: Bool
    package var answers: Int
    package var usage: Usage
    /// Real spend.
    package var charged: Money
    /// What answers that cost nothing would have cost; never part of `charged`.
    package var estimated: Money
    /// How many of the answers have no known cost.
    package var unknown: Int

    package init(
        day: String?, model: String, imported: Bool, answers: Int, usage: Usage, charged: Money, estimated: Money,
        unknown: Int
    ) {
        self.day = day
        self.model = model
        self.imported = imported
        self.answers = answers
        self.usage = usage
        self.charged = charged
        self.estimated = estimated
        self.unknown = unknown
    }
}

/// A decision that was taken back.
package struct UndoneDecision: Hashable, Sendable {
    package var item: ItemNumber
    package var decisionID: DecisionID
    /// With `undoneAt` and `undoneBy`.
    package var decision: Decision

    package init(item: ItemNumber, decisionID: DecisionID, decision: Decision) {
        self.item = item
        self.decisionID = decisionID
        self.decision = decision
    }
}

/// An item with everything that is known of it.
package struct StoredItem: Hashable, Sendable {
    package var number: ItemNumber
    /// With all predictions and all decisions, undone ones too, in the order of recording.
    package var annotated: AnnotatedItem
    package var truth: GroundTruth?

    package init(number: ItemNumber, annotated: AnnotatedItem, truth: GroundTruth?) {
        self.number = number
        self.annotated = annotated
        self.truth = truth
    }
}

/// A decided item, for models that learn. Imported gold never becomes one.
package struct TrainingExample: Hashable, Sendable {
    package var id: Item.ID
    package var text: String
    package var label: Label

    package init(id: Item.ID, text: String, label: Label) {
        self.id = id
        self.text = text
        self.label = label
    }
}

/// The state of a store as one value: two equal tokens mean that nothing was written in between, by any process.
package struct ChangeToken: Hashable, Sendable {
    // Every table only grows, so the last row of each names the state of them all.
    let lastRows: [Int64]
}

/// What `verify` found.
package struct VerifyReport: Hashable, Sendable {
    /// One sentence for each thing that is wrong.
    package var findings: [String]
    package var items: Int
    package var predictions: Int
    package var decisions: Int

    package var isSound: Bool { findings.isEmpty }

    package init(findings: [String], items: Int, predictions: Int, decisions: Int) {
        self.findings = findings
        self.items = items
        self.predictions = predictions
        self.decisions = decisions
    }
}
