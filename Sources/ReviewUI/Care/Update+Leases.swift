import Cells
import Labeling

// Several reviewers on one store: nobody decides an item that another has before them.

extension ReviewModel {
    /// From now on items are shared out among the sessions on this store.
    package mutating func shareItems() { care.leases.isOn = true }

    mutating func leased(_ granted: [LeasedItem], _ request: RequestID) {
        care.leases.mine = Set(granted.map(\.number))
        care.leases.granted = Dictionary(granted.map { ($0.number, $0) }) { first, _ in first }
        care.leases.grantedBefore = nextRequest
        for item in granted where isFresh(item.number, request) {
            guard let row = details[item.number]?.row else { continue }
            // Somebody decided it between our reading it and its becoming ours.
            if row.state != item.state || row.decidedLabel != item.decidedLabel { forget(item.number) }
        }
    }

    /// Whether this was read before the item became ours, and somebody decided on it between the two.
    func isOvertaken(_ row: QueueRow, _ request: RequestID) -> Bool {
        guard request.value < care.leases.grantedBefore, let granted = care.leases.granted[row.number] else {
            return false
        }
        return row.state != granted.state || row.decidedLabel != granted.decidedLabel
    }

    mutating func othersHave(_ items: [HeldItem], now: Timestamp) {
        care.leases.others = Dictionary(items.map { ($0.number, $0) }) { first, _ in first }
        care.leases.mine.subtract(care.leases.others.keys)
        stepOff(now: now)
    }

    /// Nobody chose to look at another's item that is merely the next: the one after it comes under the cursor.
    private mutating func stepOff(now: Timestamp) {
        guard mode == .review, let current, let held = care.leases.others[current], care.leases.chosen != current,
            let next = nextToDo(after: cursor, wrapping: true)
        else { return }
        let isSeen = onScreen?.number == current
        cursor = next
        expectToDo()
        guard isSeen else { return }
        notice = Notice(text: "\(held.reviewer) has \(name(of: current)): here is the next.", role: .warning)
        hold(now)
        dropTypedAhead()
    }

    /// The reviewer went on to what was still to do, and somebody else has decided it meanwhile: nobody is given the same
    /// item, so the one after it comes under the cursor.
    mutating func stepOffDecided(now: Timestamp) {
        guard care.leases.isOn, mode == .review, let current, care.leases.expected == current else { return }
        guard isDecidedByOthers(current) else {
            // From now on nobody else decides it, and it stays where it is.
            if isMine(current) { care.leases.expected = nil }
            return
        }
        let isSeen = onScreen?.number == current
        if let next = nextToDo(after: cursor, wrapping: true), next != cursor {
            cursor = next
            expectToDo()
            guard isSeen else { return }
            notice = Notice(
                text: "\(name(of: current)) has just been decided by another reviewer: here is the next.",
                role: .warning)
        } else {
            care.leases.expected = nil
            sayNothingIsLeft()
        }
        hold(now)
        dropTypedAhead()
    }

    /// What has come under the cursor is there because it is still to do; where it is this session's already, it is.
    mutating func expectToDo() {
        care.leases.expected = current.flatMap { isMine($0) ? nil : $0 }
    }

    /// The reviewer went to the item under the cursor themselves: what others have decided there they know.
    mutating func arrivedByHand() {
        care.leases.revisited = current.flatMap { rows[$0] == nil || isOthers($0) ? $0 : nil }
    }

    private func isDecidedByOthers(_ number: ItemNumber) -> Bool { isOvertaken(line: number) || isOthers(number) }

    /// Others have decided it and this reviewer has not, as far as its line was read.
    private func isOthers(_ number: ItemNumber) -> Bool {
        guard let row = rows[number], row.state.isDecided || row.state == .flagged || row.votes >= row.needed else {
            return false
        }
        return !hasDecided(row) && !isToDo(row)
    }

    /// Whether somebody has decided the item since its line was read: its becoming ours told so.
    func isOvertaken(line number: ItemNumber) -> Bool {
        guard let granted = care.leases.granted[number], granted.state.isDecided || granted.state == .flagged else {
            return false
        }
        if let row = rows[number] {
            // It stands as its line says; or one vote more was made, and this reviewer's is wanted still.
            let isSame = row.state == granted.state && row.decidedLabel == granted.decidedLabel
            if isSame || (row.needed > 1 && row.votes + 1 < row.needed && isToDo(row)) { return false }
        }
        return rowRead[number, default: -1] < care.leases.grantedBefore
    }

    private func name(of number: ItemNumber) -> String { rows[number]?.id.value ?? "that item" }

    /// Why nothing may be decided on the item under the cursor; nil: it is this session's, or will be.
    var whyHeld: String? {
        guard let current else { return nil }
        if let held = care.leases.others[current] { return "\(held.reviewer) has this item (until \(held.until))." }
        // Nobody is given what another has done: at the end of a list it comes under the cursor all the same.
        guard care.leases.isOn, care.leases.revisited != current, bulk.selection == nil, isOthers(current) else {
            return nil
        }
        let names = (rows[current]?.reviewers ?? []).joined(separator: ", ")
        return "\(names) decided on this item. To do it too: \(keymap.key(for: .previous)), then "
            + "\(keymap.key(for: .next)) back to it."
    }

    /// Whether it is not known yet that the item under the cursor is this session's.
    var waitsForLease: Bool {
        guard care.leases.isOn, let current else { return false }
        return !care.leases.mine.contains(current) && care.leases.others[current] == nil && !missing.contains(current)
    }

    /// Asks for the item under the cursor and those that come next, ahead of time.
    mutating func leaseWhatIsNext() -> [Effect] {
        guard care.leases.isOn, !care.leases.isResting, !isQuitting || !typedAhead.isEmpty, let queue, let current,
            !awaiting.values.contains(where: \.isLease)
        else { return [] }
        var wanted = [current]
        var index = cursor
        while mode != .paused, wanted.count <= LeaseState.ahead,
            let next = nextToDo(after: index, wrapping: false, before: knownEnd)
        {
            if !wanted.contains(queue[next]) { wanted.append(queue[next]) }
            index = next
        }
        let isTooMuch =
            mode == .paused && care.leases.mine.count > 1 || care.leases.mine.contains { waitsForOthers($0, wanted) }
        let isReady = !waitsForLease && wanted.dropFirst().prefix(LeaseState.leastAhead).allSatisfy(isMine)
        guard !isReady || isTooMuch else { return [] }
        wanted.removeAll { care.leases.others[$0] != nil || missing.contains($0) }
        guard !wanted.isEmpty || isTooMuch else { return [] }
        // What is not asked for again is given back.
        care.leases.mine.formIntersection(wanted)
        return [.care(.lease(request(.care(.lease(wanted))), wanted))]
    }

    /// This reviewer has voted there and gone on: whoever votes or adjudicates next must not find it taken.
    private func waitsForOthers(_ number: ItemNumber, _ wanted: [ItemNumber]) -> Bool {
        guard !wanted.contains(number), let row = rows[number] else { return false }
        return row.needed > 1 && !isToDo(row) || row.isDisputed
    }

    private func isMine(_ number: ItemNumber) -> Bool { care.leases.mine.contains(number) }
}
