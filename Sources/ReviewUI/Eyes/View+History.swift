import Cells
import Labeling

func drawHistory(_ model: ReviewModel, _ page: HistoryPage, on canvas: inout Canvas) {
    let size = model.size
    let id = model.historyDetail.map { "  \($0.item.id)" } ?? ""
    drawPageTitle(model, " History\(id)", on: &canvas)
    let lines = model.historyLines
    let height = model.pageHeight
    // The page may have grown since it was scrolled: the screen, or what may be seen.
    let first = min(page.scroll, max(lines.count - height, 0))
    for (index, line) in lines.dropFirst(first).prefix(height).enumerated() {
        canvas.write(
            line.text, row: index + 1, column: 1, role: line.role, limit: max(0, size.columns - 2), ellipsis: true)
    }
    if model.eyes.history?.entries == nil {
        canvas.write("Reading…", row: 1, column: 1, role: .muted, limit: max(0, size.columns - 1))
    }
    let end = min(first + height, lines.count)
    canvas.fill(Rect(row: size.rows - 1, column: 0, rows: 1, columns: size.columns), role: .status)
    canvas.write(
        " \(min(first + 1, end))-\(end) of \(lines.count)   space, page keys: scroll   any other key: back",
        row: size.rows - 1, column: 0, role: .status, limit: size.columns, ellipsis: true)
}
