import Cells
import Labeling

/// Gives what was drawn.
@discardableResult
func drawOpinions(_ model: ReviewModel, _ layout: Layout, on canvas: inout Canvas) -> DrawnOpinions {
    let area = layout.opinions
    guard area.rows > 0, let detail = model.currentDetail else { return DrawnOpinions() }
    if model.hidesOpinions(of: detail.row) {
        canvas.horizontalLine(row: area.row, column: area.column, columns: area.columns, role: .border)
        let words =
            model.isBlind(detail.row)
            ? " Blind: choose a label; the models' answers come after. "
            : " Choose a label; then the models' answers appear. "
        canvas.write(
            words, row: area.row, column: area.column + 1, role: .warning, limit: area.columns - 2, ellipsis: true)
        return DrawnOpinions()
    }
    if isShortOpinions(area) { return drawShortOpinions(model, detail, area, on: &canvas) }
    canvas.horizontalLine(row: area.row, column: area.column, columns: area.columns, role: .border)
    if let choice = model.pendingChoice {
        let title = choice.label.map { model.task.labels.title(of: $0) } ?? "no label fits"
        canvas.write(
            " Your choice: \(title) ", row: area.row, column: area.column + 1, role: .prompt,
            limit: max(0, area.columns / 2 - 14), ellipsis: true)
    }
    drawVerdictOfModels(detail, area, on: &canvas)
    drawSpent(detail, area, on: &canvas)
    let (left, rest) = Rect(
        row: area.row + 1, column: area.column, rows: area.rows - 1, columns: area.columns
    ).splitLeft((area.columns - 3) / 2)
    let right = Rect(row: rest.row, column: rest.column + 3, rows: rest.rows, columns: max(0, rest.columns - 3))
    canvas.verticalLine(row: rest.row, column: rest.column + 1, rows: rest.rows, role: .border)
    var drawn = DrawnOpinions()
    drawOpinion(.first, model, detail, left, &drawn, on: &canvas)
    drawOpinion(.second, model, detail, right, &drawn, on: &canvas)
    return drawn
}

/// The opinions have room for one line each, not for panes.
func isShortOpinions(_ area: Rect) -> Bool { area.rows < 4 || area.columns < 56 }

/// What the item has cost so far, where that is more than what the first opinion says of itself.
private func drawSpent(_ detail: ItemDetail, _ area: Rect, on canvas: inout Canvas) {
    guard let spent = detail.spent, spent.answers > 1, area.columns >= 72 else { return }
    let amount =
        spent.charged > .zero
        ? "$\(spent.charged.rounded(decimals: 6))" : "est. $\(spent.estimated.rounded(decimals: 6))"
    canvas.write(" item: \(amount) ", row: area.row, endColumn: area.endColumn - 1, role: .cost, limit: 24)
}

enum Place: String {
    case first = "1st"
    case second = "2nd"
}

private func drawVerdictOfModels(_ detail: ItemDetail, _ area: Rect, on canvas: inout Canvas) {
    guard let disagrees = detail.row.disagrees else { return }
    let sign = canvas.ascii ? (disagrees ? "!=" : "==") : (disagrees ? "≠" : "=")
    let words = disagrees ? " \(sign) the opinions differ " : " \(sign) the opinions agree "
    canvas.write(
        words, row: area.row, column: area.column + max(0, (area.columns - displayWidth(words)) / 2),
        role: disagrees ? .disagree : .agree)
}

private func drawOpinion(
    _ place: Place, _ model: ReviewModel, _ detail: ItemDetail, _ area: Rect, _ drawn: inout DrawnOpinions,
    on canvas: inout Canvas
) {
    let prediction = place == .first ? detail.first : detail.second
    guard let prediction else {
        var column = area.column
        column += canvas.write("\(place.rawValue)  ", row: area.row, column: column, role: .muted)
        let words = model.words(forMissing: place == .second)
        let lines = wrap(
            words, columns: max(area.endColumn - column, 1), ascii: canvas.ascii, maximumLines: area.rows)
        for (index, line) in lines.enumerated() {
            canvas.write(
                line, row: area.row + index, column: column, role: .waiting, limit: max(0, area.endColumn - column))
        }
        return
    }
    drawn.models.append(prediction.model)
    let words = model.words(of: prediction, at: place, detail, limit: max(0, area.columns - 5))
    var making = prediction.making
    var column = area.column
    column += canvas.write("\(place.rawValue)  ", row: area.row, column: column, role: .muted)
    // A long label has the line for itself; its confidence then stands on the next.
    let isLong = displayWidth(words, ascii: model.isASCII) > area.columns - 20
    column += canvas.write(
        words, row: area.row, column: column, role: prediction.role(for: place, detail.row),
        limit: max(0, area.endColumn - column - (isLong ? 0 : 15)), ellipsis: true)
    if !isLong { drawConfidence(prediction.confidence, row: area.row, column: column + 2, bar: 8, on: &canvas) }
    if let source = prediction.sourceWords() {
        let start = column + 17
        if !isLong, start + displayWidth(source) <= area.endColumn {
            canvas.write(source, row: area.row, column: start, role: .muted)
        } else {
            making.insert(source, at: 0)
        }
    }
    guard area.rows > 1 else { return }
    if let measured = model.measured(of: prediction), let confidence = prediction.confidence {
        making.insert(measured.words(confidence, columns: area.columns), at: 0)
        drawn.isCalibrated = true
    }
    column = area.column
    if isLong {
        drawConfidence(prediction.confidence, row: area.row + 1, column: column, bar: 5, on: &canvas)
        column += 12
    }
    drawOrigin(prediction, &making, row: area.row + 1, column: column, endColumn: area.endColumn, on: &canvas)
    var row = area.row + 2
    makeRoom(for: prediction, in: &making, area, ascii: canvas.ascii)
    // However much there is to say of its making, one line of what the model said stays.
    let makingLines = wrap(
        making.joined(separator: ", "), columns: max(area.columns, 1), ascii: canvas.ascii,
        maximumLines: max(1, area.rows - 3))
    for line in makingLines where row < area.endRow {
        canvas.write(line, row: row, column: area.column, role: .muted, limit: area.columns)
        row += 1
    }
    if drawRationale(prediction, from: row, in: area, on: &canvas) { drawn.rationales.append(prediction.model) }
}

