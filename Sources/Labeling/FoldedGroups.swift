/// How alike items are folded into one line of a list.
package struct Folding: Hashable, Sendable {
    /// The groups whose items are listed one by one.
    package var unfolded: Set<Int64>
    /// Which items are shown without the models' answers: they stand for themselves, for their truth must be their
    /// own. Nil: all are, so that none differs from the others.
    package var blind: BlindRule?

    package init(unfolded: Set<Int64> = [], blind: BlindRule? = BlindRule()) {
        self.unfolded = unfolded
        self.blind = blind
    }
}

/// The alike items of one list, as its lines show them.
package struct FoldedGroups: Hashable, Sendable {
    /// Under each line that stands for several items, the others, in the list's order.
    package private(set) var members: [ItemNumber: [ItemNumber]] = [:]
    /// The groups of these lines, and of all lines of unfolded groups.
    package private(set) var groups: [ItemNumber: Int64] = [:]
    /// Items that have no line of their own.
    package private(set) var folded = 0

    package init() {}

    /// Folds a list.
    ///
    /// - Parameters:
    ///   - numbers: each at most once.
    ///   - groups: the group of each item that is in one.
    ///   - unfolded: the groups whose items each have a line, below the first of them.
    package static func fold(
        _ numbers: [ItemNumber], groups: [ItemNumber: Int64], unfolded: Set<Int64>
    ) -> (lines: [ItemNumber], folds: FoldedGroups) {
        guard !groups.isEmpty else { return (numbers, FoldedGroups()) }
        var itemsOf: [Int64: [ItemNumber]] = [:]
        for number in numbers {
            if let group = groups[number] { itemsOf[group, default: []].append(number) }
        }
        var folds = FoldedGroups()
        var lines: [ItemNumber] = []
        lines.reserveCapacity(numbers.count)
        for number in numbers {
            guard let group = groups[number], let items = itemsOf[group], items.count > 1 else {
                lines.append(number)
                continue
            }
            guard items.first == number else { continue }
            lines.append(number)
            folds.groups[number] = group
            if unfolded.contains(group) {
                lines += items.dropFirst()
                for item in items { folds.groups[item] = group }
            } else {
                folds.members[number] = Array(items.dropFirst())
                folds.folded += items.count - 1
            }
        }
        return (lines, folds)
    }

    /// Gives the items under this line lines of their own; they are returned.
    package mutating func unfold(_ line: ItemNumber) -> [ItemNumber] {
        guard let items = members.removeValue(forKey: line), let group = groups[line] else { return [] }
        folded -= items.count
        for item in items { groups[item] = group }
        return items
    }

    /// Folds these lines under the first of them.
    package mutating func fold(_ lines: [ItemNumber]) {
        guard let first = lines.first, lines.count > 1 else { return }
        let items = Array(lines.dropFirst())
        for item in items { groups[item] = nil }
        members[first] = items
        folded += items.count
    }

    /// Lets the line under which the item is folded be this item's; nil: it is folded under none.
    ///
    /// - Returns: the item whose line it was.
    package mutating func show(_ item: ItemNumber) -> ItemNumber? {
        guard members[item] == nil, let line = members.first(where: { $0.value.contains(item) })?.key,
            let items = members.removeValue(forKey: line)
        else { return nil }
        members[item] = [line] + items.filter { $0 != item }
        groups[item] = groups.removeValue(forKey: line)
        return line
    }

    /// One of these items may be in a group; where very many are, it is not looked for.
    package func mayHold(_ items: [ItemNumber]) -> Bool {
        if folded > 20_000 || items.contains(where: { groups[$0] != nil }) { return !groups.isEmpty }
        let items = Set(items)
        return members.values.contains { $0.contains(where: items.contains) }
    }

    /// The line is of a group that is shown item by item.
    package func isUnfolded(_ line: ItemNumber) -> Bool { groups[line] != nil && members[line] == nil }
}

/// Which items are shown without the models' answers until a reviewer has decided them.
package struct BlindRule: Hashable, Sendable {
    /// Share of all items, 0 to 1.
    package var share: Double
    /// Items that a standing acceptance by rule left to check it by; nil: none stands.
    package var audit: AuditRule?

    package init(share: Double = 0, audit: AuditRule? = nil) {
        self.share = share
        self.audit = audit
    }

    /// - Parameters:
    ///   - confidence: of the first opinion's label; nil: there is none.
    ///   - disagrees: the second opinion is another label.
    package func hides(_ id: Item.ID, confidence: Double?, disagrees: Bool) -> Bool {
        StableShare.contains(id, share: share, purpose: "blind")
            || audit?.contains(id, confidence: confidence, disagrees: disagrees) == true
    }
}

/// The items by which an acceptance by rule is checked: it would have taken them, and left them to be decided blind.
package struct AuditRule: Hashable, Sendable {
    package var threshold: Double
    package var share: Double

    package init(threshold: Double, share: Double) {
        self.threshold = threshold
        self.share = share
    }

    package func contains(_ id: Item.ID, confidence: Double?, disagrees: Bool) -> Bool {
        guard let confidence, confidence >= threshold, !disagrees else { return false }
        return StableShare.contains(id, share: share, purpose: "audit")
    }
}
