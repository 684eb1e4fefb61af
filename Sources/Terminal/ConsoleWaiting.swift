internal import CNcurses
internal import CTerminalSignals
internal import Cells
internal import Glibc

extension Console {
    /// Waits for input, a signal, or the wake descriptor, and returns all that has happened.
    ///
    /// Empty on timeout, and when what came is not yet an event: the first half of a paste.
    ///
    /// - Parameters:
    ///   - timeoutMilliseconds: nil waits for ever.
    ///   - wake: a descriptor that is readable when other threads have news; it is not read here.
    ///
    package mutating func wait(timeoutMilliseconds: Int?, wake: Int32? = nil) throws(TerminalError) -> [Event] {
        // Negative descriptors are ignored by poll.
        var sources = [
            pollfd(fd: fileno(device.input), events: Int16(POLLIN), revents: 0),
            pollfd(fd: terminal_install_handlers(), events: Int16(POLLIN), revents: 0),
            pollfd(fd: wake ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        let ready = poll(&sources, nfds_t(sources.count), pollTimeout(timeoutMilliseconds))
        guard ready >= 0 || errno == EINTR else { throw .system(call: "poll", reason: Device.reason()) }

        if ready == 0, decoder.isPasting {
            decoder.finishPaste()
            return decoder.takeEvents()
        }
        let failed = Int16(POLLHUP | POLLERR | POLLNVAL)
        var events: [Event] = []
        if sources[1].revents != 0 { events += takeSignals() }
        if hasUnreadInput || sources[0].revents & Int16(POLLIN) != 0 { events += readInput() }
        if sources[0].revents & failed != 0 { events.append(.inputClosed) }
        if sources[2].revents != 0 { events.append(.wake) }
        return events
    }

    private func pollTimeout(_ milliseconds: Int?) -> Int32 {
        if hasUnreadInput { return 0 }
        let asked = milliseconds.map { Int32(clamping: max(0, $0)) } ?? -1
        guard decoder.isPasting else { return asked }
        // A paste whose end got lost must not swallow keys for ever.
        return asked < 0 ? 1_000 : min(asked, 1_000)
    }

    /// Reads what is there.
    private mutating func readInput() -> [Event] {
        var remaining = 65_536
        var character: wint_t = 0
        reading: while remaining > 0 {
            switch wget_wch(window, &character) {
            case KEY_CODE_YES: decoder.read(code: Int32(bitPattern: character))
            case OK: if let scalar = Unicode.Scalar(character) { decoder.read(scalar: scalar) }
            default: break reading
            }
            remaining -= 1
        }
        hasUnreadInput = remaining == 0
        decoder.finish()
        return decoder.takeEvents().map { $0 == .key(.control("z")) ? .stop : $0 }
    }

    private mutating func takeSignals() -> [Event] {
        var seen: Set<Int32> = []
        while case let number = terminal_next_signal(), number != 0 { seen.insert(number) }
        var events: [Event] = []
        if seen.contains(SIGTSTP) { events.append(.stop) }
        if seen.contains(SIGCONT), !seen.contains(SIGTSTP) { resume() }
        if seen.contains(SIGWINCH) { measure() }
        if !seen.isDisjoint(with: [SIGCONT, SIGWINCH]) { events.append(.resized(size)) }
        if seen.contains(SIGINT) { events.append(.signal(.interrupt)) }
        if seen.contains(SIGTERM) { events.append(.signal(.terminate)) }
        if seen.contains(SIGHUP) { events.append(.signal(.hangup)) }
        return events
    }

    /// Restores the terminal, stops the program as Ctrl-Z does, and takes the terminal back when it is continued: its
    /// size may be another then.
    package mutating func suspend() {
        end()
        let before = ContinuousClock.now
        terminal_stop()
        stopped += before.duration(to: .now)
        resume()
    }

    /// For how long the program has been stopped (Ctrl-Z) since this was asked last, in milliseconds.
    package mutating func takeStopped() -> Int64 {
        defer { stopped = .zero }
        return stopped.components.seconds * 1_000 + stopped.components.attoseconds / 1_000_000_000_000_000
    }

    /// Forgets what the terminal shows, so that the next `draw` sends every cell: another program may have written.
    package mutating func redraw() {
        shown = nil
        clearok(window, true)
    }

    /// Runs something else on the terminal, such as an editor: it is restored before and taken back after.
    /// Ctrl-C is not meant for this program meanwhile, and Ctrl-Z stops both.
    ///
    /// - Parameter stops: false: the other program takes no notice of Ctrl-Z, and then this one does not stop either: it
    ///   would leave the other to read what is typed for the shell.
    package mutating func outside<Result, Failure: Error>(
        stops: Bool = true, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        end()
        terminal_lend(stops)
        defer {
            terminal_take_back()
            resume()
        }
        return try body()
    }

    private mutating func resume() {
        // After a stop that nobody could catch, curses does not know that the shell has changed the modes.
        reset_prog_mode()
        begin()
        // Nothing is known of what the terminal shows: the next update sends everything.
        shown = nil
        title = ""
        measure()
        clearok(window, true)
        wrefresh(window)
    }

    /// Takes over the size the kernel knows.
    private mutating func measure() {
        let now = curses_window_size(device.descriptor)
        guard now.rows > 0, now.columns > 0 else { return }
        let new = Size(rows: Int(now.rows), columns: Int(now.columns))
        guard new != size else { return }
        resizeterm(now.rows, now.columns)
        size = new
        shown = nil
        werase(window)
    }
}
