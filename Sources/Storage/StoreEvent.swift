package import Labeling

/// One thing that happened, for the log.
package struct StoreEvent: Hashable, Sendable {
    package var at: Timestamp
    /// Nil, as the number: it happened to a batch.
    package var item: Item.ID?
    package var number: ItemNumber?
    package var what: What

    package init(at: Timestamp, item: Item.ID?, number: ItemNumber?, what: What) {
        self.at = at
        self.item = item
        self.number = number
        self.what = what
    }

    package enum What: Hashable, Sendable {
        case imported
        case gold(Label)
        case prediction(Prediction)
        case escalated(EscalationReason, rung: Int)
        case attempt(model: String, Attempt)
        case failed(model: String, message: String, httpStatus: Int?, attempts: Int)
        case decision(DecisionID, Decision)
        /// Several decisions at once; each is an event of its own too.
        case act(StoredAct)
        case note(reviewer: String, text: String)
        /// The decision that was taken back, with when and by whom.
        case undone(DecisionID, Decision)
        /// The decision's reviewer finds the guideline unclear there, or no longer does.
        case tagged(DecisionID, Decision, isUnclear: Bool)
        /// A batch was made; the value tells how it stands now.
        case batchMade(StoredBatch)
        case batch(BatchID, model: String, BatchEvent)
    }
}
