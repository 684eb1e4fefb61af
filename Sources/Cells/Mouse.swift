/// What the mouse did, as a terminal tells it. Only the left button and the wheel are told.
package struct Mouse: Hashable, Sendable {
    package enum Action: Hashable, Sendable, CaseIterable {
        case press
        /// Moved with the button held.
        case drag
        case release
        case wheelUp
        case wheelDown
    }

    package var action: Action
    /// The cell it points at; may lie outside of what is drawn.
    package var position: Position

    package init(_ action: Action, row: Int, column: Int) {
        self.action = action
        position = Position(row: row, column: column)
    }
}
