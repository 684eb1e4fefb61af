package import Labeling

/// What is selected, which groups are unfolded, what is decided together.
package struct BulkState: Equatable, Sendable {
    /// The beginning of the keys of this session's acts.
    var nonce: String
    /// The alike items of the list.
    var folds = FoldedGroups()
    /// What the first opinions are of the items under a line, where it was read.
    var opinions: [ItemNumber: [BulkPreview.LabelShare]] = [:]
    var selection: Selection?
    /// What is on its way to the disk.
    var saving: [RequestID: Saving] = [:]
    /// The acceptance by rule that stands.
    var policy: StandingPolicy?

    init(nonce: String) { self.nonce = nonce }

    /// Lines of the list that a decision is meant for.
    struct Selection: Hashable, Sendable {
        /// Every line of the list.
        var isAll = false
        /// Lines whose selecting has ended.
        var lines: Set<ItemNumber> = []
        /// From here to the cursor; nil: moving selects nothing more.
        var anchor: ItemNumber?
        /// Where the anchor stands in the list.
        var anchorIndex = 0
    }

    struct Saving: Hashable, Sendable {
        var act: Act
        /// What is said of it: `accept each first opinion`.
        var phrase: String
        var items: Int
        var written = 0
        /// Comes back where it cannot be saved.
        var selection: Selection?
    }
}

/// What decisions on many items ask of the outside, and wait for.
package enum BulkRequest: Hashable, Sendable {
    case opinions(ItemNumber)
    case preview
    case statement
    case write
    case revocation

    /// Something of the reviewer's is on its way to the disk.
    var isWrite: Bool { self == .write || self == .revocation }
}

/// What comes back about many items at once.
package enum BulkMessage: Equatable, Sendable {
    /// The reviewer asks for an acceptance by rule: what was typed of the confidence; empty: a usual one.
    case propose(String)
    /// The reviewer takes the newest acceptance by rule back.
    case revoke
    /// The first opinions of the items under a line.
    case opinions(RequestID, [BulkPreview.LabelShare])
    /// A group is on disk.
    case groupRecorded(RequestID, ActOutcome, TaskCounts)
    case previewed(RequestID, BulkPreview)
    case stated(RequestID, AcceptanceStatement)
    /// So many decisions are written, and not on disk yet.
    case progressed(RequestID, Int)
    /// On disk; nil: nothing was left to decide.
    case recorded(RequestID, ActOutcome?, TaskCounts)
    /// Nil: no acceptance by rule stood.
    case revoked(RequestID, UndoneDecision?, TaskCounts)
    /// The audit has just contradicted a rule; nobody asked for it.
    case ruleRevoked(StandingPolicy)
    case failed(RequestID, reason: String)
}

/// Each is answered once, by the message of its name or by `failed`; `recordGroup` by `groupRecorded` or the failure of
/// a decision.
package enum BulkEffect: Equatable, Sendable {
    case opinions(RequestID, of: [ItemNumber])
    case recordGroup(RequestID, Decision, on: ItemNumber, members: [ItemNumber], knowing: [String] = [])
    case preview(RequestID, BulkPlan, round: Int)
    case record(RequestID, BulkPlan, latestPrediction: Int64, Act, at: Timestamp)
    case state(RequestID, AcceptanceRule)
    case apply(RequestID, AcceptanceStatement, Act, at: Timestamp)
    case revoke(RequestID)
}

/// What one decision for many items would do.
package struct BulkPage: Hashable, Sendable {
    package var subject: Subject
    /// Which samples are shown.
    var round = 0
    var scroll = 0

    package enum Subject: Hashable, Sendable {
        /// Nil: it is being counted.
        case selection(BulkPlan, BulkPreview?)
        case rule(AcceptanceRule, AcceptanceStatement?)
    }

    /// It is counted, and there is something to do.
    package var isReady: Bool {
        switch subject {
        case .selection(_, let preview): (preview?.eligible ?? 0) > 0
        case .rule(_, let statement): (statement?.figures.accepted ?? 0) > 0
        }
    }
}
