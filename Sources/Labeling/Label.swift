/// One class of a task's label set, by its stored name.
///
/// A `Label` is spelled as the task file spells it; get one from `LabelSet.label(matching:)`, which forgives case.
package struct Label: Hashable, Sendable, CustomStringConvertible {
    package let name: String

    package init(_ name: String) {
        self.name = name
    }

    package var description: String { name }
}

/// What the task file says of one label.
package struct LabelDefinition: Hashable, Sendable {
    package var label: Label
    /// What people see; the stored name when the file gives none.
    package var title: String
    /// What belongs under this label: sent to the models, shown in help.
    package var description: String
    /// A letter that overrides to this label in the review, beside the digits of the first nine.
    package var key: Character?
    /// Short texts that belong under this label: few-shot examples, and training data of the offline models.
    package var examples: [String]
    package var severity: Severity
    /// The label of the same set that this one belongs under; nil: it stands at the top.
    package var parent: Label?
    /// Texts under this label, and under those below it, are hidden until the reviewer asks to see them.
    package var conceals: Bool
    /// What it costs to take an item of this label for another; nil: not known.
    package var errorCost: Money?

    package init(
        label: Label, title: String? = nil, description: String = "", key: Character? = nil, examples: [String] = [],
        severity: Severity = .normal, parent: Label? = nil, conceals: Bool = false, errorCost: Money? = nil
    ) {
        self.label = label
        self.title = title ?? label.name
        self.description = description
        self.key = key
        self.examples = examples
        self.severity = severity
        self.parent = parent
        self.conceals = conceals
        self.errorCost = errorCost
    }

    /// What it means to get the label wrong. Misses and false alarms of high ones are counted apart.
    package enum Severity: String, Hashable, Sendable, CaseIterable {
        case normal, high
    }
}

/// The labels of a task, in the task's order. No two differ in case alone. They may stand in a tree (`LabelTree`).
package struct LabelSet: Hashable, Sendable {
    package let definitions: [LabelDefinition]
    /// An answer is any number of the labels, none included: one `Label` that `combination(of:)` makes.
    package let allowsSeveral: Bool
    /// Those whose texts are hidden until the reviewer asks to see them.
    package private(set) var concealing: Set<Label> = []
    private let positions: [String: Int]
    let tree: LabelTree

    /// Why a list of labels is no label set.
    package enum Problem: Error, Hashable {
        case empty
        /// A name that is empty or only white space.
        case unnamed(index: Int)
        /// Two names that are equal, or differ in case alone.
        case ambiguous(String, String)
        /// Two labels that claim the same key.
        case sharedKey(Character, String, String)
        /// A parent that is no label of the set.
        case unknownParent(label: String, parent: String)
        /// Labels each of which stands under the next, and the last under the first; one: it is its own parent.
        case circle([String])
        /// Where an answer can be several labels: a name that could be read as several of them, or as none.
        case reserved(String)
    }

    /// - Parameter allowsSeveral: an item can have several of the labels, or none.
    package init(_ definitions: [LabelDefinition], allowsSeveral: Bool = false) throws(Problem) {
        guard !definitions.isEmpty else { throw .empty }
        var positions: [String: Int] = [:]
        var keys: [Character: String] = [:]
        for (index, definition) in definitions.enumerated() {
            let name = definition.label.name
            guard name.contains(where: { !$0.isWhitespace }) else { throw .unnamed(index: index) }
            if allowsSeveral, LabelSet.isReserved(name) { throw .reserved(name) }
            if let earlier = positions.updateValue(index, forKey: LabelSet.folded(name)) {
                throw .ambiguous(definitions[earlier].label.name, name)
            }
            if let key = definition.key, let earlier = keys.updateValue(name, forKey: key) {
                throw .sharedKey(key, earlier, name)
            }
        }
        self.definitions = definitions
        self.allowsSeveral = allowsSeveral
        self.positions = positions
        tree = try LabelTree(definitions) { positions[LabelSet.folded($0.name)] }
        let conceals = Set(definitions.filter(\.conceals).map(\.label))
        guard !conceals.isEmpty else { return }
        concealing = Set(labels.filter { conceals.contains($0) || !conceals.isDisjoint(with: ancestors(of: $0)) })
    }

    package var labels: [Label] { definitions.map(\.label) }
    package var count: Int { definitions.count }
    /// Those of high severity.
    package var severe: Set<Label> { Set(definitions.filter { $0.severity == .high }.map(\.label)) }

    /// The label whose name equals `name` without regard to case or surrounding white space; nil: outside the set. Where
    /// an answer can be several labels, also their names joined by `|` in any order, and `(none)`.
    package func label(matching name: some StringProtocol) -> Label? {
        allowsSeveral ? combination(matching: String(name)) : member(matching: name)
    }

    /// As `label(matching:)`, but one label alone: no combination and no `(none)`.
    package func member(matching name: some StringProtocol) -> Label? {
        position(ofName: String(name)).map { definitions[$0].label }
    }

    /// Where the label stands in the task's order, from 0; nil for a combination too.
    package func position(of label: Label) -> Int? { position(ofName: label.name) }

    package func definition(of label: Label) -> LabelDefinition? {
        position(of: label).map { definitions[$0] }
    }

    /// The shown name of a label, or of a combination; the label's own name when it is not of this set.
    package func title(of label: Label) -> String {
        definition(of: label)?.title ?? (allowsSeveral ? combinedTitle(of: label) : nil) ?? label.name
    }

    private func position(ofName name: String) -> Int? {
        positions[LabelSet.folded(name)]
    }

    static func folded(_ name: String) -> String {
        var trimmed = name[...]
        while trimmed.first?.isWhitespace == true { trimmed.removeFirst() }
        while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
        return trimmed.lowercased()
    }
}
