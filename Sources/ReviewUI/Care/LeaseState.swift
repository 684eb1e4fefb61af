package import Labeling

/// An item that another reviewer has before them.
package struct HeldItem: Hashable, Sendable {
    package var number: ItemNumber
    package var reviewer: String
    /// The time of day up to which it is theirs, unless they stay.
    package var until: String

    package init(number: ItemNumber, reviewer: String, until: String) {
        self.number = number
        self.reviewer = reviewer
        self.until = until
    }
}

/// An item that is this session's alone, and how it stands.
package struct LeasedItem: Hashable, Sendable {
    package var number: ItemNumber
    package var state: ReviewState
    package var decidedLabel: Label?

    package init(number: ItemNumber, state: ReviewState, decidedLabel: Label?) {
        self.number = number
        self.state = state
        self.decidedLabel = decidedLabel
    }
}

/// Which items are this session's, and which are others'.
struct LeaseState: Equatable, Sendable {
    /// Items are shared out among reviewers; off: this session decides whatever it is shown.
    var isOn = false
    var mine: Set<ItemNumber> = []
    /// How the items of this session stood when they became its own, and the first request made after that: an answer
    /// to an earlier one may be older.
    var granted: [ItemNumber: LeasedItem] = [:]
    var grantedBefore = 0
    var others: [ItemNumber: HeldItem] = [:]
    /// Nothing is asked for until the reviewer does something: the last question failed.
    var isResting = false
    /// The item that the reviewer went to; they stay there although it is another's.
    var chosen: ItemNumber?
    /// The item that the reviewer went to as one that others have decided: they may decide it too. Nobody is brought to
    /// such an item to do it.
    var revisited: ItemNumber?
    /// The item that came under the cursor because it was still to do, before it was this session's.
    var expected: ItemNumber?

    /// So many items after the one under the cursor are taken too, so that no decision waits for the next item,
    static let ahead = 7
    /// and they are asked for when fewer than this are left.
    static let leastAhead = 4
}
