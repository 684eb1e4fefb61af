internal import CNcurses
internal import CTerminalSignals
package import Cells
internal import Glibc

/// The terminal: keys in, cells out, always restored.
///
/// There is one at a time, and it belongs to the thread that made it: curses is not safe on two. It restores the
/// terminal when it goes out of scope, at `exit`, and when a signal ends the process.
package struct Console: ~Copyable {
    /// The terminal's size in cells; a change is reported by `wait` first.
    package internal(set) var size: Size
    /// Whether the locale can show more than ASCII. If not, draw on canvases with `ascii: true`.
    package let isUTF8: Bool
    /// How many colours are used.
    package let colorDepth: ColorDepth

    let device: Device
    let kind: TerminalKind
    /// The terminal was asked to report the mouse.
    var reportsMouse = false
    let hasDefaultColors: Bool
    let window: UnsafeMutablePointer<WINDOW>
    private let screen: OpaquePointer
    var decoder = KeyDecoder()
    var inks: Inks
    /// What the terminal shows now; nil when that is not known.
    var shown: Canvas?
    /// Where the terminal's cursor stands, as of the last update; nil: it is hidden.
    var shownCursor: Position?
    var title = ""
    /// Whether input may be left that `poll` cannot see, as curses has read it already.
    var hasUnreadInput = false
    /// For how long the program has been stopped by Ctrl-Z, since this was asked last.
    var stopped = Duration.zero

    /// Takes over the controlling terminal.
    ///
    /// - Parameters:
    ///   - palette: the looks of the roles; `Palette.monochrome` replaces it where there are no colours.
    ///   - minimum: the smallest size to start in.
    ///   - path: the terminal; another than the controlling one in tests.
    package init(
        palette: Palette, colors: ColorPolicy = .automatic, minimum: Size = Size(rows: 8, columns: 40),
        path: String = "/dev/tty"
    ) throws(TerminalError) {
        let device = try Device(path: path)
        let started = try Console.start(on: device, minimum: minimum)
        self.device = device
        isUTF8 = started.isUTF8
        kind = started.kind
        screen = started.screen
        window = started.window
        size = Size(rows: Int(getmaxy(window)), columns: Int(getmaxx(window)))
        Console.configure(window, kind)

        let refused = colors == .never || getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
        if !refused, has_colors(), start_color() == OK {
            colorDepth = ColorDepth(colors: Int(curses_colors()), isDirect: curses_flag("RGB"))
            hasDefaultColors = use_default_colors() == OK
        } else {
            colorDepth = .none
            hasDefaultColors = true
        }
        inks = Inks(
            palette: palette, depth: colorDepth, hasDefaultColors: hasDefaultColors,
            maximumPairs: curses_color_pairs())
        begin()
    }

    /// What has to succeed before there is a console.
    private struct Started {
        var isUTF8: Bool
        var kind: TerminalKind
        var screen: OpaquePointer
        var window: UnsafeMutablePointer<WINDOW>
    }

    private static func start(on device: borrowing Device, minimum: Size) throws(TerminalError) -> Started {
        let isUTF8 = curses_set_locale()
        let kind = TerminalKind(name: TerminalKind.variable("TERM") ?? "", variable: TerminalKind.variable)
        let descriptions = kind.name.isEmpty ? [] : kind.descriptions(colorTerm: TerminalKind.variable("COLORTERM"))
        let descriptor = device.descriptor
        guard let description = descriptions.first(where: { curses_can_drive($0, descriptor) }) else {
            throw .unknownTerminal(name: kind.name)
        }
        let kernelSize = curses_window_size(device.descriptor)
        let size = Size(rows: Int(kernelSize.rows), columns: Int(kernelSize.columns))
        // Zero is a serial line that does not know; curses then goes by the terminal's description.
        guard size.rows == 0 || size.contains(minimum) else { throw .tooSmall(size, minimum: minimum) }
        guard terminal_remember_modes(device.descriptor) else {
            throw .system(call: "tcgetattr", reason: Device.reason())
        }
        guard let screen = newterm(description, device.output, device.input), let window = curses_standard_window()
        else {
            throw .unknownTerminal(name: kind.name)
        }
        // After newterm, which installs handlers of its own where there are none.
        guard terminal_install_handlers() >= 0 else {
            let reason = Device.reason()
            endwin()
            delscreen(screen)
            throw .system(call: "pipe", reason: reason)
        }
        return Started(isUTF8: isUTF8, kind: kind, screen: screen, window: window)
    }

    deinit {
        end()
        terminal_remove_handlers()
        delscreen(screen)
    }

    /// Changes the looks of the roles; `draw` again to see them.
    package mutating func use(_ palette: Palette) {
        inks = Inks(
            palette: palette, depth: colorDepth, hasDefaultColors: hasDefaultColors,
            maximumPairs: curses_color_pairs())
        shown = nil
    }

    private static func configure(_ window: UnsafeMutablePointer<WINDOW>, _ kind: TerminalKind) {
        // Ctrl-C and Ctrl-Z come as keys: the program saves before it ends, and restores before it stops.
        raw()
        noecho()
        nonl()
        intrflush(window, false)
        keypad(window, true)
        nodelay(window, true)
        leaveok(window, false)
        set_escdelay(25)
        define_key(ControlSequence.pasteStartKey, KeyDecoder.pasteStart)
        define_key(ControlSequence.pasteEndKey, KeyDecoder.pasteEnd)
        // In place of curses' own reading, which waits for second clicks. Also while no mouse is wanted: what another
        // program left switched on must not act as keys.
        define_key(ControlSequence.mouseKey, KeyDecoder.mouseStart)
        if kind.hasDesktop { define_key(ControlSequence.oldMouseKey, KeyDecoder.oldMouseStart) }
        // As xterm and those like it send control with an arrow.
        define_key("\u{1B}[1;5D", KeyDecoder.wordLeft)
        define_key("\u{1B}[1;5C", KeyDecoder.wordRight)
    }

    /// What gives the terminal back its looks without curses, for signal handlers.
    private static func restoreSequences(_ kind: TerminalKind) -> String {
        let names = ["sgr0", "op", "rmkx", "cnorm", "rmcup"]
        let capabilities = names.compactMap { name in curses_string(name) }
        return ControlSequence.pasteOff + (kind.hasDesktop ? ControlSequence.mouseOff : "")
            + (kind.isModern ? ControlSequence.updateEnd + ControlSequence.titlePop : "")
            + capabilities.map { String(cString: $0) }.joined()
    }

    /// What curses does not do when it takes the screen.
    func begin() {
        terminal_arm_restore(Console.restoreSequences(kind))
        device.send((kind.isModern ? ControlSequence.titlePush : "") + ControlSequence.pasteOn)
        if reportsMouse { device.send(ControlSequence.mouseOn) }
    }

    /// Gives the screen back.
    func end() {
        if reportsMouse { device.send(ControlSequence.mouseOff) }
        device.send(ControlSequence.pasteOff + (kind.isModern ? ControlSequence.titlePop : ""))
        curs_set(1)
        endwin()
        terminal_disarm_restore()
    }
}
