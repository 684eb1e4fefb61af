import Cells
import Labeling

extension ReviewModel {
    /// From the beginning the list of likely mistakes is looked for, and shown when it is there.
    package mutating func openWithDoubts() { doubts.opens = true }

    mutating func openingDoubts() -> [Effect] { doubts.opens ? lookForDoubts() : [] }

    /// Shows the list that was found before; on it, or where none was found, looks for it anew.
    mutating func showDoubts() -> [Effect] {
        if doubts.ranked != nil, !doubts.isShown, !isLookingForDoubts { return enterDoubts() }
        if isLookingForDoubts {
            notice = Notice(text: "Likely mistakes are being looked for.", role: .waiting)
            return []
        }
        return lookForDoubts()
    }

    private var isLookingForDoubts: Bool { awaiting.values.contains(.doubts) }

    private mutating func lookForDoubts() -> [Effect] {
        doubts.progress = DoubtsState.Progress(read: 0, all: 0)
        return [.doubts(.find(request(.doubts), task.labels, models: task.ladder.map(\.model)))]
    }

    mutating func doubtsAnswered(_ message: DoubtsMessage, now: Timestamp) -> [Effect] {
        switch message {
        case .progressed(let request, let read, let all):
            guard awaiting[request] == .doubts else { return [] }
            doubts.progress = DoubtsState.Progress(read: read, all: all)
        case .failed(let request, let reason):
            guard takeDoubts(request) else { return [] }
            notice = Notice(text: "Likely mistakes could not be looked for: \(reason)", role: .error)
        case .found(let request, let items, let candidates):
            guard takeDoubts(request) else { return [] }
            return found(items, candidates: candidates, now: now)
        }
        return []
    }

    private mutating func takeDoubts(_ request: RequestID) -> Bool {
        guard awaiting[request] == .doubts else { return false }
        awaiting[request] = nil
        doubts.progress = nil
        return true
    }

    private mutating func found(_ items: [DoubtfulItem], candidates: Int, now: Timestamp) -> [Effect] {
        doubts.ranked = items
        doubts.reasons = Dictionary(items.map { ($0.number, $0.reasons) }) { first, _ in first }
        doubts.candidates = candidates
        doubts.done = []
        guard !items.isEmpty else {
            let effects = leaveDoubts() ? readAnew() : []
            doubts.ranked = nil
            notice = Notice(text: "Nothing speaks against any decision so far.", role: .saved)
            return effects
        }
        // Whoever is typing, or looks at something else, is not taken away from it.
        guard mode == .review, typedAhead.isEmpty, bulk.selection == nil, !isQuitting else {
            notice = Notice(
                text: "\(items.count.grouped) likely mistakes found: \(keymap.key(for: .doubts)) lists them.",
                role: .saved)
            if doubts.isShown { query.only = doubtsLeft }
            return []
        }
        hold(now)
        return enterDoubts()
    }

    private mutating func enterDoubts() -> [Effect] {
        let left = doubtsLeft
        guard !left.isEmpty else {
            notice = Notice(text: "You have had a look at all of them; again: look anew.", role: .saved)
            doubts.ranked = nil
            return []
        }
        if !doubts.isShown {
            doubts.folding = query.folding
            dropFilters()
            doubts.isShown = true
        }
        query.folding = nil
        query.filter = .all
        query.only = left
        hasActed = false
        let more = doubts.candidates > left.count ? ", the most doubtful of \(doubts.candidates.grouped)" : ""
        notice = Notice(
            text: "\(Words.items(left.count)) worth a second look\(more). None is wrong because it is here.",
            role: .muted)
        return readAnew()
    }

    /// What is still to be looked at, in order.
    private var doubtsLeft: [ItemNumber] {
        (doubts.ranked ?? []).map(\.number).filter { !doubts.done.contains($0) }
    }

    /// Another list is asked for. True: this one was on screen.
    @discardableResult
    mutating func leaveDoubts() -> Bool {
        guard doubts.isShown else { return false }
        doubts.isShown = false
        query.only = nil
        query.folding = doubts.folding
        return true
    }

    /// After a decision in this list: the item leaves it, and the next one stands in its place; one that was skipped stays.
    mutating func goOnInDoubts() {
        guard let made = unsaved.last else { return }
        if made.decision.verdict == .skip {
            cursor = min(cursor + 1, max((queue?.count ?? 1) - 1, 0))
        } else {
            doubts.done.insert(made.number)
            query.only = doubtsLeft
            queue?.removeAll { $0 == made.number }
            cursor = min(cursor, max((queue?.count ?? 1) - 1, 0))
        }
        if queue?.isEmpty == true { notice = Notice(text: "You have had a look at all of them.", role: .saved) }
        arrivedByHand()
    }

    /// The decision was taken back, or could not be saved: the item is in the list again.
    mutating func doubtReturns(_ number: ItemNumber) {
        guard doubts.done.remove(number) != nil, doubts.isShown else { return }
        query.only = doubtsLeft
    }

    // MARK: In words

    /// What speaks against the decision on the item; what the reviewer may not see is not said. Nil: it is not listed here.
    func doubtWords(of row: QueueRow) -> String? {
        guard doubts.isShown, let reasons = doubts.reasons[row.number] else { return nil }
        var isHidden = false
        let told = reasons.filter { reason in
            let hides =
                switch reason.source {
                case .models: hidesOpinions(of: row)
                case .peers: hidesPeers(of: row)
                case .making: false
                }
            isHidden = isHidden || hides
            return !hides
        }.map(\.words)
        let hidden = isHidden ? ["more is hidden until you have decided"] : []
        return "Second look: \((told + hidden).joined(separator: "; "))"
    }

    var currentDoubt: String? { currentRow.flatMap { doubtWords(of: $0) } }

    /// What the status line says while they are looked for.
    var doubtsStatus: [(String, Role)] {
        guard let progress = doubts.progress else { return [] }
        guard progress.all > 0 else { return [("looking for likely mistakes…", .waiting)] }
        return [("likely mistakes: \(min(100, progress.read * 100 / progress.all))%…", .waiting)]
    }
}
