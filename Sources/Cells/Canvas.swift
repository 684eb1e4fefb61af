/// One cell of a canvas.
package struct Cell: Hashable, Sendable {
    /// What is drawn: one base and up to three marks, never a control; empty where the cell before is wide.
    package let text: String
    /// 1 or 2; 0 for the second half of a wide glyph.
    package let width: Int
    package internal(set) var role: Role

    init(text: String = " ", width: Int = 1, role: Role = .text) {
        self.text = text
        self.width = width
        self.role = role
    }

    /// Whether this is the second half of a wide glyph.
    package var isContinuation: Bool { width == 0 }
}

/// A grid of cells to draw on: a value, compared and copied like one.
///
/// Rows and columns count from zero, in cells. Whatever lies outside is clipped; no position and no text is an error.
/// The widths of each row always sum up to the canvas's columns.
package struct Canvas: Hashable, Sendable {
    package let size: Size
    /// Draw with ASCII alone, for terminals whose locale is not UTF-8.
    package let ascii: Bool
    /// Row after row.
    private(set) var cells: [Cell]

    /// A canvas of blanks in `role`.
    package init(size: Size, role: Role = .text, ascii: Bool = false) {
        // A larger window than this does not exist, and its memory should not be asked for.
        self.size = Size(rows: min(size.rows, 2_000), columns: min(size.columns, 2_000))
        self.ascii = ascii
        cells = Array(repeating: Cell(role: role), count: self.size.rows * self.size.columns)
    }

    package var bounds: Rect { Rect(size) }

    /// The cell there; nil outside.
    package subscript(row: Int, column: Int) -> Cell? {
        contains(row: row, column: column) ? cells[row * size.columns + column] : nil
    }

    /// The cells of one row; empty outside.
    package func cells(row: Int) -> ArraySlice<Cell> {
        guard (0..<size.rows).contains(row) else { return [] }
        return cells[(row * size.columns)..<((row + 1) * size.columns)]
    }

    func contains(row: Int, column: Int) -> Bool {
        row >= 0 && row < size.rows && column >= 0 && column < size.columns
    }

    /// Puts one glyph. Outside the canvas nothing happens; a wide glyph cut by an edge leaves a blank.
    package mutating func put(_ glyph: Glyph, row: Int, column: Int, role: Role) {
        guard row >= 0, row < size.rows, column >= -1, column < size.columns else { return }
        if glyph.width == 2, column == -1 || column == size.columns - 1 {
            set(Cell(role: role), row: row, column: max(0, column))
        } else if column >= 0 {
            set(
                Cell(text: glyph.text, width: glyph.width, role: glyph.isControl ? .control : role), row: row,
                column: column)
        }
    }

    /// Sets a cell known to fit, and blanks the other half of each wide glyph it destroys.
    private mutating func set(_ cell: Cell, row: Int, column: Int) {
        let first = row * size.columns + column
        let last = first + cell.width - 1
        if cells[first].isContinuation { blank(first - 1) }
        if cells[last].width == 2 { blank(last + 1) }
        cells[first] = cell
        if last > first { cells[last] = Cell(text: "", width: 0, role: cell.role) }
    }

    private mutating func blank(_ index: Int) {
        guard cells.indices.contains(index) else { return }
        cells[index] = Cell(role: cells[index].role)
    }

    /// Blanks a rectangle.
    package mutating func fill(_ rect: Rect, role: Role) {
        let part = rect.intersection(bounds)
        guard !part.isEmpty else { return }
        for row in part.row..<part.endRow {
            for column in part.column..<part.endColumn { set(Cell(role: role), row: row, column: column) }
        }
    }

    /// Gives a rectangle another role and leaves its text; cells of a role in `keeping` stay as they are.
    ///
    /// A wide glyph that the edge of the rectangle divides changes as a whole.
    package mutating func setRole(_ role: Role, in rect: Rect, keeping: Set<Role> = []) {
        let part = rect.intersection(bounds)
        guard !part.isEmpty else { return }
        for row in part.row..<part.endRow {
            for column in part.column..<part.endColumn {
                let index = row * size.columns + column
                guard !keeping.contains(cells[index].role) else { continue }
                cells[index].role = role
                if cells[index].width == 2 { cells[index + 1].role = role }
                if cells[index].isContinuation { cells[index - 1].role = role }
            }
        }
    }

    /// Gives a whole row another role: the cursor's row in a list.
    package mutating func setRole(_ role: Role, row: Int, keeping: Set<Role> = []) {
        setRole(role, in: Rect(row: row, column: 0, rows: 1, columns: size.columns), keeping: keeping)
    }

    /// Copies another canvas onto this one, its corner at `row`, `column`.
    package mutating func draw(_ other: Canvas, row: Int, column: Int) {
        let target = Rect(row: row, column: column, rows: other.size.rows, columns: other.size.columns)
        let part = target.intersection(bounds)
        guard !part.isEmpty else { return }
        for destination in part.row..<part.endRow {
            for (index, cell) in other.cells(row: destination - target.row).enumerated() where !cell.isContinuation {
                let glyph = Glyph(text: cell.text, width: cell.width)
                put(glyph, row: destination, column: target.column + index, role: cell.role)
            }
        }
    }
}
