package import Labeling

/// What several reviewers on one item need beside the queue: which list is open, what is tagged, what was put off.
package struct DisputesState: Equatable, Sendable {
    /// The list on screen is that of the items to adjudicate. The query may ask for another one already.
    var isListed = false
    /// What the reviewer said in this session of whether the guideline is unclear at an item; before the store has it, or
    /// as long as no decision carries it.
    var tags: [ItemNumber: Bool] = [:]
    /// Skipped by this reviewer while others' decisions stand there, so that their state does not say it; they come last.
    var putOff: Set<ItemNumber> = []
}

/// What disputes ask of the outside, and wait for.
package enum DisputeRequest: Hashable, Sendable {
    case tag(ItemNumber)
}

/// What comes back about tags.
package enum DisputeMessage: Equatable, Sendable {
    case tagged(RequestID, TaskCounts)
    case tagFailed(RequestID, reason: String)
}

/// What disputes ask of the store; each is answered once.
package enum DisputeEffect: Equatable, Sendable {
    /// Says, or no longer says, of this reviewer's decision that the guideline is unclear: `.tagged` or `.tagFailed`.
    case tag(RequestID, unclear: Bool, on: ItemNumber, at: Timestamp)

    package var request: RequestID {
        switch self {
        case .tag(let request, _, _, _): request
        }
    }
}
