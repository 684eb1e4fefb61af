/// One exchange with a model that may have cost something and that is no prediction by itself: a sample of several, an
/// answer that was thrown away and asked for again, a request whose answer was lost on the way.
///
/// The cost of a prediction is that of its own exchanges together, these included; `Attempt` says where it went.
package struct Attempt: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// One of the answers that a self-consistency vote counts.
        case sample
        /// Answered, billed, and not fit for use: asked again in another way.
        case discarded
        /// Sent, and its answer never arrived whole: it may have been billed.
        case lost
    }

    package var kind: Kind
    /// How the answer ended; nil for a lost one.
    package var outcome: Prediction.Outcome?
    package var usage: Usage
    /// `.unknown` for a lost one.
    package var cost: Cost
    /// The most that a lost one can have cost; nil: it is not lost, or no price is known.
    package var possible: Money?
    /// The provider's id of the request.
    package var requestID: String?
    /// What was answered or what went wrong, for people; without any secret.
    package var detail: String
    package var at: Timestamp

    package init(
        kind: Kind, outcome: Prediction.Outcome? = nil, usage: Usage = Usage(), cost: Cost = .unknown,
        possible: Money? = nil, requestID: String? = nil, detail: String = "", at: Timestamp
    ) {
        self.kind = kind
        self.outcome = outcome
        self.usage = usage
        self.cost = cost
        self.possible = possible
        self.requestID = requestID
        self.detail = detail
        self.at = at
    }
}
