internal import CNcurses
internal import CTerminalSignals
internal import Glibc

/// The controlling terminal, opened by itself: standard input and output stay free for pipes.
///
/// Closed when it goes out of scope.
struct Device: ~Copyable {
    let descriptor: Int32
    let input: UnsafeMutablePointer<FILE>
    let output: UnsafeMutablePointer<FILE>

    init(path: String) throws(TerminalError) {
        let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw .noTerminal(reason: Device.reason()) }
        guard let output = fdopen(descriptor, "w") else {
            let reason = Device.reason()
            close(descriptor)
            throw .system(call: "fdopen", reason: reason)
        }
        // Of its own number, because each of the two files closes what it was opened on.
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0, let input = fdopen(copy, "r") else {
            let reason = Device.reason()
            if copy >= 0 { close(copy) }
            fclose(output)
            throw .system(call: "fdopen", reason: reason)
        }
        self.descriptor = descriptor
        self.input = input
        self.output = output
    }

    deinit {
        fclose(input)
        fclose(output)
    }

    /// Sends control sequences past curses, in order with what it sends: curses writes all it has at each update.
    func send(_ sequences: String) {
        let bytes = Array(sequences.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            sent += count
        }
    }

    static func reason() -> String { String(cString: strerror(errno)) }
}

/// Control sequences that curses has no name for. Terminals that do not know them ignore them.
enum ControlSequence {
    static let pasteOn = "\u{1B}[?2004h"
    static let pasteOff = "\u{1B}[?2004l"
    /// The terminal shows nothing until the end comes: no half-drawn frame is seen.
    static let updateBegin = "\u{1B}[?2026h"
    static let updateEnd = "\u{1B}[?2026l"
    /// Buttons, the wheel and movement with a button held, as decimal numbers.
    static let mouseOn = "\u{1B}[?1002h\u{1B}[?1006h"
    static let mouseOff = "\u{1B}[?1006l\u{1B}[?1002l"
    static let titlePush = "\u{1B}[22;2t"
    static let titlePop = "\u{1B}[23;2t"
    static let pasteStartKey = "\u{1B}[200~"
    static let pasteEndKey = "\u{1B}[201~"
    static let mouseKey = "\u{1B}[<"
    /// How terminals report the mouse that do not know decimal numbers.
    static let oldMouseKey = "\u{1B}[M"

    static func title(_ text: String) -> String { "\u{1B}]2;\(text)\u{1B}\\" }

    /// Terminals that take titles and synchronised updates: the others could print what they do not know.
    static func isModern(_ terminal: String) -> Bool {
        ["xterm", "tmux", "alacritty", "foot", "kitty", "wezterm", "ghostty", "contour"].contains {
            terminal.hasPrefix($0)
        }
    }
}
