import Cells
import Labeling

func drawLabels(_ model: ReviewModel, _ area: Rect, on canvas: inout Canvas) {
    guard area.rows > 0 else { return }
    if case .prompt(let prompt) = model.mode, case .label(_, let selected) = prompt.purpose {
        drawPicker(model, prompt, selected, area, on: &canvas)
        return
    }
    var row = area.row
    var column = area.column + 1
    let definitions = model.task.labels.definitions
    for (index, definition) in definitions.enumerated() {
        let keys = model.keymap.labelKeys[index].map(\.description).joined(separator: ",")
        let width = displayWidth(keys) + 1 + displayWidth(definition.title, ascii: model.isASCII)
        let isLastRow = row == area.endRow - 1
        let rest = "\(Keymap.key(for: .pickLabel)) … \(definitions.count) labels"
        let reserve = isLastRow && index < definitions.count - 1 ? displayWidth(rest) + 3 : 0
        if column + width > area.endColumn - reserve {
            if isLastRow || keys.isEmpty {
                canvas.write(Keymap.key(for: .pickLabel), row: row, column: column, role: .key)
                canvas.write(" … \(definitions.count) labels", row: row, column: column + 1, role: .muted)
                return
            }
            row += 1
            column = area.column + 1
        }
        if !keys.isEmpty { column += canvas.write(keys, row: row, column: column, role: .key) + 1 }
        column += canvas.write(
            definition.title, row: row, column: column, role: .label, limit: max(0, area.endColumn - column),
            ellipsis: true)
        column += 2
    }
}

/// The labels that match what is typed, the chosen one first on screen.
private func drawPicker(
    _ model: ReviewModel, _ prompt: ReviewModel.Prompt, _ selected: Int, _ area: Rect, on canvas: inout Canvas
) {
    let labels = model.pickable(prompt.text)
    var row = area.row
    var column = area.column + 1
    for (index, label) in labels.enumerated().dropFirst(max(0, selected - 2)) {
        let title = model.task.labels.title(of: label)
        let width = displayWidth(title, ascii: model.isASCII) + 2
        if column + width > area.endColumn {
            row += 1
            column = area.column + 1
            if row >= area.endRow { return }
        }
        canvas.write(
            " \(title) ", row: row, column: column, role: index == selected ? .selection : .label,
            limit: max(0, area.endColumn - column), ellipsis: true)
        column += width + 1
    }
    if labels.isEmpty { canvas.write("no label matches", row: row, column: column, role: .warning) }
}

func drawStatus(_ model: ReviewModel, _ area: Rect, on canvas: inout Canvas) {
    canvas.fill(area, role: .status)
    var column = area.column + 1
    for (text, role) in statusParts(model, isWide: area.columns >= 120) {
        // What has no room is left out whole: half a number says something else.
        let width = displayWidth(text, ascii: model.isASCII)
        guard column + width <= area.endColumn || column == area.column + 1 else { break }
        canvas.write(text, row: area.row, column: column, role: role, limit: max(0, area.endColumn - column))
        column += width + 2
    }
}

/// The most important first.
private func statusParts(_ model: ReviewModel, isWide: Bool) -> [(String, Role)] {
    let counts = model.counts
    let length = model.queue?.count ?? 0
    var parts: [(String, Role)] = [("\(length == 0 ? 0 : model.cursor + 1)/\(length)", .status)]
    func add(_ text: String, _ role: Role = .status) { parts.append((text, role)) }
    add("waiting \(counts.unclassified)")
    add("decided \(counts.decided)")
    let spent = "spent $\(counts.spent.rounded(decimals: 4))"
    let estimate = "est. $\(counts.estimated.rounded(decimals: 4))"
    // Offline answers are free: then the estimate is the number that says something.
    let isOffline = counts.spent == .zero && counts.estimated > .zero
    add(isOffline ? estimate : spent)
    if let batches = model.activity.batches { add(isWide ? batches.words : batches.short) }
    if counts.firstCompared > 0 {
        let percent = Int((Double(counts.firstAgreed) / Double(counts.firstCompared) * 100).rounded())
        add("agree \(percent)% of \(counts.firstCompared)")
    }
    if let stopped = model.activity.stopped { add("models stopped: \(stopped)", .warning) }
    if counts.flagged > 0 { add("flagged \(counts.flagged)") }
    if model.activity.inFlight > 0 { add("asking \(model.activity.inFlight)") }
    if isOffline { add(spent) } else if counts.estimated > .zero { add(estimate) }
    if counts.disagreements > 0 { add("models differ \(counts.disagreements)") }
    if model.activity.failed > 0 { add("failed \(model.activity.failed)", .warning) }
    return parts
}

