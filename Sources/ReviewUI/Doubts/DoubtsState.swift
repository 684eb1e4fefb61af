package import Labeling

/// The list of decisions that are worth a second look.
package struct DoubtsState: Equatable, Sendable {
    /// In the order in which they are offered; nil: never looked for.
    var ranked: [DoubtfulItem]?
    /// Of `ranked`, by number.
    var reasons: [ItemNumber: [DoubtReason]] = [:]
    /// How many there are, of which `ranked` are the most doubtful.
    var candidates = 0
    /// Decided since: they have left the list.
    var done: Set<ItemNumber> = []
    /// The list on screen is this one.
    package internal(set) var isShown = false
    /// How many items have been read of how many, while they are looked through; nil: nobody looks.
    var progress: Progress?
    /// Alike items share a line in the other lists; not in this one, where each has its own reasons.
    var folding: Folding?
    /// Look for them when the review opens.
    var opens = false

    struct Progress: Hashable, Sendable {
        var read: Int
        var all: Int
    }

    /// The name of the list, on screen and in what is stored of a decision.
    package static let name = "likely mistakes"
}

/// An item whose decision is worth a second look.
package struct DoubtfulItem: Hashable, Sendable {
    package var number: ItemNumber
    package var reasons: [DoubtReason]

    package init(number: ItemNumber, reasons: [DoubtReason]) {
        self.number = number
        self.reasons = reasons
    }
}

/// What speaks against a decision.
package struct DoubtReason: Hashable, Sendable {
    package var source: Source
    package var words: String

    package init(_ source: Source, _ words: String) {
        self.source = source
        self.words = words
    }

    package enum Source: Hashable, Sendable {
        /// It tells what models answered.
        case models
        /// It tells what other reviewers decided.
        case peers
        /// How the decision was made.
        case making
    }
}

/// What comes back about likely mistakes.
package enum DoubtsMessage: Equatable, Sendable {
    /// The most doubtful first.
    ///
    /// - Parameter candidates: how many there are, listed or not.
    case found(RequestID, [DoubtfulItem], candidates: Int)
    case failed(RequestID, reason: String)
    /// So many of so many items were read; the answer is still to come.
    case progressed(RequestID, read: Int, of: Int)
}

/// What the list asks of the store.
package enum DoubtsEffect: Equatable, Sendable {
    /// Looks through all decisions: `.found` or `.failed`, once, and `.progressed` as often as it likes before.
    ///
    /// - Parameter models: in the task's order.
    case find(RequestID, LabelSet, models: [String])

    package var request: RequestID {
        switch self {
        case .find(let request, _, _): request
        }
    }
}
