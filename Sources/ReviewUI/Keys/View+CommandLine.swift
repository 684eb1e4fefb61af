import Cells

/// The command that is typed, and above it what it can become. Gives the cursor.
func drawCommandLine(
    _ model: ReviewModel, _ line: CommandLine, _ area: Rect, on canvas: inout Canvas
) -> Position? {
    drawTypedLine(":", line.line, area, on: &canvas)
}

/// Lines above the footer, over what stands there.
struct FooterBox {
    struct Line {
        var key: String
        var text: String
    }

    var title: String
    var lines: [Line]
    /// Index in `lines`; it is always among those shown.
    var selected: Int?

    /// How many lines a screen of so many rows has room for: the item stays in view.
    static func room(rows: Int) -> Int { rows >= 40 ? 16 : rows >= 20 ? 8 : max(rows / 3, 1) }
}

/// What the line can become; what it lacks.
func drawCandidates(_ model: ReviewModel, _ line: CommandLine, _ layout: Layout, on canvas: inout Canvas) {
    let found = model.candidates(for: line)
    let (name, _) = ReviewModel.parts(ofLine: line.chosen?.typed ?? line.text)
    var box = FooterBox(
        title: "\(Key.tab) completes", lines: found.map { FooterBox.Line(key: $0.text, text: $0.help) },
        selected: line.chosen?.index)
    if let command = LineCommand.named(name) {
        box.title = command.usage
        if let reason = command.whyUnavailable(model) {
            box.lines = [FooterBox.Line(key: "", text: reason)]
        } else if found.isEmpty {
            box.lines = [FooterBox.Line(key: "", text: command.help)]
        }
    } else if found.count == 1, let reason = Command(rawValue: name).flatMap(model.whyUnavailable) {
        box.lines[0].text = "not now: \(reason)"
    } else if found.isEmpty {
        guard !name.isEmpty, case .mistake(let words) = model.meaning(ofLine: line.text) else { return }
        box.lines = [FooterBox.Line(key: "", text: words)]
    }
    draw(box, model, layout, on: &canvas)
}

/// What can be pressed after the keys that began a sequence.
func drawContinuations(_ model: ReviewModel, _ layout: Layout, on canvas: inout Canvas) {
    let pressed = model.typing.pressed
    let lines = model.keymap.continuations(of: pressed).map { continuation in
        let reason = model.whyUnavailable(continuation.binding.command).map { " (not now: \($0))" } ?? ""
        return FooterBox.Line(key: continuation.keys.description, text: continuation.binding.help + reason)
    }
    draw(FooterBox(title: "\(KeySequence(pressed)) and then", lines: lines), model, layout, on: &canvas)
}

private func draw(_ box: FooterBox, _ model: ReviewModel, _ layout: Layout, on canvas: inout Canvas) {
    let footer = layout.footer
    let room = min(FooterBox.room(rows: model.size.rows), max(footer.row - 3, 1))
    let height = min(box.lines.count, room)
    let first = min(max((box.selected ?? 0) - height / 2, 0), box.lines.count - height)
    let area = Rect(row: footer.row - height - 1, column: footer.column, rows: height + 1, columns: footer.columns)
    canvas.fill(area, role: .text)
    canvas.horizontalLine(row: area.row, column: area.column, columns: area.columns, role: .borderFocused)
    let count = height < box.lines.count ? ": \(first + 1)-\(first + height) of \(box.lines.count)" : ""
    var title = " \(box.title)\(count) "
    // How many there are gives way to what was decided last.
    let isTight = area.columns - displayWidth(title, ascii: model.isASCII) - 4 < 20
    if isTight, lastDecisionWidth(model) > 0, model.mode != .review { title = " \(box.title) " }
    let used = canvas.write(
        title, row: area.row, column: area.column + 1, role: .title, limit: area.columns - 2, ellipsis: true)
    let rest = area.columns - used - 4
    let decision = min(lastDecisionWidth(model) + 1, rest)
    // Where nothing is typed, the footer has it.
    if decision >= 20, model.mode != .review {
        let end = area.endColumn - 1
        canvas.fill(Rect(row: area.row, column: end - decision - 1, rows: 1, columns: decision + 1), role: .text)
        drawLastDecision(model, row: area.row, from: end - decision, to: end, on: &canvas)
    }
    let widest = box.lines.map { displayWidth($0.key, ascii: model.isASCII) }.max() ?? 0
    let indent = min(widest, max(area.columns / 2 - 4, 6)) + (widest > 0 ? 2 : 0)
    for (offset, line) in box.lines[first..<first + height].enumerated() {
        let row = area.row + 1 + offset
        let start = area.column + 2
        canvas.write(line.key, row: row, column: start, role: .key, limit: max(indent - 1, 0), ellipsis: true)
        canvas.write(
            line.text, row: row, column: start + indent, role: .text,
            limit: max(area.endColumn - start - indent - 1, 0), ellipsis: true)
        if first + offset == box.selected {
            canvas.write(">", row: row, column: area.column, role: .selection)
            canvas.setRole(
                .selection, in: Rect(row: row, column: area.column, rows: 1, columns: area.columns), keeping: [.control]
            )
        }
    }
}
