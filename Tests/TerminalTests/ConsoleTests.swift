import Cells
import Glibc
import Testing

@testable import Terminal

/// One at a time: curses and signal handlers belong to the whole process.
@Suite(.serialized) struct ConsoleTests {
    let terminal: PseudoTerminal

    init() throws {
        Self.set("TERM", "xterm-256color")
        Self.set("LC_ALL", "C.UTF-8")
        Self.set("NO_COLOR", nil)
        terminal = try PseudoTerminal(rows: 24, columns: 80)
    }

    /// Other tests read the environment meanwhile: it is changed only where it must be.
    private static func set(_ name: String, _ value: String?) {
        guard getenv(name).map({ String(cString: $0) }) != value else { return }
        if let value { setenv(name, value, 1) } else { unsetenv(name) }
    }

    private func open(_ palette: Palette = .monochrome) throws -> Console {
        try Console(palette: palette, path: terminal.path)
    }

    private func screen(_ console: borrowing Console, _ text: String, title: String = "") -> Screen {
        var canvas = Canvas(size: console.size)
        canvas.write(text, row: 1, column: 2, role: .text)
        return Screen(canvas: canvas, title: title)
    }

    /// All events up to the first that satisfies `last`.
    private func events(
        _ console: inout Console, wake: Int32? = nil, until last: (Event) -> Bool
    ) throws -> [Event] {
        let deadline = ContinuousClock.now + .seconds(300)
        var all: [Event] = []
        while !all.contains(where: last) {
            // Nothing to report is no end: a paste may have begun.
            guard ContinuousClock.now < deadline else { break }
            all += try console.wait(timeoutMilliseconds: 300_000, wake: wake)
        }
        return all
    }

