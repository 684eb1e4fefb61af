import Cells
import Labeling
import ReviewUI

/// A review whose store answers at once and from memory: `before / keys / after` in one line.
struct Bench {
    var model: ReviewModel
    var now = Fixture.start
    /// Everything `update` asked for, oldest first.
    var effects: [Effect] = []
    /// What is asked and not answered, oldest first.
    var open: [Effect] = []
    var details: [ItemNumber: ItemDetail]
    var order: [ItemNumber]
    var counts: TaskCounts
    let images: [ItemNumber: [ImageLine]]
    /// The group of each item that is alike to others.
    var groups: [ItemNumber: Int64] = [:]
    var policy: StandingPolicy?
    let measures: ModelMeasures
    var history: [ItemNumber: [HistoryEntry]] = [:]
    /// What another reviewer has before them.
    var heldByBo: Set<ItemNumber> = []
    /// What is found to be worth a second look.
    var doubts: [DoubtfulItem] = []

    init(
        _ details: [ItemDetail] = Fixture.tickets, task: TaskDefinition = Fixture.task(),
        size: Size = Size(rows: 24, columns: 80), query: QueueQuery = QueueQuery(filter: .all), blind: Bool = false,
        models: Bool = true, ascii: Bool = false, counts: TaskCounts = Fixture.counts, loaded: Bool = true,
        images: [ItemNumber: [ImageLine]] = [:], whyNoViewer: String? = nil, groups: [ItemNumber: Int64] = [:],
        policy: StandingPolicy? = nil,
        reviewer: String = "ana", commit: Bool = false, measures: ModelMeasures = ModelMeasures(),
        keys: KeySettings = KeySettings(), typing: TypingState = TypingState()
    ) {
        self.groups = groups
        self.policy = policy
        self.images = images
        self.measures = measures
        self.details = Dictionary(uniqueKeysWithValues: details.map { ($0.row.number, $0) })
        self.order = details.map(\.row.number)
        self.counts = counts
        model = ReviewModel(
            task: task, reviewer: reviewer, size: size, query: query, blindSession: blind, commitsFirst: commit,
            canAskModels: models,
            isASCII: ascii, whyNoViewer: whyNoViewer, keys: keys, typing: typing)
        take(model.start())
        if loaded { answerReads() }
    }

    private mutating func take(_ new: [Effect]) {
        effects += new
        open += new.filter { $0.request != nil }
    }

    @discardableResult
    mutating func send(_ message: Message, after milliseconds: Int64 = 0) -> [Effect] {
        now.milliseconds += milliseconds
        let new = update(&model, message, now: now)
        take(new)
        return new
    }

    /// Presses keys by name, separated by blanks: `a enter ctrl-d`.
    @discardableResult
    mutating func press(_ names: String, after milliseconds: Int64 = 0) -> [Effect] {
        names.split(separator: " ").flatMap { name in
            guard let key = Key(name: String(name)) else { preconditionFailure("no key \(name)") }
            return send(.key(key), after: milliseconds)
        }
    }

    mutating func type(_ text: String) {
        for character in text { send(.key(.character(character))) }
    }

    /// Answers every read that is asked, and what that asks, until none is left.
    mutating func answerReads() {
        while let index = open.firstIndex(where: \.isRead) {
            let effect = open.remove(at: index)
            if let answer = answer(to: effect) { send(answer) }
        }
    }

    /// Answers everything, in the order it was asked; decisions change the items.
    mutating func answerAll() {
        while !open.isEmpty {
            let effect = open.removeFirst()
            if let answer = answer(to: effect) { send(answer) }
        }
    }

    mutating func takeOpen(where fits: (Effect) -> Bool) -> Effect? {
        open.firstIndex(where: fits).map { open.remove(at: $0) }
    }

