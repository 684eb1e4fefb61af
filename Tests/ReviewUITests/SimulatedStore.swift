import Labeling
import ReviewUI
import TestSupport

/// A store that answers when it likes: writes in the order they were asked for, reads in any order and from the moment
/// they were done, some of both with a failure.
struct SimulatedStore {
    struct Entry {
        var request: RequestID
        var number: ItemNumber
        var decision: Decision
        var id: DecisionID
        var isUndone = false
    }

    var details: [ItemNumber: ItemDetail]
    var order: [ItemNumber]
    var log: [Entry] = []
    var failedRecords: Set<RequestID> = []
    private var writes: [Effect] = []
    private var reads: [Effect] = []
    /// Done, and not delivered: the writes' answers keep their order.
    private var written: [Message] = []
    private var read: [Message] = []
    var groups: [ItemNumber: Int64] = [:]
    var failureShare: Double
    var readFailureShare: Double
    /// What another reviewer has before them, and what this one has: only of those is a decision taken.
    var bo: Set<ItemNumber> = []
    var mine: Set<ItemNumber> = []
    /// Items of this reviewer that somebody decided all the same.
    private var overtaken: Set<ItemNumber> = []
    var sharesItems = false

    init(_ items: [ItemDetail], failureShare: Double, readFailureShare: Double) {
        details = Dictionary(uniqueKeysWithValues: items.map { ($0.row.number, $0) })
        order = items.map(\.row.number)
        self.failureShare = failureShare
        self.readFailureShare = readFailureShare
    }

    var isDone: Bool { writes.isEmpty && reads.isEmpty && written.isEmpty && read.isEmpty }

    mutating func take(_ effect: Effect) {
        switch effect {
        case .loadQueue, .loadRows, .loadDetail, .dashboard(.load), .eyes, .typing(.readTheme), .doubts:
            reads.append(effect)
        case .record, .undoLast, .saveNote, .askSecondOpinion, .openImage, .outside(.open): writes.append(effect)
        case .bulk(let asked): if asked.isRead { reads.append(effect) } else { writes.append(effect) }
        case .find(let asked): if asked.isWrite { writes.append(effect) } else { reads.append(effect) }
        case .care, .disputes: writes.append(effect)
        case .outside, .typing: break
        case .redraw, .quit: break
        }
    }

