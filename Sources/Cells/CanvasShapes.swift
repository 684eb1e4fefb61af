extension Canvas {
    /// A line of `columns` cells to the right.
    package mutating func horizontalLine(row: Int, column: Int, columns: Int, role: Role) {
        line(Rect(row: row, column: column, rows: 1, columns: columns), ascii ? "-" : "─", role)
    }

    /// A line of `rows` cells downwards.
    package mutating func verticalLine(row: Int, column: Int, rows: Int, role: Role) {
        line(Rect(row: row, column: column, rows: rows, columns: 1), ascii ? "|" : "│", role)
    }

    /// A frame along the inside of `rect`, its title in the upper edge. The inside is left as it is.
    ///
    /// Returns the rectangle inside the frame.
    @discardableResult
    package mutating func box(_ rect: Rect, title: String = "", role: Role, titleRole: Role = .title) -> Rect {
        let inside = rect.inset(by: 1)
        guard rect.rows >= 2, rect.columns >= 2 else { return inside }
        let right = rect.endColumn - 1
        let bottom = rect.endRow - 1
        horizontalLine(row: rect.row, column: rect.column, columns: rect.columns, role: role)
        horizontalLine(row: bottom, column: rect.column, columns: rect.columns, role: role)
        verticalLine(row: rect.row, column: rect.column, rows: rect.rows, role: role)
        verticalLine(row: rect.row, column: right, rows: rect.rows, role: role)
        corner(ascii ? "+" : "┌", rect.row, rect.column, role)
        corner(ascii ? "+" : "┐", rect.row, right, role)
        corner(ascii ? "+" : "└", bottom, rect.column, role)
        corner(ascii ? "+" : "┘", bottom, right, role)
        guard !title.isEmpty, rect.columns > 6 else { return inside }
        let used = write(
            title, row: rect.row, column: rect.column + 2, role: titleRole, limit: rect.columns - 5, ellipsis: true)
        put(Glyph(text: " ", width: 1), row: rect.row, column: rect.column + 1, role: titleRole)
        put(Glyph(text: " ", width: 1), row: rect.row, column: rect.column + 2 + used, role: titleRole)
        return inside
    }

    /// A horizontal bar of `width` cells, `fraction` of it filled: in eighths of a cell, or `#` and `-` in ASCII.
    ///
    /// Fractions outside 0...1 are clipped; one that is not a number is drawn as empty.
    package mutating func bar(
        fraction: Double, row: Int, column: Int, width: Int, role: Role, emptyRole: Role = .barEmpty
    ) {
        let width = min(max(0, width), size.columns)
        let fraction = fraction.isNaN ? 0 : min(max(0, fraction), 1)
        let eighths = Int((fraction * Double(width * 8)).rounded())
        let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        for cell in 0..<width {
            let part = min(max(0, eighths - cell * 8), 8)
            let text: String
            if ascii {
                text = part >= 4 ? "#" : "-"
            } else {
                text = part == 8 ? "█" : part == 0 ? "·" : partial[part]
            }
            let isEmpty = ascii ? part < 4 : part == 0
            put(Glyph(text: text, width: 1), row: row, column: clamped(column) + cell, role: isEmpty ? emptyRole : role)
        }
    }

    private func clamped(_ position: Int) -> Int { min(max(position, -(1 << 31)), 1 << 31) }

    private mutating func corner(_ text: String, _ row: Int, _ column: Int, _ role: Role) {
        put(Glyph(text: text, width: 1), row: row, column: column, role: role)
    }

    private mutating func line(_ rect: Rect, _ text: String, _ role: Role) {
        let part = rect.intersection(bounds)
        guard !part.isEmpty else { return }
        for row in part.row..<part.endRow {
            for column in part.column..<part.endColumn { corner(text, row, column, role) }
        }
    }
}