    mutating func answer(to effect: Effect) -> Message? {
        switch effect {
        case .loadQueue(let request, let query) where query.only != nil:
            return .queueLoaded(request, (query.only ?? []).filter { details[$0] != nil }, counts, latest: nil)
        case .doubts(.find(let request, _, _)):
            return .doubts(.found(request, doubts, candidates: doubts.count))
        case .loadQueue(let request, let query):
            guard let folding = query.folding else {
                return .queueLoaded(request, order, counts, latest: nil, policy: policy)
            }
            let (lines, folds) = FoldedGroups.fold(order, groups: groups, unfolded: folding.unfolded)
            return .queueLoaded(request, lines, counts, latest: nil, folds: folds, policy: policy)
        case .loadRows(let request, let numbers):
            return .rowsLoaded(request, numbers.compactMap { details[$0]?.row })
        case .loadDetail(let request, let number):
            return .detailLoaded(request, details[number], images: images[number] ?? [])
        case .record(let request, let decision, let number, _):
            details[number]?.decisions.append(decision)
            details[number]?.row.state = ReviewState(decision.verdict.action)
            details[number]?.row.decidedLabel = decision.verdict.label
            if decision.verdict != .skip { details[number]?.row.reviewers.append(decision.reviewer) }
            details[number]?.pendingNote = ""
            if details[number]?.row.needed ?? 1 > 1 { details[number]?.settleVotes() }
            counts.decided += 1
            return .recorded(request, DecisionID(Int64(request.value)), counts)
        case .undoLast(let request):
            return .undone(request, undo(), counts)
        case .saveNote(let request, let text, let number):
            details[number]?.pendingNote = text
            return .noteSaved(request)
        case .askSecondOpinion(let request, let number, let model):
            var prediction = Fixture.second("bug", 0.9, reason: .reviewer)
            prediction.model = model
            details[number]?.second = prediction
            details[number]?.row.second = Opinion(
                model: prediction.model, label: prediction.label, outcome: .labeled, confidence: 0.9)
            return .secondOpinionStored(request, number)
        case .openImage(let request, _): return .imageOpened(request)
        case .outside(.open(let request, _)): return .outside(.closed(request, failure: nil))
        case .find(let effect): return answer(to: effect)
        case .bulk(let effect): return answer(to: effect)
        case .dashboard(.load(let request, let query, _)):
            return .dashboard(.loaded(request, DashboardFixture.data(of: query, counts)))
        case .eyes(.measure(let request)): return .eyes(.measured(request, measures))
        case .eyes(.loadHistory(let request, let number)): return .eyes(.historyLoaded(request, history[number] ?? []))
        case .typing(.readTheme(let request, let name)): return .typing(.themeRead(request, name))
        case .care(.lease(let request, let items)):
            let free = items.filter { !heldByBo.contains($0) }
            return .care(
                .leased(
                    request,
                    free.compactMap { details[$0]?.row }.map {
                        LeasedItem(number: $0.number, state: $0.state, decidedLabel: $0.decidedLabel)
                    },
                    others: heldByBo.sorted().map { HeldItem(number: $0, reviewer: "bo", until: "10:42") }))
        case .care(.sumWork(let request)): return .care(.worked(request, seconds: 8_040))
        case .disputes(.tag(let request, let isUnclear, let number, _)):
            if let last = details[number]?.decisions.lastIndex(where: { $0.undoneAt == nil }) {
                details[number]?.decisions[last].isUnclear = isUnclear
            }
            return .disputes(.tagged(request, counts))
        case .outside, .typing: return nil
        case .redraw, .quit: return nil
        }
    }

    mutating func undo(where fits: (Decision) -> Bool = { _ in true }) -> UndoneDecision? {
        let last = details.values.compactMap { detail in
            detail.decisions.indices.last { detail.decisions[$0].undoneAt == nil && fits(detail.decisions[$0]) }
                .map { (detail, $0) }
        }.max { $0.0.decisions[$0.1].at < $1.0.decisions[$1.1].at }
        guard let (detail, index) = last else { return nil }
        if let act = detail.decisions[index].act {
            let together = details.values.filter { $0.decisions.last?.act == act && $0.decisions.last?.undoneAt == nil }
            let numbers = together.map(\.row.number).sorted()
            for number in numbers {
                let last = (details[number]?.decisions.count ?? 1) - 1
                details[number]?.decisions[last].undoneAt = now
                details[number]?.row.state = .undecided
                details[number]?.row.decidedLabel = nil
            }
            guard let first = numbers.first, let detail = details[first], let verdict = detail.decisions.last?.verdict
            else { return nil }
            return UndoneDecision(
                number: first, id: detail.item.id, verdict: verdict, act: act, count: numbers.count)
        }
        let number = detail.row.number
        details[number]?.decisions[index].undoneAt = now
        details[number]?.row.state = .undecided
        details[number]?.row.decidedLabel = nil
        details[number]?.row.reviewers.removeAll { $0 == model.reviewer }
        if detail.row.needed > 1 { details[number]?.settleVotes() }
        return UndoneDecision(number: number, id: detail.item.id, verdict: detail.decisions[index].verdict)
    }

    var screen: [String] { view(model).canvas.text }
    var text: String { screen.joined(separator: "\n") }
}

extension Effect {
    var request: RequestID? {
        switch self {
        case .loadQueue(let request, _), .loadRows(let request, _), .loadDetail(let request, _),
            .record(let request, _, _, _), .undoLast(let request), .saveNote(let request, _, _),
            .askSecondOpinion(let request, _, _), .openImage(let request, _), .outside(.open(let request, _)):
            request
        case .find(let effect): effect.request
        case .bulk(let effect): effect.request
        case .dashboard(.load(let request, _, _)): request
        case .eyes(let effect): effect.request
        case .care(let effect): effect.request
        case .doubts(let effect): effect.request
        case .disputes(let effect): effect.request
        case .typing(.readTheme(let request, _)): request
        case .outside, .typing: nil
        case .redraw, .quit: nil
        }
    }

    var isRead: Bool {
        switch self {
        case .loadQueue, .loadRows, .loadDetail, .dashboard(.load), .eyes, .find(.loadContext), .find(.findMatches),
            .doubts:
            true
        case .bulk(let effect): effect.isRead
        default: false
        }
    }

    var recorded: (number: ItemNumber, decision: Decision)? {
        if case .record(_, let decision, let number, _) = self { (number, decision) } else { nil }
    }
}
