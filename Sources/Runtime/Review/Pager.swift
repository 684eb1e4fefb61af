import Cells
import Foundation

/// The reviewer's own program to read an item's text in: looking only, whatever the program is.
///
/// The text goes to a file that nobody else can read and that is removed after; it holds no byte a terminal obeys but
/// newlines and tabs, as some pagers pass on what they are given.
package struct Pager: Sendable {
    private let words: [String]
    private let environment: [String: String]
    /// Where the file is made.
    private let folder: String
    private let terminal: String

    /// The program is `RENGA_PAGER`, `PAGER`, `VISUAL` or `EDITOR`, each a program and its arguments separated by
    /// blanks, else `less`. No shell reads it.
    ///
    /// - Parameter terminal: where the program is shown; another than the controlling one in tests.
    package init(
        environment: [String: String] = ProcessInfo.processInfo.environment, terminal: String = "/dev/tty"
    ) {
        let named = ["RENGA_PAGER", "PAGER", "VISUAL", "EDITOR"].lazy
            .map { (environment[$0] ?? "").split(whereSeparator: \.isWhitespace).map(String.init) }
        words = named.first { !$0.isEmpty } ?? ["less"]
        self.environment = environment
        self.terminal = terminal
        let temporary = environment["TMPDIR"] ?? ""
        folder = temporary.isEmpty ? "/tmp" : temporary
    }

    /// Whether Ctrl-Z stops the program: `less` does not listen to it where it must start no shell.
    package var stops: Bool { words.first?.split(separator: "/").last != "less" }

    /// For the reviewer; nil: there is a program.
    package var whyNone: String? {
        guard let program = words.first, path(of: program) == nil else { return nil }
        return "There is no program \(program) to read texts in: set RENGA_PAGER to one."
    }

    /// Shows the text and returns when the program has ended. The terminal must have been given back before.
    ///
    /// - Parameter ascii: the terminal shows nothing else.
    /// - Returns: why it could not be shown; nil: it was.
    package func show(_ text: String, ascii: Bool) -> String? {
        guard let program = words.first, let path = path(of: program) else { return whyNone }
        var template = Array("\(folder)/renga-XXXXXX".utf8CString)
        // Mode 0700.
        guard mkdtemp(&template) != nil else { return "No file could be made in \(folder): \(Self.reason())" }
        let ends = template.firstIndex(of: 0) ?? template.endIndex
        let place = String(decoding: template[..<ends].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let file = "\(place)/item.txt"
        defer {
            unlink(file)
            rmdir(place)
        }
        if let reason = write(Pager.visible(text, ascii: ascii), to: file) {
            return "No file could be made in \(folder): \(reason)"
        }
        return run(path, Array(words.dropFirst()), on: file)
    }

    /// The text with all that a terminal could obey made visible, and its newlines and tabs as they are.
    static func visible(_ text: String, ascii: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 1)
        for glyph in glyphs(of: text, ascii: ascii) {
            switch glyph.kind {
            case .newline: bytes.append(UInt8(ascii: "\n"))
            case .tab: bytes.append(UInt8(ascii: "\t"))
            case .text, .space, .control: bytes.append(contentsOf: glyph.text.utf8)
            }
        }
        if bytes.last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
        return bytes
    }

    /// - Returns: why it failed; nil: it is written.
    private func write(_ bytes: [UInt8], to file: String) -> String? {
        // Read-only also for its owner: an editor says so before somebody types what would be thrown away.
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o400)
        guard descriptor >= 0 else { return Self.reason() }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let reason = Self.reason()
                close(descriptor)
                return reason
            }
            written += count
        }
        return close(descriptor) == 0 ? nil : Self.reason()
    }

    private func path(of program: String) -> String? {
        if program.contains("/") { return access(program, X_OK) == 0 ? program : nil }
        let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return folders.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}

// MARK: - The program

extension Pager {
    /// Programs that keep the screen until they are left; what others print is gone when the review is drawn again.
    private static let fullScreen: Set<String> = [
        "less", "most", "moar", "ov", "vi", "vim", "nvim", "view", "vim.tiny", "vim.basic", "nano", "pico", "emacs",
        "emacsclient", "micro", "hx", "helix", "kak", "ne", "joe", "mg", "mcedit", "mcview", "jed", "zile",
    ]

    private func run(_ path: String, _ arguments: [String], on file: String) -> String? {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        var variables = environment
        var arguments = arguments
        switch name {
        case "less":
            // No shell, no editor, no other file from within, and its own notation for control characters, whatever
            // its user has set.
            variables["LESSSECURE"] = "1"
            for key in ["LESS", "LESSOPEN", "LESSCLOSE", "LESSKEY", "LESSKEYIN"] { variables[key] = nil }
            variables["LESSHISTFILE"] = "-"
            arguments += ["-+R", "-+r", "-+F"]
        case "vi", "vim", "nvim", "view", "vim.tiny", "vim.basic": arguments.append("-R")
        case "nano": arguments.append("-v")
        default: break
        }
        let status: Int32
        switch spawn(path, [name] + arguments + [file], variables) {
        case .failure(let problem): return "\(name) cannot be started: \(problem.reason)"
        case .success(let value): status = value
        }
        if !Pager.fullScreen.contains(name) { waitForEnter() }
        let signal = status & 0x7F
        if signal != 0 { return "\(name) was ended by signal \(signal)." }
        let code = status >> 8 & 0xFF
        return code == 0 ? nil : "\(name) ended with status \(code)."
    }

    private struct Problem: Error { var reason: String }

    /// Runs a program on the terminal, in our process group: in one of its own, it would be stopped at its first read.
    private func spawn(
        _ path: String, _ arguments: [String], _ variables: [String: String]
    ) -> Result<Int32, Problem> {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, 0, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // What is ignored or blocked here would be so there.
        var all = sigset_t()
        var none = sigset_t()
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var words = arguments.map { strdup($0) } + [nil]
        var environment = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + environment { free(text) } }
        var pid: pid_t = 0
        let problem = posix_spawn(&pid, path, &actions, &attributes, &words, &environment)
        guard problem == 0 else { return .failure(Problem(reason: String(cString: strerror(problem)))) }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 {
            guard errno == EINTR else { return .failure(Problem(reason: Self.reason())) }
        }
        return .success(status)
    }

    private func waitForEnter() {
        let descriptor = open(terminal, O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let words = Array("\n[Enter: back to the review] ".utf8)
        _ = Glibc.write(descriptor, words, words.count)
        var byte: UInt8 = 0
        while true {
            let count = read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            if count <= 0 || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { return }
        }
    }
}
