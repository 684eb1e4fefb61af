import Cells

/// The help page, with what is searched on it. Gives the cursor while that is typed.
func drawHelp(_ model: ReviewModel, scroll: Int, on canvas: inout Canvas) -> Position? {
    let search = model.typing.helpSearch
    drawPage(model, title: search.text.isEmpty ? "Help" : "Help: \(search.text)", scroll: scroll, on: &canvas)
    for (index, line) in model.pageLines.dropFirst(scroll).prefix(model.pageHeight).enumerated() {
        mark(search.text, in: line.key, row: index + 1, column: 2, on: &canvas)
        mark(search.text, in: line.text, row: index + 1, column: line.isIndented ? model.helpIndent : 1, on: &canvas)
    }
    let area = Rect(row: model.size.rows - 1, column: 0, rows: 1, columns: model.size.columns)
    if search.isTyping {
        canvas.fill(area, role: .text)
        return drawTypedLine("search the help: ", search.text, area, on: &canvas)
    }
    canvas.fill(area, role: .status)
    let count = model.pageLines.count
    let end = min(scroll + model.pageHeight, count)
    let next = search.text.isEmpty ? "" : "  n, N: next, previous"
    canvas.write(
        " \(min(scroll + 1, end))-\(end) of \(count)  q: back  space: scroll\(next)  letters or /: search",
        row: area.row,
        column: 0, role: .status, limit: area.columns, ellipsis: true)
    return nil
}

private func mark(_ word: String, in text: String, row: Int, column: Int, on canvas: inout Canvas) {
    for range in ranges(of: word, in: text) {
        let start = displayWidth(text.prefix(range.lowerBound), ascii: canvas.ascii)
        let width = displayWidth(text.dropFirst(range.lowerBound).prefix(range.count), ascii: canvas.ascii)
        canvas.setRole(
            .match, in: Rect(row: row, column: column + start, rows: 1, columns: width), keeping: [.control])
    }
}
