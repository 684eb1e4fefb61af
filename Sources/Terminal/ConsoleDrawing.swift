internal import CNcurses
package import Cells

extension Console {
    /// Shows a screen: sends the cells that differ from what is shown, in one update.
    ///
    /// A canvas smaller than the terminal leaves blanks; what is outside of the terminal is not shown.
    package mutating func draw(_ screen: Screen) {
        let canvas = screen.canvas
        if shown?.size != canvas.size {
            werase(window)
            shown = nil
        }
        let previous = shown
        // Answers that change nothing on screen come often: they cost the terminal no byte.
        var isNews = previous == nil
        for row in 0..<min(canvas.size.rows, size.rows) {
            let hasChanged = draw(canvas.cells(row: row), over: previous?.cells(row: row), row: row)
            isNews = isNews || hasChanged
        }
        shown = canvas
        let cursor = screen.cursor.flatMap { place in
            (0..<size.rows).contains(place.row) && (0..<size.columns).contains(place.column) ? place : nil
        }
        if isNews || cursor != shownCursor { update(cursor) }
        if kind.isModern { send(titleChange(screen.title)) }
        use(mouse: screen.usesMouse)
    }

    private mutating func update(_ cursor: Position?) {
        shownCursor = cursor
        if let cursor { wmove(window, Int32(cursor.row), Int32(cursor.column)) }
        curs_set(cursor == nil ? 0 : 1)
        if kind.isModern { device.send(ControlSequence.updateBegin) }
        wnoutrefresh(window)
        doupdate()
        if kind.isModern { device.send(ControlSequence.updateEnd) }
    }

    private func send(_ sequences: String) {
        if !sequences.isEmpty { device.send(sequences) }
    }

    private mutating func use(mouse: Bool) {
        guard kind.hasDesktop, mouse != reportsMouse else { return }
        reportsMouse = mouse
        device.send(mouse ? ControlSequence.mouseOn : ControlSequence.mouseOff)
    }

    /// - Returns: whether a cell differs from what is shown.
    private mutating func draw(_ cells: ArraySlice<Cell>, over previous: ArraySlice<Cell>?, row: Int) -> Bool {
        var column = 0
        var hasChanged = false
        var old = previous?.makeIterator()
        for cell in cells {
            let oldCell = old?.next()
            // A wide cell cut by the terminal's edge would wrap.
            if cell != oldCell, !cell.isContinuation, column + cell.width <= size.columns {
                draw(cell, row: row, column: column)
                hasChanged = true
            }
            column += 1
        }
        return hasChanged
    }

    private mutating func draw(_ cell: Cell, row: Int, column: Int) {
        let ink = inks.ink(of: cell.role)
        let scalars = printable(cell)
        curses_put(window, Int32(row), Int32(column), scalars, ink.attributes, ink.pair)
        if cell.width == 2, scalars == [question, 0] {
            curses_put(window, Int32(row), Int32(column + 1), [blank, 0], ink.attributes, ink.pair)
        }
    }

    /// The scalars of a cell, ended by 0. Where the C library gives another width than the cell has, curses would
    /// count the columns otherwise than the canvas: `?` then.
    private func printable(_ cell: Cell) -> [wchar_t] {
        var scalars: [wchar_t] = []
        for scalar in cell.text.unicodeScalars {
            let value = wchar_t(bitPattern: scalar.value)
            let width = scalar.isASCII ? 1 : Int(curses_width(value))
            if scalars.isEmpty {
                guard width == cell.width else { return [question, 0] }
                scalars.append(value)
            } else if width == 0 {
                scalars.append(value)
            }
        }
        return (scalars.isEmpty ? [blank] : scalars) + [0]
    }

    private mutating func titleChange(_ new: String) -> String {
        guard new != title else { return "" }
        title = new
        // Through glyphs, so that no control in it ends the sequence.
        return ControlSequence.title(glyphs(of: new.prefix(200), ascii: !isUTF8).map(\.text).joined())
    }
}

private let question = wchar_t(0x3F)
private let blank = wchar_t(0x20)
