import Cells
import Labeling

/// The confusion matrix as a heat map: rows are what is true, columns what the model said, shaded by the row's share.
/// Where there are more labels than room, the part around the cursor is shown.
func drawConfusion(
    _ picture: DashboardModel, _ labels: LabelSet, _ page: DashboardPage, _ given: PanelPen, on canvas: inout Canvas
) {
    var pen = given
    guard let cursor = picture.shownCell(page) else { return }
    let map = HeatMap(picture, labels, cursor, pen.rest)
    guard map.rows.count > 0, map.columns.count > 0 else {
        pen.paragraph(cursor.words(in: picture, labels), .text, on: &canvas)
        return
    }
    map.drawHeads(&pen, on: &canvas)
    for truth in map.rows { map.drawRow(truth, &pen, isFocused: page.panel == .confusion, on: &canvas) }
    let words = cursor.words(in: picture, labels)
    if map.wordRows == 1 {
        pen.line(words, .estimate, on: &canvas)
    } else {
        for line in wrap(words, columns: max(pen.area.columns, 1), ascii: canvas.ascii).prefix(map.wordRows) {
            pen.line(line.glyphs.map(\.text).joined(), .estimate, on: &canvas)
        }
    }
    pen.line(map.legend(ascii: canvas.ascii), .muted, on: &canvas)
}

private struct HeatMap {
    let picture: DashboardModel
    let labels: LabelSet
    let cursor: DashboardPage.Cell
    let area: Rect
    let nameWidth: Int
    let cellWidth: Int
    /// The labels that are shown.
    let rows: Range<Int>
    let columns: Range<Int>

    /// For the words about the cell under the cursor.
    let wordRows: Int
    /// The beginnings of the labels do not tell them apart.
    private let needsEnds: Bool

    private static let narrowest = 6
    private static let widest = 12
    private static let sumWidth = 6

    init(_ picture: DashboardModel, _ labels: LabelSet, _ cursor: DashboardPage.Cell, _ area: Rect) {
        self.picture = picture
        self.labels = labels
        self.cursor = cursor
        self.area = area
        let longest = picture.labels.map { displayWidth(labels.title(of: $0)) }.max() ?? 0
        nameWidth = max(6, min(longest + 1, max(area.columns / 4, 8), 22))
        let room = area.columns - nameWidth - Self.sumWidth
        let count = picture.answerCount
        cellWidth = max(Self.narrowest, min(room / max(count, 1), Self.widest))
        func window(_ count: Int, around place: Int, _ room: Int) -> Range<Int> {
            let shown = min(max(0, room), count)
            let first = min(max(0, place - shown / 2), count - shown)
            return first..<(first + shown)
        }
        columns = window(count, around: cursor.answer, room / cellWidth)
        wordRows = 2 * longest + 36 > area.columns && area.rows >= 10 ? 2 : 1
        // The heads, the words and the legend.
        rows = window(picture.labels.count, around: cursor.truth, area.rows - 2 - wordRows)
        let width = nameWidth - 2
        let beginnings = Set(picture.labels.map { labels.title(of: $0).prefix(width) })
        needsEnds = beginnings.count < picture.labels.count
    }

    /// A label's name in so many columns; cut in its middle where beginnings do not tell.
    private func name(_ label: Int, _ columns: Int, ascii: Bool) -> String {
        guard picture.labels.indices.contains(label) else { return "(none)" }
        let title = labels.title(of: picture.labels[label])
        guard needsEnds, displayWidth(title, ascii: ascii) > columns, columns > 2 else { return title }
        let end = (columns - 1) / 2
        return title.prefix(columns - 1 - end) + (ascii ? "~" : "…") + title.suffix(end)
    }

    func drawHeads(_ pen: inout PanelPen, on canvas: inout Canvas) {
        canvas.write(
            nameWidth < 13 ? "true" : canvas.ascii ? "true, said:" : "true↓ said→", row: pen.row, column: area.column,
            role: .muted,
            limit: nameWidth - 1)
        for (index, answer) in columns.enumerated() {
            canvas.write(
                name(answer, cellWidth - 1, ascii: canvas.ascii), row: pen.row,
                column: area.column + nameWidth + index * cellWidth + 1,
                role: answer == cursor.answer ? .title : .label, limit: cellWidth - 1, ellipsis: true)
        }
        canvas.write("n", row: pen.row, endColumn: endOfCells + Self.sumWidth, role: .muted)
        pen.skip()
    }

    private var endOfCells: Int { area.column + nameWidth + columns.count * cellWidth }

    func drawRow(_ truth: Int, _ pen: inout PanelPen, isFocused: Bool, on canvas: inout Canvas) {
        let counts = picture.confusion[truth]
        let sum = counts.reduce(0, +)
        canvas.write(
            name(truth, nameWidth - 1, ascii: canvas.ascii), row: pen.row, column: area.column,
            role: truth == cursor.truth ? .title : .label, limit: nameWidth - 1, ellipsis: true)
        for (index, answer) in columns.enumerated() {
            let column = area.column + nameWidth + index * cellWidth
            let count = counts.indices.contains(answer) ? counts[answer] : 0
            let share = sum > 0 ? Double(count) / Double(sum) : nil
            canvas.heat(
                share: share, sum > 0 ? count.short(cellWidth - 3) : "", row: pen.row, column: column + 1,
                width: cellWidth - 2)
            let isCursor = truth == cursor.truth && answer == cursor.answer && isFocused
            let marks = isCursor ? (">", "<") : truth == answer ? ("[", "]") : (" ", " ")
            let role: Role = isCursor ? .key : .muted
            canvas.write(marks.0, row: pen.row, column: column, role: role)
            canvas.write(marks.1, row: pen.row, column: column + cellWidth - 1, role: role)
            if isCursor {
                canvas.setRole(.selection, in: Rect(row: pen.row, column: column, rows: 1, columns: cellWidth))
            }
        }
        canvas.write(
            sum.short(Self.sumWidth - 1), row: pen.row, endColumn: endOfCells + Self.sumWidth, role: .muted)
        pen.skip()
    }

    /// What is not on screen, then what the signs mean, as far as there is room.
    func legend(ascii: Bool) -> String {
        var parts: [String] = []
        let count = picture.labels.count
        if rows.count < count || columns.count < picture.answerCount {
            parts.append(
                "true \(rows.lowerBound + 1)-\(rows.upperBound), said \(columns.lowerBound + 1)-\(columns.upperBound) of \(count)"
            )
        }
        let shares = zip(Canvas.heatSigns(ascii: ascii), ["5", "20", "50", "80", "100"]).map { "\($0) \($1)" }
        let signs = shares.joined(separator: "  ")
        let all = ["[ ] right; share of the row up to \(signs) %", "[ ] right; \(signs) %", "[ ] right", ""]
        return all.map { (parts + [$0]).filter { !$0.isEmpty }.joined(separator: "; ") }
            .first { displayWidth($0, ascii: ascii) <= area.columns } ?? ""
    }
}
