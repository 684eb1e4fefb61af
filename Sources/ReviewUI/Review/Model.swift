package import Cells
package import Labeling

/// The whole state of the review: plain data, changed by `update` alone.
package struct ReviewModel: Equatable, Sendable {
    package let task: TaskDefinition
    package let reviewer: String
    package let keymap: Keymap
    let labelIndex: LabelIndex
    /// Every item is blind in this session, not only the task's blind sample.
    package let blindSession: Bool
    /// The models' answers appear after a first choice in this session, whatever the task says.
    package let commitSession: Bool
    /// Second opinions can be asked for.
    package let canAskModels: Bool
    package let isASCII: Bool
    /// Why images cannot be shown on this machine; nil: they can.
    package let whyNoViewer: String?
    package var size: Size

    package var query: QueueQuery
    /// The order of the list; nil while it is read for the first time.
    package var queue: [ItemNumber]?
    /// Index in `queue` of the item under the reviewer's eyes.
    package var cursor = 0
    /// Index in `queue` of the first line on screen.
    package var top = 0
    package var counts = TaskCounts()
    /// What is known of the lines around the cursor.
    var rows: [ItemNumber: QueueRow] = [:]
    /// The request that each line was read by; one from before `rowsFrom` is read again when it is near the screen.
    var rowRead: [ItemNumber: Int] = [:]
    var rowsFrom = 0
    var details: [ItemNumber: ItemDetail] = [:]
    /// What came with `details` about their images.
    var imageLines: [ItemNumber: [ImageLine]] = [:]

    /// Decisions on their way to the disk, in the order they were made.
    package var unsaved: [Unsaved] = []
    /// What is asked of the outside, and not answered yet.
    var awaiting: [RequestID: Awaited] = [:]
    var nextRequest = 1
    /// Something changed outside while the queue was being read: read it once more.
    var queueIsStale = false
    /// The reviewer asked for another list, or to be taken to an item: the first request whose answer is that list.
    /// Keys about the item under the cursor wait for it. Nil: the list on screen is the one that was asked for.
    var listFrom: Int?
    /// Where the cursor goes when that list has been read.
    var goTo: ItemNumber?
    /// Items that could not be read; not asked for again until something changes.
    var missing: Set<ItemNumber> = []
    /// For an item that changed: the first request whose answer is newer than the change.
    var freshFrom: [ItemNumber: Int] = [:]
    /// For a known item of which something newer may be on disk: the first request whose answer has it. It stays on
    /// screen until then.
    var staleFrom: [ItemNumber: Int] = [:]
    /// What was typed before the item it is meant for was read, and everything after that.
    var typedAhead: [Message] = []
    var find = FindState()
    var bulk: BulkState
    var eyes = EyesState()
    var dashboard = DashboardState()
    var care = CareState()
    package var outside = OutsideState()
    var typing = TypingState()
    package internal(set) var doubts = DoubtsState()
    package internal(set) var several = SeveralState()
    var disputes = DisputesState()
    /// The reviewer has moved or decided: from now on the item under the cursor stays there when the queue changes.
    var hasActed = false

    package var mode = Mode.review
    var textScroll = 0
    /// The text under the cursor in lines of the screen's width, as far as it has been needed.
    var wrapped: Wrapped?
    /// What the models see of the item under the cursor; nil where the task masks nothing.
    var masked: Masked?
    /// Texts are shown as the models are sent them.
    var showsMasked = false
    /// Index in the images of the item under the cursor.
    var selectedImage = 0
    /// The item that is on screen with its text, and since when.
    var onScreen: OnScreen?
    package var notice: Notice?
    /// The decisions of this session that were not taken back, the newest last, as many as anyone would take back.
    var decisions: [LastDecision] = []
    /// Another item came under the cursor without the reviewer's doing: a key pressed before this moment was meant for
    /// the one before.
    var heldUntil: Timestamp?
    package var activity = ModelActivity()
    package var isQuitting = false
    /// The terminal is gone: there is nobody to come back to after a failed save.
    var hasEnded = false

    package init(
        task: TaskDefinition, reviewer: String, size: Size, query: QueueQuery, blindSession: Bool = false,
        commitsFirst: Bool = false, canAskModels: Bool = true, isASCII: Bool = false, whyNoViewer: String? = nil,
        keys: KeySettings = KeySettings(), typing: TypingState = TypingState(), nonce: String = "act"
    ) {
        self.task = task
        self.reviewer = reviewer
        self.keymap = Keymap(labels: task.labels, bindings: keys.bindings, labelLetters: keys.labelLetters)
        self.typing = typing
        self.typing.preset = keys.preset
        self.labelIndex = LabelIndex(task.labels)
        self.size = size
        self.query = query
        self.blindSession = blindSession
        self.commitSession = commitsFirst
        self.canAskModels = canAskModels
        self.isASCII = isASCII
        self.whyNoViewer = whyNoViewer
        self.bulk = BulkState(nonce: nonce)
        care = CareState(task.review.care)
    }

    /// What the keys mean at the moment.
    package enum Mode: Hashable, Sendable {
        case review
        /// A scrolled page of help or guidelines.
        case help(scroll: Int)
        case guidelines(scroll: Int)
        /// A line is typed.
        case prompt(Prompt)
        /// A label is searched.
        case picker(Picker)
        /// A filter is typed.
        case filterLine(FilterLine)
        /// A command is typed by its name.
        case commandLine(CommandLine)
        case history(HistoryPage)
        case dashboard(DashboardPage)
        /// What one decision for many items would do.
        case bulk(BulkPage)
        /// The item is hidden and the clock stands still.
        case paused
    }

    package struct Prompt: Hashable, Sendable {
        package enum Purpose: Hashable, Sendable {
            case search
            case note(on: ItemNumber)
            /// Why the decision made last on this item was made.
            case reason(on: ItemNumber, Item.ID)
        }
        package var purpose: Purpose
        package var line: LineEditor
        package var text: String { line.text }

        package init(purpose: Purpose, text: String) {
            self.purpose = purpose
            line = LineEditor(text)
        }
    }

    /// A decision on its way to the disk. Left by `.recorded`, or by `.recordFailed`, which brings the item back.
    package struct Unsaved: Hashable, Sendable {
        package var request: RequestID
        package var number: ItemNumber
        package var decision: Decision
        var previous: QueueRow?
    }

    /// What was decided by one key, as the line says it that names the key for taking it back.
    package struct LastDecision: Hashable, Sendable {
        package var id: Item.ID
        package var verdict: Verdict
        package var isSaved: Bool
        var request: RequestID
        /// Nil: it was made for many items.
        var number: ItemNumber?
        var note = ""
        /// What it is part of, how many decisions that is, and what is said of them where they differ.
        package var act: Act?
        package var count = 1
        var phrase: String?
    }

    /// A sentence about what was done, or why nothing was.
    package struct Notice: Hashable, Sendable {
        package var text: String
        package var role: Role

        package init(text: String, role: Role) {
            self.text = text
            self.role = role
        }
    }

    struct OnScreen: Hashable, Sendable {
        var number: ItemNumber
        var since: Timestamp
    }

    struct Wrapped: Hashable, Sendable {
        var number: ItemNumber
        var columns: Int
        var isMasked: Bool
        var text: WrappedText
        /// Whether there is writing from right to left in its beginning; it is shown in the order it is stored in.
        var isRightToLeft: Bool
    }

    enum Awaited: Hashable, Sendable {
        case queue
        case rows([ItemNumber])
        case detail(ItemNumber)
        case record
        case undo
        case note(ItemNumber)
        case secondOpinion(ItemNumber)
        /// By its name.
        case image(String)
        case find(FindRequest)
        case bulk(BulkRequest)
        case eyes(EyesRequest)
        case dashboard
        case care(CareRequest)
        case outside(OutsideRequest)
        case typing(TypingRequest)
        case doubts
        case disputes(DisputeRequest)
    }
}

