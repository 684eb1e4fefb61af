import Foundation
import Synchronization

/// Starts a child process, of which nothing is inherited that was not named.
struct ProgramSpawn {
    var path: String
    var arguments: [String]
    var environment: [String: String]
    var folder: String
    /// Descriptors for the child: its number, ours.
    var files: [(child: Int32, own: Int32)] = []
    /// The path of the terminal that becomes its input, its outputs and its controlling terminal.
    var terminal: String?

    /// Goes to the folder, and becomes the program.
    private var starter: String { "/usr/bin/env" }
    /// POSIX_SPAWN_SETSID, which is hidden from Swift.
    private static let makeSession: Int32 = 0x80
    /// More than any number of an open descriptor, and those that are opened meanwhile; what is not open may be closed.
    private static var pastAllDescriptors: Int32 {
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return max(1_024, (open.compactMap { Int32($0) }.max() ?? 0) + 256)
    }
    /// No child is started between the making of a descriptor and its being marked as ours alone.
    private static let inheritance = Mutex(())

    /// - Returns: the process, and a descriptor that is hung up once the process has ended.
    /// - Throws: `ProgramError.cannotStart`.
    func start() throws -> (pid: pid_t, lifeline: Int32) {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        var flags = Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)
        if let terminal {
            // The session is made before the files are opened: the first terminal opened then controls it.
            flags |= ProgramSpawn.makeSession
            posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
            posix_spawn_file_actions_adddup2(&actions, 0, 1)
            posix_spawn_file_actions_adddup2(&actions, 0, 2)
        }
        posix_spawnattr_setflags(&attributes, Int16(flags))
        for file in files { posix_spawn_file_actions_adddup2(&actions, file.own, file.child) }

        // Only the child holds the write end, so that its end is the end of the pipe.
        let (lifeline, held) = try ProgramSpawn.makePipe()
        defer { close(held) }
        posix_spawn_file_actions_adddup2(&actions, held, 3)
        // A server's port stays open as long as any child has it.
        for number in 4..<ProgramSpawn.pastAllDescriptors { posix_spawn_file_actions_addclose(&actions, number) }

        var words: [UnsafeMutablePointer<CChar>?] = ([starter, "-C", folder, path] + arguments).map { strdup($0) }
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") }
        defer { for text in words + variables { free(text) } }
        words.append(nil)
        variables.append(nil)
        var pid: pid_t = 0
        let error = ProgramSpawn.inheritance.withLock { _ in
            posix_spawn(&pid, starter, &actions, &attributes, words, variables)
        }
        guard error == 0 else {
            close(lifeline)
            throw ProgramError.cannotStart(path, reason: String(cString: strerror(error)))
        }
        return (pid, lifeline)
    }

    /// Both ends are closed in every child that does not name them.
    static func makePipe() throws -> (read: Int32, write: Int32) {
        try makeEnds("pipe") { ends in pipe(&ends) }
    }

    static func makeTerminal() throws -> (master: Int32, slave: Int32) {
        try makeEnds("terminal") { ends in
            var (master, slave): (Int32, Int32) = (-1, -1)
            defer { ends = [master, slave] }
            return openpty(&master, &slave, nil, nil, nil)
        }
    }

    private static func makeEnds(_ what: String, _ make: (inout [Int32]) -> Int32) throws -> (Int32, Int32) {
        var ends: [Int32] = [-1, -1]
        let isMade = inheritance.withLock { _ in
            guard make(&ends) == 0 else { return false }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            return true
        }
        guard isMade else { throw ProgramError.cannotStart(what, reason: String(cString: strerror(errno))) }
        return (ends[0], ends[1])
    }
}

package enum ProgramError: Error, CustomStringConvertible {
    case cannotStart(String, reason: String)
    /// It has ended, or the time was up, before what was waited for came.
    case missing(String, output: String)

    package var description: String {
        switch self {
        case .cannotStart(let path, let reason): "\(path) cannot be started: \(reason)"
        case .missing(let what, let output): "\(what) did not come. So far:\n\(output)"
        }
    }
}

/// Runs what blocks on a thread of its own: the servers under test live in the cooperative pool.
package func onOwnThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}
