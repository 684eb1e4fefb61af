import Cells
import Labeling

// The pictures about the work: how far it is, what it cost, who did it.

func drawProgress(_ data: DashboardData, _ given: PanelPen, on canvas: inout Canvas) {
    var pen = given
    let counts = data.counts
    guard counts.items > 0 else {
        pen.paragraph("This task has no items yet. Take some in with: renga import FILE", .muted, on: &canvas)
        return
    }
    let bars: [(String, Int, Role)] = [
        ("decided", counts.decided, .accepted), ("to do", counts.undecided, .waiting),
        ("flagged", counts.flagged, .flagged), ("skipped", counts.skipped, .skipped),
    ]
    let words = 2 * counts.items.grouped.count + 23
    let width = min(40, max(0, pen.area.columns - max(34, words)))
    for (name, count, role) in bars where pen.row < pen.area.endRow {
        let share = Double(count) / Double(counts.items)
        canvas.write(name, row: pen.row, column: pen.area.column, role: .text, limit: pen.area.columns)
        canvas.bar(fraction: share, row: pen.row, column: pen.area.column + 8, width: width, role: role)
        canvas.write(
            "\(count.grouped) of \(counts.items.grouped) (\(share.percentWords))", row: pen.row,
            column: pen.area.column + 8 + width + (width > 0 ? 1 : 0), role: role,
            limit: max(0, pen.area.columns - 9 - width), ellipsis: true)
        pen.skip()
    }
    pen.line(data.timeLeft, .estimate, on: &canvas)
    for words in data.paceLines { pen.line(words, on: &canvas) }
    pen.line(data.waitingWords, counts.unclassified + data.waitingSecond > 0 ? .waiting : .muted, on: &canvas)
    if let words = data.disputeWords { pen.line(words, .note, on: &canvas) }
    if data.decidedByPolicy > 0 {
        pen.line("decided by a policy, and no evidence: \(data.decidedByPolicy.grouped)", .muted, on: &canvas)
    }
    guard !data.pace.overTime.isEmpty, pen.rest.rows > 1 else { return }
    pen.line("decisions/min over time, breaks left out", .muted, on: &canvas)
    let most = data.pace.overTime.flatMap(\.perMinute).max() ?? 0
    let names = data.pace.overTime.map { displayWidth($0.reviewer, ascii: canvas.ascii) }
    let name = min(names.max() ?? 0, 12, pen.area.columns / 3)
    for series in data.pace.overTime.prefix(pen.rest.rows) {
        canvas.write(
            series.reviewer, row: pen.row, column: pen.area.column, role: .label, limit: name, ellipsis: true)
        let last = "\((series.perMinute.last ?? 0).oneDecimalWords)/min (\(series.blockSize) a column)"
        let room = max(0, pen.area.columns - name - last.count - 2)
        let used = canvas.sparkline(
            series.perMinute, row: pen.row, column: pen.area.column + name + 1, width: room, range: 0...max(most, 1),
            role: .estimate)
        canvas.write(
            last, row: pen.row, column: pen.area.column + name + used + 2, role: .text,
            limit: max(0, pen.area.columns - name - used - 2))
        pen.skip()
    }
}

