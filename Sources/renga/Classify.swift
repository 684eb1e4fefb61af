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
        discussion: """
            Ctrl-C stops after the answers in flight; again gives those up. Nothing stored is asked twice.
            --batch hands everything to the provider's batch service, mostly at half the price, and waits for the answers, \
            a day at most; --detach leaves them to a later renga classify.
            """)

    @OptionGroup var options: TaskOptions

    @Option(help: "Take up at most this many items.")
    var limit: Int?

    @Option(help: "Only the first opinions, only the second ones, or only this model of the task.")
    var model: String?

    @Option(help: "Stop before this run has spent so many US dollars.")
    var budget: String?

    @Flag(name: .customLong("dry-run"), help: "Say how many requests there would be and what they would cost.")
    var dryRun = false

    @Flag(help: "Use the provider's batch service.")
    var batch = false

    @Flag(help: "With --batch: submit, and leave the answers to a later run.")
    var detach = false

    @Flag(name: .customLong("cancel"), help: "With --batch: ask the provider to cancel what it has not answered.")
    var cancels = false

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit: expected 1 or more.") }
        if let budget, Money(decimal: budget) == nil {
            throw ValidationError("--budget: expected dollars, such as 0.50.")
        }
        if detach || cancels, !batch { throw ValidationError("--detach and --cancel go with --batch.") }
        if detach, cancels { throw ValidationError("--detach submits, --cancel takes back: give one of them.") }
    }

    func run() throws {
        let task = try options.open()
        let rungs = try rungs(of: task)
        guard let lock = try RunLock.take(in: task.folder) else {
            throw Failure(.stopped, "another renga is asking the models about this task; wait for it, or end it.")
        }
        defer { withExtendedLifetime(lock) {} }
        let clients =
            dryRun ? try ModelClients.makeForEstimates(task: task) : try ModelClients.make(task: task)
        for notice in clients.all.flatMap(\.notices) { Console.message("renga: \(notice)") }
        let runOptions = ClassificationRun.Options(
            limit: limit, rungs: rungs, budget: budget.flatMap { Money(decimal: $0) })
        if dryRun {
            return try ClassifyReport.estimate(task, clients, runOptions, inBatches: batch, json: options.json)
        }
        if batch { return try runBatches(task, clients, runOptions) }
        let collected = try BatchRun(store: task.store, task: task.definition, clients: clients).collectWhatHasEnded()
        let line = SharedProgress()
        let run = ClassificationRun(
            store: task.store, task: task.definition, clients: clients, options: runOptions
        ) { line.show(ClassifyReport.line($0)) }
        let watch = SignalWatch { count in
            if count == 1 { run.stop() } else { run.cancel() }
            line.tell(ClassifyReport.words(onSignal: count))
        }
        let end = try run.run()
        line.finish()
        withExtendedLifetime(watch) {}
        for notice in clients.all.flatMap(\.lateNotices) { Console.error(notice) }
        try ClassifyReport.print(end, collected: collected, json: options.json)
    }

    private func runBatches(_ task: OpenTask, _ clients: ModelClients, _ runOptions: ClassificationRun.Options) throws {
        let line = SharedProgress()
        let run = BatchRun(
            store: task.store, task: task.definition, clients: clients,
            options: BatchRun.Options(
                limit: limit, rungs: runOptions.rungs, budget: runOptions.budget, detaches: detach),
            report: { progress in line.show(ClassifyReport.line(progress), stays: progress.waits != nil) })
        if !cancels, !run.withoutBatches.isEmpty {
            throw Failure(
                .usage,
                "--batch: there is no batch service for \(run.withoutBatches.joined(separator: ", ")); "
                    + "choose one model with --model, or leave --batch out.")
        }
        let watch = SignalWatch { _ in run.stop() }
        let end = cancels ? try run.cancelAll() : try run.run()
        line.finish()
        withExtendedLifetime(watch) {}
        try ClassifyReport.print(end, json: options.json)
    }

    /// Nil: the whole ladder.
    private func rungs(of task: OpenTask) throws -> Set<Int>? {
        guard let model else { return nil }
        if let rung = task.definition.rung(named: model) { return [rung] }
        let known = (task.definition.rungNames + task.definition.ladder.map(\.model)).joined(separator: ", ")
        throw Failure(
            .usage,
            "--model \(model): expected a model of the task: \(known); renga evaluate --run asks any other model")
    }
}

/// A progress line for a callback from another thread.
final class SharedProgress: Sendable {
    private let line = Mutex(ProgressLine())

    func show(_ text: @autoclosure () -> String, stays: Bool = false) {
        line.withLock { $0.show(text(), stays: stays) }
    }

    /// A message in the place of the line, which goes on after it.
    func tell(_ message: String?) {
        guard let message else { return }
        line.withLock { line in
            line.finish()
            Console.error(message)
        }
    }

    func finish() { line.withLock { $0.finish() } }
}
