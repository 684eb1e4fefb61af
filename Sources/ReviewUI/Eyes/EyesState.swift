package import Labeling

/// What the reviewer may see, and has seen: first choices, concealed texts, calibrated confidences.
package struct EyesState: Equatable, Sendable {
    /// What was on screen of an item before its decision; what was seen once stays seen, also when the decision that
    /// revealed it is taken back.
    var sights: [ItemNumber: Sight] = [:]
    /// What was chosen before the models' answers appeared. It stands: who has seen them cannot choose first again.
    var firstChoices: [ItemNumber: FirstChoice] = [:]
    /// The item whose concealed text is shown.
    var uncovered: ItemNumber?
    /// Items of which the reviewer asked to see what others decided.
    var peersAsked: Set<ItemNumber> = []
    /// The item whose history is open, with all that happened to it; nil: it is read.
    var history: ItemHistory?
    package var measures = ModelMeasures()
    /// The counts when `measures` was asked for; nil: never.
    var measuredAt: TaskCounts?
    /// The review is spoken line by line: everything it says is heard, whatever the size of a screen.
    var isSpoken = false
}

/// What was before the reviewer's eyes of one item.
struct Sight: Hashable, Sendable {
    var models: Set<String> = []
    var peers: Set<String> = []
    var gold = false
    /// The text itself, not concealed.
    var text = false
}

/// A choice before the models' answers appeared.
struct FirstChoice: Hashable, Sendable {
    /// Nil: no label fits.
    var label: Label?
}

struct ItemHistory: Hashable, Sendable {
    var number: ItemNumber
    var entries: [HistoryEntry]?
}

/// One thing that happened to an item.
package struct HistoryEntry: Hashable, Sendable {
    package var at: Timestamp
    package var what: What

    package init(at: Timestamp, what: What) {
        self.at = at
        self.what = what
    }

    package enum What: Hashable, Sendable {
        case imported
        case gold(Label)
        case prediction(Prediction)
        case escalated(EscalationReason, rung: Int)
        case attempt(model: String, Attempt)
        case failed(model: String, message: String, httpStatus: Int?, attempts: Int)
        /// With its undoing, if it was taken back.
        case decision(Decision)
        /// The decision that was taken back, with when and by whom.
        case undone(Decision)
        case note(reviewer: String, text: String)
    }
}

/// What honest eyes ask of the outside, and wait for.
package enum EyesRequest: Hashable, Sendable {
    case measure
    case history(ItemNumber)
}

/// What comes back about measured confidence and histories.
package enum EyesMessage: Equatable, Sendable {
    case measured(RequestID, ModelMeasures)
    /// Nothing new is known of the models; what was known stays.
    case measureFailed(RequestID)
    /// - Parameter entries: oldest first.
    case historyLoaded(RequestID, [HistoryEntry])
    case historyFailed(RequestID, reason: String)
}

/// What honest eyes ask of the store; each is answered once.
package enum EyesEffect: Equatable, Sendable {
    /// How reliable the models' confidences are, and what their answers cost.
    case measure(RequestID)
    case loadHistory(RequestID, ItemNumber)

    package var request: RequestID {
        switch self {
        case .measure(let request), .loadHistory(let request, _): request
        }
    }
}

/// All that happened to an item.
package struct HistoryPage: Hashable, Sendable {
    package var scroll = 0
}
