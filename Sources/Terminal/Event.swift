package import Cells

/// What `Console.wait` reports.
package enum Event: Hashable, Sendable {
    case key(Key)
    /// Text pasted as a whole: never keys. Newlines are `\n`; other controls are left out.
    case paste(String)
    /// Only while a screen that uses the mouse is shown.
    case mouse(Mouse)
    /// The terminal's size; also after the program was stopped and continued. Draw again.
    case resized(Size)
    /// Ctrl-Z or SIGTSTP: save what must be on disk, then call `suspend`.
    case stop
    /// The wake descriptor is readable. Whoever owns it reads it.
    case wake
    /// The system asks the program to end.
    case signal(Signal)
    /// The terminal is gone: no key will ever come.
    case inputClosed
}

package enum Signal: Hashable, Sendable {
    /// SIGINT from elsewhere; Ctrl-C at the keyboard is `key(.control("c"))`.
    case interrupt
    case terminate
    case hangup
}

/// Why there is no terminal to work on. The description says what to do about it.
package enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
    case noTerminal(reason: String)
    case unknownTerminal(name: String)
    case tooSmall(Size, minimum: Size)
    case system(call: String, reason: String)

    package var description: String {
        switch self {
        case .noTerminal(let reason):
            "no terminal to review on (/dev/tty: \(reason)); run this in a terminal, or use a command that needs none"
        case .unknownTerminal(""):
            "the variable TERM is not set; set it to the name of your terminal, such as xterm-256color"
        case .unknownTerminal(let name):
            "the terminal \(name) cannot show a full screen; set TERM to one that can, such as xterm-256color"
        case .tooSmall(let size, let minimum):
            """
            the terminal has \(size.columns)x\(size.rows) cells; \
            at least \(minimum.columns)x\(minimum.rows) are needed: enlarge the window
            """
        case .system(let call, let reason):
            "\(call) failed: \(reason)"
        }
    }
}
