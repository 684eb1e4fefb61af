import Cells
import Labeling

/// What the mouse points at.
enum PointedPart: Hashable {
    /// A line of the queue, counted from the first on screen.
    case queue(line: Int)
    case divider
    /// What is read of the item: its text, its images, the models' opinions.
    case item
    case label(Label)
    /// A line of the label picker's list.
    case picker(line: Int)
    case nothing
}

extension Layout {
    /// The part at a cell of the screen.
    ///
    /// - Parameters:
    ///   - hasPicker: labels are searched, over the item.
    ///   - places: where the labels stand in their line.
    func part(at position: Position, hasPicker: Bool, places: [LabelPlace]) -> PointedPart {
        if hasPicker, picker.contains(position) {
            return pickerList.contains(position) ? .picker(line: position.row - pickerList.row) : .nothing
        }
        if let place = places.first(where: { $0.area.contains(position) }) { return .label(place.label) }
        if isDivider(position) { return .divider }
        if queue.contains(position) { return .queue(line: position.row - queue.row) }
        return [head, remarks, text, votes, opinions].contains { $0.contains(position) } ? .item : .nothing
    }

    private func isDivider(_ position: Position) -> Bool {
        guard !queue.isEmpty else { return false }
        if !isWide { return head.contains(position) }
        // The line, and the blank beside it: one column is hard to hit.
        return (queue.row..<queue.endRow).contains(position.row)
            && (queue.endColumn..<queue.endColumn + 2).contains(position.column)
    }
}

extension Rect {
    func contains(_ position: Position) -> Bool {
        (row..<endRow).contains(position.row) && (column..<endColumn).contains(position.column)
    }
}

// MARK: - The labels' line

/// Where a label stands, with its keys.
struct LabelPlace: Hashable {
    var label: Label
    /// Empty: only the picker reaches it.
    var keys: String
    /// Whether it is chosen, where an item can have several labels.
    var sign = ""
    /// That one opinion has it and the other has not.
    var difference = ""
    var area: Rect
}

/// How the labels are set in the lines they have.
struct LabelLines {
    var places: [LabelPlace] = []
    /// Where it is said that there are more labels; nil: all have a place.
    var rest: Position?
    /// Where the line goes on after the last label.
    var end = Position(row: 0, column: 0)

    init(_ model: ReviewModel, _ area: Rect) {
        guard area.rows > 0 else { return }
        var row = area.row
        var column = area.column + 1
        defer { end = Position(row: row, column: column) }
        let choice = model.shownChoice
        let definitions = model.task.labels.definitions
        for (index, definition) in definitions.enumerated() {
            let keys = model.keymap.labelKeys[index].map(\.description).joined(separator: ",")
            let sign = model.choiceSign(definition.label, in: choice)
            let difference = model.differenceSign(definition.label)
            let width =
                displayWidth(keys + sign + difference) + 1 + displayWidth(definition.title, ascii: model.isASCII)
            let isLastRow = row == area.endRow - 1
            let rest = LabelLines.restWords(model)
            let reserve = isLastRow && index < definitions.count - 1 ? displayWidth(rest) + 3 : 0
            if column + width > area.endColumn - reserve {
                if isLastRow || keys.isEmpty {
                    self.rest = Position(row: row, column: column)
                    return
                }
                row += 1
                column = area.column + 1
            }
            // A label without keys has no blank before it either.
            let taken = min(keys.isEmpty ? width - 1 : width, max(0, area.endColumn - column))
            places.append(
                LabelPlace(
                    label: definition.label, keys: keys, sign: sign, difference: difference,
                    area: Rect(row: row, column: column, rows: 1, columns: taken)))
            column += taken + 2
        }
    }

    static func restWords(_ model: ReviewModel) -> String {
        "\(model.keymap.key(for: .pickLabel)) … \(model.task.labels.count) labels"
    }
}
