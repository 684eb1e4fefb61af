package import Labeling

/// The store's number of a batch: in the order of recording.
package struct BatchID: Hashable, Sendable, Comparable {
    package let value: Int64
    package init(_ value: Int64) { self.value = value }
    package static func < (left: BatchID, right: BatchID) -> Bool { left.value < right.value }
}

/// What happened to a batch after it was made.
package enum BatchEvent: Hashable, Sendable {
    /// The provider has taken it, under this id.
    case submitted(providerID: String, expiresAt: Timestamp?)
    /// The provider has finished with it; its answers can be had.
    case ended
    /// All its answers are stored. The items without one wait again.
    case collected
    /// Its answers will not be had. Its items wait again.
    case abandoned(reason: String)
    case note(String)
}

/// Requests that are handed to a provider together, and how they stand.
package struct StoredBatch: Hashable, Sendable {
    package var id: BatchID
    package var model: String
    /// By which the batch is found at the provider when its id there was never received.
    package var nonce: String
    package var endpoint: String
    /// How many.
    package var requests: Int
    package var at: Timestamp
    /// The newest of the ids that the provider gave it, with what was said with it.
    package var providerID: String?
    package var expiresAt: Timestamp?
    package var submittedAt: Timestamp?
    package var endedAt: Timestamp?
    package var collectedAt: Timestamp?
    package var abandonedAt: Timestamp?
    /// The newest note, or why it was abandoned.
    package var message: String?

    /// Whether its answers are still awaited.
    package var isOpen: Bool { collectedAt == nil && abandonedAt == nil }

    package init(
        id: BatchID, model: String, nonce: String, endpoint: String, requests: Int, at: Timestamp,
        providerID: String? = nil, expiresAt: Timestamp? = nil, submittedAt: Timestamp? = nil,
        endedAt: Timestamp? = nil, collectedAt: Timestamp? = nil, abandonedAt: Timestamp? = nil,
        message: String? = nil
    ) {
        self.id = id
        self.model = model
        self.nonce = nonce
        self.endpoint = endpoint
        self.requests = requests
        self.at = at
        self.providerID = providerID
        self.expiresAt = expiresAt
        self.submittedAt = submittedAt
        self.endedAt = endedAt
        self.collectedAt = collectedAt
        self.abandonedAt = abandonedAt
        self.message = message
    }
}

/// One request of a batch.
package struct BatchRequest: Hashable, Sendable {
    package var request: RequestID
    package var item: NumberedItem
    package var escalation: EscalationReason?
    package var isRepair: Bool
    package var promptVersion: String?
    package var state: State

    package init(
        request: RequestID, item: NumberedItem, escalation: EscalationReason?, isRepair: Bool, promptVersion: String?,
        state: State
    ) {
        self.request = request
        self.item = item
        self.escalation = escalation
        self.isRepair = isRepair
        self.promptVersion = promptVersion
        self.state = state
    }

    package enum State: String, Hashable, Sendable, CaseIterable {
        case open, answered, failed
    }
}
