/// What a view returns: everything the terminal has to show.
package struct Screen: Hashable, Sendable {
    package var canvas: Canvas
    /// Where the terminal's cursor stands; nil hides it.
    package var cursor: Position?
    /// The window title. Shown only as far as it is printable.
    package var title: String
    /// The terminal reports the mouse, and leaves no selecting of text with it to the user.
    package var usesMouse: Bool

    package init(canvas: Canvas, cursor: Position? = nil, title: String = "", usesMouse: Bool = false) {
        self.canvas = canvas
        self.cursor = cursor
        self.title = title
        self.usesMouse = usesMouse
    }
}

/// One cell of a canvas, counted from zero.
package struct Position: Hashable, Sendable {
    package var row: Int
    package var column: Int

    package init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }
}
