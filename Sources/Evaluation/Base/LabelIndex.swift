import Labeling

/// Numbers labels from 0 in the task's order, without regard to case.
struct LabelIndex: Sendable {
    /// A column of free text taken for labels must not fill the memory with a matrix of its values.
    static let mostDiscovered = 1_000

    private(set) var labels: [Label] = []
    /// Whether unknown labels join, by first appearance.
    let isDiscovering: Bool
    /// Where an item can have several labels: the set that says which. Each combination has then a number of its own, by
    /// first appearance after the labels themselves.
    let several: LabelSet?
    /// Of each number, the labels that it stands for, by their numbers; empty unless `several`.
    private(set) var members: [[Int]] = []
    private var positions: [String: Int] = [:]
    /// Spellings met so far: folding case for each of a million answers costs more than all the rest.
    private var spellings: [Label: Int] = [:]

    init(labels: [Label], isDiscovering: Bool) {
        self.isDiscovering = isDiscovering
        several = nil
        for label in labels { insert(label, folded: LabelIndex.folded(label.name)) }
    }

    init(_ set: LabelSet) {
        isDiscovering = false
        several = set.allowsSeveral ? set : nil
        for label in set.labels { insert(label, folded: LabelIndex.folded(label.name)) }
    }

    /// What reports list: the labels themselves, without their combinations.
    var singles: [Label] { several?.labels ?? labels }

    /// Nil: outside the set.
    mutating func position(of label: Label) -> Int? {
        if let known = spellings[label] { return known }
        if let several { return position(ofAnswer: label, in: several) }
        let folded = LabelIndex.folded(label.name)
        if let position = positions[folded] {
            // A word of n letters has 2^n spellings; the usual ones are few.
            if spellings.count < 4 * labels.count + 1_000 { spellings[label] = position }
            return position
        }
        guard isDiscovering, labels.count < LabelIndex.mostDiscovered else { return nil }
        return insert(label, folded: folded)
    }

    private mutating func position(ofAnswer answer: Label, in set: LabelSet) -> Int? {
        guard let label = set.label(matching: answer.name) else { return nil }
        let position = insert(label, folded: LabelIndex.folded(label.name))
        if spellings.count < 4 * labels.count + 1_000 { spellings[answer] = position }
        return position
    }

    /// Whether the label is known by now.
    func holds(_ label: Label) -> Bool { positions[LabelIndex.folded(label.name)] != nil }

    @discardableResult
    private mutating func insert(_ label: Label, folded: String) -> Int {
        if let earlier = positions[folded] { return earlier }
        positions[folded] = labels.count
        spellings[label] = labels.count
        labels.append(label)
        if let several { members.append((several.members(of: label) ?? []).compactMap { several.position(of: $0) }) }
        return labels.count - 1
    }

    // The rule by which `LabelSet` compares names.
    private static func folded(_ name: String) -> String {
        var trimmed = name[...]
        while trimmed.first?.isWhitespace == true { trimmed.removeFirst() }
        while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
        return trimmed.lowercased()
    }
}

/// What a rater said of an item, as a number: 0 for the category beside the labels (a model's answer without a valid
/// label, a reviewer's "no label fits"), then the labels from 1, so that a growing label set moves nothing.
struct Category: Hashable, Sendable {
    let value: Int
    static let besides = Category(value: 0)
    static func label(_ position: Int) -> Category { Category(value: position + 1) }

    init(value: Int) { self.value = value }
    /// - Parameter code: not `Evidence.absent`.
    init(code: Evidence.Code) { value = Int(code) }
    /// Nil for the category beside the labels.
    var position: Int? { value == 0 ? nil : value - 1 }
}

/// Counts by number, as long as the largest number seen.
struct Counts: Hashable, Sendable {
    private(set) var values: [Int] = []

    subscript(index: Int) -> Int {
        get { index < values.count ? values[index] : 0 }
    }

    mutating func add(_ index: Int, _ amount: Int = 1) {
        if index >= values.count { values.append(contentsOf: repeatElement(0, count: index + 1 - values.count)) }
        values[index] += amount
    }
}
