import ArgumentParser
import Foundation
import Inference
import Interchange
import Labeling
import Runtime
import Synchronization

struct Classify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask the models about everything that waits; takes up where it stopped.",
        discussion: "Ctrl-C stops after the answers in flight; again gives those up. Nothing stored is asked twice.")

    @OptionGroup var options: TaskOptions

    @Option(help: "Take up at most this many items.")
    var limit: Int?

    @Option(help: "Only the first opinions, only the second ones, or only this model of the task.")
    var model: String?

    @Option(help: "Stop before this run has spent so many US dollars.")
    var budget: String?

    @Flag(name: .customLong("dry-run"), help: "Say how many requests there would be and what they would cost.")
    var dryRun = false

    @Flag(help: .hidden)
    var batch = false

    func validate() throws {
        if batch { throw ValidationError("--batch (message batches) is not in this version.") }
        if let limit, limit < 1 { throw ValidationError("--limit: expected 1 or more.") }
        if let budget, Money(decimal: budget) == nil {
            throw ValidationError("--budget: expected dollars, such as 0.50.")
        }
    }

    func run() throws {
        let task = try options.open()
        let runOptions = ClassificationRun.Options(
            limit: limit, models: try models(of: task), budget: budget.flatMap { Money(decimal: $0) })
        guard let lock = try RunLock.take(in: task.folder) else {
            throw Failure(.stopped, "another renga is asking the models about this task; wait for it, or end it.")
        }
        defer { withExtendedLifetime(lock) {} }
        let clients = try ModelClients.make(task: task.definition, store: task.store)
        for notice in clients.all.flatMap(\.notices) { Console.message("renga: \(notice)") }
        if dryRun { return try estimate(task, clients, runOptions) }
        let line = SharedProgress()
        let run = ClassificationRun(
            store: task.store, task: task.definition, clients: clients, options: runOptions
        ) { line.show($0) }
        let watch = SignalWatch { count in count == 1 ? run.stop() : run.cancel() }
        let end = try run.run()
        line.finish()
        withExtendedLifetime(watch) {}
        try report(end)
    }

    private func models(of task: OpenTask) throws -> ClassificationRun.Options.Models {
        guard let model else { return .both }
        if model == "first" || model == task.definition.first.model { return .first }
        if let second = task.definition.second, model == "second" || model == second.model { return .second }
        let known = [task.definition.first.model, task.definition.second?.model].compactMap(\.self)
        throw ValidationError("--model: expected first, second, \(known.joined(separator: " or ")).")
    }

    private func report(_ end: ClassificationRun.Progress) throws {
        if options.json {
            try Console.print(
                [
                    "requested": JSONDocument(end.requested), "classified": JSONDocument(end.classified),
                    "failed": JSONDocument(end.failed), "second_opinions": JSONDocument(end.secondOpinions),
                    "cost_usd": JSONDocument(Optional(end.cost)),
                    "estimated_cost_usd": JSONDocument(Optional(end.estimated)),
                    "stopped": JSONDocument(end.stopped?.rawValue),
                ] as JSONDocument)
        } else {
            let estimate =
                end.estimated > .zero ? ", est. $\(end.estimated.decimal()) at the prices of Haiku and Opus" : ""
            try Console.print(
                "\(end.classified) classified, \(end.secondOpinions) second opinions, \(end.failed) failed; "
                    + "spent $\(end.cost.decimal())\(estimate)")
        }
        for (reason, count) in end.reasons.sorted(by: { $0.value > $1.value }).prefix(5) {
            Console.error("\(count) failed: \(reason)")
        }
        if let notice = end.budgetNotice { Console.error("stopped by the budget: \(notice)") }
        if let failure = end.failure {
            Console.error("stopped: \(failure.message)")
            throw ExitCode(failure.status.rawValue)
        }
        if end.stopped != nil { throw ExitCode(ExitStatus.stopped.rawValue) }
        if end.failed > 0 { throw ExitCode(ExitStatus.providerUnreachable.rawValue) }
    }

    private func estimate(_ task: OpenTask, _ clients: ModelClients, _ runOptions: ClassificationRun.Options) throws {
        let plan = try ClassificationPlan.make(task: task, clients: clients, options: runOptions)
        if options.json {
            try Console.print(
                [
                    "requests": JSONDocument(plan.first + plan.second), "first": JSONDocument(plan.first),
                    "second": JSONDocument(plan.second), "second_is_estimate": JSONDocument(plan.secondIsGuess),
                    "expected_cost_usd": JSONDocument(plan.expected), "worst_cost_usd": JSONDocument(plan.worst),
                ] as JSONDocument)
        } else {
            let expected = plan.expected.map { "$\($0.rounded(decimals: 4))" } ?? "unknown"
            let worst = plan.worst.map { "$\($0.rounded(decimals: 4))" } ?? "unknown"
            try Console.print(
                "\(plan.first) first opinions and \(plan.secondIsGuess ? "about " : "")\(plan.second) second ones; "
                    + "expected cost \(expected), at most \(worst) for those")
        }
    }
}

/// A progress line for a callback from another thread.
private final class SharedProgress: Sendable {
    private let line = Mutex(ProgressLine())

    func show(_ progress: ClassificationRun.Progress) {
        line.withLock {
            $0.show(
                "\(progress.classified) classified, \(progress.secondOpinions) second opinions, "
                    + "\(progress.inFlight) in flight, \(progress.failed) failed, $\(progress.cost.rounded(decimals: 4))"
            )
        }
    }

    func finish() { line.withLock { $0.finish() } }
}
