import Foundation

/// What a program prints on its standard output.
enum CommandOutput {
    private static let longest = 64 << 10

    /// Runs the program without a shell, in bounded time; blocks the thread it is called on.
    ///
    /// - Parameter words: the program, by path or by a name to be looked for in `PATH`, and its arguments.
    /// - Throws: `.authentication`, with the last line of what it printed on standard error.
    static func of(
        _ words: [String], environment: [String: String], timeout: Duration
    ) throws(InferenceError) -> String {
        guard let name = words.first, let path = path(of: name, environment) else {
            throw failure("token-command: there is no program \(words.first ?? "")")
        }
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = Array(words.dropFirst())
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        do {
            try process.run()
        } catch {
            throw failure("token-command: \(name) cannot be run")
        }
        let deadline = ContinuousClock.now + timeout
        var texts = [Data(), Data()]
        let descriptors = [output, errors].map(\.fileHandleForReading.fileDescriptor)
        let isWhole = read(descriptors, into: &texts, until: deadline)
        let rest = max(0, (deadline - .now).inMilliseconds)
        guard isWhole, ended.wait(timeout: .now() + .milliseconds(Int(rest))) == .success else {
            kill(process.processIdentifier, SIGKILL)
            throw failure("token-command: \(name) did not end within \(timeout.components.seconds) s")
        }
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            let said = String(decoding: texts[1], as: UTF8.self).split(whereSeparator: \.isNewline).last ?? ""
            let why = said.isEmpty ? ", and says nothing of the reason" : ": \(said)"
            throw failure("token-command: \(name) failed (\(process.terminationStatus))\(why)")
        }
        return String(decoding: texts[0], as: UTF8.self)
    }

    /// False: the time is up, or there is more than any token has.
    private static func read(_ descriptors: [Int32], into texts: inout [Data], until deadline: ContinuousClock.Instant)
        -> Bool
    {
        var waiting = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while waiting.contains(where: { $0.fd >= 0 }) {
            let rest = (deadline - .now).inMilliseconds
            guard rest > 0 else { return false }
            let ready = poll(&waiting, nfds_t(waiting.count), Int32(min(rest.rounded(.up), 60_000)))
            if ready < 0, errno != EINTR { return false }
            for index in waiting.indices where ready > 0 && waiting[index].fd >= 0 && waiting[index].revents != 0 {
                let count = Foundation.read(waiting[index].fd, &buffer, buffer.count)
                if count > 0 { texts[index].append(contentsOf: buffer[..<count]) } else { waiting[index].fd = -1 }
                guard texts[index].count <= longest else { return false }
            }
        }
        return true
    }

    private static func path(of name: String, _ environment: [String: String]) -> String? {
        guard !name.contains("/") else { return name }
        let folders = (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    private static func failure(_ message: String) -> InferenceError {
        InferenceError(kind: .authentication, message: Secret(value: "").cleaned(message))
    }
}
