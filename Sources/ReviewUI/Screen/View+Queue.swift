import Cells
import Labeling

/// Which columns a line of the queue has room for.
private struct QueueColumns {
    let label: Int
    let bar: Int
    let cost: Int
    let second: Int
    let id: Int

    init(width: Int, labels: LabelSet, ascii: Bool) {
        let widest = labels.definitions.map { displayWidth($0.title, ascii: ascii) }.max() ?? 8
        let most = width >= 100 ? 18 : width >= 84 ? 15 : width >= 72 ? 12 : width >= 48 ? 9 : 7
        // `Billing +2`.
        label = min(max(widest + (labels.allowsSeveral ? 3 : 0), 6), most)
        bar = width >= 100 ? 8 : width >= 72 ? 5 : width >= 48 ? 3 : 0
        cost = width >= 72 ? 9 : 0
        // On the narrowest screens whether it agrees: its label stands with the opinions, and the text needs the room.
        second = width >= 48 ? label + 2 : 1
        id = width >= 100 ? 12 : 0
    }

    /// What is left for the words of the item.
    func excerpt(width: Int) -> Int {
        max(4, width - 3 - (id > 0 ? id + 1 : 0) - label - 1 - 4 - 1 - bar - 1 - (cost > 0 ? cost + 1 : 0) - second - 1)
    }
}

func drawQueue(_ model: ReviewModel, _ layout: Layout, on canvas: inout Canvas) {
    let area = layout.queue
    guard let queue = model.queue, area.rows > 0 else { return }
    let columns = QueueColumns(width: area.columns, labels: model.task.labels, ascii: model.isASCII)
    for offset in 0..<area.rows {
        let index = model.top + offset
        guard queue.indices.contains(index) else { break }
        let line = Rect(row: area.row + offset, column: area.column, rows: 1, columns: area.columns)
        if let row = model.rows[queue[index]] {
            draw(row, columns, model, in: line, on: &canvas)
        } else {
            let words = model.missing.contains(queue[index]) ? "(could not be read)" : "…"
            canvas.write(words, row: line.row, column: line.column + 3, role: .muted, limit: max(0, area.columns - 3))
        }
        if model.isSelected(line: index) {
            canvas.write(model.isASCII ? "#" : "▌", row: line.row, column: line.column + 2, role: .match)
            canvas.setRole(.match, in: line, keeping: [.control])
        }
        if index == model.cursor {
            // A sign beside the colour: the line is found in monochrome and by screen readers too.
            canvas.write(">", row: line.row, column: line.column, role: .selection)
            canvas.setRole(.selection, in: line, keeping: [.control, .match])
        }
    }
    if layout.isWide {
        canvas.verticalLine(row: area.row, column: area.endColumn, rows: area.rows, role: .border)
    }
}

private func draw(
    _ row: QueueRow, _ columns: QueueColumns, _ model: ReviewModel, in line: Rect, on canvas: inout Canvas
) {
    let unsaved = model.unsaved.contains { $0.number == row.number }
    let chosen = model.choiceMark(row.number)
    var column = line.column + 1
    canvas.write(
        unsaved
            ? ReviewState.unsavedMark(ascii: model.isASCII)
            : model.heldMark(row) ?? chosen ?? model.stateMark(of: row),
        row: line.row, column: column,
        role: unsaved || chosen != nil ? .waiting : model.stateRole(of: row))
    column += 2
    if columns.id > 0 {
        canvas.write(row.id.value, row: line.row, column: column, role: .muted, limit: columns.id, ellipsis: true)
        column += columns.id + 1
    }
    let words = columns.excerpt(width: line.columns)
    let sign = canvas.write(
        model.groupSign(row.number) ?? "", row: line.row, column: column, role: .note, limit: words)
    let excerpt = row.excerpt.prefix(4 * words).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let isConcealed = model.isConcealed(row)
    let owner = model.holder(of: row).map { "\($0): " } ?? ""
    canvas.write(
        owner + (isConcealed ? "concealed" : excerpt), row: line.row, column: column + sign,
        role: isConcealed ? .muted : .text, limit: max(0, words - sign), ellipsis: true)
    if !isConcealed {
        drawMatches(
            model.find.patterns, in: owner + excerpt, row: line.row, column: column + sign,
            limit: max(0, words - sign), on: &canvas)
    }
    column += words + 1
    let hidden = model.hidesOpinions(of: row)
    guard let first = row.first, !hidden else {
        let words = hidden && row.first != nil ? "hidden" : "waiting"
        // The confidence that would follow is not there either.
        canvas.write(words, row: line.row, column: column, role: .waiting, limit: max(columns.label, words.count))
        return
    }
    canvas.write(
        first.shortWords(in: model.task.labels, limit: columns.label, ascii: model.isASCII), row: line.row,
        column: column,
        role: first.label == nil ? .warning : .label, limit: columns.label, ellipsis: true)
    column += columns.label + 1
    drawConfidence(first.confidence, row: line.row, column: column, bar: columns.bar, on: &canvas)
    column += 5 + columns.bar + 1
    if columns.cost > 0 {
        canvas.write(
            first.cost.short, row: line.row, endColumn: column + columns.cost, role: first.cost.role,
            limit: columns.cost)
        column += columns.cost + 1
    }
    if let second = row.second {
        let agrees = row.disagrees != true
        let sign = model.isASCII ? (agrees ? "=" : "!") : (agrees ? "=" : "≠")
        canvas.write(
            second.label == nil ? "?" : sign, row: line.row, column: column, role: agrees ? .agree : .disagree)
        canvas.write(
            second.shortWords(in: model.task.labels, limit: max(0, columns.second - 2), ascii: model.isASCII),
            row: line.row,
            column: column + 2,
            role: agrees ? .agree : .disagree, limit: max(0, columns.second - 2), ellipsis: true)
    }
}

/// `0.93 ████ `: the number and a bar of it, in the colour of its height.
func drawConfidence(_ confidence: Double?, row: Int, column: Int, bar: Int, on canvas: inout Canvas) {
    guard let confidence else {
        canvas.write("  - ", row: row, column: column, role: .muted)
        return
    }
    let role: Role =
        confidence >= 0.9 ? .confidenceHigh : confidence >= 0.7 ? .confidenceMedium : .confidenceLow
    canvas.write(confidence.twoDecimals, row: row, column: column, role: role)
    canvas.bar(fraction: confidence, row: row, column: column + 5, width: bar, role: role)
}
