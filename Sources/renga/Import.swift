import ArgumentParser
import Foundation
import Interchange
import Labeling
import Runtime
import Storage

/// How a file of items is read: shared by `import` and `evaluate --from`.
struct ReadingArguments: ParsableArguments {
    @Option(help: "auto, jsonl, csv, tsv or text.")
    var format: FileFormat = .auto

    @Flag(name: .customLong("no-header"), help: "CSV and TSV have no header: the columns are named 1, 2, …")
    var noHeader = false

    @Option(name: .customLong("text-field"), help: "The field or column with the text.")
    var textField: String?

    @Option(name: .customLong("id-field"), help: "The field or column with the id.")
    var idField: String?

    @Option(
        name: [.customLong("gold-field"), .customLong("gold")], help: "The field or column with the true label.")
    var goldField: String?

    @Option(
        name: .customLong("prediction"),
        help: ArgumentHelp(
            "Columns with a model's label and confidence; once for each model.", valueName: "model:label[:confidence]"))
    var predictions: [String] = []

    func options(stopRequested: (@Sendable () -> Bool)? = nil) -> ReadingOptions {
        var options = ReadingOptions(
            format: format, textField: textField, idField: idField, goldField: goldField, hasHeader: !noHeader,
            stopRequested: stopRequested)
        options.annotations.predictions = predictions
        return options
    }

    func validate() throws {
        for prediction in predictions where !prediction.dropFirst().contains(":") {
            throw ValidationError(
                "--prediction: expected MODEL:LABEL or MODEL:LABEL:CONFIDENCE, found \"\(prediction)\".")
        }
    }
}

extension FileFormat: ExpressibleByArgument {}

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take items in: JSON Lines, CSV, TSV or plain text.",
        discussion: """
            Taking the same file in again adds only what is new. An import that was stopped goes on where it was. \
            Bad lines are kept: see renga rejects.
            """)

    @OptionGroup var options: TaskOptions
    @OptionGroup var reading: ReadingArguments

    @Flag(help: "Keep reading growing files, pipes and folders until Ctrl-C.")
    var follow = false

    @Flag(help: "Read inputs from their start that earlier imports have read.")
    var again = false

    @Argument(help: "Files, folders (each file in them), or - for standard input.")
    var files: [String]

    func run() throws {
        guard reading.format.isReadable else { throw InputProblem.unsupported(reading.format) }
        let task = try options.open()
        let watch = SignalWatch()
        let (counts, failure) = follow ? followAll(task, watch) : takeAll(task, watch)
        try report(counts)
        if counts.rejected > 0 {
            let lines = counts.rejected == 1 ? "1 line was" : "\(counts.rejected) lines were"
            Console.message("renga: \(lines) not taken; renga rejects shows what and why.")
        }
        if let failure { throw ExitCode(failure.status.rawValue) }
        if watch.isStopped, !follow { throw ExitCode(ExitStatus.stopped.rawValue) }
        if counts.rejected > 0 { throw ExitCode(ExitStatus.inputRejected.rawValue) }
    }

    private func followAll(_ task: OpenTask, _ watch: SignalWatch) -> (ImportRun.Counts, Failure?) {
        let run = FollowRun(
            store: task.store, labels: task.definition.labels, options: reading.options(), again: again,
            say: { Console.message($0) }, isStopped: { watch.isStopped })
        let (counts, failures) = run.run(files)
        let problems = failures.map { Failure(any: $0) }
        for problem in problems { Console.error(problem.message) }
        return (counts, problems.first)
    }

    private func takeAll(_ task: OpenTask, _ watch: SignalWatch) -> (ImportRun.Counts, Failure?) {
        var counts = ImportRun.Counts()
        var failure: Failure?
        func attempt(_ body: () throws -> Void) {
            do {
                try body()
            } catch {
                // The other files still go in.
                let problem = Failure(any: error)
                Console.error(problem.message)
                failure = failure ?? problem
            }
        }
        for named in files {
            var inputs = [named]
            attempt { if InputKind(path: named) == .folder { inputs = try DroppedFiles.all(in: named) } }
            for file in inputs where !watch.isStopped {
                attempt { try take(file, into: task, watch, &counts) }
            }
        }
        return (counts, failure)
    }

    /// - Parameter counts: are added to also by an import that fails half way.
    private func take(
        _ file: String, into task: OpenTask, _ watch: SignalWatch, _ counts: inout ImportRun.Counts
    ) throws {
        let options = reading.options { watch.isStopped }
        let labels = task.definition.labels
        let memory = try ImportMemory(
            of: .path(file), options: options, labels: labels, store: task.store, again: again)
        if let memory, memory.isWhole {
            Console.message("\(file): already in the store, nothing new (--again reads it anyway)")
            counts += memory.counts
            return
        }
        if let known = memory?.found {
            Console.message("\(file): taken up at line \(known.line), where an earlier import stopped")
        }
        var run = try ImportRun(.path(file), options: options, labels: labels, store: task.store, memory: memory)
        defer { counts += run.counts }
        var line = ProgressLine()
        try run.run { bytes, total, counts in
            let share = total.map { $0 > 0 ? " (\(bytes * 100 / $0) %)" : "" } ?? ""
            line.show("\(file): \(counts.read) read\(share), \(counts.rejected) rejected")
        }
        line.finish()
        if reading.format == .auto, let chosen = run.reader.chosenFormat {
            Console.message("\(file): read as \(chosen.format.rawValue)\(chosen.reason.map { ", \($0)" } ?? "")")
        }
        if reading.goldField == nil {
            for field in run.labelFields {
                Console.message(
                    "\(file): \(field) holds labels, and reviewers see it above each text. --gold-field \(field) makes it "
                        + "the ground truth, which they see after deciding only.")
            }
        }
    }

    private func report(_ counts: ImportRun.Counts) throws {
        if options.json {
            try Console.print(
                [
                    "read": JSONDocument(counts.read), "added": JSONDocument(counts.added),
                    "duplicates": JSONDocument(counts.duplicates), "rejected": JSONDocument(counts.rejected),
                    "skipped": JSONDocument(counts.skipped),
                ] as JSONDocument)
        } else {
            let completed =
                counts.completed > 0 ? " (\(counts.completed) with new ground truth, answers or decisions)" : ""
            try Console.print(
                "\(counts.read) read: \(counts.added) added, \(counts.duplicates) duplicates\(completed), "
                    + "\(counts.rejected) rejected")
        }
    }
}
