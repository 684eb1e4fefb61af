// Tasks in which an item can have several labels, or none. A set of labels is itself a label, so that every rule about
// answers (agreement, decisions, ground truth, the queue, costs) holds for sets as it stands.
//
// The name of a set joins its members' names, sorted by their bytes: labels that change places in the task file must not
// make of equal sets, stored earlier and later, two that differ. People are shown the task's order.

extension LabelSet {
    /// The set without a label.
    package static let none = Label("(none)")
    /// Between the names of a set's members.
    package static let separator: Character = "|"

    static func isReserved(_ name: String) -> Bool {
        name.contains(separator) || folded(name) == none.name
    }

    /// The label that stands for all of these together, whatever their order, each counted once; nil: one of them is not
    /// of the set, or they are not one where an answer is a single label.
    package func combination(of labels: some Sequence<Label>) -> Label? {
        var names: Set<String> = []
        for label in labels {
            guard let position = position(of: label) else { return nil }
            names.insert(definitions[position].label.name)
        }
        guard allowsSeveral || names.count == 1 else { return nil }
        if names.isEmpty { return LabelSet.none }
        let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return Label(sorted.joined(separator: String(LabelSet.separator)))
    }

    /// The labels that `label` stands for, in the task's order: itself, or those of a combination; nil: outside the set.
    package func members(of label: Label) -> [Label]? {
        if let position = position(of: label) { return [definitions[position].label] }
        guard allowsSeveral else { return nil }
        if LabelSet.folded(label.name) == LabelSet.none.name { return [] }
        let parts = label.name.split(separator: LabelSet.separator, omittingEmptySubsequences: false)
        guard parts.count > 1 else { return nil }
        var positions: Set<Int> = []
        for part in parts {
            guard let position = position(of: Label(String(part))) else { return nil }
            positions.insert(position)
        }
        return positions.sorted().map { definitions[$0].label }
    }

    /// Whether an answer can be this.
    package func contains(_ label: Label) -> Bool { members(of: label) != nil }

    /// Whether the answer is this label, or has it among others.
    package func answer(_ answer: Label, has label: Label) -> Bool {
        answer == label || (allowsSeveral && members(of: answer)?.contains(label) == true)
    }

    /// Whether of two answers the first comes first: by the places of their labels in the task's order.
    package func areInOrder(_ one: Label, _ other: Label) -> Bool {
        func places(_ label: Label) -> [Int] {
            members(of: label)?.compactMap { position(of: $0) } ?? [definitions.count]
        }
        return places(one).lexicographicallyPrecedes(places(other))
    }

    /// `Billing +2`: as short as a set can be said.
    package func shortTitle(of label: Label) -> String {
        guard allowsSeveral, let members = members(of: label), members.count > 1 else { return title(of: label) }
        return "\(title(of: members[0])) +\(members.count - 1)"
    }

    func combination(matching name: String) -> Label? {
        members(of: Label(name)).flatMap { combination(of: $0) }
    }

    func combinedTitle(of label: Label) -> String? {
        guard let members = members(of: label) else { return nil }
        if members.isEmpty { return LabelSet.none.name }
        return members.map { title(of: $0) }.joined(separator: " + ")
    }
}
