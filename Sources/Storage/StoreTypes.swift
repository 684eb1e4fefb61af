package import Labeling

/// What became of one element of an imported batch.
package enum ImportOutcome: Hashable, Sendable {
    case added
    /// The item is known, and so is all that came with it.
    case duplicate
    /// The item is known, and what came with it was in part new. The contract counts it as a duplicate.
    case extended(predictions: Int, decisions: Int, gold: Bool)
    /// The id is known with another text, other images or another gold; nothing was taken.
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

/// An item that waits for the opinion of a higher rung.
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

/// An item about which its model is to be asked once more.
package struct RepairableItem: Hashable, Sendable {
    package var number: ItemNumber
    package var item: Item
    /// What the model answered, and was not valid.
    package var answer: Prediction

    /// Why the model had been asked; nil: for a first opinion.
    package var reason: EscalationReason? { answer.escalation }

    package init(number: ItemNumber, item: Item, answer: Prediction) {
        self.number = number
        self.item = item
        self.answer = answer
    }
}

/// The newest answer of the ladder to an item, with no step to a higher rung recorded after it.
package struct StandingAnswer: Hashable, Sendable {
    package var number: ItemNumber
    package var id: Item.ID
    package var prediction: Prediction
    /// Whether the answer came from a file. Such ones are not repaired.
    package var isImported: Bool

    package init(number: ItemNumber, id: Item.ID, prediction: Prediction, isImported: Bool) {
        self.number = number
        self.id = id
        self.prediction = prediction
        self.isImported = isImported
    }
}

/// That an item needs the opinion of a higher rung, and why.
package struct Escalation: Hashable, Sendable {
    package var item: ItemNumber
    /// From 1.
    package var rung: Int
    package var reason: EscalationReason
    package var at: Timestamp

    package init(item: ItemNumber, rung: Int = 1, reason: EscalationReason, at: Timestamp) {
        self.item = item
        self.rung = rung
        self.reason = reason
        self.at = at
    }
}

/// What one model answered about one item.
package struct Answer: Hashable, Sendable {
    package var item: ItemNumber
    package var prediction: Prediction
    /// What it calls for. An escalation is kept in the same transaction as the answer.
    package var next: LadderStep?

    package init(item: ItemNumber, prediction: Prediction, next: LadderStep? = nil) {
        self.item = item
        self.prediction = prediction
        self.next = next
    }
}

/// A decision that was taken back, or the first of several that were made together.
package struct UndoneDecision: Hashable, Sendable {
    package var item: ItemNumber
    package var decisionID: DecisionID
    /// With `undoneAt` and `undoneBy`.
    package var decision: Decision
    /// How many decisions were taken back.
    package var count: Int

    package init(item: ItemNumber, decisionID: DecisionID, decision: Decision, count: Int = 1) {
        self.item = item
        self.decisionID = decisionID
        self.decision = decision
        self.count = count
    }
}

/// What was decided together, for the log.
package struct StoredAct: Hashable, Sendable {
    package var act: Act
    package var reviewer: String
    /// A JSON object: what it was that was decided, and on what grounds.
    package var detail: String
    package var decisions: Int

    package init(act: Act, reviewer: String, detail: String, decisions: Int) {
        self.act = act
        self.reviewer = reviewer
        self.detail = detail
        self.decisions = decisions
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
    /// Of what lists are made of, decisions apart.
    var lists: [Int64]
    var decision: Int64
    var undo: Int64
    var note: Int64
    var tag: Int64
    /// Of what is only shown.
    var others: [Int64]
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
