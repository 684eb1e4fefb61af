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

    @Option(help: "todo, all, decided, disagreements, flagged, skipped or waiting.")
    var filter: String?

    @Flag(help: "Hide the models' answers until each item is decided.")
    var blind = false

    @Flag(help: "The same review line by line, for screen readers, dumb terminals and pipes.")
    var plain = false

    @Flag(name: .customLong("no-models"), help: "Ask no models in this session.")
    var noModels = false

    @Flag(help: "Decide on items that other reviewers have before them too.")
    var overlap = false

    @Option(help: "A theme's name, or a .toml file.")
    var theme: String?

    func run(_ task: OpenTask) throws {
        let conflicts = task.keyConflicts
        for conflict in conflicts { Console.message("renga: \(conflict)") }
        let isDumb = ["", "dumb"].contains(ProcessInfo.processInfo.environment["TERM"] ?? "")
        if isDumb, !plain { Console.message("renga: this terminal cannot draw (TERM); reviewing line by line.") }
        var run = ReviewRun(
            task: task, reviewer: try reviewerName(), order: order, filter: try queueFilter(), isBlind: blind,
            asksModels: !noModels, isPlain: plain || isDumb, theme: theme)
        run.overlaps = overlap
        try run.run(
            readLine: { readLine(strippingNewline: true) },
            write: { try? Console.write($0, to: .standardOutput) }, tell: Console.message)
    }

    private func reviewerName() throws -> String {
        let environment = ProcessInfo.processInfo.environment
        let name = (reviewer ?? environment["USER"] ?? environment["LOGNAME"] ?? NSUserName())
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty else { throw Failure(.usage, "Who decides? Say --reviewer NAME.") }
        return name
    }

    private func queueFilter() throws -> QueueFilter {
        guard let filter else { return .todo }
        if filter == "todo" || filter == "undecided" { return .todo }
        if let known = QueueFilter(rawValue: filter) { return known }
        throw Failure(
            .usage,
            "--filter: expected todo, all, decided, disagreements, flagged, skipped or waiting; "
                + "other expressions are not in this version.")
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

    func run() throws { try review.run(OpenTask.open(named: task)) }
}
