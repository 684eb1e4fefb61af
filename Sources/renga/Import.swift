import ArgumentParser
import Foundation
import Interchange
import Labeling
import Runtime

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
        help: ArgumentHelp(
            "utf-8, utf-16, latin-1, windows-1252, shift_jis, … (iconv -l). Default: what the file's beginning says.",
            valueName: "name"))
    var encoding: String?

    @Option(
        help: ArgumentHelp(
            "What stands between the fields of a CSV file: one character, or tab.", valueName: "character"))
    var delimiter: String?

    @Option(
        name: .customLong("records-field"),
        help: ArgumentHelp("The array that holds the items, in a file that is one JSON object.", valueName: "name"))
    var recordsField: String?

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
        options.encoding = encoding
        options.delimiter = delimiterByte
        options.recordsField = recordsField
        return options
    }

    private var delimiterByte: UInt8? {
        guard let delimiter else { return nil }
        if ["tab", "\\t"].contains(delimiter.lowercased()) { return 9 }
        let byte = delimiter.utf8.first ?? 0
        return delimiter.utf8.count == 1 && byte >= 0x20 && byte < 0x7F && byte != 0x22 || byte == 9 ? byte : nil
    }

    func validate() throws {
        if let delimiter, delimiterByte == nil {
            throw ValidationError(
                "--delimiter: expected one ASCII character that is no quote, or tab, found \"\(delimiter)\".")
        }
        for prediction in predictions where !prediction.dropFirst().contains(":") {
            throw ValidationError(
                "--prediction: expected MODEL:LABEL or MODEL:LABEL:CONFIDENCE, found \"\(prediction)\".")
        }
    }
}

extension FileFormat: ExpressibleByArgument {}

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take items in: JSON, CSV, TSV or plain text, gzip and zstd of each.",
        discussion: "Taking the same file in again adds only what is new. Bad lines are kept: see renga rejects.")

    @OptionGroup var options: TaskOptions
    @OptionGroup var reading: ReadingArguments

    @Flag(help: "Keep reading a growing file or a pipe until Ctrl-C.")
    var follow = false

    @Argument(help: "Files, patterns ('logs/**/*.csv.gz'), or - for standard input.")
    var files: [String]

    func run() throws {
        guard reading.format.isReadable else { throw InputProblem.unsupported(reading.format) }
        let task = try options.open()
        let watch = SignalWatch()
        var report = ImportReport()
        var unmatched: [InputProblem] = []
        let inputs = InputNames.expanded(files, problems: &unmatched)
        for problem in unmatched {
            Console.error("\(problem)")
            if case .noMatch(let pattern) = problem {
                report.add(ImportReport.File(name: pattern, failure: Failure(any: problem)))
            }
        }
        for file in inputs where !watch.isStopped {
            var entry = ImportReport.File(name: file)
            do {
                try take(file, into: task, watch, &entry)
            } catch {
                // The other files still go in.
                let problem = Failure(any: error)
                Console.error(problem.message)
                entry.failure = problem
            }
            report.add(entry)
        }
        if options.json {
            try Console.print(report.document)
        } else {
            for line in report.lines { try Console.print(Console.clean(line)) }
        }
        let rejected = report.total.rejected
        if rejected > 0 {
            let lines = rejected == 1 ? "1 line was" : "\(rejected) lines were"
            Console.message("renga: \(lines) not taken; renga rejects shows what and why.")
        }
        if watch.isStopped, !follow { throw ExitCode(ExitStatus.stopped.rawValue) }
        if let worst = report.worst { throw ExitCode(worst.rawValue) }
    }

    /// - Parameter entry: gets what was taken, also where that ends in a failure.
    private func take(
        _ file: String, into task: OpenTask, _ watch: SignalWatch, _ entry: inout ImportReport.File
    ) throws {
        var run = try ImportRun(
            .path(file), options: reading.options(follow: follow) { watch.isStopped },
            labels: task.definition.labels, store: task.store)
        let reader = run.reader
        var line = ProgressLine()
        var told = 0
        /// Each as soon as it is known: a pipe may go on for days.
        func tellWarnings() {
            for warning in reader.warnings.dropFirst(told) {
                line.finish()
                Console.message("\(file): \(warning)")
                told += 1
            }
        }
        defer {
            tellWarnings()
            entry.counts = run.counts
            (entry.format, entry.packing) = (reader.chosenFormat?.format, reader.packing)
            entry.encoding = reader.chosenFormat == nil ? nil : reader.encoding
        }
        repeat {
            try run.run { bytes, total, counts in
                tellWarnings()
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
        if reading.goldField == nil {
            for field in run.labelFields {
                Console.message(
                    "\(file): \(field) holds labels, and reviewers see it above each text. --gold-field \(field) makes it "
                        + "the ground truth, which they see after deciding only.")
            }
        }
    }
}
