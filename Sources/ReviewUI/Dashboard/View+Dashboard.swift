import Cells
import Labeling

func drawDashboard(_ model: ReviewModel, _ page: DashboardPage, on canvas: inout Canvas) {
    let layout = DashboardLayout(model.size, page)
    drawPageTitle("Dashboard  \(model.task.name)", model, on: &canvas)
    drawPanelNames(page, shown: layout.panels.count, layout.names, on: &canvas)
    for (panel, area) in layout.panels {
        var inside = area
        let rung = panel.isOfModel ? model.dashboardModelWords(page) : ""
        if layout.panels.count > 1 {
            let title = "\(panel.rawValue) \(panel.name)" + (rung.isEmpty ? "" : "  \(rung)")
            inside = canvas.box(area, title: title, role: panel == page.panel ? .borderFocused : .border)
        } else {
            inside = inside.inset(rows: 0, columns: 1)
            if !rung.isEmpty {
                canvas.write(
                    rung, row: inside.row, column: inside.column, role: .muted, limit: inside.columns,
                    ellipsis: true)
                inside = inside.splitTop(1).rest
            }
        }
        drawPanel(panel, model, page, PanelPen(inside), on: &canvas)
    }
    drawDashboardFooter(model, page, layout.footer, on: &canvas)
}

private func drawPanel(
    _ panel: DashboardPage.Panel, _ model: ReviewModel, _ page: DashboardPage, _ pen: PanelPen,
    on canvas: inout Canvas
) {
    var pen = pen
    guard let data = model.dashboard.data else {
        let failure = model.dashboard.failure.map { "Not read: \($0). R tries again." }
        pen.paragraph(failure ?? "reading…", failure == nil ? .waiting : .error, on: &canvas)
        return
    }
    switch panel {
    case .progress: drawProgress(data, pen, on: &canvas)
    case .cost: drawCost(data, pen, on: &canvas)
    case .reviewers: drawReviewers(data, page, pen, isFocused: panel == page.panel, on: &canvas)
    case .agreement, .confusion, .reliability, .labels:
        guard let picture = model.dashboardModel(page) else {
            pen.paragraph("This task has no such model.", .muted, on: &canvas)
            return
        }
        if let reason = picture.whyEmpty {
            pen.paragraph("\(reason).", .muted, on: &canvas)
            return
        }
        switch panel {
        case .agreement: drawAgreement(picture, pen, on: &canvas)
        case .confusion where model.choosesSeveral:
            pen.paragraph(
                "Sets of labels have no confusion matrix. Right is the whole set; 7 shows each label.", .muted,
                on: &canvas)
        case .confusion: drawConfusion(picture, model.task.labels, page, pen, on: &canvas)
        case .reliability: drawReliability(picture, pen, on: &canvas)
        default: drawPerLabel(picture, model.task.labels, page, pen, on: &canvas)
        }
    }
}

/// Which pictures there are, and which is on.
private func drawPanelNames(_ page: DashboardPage, shown: Int, _ area: Rect, on canvas: inout Canvas) {
    let all = DashboardPage.Panel.allCases
    func names(_ letters: Int) -> [String] {
        all.map { panel in
            let name = "\(panel.rawValue) \(panel.name.prefix(panel == page.panel ? 20 : letters))"
            return panel == page.panel ? "[\(name)]" : name
        }
    }
    let fitting = [20, 5, 3].map(names).first { words in
        words.reduce(0) { $0 + $1.count + 1 } <= area.columns
    }
    guard let fitting else {
        canvas.write(
            "[\(page.panel.rawValue) \(page.panel.name)]  1-\(all.count): others", row: area.row, column: area.column,
            role: .title, limit: area.columns, ellipsis: true)
        return
    }
    var column = area.column
    for (panel, name) in zip(all, fitting) {
        column += canvas.write(name, row: area.row, column: column, role: panel == page.panel ? .title : .muted) + 1
    }
}