    @Test func keysComeAsKeys() throws {
        var console = try open()
        terminal.type("a\u{1B}OA\r\u{3}é\u{1B}[1;9Xq")
        let seen = try events(&console) { $0 == .key(.character("q")) }
        #expect(
            seen == [
                .key(.character("a")), .key(.up), .key(.enter), .key(.control("c")), .key(.character("é")),
                .key(.character("q")),
            ])
    }

    @Test func aPasteNeverActsAsKeys() throws {
        var console = try open()
        terminal.type("\u{1B}[200~qq\u{1B}[Aq\r日")
        terminal.type("\u{1B}[201~z2")
        let seen = try events(&console) { $0 == .key(.character("2")) }
        let pasted = seen.compactMap { if case .paste(let text) = $0 { text } else { nil } }
        #expect(pasted == ["qq[Aq\n日"])
        #expect(seen.count == 3)
    }

    @Test func aPasteWithoutAnEndIsGivenOutAfterAWhile() throws {
        var console = try open()
        terminal.type("\u{1B}[200~lost")
        #expect(try events(&console) { _ in true } == [.paste("lost")])
        terminal.type("q")
        #expect(try events(&console) { _ in true } == [.key(.character("q"))])
    }

    @Test func whatIsDrawnIsSentOnceAndWideTextStaysInItsColumns() throws {
        var console = try open()
        let first = screen(console, "日本 end")
        console.draw(first)
        #expect(terminal.waits(for: "日本 end"))
        var changed = first
        changed.canvas.write("END", row: 1, column: 7, role: .text)
        console.draw(changed)
        #expect(terminal.waits(for: "END"))
        #expect(terminal.output.components(of: "日本") == 1)
    }

    @Test func aScreenThatIsShownAlreadyCostsNoByte() throws {
        var console = try open()
        var shown = screen(console, "same")
        console.draw(shown)
        #expect(terminal.waits(for: "same"))
        for _ in 0..<5 { console.draw(shown) }
        shown.cursor = Position(row: 4, column: 9)
        console.draw(shown)
        shown.canvas.write("news", row: 2, column: 2, role: .text)
        console.draw(shown)
        #expect(terminal.waits(for: "news"))
        #expect(terminal.output.components(of: "\u{1B}[?2026h") == 3, "the first, the cursor's, the last")
    }

    @Test func controlsInATitleNeverReachTheTerminal() throws {
        var console = try open()
        console.draw(screen(console, "x", title: "a\u{1B}]0;b\u{7}c"))
        #expect(terminal.waits(for: "\u{1B}]2;a␛]0;b␇c\u{1B}\\"))
    }

    @Test func aResizeIsReportedAndDrawnInFull() throws {
        var console = try open()
        console.draw(screen(console, "before"))
        terminal.resize(rows: 50, columns: 200)
        kill(getpid(), SIGWINCH)
        #expect(try events(&console) { _ in true } == [.resized(Size(rows: 50, columns: 200))])
        #expect(console.size == Size(rows: 50, columns: 200))
        console.draw(screen(console, "after"))
        #expect(terminal.waits(for: "after"))
    }

    @Test func signalsAndTheWakeDescriptorAreEvents() throws {
        var console = try open()
        var ends: [Int32] = [-1, -1]
        #expect(pipe(&ends) == 0)
        _ = write(ends[1], "w", 1)
        #expect(try events(&console, wake: ends[0]) { _ in true } == [.wake])
        close(ends[0])
        close(ends[1])
        for (number, signal) in [(SIGTERM, Signal.terminate), (SIGINT, .interrupt), (SIGHUP, .hangup)] {
            kill(getpid(), number)
            #expect(try events(&console) { _ in true } == [.signal(signal)])
        }
        #expect(try console.wait(timeoutMilliseconds: 0) == [])
    }

    @Test func aClosedTerminalIsReported() throws {
        var console = try open()
        terminal.hangUp()
        #expect(try events(&console) { $0 == .inputClosed }.contains(.inputClosed))
    }

    @Test func theTerminalIsRestored() throws {
        let before = terminal.modes
        do {
            var console = try open()
            #expect(terminal.modes != before)
            console.draw(screen(console, "x"))
        }
        #expect(terminal.waits(for: "\u{1B}[?1049l"))
        #expect(terminal.output.contains("\u{1B}[?2004l"))
        #expect(terminal.modes == before)
    }

    @Test func theMouseIsReportedOnlyWhileTheScreenUsesIt() throws {
        var console = try open()
        var shown = screen(console, "text")
        console.draw(shown)
        #expect(terminal.waits(for: "text"))
        #expect(!terminal.output.contains("\u{1B}[?1002h"))
        shown.usesMouse = true
        console.draw(shown)
        #expect(terminal.waits(for: "\u{1B}[?1002h\u{1B}[?1006h"))
        terminal.type("a\u{1B}[<0;12;5M\u{1B}[<0;12;5m\u{1B}[<65;1;1Mq")
        let seen = try events(&console) { $0 == .key(.character("q")) }
        #expect(
            seen == [
                .key(.character("a")), .mouse(Mouse(.press, row: 4, column: 11)),
                .mouse(Mouse(.release, row: 4, column: 11)), .mouse(Mouse(.wheelDown, row: 0, column: 0)),
                .key(.character("q")),
            ])
        // Given back while something else runs, and taken again.
        console.outside {}
        #expect(terminal.waits(for: "\u{1B}[?1006l\u{1B}[?1002l"))
        shown.usesMouse = false
        console.draw(shown)
        console.copy("hi")
        #expect(terminal.waits(for: "\u{1B}]52;c;aGk="))
        #expect(terminal.output.components(of: "\u{1B}[?1002h") == 2)
        #expect(terminal.output.components(of: "\u{1B}[?1002l") == 2)
    }

    @Test(arguments: ["xterm-256color", "tmux-256color", "screen", "screen-256color", "linux", "vt100"])
    func noReportOfAMouseIsEverKeys(name: String) throws {
        Self.set("TERM", name)
        var console = try open()
        terminal.type("\u{1B}[<0;12;5M\u{1B}[<32;1;9M\u{1B}[<64;3;3Mz")
        let keys = try events(&console) { $0 == .key(.character("z")) }.filter {
            if case .key = $0 { true } else { false }
        }
        #expect(keys == [.key(.character("z"))])
    }

    @Test func aMouseLeftOnIsSwitchedOffAtTheEnd() throws {
        do {
            var console = try open()
            var shown = screen(console, "text")
            shown.usesMouse = true
            console.draw(shown)
        }
        #expect(terminal.waits(for: "\u{1B}[?1049l"))
        #expect(terminal.output.contains("\u{1B}[?1006l\u{1B}[?1002l"))
    }

    @Test func aTextIsHandedToTheClipboardWhereThereIsOne() throws {
        do {
            let console = try open()
            #expect(console.whyNoClipboard == nil && console.whyNoMouse == nil)
            console.copy("\u{1B}[2Jhi")
            #expect(terminal.waits(for: "\u{1B}]52;c;G1sySmhp\u{7}"))
            console.copy(String(repeating: "x", count: Console.longestCopy + 1))
        }
        Self.set("TERM", "linux")
        let console = try open()
        #expect(console.whyNoClipboard == "This terminal (linux) has no clipboard for programs to write to.")
        #expect(console.whyNoMouse != nil)
        console.copy("hi")
        #expect(terminal.waits(for: "\u{1B}[?2004h"))
        #expect(terminal.output.components(of: "\u{1B}]52;") == 1)
    }

    @Test func itIsRestoredWhileSomethingElseRuns() throws {
        let before = terminal.modes
        var console = try open()
        let inside = terminal.modes
        let terminal = terminal
        console.outside { #expect(terminal.modes == before) }
        #expect(terminal.modes == inside)
    }

    @Test func aTerminalThatCannotServeIsRefusedWithAReason() throws {
        #expect(throws: TerminalError.tooSmall(Size(rows: 24, columns: 80), minimum: Size(rows: 25, columns: 80))) {
            _ = try Console(palette: .monochrome, minimum: Size(rows: 25, columns: 80), path: terminal.path)
        }
        for name in ["", "dumb", "no-such-terminal"] {
            Self.set("TERM", name)
            #expect(throws: TerminalError.unknownTerminal(name: name)) { _ = try open() }
        }
        #expect(throws: TerminalError.noTerminal(reason: "No such file or directory")) {
            _ = try Console(palette: .monochrome, path: "/no/such/terminal")
        }
    }

    @Test(arguments: [("xterm-256color", ColorDepth.indexed), ("linux", .eight), ("vt100", .none)])
    func theDepthOfColorsIsTheTerminals(name: String, depth: ColorDepth) throws {
        Self.set("TERM", name)
        var console = try open(Palette(name: "red", styles: [.text: Style(foreground: .rgb(255, 0, 0))]))
        #expect(console.colorDepth == depth)
        console.draw(screen(console, "text"))
        #expect(terminal.waits(for: "text"))
        #expect(terminal.output.contains("\u{1B}[38;5;196m") == (depth == .indexed))
    }

    @Test func noColorIsRespected() throws {
        Self.set("NO_COLOR", "1")
        let console = try open()
        #expect(console.colorDepth == .none)
        Self.set("NO_COLOR", nil)
    }
}

extension String {
    /// How often `part` occurs.
    fileprivate func components(of part: String) -> Int {
        var count = 0
        var rest = self[...]
        while let found = rest.firstRange(of: part) {
            count += 1
            rest = rest[found.upperBound...]
        }
        return count
    }
}
