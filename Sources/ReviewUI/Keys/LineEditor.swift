import Cells

/// A line that is typed, with a cursor in it: the one editor of all lines at the foot of the screen.
///
/// Keys: left, right, ctrl-b, ctrl-f; home, end, ctrl-a, ctrl-e; ctrl-left, ctrl-right by words; backspace, delete,
/// ctrl-d; ctrl-w the word before, ctrl-u to the beginning, ctrl-k to the end. Enter, Tab, Up and Down are their users'.
package struct LineEditor: Hashable, Sendable {
    private var characters: [Character]
    /// How many characters stand before it.
    package private(set) var cursor: Int

    /// - Parameter text: the cursor is at its end.
    package init(_ text: String = "") {
        characters = Array(text)
        cursor = characters.count
    }

    package var text: String { String(characters) }
    package var beforeCursor: String { String(characters[..<cursor]) }
    package var afterCursor: String { String(characters[cursor...]) }
    package var isAtEnd: Bool { cursor == characters.count }

    /// Puts text in at the cursor; line breaks become blanks.
    package mutating func insert(_ text: String) {
        let before = beforeCursor + text.asOneLine
        let after = afterCursor
        // Anew, as a mark may join the character before it.
        cursor = before.count
        characters = Array(before + after)
        cursor = min(cursor, characters.count)
    }

    /// Does what the key means here. `.left`: Escape, or Backspace where there was nothing.
    mutating func edit(_ key: Key) -> LineEdit {
        switch key {
        case .escape, .control("c"), .control("g"): return .left
        case .backspace:
            if characters.isEmpty { return .left }
            guard cursor > 0 else { return .nothing }
            remove(cursor - 1..<cursor)
        case .delete, .control("d"):
            guard cursor < characters.count else { return .nothing }
            remove(cursor..<cursor + 1)
        case .left, .control("b"): cursor = max(cursor - 1, 0)
        case .right, .control("f"): cursor = min(cursor + 1, characters.count)
        case .home, .control("a"): cursor = 0
        case .end, .control("e"): cursor = characters.count
        case .wordLeft: cursor = wordStart
        case .wordRight: cursor = wordEnd
        case .control("u"): remove(0..<cursor)
        case .control("k"): remove(cursor..<characters.count)
        case .control("w"): remove(wordStart..<cursor)
        case .character(let character): insert(String(character))
        default: return .nothing
        }
        return .changed
    }

    private mutating func remove(_ range: Range<Int>) {
        characters.removeSubrange(range)
        cursor = min(range.lowerBound, characters.count)
    }

    private var wordStart: Int {
        var index = cursor
        while index > 0, characters[index - 1].isWhitespace { index -= 1 }
        while index > 0, !characters[index - 1].isWhitespace { index -= 1 }
        return index
    }

    private var wordEnd: Int {
        var index = cursor
        while index < characters.count, characters[index].isWhitespace { index += 1 }
        while index < characters.count, !characters[index].isWhitespace { index += 1 }
        return index
    }
}

/// A question, and as much of the typed line around its cursor as there is room for. Gives the cursor.
func drawTypedLine(_ question: String, _ line: LineEditor, _ area: Rect, on canvas: inout Canvas) -> Position {
    var column = area.column
    column += canvas.write(question, row: area.row, column: column, role: .prompt, limit: area.columns)
    let room = max(area.endColumn - column - 1, 1)
    // What is before the cursor stays in view; of a long line its last part.
    var before = Substring(line.beforeCursor.suffix(room))
    while displayWidth(before, ascii: canvas.ascii) > room { before.removeFirst() }
    column += canvas.write(before, row: area.row, column: column, role: .text)
    let cursor = Position(row: area.row, column: min(column, max(area.endColumn - 1, 0)))
    canvas.write(
        line.afterCursor.prefix(room), row: area.row, column: column, role: .text,
        limit: max(0, area.endColumn - column))
    return cursor
}
