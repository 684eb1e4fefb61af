import Cells
import Labeling

/// The filter that is typed, above it what fits there, below it what is wrong or what the keys do. Gives the cursor.
func drawFilterLine(
    _ model: ReviewModel, _ line: FilterLine, _ area: Rect, on canvas: inout Canvas
) -> Position? {
    let typed = Rect(row: max(area.row - 1, 0), column: 0, rows: 1, columns: area.columns)
    let room = max(0, min(typed.row - 2, model.size.rows / 3))
    let first = min(max((line.selected ?? 0) - room + 1, 0), max(line.candidates.count - room, 0))
    let shown = line.candidates.indices.dropFirst(first).prefix(room)
    let top = typed.row - shown.count - 1
    canvas.fill(Rect(row: top, column: 0, rows: typed.endRow - top + 1, columns: area.columns), role: .text)
    canvas.horizontalLine(row: top, column: 0, columns: area.columns, role: .borderFocused)
    let count = line.candidates.count > shown.count ? " \(shown.count) of \(line.candidates.count) " : ""
    let decision = min(lastDecisionWidth(model), area.columns - 2)
    let end = area.columns - 1 - (decision > 0 ? decision + 1 : 0)
    canvas.write(count, row: top, endColumn: end, role: .muted, limit: max(0, end))
    if decision > 0 {
        canvas.fill(Rect(row: top, column: end, rows: 1, columns: decision + 1), role: .text)
        drawLastDecision(model, row: top, from: end + 1, to: area.columns - 1, on: &canvas)
    }
    let width = min(
        shown.map { displayWidth(line.candidates[$0].text, ascii: canvas.ascii) }.max() ?? 0, area.columns / 2)
    for (offset, index) in shown.enumerated() {
        let row = top + 1 + offset
        let candidate = line.candidates[index]
        let isSelected = index == line.selected
        canvas.write(isSelected ? ">" : " ", row: row, column: 0, role: .key)
        canvas.write(candidate.text, row: row, column: 2, role: .key, limit: width, ellipsis: true)
        canvas.write(
            candidate.help, row: row, column: width + 4, role: .muted, limit: max(0, area.columns - width - 5),
            ellipsis: true)
        if isSelected {
            canvas.setRole(.selection, in: Rect(row: row, column: 0, rows: 1, columns: area.columns))
        }
    }
    let cursor = drawTypedFilter(line, typed, on: &canvas)
    drawBelow(line, area, on: &canvas)
    return cursor
}

private let question = "filter: "

/// As much of the text as has room, with the cursor in it.
private func drawTypedFilter(_ line: FilterLine, _ area: Rect, on canvas: inout Canvas) -> Position {
    let start = canvas.write(question, row: area.row, column: area.column, role: .prompt, limit: area.columns)
    let room = max(area.columns - start - 1, 1)
    let skipped = firstShown(line, room, canvas.ascii)
    let text = Substring(line.text).utf8.dropFirst(skipped)
    canvas.write(Substring(text), row: area.row, column: start, role: .text, limit: room + 1)
    let before = String(decoding: text.prefix(max(line.cursor - skipped, 0)), as: UTF8.self)
    let column = start + displayWidth(before, ascii: canvas.ascii)
    return Position(row: area.row, column: min(column, max(area.endColumn - 1, 0)))
}

/// The byte of the text at which the line begins, so that the cursor is in it.
private func firstShown(_ line: FilterLine, _ room: Int, _ ascii: Bool) -> Int {
    var head = Substring(String(decoding: line.text.utf8.prefix(line.cursor), as: UTF8.self)).suffix(room)
    while displayWidth(head, ascii: ascii) > room { head.removeFirst() }
    return line.cursor - head.utf8.count
}

/// What is wrong, with a mark under the place; else what the keys do.
private func drawBelow(_ line: FilterLine, _ area: Rect, on canvas: inout Canvas) {
    guard let problem = line.problem else {
        let hints = [("tab", "complete"), ("enter", "apply; empty: all"), ("escape", "leave")]
        var column = area.column + 1
        for (key, words) in hints where column + key.count + words.count + 2 < area.endColumn {
            column += canvas.write(key, row: area.row, column: column, role: .key)
            column += canvas.write(" \(words)  ", row: area.row, column: column, role: .muted)
        }
        return
    }
    // What is not finished is no mistake yet.
    let isUnfinished = problem.offset >= line.text.utf8.count
    let role: Role = isUnfinished ? .muted : .warning
    let room = max(area.columns - displayWidth(question) - 1, 1)
    let skipped = firstShown(line, room, canvas.ascii)
    let before = String(decoding: line.text.utf8.prefix(problem.offset).dropFirst(skipped), as: UTF8.self)
    let column = min(displayWidth(question) + displayWidth(before, ascii: canvas.ascii), max(area.columns - 1, 0))
    var words = "expected \(problem.expected)"
    if !problem.suggestions.isEmpty {
        words = "did you mean \(problem.suggestions.joined(separator: " or "))? " + words
    }
    words = "column \(problem.column): " + words
    let after = area.columns - column - 2
    let width = displayWidth(words, ascii: canvas.ascii)
    if width > max(after, column - 1), width <= area.columns - 2 {
        // What is wrong matters more than the mark; the column stands in the words too.
        canvas.write(words, row: area.row, column: 1, role: role, limit: max(0, area.columns - 2), ellipsis: true)
        return
    }
    canvas.write("^", row: area.row, column: column, role: role)
    if width <= after || after > column {
        canvas.write(words, row: area.row, column: column + 2, role: role, limit: after, ellipsis: true)
    } else {
        canvas.write(words, row: area.row, endColumn: column - 1, role: role, limit: max(0, column - 1), ellipsis: true)
    }
}

/// What the list, the filter, the search and the order are, the most important last: the title has room for the end.
func titleOfList(_ model: ReviewModel) -> String {
    var parts: [String] = []
    if !model.query.search.isEmpty { parts.append("search: \(model.query.search)") }
    if !model.find.typed.isEmpty { parts.append("filter: \(model.find.typed)") }
    parts.append("list: \(model.listName)")
    if !model.doubts.isShown { parts.append("order: \(model.query.order.rawValue)") }
    return parts.joined(separator: "   ")
}

/// Gives the words that are searched their role, in a text that was written on one row.
func drawMatches(
    _ patterns: [TextPattern], in text: String, row: Int, column: Int, limit: Int, on canvas: inout Canvas
) {
    guard !patterns.isEmpty else { return }
    let places = placesOf(patterns, in: text)
    guard !places.isEmpty else { return }
    var position = column
    for glyph in glyphs(of: text, ascii: canvas.ascii) {
        guard position + glyph.width <= column + limit else { return }
        if places.contains(where: { $0.overlaps(glyph.source) }) {
            canvas.setRole(
                .match, in: Rect(row: row, column: position, rows: 1, columns: glyph.width), keeping: [.control])
        }
        position += glyph.width
    }
}
