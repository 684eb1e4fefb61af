import Cells
import Labeling

/// The labels that match what is typed, over the item. Gives the cursor.
func drawPicker(_ model: ReviewModel, _ picker: Picker, _ layout: Layout, on canvas: inout Canvas) -> Position? {
    let area = layout.picker
    guard !area.isEmpty else { return nil }
    canvas.fill(area, role: .text)
    let cursor = drawPickerHead(model, picker, area.splitTop(1).top, on: &canvas)
    let list = layout.pickerList
    if picker.entries.isEmpty {
        canvas.write(
            "No label matches. \(Key.backspace) takes letters back.", row: list.row, column: list.column + 3,
            role: .warning, limit: max(0, list.columns - 3), ellipsis: true)
    }
    let shown = picker.entries.dropFirst(picker.top).prefix(list.rows)
    let columns = PickerColumns(shown, model, list)
    let choice = model.shownChoice
    for (offset, entry) in shown.enumerated() {
        let line = Rect(row: list.row + offset, column: list.column, rows: 1, columns: list.columns)
        draw(entry, key: offset < 9 ? "\(offset + 1)" : "", columns, model, line, on: &canvas)
        let sign = model.choiceSign(entry.label, in: choice)
        canvas.write(sign, row: line.row, column: line.column + 4, role: .label)
        if picker.top + offset == picker.selected {
            canvas.write(">", row: line.row, column: line.column, role: .selection)
            canvas.setRole(.selection, in: line, keeping: [.control])
        }
    }
    drawPickerDetail(model, picker, layout.pickerDetail, on: &canvas)
    return cursor
}

private func drawPickerHead(
    _ model: ReviewModel, _ picker: Picker, _ area: Rect, on canvas: inout Canvas
) -> Position {
    canvas.horizontalLine(row: area.row, column: area.column, columns: area.columns, role: .borderFocused)
    let count = " \(picker.matchCount) of \(model.task.labels.count) "
    let countWidth = displayWidth(count)
    canvas.write(
        count, row: area.row, endColumn: area.endColumn - 1, role: picker.matchCount == 0 ? .warning : .muted,
        limit: area.columns)
    let line = Rect(
        row: area.row, column: area.column + 1, rows: 1, columns: max(0, area.columns - countWidth - 4))
    let cursor = drawTypedLine(" label: ", picker.text, line, on: &canvas)
    canvas.write(" ", row: cursor.row, column: cursor.column, role: .text)
    return cursor
}

/// Which columns a line of the picker has room for.
private struct PickerColumns {
    /// What stands before a title: the sign, the digit, blanks.
    let margin: Int
    var marks: Int
    var title: Int
    /// 0: none has room.
    var description: Int

    init(_ entries: ArraySlice<Picker.Entry>, _ model: ReviewModel, _ area: Rect) {
        let labels = model.task.labels
        let sign = model.choiceSign(LabelSet.none, in: [])
        margin = 4 + (sign.isEmpty ? 0 : displayWidth(sign) + 1)
        func width(_ text: String) -> Int { displayWidth(text, ascii: model.isASCII) }
        marks = entries.map { width(model.mark(of: $0, isShort: area.columns < 56)) }.max() ?? 0
        let room = max(0, area.columns - margin - (marks > 0 ? marks + 2 : 0))
        let widest =
            entries.map { entry in
                let start = entry.isShortcut ? 0 : model.indent(of: entry, columns: area.columns)
                return start
                    + width(entry.isShortcut ? labels.pathWords(of: entry.label) : labels.title(of: entry.label))
            }.max() ?? 0
        let rest = room - min(widest, room) - 2
        let isDescribed = entries.contains { labels.definition(of: $0.label)?.description.isEmpty == false }
        description = isDescribed && rest >= 16 ? rest : 0
        title = room - (description > 0 ? description + 2 : 0)
    }
}

private func draw(
    _ entry: Picker.Entry, key: String, _ columns: PickerColumns, _ model: ReviewModel, _ line: Rect,
    on canvas: inout Canvas
) {
    let labels = model.task.labels
    canvas.write(key, row: line.row, column: line.column + 2, role: entry.isMatch ? .key : .muted)
    let start = line.column + columns.margin
    let endTitle = start + columns.title
    var column = start + (entry.isShortcut ? 0 : model.indent(of: entry, columns: line.columns))
    let title = labels.title(of: entry.label)
    if entry.isShortcut {
        // The label's own title is the part that must stay.
        let above = labels.path(of: entry.label).dropLast().map { "\($0) › " }.joined()
        let room = endTitle - column - displayWidth(title, ascii: model.isASCII)
        column += canvas.write(
            above, row: line.row, column: column, role: .muted, limit: max(0, room), ellipsis: true)
    }
    canvas.write(
        title, row: line.row, column: column, role: entry.isMatch ? .label : .muted,
        limit: max(0, endTitle - column), ellipsis: true)
    if columns.description > 0, let words = labels.definition(of: entry.label)?.description {
        canvas.write(
            words.asOneLine, row: line.row, column: endTitle + 2, role: .muted, limit: columns.description,
            ellipsis: true)
    }
    let mark = model.mark(of: entry, isShort: line.columns < 56)
    canvas.write(
        mark, row: line.row, column: line.endColumn - columns.marks - 1, role: .note, limit: columns.marks)
}

private func drawPickerDetail(_ model: ReviewModel, _ picker: Picker, _ area: Rect, on canvas: inout Canvas) {
    guard area.rows > 0, let label = picker.selectedLabel, let definition = model.task.labels.definition(of: label)
    else { return }
    var words = model.task.labels.pathWords(of: label)
    if definition.title != label.name { words += " (\(label.name))" }
    if !definition.description.isEmpty { words += ": \(definition.description.asOneLine)" }
    let lines = wrap(
        words, columns: max(area.columns - 2, 1), ascii: model.isASCII, maximumLines: area.rows + 1)
    for (index, line) in lines.prefix(area.rows).enumerated() {
        let used = canvas.write(line, row: area.row + index, column: area.column + 1, role: .muted)
        if index == area.rows - 1, lines.count > area.rows {
            canvas.write("…", row: area.row + index, column: area.column + 1 + used, role: .muted, limit: 1)
        }
    }
}

extension ReviewModel {
    fileprivate func indent(of entry: Picker.Entry, columns: Int) -> Int { min(entry.depth * 2, columns / 4) }

    /// Who chose the label for this item, or that the reviewer used it lately.
    fileprivate func mark(of entry: Picker.Entry, isShort: Bool) -> String {
        guard let detail = currentDetail, current == picker?.item else { return "" }
        let label = entry.label
        // In a tree the label comes twice: at the top for having been used, below for where it stands.
        let isShortcut = entry.isShortcut || !task.labels.isHierarchical
        let labels = task.labels
        let visible = visibleOpinions(of: detail).map(\.model)
        let places = [(Place.first, detail.first), (.second, detail.second)].filter { _, opinion in
            opinion.map { visible.contains($0.model) } ?? false
        }
        let marks = places.compactMap { place, opinion -> String? in
            guard let opinion, let said = opinion.label, labels.answer(said, has: label) else { return nil }
            let confidence = isShort ? nil : opinion.confidence?.twoDecimals
            return [place.rawValue, confidence].compactMap(\.self).joined(separator: " ")
        }
        if marks.isEmpty { return isShortcut && recentLabels.contains(label) ? "recent" : "" }
        return marks.joined(separator: isShort ? " " : "  ")
    }
}
