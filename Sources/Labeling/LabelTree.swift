/// Which label of a set stands under which, by their positions in the task's order.
struct LabelTree: Hashable, Sendable {
    let parents: [Int?]
    /// For each label those directly under it, in the task's order.
    let children: [[Int]]

    init(_ definitions: [LabelDefinition], position: (Label) -> Int?) throws(LabelSet.Problem) {
        var parents: [Int?] = []
        var children = Array(repeating: [Int](), count: definitions.count)
        for (index, definition) in definitions.enumerated() {
            guard let parent = definition.parent else {
                parents.append(nil)
                continue
            }
            guard let above = position(parent) else {
                throw .unknownParent(label: definition.label.name, parent: parent.name)
            }
            parents.append(above)
            children[above].append(index)
        }
        if let circle = LabelTree.circle(in: parents) { throw .circle(circle.map { definitions[$0].label.name }) }
        self.parents = parents
        self.children = children
    }

    /// The first circle, from its first label in the task's order on.
    private static func circle(in parents: [Int?]) -> [Int]? {
        var isCleared = Array(repeating: false, count: parents.count)
        for start in parents.indices {
            var way: [Int] = []
            var next: Int? = start
            while let index = next, !isCleared[index] {
                if let met = way.firstIndex(of: index) {
                    let circle = way[met...]
                    let first = circle.min().flatMap(circle.firstIndex) ?? met
                    return Array(circle[first...] + circle[..<first])
                }
                way.append(index)
                next = parents[index]
            }
            for index in way { isCleared[index] = true }
        }
        return nil
    }
}

extension LabelSet {
    /// Whether any label stands under another.
    package var isHierarchical: Bool { tree.parents.contains { $0 != nil } }

    /// The labels directly under `label`, in the task's order; nil: those at the top. None for a label outside the set.
    package func children(of label: Label?) -> [Label] {
        let found: [Int]
        if let label {
            found = position(of: label).map { tree.children[$0] } ?? []
        } else {
            found = definitions.indices.filter { tree.parents[$0] == nil }
        }
        return found.map { definitions[$0].label }
    }

    /// The labels that `label` stands under, the topmost first; none for one at the top or outside the set.
    package func ancestors(of label: Label) -> [Label] {
        var found: [Label] = []
        var next = position(of: label).flatMap { tree.parents[$0] }
        while let index = next {
            found.append(definitions[index].label)
            next = tree.parents[index]
        }
        return found.reversed()
    }

    /// The titles from the topmost label down to this one.
    package func path(of label: Label) -> [String] {
        (ancestors(of: label) + [label]).map { title(of: $0) }
    }
}
