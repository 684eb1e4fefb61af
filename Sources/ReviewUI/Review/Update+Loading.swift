import Cells
import Labeling

/// How many lines around the screen, and items after the cursor, are kept ready: enough for keys that come faster
/// than the disk answers.
private enum Reach {
    static let rows = 40
    static let detailsAhead = 6
    /// Above this many known lines, those far from the cursor are forgotten.
    static let knownRows = 1_500
    static let knownDetails = 60
}

extension ReviewModel {
    mutating func readQueue() -> [Effect] {
        if awaiting.values.contains(.queue) {
            queueIsStale = true
            return []
        }
        queueIsStale = false
        let asked = prepareQuery()
        let request = request(.queue)
        find.pageRequest = asked.limit == nil ? nil : request
        return [.loadQueue(request, asked)]
    }

    /// Something changed outside: what is on screen is read again, the list where it may be another one.
    mutating func refresh(_ change: StoreChange = .anything) -> [Effect] {
        let effects = mayChangeList(change) ? readQueue() : []
        missing.removeAll()
        rowsFrom = nextRequest
        for number in change.reachesLists ? Array(details.keys) : change.touched ?? Array(details.keys)
        where details[number] != nil {
            staleFrom[number] = nextRequest
        }
        return effects
    }

    /// A list of a million items takes its time to read: new decisions alone leave most lists as they are, because
    /// what is decided stays where it was.
    private func mayChangeList(_ change: StoreChange) -> Bool {
        guard !change.reachesLists, !change.takesBack, let touched = change.touched else { return true }
        if query.expression != .everything || queue == nil { return true }
        switch query.filter {
        case .decided, .flagged, .skipped, .disputed: return true
        case .todo, .all, .disagreements, .waiting: break
        }
        // A group is as large as its undecided items are many.
        return bulk.folds.mayHold(touched)
    }

    mutating func queueArrived(
        _ request: RequestID, _ numbers: [ItemNumber], _ counts: TaskCounts, _ latest: DecisionID?, now: Timestamp
    ) -> [Effect] {
        let isAnotherList = listFrom.map { request.value >= $0 } ?? false
        let before = current
        let stay = (isAnotherList ? goTo : nil) ?? (hasActed ? before : nil)
        let offset = cursor - top
        self.counts = counts
        if takePage(request, numbers.count) { queueIsStale = true }
        if query.keepDecidedAfter == nil { query.keepDecidedAfter = latest ?? DecisionID(0) }
        queue = numbers
        if isAnotherList { listFrom = nil }
        if listFrom == nil { listArrived() }
        if let stay, let index = numbers.firstIndex(of: stay) {
            cursor = index
            top = max(0, index - offset)
        } else if isAnotherList, goTo != nil {
            return lookElsewhere()
        } else if hasActed, !isAnotherList {
            cursor = min(cursor, max(numbers.count - 1, 0))
        } else {
            cursor = 0
            top = 0
            hasActed = false
            if let current, care.leases.others[current] != nil { cursor = nextToDo(after: 0, wrapping: true) ?? 0 }
            care.leases.expected = nil
            if query.filter == .todo { expectToDo() }
        }
        // The list says of each item that it is decided; what is to do is what nobody has.
        if isAnotherList && goTo != nil || query.filter != .todo && (isAnotherList || !hasActed) { arrivedByHand() }
        if isAnotherList { goTo = nil }
        if !isAnotherList, let before, current != before, onScreen?.number == before { hold(now) }
        return queueIsStale ? readQueue() : []
    }

    /// The item to go to is not in the list: the list of all items has it, if any.
    private mutating func lookElsewhere() -> [Effect] {
        if query.filter == .all, query.search.isEmpty, query.expression == .everything {
            goTo = nil
            notice = Notice(text: "The item is no longer in this task.", role: .warning)
            dropTypedAhead()
            return queueIsStale ? readQueue() : []
        }
        dropFilters()
        if let said = notice {
            notice = Notice(text: "\(said.text) Your list does not have it: all are listed.", role: said.role)
        }
        return readAnew()
    }

    mutating func detailArrived(
        _ detail: ItemDetail?, _ images: [ImageLine], of number: ItemNumber, _ request: RequestID
    ) {
        guard let detail else {
            missing.insert(number)
            return
        }
        guard isFresh(number, request), !isOvertaken(detail.row, request) else { return }
        details[number] = detail
        imageLines[number] = images.isEmpty ? nil : images
        rows[number] = detail.row
        rowRead[number] = request.value
        if request.value >= staleFrom[number, default: 0] { staleFrom[number] = nil }
    }

