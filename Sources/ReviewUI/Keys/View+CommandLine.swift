import Cells

/// The command that is typed. Gives the cursor.
func drawCommandLine(
    _ model: ReviewModel, _ line: CommandLine, _ area: Rect, on canvas: inout Canvas
) -> Position? {
    drawTypedLine(":", line.text, area, on: &canvas)
}