private func drawDashboardFooter(
    _ model: ReviewModel, _ page: DashboardPage, _ area: Rect, on canvas: inout Canvas
) {
    // A choice that waits is for the item's keys, not for those of this page.
    if let notice = model.notice ?? (model.isQuitting ? model.footerNotice : nil) {
        canvas.write(
            notice.text, row: area.row, column: area.column, role: notice.role, limit: area.columns, ellipsis: true)
        return
    }
    var hints = [("q", "back"), ("tab", "next")]
    switch page.panel {
    case .confusion where !model.choosesSeveral:
        hints += [("enter", "items"), ("arrows", "cell"), ("n", "next mistake")]
    case .labels: hints += [("enter", "items"), ("arrows", "line")]
    case .reviewers: hints += [("arrows", "scroll")]
    case .progress, .agreement, .confusion, .reliability, .cost: break
    }
    if page.panel.isOfModel, model.task.ladder.count > 1 { hints.append(("m", "other model")) }
    if DashboardLayout(model.size, DashboardPage()).panels.count > 1 {
        hints.append(("space", page.isAlone ? "several" : "alone"))
    }
    if model.dashboard.listBefore != nil { hints.append(("b", "list before")) }
    hints.append(("R", "read again"))
    var state = ""
    if model.dashboard.data != nil {
        state = model.awaiting.values.contains(.dashboard) ? "reading…" : ""
        if let failure = model.dashboard.failure { state = "not read again: \(failure)" }
    }
    let room = state.isEmpty ? 0 : min(displayWidth(state, ascii: canvas.ascii), area.columns / 2) + 1
    var column = area.column
    for (key, words) in hints {
        guard column + key.count + words.count + 3 <= area.endColumn - room else { break }
        column += canvas.write(key, row: area.row, column: column, role: .key)
        column += canvas.write(" \(words)  ", row: area.row, column: column, role: .muted)
    }
    canvas.write(
        state, row: area.row, endColumn: area.endColumn, role: model.dashboard.failure == nil ? .waiting : .error,
        limit: max(0, room - 1), ellipsis: true)
}

extension ReviewModel {
    /// Whose pictures these are: `first opinion: claude-haiku-4-5`.
    func dashboardModelWords(_ page: DashboardPage) -> String {
        let ladder = task.ladder
        guard ladder.indices.contains(page.model) else { return "" }
        return "\(page.model == 0 ? "first" : "second") opinion: \(ladder[page.model].model)"
    }
}

/// Where the dashboard's parts stand: one picture, or as many as there is room for.
struct DashboardLayout {
    var title: Rect
    /// The line that names the pictures.
    var names: Rect
    var footer: Rect
    var panels: [(DashboardPage.Panel, Rect)]

    init(_ size: Size, _ page: DashboardPage) {
        var rest = Rect(size)
        let body: Rect
        (title, rest) = rest.splitTop(1)
        (names, rest) = rest.splitTop(1)
        (body, footer) = rest.splitTop(max(0, rest.rows - 1))
        panels = [(page.panel, body)]
        guard !page.isAlone else { return }
        if size.columns >= 150, size.rows >= 36 {
            panels = DashboardLayout.all(body)
        } else if size.columns >= 120, size.rows >= 16 {
            let (left, right) = body.splitLeft(body.columns / 2)
            panels = DashboardLayout.two(page.panel, left, right)
        } else if size.rows >= 40 {
            let (top, bottom) = body.splitTop(body.rows / 2)
            panels = DashboardLayout.two(page.panel, top, bottom)
        }
    }

    /// Pairs that belong together, so that going from one to the other moves nothing.
    private static func two(
        _ panel: DashboardPage.Panel, _ one: Rect, _ other: Rect
    ) -> [(DashboardPage.Panel, Rect)] {
        switch panel {
        case .progress, .agreement: [(.progress, one), (.agreement, other)]
        case .confusion, .reliability: [(.confusion, one), (.reliability, other)]
        case .labels: [(.confusion, one), (.labels, other)]
        case .cost, .reviewers: [(.cost, one), (.reviewers, other)]
        }
    }

    private static func all(_ body: Rect) -> [(DashboardPage.Panel, Rect)] {
        let (left, rest) = body.splitLeft(body.columns * 31 / 100)
        let (middle, right) = rest.splitLeft(rest.columns * 55 / 100)
        let (progress, lower) = left.splitTop(min(16, left.rows * 2 / 5))
        let (agreement, cost) = lower.splitTop(lower.rows / 2)
        let (confusion, labels) = middle.splitTop(middle.rows * 58 / 100)
        let (reliability, reviewers) = right.splitTop(right.rows * 58 / 100)
        return [
            (.progress, progress), (.agreement, agreement), (.confusion, confusion), (.reliability, reliability),
            (.cost, cost), (.reviewers, reviewers), (.labels, labels),
        ]
    }
}

/// Writes line under line into a rectangle, as far as there is room.
struct PanelPen {
    let area: Rect
    private(set) var row: Int

    init(_ area: Rect) {
        self.area = area
        row = area.row
    }

    /// What is left below.
    var rest: Rect {
        Rect(row: row, column: area.column, rows: max(0, area.endRow - row), columns: area.columns)
    }

    mutating func line(_ text: String, _ role: Role = .text, on canvas: inout Canvas) {
        guard row < area.endRow else { return }
        canvas.write(text, row: row, column: area.column, role: role, limit: area.columns, ellipsis: true)
        row += 1
    }

    mutating func paragraph(_ text: String, _ role: Role, on canvas: inout Canvas) {
        for line in wrap(text, columns: max(area.columns, 1), ascii: canvas.ascii) where row < area.endRow {
            canvas.write(line, row: row, column: area.column, role: role, limit: area.columns)
            row += 1
        }
    }

    mutating func skip(_ rows: Int = 1) { row = min(row + rows, area.endRow) }
}
