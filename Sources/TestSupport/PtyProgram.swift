import Foundation
import Synchronization

/// A program at work on a terminal, whose screen can be read and whose keys can be pressed.
package final class PtyProgram: Sendable {
    private let program: Program
    private let master: Int32
    /// Kept open, so that the terminal's modes can be read when the program has ended.
    private let slave: Int32
    private let seen: Mutex<Seen>

    private struct Seen {
        var screen: PtyScreen
        /// How many bytes of the output the screen has taken.
        var taken = 0
    }

    package init(
        _ path: String, _ arguments: [String], environment: [String: String], folder: String, rows: Int = 24,
        columns: Int = 80
    ) throws {
        (master, slave) = try ProgramSpawn.makeTerminal()
        guard let name = ttyname(slave) else { throw ProgramError.cannotStart("terminal", reason: "it has no name") }
        let terminal = String(cString: name)
        PtyProgram.setSize(master, rows, columns)
        modesBefore = PtyProgram.modes(slave)
        seen = Mutex(Seen(screen: PtyScreen(rows: rows, columns: columns)))
        let spawn = ProgramSpawn(
            path: path, arguments: arguments, environment: environment, folder: folder, terminal: terminal)
        let (pid, lifeline) = try spawn.start()
        program = Program(pid: pid, lifeline: lifeline, input: master, streams: [master])
    }

    deinit { close(slave) }

    /// The terminal's modes before the program began.
    package let modesBefore: [UInt32]
    package var modes: [UInt32] { PtyProgram.modes(slave) }

    package func type(_ keys: String) { program.send(keys) }

    package func kill(_ signal: Int32) { program.kill(signal) }

    /// The terminal goes away, as when its window is closed.
    package func hangUp() { program.hangUp() }

    /// Changes the terminal's size, of which the kernel tells the program.
    package func resize(rows: Int, columns: Int) {
        seen.withLock { $0.screen.resize(rows: rows, columns: columns) }
        PtyProgram.setSize(master, rows, columns)
    }

    /// Everything that was sent to the terminal, as far as it was waited for.
    package var output: [UInt8] { program.output }
    package var screen: PtyScreen { seen.withLock { $0.screen } }

    /// Waits until `isThere` holds of the screen; it is shown each state that a person could
    /// have seen, as far as there was time to read it.
    package func wait(_ what: String, until isThere: @escaping @Sendable (PtyScreen) -> Bool) async throws {
        do {
            try await program.wait(what) { [self] bytes in
                seen.withLock { seen in
                    if seen.taken < bytes.count { seen.screen.take(bytes[seen.taken...]) }
                    seen.taken = bytes.count
                    return !seen.screen.isUpdating && isThere(seen.screen)
                }
            }
        } catch ProgramError.missing(let what, _) {
            throw ProgramError.missing(what, output: screen.text)
        }
    }

    package func wait(for text: String) async throws { try await wait("\"\(text)\"") { $0.text.contains(text) } }

    /// Returns its exit status once it has ended; the screen is then what it left.
    package func end() async throws -> Int32 {
        let end = try await program.end()
        seen.withLock { seen in
            let bytes = program.output
            seen.screen.take(bytes[seen.taken...])
            seen.taken = bytes.count
        }
        return end.status
    }

    private static func setSize(_ master: Int32, _ rows: Int, _ columns: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    private static func modes(_ descriptor: Int32) -> [UInt32] {
        var modes = termios()
        tcgetattr(descriptor, &modes)
        return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag]
    }
}
