import Cells
import Labeling

// The dashboard never holds up a key: its figures are read beside everything else, and what was read before stays on
// screen until newer ones are there.

/// Not read more often than this while it is on screen.
private let shortestInterval: Int64 = 2_000

extension ReviewModel {
    mutating func dashboardAnswered(_ message: DashboardMessage, now: Timestamp) -> [Effect] {
        switch message {
        case .loaded(let request, let data):
            guard awaiting[request] == .dashboard else { return [] }
            awaiting[request] = nil
            dashboard.data = data
            dashboard.failure = nil
            dashboard.answered = now
        case .failed(let request, let reason):
            guard awaiting[request] == .dashboard else { return [] }
            awaiting[request] = nil
            dashboard.failure = reason
            dashboard.answered = now
        }
        return []
    }

    /// After every message: notes what makes the figures old, and asks for new ones while they are on screen.
    mutating func keepDashboardFresh(after message: Message, now: Timestamp) -> [Effect] {
        if dashboard.began == nil { dashboard.began = now }
        switch message {
        case .recorded, .undone, .noteSaved, .storeChanged, .secondOpinionStored: dashboard.isStale = true
        default: break
        }
        guard case .dashboard = mode, dashboard.isStale, !awaiting.values.contains(.dashboard) else { return [] }
        var delay: Int64 = 0
        if let began = dashboard.readingBegan, let answered = dashboard.answered, !dashboard.isUrgent {
            // What takes long is done seldom.
            let pause = max(shortestInterval, 4 * (answered.milliseconds - began.milliseconds))
            // No longer than that, though the clock be set back.
            delay = min(pause, max(0, answered.milliseconds + pause - now.milliseconds))
        }
        dashboard.isStale = false
        dashboard.isUrgent = false
        dashboard.readingBegan = Timestamp(milliseconds: now.milliseconds + delay)
        let query = DashboardQuery(
            reviewer: reviewer, began: dashboard.began ?? now, now: now,
            models: task.ladder.prefix(2).map(\.model), labels: task.labels.labels,
            sets: choosesSeveral ? task.labels : nil, budget: task.budget)
        return [.dashboard(.load(request(.dashboard), query, afterMilliseconds: delay))]
    }

    mutating func openDashboard() -> [Effect] {
        mode = .dashboard(dashboard.page)
        dashboard.isUrgent = true
        return []
    }

    /// Back to the items; the dashboard opens again where it was left.
    package mutating func leaveDashboard() {
        if case .dashboard(let page) = mode { dashboard.page = page }
        mode = .review
    }

    mutating func press(_ key: Key, in page: DashboardPage, now: Timestamp) -> [Effect] {
        var page = page
        notice = nil
        switch key {
        case .escape, .character("q"):
            leaveDashboard()
            return []
        case _ where keymap.meaning(of: key) == .command(.dashboard):
            leaveDashboard()
            return []
        case .control("c"): return perform(.quit, now: now)
        case .control("l"): return [.redraw]
        case .character("R"):
            dashboard.isStale = true
            dashboard.isUrgent = true
        case .character("b"): return goBackToList()
        case .enter: return openItems(of: page)
        case .tab: page.panel = page.panel.neighbour(by: 1)
        case .backTab: page.panel = page.panel.neighbour(by: -1)
        case .character(let digit) where digit.wholeNumberValue.flatMap(DashboardPage.Panel.init) != nil:
            page.panel = digit.wholeNumberValue.flatMap(DashboardPage.Panel.init) ?? page.panel
        case .character("m"):
            let count = max(1, min(task.ladder.count, 2))
            page.model = (page.model + 1) % count
            page.cell = nil
            page.line = 0
            if count == 1 { notice = Notice(text: "This task has one model.", role: .muted) }
        case .character(" "):
            page.isAlone.toggle()
        default: move(key, in: &page)
        }
        mode = .dashboard(page)
        return []
    }

    private mutating func move(_ key: Key, in page: inout DashboardPage) {
        let step: (rows: Int, columns: Int)
        switch key {
        case .up, .character("k"): step = (-1, 0)
        case .down, .character("j"): step = (1, 0)
        case .left, .character("h"): step = (0, -1)
        case .right, .character("l"): step = (0, 1)
        case .pageUp, .control("b"): step = (-10, 0)
        case .pageDown, .control("f"): step = (10, 0)
        case .home, .character("g"): step = (-100_000, 0)
        case .end, .character("G"): step = (100_000, 0)
        case .character("n"): return goToConfusion(by: 1, in: &page)
        case .character("N"): return goToConfusion(by: -1, in: &page)
        default:
            notice = Notice(text: "\(key) does nothing here.", role: .muted)
            return
        }
        switch page.panel {
        case .confusion:
            guard let picture = dashboardModel(page), let cell = picture.shownCell(page) else { return }
            page.cell = DashboardPage.Cell(
                truth: min(max(cell.truth + step.rows, 0), max(picture.labels.count - 1, 0)),
                answer: min(max(cell.answer + step.columns, 0), picture.answerCount - 1))
        case .labels:
            let count = dashboardModel(page)?.perLabel.count ?? 0
            page.line = min(max(page.line + step.rows + step.columns, 0), max(count - 1, 0))
        case .reviewers:
            let count = dashboard.data?.reviewers.count ?? 0
            page.scroll = min(max(page.scroll + step.rows + step.columns, 0), max(count - 1, 0))
        case .progress, .agreement, .reliability, .cost:
            // Nothing moves in these: arrows go from one picture to the next.
            let forward = step.rows + step.columns
            page.panel = page.panel.neighbour(by: forward > 0 ? 1 : -1)
        }
    }

