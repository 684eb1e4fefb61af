import Cells
import Labeling

/// The line that is typed, or what was just done, or the keys that matter. Gives the cursor while typing.
func drawFooter(_ model: ReviewModel, _ area: Rect, on canvas: inout Canvas) -> Position? {
    guard area.rows > 0 else { return nil }
    if case .prompt(let prompt) = model.mode {
        let question = area.columns < 60 ? prompt.purpose.shortQuestion : prompt.purpose.question
        return drawTypedLine(question, prompt.line, area, on: &canvas)
    }
    if case .filterLine(let line) = model.mode { return drawFilterLine(model, line, area, on: &canvas) }
    if case .commandLine(let line) = model.mode { return drawCommandLine(model, line, area, on: &canvas) }
    let area = drawEnterHint(model, area, on: &canvas)
    var column = area.column + 1
    let notice = model.footerNotice
    if let notice {
        let isAlone = !hasRoomInFooter(model, beside: notice, columns: area.columns)
        column += canvas.write(
            notice.text, row: area.row, column: column, role: notice.role,
            limit: max(0, area.columns - (isAlone ? 2 : lastDecisionWidth(model) + 4)), ellipsis: true)
        if isAlone { return nil }
        column += 2
    }
    if model.lastDecision != nil {
        column += drawLastDecision(model, row: area.row, from: column, to: area.endColumn, on: &canvas) + 2
    }
    drawHints(model, row: area.row, from: column, to: area.endColumn, on: &canvas)
    return nil
}

/// A question, and the end of what is typed: with a long line that is what one is typing.
func drawTypedLine(_ question: String, _ text: String, _ area: Rect, on canvas: inout Canvas) -> Position {
    var column = area.column
    column += canvas.write(question, row: area.row, column: column, role: .prompt, limit: area.columns)
    let room = max(area.endColumn - column - 1, 1)
    var shown = text.suffix(room)
    while displayWidth(shown, ascii: canvas.ascii) > room { shown.removeFirst() }
    column += canvas.write(shown, row: area.row, column: column, role: .text)
    return Position(row: area.row, column: min(column, max(area.endColumn - 1, 0)))
}

private func drawHints(
    _ model: ReviewModel, row: Int, from start: Int, to endColumn: Int, on canvas: inout Canvas
) {
    var column = start
    for hint in model.hints {
        guard column + displayWidth(hint.key) + hint.words.count + 3 < endColumn else { break }
        column += canvas.write(hint.key, row: row, column: column, role: .key)
        column += canvas.write(" \(hint.words)  ", row: row, column: column, role: .muted)
    }
}

// MARK: - The last decision

/// Writes what was decided last and the keys that take it back, and returns the columns that took. Where there is little
/// room, the item's name goes first, then how its label was chosen; the label and the keys stay.
@discardableResult
func drawLastDecision(
    _ model: ReviewModel, row: Int, from start: Int, to endColumn: Int, on canvas: inout Canvas
) -> Int {
    guard let last = model.lastDecision else { return 0 }
    let role: Role = last.isSaved ? .saved : .waiting
    var verdict = last.words(in: model.task.labels)
    let keys = model.undoKeys
    func width(_ text: String) -> Int { displayWidth(text, ascii: canvas.ascii) }
    let room = max(0, endColumn - start - width(keys) - 7)
    if last.phrase == nil, let label = last.verdict.label, width(last.stateWords) + width(verdict) + 2 > room {
        verdict = model.task.labels.title(of: label)
    }
    var column = start
    func write(_ text: String, _ limit: Int) {
        column += canvas.write(text, row: row, column: column, role: role, limit: limit, ellipsis: true)
    }
    write(last.stateWords, room)
    let forID = room - width(last.stateWords) - width(verdict) - 3
    if forID >= min(4, width(last.name)) {
        write(" ", 1)
        write(last.name, forID)
    }
    write(": \(verdict)", max(0, room - (column - start)))
    column += canvas.write("  \(keys)", row: row, column: column, role: .key, limit: max(0, endColumn - column))
    column += canvas.write(" undo", row: row, column: column, role: .muted, limit: max(0, endColumn - column))
    return column - start
}

/// The title of a page, and beside it what was decided last: its label and its keys stay before the title's end does.
func drawPageTitle(_ title: String, _ model: ReviewModel, on canvas: inout Canvas) {
    let columns = model.size.columns
    canvas.fill(Rect(row: 0, column: 0, rows: 1, columns: columns), role: .title)
    let rest = columns - displayWidth(title, ascii: model.isASCII) - 4
    let decision = min(lastDecisionWidth(model), max(rest, 30))
    canvas.write(
        " " + title, row: 0, column: 0, role: .title, limit: decision > 0 ? columns - decision - 3 : columns,
        ellipsis: true)
    drawLastDecision(model, row: 0, from: columns - decision - 1, to: columns - 1, on: &canvas)
}

/// What the last decision takes if nothing of it is left out; 0: there is none.
func lastDecisionWidth(_ model: ReviewModel) -> Int {
    guard let last = model.lastDecision else { return 0 }
    let words = "\(last.stateWords) \(last.name): \(last.words(in: model.task.labels))"
    return displayWidth(words, ascii: model.isASCII) + displayWidth(model.undoKeys) + 7
}

/// Whether both stand on the footer in full; else the status line takes the last decision.
func hasRoomInFooter(_ model: ReviewModel, beside notice: ReviewModel.Notice, columns: Int) -> Bool {
    let decision = lastDecisionWidth(model)
    return decision == 0 || displayWidth(notice.text, ascii: model.isASCII) + decision + 4 <= columns
}

extension ReviewModel.LastDecision {
    fileprivate var stateWords: String { isSaved ? "saved" : "saving…" }

    /// What was decided: an item, an item and those alike, or many.
    fileprivate var name: String {
        guard let act, count > 1 || act.kind != .group else { return id.value }
        return act.kind == .group ? "\(id) and \((count - 1).grouped) alike" : Words.items(count)
    }

    fileprivate func words(in labels: LabelSet) -> String { phrase ?? verdict.phrase(in: labels) }
}

// MARK: - Words

extension ReviewModel {
    /// What is to be said now: what happened, else what is waited for.
    var footerNotice: Notice? {
        if let notice { return notice }
        if isQuitting {
            let count = unsaved.count + bulk.saving.values.reduce(0) { $0 + $1.items }
            return Notice(text: "Saving \(count.grouped), then quitting…", role: .waiting)
        }
        if !typedAhead.isEmpty { return Notice(text: "typed ahead: \(typedAhead.count)…", role: .waiting) }
        if let words = choiceWords(columns: size.columns) { return Notice(text: words, role: .prompt) }
        if let hint = care.hint { return Notice(text: hint.text, role: .muted) }
        return nil
    }

    /// The keys that take the last decision back from where the reviewer is.
    fileprivate var undoKeys: String {
        let undo = keymap.key(for: .undo)
        return mode == .review ? undo : "\(Key.escape) \(undo)"
    }
}

extension ReviewModel.Prompt.Purpose {
    fileprivate var shortQuestion: String {
        switch self {
        case .search: "search: "
        case .note: "note: "
        case .reason(_, let id): "why \(id.value.prefix(12)): "
        }
    }

    fileprivate var question: String {
        switch self {
        case .search: "search (Enter; empty shows all): "
        case .note: "note (Enter saves, Esc leaves): "
        case .reason(_, let id): "why, on \(id.value.prefix(24)) (Enter saves, Esc leaves): "
        }
    }
}
