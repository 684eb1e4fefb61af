import ArgumentParser
import Foundation
import Labeling
import Runtime

/// The options of a review, shared with the demo.
struct ReviewArguments: ParsableArguments {
    @Option(help: "Who decides; else the login name.")
    var reviewer: String?

    @Option(help: "uncertain, disagreement, oldest, newest, random or informative; else the task's.")
    var order: QueueOrder?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "A list (todo, all, decided, disagreements, disputed, flagged, skipped, waiting), or a filter such as "
                + "'label:billing conf<0.8', among all items; @name is a saved one.", valueName: "expr"))
    var filter: String?

    @Flag(help: "Decide between reviewers who differ: opens the list of the items to adjudicate.")
    var adjudicate = false

    @Flag(help: "Hide the models' answers until each item is decided.")
    var blind = false

    @Flag(help: "Choose first: the models' answers appear then, and one more key keeps or changes the choice.")
    var commit = false

    @Flag(help: "The same review line by line, for screen readers, dumb terminals and pipes.")
    var plain = false

    @Flag(name: .customLong("no-models"), help: "Ask no models in this session.")
    var noModels = false

    @Flag(name: .customLong("no-groups"), help: "Give every item its own line, however alike the texts are.")
    var noGroups = false

    @Flag(help: "Decide on items that other reviewers have before them too.")
    var overlap = false

    @Flag(help: "Open with the likely mistakes: decisions that are worth a second look.")
    var doubts = false

    @Option(help: "A theme's name, or a .toml file, from the current folder.")
    var theme: String?

    @Flag(inversion: .prefixedNo, help: "Use the mouse: click, wheel, drag the divider; else as the task has it.")
    var mouse: Bool?

    @Option(help: ArgumentHelp("A key file, or a preset: default, vim, emacs, numpad.", valueName: "file|preset"))
    var keys: String?

    func validate() throws {
        if adjudicate, let filter, Self.list(filter) != nil {
            throw ValidationError("--adjudicate opens a list of its own; --filter beside it takes an expression.")
        }
    }

    func run(_ task: OpenTask) throws {
        let keys = try KeyFile.read(named: keys)
        for problem in keys.problems { Console.message("renga: \(problem)") }
        let conflicts = task.keyConflicts(keys.settings)
        for conflict in conflicts { Console.message("renga: \(conflict)") }
        let isDumb = ["", "dumb"].contains(ProcessInfo.processInfo.environment["TERM"] ?? "")
        if isDumb, !plain { Console.message("renga: this terminal cannot draw (TERM); reviewing line by line.") }
        let list = filter.map(Self.list) ?? .todo
        var run = ReviewRun(
            task: task, reviewer: try reviewerName(), order: order, filter: adjudicate ? .disputed : list ?? .all,
            expression: list == nil ? filter : filter == nil && !adjudicate ? nil : "", isBlind: blind,
            commitsFirst: commit, asksModels: !noModels, isPlain: plain || isDumb, theme: theme.map(Self.themePath),
            usesMouse: mouse,
            groups: !noGroups, keys: keys)
        run.overlaps = overlap
        run.showsDoubts = doubts
        try run.run(
            readLine: { readLine(strippingNewline: true) },
            write: { try? Console.write($0, to: .standardOutput) }, tell: Console.message)
    }

    /// The options that say how a review opens, as far as they were given.
    var openingOptions: [String] {
        let given: [(String, Bool)] = [
            ("--order", order != nil), ("--filter", filter != nil), ("--adjudicate", adjudicate), ("--blind", blind),
            ("--commit", commit),
            ("--plain", plain), ("--no-models", noModels), ("--no-groups", noGroups), ("--overlap", overlap),
            ("--doubts", doubts),
            ("--theme", theme != nil), ("--mouse", mouse != nil), ("--keys", keys != nil),
        ]
        return given.filter(\.1).map(\.0)
    }

    func reviewerName() throws -> String {
        let environment = ProcessInfo.processInfo.environment
        let name = (reviewer ?? environment["USER"] ?? environment["LOGNAME"] ?? NSUserName())
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty else { throw Failure(.usage, "Who decides? Say --reviewer NAME.") }
        return name
    }

    /// A theme's file as the shell that completed its name means it: from the current folder. Where there is none, it is
    /// left to be looked for beside the task file, as in the task file itself.
    private static func themePath(_ name: String) -> String {
        guard name.hasSuffix(".toml") else { return name }
        let path = URL(fileURLWithPath: name).path
        return FileManager.default.fileExists(atPath: path) ? path : name
    }

    /// The built-in list of this name; nil: it is an expression.
    private static func list(_ name: String) -> QueueFilter? {
        switch name {
        case "todo", "undecided": .todo
        case "disputed", "adjudicate": .disputed
        default: QueueFilter(rawValue: name)
        }
    }
}

extension QueueOrder: ExpressibleByArgument {}

struct Review: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Review items in the terminal: one key accepts or overrides, saves and goes on.",
        discussion: "? shows the keys. A decision that is shown as saved is on disk.")

    @Option(name: [.customShort("C"), .long], help: ArgumentHelp("The task's folder.", valueName: "dir"))
    var task: String?

    @OptionGroup var review: ReviewArguments
    @OptionGroup var acceptance: AcceptanceArguments

    func validate() throws {
        // A filter that is not heeded here would let somebody accept more than they meant to.
        if review.doubts, review.filter != nil || review.order != nil {
            throw ValidationError("--doubts is a list with an order of its own: leave --filter and --order out.")
        }
        if let acting = acceptance.name, let option = review.openingOptions.first {
            throw ValidationError(
                "\(option) is for a review that opens; \(acting) opens none, and is for the whole task.")
        }
    }

    func run() throws {
        let task = try OpenTask.open(named: task)
        if try acceptance.run(task, reviewer: review.reviewerName()) { return }
        try review.run(task)
    }
}