func drawCost(_ data: DashboardData, _ given: PanelPen, on canvas: inout Canvas) {
    var pen = given
    let cost = data.cost
    guard cost.total.answers > 0 else {
        pen.paragraph("No model has answered yet: nothing was spent.", .muted, on: &canvas)
        return
    }
    for (words, role) in data.costLines { pen.line(words, role, on: &canvas) }
    for (name, limit) in [("total", cost.totalLimit), ("today", cost.dailyLimit)] {
        guard let limit, pen.rest.rows > 0 else { continue }
        let words = limit.words(name)
        let width = min(20, max(0, pen.area.columns - words.count - 1))
        canvas.bar(
            fraction: limit.fraction, row: pen.row, column: pen.area.column, width: width,
            role: limit.fraction >= 0.9 ? .warning : .cost)
        canvas.write(
            words, row: pen.row, column: pen.area.column + width + (width > 0 ? 1 : 0), role: .text,
            limit: max(0, pen.area.columns - width - 1), ellipsis: true)
        pen.skip()
    }
    for picture in data.models where picture.accuracy != nil { pen.line(picture.costWords, .text, on: &canvas) }
    if pen.rest.rows > 4, cost.days.count > 1 {
        let spent = cost.days.map { Double($0.charged.picodollars) }
        let most = spent.max() ?? 0
        let used = canvas.write("day by day ", row: pen.row, column: pen.area.column, role: .muted)
        canvas.sparkline(
            most > 0 ? spent : cost.days.map { Double($0.estimated.picodollars) }, row: pen.row,
            column: pen.area.column + used, width: pen.area.columns - used,
            range: 0...max(most > 0 ? most : cost.days.map { Double($0.estimated.picodollars) }.max() ?? 0, 1),
            role: most > 0 ? .cost : .estimate)
        pen.skip()
    }
    let room = pen.rest.rows
    guard room >= 2 else { return }
    let models = cost.models.count + 1
    if room >= models + 3 { drawSums("by model", cost.models, &pen, isSummed: false, on: &canvas) }
    drawSums("by day (UTC)", cost.days, &pen, isSummed: true, on: &canvas)
}

/// - Parameter isSummed: each line says what it came to by then, too; the newest lines are shown.
private func drawSums(
    _ title: String, _ sums: [DashboardCost.Sum], _ pen: inout PanelPen, isSummed: Bool, on canvas: inout Canvas
) {
    let columns = pen.area.columns
    let nameWidth = isSummed ? 12 : max(12, min(30, columns - 40))
    let heads = [("spent", 12), ("estimate", 12)] + (isSummed ? [("spent so far", 14)] : [("answers", 9)])
    func line(_ name: String, _ cells: [String], _ roles: [Role], _ nameRole: Role) {
        guard pen.row < pen.area.endRow else { return }
        canvas.write(
            name, row: pen.row, column: pen.area.column, role: nameRole, limit: min(nameWidth, columns), ellipsis: true)
        var end = pen.area.column + nameWidth
        for ((_, width), (cell, role)) in zip(heads, zip(cells, roles)) {
            end += width
            guard end <= pen.area.endColumn else { break }
            canvas.write(cell, row: pen.row, endColumn: end, role: role, limit: width - 1)
        }
        pen.skip()
    }
    line(title, heads.map(\.0), [.muted, .muted, .muted], .muted)
    var sum = Money.zero
    var rows: [(DashboardCost.Sum, Money)] = []
    for one in sums {
        sum += one.charged
        rows.append((one, sum))
    }
    let shown = isSummed ? Array(rows.suffix(max(0, pen.rest.rows))) : rows
    for (one, sum) in shown {
        let name = one.words
        let last = isSummed ? sum.words : one.answers.grouped
        line(name, [one.charged.words, "~" + one.estimated.words, last], [.cost, .estimate, .text], .text)
    }
}

