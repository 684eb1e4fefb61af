import Foundation
import Synchronization

/// A program at work in a process of its own, behind pipes or behind a terminal (see `PtyProgram`).
///
/// Waiting is for named events with a limit, and never in the cooperative pool. One task at a time uses it; another may
/// kill it meanwhile.
package final class Program: Sendable {
    /// How it ended.
    package struct End: Sendable {
        /// The exit status; 128 and the signal's number where a signal ended it.
        package var status: Int32
        package var output: String
        package var errors: String
    }

    /// What was read from one descriptor.
    private struct Stream {
        var descriptor: Int32
        var bytes: [UInt8] = []
        var isOpen = true
    }

    private struct State {
        var streams: [Stream]
        var input: Int32
    }

    private let pid: pid_t
    private let lifeline: Int32
    private let state: Mutex<State>
    /// Its status once it has ended. Apart from the streams: it can be killed while another waits for what it writes.
    private let ended = Mutex<Int32?>(nil)

    /// The longest that anything is waited for: a guard against hanging, which no busy machine comes near.
    package static let patience: Duration = .seconds(300)

    /// - Parameter streams: what is read and, in the end, closed; the first is the output.
    init(pid: pid_t, lifeline: Int32, input: Int32, streams: [Int32]) {
        signal(SIGPIPE, SIG_IGN)
        for stream in streams { _ = fcntl(stream, F_SETFL, O_NONBLOCK) }
        self.pid = pid
        self.lifeline = lifeline
        state = Mutex(State(streams: streams.map { Stream(descriptor: $0) }, input: input))
    }

    /// Starts a program behind three pipes.
    package convenience init(
        _ path: String, _ arguments: [String], environment: [String: String], folder: String
    ) throws {
        let input = try ProgramSpawn.makePipe()
        let output = try ProgramSpawn.makePipe()
        let errors = try ProgramSpawn.makePipe()
        defer { for end in [input.read, output.write, errors.write] { close(end) } }
        let spawn = ProgramSpawn(
            path: path, arguments: arguments, environment: environment, folder: folder,
            files: [(0, input.read), (1, output.write), (2, errors.write)])
        let (pid, lifeline) = try spawn.start()
        self.init(pid: pid, lifeline: lifeline, input: input.write, streams: [output.read, errors.read])
    }

    deinit {
        kill(SIGKILL)
        reap()
        state.withLock { state in
            for descriptor in Set(state.streams.map(\.descriptor) + [state.input, lifeline]) where descriptor >= 0 {
                close(descriptor)
            }
        }
    }

    /// Runs a program to its end.
    package static func run(
        _ path: String, _ arguments: [String], input: String = "", environment: [String: String], folder: String
    ) async throws -> End {
        let program = try Program(path, arguments, environment: environment, folder: folder)
        program.send(input)
        program.closeInput()
        return try await program.end()
    }

    /// Writes to its input; less than a pipe holds (64 KiB) at a time. What it does not read any more is lost.
    package func send(_ text: String) {
        let bytes = Array(text.utf8)
        state.withLock { state in
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes { write(state.input, $0.baseAddress, $0.count) }
                if count > 0 { sent += count } else if errno != EINTR { return }
            }
        }
    }

    package func closeInput() {
        state.withLock { state in
            guard state.input >= 0, !state.streams.contains(where: { $0.descriptor == state.input }) else { return }
            close(state.input)
            state.input = -1
        }
    }

    /// Whether it has ended, without waiting.
    package var hasEnded: Bool {
        var descriptor = pollfd(fd: lifeline, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) > 0
    }

    /// Closes all its pipes, or its terminal.
    package func hangUp() {
        state.withLock { state in
            for descriptor in Set(state.streams.map(\.descriptor) + [state.input]) where descriptor >= 0 {
                close(descriptor)
            }
            state.input = -1
            for index in state.streams.indices {
                state.streams[index].descriptor = -1
                state.streams[index].isOpen = false
            }
        }
    }

    /// Sends a signal, unless it has ended.
    package func kill(_ signal: Int32) {
        ended.withLock { status in
            if status == nil { _ = Foundation.kill(pid, signal) }
        }
    }

    /// Waits until `isThere` holds of all that was written to the output so far.
    ///
    /// - Throws: `ProgramError.missing` where the program ends first, or the time is up.
    package func wait(_ what: String, until isThere: @escaping @Sendable ([UInt8]) -> Bool) async throws {
        try await onOwnThread { [self] in
            let deadline = ContinuousClock.now + Program.patience
            try state.withLock { state in
                while !isThere(state.streams[0].bytes) {
                    guard try pump(&state, until: deadline) else {
                        throw ProgramError.missing(what, output: Program.text(state))
                    }
                }
            }
        }
    }

    package func wait(for text: String) async throws {
        let wanted = Array(text.utf8)
        try await wait("\"\(text)\"") { $0.firstRange(of: wanted) != nil }
    }

    /// Reads the rest of what it writes, and returns once it has ended.
    package func end() async throws -> End {
        try await onOwnThread { [self] in
            let deadline = ContinuousClock.now + Program.patience
            return try state.withLock { state in
                while try pump(&state, until: deadline) {}
                guard let status = ended.withLock({ $0 }) else {
                    throw ProgramError.missing("the end", output: Program.text(state))
                }
                let texts = state.streams.map { String(decoding: $0.bytes, as: UTF8.self) }
                return End(status: status, output: texts[0], errors: texts.count > 1 ? texts[1] : "")
            }
        }
    }

    /// Everything written to the output so far, as far as it was waited for.
    package var output: [UInt8] { state.withLock { $0.streams[0].bytes } }

    /// Waits for more output, and takes it; false: there will be none, or the time is up.
    private func pump(_ state: inout State, until deadline: ContinuousClock.Instant) throws -> Bool {
        guard ended.withLock({ $0 }) == nil else { return false }
        let left = (deadline - .now).components
        guard left.seconds >= 0, left.attoseconds >= 0 else { return false }
        let open = state.streams.indices.filter { state.streams[$0].isOpen }
        var sources = open.map { pollfd(fd: state.streams[$0].descriptor, events: Int16(POLLIN), revents: 0) }
        sources.append(pollfd(fd: lifeline, events: Int16(POLLIN), revents: 0))
        let ready = poll(&sources, UInt(sources.count), Int32(left.seconds * 1_000 + 1_000))
        guard ready >= 0 || errno == EINTR else { return false }
        for (index, source) in zip(open, sources) where source.revents != 0 { Program.drain(&state.streams[index]) }
        if sources[open.count].revents != 0 {
            // It has ended: what is in the pipes now is all there is.
            for index in open { Program.drain(&state.streams[index]) }
            reap()
        }
        return true
    }

    private static func drain(_ stream: inout Stream) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(stream.descriptor, &buffer, buffer.count)
            if count > 0 {
                stream.bytes += buffer[..<count]
            } else if count < 0, errno == EINTR {
                continue
            } else {
                if count == 0 || errno != EAGAIN { stream.isOpen = false }
                return
            }
        }
    }

    private func reap() {
        // Its number is free only once it is waited for below: nothing else can be killed by it.
        var news = siginfo_t()
        while waitid(P_PID, id_t(pid), &news, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        ended.withLock { known in
            guard known == nil else { return }
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7F
            known = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
        }
    }

    private static func text(_ state: State) -> String {
        state.streams.map { String(decoding: $0.bytes.suffix(4_000), as: UTF8.self) }.joined(separator: "\n--\n")
    }
}
