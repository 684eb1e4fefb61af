import Cells
package import Labeling

/// The list in which a label is found by typing a part of its title or name.
package struct Picker: Hashable, Sendable {
    /// One line of the list.
    package struct Entry: Hashable, Sendable {
        package var label: Label
        /// How many labels it stands under, where the list is a tree.
        package var depth = 0
        /// False: it is here for a label under it that matches. It can be chosen all the same.
        package var isMatch = true
        /// It stands before the others because the models or the reviewer chose it; in a tree it comes again below.
        package var isShortcut = false
    }

    /// The label is for this item, whatever comes under the cursor meanwhile.
    package let item: ItemNumber
    package internal(set) var text = ""
    package internal(set) var entries: [Entry] = []
    /// How many labels match what is typed.
    package internal(set) var matchCount = 0
    /// Index in `entries`.
    package internal(set) var selected = 0
    /// Index in `entries` of the first line on screen.
    var top = 0
    /// It was opened while keys may have been meant for another item: the first choice is refused.
    var isDoubtful = false

    init(item: ItemNumber, isDoubtful: Bool) {
        self.item = item
        self.isDoubtful = isDoubtful
    }

    /// The selected line.
    package var selectedLabel: Label? { entries.indices.contains(selected) ? entries[selected].label : nil }

    mutating func moveSelection(to index: Int) {
        selected = min(max(index, 0), max(entries.count - 1, 0))
    }

    /// The selected line is among the `rows` on screen, which are full as far as there are lines.
    mutating func keepSelectionVisible(rows: Int) {
        let rows = max(rows, 1)
        if selected < top { top = selected }
        if selected >= top + rows { top = selected - rows + 1 }
        top = min(max(top, 0), max(entries.count - rows, 0))
    }
}

extension ReviewModel {
    /// Above this many labels, a letter that means nothing else opens the picker.
    static let mostLabelsByKeyAlone = 20
    private static let mostRecentLabels = 5

    package var picker: Picker? { if case .picker(let picker) = mode { picker } else { nil } }

    /// The labels of this session's last decisions, the latest first, each once.
    package var recentLabels: [Label] {
        var found: [Label] = []
        for decision in decisions.suffix(200).reversed() {
            guard let label = decision.verdict.label else { continue }
            for label in choosesSeveral ? task.labels.members(of: label) ?? [] : [label] where !found.contains(label) {
                found.append(label)
            }
            if found.count >= ReviewModel.mostRecentLabels { break }
        }
        return Array(found.prefix(ReviewModel.mostRecentLabels))
    }

    /// Fills the list for what is typed, and selects the best line.
    func listed(_ picker: Picker) -> Picker {
        var picker = picker
        if LabelIndex.isBlank(picker.text) {
            picker.entries = unsearchedEntries()
            picker.matchCount = task.labels.count
            picker.selected = 0
        } else {
            let scores = labelIndex.scores(picker.text)
            picker.entries = task.labels.isHierarchical ? treeEntries(scores) : rankedEntries(scores)
            picker.matchCount = scores.count { $0 != nil }
            // Of equal ones the first in the task's order.
            let best = scores.compactMap(\.self).max()
            picker.selected =
                picker.entries.firstIndex { entry in
                    entry.isMatch && task.labels.position(of: entry.label).flatMap { scores[$0] } == best
                } ?? 0
        }
        picker.top = 0
        picker.keepSelectionVisible(rows: layout.pickerList.rows)
        return picker
    }

    /// The models' choices, what the reviewer used last, then all labels.
    private func unsearchedEntries() -> [Picker.Entry] {
        var first: [Label] = []
        let proposed = currentDetail.map { visibleOpinions(of: $0).compactMap(\.label) } ?? []
        let chosen = task.labels.labels.filter(shownChoice.contains)
        for label in chosen + (proposed + recentLabels).flatMap({ task.labels.members(of: $0) ?? [] })
        where !first.contains(label) { first.append(label) }
        let shortcuts = first.map { Picker.Entry(label: $0, isShortcut: true) }
        let isTree = task.labels.isHierarchical
        return shortcuts
            + labelIndex.outline.compactMap { line in
                let label = task.labels.labels[line.position]
                return isTree || !first.contains(label) ? Picker.Entry(label: label, depth: line.depth) : nil
            }
    }

    private func rankedEntries(_ scores: [Int?]) -> [Picker.Entry] {
        let fitting = scores.enumerated().compactMap { position, score in score.map { (position, $0) } }
        let ranked = fitting.sorted { $0.1 == $1.1 ? $0.0 < $1.0 : $0.1 > $1.1 }
        return ranked.map { Picker.Entry(label: task.labels.definitions[$0.0].label) }
    }

    /// The matching labels where they stand in the tree, with what they stand under.
    private func treeEntries(_ scores: [Int?]) -> [Picker.Entry] {
        var isShown = scores.map { $0 != nil }
        for position in scores.indices where scores[position] != nil {
            for above in task.labels.ancestors(of: task.labels.definitions[position].label) {
                if let position = task.labels.position(of: above) { isShown[position] = true }
            }
        }
        return labelIndex.outline.filter { isShown[$0.position] }.map { line in
            Picker.Entry(
                label: task.labels.definitions[line.position].label, depth: line.depth,
                isMatch: scores[line.position] != nil)
        }
    }
}
