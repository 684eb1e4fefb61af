import Cells
import Labeling

func drawLabels(_ model: ReviewModel, _ area: Rect, on canvas: inout Canvas) {
    guard area.rows > 0 else { return }
    if case .filterLine = model.mode { return }
    if case .prompt = model.mode, model.lastDecision != nil {
        // The footer is being typed in, and no label has a key while it is.
        drawLastDecision(model, row: area.endRow - 1, from: area.column + 1, to: area.endColumn, on: &canvas)
        return
    }
    let lines = LabelLines(model, area)
    let choice = model.shownChoice
    for place in lines.places {
        var column = place.area.column
        let row = place.area.row
        func write(_ text: String, _ role: Role) {
            column += canvas.write(
                text, row: row, column: column, role: role, limit: max(0, place.area.endColumn - column), ellipsis: true
            )
        }
        if !place.keys.isEmpty { column += canvas.write(place.keys, row: row, column: column, role: .key) + 1 }
        write(place.sign, choice.contains(place.label) ? .accepted : .muted)
        write(model.task.labels.title(of: place.label), .label)
        write(place.difference, .disagree)
    }
    if let rest = lines.rest {
        let used = canvas.write(model.keymap.key(for: .pickLabel), row: rest.row, column: rest.column, role: .key)
        canvas.write(
            " … \(model.task.labels.count) labels", row: rest.row, column: rest.column + used, role: .muted)
        return
    }
    drawClearHint(model, row: lines.end.row, column: lines.end.column, endColumn: area.endColumn, on: &canvas)
}

func drawStatus(_ model: ReviewModel, _ area: Rect, on canvas: inout Canvas) {
    canvas.fill(area, role: .status)
    var column = area.column + 1
    var endColumn = area.endColumn
    let footerColumns = area.columns - model.enterHintWidth(columns: area.columns)
    if let notice = model.footerNotice, !hasRoomInFooter(model, beside: notice, columns: footerColumns) {
        let room = min(lastDecisionWidth(model), max(34, area.columns - 20))
        endColumn -= room + 1
        drawLastDecision(model, row: area.row, from: endColumn, to: area.endColumn - 1, on: &canvas)
        endColumn -= 1
    }
    for (words, role) in statusParts(model, isWide: area.columns >= 120) {
        var text = words
        // An alarm is said in fewer words rather than not at all.
        if let policy = model.bulk.policy, text == policy.alarm,
            column + displayWidth(text, ascii: model.isASCII) > endColumn
        {
            text = policy.shortAlarm
        }
        // What has no room is left out whole: half a number says something else.
        let width = displayWidth(text, ascii: model.isASCII)
        guard column + width <= endColumn || column == area.column + 1 else { break }
        canvas.write(text, row: area.row, column: column, role: role, limit: max(0, endColumn - column))
        column += width + 2
    }
}

/// The most important first.
private func statusParts(_ model: ReviewModel, isWide: Bool) -> [(String, Role)] {
    let counts = model.counts
    let length = model.queue?.count ?? 0
    var parts: [(String, Role)] = [
        ("\((length == 0 ? 0 : model.cursor + 1).grouped)/\(length.grouped)\(model.find.isPartial ? "+" : "")", .status)
    ]
    func add(_ text: String, _ role: Role = .status) { parts.append((text, role)) }
    if model.listFrom != nil, model.queue != nil { add("reading the list…", .waiting) }
    parts += model.doubtsStatus
    parts += model.bulkStatus
    if let pace = model.paceWords { add(pace) }
    if let votes = model.voteStatus { add(votes) }
    if counts.disputed > 0 { add("to adjudicate \(counts.disputed.grouped)", .warning) }
    add("waiting \(counts.unclassified.grouped)")
    add("decided \(counts.decided.grouped)")
    let spent = "spent $\(counts.spent.rounded(decimals: 4))"
    let estimate = "est. $\(counts.estimated.rounded(decimals: 4))"
    // Offline answers are free: then the estimate is the number that says something.
    let isOffline = counts.spent == .zero && counts.estimated > .zero
    add(isOffline ? estimate : spent)
    if let batches = model.activity.batches { add(isWide ? batches.words : batches.short) }
    // Sums of what is hidden are hidden too: each decision would tell whether it agreed.
    let isHonest = model.blindSession || model.commitsFirst
    if counts.firstCompared > 0, !isHonest {
        let percent = Int((Double(counts.firstAgreed) / Double(counts.firstCompared) * 100).rounded())
        add("agree \(percent)% of \(counts.firstCompared.grouped)")
    }
    if let stopped = model.activity.stopped { add("models stopped: \(stopped)", .warning) }
    if counts.partlyDecided > 0 { add("partly decided \(counts.partlyDecided.grouped)") }
    if counts.unclear > 0 { add("unclear \(counts.unclear.grouped)") }
    if counts.flagged > 0 { add("flagged \(counts.flagged.grouped)") }
    if model.activity.inFlight > 0 { add("asking \(model.activity.inFlight.grouped)") }
    if isOffline { add(spent) } else if counts.estimated > .zero { add(estimate) }
    if counts.disagreements > 0, !isHonest { add("models differ \(counts.disagreements.grouped)") }
    if model.activity.failed > 0 { add("failed \(model.activity.failed.grouped)", .warning) }
    return parts
}
