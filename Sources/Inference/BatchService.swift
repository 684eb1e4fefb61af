package import Labeling

/// A provider's service for many requests at once, answered within a day and at its own price.
package protocol BatchService: Sendable {
    /// Where batches are submitted.
    var url: String { get }
    /// What one batch may hold.
    var limits: BatchLimits { get }
    /// What the request would add to the body of a batch, in bytes.
    ///
    /// - Throws: why this item cannot be sent; in a batch it would keep all others from being sent.
    func size(of entry: BatchEntry) throws(InferenceError) -> Int
    /// At the batch price.
    func estimate(_ item: Item) -> CostEstimate
    /// Submits a batch. An error that `mayHaveArrived` leaves open whether the provider has taken it: see `recent`.
    func create(_ entries: [BatchEntry]) async throws(InferenceError) -> BatchState
    func state(of id: String) async throws(InferenceError) -> BatchState
    /// The provider's batches that were made at or after this moment, ours or not, newest first.
    func recent(since: Timestamp) async throws(InferenceError) -> [BatchState]
    func cancel(_ id: String) async throws(InferenceError) -> BatchState
    /// The results of an ended batch, in any order, each handed on as soon as it is read; not all in memory at once.
    ///
    /// - Parameter result: called on one thread at a time. What it throws ends the reading.
    func results(
        of batch: BatchState, result: @escaping @Sendable (BatchResult) throws -> Void
    ) async throws
}

package struct BatchLimits: Hashable, Sendable {
    package var requests: Int
    /// Of the whole body.
    package var bytes: Int

    package init(requests: Int, bytes: Int) {
        self.requests = requests
        self.bytes = bytes
    }
}

/// One request of a batch.
package struct BatchEntry: Sendable {
    /// 1 to 64 letters, digits, `-` and `_`; unique in its batch.
    package var customID: String
    package var question: Question

    package init(customID: String, question: Question) {
        self.customID = customID
        self.question = question
    }
}

/// A batch as its provider tells of it.
package struct BatchState: Hashable, Sendable {
    package enum Status: Hashable, Sendable {
        case inProgress, canceling, ended
        /// A word this version does not know.
        case other(String)
    }

    package var id: String
    package var status: Status
    package var createdAt: Timestamp?
    package var expiresAt: Timestamp?
    package var endedAt: Timestamp?
    /// After this the provider no longer gives the results.
    package var archivedAt: Timestamp?
    /// Requests by their state; until the end the provider counts all as `processing`.
    package var counts: Counts
    /// Where the results are; nil: none yet, or no more.
    package var resultsURL: String?

    package struct Counts: Hashable, Sendable {
        package var processing: Int
        package var succeeded: Int
        package var errored: Int
        package var canceled: Int
        package var expired: Int
        package var total: Int { processing + succeeded + errored + canceled + expired }

        package init(processing: Int = 0, succeeded: Int = 0, errored: Int = 0, canceled: Int = 0, expired: Int = 0) {
            self.processing = processing
            self.succeeded = succeeded
            self.errored = errored
            self.canceled = canceled
            self.expired = expired
        }
    }

    package init(
        id: String, status: Status, createdAt: Timestamp? = nil, expiresAt: Timestamp? = nil,
        endedAt: Timestamp? = nil, archivedAt: Timestamp? = nil, counts: Counts = Counts(), resultsURL: String? = nil
    ) {
        self.id = id
        self.status = status
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.endedAt = endedAt
        self.archivedAt = archivedAt
        self.counts = counts
        self.resultsURL = resultsURL
    }
}

/// One line of the results.
package struct BatchResult: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        /// Of whatever outcome; its `escalation` and `isRepair` are not known here.
        case answered(Prediction)
        /// Not billed.
        case errored(message: String, mayBeRetried: Bool)
        case canceled
        case expired
        /// A kind of result, or a line, that this version cannot read.
        case unreadable(String)
    }

    /// Nil: the line does not say.
    package var customID: String?
    package var outcome: Outcome

    package init(customID: String?, outcome: Outcome) {
        self.customID = customID
        self.outcome = outcome
    }
}
