import Cells
import Labeling

extension ReviewModel {
    /// The items that are folded under this line, without itself; they are decided with it.
    func foldedMembers(of number: ItemNumber) -> [ItemNumber] { bulk.folds.members[number] ?? [] }

    mutating func recordGroup(
        _ request: RequestID, _ decision: Decision, on number: ItemNumber, _ members: [ItemNumber],
        knowing: [String]
    ) -> [Effect] {
        if let index = decisions.lastIndex(where: { $0.request == request }) {
            decisions[index].act = decision.act
            decisions[index].count = members.count + 1
        }
        return [.bulk(.recordGroup(request, decision, on: number, members: members, knowing: knowing))]
    }

    /// Shows the items under the line one by one below it, or folds them again.
    mutating func toggleGroup() -> [Effect] {
        guard let current, let group = bulk.folds.groups[current] else { return [] }
        hasActed = true
        if bulk.folds.isUnfolded(current) { return foldAgain(group) }
        let members = bulk.folds.unfold(current)
        query.folding?.unfolded.insert(group)
        queue?.insert(contentsOf: members, at: cursor + 1)
        // Nobody has seen them, and they may have been decided together with this one.
        for number in members {
            rowRead[number] = nil
            forget(number)
        }
        return []
    }

    private mutating func foldAgain(_ group: Int64) -> [Effect] {
        query.folding?.unfolded.remove(group)
        guard let queue else { return [] }
        var start = cursor
        while start > 0, bulk.folds.groups[queue[start - 1]] == group { start -= 1 }
        var end = cursor + 1
        while end < queue.count, bulk.folds.groups[queue[end]] == group { end += 1 }
        bulk.folds.fold(Array(queue[start..<end]))
        self.queue?.removeSubrange(start + 1..<end)
        cursor = start
        bulk.opinions[queue[start]] = nil
        // Those that were decided one by one have left the group: the store says which.
        return readQueue()
    }

    /// A list has come: its groups are known, and the item under the reviewer's eyes keeps its line.
    ///
    /// - Returns: the lines.
    mutating func arrived(_ folds: FoldedGroups, _ policy: StandingPolicy?, _ lines: [ItemNumber]) -> [ItemNumber] {
        var lines = lines
        bulk.folds = folds
        bulk.policy = policy
        bulk.opinions.removeAll()
        if let stay = goTo ?? (hasActed ? current : nil), let line = bulk.folds.show(stay),
            let index = lines.firstIndex(of: line)
        {
            lines[index] = stay
        }
        if let anchor = bulk.selection?.anchor {
            if let index = lines.firstIndex(of: anchor) {
                bulk.selection?.anchorIndex = index
            } else {
                bulk.selection = nil
            }
        }
        return lines
    }

    /// The first opinions of the items under the line are being read; what it will mean to accept is not known yet.
    var isReadingGroup: Bool {
        guard let current, bulk.folds.members[current] != nil, !isSelecting else { return false }
        return bulk.opinions[current] == nil
    }

    /// Asks what the models say of the items under the line at the cursor.
    mutating func loadGroup() -> [Effect] {
        guard isReadingGroup, let current, !awaiting.values.contains(.bulk(.opinions(current))) else { return [] }
        return [.bulk(.opinions(request(.bulk(.opinions(current))), of: foldedMembers(of: current)))]
    }

    /// What stands in the head of an item that others are folded under, or nil.
    func groupWords(_ row: QueueRow, isShort: Bool) -> String? {
        let members = foldedMembers(of: row.number)
        let key = keymap.key(for: .unfoldGroup)
        guard !members.isEmpty else {
            guard bulk.folds.isUnfolded(row.number) else { return nil }
            return isShort ? "alike; \(key) folds" : "alike, decided one by one; \(key) folds them"
        }
        let count = (members.count + 1).grouped
        var words = isShort ? "\(count) alike" : "\(count) alike: decided together"
        if let others = differing(from: row), others > 0 {
            words +=
                isShort ? "; \(others.grouped) differ" : "; \(others.grouped) of \(count) have another first opinion"
        }
        return words + "; \(key) shows"
    }

    /// How many of the others have another first opinion, or none; nil: not known, or not to be seen.
    private func differing(from row: QueueRow) -> Int? {
        guard !hidesOpinions(of: row), let shares = bulk.opinions[row.number] else { return nil }
        return shares.reduce(0) { $1.label == row.first?.label ? $0 : $0 + $1.count }
    }

    /// `×12` before the words of a line that stands for twelve items; a sign before those of an unfolded group.
    func groupSign(_ number: ItemNumber) -> String? {
        if let members = bulk.folds.members[number] { return (isASCII ? "x" : "×") + "\(members.count + 1) " }
        guard bulk.folds.isUnfolded(number) else { return nil }
        return isASCII ? "` " : "└ "
    }
}