    /// The next cell beside the diagonal, by the number of its items.
    private mutating func goToConfusion(by step: Int, in page: inout DashboardPage) {
        guard let picture = dashboardModel(page), page.panel == .confusion else { return }
        let cells = picture.confusions
        guard !cells.isEmpty else {
            notice = Notice(text: "Nothing is confused here.", role: .muted)
            return
        }
        let here = picture.shownCell(page).flatMap { cells.firstIndex(of: $0) }
        let next = here.map { ($0 + step + cells.count) % cells.count } ?? 0
        page.cell = cells[next]
    }

    // MARK: Items behind a figure

    private mutating func openItems(of page: DashboardPage) -> [Effect] {
        guard let picture = dashboardModel(page) else {
            notice = Notice(text: dashboard.data == nil ? "Still reading…" : "There is no such model.", role: .muted)
            return []
        }
        let expression: FilterExpression
        switch page.panel {
        case .confusion:
            guard !choosesSeveral else { return [] }
            guard let cell = picture.shownCell(page), picture.labels.indices.contains(cell.truth) else { return [] }
            guard picture.confusion[cell.truth][cell.answer] > 0 else {
                notice = Notice(text: "There is no item in this cell.", role: .muted)
                return []
            }
            expression = .all([truth(cell.truth, of: picture), answer(cell.answer, of: picture, page)])
        case .labels:
            guard picture.perLabel.indices.contains(page.line) else { return [] }
            expression = truth(picture.perLabel[page.line].label, of: picture)
        default:
            notice = Notice(text: "Items open from the confusion matrix and from the labels.", role: .muted)
            return []
        }
        if query.expression == .everything || dashboard.listBefore == nil {
            dashboard.listBefore = ListBefore(query: query, list: find.list, typed: find.typed)
        }
        leaveDashboard()
        (find.list, find.typed) = (nil, expression.normalized.description)
        let share = query.randomShare
        query = QueueQuery(filter: .all, order: query.order)
        query.randomShare = share
        query.expression = expressionInForce
        let back = keymap.key(for: .dashboard)
        notice = Notice(text: "\(find.typed)   \(back), then b: back to the list before", role: .muted)
        return readAnew()
    }

    private mutating func goBackToList() -> [Effect] {
        guard let before = dashboard.listBefore else {
            notice = Notice(text: "No other list was open before.", role: .muted)
            return []
        }
        dashboard.listBefore = nil
        leaveDashboard()
        (query, find.list, find.typed) = (before.query, before.list, before.typed)
        return readAnew()
    }

    /// Items of which this label is true: decided so, or, where nothing is decided, brought in so.
    private func truth(_ index: Int, of picture: DashboardModel) -> FilterExpression {
        let label = picture.labels[index]
        let decided = FilterExpression.condition(.label(.label, [label]))
        guard picture.importedTruths > 0 else { return decided }
        return .any([decided, .all([.condition(.label(.gold, [label])), .condition(.state([.todo]))])])
    }

    private func answer(_ index: Int, of picture: DashboardModel, _ page: DashboardPage) -> FilterExpression {
        let field: FilterField.OfLabel = page.model == 0 ? .first : .second
        if picture.labels.indices.contains(index) { return .condition(.label(field, [picture.labels[index]])) }
        // It answered, and with no label of the task.
        let outcome: FilterField.OfOutcome = page.model == 0 ? .outcome : .outcome2
        return .all([
            .condition(.present(.outcome(outcome))), .not(.condition(.label(field, picture.labels))),
        ])
    }

    /// The model that the page shows; nil: nothing is known of it.
    func dashboardModel(_ page: DashboardPage) -> DashboardModel? {
        guard let models = dashboard.data?.models, models.indices.contains(page.model) else { return nil }
        return models[page.model]
    }
}

extension DashboardPage.Panel {
    func neighbour(by step: Int) -> Self {
        let all = Self.allCases
        return all[((rawValue - 1 + step) % all.count + all.count) % all.count]
    }
}

extension DashboardModel {
    /// The labels, and one more where an answer was none of them.
    var answerCount: Int { labels.count + (hasOtherAnswers ? 1 : 0) }

    var hasOtherAnswers: Bool { confusion.contains { ($0.last ?? 0) > 0 } }

    /// The cells beside the diagonal that have items, the most first.
    var confusions: [DashboardPage.Cell] {
        var cells: [(cell: DashboardPage.Cell, count: Int)] = []
        for (truth, row) in confusion.enumerated() {
            for (answer, count) in row.enumerated() where count > 0 && answer != truth {
                cells.append((DashboardPage.Cell(truth: truth, answer: answer), count))
            }
        }
        // The order of the labels where counts are equal.
        return cells.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
            .map(\.element.cell)
    }

    /// The cell under the cursor: the one that was chosen, else the worst. Nil: there is no matrix.
    func shownCell(_ page: DashboardPage) -> DashboardPage.Cell? {
        guard !labels.isEmpty, confusion.count == labels.count else { return nil }
        guard let cell = page.cell else { return confusions.first ?? DashboardPage.Cell(truth: 0, answer: 0) }
        return DashboardPage.Cell(
            truth: min(max(cell.truth, 0), labels.count - 1), answer: min(max(cell.answer, 0), answerCount - 1))
    }
}
