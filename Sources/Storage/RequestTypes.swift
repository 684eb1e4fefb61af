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
    /// Whether it asks once more, because the model's answer was not valid.
    package var isRepair: Bool

    package init(
        item: ItemNumber, model: String, escalation: EscalationReason? = nil, promptVersion: String? = nil,
        at: Timestamp, isRepair: Bool = false
    ) {
        self.item = item
        self.model = model
        self.escalation = escalation
        self.promptVersion = promptVersion
        self.at = at
        self.isRepair = isRepair
    }
}

/// What became of a request.
package enum RequestOutcome: Hashable, Sendable {
    /// With the total cost of its exchanges, and what the answer calls for; nil: it stands.
    case answered(RequestID, Prediction, next: LadderStep?)
    /// Given up.
    case failed(RequestFailure)
    /// An exchange on the way there, that may have cost something.
    case attempted(RequestID, Attempt)
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
