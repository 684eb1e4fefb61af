import ArgumentParser
import Evaluation
import Foundation
import Interchange
import Labeling
import Reports
import Runtime
import Storage

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare the models with the ground truth and with each other.",
        discussion: """
            Every figure's formula and source: docs/evaluation.md. --from reads a file of items with gold or decisions and \
            predictions instead of a task; a task that is named or found gives the label set.
            """)

    @OptionGroup var options: TaskOptions
    @OptionGroup var reading: ReadingArguments

    @Option(help: "Evaluate this file of items, not the task's store.")
    var from: String?

    @Option(
        name: .customLong("run"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "Ask these models about the items with ground truth first: first, second, a model's name, or PROVIDER:MODEL.",
            valueName: "model"))
    var furtherModels: [String] = []

    @Option(help: "With --run: ask about at most this many items.")
    var limit: Int?

    @Option(help: "With --run: stop before so many US dollars are spent.")
    var budget: String?

    @Option(
        name: .customLong("decision"),
        help: ArgumentHelp(
            "With --from: a column with a reviewer's labels; once for each.", valueName: "reviewer:label"))
    var decisionColumns: [String] = []

    @OptionGroup var statistics: EvaluationArguments

    func validate() throws {
        if from != nil, !furtherModels.isEmpty {
            throw ValidationError("--run asks about a task's items, not a file's.")
        }
        let given = reading.given + (decisionColumns.isEmpty ? [] : ["--decision"])
        if from == nil, let option = given.first {
            throw ValidationError("\(option) says how a file is read: --from FILE.")
        }
        for column in decisionColumns where !column.dropFirst().contains(":") {
            throw ValidationError("--decision: expected REVIEWER:LABEL, found \"\(column)\".")
        }
        if statistics.html == "" { throw ValidationError("--html: expected a file, or - for standard output.") }
        if statistics.html == "-", options.json || statistics.markdown {
            throw ValidationError("--html - writes to standard output, as --json and --markdown do: name a file.")
        }
        if options.json, statistics.markdown { throw ValidationError("--json and --markdown exclude each other.") }
        if from != nil, statistics.writeRouting {
            throw ValidationError("--write-routing changes a task's renga.toml; --from reads a file instead of a task.")
        }
        if furtherModels.isEmpty, limit != nil || budget != nil {
            throw ValidationError("--limit and --budget go with --run.")
        }
        if let limit, limit < 1 { throw ValidationError("--limit: expected 1 or more.") }
        if let budget, Money(decimal: budget) == nil {
            throw ValidationError("--budget: expected dollars, such as 0.50.")
        }
    }

    func run() throws {
        var rejected = 0
        var name = from.map { $0 == "-" ? "standard input" : $0 } ?? ""
        let report: EvaluationReport
        var end: ClassificationRun.Progress?
        var taskFile: URL?
        var measured: Store?
        if let from {
            guard reading.format.isReadable else { throw InputProblem.unsupported(reading.format) }
            let labels = try? TaskFile.read(TaskFolder.find(named: options.task).taskFile).labels
            var columns = reading.options()
            columns.needsText = false
            columns.annotations.decisions = decisionColumns
            report = try EvaluationRun.report(
                on: from, options: columns, labels: labels, settings: statistics.settings(models: []),
                warned: { Console.message("\(from): \($0)") }
            ) { line in
                rejected += 1
                if rejected <= 5 { Console.error("\(line.source):\(line.line): \(line.reason)") }
            }
        } else {
            let task = try options.open(toRead: furtherModels.isEmpty)
            taskFile = task.folder.taskFile
            var further: [String] = []
            if !furtherModels.isEmpty { (further, end) = try ask(task) }
            report = try EvaluationRun.report(
                on: task, further: further,
                settings: statistics.settings(
                    models: zip(task.definition.rungNames, task.definition.ladder.map(\.model))))
            name = task.definition.name
            measured = task.store
        }
        try show(report, of: name, taskFile: taskFile)
        if statistics.writeRouting, let taskFile {
            for warning in report.details.routing?.warnings ?? [] { Console.error(warning) }
            try write(report.details.routing?.block, to: taskFile)
        }
        if let measured {
            // Nobody asked for it: a store that another program is writing to takes nothing from the report.
            do { try CalibrationKeeper.refresh(measured) } catch let error as StoreError {
                Console.error("the calibrators were not stored: \(error)")
            }
        }
        let isWithin = EvaluationLimits.tell(report)
        if rejected > 0 {
            Console.error("\(rejected) records were left out")
            throw ExitCode(ExitStatus.inputRejected.rawValue)
        }
        if let end { try finish(end) }
        if !isWithin { throw ExitCode(ExitStatus.inputRejected.rawValue) }
    }

    private func show(_ report: EvaluationReport, of name: String, taskFile: URL?) throws {
        if let model = statistics.errors, report.details.errors == nil {
            let known = report.models.map(\.model).joined(separator: ", ")
            throw Failure(
                .usage,
                "--errors: no answer of \"\(model)\"; "
                    + (known.isEmpty ? "no model has answered" : "models with answers: \(known)"))
        }
        let heading = "Evaluation of \(name)"
        if let html = statistics.html {
            let lead =
                "\(report.items) items, \(report.groundTruth.n) of them with a ground truth; made by renga "
                + "\(Renga.configuration.version) at \(Timestamp.now().rfc3339)."
            try OutputGuard.check(html, task: taskFile, read: from)
            let file = try OutputFile(.path(html))
            try file.write(HTMLReport.text(report.sections, notes: report.notes, heading: heading, lead: lead))
            try file.commit()
        }
        if options.json {
            try Console.print(JSONDocument(report))
        } else if statistics.markdown {
            try Console.write(
                MarkdownReport.text(report.sections, notes: report.notes, heading: heading), to: .standardOutput)
        } else if let html = statistics.html {
            if html != "-" { Console.message("written to \(html)") }
        } else {
            let text = report.humanTable(columns: Console.columns, ascii: Console.isASCII)
            try Console.write(text, to: .standardOutput)
        }
    }

    /// Asks the further models; what is asked already is not asked again.
    private func ask(_ task: OpenTask) throws -> ([String], ClassificationRun.Progress) {
        guard let lock = try RunLock.take(in: task.folder) else {
            throw Failure(.stopped, "another renga is asking the models about this task; wait for it, or end it.")
        }
        defer { withExtendedLifetime(lock) {} }
        let line = SharedProgress()
        let comparison = try ComparisonRun(
            task: task, models: furtherModels, limit: limit, budget: budget.flatMap { Money(decimal: $0) }
        ) { line.show(ClassifyReport.line($0)) }
        for notice in comparison.notices { Console.error(notice) }
        let worst = comparison.worst.map { "at most $\($0.rounded(decimals: 4))" } ?? "at an unknown price"
        if comparison.requests > 0 { Console.error("\(comparison.requests) requests, \(worst)") }
        let watch = SignalWatch { count in
            if count == 1 { comparison.run.stop() } else { comparison.run.cancel() }
            line.tell(ClassifyReport.words(onSignal: count))
        }
        let end = try comparison.run.run()
        line.finish()
        withExtendedLifetime(watch) {}
        return (comparison.models, end)
    }

    private func write(_ block: RoutingBlock?, to taskFile: URL) throws {
        switch try RoutingFile.write(block, to: taskFile) {
        case .unchanged(let reason): Console.error("\(taskFile.path) is unchanged: \(reason)")
        case .written(let changes):
            Console.message("\(taskFile.path): wrote [routing]")
            for change in changes { Console.message("  " + change) }
        }
    }

    /// The report stands on what there is; whether that is all is the command's end.
    private func finish(_ end: ClassificationRun.Progress) throws {
        Console.error("\(end.secondOpinions) answers, \(end.failed) failed; spent $\(end.cost.decimal())")
        ClassifyReport.explain(end.reasons, stoppedBy: end.failure)
        if let notice = end.budgetNotice { Console.error("stopped by the budget: \(notice)") }
        if let failure = end.failure { throw failure }
        if end.stopped != nil { throw ExitCode(ExitStatus.stopped.rawValue) }
        if end.failed > 0 { throw ExitCode(ExitStatus.providerUnreachable.rawValue) }
    }
}
