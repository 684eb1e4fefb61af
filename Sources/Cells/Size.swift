/// A number of rows and columns. One unit is one terminal cell. Never negative.
package struct Size: Hashable, Sendable {
    package let rows: Int
    package let columns: Int

    /// Negative counts become zero.
    package init(rows: Int, columns: Int) {
        self.rows = max(0, rows)
        self.columns = max(0, columns)
    }

    /// Whether something of size `other` fits inside.
    package func contains(_ other: Size) -> Bool {
        rows >= other.rows && columns >= other.columns
    }
}

/// A rectangle of cells: its upper left corner, counted from zero, and its extent.
///
/// The corner may lie outside a canvas; drawing clips. The extent is never negative.
package struct Rect: Hashable, Sendable {
    package let row: Int
    package let column: Int
    package let rows: Int
    package let columns: Int

    private static let bound = 1 << 31

    /// Negative extents become zero; corners are kept within ±2³¹, so that sums of them cannot overflow.
    package init(row: Int, column: Int, rows: Int, columns: Int) {
        let bound = Rect.bound
        self.row = min(max(row, -bound), bound)
        self.column = min(max(column, -bound), bound)
        self.rows = min(max(0, rows), bound)
        self.columns = min(max(0, columns), bound)
    }

    /// The rectangle of `size` with its corner at the origin.
    package init(_ size: Size) {
        self.init(row: 0, column: 0, rows: size.rows, columns: size.columns)
    }

    package var size: Size { Size(rows: rows, columns: columns) }
    package var isEmpty: Bool { rows == 0 || columns == 0 }
    /// The first row below the rectangle.
    package var endRow: Int { row + rows }
    /// The first column to the right of the rectangle.
    package var endColumn: Int { column + columns }

    /// The rectangle without `margin` cells on each side, empty when nothing is left.
    package func inset(by margin: Int) -> Rect { inset(rows: margin, columns: margin) }

    /// The rectangle without `rows` rows above and below and `columns` columns left and right.
    package func inset(rows: Int, columns: Int) -> Rect {
        let rows = min(max(rows, -Rect.bound), Rect.bound)
        let columns = min(max(columns, -Rect.bound), Rect.bound)
        return Rect(
            row: row + rows, column: column + columns, rows: self.rows - 2 * rows, columns: self.columns - 2 * columns)
    }

    /// The part that lies in both.
    package func intersection(_ other: Rect) -> Rect {
        let top = max(row, other.row)
        let left = max(column, other.column)
        return Rect(
            row: top, column: left, rows: min(endRow, other.endRow) - top,
            columns: min(endColumn, other.endColumn) - left)
    }

    /// Cuts `rows` off the top: the cut part and the rest.
    package func splitTop(_ rows: Int) -> (top: Rect, rest: Rect) {
        let cut = min(max(0, rows), self.rows)
        return (
            Rect(row: row, column: column, rows: cut, columns: columns),
            Rect(row: row + cut, column: column, rows: self.rows - cut, columns: columns)
        )
    }

    /// Cuts `columns` off the left: the cut part and the rest.
    package func splitLeft(_ columns: Int) -> (left: Rect, rest: Rect) {
        let cut = min(max(0, columns), self.columns)
        return (
            Rect(row: row, column: column, rows: rows, columns: cut),
            Rect(row: row, column: column + cut, rows: rows, columns: self.columns - cut)
        )
    }

    /// A rectangle of at most `size`, in the middle of this one.
    package func centered(_ size: Size) -> Rect {
        let rows = min(size.rows, self.rows)
        let columns = min(size.columns, self.columns)
        return Rect(
            row: row + (self.rows - rows) / 2, column: column + (self.columns - columns) / 2, rows: rows,
            columns: columns)
    }
}