func drawReviewers(
    _ data: DashboardData, _ page: DashboardPage, _ given: PanelPen, isFocused: Bool, on canvas: inout Canvas
) {
    var pen = given
    guard !data.reviewers.isEmpty else {
        pen.paragraph("Nobody has decided anything yet.", .muted, on: &canvas)
        return
    }
    let nameWidth = min(max(10, pen.area.columns / 5), 24)
    var left = pen.area.columns - nameWidth
    var shown: [DashboardReviewer.Column] = []
    var hidden: [String] = []
    // The less important columns go first, and are named.
    for column in DashboardReviewer.columns {
        if hidden.isEmpty, column.width <= left {
            shown.append(column)
            left -= column.width
        } else {
            hidden.append(column.name)
        }
    }
    func line(_ name: String, _ cells: [String], _ nameRole: Role, _ role: Role) {
        guard pen.row < pen.area.endRow else { return }
        canvas.write(
            name, row: pen.row, column: pen.area.column, role: nameRole, limit: nameWidth - 1, ellipsis: true)
        var end = pen.area.column + nameWidth
        for (column, cell) in zip(shown, cells) {
            end += column.width
            canvas.write(cell, row: pen.row, endColumn: end, role: role, limit: column.width - 1, ellipsis: true)
        }
        pen.skip()
    }
    line("reviewer", shown.map(\.name), .muted, .muted)
    let bottom = (hidden.isEmpty ? 0 : 1) + 1
    let rows = max(1, pen.rest.rows - bottom)
    let first = min(page.scroll, max(0, data.reviewers.count - rows))
    for reviewer in data.reviewers.dropFirst(first).prefix(rows) {
        line(reviewer.name, shown.map { $0.value(reviewer) }, .label, .text)
    }
    let end = min(first + rows, data.reviewers.count)
    if data.reviewers.count > rows {
        pen.line("\(first + 1)-\(end) of \(data.reviewers.count) reviewers", .muted, on: &canvas)
    }
    if !hidden.isEmpty { pen.line("no room: \(hidden.joined(separator: ", "))", .muted, on: &canvas) }
}

// MARK: - Words

extension DashboardData {
    /// What was spent, and what was not; never in one sum.
    var costLines: [(String, Role)] {
        let total = cost.total
        var lines: [(String, Role)] = [
            (
                "spent: \(total.unknown > 0 ? "at least " : "")\(total.charged.words) for \(total.answers.grouped) answers",
                .cost
            )
        ]
        if total.estimated > .zero {
            lines.append(("estimate of unbilled answers: \(total.estimated.words), not spent", .estimate))
        }
        let imported = cost.models.filter(\.isImported).reduce(Money.zero) { $0 + $1.charged }
        if imported > .zero {
            lines.append(("of it imported, paid elsewhere: \(imported.words)", .muted))
        }
        if total.unknown > 0 { lines.append(("cost unknown: \(total.unknown.grouped) answers", .muted)) }
        if let costPerDecision {
            lines.append(("\(costPerDecision.words) a decision (\(counts.decided.grouped) decided)", .text))
        } else if counts.decided == 0 {
            lines.append(("nothing decided, so no cost of a decision", .muted))
        }
        return lines
    }
}

extension DashboardCost.Limit {
    var fraction: Double {
        limit > .zero ? Double(spent.picodollars) / Double(limit.picodollars) : 1
    }

    func words(_ name: String) -> String {
        "\(name): \(spent.words) of $\(limit.decimal(minimumDecimals: 2)) (\(fraction.shortPercent))"
    }
}

extension DashboardCost.Sum {
    var words: String { (isImported ? "imp. " : "") + (name ?? "day unknown") }
}

extension DashboardReviewer {
    struct Column: Sendable {
        var name: String
        var width: Int
        var value: @Sendable (DashboardReviewer) -> String
    }

    /// The most important first.
    static let columns = [
        Column(name: "decided", width: 8) { $0.decisions.grouped },
        Column(name: "overrides", width: 10) { $0.overridden.map(\.value.percentWords) ?? "no label" },
        Column(name: "median s", width: 10) { $0.medianSeconds.map(\.oneDecimalWords) ?? "unknown" },
        Column(name: "agrees with first", width: 18) { $0.agreement.map(\.short) ?? "none compared" },
        Column(name: "undone", width: 7) { "\($0.undone)" },
        Column(name: "skips", width: 6) { "\($0.skipped)" },
        Column(name: "notes", width: 6) { "\($0.notes)" },
        Column(name: "last active", width: 17) {
            String($0.lastActive.rfc3339.prefix(16)).replacing("T", with: " ")
        },
    ]
}
