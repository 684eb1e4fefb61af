package import Cells
package import Labeling

/// The mouse, the clipboard, other programs, the divider: what the terminal has beside the screen.
package struct OutsideState: Equatable, Sendable {
    package var abilities = TerminalAbilities()
    /// The reviewer wants the mouse; the terminal's own selecting of text is given up for it.
    package var usesMouse = false
    /// Nil: as the screen's size has it.
    var divider = Divider()
    /// The divider is being dragged.
    var isDragging = false
    /// The reviewer has been in another program since then, and looks at no item.
    var leftAt: Timestamp?
}

/// What the terminal and the machine cannot do, each with the reason in words for the reviewer; nil: they can.
package struct TerminalAbilities: Hashable, Sendable {
    package var whyNoMouse: String?
    package var whyNoClipboard: String?
    /// No program to read a text in.
    package var whyNoPager: String?

    package init(whyNoMouse: String? = nil, whyNoClipboard: String? = nil, whyNoPager: String? = nil) {
        self.whyNoMouse = whyNoMouse
        self.whyNoClipboard = whyNoClipboard
        self.whyNoPager = whyNoPager
    }

    /// The review line by line: there is no screen to point at, and standard input and output may be pipes.
    package static let plain = TerminalAbilities(
        whyNoMouse: "There is no mouse in --plain.", whyNoClipboard: "Nothing can be copied in --plain.",
        whyNoPager: "No other program is opened in --plain.")
}

/// What is awaited of other programs.
package enum OutsideRequest: Hashable, Sendable { case open }

/// What comes from the mouse and from other programs.
package enum OutsideMessage: Equatable, Sendable {
    case mouse(Mouse)
    /// The reviewer pointed at a line of the queue.
    case point(ItemNumber)
    /// The program in which the text was read has ended; nil: all was well.
    case closed(RequestID, failure: String?)
}

/// What the desktop around the terminal is asked to do.
package enum OutsideEffect: Equatable, Sendable {
    /// To the terminal's clipboard. Nobody answers: no terminal tells.
    case copy(String)
    /// Shows the text in a program of the reviewer's, which has the terminal until it ends: then `.closed`.
    case open(RequestID, text: String)
}

extension OutsideState {
    /// The longest text that terminals take into their clipboards, in bytes of UTF-8: xterm takes 74,994 of base64.
    static let longestCopy = 74_994 / 4 * 3
}
