package import Cells
package import Labeling

/// Pairs an effect with its answer; an answer whose request is no longer awaited is dropped.
package struct RequestID: Hashable, Sendable, CustomStringConvertible {
    package let value: Int
    package init(_ value: Int) { self.value = value }
    package var description: String { "request \(value)" }
}

/// Everything that can happen to the review. Each arrives with the time it happened.
package enum Message: Equatable, Sendable {
    case key(Key)
    case paste(String)
    case command(Command)
    case choose(Label)
    case note(String)
    case resized(Size)
    case queueLoaded(
        RequestID, [ItemNumber], TaskCounts, latest: DecisionID?, folds: FoldedGroups = FoldedGroups(),
        policy: StandingPolicy? = nil, drawn: Set<ItemNumber> = [])
    case rowsLoaded(RequestID, [QueueRow])
    /// - Parameter images: what is known of the item's images, in its order; those that are left out are shown by
    ///   their references.
    case detailLoaded(RequestID, ItemDetail?, images: [ImageLine] = [])
    case recorded(RequestID, DecisionID, TaskCounts)
    case recordFailed(RequestID, reason: String)
    /// The reviewer's last decision was taken back; nil: there was none.
    case undone(RequestID, UndoneDecision?, TaskCounts)
    case undoFailed(RequestID, reason: String)
    case noteSaved(RequestID)
    case noteFailed(RequestID, reason: String)
    /// The second opinion that was asked for is stored.
    case secondOpinionStored(RequestID, ItemNumber)
    case secondOpinionFailed(RequestID, ItemNumber, reason: String)
    case imageOpened(RequestID)
    case imageFailed(RequestID, reason: String)
    case loadFailed(RequestID, reason: String)
    /// Somebody wrote to the store: the background models, or another program.
    case storeChanged(TaskCounts, StoreChange = .anything)
    case modelsProgressed(ModelActivity)
    case find(FindMessage)
    case bulk(BulkMessage)
    case eyes(EyesMessage)
    case dashboard(DashboardMessage)
    case care(CareMessage)
    case outside(OutsideMessage)
    case typing(TypingMessage)
    case doubts(DoubtsMessage)
    case disputes(DisputeMessage)
    /// The terminal is gone or the program was asked to end: finish what is unsaved and leave.
    case ended
}

/// What the models are doing in the background.
package struct ModelActivity: Hashable, Sendable {
    package var inFlight: Int
    /// Answers that could not be had in this session.
    package var failed: Int
    /// Why the models stand still, in words a reviewer understands; nil: they do not.
    package var stopped: String?

    /// First opinions or due second ones are being worked on.
    package var isWorking: Bool
    /// Nil: none.
    package var batches: WaitingBatches?

    package init(
        inFlight: Int = 0, failed: Int = 0, stopped: String? = nil, isWorking: Bool = false,
        batches: WaitingBatches? = nil
    ) {
        self.inFlight = inFlight
        self.failed = failed
        self.isWorking = isWorking
        self.stopped = stopped
        self.batches = batches
    }
}

/// What a provider's batch service was given and has not answered yet.
package struct WaitingBatches: Hashable, Sendable {
    package var count: Int
    /// In all of them together.
    package var requests: Int

    package init(count: Int, requests: Int) {
        self.count = count
        self.requests = requests
    }
}

/// A decision that was taken back, or the first of several that were made together.
package struct UndoneDecision: Hashable, Sendable {
    package var number: ItemNumber
    package var id: Item.ID
    package var verdict: Verdict
    /// What it was part of, and how many decisions were taken back with it.
    package var act: Act?
    package var count: Int

    package init(number: ItemNumber, id: Item.ID, verdict: Verdict, act: Act? = nil, count: Int = 1) {
        self.number = number
        self.id = id
        self.verdict = verdict
        self.act = act
        self.count = count
    }
}

/// What `update` wants done outside. Each effect with a request is answered exactly once.
package enum Effect: Equatable, Sendable {
    case loadQueue(RequestID, QueueQuery)
    case loadRows(RequestID, [ItemNumber])
    case loadDetail(RequestID, ItemNumber)
    /// - Parameter knowing: the other reviewers of whose decisions on the item this one knew: another's is a conflict.
    case record(RequestID, Decision, on: ItemNumber, knowing: [String] = [])
    case undoLast(RequestID)
    case saveNote(RequestID, String, on: ItemNumber)
    /// - Parameter model: who is to be asked: the second model, or where that has answered, one above it.
    case askSecondOpinion(RequestID, ItemNumber, model: String)
    /// Shows the image to the reviewer, in a program of theirs: `.imageOpened` or `.imageFailed`.
    case openImage(RequestID, reference: String)
    case find(FindEffect)
    case bulk(BulkEffect)
    case eyes(EyesEffect)
    case dashboard(DashboardEffect)
    case care(CareEffect)
    case outside(OutsideEffect)
    case typing(TypingEffect)
    case doubts(DoubtsEffect)
    case disputes(DisputeEffect)
    case redraw
    case quit
}

extension Effect {
    /// Reads what may be wanted next; it can wait until the screen is drawn.
    package var isReadAhead: Bool {
        switch self {
        case .loadQueue, .loadRows, .loadDetail: true
        default: false
        }
    }
}
