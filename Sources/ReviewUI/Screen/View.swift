package import Cells
import Labeling

/// Draws the model: the same model always gives the same screen.
package func view(_ model: ReviewModel) -> Screen {
    var canvas = Canvas(size: model.size, ascii: model.isASCII)
    var cursor: Position?
    if model.size.rows < 8 || model.size.columns < 40 {
        canvas.write("too small: 40x8", row: 0, column: 0, role: .warning, limit: model.size.columns)
        return Screen(canvas: canvas, title: "renga: \(model.task.name)")
    }
    switch model.mode {
    case .help(let scroll): cursor = drawHelp(model, scroll: scroll, on: &canvas)
    case .guidelines(let scroll): drawPage(model, title: "Task", scroll: scroll, on: &canvas)
    case .history(let page): drawHistory(model, page, on: &canvas)
    case .dashboard(let page): drawDashboard(model, page, on: &canvas)
    case .bulk(let page): drawBulk(model, page, on: &canvas)
    case .paused: drawPause(model, on: &canvas)
    case .review, .prompt, .picker, .filterLine, .commandLine:
        let layout = model.layout
        drawTitle(model, layout.title, on: &canvas)
        drawQueue(model, layout, on: &canvas)
        drawItem(model, layout, on: &canvas)
        drawVotes(model, layout, on: &canvas)
        drawOpinions(model, layout, on: &canvas)
        drawStatus(model, layout.status, on: &canvas)
        cursor = drawFooter(model, layout.footer, on: &canvas)
        if let picker = model.picker {
            cursor = drawPicker(model, picker, layout, on: &canvas)
        } else {
            drawLabels(model, layout.labels, on: &canvas)
        }
        if case .commandLine(let line) = model.mode { drawCandidates(model, line, layout, on: &canvas) }
        if model.mode == .review, !model.typing.pressed.isEmpty { drawContinuations(model, layout, on: &canvas) }
    }
    return Screen(
        canvas: canvas, cursor: cursor, title: "renga: \(model.task.name)", usesMouse: model.outside.usesMouse)
}

private func drawTitle(_ model: ReviewModel, _ area: Rect, on canvas: inout Canvas) {
    canvas.fill(area, role: .title)
    let left = " Renga  \(model.task.name)"
    var right = "\(titleOfList(model))   \(model.reviewer) "
    if model.blindSession {
        right = "blind   " + right
    } else if model.commitsFirst {
        right = "choose first   " + right
    }
    // The task's name is known; which list this is, and in which order, is not.
    let leastLeft = min(displayWidth(left, ascii: model.isASCII), max(6, area.columns / 4))
    let wanted = min(displayWidth(right, ascii: model.isASCII), max(0, area.columns - leastLeft - 2))
    let used = canvas.write(
        left, row: area.row, column: area.column, role: .title, limit: max(0, area.columns - wanted - 2), ellipsis: true
    )
    let room = area.columns - used - 2
    if room > 12 {
        canvas.write(
            right, row: area.row, endColumn: area.endColumn, role: .title,
            limit: min(room, displayWidth(right, ascii: model.isASCII)), ellipsis: true)
    }
}

private func drawItem(_ model: ReviewModel, _ layout: Layout, on canvas: inout Canvas) {
    let head = layout.head
    canvas.horizontalLine(row: head.row, column: head.column, columns: head.columns, role: .border)
    guard let detail = model.currentDetail else {
        drawNoItem(model, layout.text, on: &canvas)
        return
    }
    let scrolled = scrollWords(model, detail, layout)
    // What says which lines are on screen stands at the end of this line.
    let end = head.endColumn - (scrolled.isEmpty ? 0 : displayWidth(scrolled))
    var column = head.column + 1
    column += canvas.write(
        " \(detail.item.id) ", row: head.row, column: column, role: .title, limit: head.columns / 2, ellipsis: true)
    if model.wrapped?.number == detail.row.number, model.wrapped?.isRightToLeft == true {
        // The letters stand in the order they are stored in, which not everybody reads them in.
        column += canvas.write(
            " rtl ", row: head.row, column: column + 1, role: .note, limit: max(0, end - column - 2))
        column += 1
    }
    let row = model.currentRow ?? detail.row
    if let words = model.heldWords(row) {
        column += canvas.write(
            " \(words) ", row: head.row, column: column + 1, role: .warning, limit: max(0, end - column - 2),
            ellipsis: true)
        column += 1
    }
    if let state = model.stateWords(of: row) {
        column += canvas.write(
            " \(state) ", row: head.row, column: column + 1, role: model.stateRole(of: row),
            limit: max(0, end - column - 2), ellipsis: true)
        column += 1
    }
    if let words = model.unclearWords(detail) {
        column += canvas.write(
            " \(words) ", row: head.row, column: column + 1, role: .warning,
            limit: max(0, end - column - 2), ellipsis: true)
        column += 1
    }
    if model.several.chosen[detail.row.number] != nil {
        column += canvas.write(
            " unsaved choice ", row: head.row, column: column + 1, role: .waiting,
            limit: max(0, end - column - 2), ellipsis: true)
        column += 1
    }
    if let words = model.groupWords(row, isShort: head.columns < 76) {
        column += canvas.write(
            " \(words) ", row: head.row, column: column + 1, role: .note, limit: max(0, end - column - 2),
            ellipsis: true)
        column += 1
    }
    if !detail.pendingNote.isEmpty {
        column += canvas.write(
            " note: \(detail.pendingNote) ", row: head.row, column: column + 1, role: .note,
            limit: max(0, end - column - 2), ellipsis: true)
    } else {
        let meta = detail.item.shownMeta.map { "\($0.key): \($0.value.short)" }
        canvas.write(
            meta.isEmpty ? "" : " \(meta.joined(separator: "  ")) ", row: head.row, column: column + 1, role: .muted,
            limit: max(0, end - column - 8), ellipsis: true)
    }
    drawDoubt(model, layout.doubt, on: &canvas)
    drawRemarks(model, layout.remarks, on: &canvas)
    drawText(model, detail, layout, on: &canvas)
    canvas.write(
        scrolled, row: head.row, endColumn: head.endColumn - 1, role: .muted, limit: max(0, head.columns - 2))
}