/// Where what the model said would be cut, the source of its confidence gives way to it, if that saves a line: it is the
/// same for item after item, and the history tells it too.
private func makeRoom(for prediction: Prediction, in making: inout [String], _ area: Rect, ascii: Bool) {
    func lines(_ text: String) -> Int {
        wrap(text, columns: max(area.columns, 1), ascii: ascii, maximumLines: 12).count
    }
    func lines(_ parts: [String]) -> Int { parts.isEmpty ? 0 : lines(parts.joined(separator: ", ")) }
    let said = lines([prediction.endWords, prediction.rationale].compactMap(\.self).joined(separator: "\n"))
    guard making.count > 1, said + lines(making) > area.rows - 2 else { return }
    let fewer = making.filter { $0 != prediction.sourceWords() }
    if lines(fewer) < lines(making) { making = fewer }
}

/// What an opinion cost and who gave it; what it would have cost elsewhere and of its making, where there is room. What
/// has been written is taken out of `making`.
private func drawOrigin(
    _ prediction: Prediction, _ making: inout [String], row: Int, column: Int, endColumn: Int,
    on canvas: inout Canvas
) {
    var column = column
    func write(_ text: String, _ role: Role) {
        column += canvas.write(
            text, row: row, column: column, role: role, limit: max(0, endColumn - column), ellipsis: true)
    }
    write(prediction.cost.amount, prediction.cost.role)
    write("  \(prediction.model)", .muted)
    if case .estimated(_, let model) = prediction.cost, model != prediction.model {
        // The family is told by the rest of the name, which is all that fits beside a second opinion.
        let short = model.hasPrefix("claude-") ? String(model.dropFirst("claude-".count)) : model
        write(" at \(short)", .muted)
    }
    while let part = making.first, column + displayWidth(part) + 2 <= endColumn {
        write("  \(part)", .muted)
        making.removeFirst()
    }
}

/// Gives whether anything of the model's reasons was drawn.
@discardableResult
func drawRationale(_ prediction: Prediction?, from row: Int, in area: Rect, on canvas: inout Canvas) -> Bool {
    let rows = area.endRow - row
    guard let prediction, rows > 0 else { return false }
    let text = [prediction.endWords, prediction.rationale].compactMap(\.self).joined(separator: "\n")
    let lines = wrap(text, columns: max(area.columns, 1), ascii: canvas.ascii, maximumLines: rows + 1)
    for (index, line) in lines.prefix(rows).enumerated() {
        let used = canvas.write(line, row: row + index, column: area.column, role: .text, limit: area.columns)
        guard index == rows - 1, lines.count > rows else { continue }
        // Wrapping leaves blanks at a line's end more often than not: the sign that more follows takes one of them.
        canvas.write(
            canvas.ascii ? "~" : "…", row: row + index, column: area.column + min(used, area.columns - 1), role: .muted)
    }
    let end = wrap(prediction.endWords ?? "", columns: max(area.columns, 1), ascii: canvas.ascii, maximumLines: rows)
    return prediction.rationale?.isEmpty == false && (prediction.endWords == nil || end.count < rows)
}

extension Prediction {
    func role(for place: Place, _ row: QueueRow) -> Role {
        guard label != nil else { return .warning }
        guard place == .second, let disagrees = row.disagrees else { return .label }
        return disagrees ? .disagree : .agree
    }
}

extension ReviewModel {
    /// Why an opinion is not there, and how to get it.
    func words(forMissing isSecond: Bool) -> String {
        let setting = isSecond ? task.second : task.first
        guard let setting else { return "none: the task has no [models.second]" }
        if isSecond, isAskingSecondOpinion { return "asking \(setting.model)…" }
        if let stopped = activity.stopped { return "none: \(stopped)" }
        if !canAskModels { return "none: models are off" }
        guard isSecond else { return "waiting for \(setting.model)…" }
        let cost = askingCost(of: setting.model).map { ": \($0)" } ?? ""
        return "press \(keymap.key(for: .secondOpinion)) to ask \(setting.model)\(cost)"
    }
}
