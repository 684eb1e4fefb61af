package import Labeling

/// What is known of the dashboard's figures, on screen or not.
package struct DashboardState: Equatable, Sendable {
    /// The last figures that were read; nil: none yet.
    var data: DashboardData?
    /// Why the last reading failed; nil: it did not.
    var failure: String?
    /// Where the reviewer left the dashboard, and comes back to.
    var page = DashboardPage()
    /// When this review had its first message.
    var began: Timestamp?
    /// Something was written since the figures were asked for.
    var isStale = true
    /// The next reading waits for nothing: somebody has just asked for it.
    var isUrgent = false
    /// When the last reading began, and when its answer came.
    var readingBegan: Timestamp?
    var answered: Timestamp?
    /// The list that was there before a picture opened another.
    var listBefore: ListBefore?
}

/// What comes back about the figures.
package enum DashboardMessage: Equatable, Sendable {
    case loaded(RequestID, DashboardData)
    case failed(RequestID, reason: String)
}

/// What the dashboard asks of the store; answered once.
package enum DashboardEffect: Equatable, Sendable {
    /// Reads the figures, not before so many milliseconds from now: `.loaded` or `.failed`.
    case load(RequestID, DashboardQuery, afterMilliseconds: Int64)
}

/// Which figures are wanted.
package struct DashboardQuery: Hashable, Sendable {
    /// Whose pace.
    package var reviewer: String
    /// The beginning of this session.
    package var began: Timestamp
    package var now: Timestamp
    /// The first model, then the second.
    package var models: [String]
    /// In the task's order.
    package var labels: [Label]
    /// Where an item can have several labels: the rule by which an answer is a set of them.
    package var sets: LabelSet?
    package var budget: Budget

    package init(
        reviewer: String, began: Timestamp, now: Timestamp, models: [String], labels: [Label], sets: LabelSet? = nil,
        budget: Budget
    ) {
        self.reviewer = reviewer
        self.began = began
        self.now = now
        self.models = models
        self.labels = labels
        self.sets = sets
        self.budget = budget
    }
}

/// The dashboard on screen.
package struct DashboardPage: Hashable, Sendable {
    package enum Panel: Int, Hashable, Sendable, CaseIterable {
        case progress = 1
        case agreement, confusion, reliability, cost, reviewers, labels
    }

    package var panel = Panel.progress
    /// Index in the models: 0 the first, 1 the second.
    package var model = 0
    /// One panel alone, though there is room for several.
    package var isAlone = false
    /// The cell of the confusion matrix; nil: the worst one.
    package var cell: Cell?
    /// The line of the list of labels, and the first line shown of the reviewers.
    package var line = 0
    package var scroll = 0

    package struct Cell: Hashable, Sendable {
        package var truth: Int
        /// The number of labels: no label at all.
        package var answer: Int
    }
}

/// A list to come back to, with the filter that made it.
struct ListBefore: Hashable, Sendable {
    var query: QueueQuery
    var list: SavedFilter?
    var typed: String
}