private func drawText(_ model: ReviewModel, _ detail: ItemDetail, _ layout: Layout, on canvas: inout Canvas) {
    let area = layout.text
    guard let wrapped = model.wrapped, wrapped.number == detail.row.number else { return }
    if let words = model.concealedWords(detail.row) {
        canvas.write(
            words, row: area.row, column: area.column, role: .warning, limit: area.columns, ellipsis: true)
        return
    }
    let lines = wrapped.text.lines(model.textScroll..<model.textScroll + area.rows)
    let matches = model.shownMatches ?? []
    let quoted = quotedWords(by: model.visibleOpinions(of: detail), in: wrapped.text.text, lines)
    for (index, line) in lines.enumerated() {
        let row = area.row + index
        canvas.write(
            line, row: row, column: area.column, role: .text, limit: area.columns,
            matches: Array(matches.overlapping(line.source)))
        drawQuoted(quoted, line, row, area, on: &canvas)
    }
}

/// Which lines of the text are on screen: ` 1-6/9, space: more `; empty: all are.
private func scrollWords(_ model: ReviewModel, _ detail: ItemDetail, _ layout: Layout) -> String {
    guard let wrapped = model.wrapped, wrapped.number == detail.row.number, model.concealedWords(detail.row) == nil
    else { return "" }
    let end = model.textScroll + layout.text.rows
    guard model.textScroll > 0 || !wrapped.text.isComplete || wrapped.text.lineCount > end else { return "" }
    let total = wrapped.text.isComplete ? "\(wrapped.text.lineCount)" : "\(wrapped.text.lineCount)+"
    let more =
        wrapped.text.lineCount > end && layout.text.columns >= 56
        ? ", \(model.keymap.key(for: .scrollDown)): more" : ""
    return " \(model.textScroll + 1)-\(min(end, wrapped.text.lineCount))/\(total)\(more) "
}

/// Gives the words of the line that the models quote a role of their own; what a search found keeps its.
private func drawQuoted(
    _ quoted: [Range<Int>], _ line: WrappedLine, _ row: Int, _ area: Rect, on canvas: inout Canvas
) {
    var rest = quoted[...]
    var column = area.column
    for glyph in line.glyphs {
        while let first = rest.first, first.upperBound <= glyph.source.lowerBound { rest.removeFirst() }
        if let first = rest.first, first.overlaps(glyph.source) {
            let cells = Rect(row: row, column: column, rows: 1, columns: glyph.width)
            canvas.setRole(.quoted, in: cells.intersection(area), keeping: [.match, .control])
        }
        column += glyph.width
    }
}

private func drawNoItem(_ model: ReviewModel, _ area: Rect, on canvas: inout Canvas) {
    let words: String
    if let queue = model.queue {
        if !queue.isEmpty {
            words =
                model.current.map(model.missing.contains) == true
                ? "This item could not be read. \(model.keymap.key(for: .reload)) tries again." : "Reading…"
        } else if model.counts.items == 0 {
            words = "This task has no items yet. Take some in with: renga import FILE"
        } else if model.query.search.isEmpty, model.query.expression == .everything, model.query.filter == .todo {
            words = model.nothingToDoWords
        } else if model.query.search.isEmpty, model.query.expression == .everything, model.query.filter == .disputed {
            words = "Nothing to adjudicate: no reviewers differ. Tab shows another list."
        } else {
            let key = model.keymap.key(for: .filter)
            // What clears it is said of what is in force: a kept filter that is the list is left with Tab.
            words =
                if !model.find.typed.isEmpty {
                    "No item here. Tab shows another list; \(key), ctrl-u and Enter clear the filter."
                } else if !model.query.search.isEmpty {
                    "No item here. Tab shows another list; / and Enter clear the search."
                } else {
                    "No item in this list. Tab shows another list."
                }
        }
    } else if model.isReadingQueue {
        words = "Reading the queue…"
    } else {
        words = "The queue could not be read. \(model.keymap.key(for: .reload)) tries again."
    }
    for (index, line) in wrap(words, columns: max(area.columns - 2, 1), ascii: model.isASCII).enumerated()
    where index < area.rows {
        canvas.write(line, row: area.row + index, column: area.column + 1, role: .muted, limit: area.columns - 1)
    }
}
