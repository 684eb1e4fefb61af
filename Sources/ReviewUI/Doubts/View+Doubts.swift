import Cells

/// Why the item under the cursor is in the list, above its text. What has no room ends in an ellipsis.
func drawDoubt(_ model: ReviewModel, _ area: Rect, on canvas: inout Canvas) {
    guard area.rows > 0, let words = model.currentDoubt else { return }
    let lines = wrap(words, columns: max(area.columns, 1), ascii: model.isASCII)
    for (index, line) in lines.enumerated() where index < area.rows {
        let (row, column) = (area.row + index, area.column)
        if index == area.rows - 1, lines.count > area.rows {
            // All the rest, so that it is seen to be cut.
            let rest = String(decoding: words.utf8.dropFirst(line.source.lowerBound), as: UTF8.self)
            canvas.write(rest, row: row, column: column, role: .warning, limit: area.columns, ellipsis: true)
        } else {
            canvas.write(line, row: row, column: column, role: .warning, limit: area.columns)
        }
    }
}
