import ArgumentParser
import Foundation
import Inference
import Interchange
import Runtime
import Storage

/// Where a command's words go: results to standard output, everything else to standard error.
enum Console {
    static func print(_ text: String) throws(Failure) { try write(text + "\n", to: .standardOutput) }

    static func print(_ document: JSONDocument) throws(Failure) { try print(document.rendered()) }

    /// Words for the user; what they quote of files, models and servers is cleaned.
    static func message(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { clean(String($0)) }
        try? write(lines.joined(separator: "\n") + "\n", to: .standardError)
    }

    static func error(_ text: String) { message("renga: " + text) }

    /// Control characters of foreign text never reach a terminal.
    static func clean(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    let category = scalar.properties.generalCategory
                    return category == .control || category == .format ? "\u{FFFD}" : scalar
                }))
    }

    static func write(_ text: String, to handle: FileHandle) throws(Failure) {
        try write(Array(text.utf8)[...], to: handle)
    }

    static func write(_ bytes: ArraySlice<UInt8>, to handle: FileHandle) throws(Failure) {
        var bytes = bytes
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Foundation.write(handle.fileDescriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if errno == EPIPE {
                // The reader has seen enough: `renga log | head` is no failure worth words.
                Renga.end(ExitStatus.inputOutput.rawValue)
            } else if errno != EINTR {
                throw Failure(.inputOutput, "output cannot be written: \(String(cString: strerror(errno)))")
            }
        }
    }

    /// The width of the terminal that results go to; 80 where they go elsewhere.
    static var columns: Int {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return 80
        }
        return Int(size.ws_col)
    }

    /// Whether results go to a terminal whose locale shows ASCII alone. Files and pipes get UTF-8.
    static var isASCII: Bool {
        guard isatty(STDOUT_FILENO) == 1 else { return false }
        let environment = ProcessInfo.processInfo.environment
        let locale =
            ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? "C"
        return !locale.lowercased().replacingOccurrences(of: "-", with: "").contains("utf8")
    }

    static func words(_ progress: StoreProgress) -> String {
        progress.share.map { "\(progress.work): \(Int(max(0, min(1, $0)) * 100)) %" } ?? progress.work
    }

    /// In whole kilobytes under a million of bytes, else in megabytes with a decimal.
    static func size(_ bytes: Int64) -> String {
        bytes < 1_000_000 ? "\((bytes + 999) / 1_000) kB" : "\(bytes / 1_000_000).\(bytes / 100_000 % 10) MB"
    }

    static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}

/// A line on standard error that is written over itself, from the second second of a command on; only on a terminal.
struct ProgressLine {
    private let start = Date()
    private var last = Date.distantPast
    private var isShown = false

    /// Since it was made.
    var seconds: Int { Int(Date().timeIntervalSince(start)) }

    /// - Parameter stays: nothing will be shown for a while, so it is not left out for coming soon after another.
    mutating func show(_ text: @autoclosure () -> String, stays: Bool = false) {
        let now = Date()
        guard Console.isErrorTerminal else { return }
        guard stays || (now.timeIntervalSince(start) > 1 && now.timeIntervalSince(last) > 0.1) else { return }
        last = now
        isShown = true
        try? Console.write("\r\u{1B}[K" + text(), to: .standardError)
    }

    mutating func finish() {
        if isShown { try? Console.write("\r\u{1B}[K", to: .standardError) }
        isShown = false
    }
}

/// The errors of our targets that a command may end with; all others are the argument parser's.
protocol RengaError: Error {}
extension StoreError: RengaError {}
extension NearFailure: RengaError {}
extension InputProblem: RengaError {}
extension OutputProblem: RengaError {}
extension InferenceError: RengaError {}
extension ModelTableError: RengaError {}

extension Failure {
    init(any error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as StoreError: self.init(error)
        case let error as NearFailure: self.init(error == .stopped ? .stopped : .inputOutput, "\(error)")
        case let error as InferenceError: self.init(error)
        case let error as InputProblem:
            switch error {
            case .notFound, .noMatch: self.init(.noSuchFile, "\(error)")
            case .notPermitted: self.init(.noPermission, "\(error)")
            case .unsupported, .unknownEncoding: self.init(.usage, "\(error)")
            case .encoding, .columns, .damaged: self.init(.inputRejected, "\(error)")
            default: self.init(.inputOutput, "\(error)")
            }
        case let error as OutputProblem:
            if case .cannotCreate = error {
                self.init(.cannotCreate, "\(error)")
            } else {
                self.init(.inputOutput, "\(error)")
            }
        default: self.init(.internalError, "\(error)")
        }
    }
}

/// The options that every command on a task has.
struct TaskOptions: ParsableArguments {
    @Option(name: [.customShort("C"), .long], help: ArgumentHelp("The task's folder.", valueName: "dir"))
    var task: String?

    @Flag(help: "Print one JSON document on standard output.")
    var json = false

    /// - Parameter toRead: the command writes nothing to the store.
    func open(toRead: Bool = false) throws(Failure) -> OpenTask {
        var line = ProgressLine()
        defer { line.finish() }
        return try OpenTask.open(named: task, toRead: toRead) { progress in
            let seconds = line.seconds
            line.show("\(Console.words(progress)), \(seconds) s")
            return true
        }
    }
}
