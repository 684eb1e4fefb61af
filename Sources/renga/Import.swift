import ArgumentParser
import Foundation
import Interchange
import Labeling
import Runtime

/// How a file of items is read: shared by `import` and `evaluate --from`.
struct ReadingArguments: ParsableArguments {
    @Option(help: "auto, jsonl, csv, tsv, text, prodigy, label-studio, argilla or doccano.")
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

    func options(follow: Bool = false, stopRequested: (@Sendable () -> Bool)? = nil) -> ReadingOptions {
        var options = ReadingOptions(
            format: format, textField: textField, idField: idField, goldField: goldField, hasHeader: !noHeader,
            follow: follow, stopRequested: stopRequested)
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
        discussion: "Taking the same file in again adds only what is new. Bad lines are kept: see renga rejects.")

    @OptionGroup var options: TaskOptions
    @OptionGroup var reading: ReadingArguments

    @Flag(help: "Keep reading a growing file or a pipe until Ctrl-C.")
    var follow = false

    @Argument(help: "Files, or - for standard input.")
    var files: [String]

    func run() throws {
        guard reading.format.isReadable else { throw InputProblem.unsupported(reading.format) }
        let task = try options.open()
        let watch = SignalWatch()
        var counts = ImportRun.Counts()
        var failure: Failure?
        for file in files where !watch.isStopped {
            do {
                counts += try take(file, into: task, watch)
            } catch {
                // The other files still go in.
                let problem = Failure(any: error)
                Console.error(problem.message)
                failure = failure ?? problem
            }
        }
        try report(counts)
        if counts.rejected > 0 {
            let lines = counts.rejected == 1 ? "1 line was" : "\(counts.rejected) lines were"
            Console.message("renga: \(lines) not taken; renga rejects shows what and why.")
        }
        if let failure { throw ExitCode(failure.status.rawValue) }
        if watch.isStopped, !follow { throw ExitCode(ExitStatus.stopped.rawValue) }
        if counts.rejected > 0 { throw ExitCode(ExitStatus.inputRejected.rawValue) }
    }

    private func take(_ file: String, into task: OpenTask, _ watch: SignalWatch) throws -> ImportRun.Counts {
        var run = try ImportRun(
            .path(file), options: reading.options(follow: follow) { watch.isStopped },
            labels: task.definition.labels, store: task.store)
        let reader = run.reader
        var line = ProgressLine()
        repeat {
            try run.run { bytes, total, counts in
                let share = total.map { $0 > 0 ? " (\(bytes * 100 / $0) %)" : "" } ?? ""
                line.show("\(file): \(counts.read) read\(share), \(counts.rejected) rejected")
            }
            guard follow, !reader.isFinished, !watch.isStopped else { break }
            Thread.sleep(forTimeInterval: 0.2)
        } while true
        if follow, !watch.isStopped {
            reader.finish()
            try run.run { _, _, _ in }
        }
        line.finish()
        if reading.format == .auto, let chosen = reader.chosenFormat {
            Console.message("\(file): read as \(chosen.format.rawValue)\(chosen.reason.map { ", \($0)" } ?? "")")
        }
        for notice in reader.notices { Console.message("\(file): \(notice)") }
        if reading.goldField == nil {
            for field in run.labelFields {
                Console.message(
                    "\(file): \(field) holds labels, and reviewers see it above each text. --gold-field \(field) makes it "
                        + "the ground truth, which they see after deciding only.")
            }
        }
        return run.counts
    }

    private func report(_ counts: ImportRun.Counts) throws {
        if options.json {
            try Console.print(
                [
                    "read": JSONDocument(counts.read), "added": JSONDocument(counts.added),
                    "duplicates": JSONDocument(counts.duplicates), "rejected": JSONDocument(counts.rejected),
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
