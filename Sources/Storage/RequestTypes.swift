package import Labeling

/// The store's number of a request to a model: in the order of recording.
package struct RequestID: Hashable, Sendable, Comparable {
    package let value: Int64
    package init(_ value: Int64) { self.value = value }
    package static func < (left: RequestID, right: RequestID) -> Bool { left.value < right.value }
}

/// A request that is about to be sent.
package struct RequestIntent: Hashable, Sendable {
    package var item: ItemNumber
    package var model: String
    /// Why, when it asks a second opinion.
    package var escalation: EscalationReason?
    package var promptVersion: String?
    package var at: Timestamp

    package init(
        item: ItemNumber, model: String, escalation: EscalationReason? = nil, promptVersion: String? = nil,
        at: Timestamp
    ) {
        self.item = item
        self.model = model
        self.escalation = escalation
        self.promptVersion = promptVersion
        self.at = at
    }
}

/// A request that was given up.
package struct RequestFailure: Hashable, Sendable {
    package var request: RequestID
    /// Without any secret: the store keeps it for good.
    package var message: String
    /// Nil: no answer came.
    package var httpStatus: Int?
    package var attempts: Int
    package var at: Timestamp

    package init(request: RequestID, message: String, httpStatus: Int? = nil, attempts: Int, at: Timestamp) {
        self.request = request
        self.message = message
        self.httpStatus = httpStatus
        self.attempts = attempts
        self.at = at
    }
}

/// A request that was recorded and never heard of again: the run ended in between.
package struct InterruptedRequest: Hashable, Sendable {
    package var request: RequestID
    package var intent: RequestIntent

    package init(request: RequestID, intent: RequestIntent) {
        self.request = request
        self.intent = intent
    }
}

/// One thing that happened, for the log.
package struct StoreEvent: Hashable, Sendable {
    package var at: Timestamp
    package var item: Item.ID
    package var number: ItemNumber
    package var what: What

    package init(at: Timestamp, item: Item.ID, number: ItemNumber, what: What) {
        self.at = at
        self.item = item
        self.number = number
        self.what = what
    }

    package enum What: Hashable, Sendable {
        case imported
        case gold(Label)
        case prediction(Prediction)
        case escalated(EscalationReason)
        case failed(model: String, message: String, httpStatus: Int?, attempts: Int)
        case decision(DecisionID, Decision)
        case note(reviewer: String, text: String)
        /// The decision that was taken back, with when and by whom.
        case undone(DecisionID, Decision)
    }
}