    mutating func loadFailed(_ request: RequestID, _ reason: String) -> [Effect] {
        guard let awaited = awaiting[request] else { return [] }
        // Not asked again at once: a broken disk would be asked for ever.
        switch awaited {
        case .queue:
            queueIsStale = false
            listFrom = nil
            goTo = nil
            dropTypedAhead()
        case .rows(let numbers):
            missing.formUnion(numbers.filter { rows[$0] == nil })
            for number in numbers { rowRead[number] = nextRequest }
        case .detail(let number):
            staleFrom[number] = nil
            if details[number] == nil { missing.insert(number) }
        case .record, .undo, .note, .secondOpinion, .image, .find, .bulk, .eyes, .dashboard, .care, .outside,
            .typing, .doubts, .disputes:
            return []
        }
        awaiting[request] = nil
        notice = Notice(text: "Cannot read the store: \(reason)", role: .error)
        return []
    }

    /// Asks for the lines and items that the reviewer sees now or next, and are not known.
    mutating func loadWhatIsSeen() -> [Effect] {
        guard let queue, !queue.isEmpty else { return [] }
        var effects: [Effect] = loadGroup()
        forgetFarAway()
        if !isAwaitingRows {
            let height = queueRows
            let start = min(max(top, 0), queue.count)
            let seen = queue[start..<min(queue.count, start + height)]
            let near = queue[max(0, start - height)..<min(queue.count, start + height + Reach.rows)]
            let unknown = near.filter { number in
                rows[number] == nil || rowRead[number, default: -1] < rowsFrom
            }.filter { !missing.contains($0) && !isUnsaved($0) }
            if unknown.count > Reach.rows / 2 || seen.contains(where: unknown.contains) {
                effects.append(.loadRows(request(.rows(unknown)), unknown))
            }
        }
        for number in wantedDetails() where details[number] == nil || staleFrom[number] != nil {
            // What is not on disk yet cannot be read: the answer would be dropped, and asked for again without end.
            guard !missing.contains(number), !isUnsaved(number), !isAwaitingDetail(number) else { continue }
            effects.append(.loadDetail(request(.detail(number)), number))
        }
        return effects
    }

    /// The message brings what the screen does not show yet: an item beside the one at the cursor, known in its line
    /// already. Nothing is to be drawn for it.
    package func isOutOfSight(_ message: Message) -> Bool {
        guard case .detailLoaded(_, let detail?, _) = message, typedAhead.isEmpty else { return false }
        return detail.row.number != current && rows[detail.row.number] == detail.row
    }

    /// The line up to which the list is read ahead of the cursor.
    var knownEnd: Int { cursor + Reach.rows }

    private func wantedDetails() -> [ItemNumber] {
        guard let queue, let current else { return [] }
        var wanted = [current]
        if cursor > 0 { wanted.append(queue[cursor - 1]) }
        if cursor + 1 < queue.count { wanted.append(queue[cursor + 1]) }
        var index = cursor
        while wanted.count < Reach.detailsAhead + 3,
            let next = nextToDo(after: index, wrapping: false, before: knownEnd)
        {
            if !wanted.contains(queue[next]) { wanted.append(queue[next]) }
            index = next
        }
        return wanted
    }

    private var isAwaitingRows: Bool {
        awaiting.values.contains { if case .rows = $0 { true } else { false } }
    }

    private func isAwaitingDetail(_ number: ItemNumber) -> Bool {
        awaiting.values.contains(.detail(number))
    }

    /// The item is read again before anything is done with it.
    mutating func forget(_ number: ItemNumber) {
        renew(number)
        details[number] = nil
    }

    /// The item is read again, and stays on screen until then. An answer to an earlier question about it is older than
    /// what is known.
    mutating func renew(_ number: ItemNumber) {
        missing.remove(number)
        freshFrom[number] = nextRequest
        staleFrom[number] = nextRequest
        for (request, awaited) in awaiting where awaited == .detail(number) { awaiting[request] = nil }
    }

    func isFresh(_ number: ItemNumber, _ request: RequestID) -> Bool {
        !isUnsaved(number) && request.value >= freshFrom[number, default: 0]
    }

    private func isUnsaved(_ number: ItemNumber) -> Bool { unsaved.contains { $0.number == number } }

    private mutating func forgetFarAway() {
        guard let queue else { return }
        if rows.count > Reach.knownRows {
            let near = Set(queue[max(0, cursor - 500)..<min(queue.count, cursor + 500)])
            rows = rows.filter { near.contains($0.key) }
            rowRead = rowRead.filter { near.contains($0.key) }
        }
        if details.count > Reach.knownDetails {
            let near = Set(wantedDetails())
            details = details.filter { near.contains($0.key) }
            staleFrom = staleFrom.filter { details[$0.key] != nil }
            imageLines = imageLines.filter { details[$0.key] != nil }
        }
        if freshFrom.count > Reach.knownRows {
            let oldest = awaiting.keys.map(\.value).min() ?? nextRequest
            freshFrom = freshFrom.filter { $0.value > oldest }
        }
    }
}