    /// Does something, or delivers something, or nothing.
    mutating func step(_ random: inout SeededGenerator) -> Message? {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: if !writes.isEmpty { written.append(write(writes.removeFirst(), &random)) }
        case 1:
            if let index = reads.indices.randomElement(using: &random) {
                read.append(answer(reads.remove(at: index), &random))
            }
        case 2: if !written.isEmpty { return written.removeFirst() }
        default: if let index = read.indices.randomElement(using: &random) { return read.remove(at: index) }
        }
        return nil
    }

    /// Somebody else writes.
    mutating func change(_ random: inout SeededGenerator) -> Message {
        if let number = order.randomElement(using: &random) {
            switch Int.random(in: 0..<(sharesItems ? 6 : 4), using: &random) {
            case 4: return othersMove(around: number, &random)
            case 5:
                // The program was stopped for long.
                let lost = mine.filter { $0.value % 3 == 0 }
                mine.subtract(lost)
                return .care(.leasesLost(lost.sorted()))
            case 0 where details[number]?.row.needed ?? 1 > 1: boVotes(number)
            case 0:
                overtaken.insert(number)
                details[number]?.row.state = .rejected
                details[number]?.row.decidedLabel = nil
                details[number]?.row.reviewers = ["bo"]
            case 1: order.shuffle(using: &random)
            case 2: setSecond(number, label: "legal")
            default:
                let new = (order.map(\.value).max() ?? 0) + 1
                guard new < 400 else { break }
                details[ItemNumber(new)] = Fixture.detail(new, "late \(new)")
                order.insert(ItemNumber(new), at: 0)
            }
        }
        return .storeChanged(counts)
    }

    var counts: TaskCounts {
        var counts = TaskCounts()
        counts.items = order.count
        counts.decided = details.values.filter(\.row.state.isDecided).count
        return counts
    }

    private func fails(_ random: inout SeededGenerator) -> Bool {
        Double.random(in: 0..<1, using: &random) < failureShare
    }

    private mutating func write(_ effect: Effect, _ random: inout SeededGenerator) -> Message {
        let fails = fails(&random)
        switch effect {
        case .care(let effect): return write(effect, fails)
        case .disputes(.tag(let request, let isUnclear, let number, _)):
            return tag(request, isUnclear, number, fails: fails)
        case .record(let request, let decision, let number, let knowing):
            let isMine = !sharesItems || (mine.contains(number) && !overtaken.contains(number))
            // What became this one's after bo had decided it is refused by what was known alone.
            let isUnknown =
                sharesItems && details[number]?.row.reviewers.contains("bo") == true && !knowing.contains("bo")
            let isWanted = details[number]?.row.needed ?? 1 > 1
            if !fails, sharesItems, !isWanted, mine.contains(number), isUnknown || overtaken.contains(number) {
                failedRecords.insert(request)
                return .care(.decidedByOther(request, reviewer: "bo"))
            }
            if fails || (!isMine && !isWanted) || (isWanted && sharesItems && !mine.contains(number)) {
                failedRecords.insert(request)
                return .recordFailed(request, reason: fails ? "disk full" : "bo has this item")
            }
            let id = DecisionID(Int64(log.count + 1))
            log.append(Entry(request: request, number: number, decision: decision, id: id))
            details[number]?.pendingNote = ""
            apply(decision.verdict, number)
            return .recorded(request, id, counts)
        case .undoLast(let request):
            if fails { return .undoFailed(request, reason: "locked") }
            guard let index = log.lastIndex(where: { !$0.isUndone }) else { return .undone(request, nil, counts) }
            if let act = log[index].decision.act { return .undone(request, undo(act), counts) }
            log[index].isUndone = true
            let number = log[index].number
            apply(log.last { $0.number == number && !$0.isUndone }?.decision.verdict, number)
            return .undone(
                request,
                UndoneDecision(
                    number: number, id: details[number]?.item.id ?? Item.ID("?"), verdict: log[index].decision.verdict),
                counts)
        case .saveNote(let request, let text, let number):
            if fails { return .noteFailed(request, reason: "disk full") }
            details[number]?.pendingNote = text
            return .noteSaved(request)
        case .bulk(let asked): return write(asked, fails: fails)
        case .find(let effect): return fails ? .find(.failed(effect.request, reason: "locked")) : effect.answer
        case .openImage(let request, _):
            return fails ? .imageFailed(request, reason: "no such file") : .imageOpened(request)
        case .outside(.open(let request, _)):
            return .outside(.closed(request, failure: fails ? "no such program" : nil))
        case .askSecondOpinion(let request, let number, _):
            if fails { return .secondOpinionFailed(request, number, reason: "429") }
            setSecond(number, label: "bug")
            return .secondOpinionStored(request, number)
        default: return .ended
        }
    }

    private var held: [HeldItem] { bo.sorted().map { HeldItem(number: $0, reviewer: "bo", until: "10:42") } }

    private mutating func othersMove(around number: ItemNumber, _ random: inout SeededGenerator) -> Message {
        bo = Set((0..<Int64.random(in: 0...8, using: &random)).map { ItemNumber(number.value + $0) }).subtracting(mine)
            .filter { details[$0] != nil }
        return .care(.held(held))
    }

    private mutating func write(_ effect: CareEffect, _ fails: Bool) -> Message {
        switch effect {
        case .lease(let request, let items):
            if fails { return .care(.leaseFailed(request, reason: "locked")) }
            mine = Set(items.filter { details[$0] != nil }).subtracting(bo)
            overtaken.subtract(mine)
            let granted = mine.compactMap { details[$0]?.row }.map {
                LeasedItem(number: $0.number, state: $0.state, decidedLabel: $0.decidedLabel)
            }
            return .care(.leased(request, granted, others: held))
        case .sumWork(let request): return .care(.worked(request, seconds: fails ? nil : 61))
        }
    }

    private func answer(_ effect: Effect, _ random: inout SeededGenerator) -> Message {
        if case .find(let effect) = effect { return effect.answer }
        if case .typing(.readTheme(let request, let name)) = effect {
            return Bool.random(using: &random)
                ? .typing(.themeRead(request, name)) : .typing(.themeFailed(request, name, reason: "no such file"))
        }
        guard let request = effect.request, Double.random(in: 0..<1, using: &random) >= readFailureShare else {
            switch effect {
            case .bulk(let asked): return .bulk(.failed(asked.request, reason: "locked"))
            case .dashboard(.load(let request, _, _)): return .dashboard(.failed(request, reason: "locked"))
            case .doubts(.find(let request, _, _)): return .doubts(.failed(request, reason: "locked"))
            case .eyes(.measure(let request)): return .eyes(.measureFailed(request))
            case .eyes(.loadHistory(let request, _)): return .eyes(.historyFailed(request, reason: "locked"))
            default: return .loadFailed(effect.request ?? RequestID(0), reason: "locked")
            }
        }
        switch effect {
        case .loadQueue(_, let query):
            let (lines, folds) = FoldedGroups.fold(
                list(query), groups: groupsNow, unfolded: query.folding?.unfolded ?? [])
            return .queueLoaded(request, lines, counts, latest: log.last?.id, folds: folds)
        case .loadRows(_, let numbers): return .rowsLoaded(request, numbers.compactMap { details[$0]?.row })
        case .loadDetail(_, let number): return .detailLoaded(request, details[number])
        case .bulk(.opinions(_, let items)): return .bulk(.opinions(request, BulkAnswers.opinions(items, details)))
        case .bulk(.preview(_, let plan, let round)):
            return .bulk(.previewed(request, BulkAnswers.preview(plan, round, details)))
        case .bulk(.state(_, let rule)): return .bulk(.stated(request, BulkAnswers.statement(rule, details)))
        case .dashboard(.load(_, let query, _)):
            return .dashboard(.loaded(request, DashboardFixture.data(of: query, counts)))
        case .doubts(.find):
            let found = details.values.filter(\.row.state.isDecided).map(\.row.number).sorted().prefix(30).map {
                DoubtfulItem(
                    number: $0, reasons: [DoubtReason($0.value % 2 == 0 ? .models : .peers, "why \($0.value)")])
            }
            return .doubts(.found(request, found, candidates: found.count))
        case .eyes(.measure): return .eyes(.measured(request, Fixture.measures))
        case .eyes(.loadHistory(_, let number)):
            let predictions = [details[number]?.first, details[number]?.second].compactMap { $0 }
            return .eyes(
                .historyLoaded(
                    request,
                    [HistoryEntry(at: Fixture.start, what: .imported)]
                        + predictions.map { HistoryEntry(at: Fixture.start, what: .prediction($0)) }
                        + log.filter { $0.number == number }.map {
                            HistoryEntry(at: $0.decision.at, what: .decision($0.decision))
                        }))
        default: return .ended
        }
    }

    private func list(_ query: QueueQuery) -> [ItemNumber] {
        (query.only ?? order).filter { number in
            guard let row = details[number]?.row else { return false }
            let isKept =
                query.keepDecidedAfter.map { after in log.contains { $0.number == number && $0.id > after } } ?? false
            guard query.search.isEmpty || row.excerpt.contains(query.search) else { return false }
            return switch query.filter {
            case .all: true
            case .todo where row.needed > 1:
                isKept || (row.votes < row.needed && !row.reviewers.contains("ana"))
            case .disputed: isKept || row.isDisputed
            case .todo: isKept || row.state == .undecided || row.state == .skipped
            case .decided: isKept || row.state.isDecided
            case .disagreements: isKept || row.disagrees == true
            case .flagged: isKept || row.state == .flagged
            case .skipped: isKept || row.state == .skipped
            case .waiting: isKept || row.first == nil
            }
        }
    }

    mutating func apply(_ verdict: Verdict?, _ number: ItemNumber) {
        details[number]?.row.state = ReviewState(verdict?.action)
        details[number]?.row.decidedLabel = verdict?.label
        details[number]?.row.reviewers = []
        if details[number]?.row.needed ?? 1 > 1 { countVotes(number) }
    }

    private mutating func setSecond(_ number: ItemNumber, label: String) {
        details[number]?.second = Fixture.second(label, 0.9, reason: .reviewer)
        details[number]?.row.second = Opinion(
            model: Fixture.opus, label: Label(label), outcome: .labeled, confidence: 0.9)
    }
}
