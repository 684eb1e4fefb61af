import ArgumentParser
import Foundation
import Interchange
import Labeling
import Runtime
import Storage

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take items in: JSON, CSV, TSV, plain text, files of other tools; gzip and zstd of each.",
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

    @OptionGroup var near: NearArguments

    @Argument(
        help: "Files, folders (each file in them), patterns ('logs/**/*.csv.gz'), or - for standard input.")
    var files: [String]

    func validate() throws {
        if follow, let threshold = near.threshold {
            throw ValidationError(
                "--near-duplicates looks at all items once they are in, and --follow has no end: "
                    + "run renga duplicates --near \(threshold) --mark from time to time instead.")
        }
    }

    func run() throws {
        guard reading.format.isReadable else { throw InputProblem.unsupported(reading.format) }
        let task = try options.open()
        let watch = SignalWatch()
        var report = ImportReport()
        let newest = try task.store.newestItem()
        if follow {
            for entry in followAll(task, watch) { report.add(entry) }
        } else {
            takeAll(task, watch, &report)
        }
        report.nearDuplicates = try near.mark(in: task.store, after: newest, watch)
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

    private func followAll(_ task: OpenTask, _ watch: SignalWatch) -> [ImportReport.File] {
        let run = FollowRun(
            store: task.store, labels: task.definition.labels, options: reading.options(), again: again,
            say: { Console.message($0) }, isStopped: { watch.isStopped })
        return zip(files, run.run(files)).map { name, followed in
            let problems = followed.failures.map { Failure(any: $0) }
            for problem in problems { Console.error(problem.message) }
            return ImportReport.File(
                name: name, reading: followed.reading, counts: followed.counts,
                failure: problems.max { $0.status.rawValue < $1.status.rawValue })
        }
    }

    private func takeAll(_ task: OpenTask, _ watch: SignalWatch, _ report: inout ImportReport) {
        var unmatched: [InputProblem] = []
        let named = InputNames.expanded(files, problems: &unmatched)
        for problem in unmatched {
            Console.error("\(problem)")
            if case .noMatch(let pattern) = problem {
                report.add(ImportReport.File(name: pattern, failure: Failure(any: problem)))
            }
        }
        for name in named where !watch.isStopped {
            var inputs = [name]
            do {
                if InputKind(path: name) == .folder {
                    inputs = try DroppedFiles.all(in: name)
                    if inputs.isEmpty { Console.message("\(name): a folder without files to take in") }
                }
            } catch {
                fail(&report, ImportReport.File(name: name), error)
                continue
            }
            for file in inputs where !watch.isStopped {
                var entry = ImportReport.File(name: file)
                do {
                    try take(file, into: task, watch, &entry)
                    report.add(entry)
                } catch {
                    // The other files still go in.
                    fail(&report, entry, error)
                }
            }
        }
    }

    private func fail(_ report: inout ImportReport, _ entry: ImportReport.File, _ error: any Error) {
        var entry = entry
        let problem = Failure(any: error)
        Console.error(problem.message)
        entry.failure = problem
        report.add(entry)
    }

    /// - Parameter entry: gets what was taken, also where that ends in a failure.
    private func take(
        _ file: String, into task: OpenTask, _ watch: SignalWatch, _ entry: inout ImportReport.File
    ) throws {
        let options = reading.options { watch.isStopped }
        let labels = task.definition.labels
        let memory = try ImportMemory(
            of: .path(file), options: options, labels: labels, store: task.store, again: again)
        if let memory, memory.isWhole {
            Console.message("\(file): already in the store, nothing new (--again reads it anyway)")
            entry.counts = memory.counts
            entry.reading = InputReading(of: .path(file), options: options, labels: labels)
            return
        }
        if let known = memory?.found {
            Console.message("\(file): taken up at line \(known.line), where an earlier import stopped")
        }
        var run = try ImportRun(.path(file), options: options, labels: labels, store: task.store, memory: memory)
        let reader = run.reader
        var line = ProgressLine()
        defer {
            entry.counts = run.counts
            entry.reading = InputReading(reader)
        }
        func say(_ text: String) {
            line.finish()
            Console.message("\(file): \(text)")
        }
        try run.run(say: say) { bytes, total, counts in
            let share = total.map { $0 > 0 ? " (\(bytes * 100 / $0) %)" : "" } ?? ""
            line.show("\(file): \(counts.read) read\(share), \(counts.rejected) rejected")
        }
        line.finish()
        tellWhatItWasTakenFor(run, file)
    }

    private func tellWhatItWasTakenFor(_ run: ImportRun, _ file: String) {
        if reading.format == .auto, let chosen = run.reader.chosenFormat {
            Console.message("\(file): read as \(chosen.format.rawValue)\(chosen.reason.map { ", \($0)" } ?? "")")
        }
        guard reading.goldField == nil else { return }
        for field in run.labelFields {
            Console.message(
                "\(file): \(field) holds labels, and reviewers see it above each text. --gold-field \(field) makes it "
                    + "the ground truth, which they see after deciding only.")
        }
    }
}