/// The line that is typed, or what was just done, or the keys that matter. Gives the cursor while typing.
func drawFooter(_ model: ReviewModel, _ area: Rect, on canvas: inout Canvas) -> Position? {
    guard area.rows > 0 else { return nil }
    if case .prompt(let prompt) = model.mode {
        var column = area.column
        column += canvas.write(
            area.columns < 60 ? prompt.purpose.shortQuestion : prompt.purpose.question, row: area.row, column: column,
            role: .prompt)
        // The end of a long line is what one is typing.
        let room = max(area.endColumn - column - 1, 1)
        var shown = prompt.text.suffix(room)
        while displayWidth(shown, ascii: model.isASCII) > room { shown.removeFirst() }
        column += canvas.write(shown, row: area.row, column: column, role: .text)
        return Position(row: area.row, column: min(column, max(area.endColumn - 1, 0)))
    }
    var column = area.column + 1
    if let notice = model.footerNotice {
        // The last decision and the key that takes it back keep their place beside what was just said.
        let kept = model.lastDecision == nil || area.columns < 56 ? 2 : 28
        column += canvas.write(
            notice.text, row: area.row, column: column, role: notice.role, limit: max(0, area.columns - kept),
            ellipsis: true)
        column += 2
    }
    if let last = model.lastDecision, area.endColumn - column > 12 {
        let words = "\(last.isSaved ? "saved" : "saving…") \(last.id): \(last.verdict.phrase(in: model.task.labels))"
        column += canvas.write(
            words, row: area.row, column: column, role: last.isSaved ? .saved : .waiting,
            limit: max(0, area.endColumn - column - 9), ellipsis: true)
        column += canvas.write(
            "  \(Keymap.key(for: .undo))", row: area.row, column: column, role: .key,
            limit: max(0, area.endColumn - column))
        column += canvas.write(
            " undo  ", row: area.row, column: column, role: .muted, limit: max(0, area.endColumn - column))
    }
    let hints: [(Command, String)] = [
        (.help, "help"), (.accept, "accept"), (.secondOpinion, "2nd opinion"), (.reject, "reject"), (.flag, "flag"),
        (.skip, "skip"), (.note, "note"), (.undo, "undo"), (.nextFilter, "list"), (.search, "search"), (.quit, "quit"),
    ]
    for (command, words) in hints where !(command == .undo && model.lastDecision != nil) {
        let key = Keymap.key(for: command)
        guard column + displayWidth(key) + words.count + 3 < area.endColumn else { break }
        let isOff = model.whyUnavailable(command) != nil
        column += canvas.write(key, row: area.row, column: column, role: isOff ? .muted : .key)
        column += canvas.write(" \(words)  ", row: area.row, column: column, role: .muted)
    }
    return nil
}

extension ReviewModel {
    /// What is to be said now: what happened, else what is waited for.
    fileprivate var footerNotice: Notice? {
        if let notice { return notice }
        if isQuitting { return Notice(text: "Saving \(unsaved.count), then quitting…", role: .waiting) }
        if !typedAhead.isEmpty { return Notice(text: "typed ahead: \(typedAhead.count)…", role: .waiting) }
        return nil
    }
}

extension ReviewModel.Prompt.Purpose {
    fileprivate var shortQuestion: String {
        switch self {
        case .search: "search: "
        case .note: "note: "
        case .label: "label: "
        }
    }

    fileprivate var question: String {
        switch self {
        case .search: "search (Enter; empty shows all): "
        case .note: "note (Enter saves, Esc leaves): "
        case .label: "label (type, arrows, Enter): "
        }
    }
}
