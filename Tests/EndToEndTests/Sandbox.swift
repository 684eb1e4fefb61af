import Foundation
import TestSupport
import Testing

/// A folder of its own for one test, with a task in it; nothing of the user's environment is seen by the program.
struct Sandbox: ~Copyable {
    let folder: URL
    /// Variables beside the usual ones.
    var environment: [String: String] = [:]

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(component: "renga-e2e-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// `RENGA_PROGRAM`, else the program beside the tests in the build folder.
    static let program: String = {
        if let named = ProcessInfo.processInfo.environment["RENGA_PROGRAM"] { return named }
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: tests).deletingLastPathComponent().appending(component: "renga").path
    }()

    static let project = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private var variables: [String: String] {
        let usual = [
            "PATH": "/usr/bin:/bin", "HOME": folder.path, "TMPDIR": folder.path, "USER": "ana", "LANG": "C.UTF-8",
            "TERM": "xterm-256color", "RENGA_SHARE": Sandbox.project.path,
        ]
        return usual.merging(environment) { $1 }
    }

    func path(_ name: String) -> String { folder.appending(component: name).path }

    @discardableResult func write(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
        return name
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

    /// Runs `renga` to its end.
    @discardableResult func renga(_ arguments: String..., input: String = "") async throws -> Program.End {
        try await Program.run(
            Sandbox.program, arguments, input: input, environment: variables, folder: folder.path)
    }

    /// Runs `renga` where it has to succeed, and returns what it printed.
    @discardableResult func output(
        _ arguments: String..., input: String = "", at location: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let end = try await Program.run(
            Sandbox.program, arguments, input: input, environment: variables, folder: folder.path)
        #expect(end.status == 0, "\(arguments): \(end.errors)", sourceLocation: location)
        return end.output
    }

    func start(_ arguments: String...) throws -> Program {
        try Program(Sandbox.program, arguments, environment: variables, folder: folder.path)
    }

    func open(_ arguments: String..., rows: Int = 24, columns: Int = 80) throws -> PtyProgram {
        try open(arguments, rows: rows, columns: columns)
    }

    func open(_ arguments: [String], rows: Int = 24, columns: Int = 80) throws -> PtyProgram {
        try PtyProgram(
            Sandbox.program, arguments, environment: variables, folder: folder.path, rows: rows, columns: columns)
    }

    /// A shell with job control; `$RENGA` is the program.
    func openShell() throws -> PtyProgram {
        try PtyProgram(
            "/bin/sh", ["-i"], environment: variables.merging(["RENGA": Sandbox.program]) { $1 }, folder: folder.path)
    }

    /// Every decision in the log, oldest first: id, action and label, undone ones with a mark.
    func loggedDecisions() async throws -> [String] {
        let events = try JSON(await output("log", "--json")).array
        return events.compactMap { event in
            guard event["event"].string == "decision" else { return nil }
            let decision = event["decision"]
            return [event["item"].string, decision["action"].string, decision["label"].string ?? ""]
                .compactMap(\.self).joined(separator: "\t")
        }
    }

    func isSound() async throws -> Bool { try JSON(await output("verify", "--json"))["sound"].bool == true }
}

/// A task whose models are never asked in the tests that use it.
func taskFile(
    labels: [String] = ["billing", "technical", "account"], provider: String = "offline",
    first: String = "offline-small", second: String = "offline-large", concurrency: Int = 8, rest: String = ""
) -> String {
    let tables = labels.map { "[[labels]]\nname = \"\($0)\"\ndescription = \"about \($0)\"\n" }
    return """
        [task]
        name = "Tickets"
        instructions = "Choose."
        \(tables.joined())
        [models.first]
        provider = "\(provider)"
        model = "\(first)"
        concurrency = \(concurrency)
        [models.second]
        provider = "\(provider)"
        model = "\(second)"
        concurrency = \(concurrency)
        [second-opinion]
        sample = 0.0
        [review]
        blind-sample = 0.0
        random-share = 0.0
        \(rest)
        """
}

/// Any JSON document; what is not there is `null`.
struct JSON: Sendable {
    private let value: any Sendable

    init(_ text: String) throws {
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
        value = JSON.sendable(object)
    }

    private init(value: any Sendable) { self.value = value }

    private static func sendable(_ object: Any) -> any Sendable {
        switch object {
        case let object as [String: Any]: object.mapValues { JSON(value: sendable($0)) }
        case let array as [Any]: array.map { JSON(value: sendable($0)) }
        case let text as String: text
        case let number as NSNumber: number.doubleValue
        default: Missing()
        }
    }

    private struct Missing: Sendable {}

    subscript(_ name: String) -> JSON { (value as? [String: JSON])?[name] ?? JSON(value: Missing()) }
    subscript(_ index: Int) -> JSON { array.indices.contains(index) ? array[index] : JSON(value: Missing()) }
    var fields: Set<String> { Set((value as? [String: JSON])?.keys.map(\.self) ?? []) }
    var array: [JSON] { value as? [JSON] ?? [] }
    var string: String? { value as? String }
    var double: Double? { value as? Double }
    var int: Int? { double.map { Int($0) } }
    /// JSON's `true` is read as 1.
    var bool: Bool? { double.map { $0 != 0 } }
    var isNull: Bool { value is Missing }
}