extension ReviewModel {
    /// The number of the item under the cursor.
    package var current: ItemNumber? {
        guard let queue, queue.indices.contains(cursor) else { return nil }
        return queue[cursor]
    }

    package var currentRow: QueueRow? { current.flatMap { rows[$0] } }

    /// The item under the cursor with its text and opinions; nil while it is read.
    package var currentDetail: ItemDetail? { current.flatMap { details[$0] } }

    /// The last decision of this session, for the line that says how to take it back.
    package var lastDecision: LastDecision? { decisions.last }

    var isReadingQueue: Bool { awaiting.values.contains(.queue) }

    /// Whether the models' answers to this item are hidden from the reviewer now: it is blind, or a choice has to come
    /// first, and this reviewer has not decided it.
    package func hidesOpinions(of row: QueueRow) -> Bool {
        guard !hasDecided(row) else { return false }
        return isBlind(row) || (commitsFirst && !isAdjudicating(row) && eyes.firstChoices[row.number] == nil)
    }

    /// The opinions that are on screen for this item: where the screen is small, the second may have no room.
    package func visibleOpinions(of detail: ItemDetail) -> [Prediction] {
        guard !hidesOpinions(of: detail.row), !isTooSmall else { return [] }
        let area = layout.opinions
        // On a line by itself the first opinion has the second's label beside it.
        let isShared = area.rows == 1 && detail.first != nil
        let places = eyes.isSpoken || isShared || !isShortOpinions(area) ? 2 : area.rows
        return [detail.first, detail.second].prefix(places).compactMap { $0 }
    }

    /// Nothing is on its way to the disk.
    package var isSettled: Bool {
        unsaved.isEmpty
            && !awaiting.values.contains { awaited in
                switch awaited {
                case .record, .undo, .note, .disputes: true
                case .bulk(let request): request.isWrite
                case .queue, .rows, .detail, .secondOpinion, .image, .find, .eyes, .dashboard, .care, .outside, .typing,
                    .doubts:
                    false
                }
            }
    }

    /// Nothing at all is awaited: the state is complete, as scripts and `--plain` need it.
    package var isIdle: Bool { awaiting.isEmpty && unsaved.isEmpty && typedAhead.isEmpty }

    /// The parts of the screen, for the item under the cursor.
    var layout: Layout {
        Layout(
            size, images: currentDetail?.item.images.count ?? 0, isMasked: currentMasked != nil,
            describesLabels: labelIndex.hasDetails, divider: outside.divider, doubt: currentDoubt, isASCII: isASCII,
            adjudicates: isAdjudicationListed, votes: votesWanted)
    }

    var isAskingSecondOpinion: Bool {
        awaiting.values.contains { if case .secondOpinion(let number) = $0 { number == current } else { false } }
    }

    mutating func request(_ awaited: Awaited) -> RequestID {
        let request = RequestID(nextRequest)
        nextRequest += 1
        awaiting[request] = awaited
        return request
    }
}
