import Cells

/// The filter that is typed. Gives the cursor.
func drawFilterLine(
    _ model: ReviewModel, _ line: FilterLine, _ area: Rect, on canvas: inout Canvas
) -> Position? {
    drawTypedLine("filter: ", line.text, area, on: &canvas)
}
