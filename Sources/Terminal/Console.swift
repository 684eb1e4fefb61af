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
    let isModern: Bool
    let hasDefaultColors: Bool
    let window: UnsafeMutablePointer<WINDOW>
    private let screen: OpaquePointer
    var decoder = KeyDecoder()
    var inks: Inks
    /// What the terminal shows now; nil when that is not known.
    var shown: Canvas?
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
        isModern = started.isModern
        screen = started.screen
        window = started.window
        size = Size(rows: Int(getmaxy(window)), columns: Int(getmaxx(window)))
        Console.configure(window)

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
        var isModern: Bool
        var screen: OpaquePointer
        var window: UnsafeMutablePointer<WINDOW>
    }

    private static func start(on device: borrowing Device, minimum: Size) throws(TerminalError) -> Started {
        let isUTF8 = curses_set_locale()
        let name = getenv("TERM").map { String(cString: $0) } ?? ""
        guard !name.isEmpty, curses_can_drive(name, device.descriptor) else { throw .unknownTerminal(name: name) }
        let kernelSize = curses_window_size(device.descriptor)
        let size = Size(rows: Int(kernelSize.rows), columns: Int(kernelSize.columns))
        // Zero is a serial line that does not know; curses then goes by the terminal's description.
        guard size.rows == 0 || size.contains(minimum) else { throw .tooSmall(size, minimum: minimum) }
        guard terminal_remember_modes(device.descriptor) else {
            throw .system(call: "tcgetattr", reason: Device.reason())
        }
        guard let screen = newterm(name, device.output, device.input), let window = curses_standard_window() else {
            throw .unknownTerminal(name: name)
        }
        // After newterm, which installs handlers of its own where there are none.
        guard terminal_install_handlers() >= 0 else {
            let reason = Device.reason()
            endwin()
            delscreen(screen)
            throw .system(call: "pipe", reason: reason)
        }
        return Started(isUTF8: isUTF8, isModern: ControlSequence.isModern(name), screen: screen, window: window)
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

    private static func configure(_ window: UnsafeMutablePointer<WINDOW>) {
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
    }

    /// What gives the terminal back its looks without curses, for signal handlers.
    private static func restoreSequences(isModern: Bool) -> String {
        let names = ["sgr0", "op", "rmkx", "cnorm", "rmcup"]
        let capabilities = names.compactMap { name in curses_string(name) }
        return ControlSequence.pasteOff + (isModern ? ControlSequence.updateEnd + ControlSequence.titlePop : "")
            + capabilities.map { String(cString: $0) }.joined()
    }

    /// What curses does not do when it takes the screen.
    func begin() {
        terminal_arm_restore(Console.restoreSequences(isModern: isModern))
        device.send((isModern ? ControlSequence.titlePush : "") + ControlSequence.pasteOn)
    }

    /// Gives the screen back.
    func end() {
        device.send(ControlSequence.pasteOff + (isModern ? ControlSequence.titlePop : ""))
        curs_set(1)
        endwin()
        terminal_disarm_restore()
    }
}
