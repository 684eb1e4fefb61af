import Cells
import Glibc

@testable import Terminal

/// Both ends of a terminal in memory: what a console on `path` writes is read here, what is written here are its keys.
final class PseudoTerminal {
    private(set) var master: Int32
    private let slave: Int32
    let path: String
    private(set) var output = ""

    struct Unavailable: Error {}

    init(rows: Int, columns: Int) throws {
        var master: Int32 = -1
        var slave: Int32 = -1
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&master, &slave, nil, nil, &size) == 0, let name = ttyname(slave) else { throw Unavailable() }
        self.master = master
        self.slave = slave
        path = String(cString: name)
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
    }

    deinit {
        close(slave)
        hangUp()
    }

    func hangUp() {
        if master >= 0 { close(master) }
        master = -1
    }

    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(master, bytes, bytes.count)
    }

    func resize(rows: Int, columns: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// The terminal's modes, for comparison.
    var modes: [UInt32] {
        var modes = termios()
        tcgetattr(slave, &modes)
        return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag]
    }

    /// Reads until `text` has been written; returns whether it was before nothing more came for five minutes.
    func waits(for text: String) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while !output.contains(text) {
            var source = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            guard poll(&source, 1, 300_000) == 1 else { return false }
            let count = read(master, &bytes, bytes.count)
            guard count > 0 else { return false }
            output += String(decoding: bytes[..<count], as: UTF8.self)
        }
        return true
    }
}
