import ArgumentParser
import Foundation
import Interchange
import Labeling
import Runtime
import Storage

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the ground truth, for people and other programs.",
        discussion: """
            renga import takes the jsonl back in without loss, and the csv as far as a table can say it. What another format \
            has no place for is listed in FILE.loss.json. docs/formats/export.md has the formats.
              renga export -o gold.jsonl --split 80/10/10
              renga export --format huggingface -o dataset --filter 'conf<0.8' --since 7d
            """)

    @OptionGroup var options: TaskOptions

    @Option(
        help: ArgumentHelp(
            "\(ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")); else what the name of "
                + "the file ends in, else jsonl.", valueName: "format"))
    var format: ExportFormat?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("A file, for huggingface a folder; else standard output.", valueName: "file"))
    var output: String = "-"

    @Flag(help: "Every item, not only those with a ground truth.")
    var all = false

    @Option(
        help: ArgumentHelp(
            "Which label counts where reviewers differ: single, majority, adjudicated or dawid-skene; else as the task "
                + "has it.",
            valueName: "policy"))
    var truth: TruthPolicy?

    // A filter may begin with what must not hold: -has:earlier.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Only items that match, as in the review: 'label:billing conf<0.8', a list such as decided, or @name.",
            valueName: "expr"))
    var filter: String?

    @Option(
        help: ArgumentHelp(
            "Only items that came in, were decided or were undone since: 2026-11-01, 2026-11-01T09:30:00Z, 7d, 12h.",
            valueName: "time"))
    var since: String?

    @Option(
        help: ArgumentHelp(
            "Several files, by a hash of the ids: 80/10/10 (train, dev, test), 90/10, or train=70,dev=15,test=15.",
            valueName: "shares"))
    var split: String?

    @Option(help: ArgumentHelp("The licence that the card of huggingface names, as cc-by-4.0.", valueName: "id"))
    var license: String?

    func run() throws {
        let format = format ?? ExportFormat(fileName: output)
        let shape = format.shape
        guard !output.isEmpty else { throw Failure(.usage, "-o: the name of the file is empty") }
        let task = try options.open(toRead: true)
        var request = ExportRequest(format, to: output)
        request.includesUndecided = all
        request.truth = truth
        if let filter { request.filter = try ExportRequest.filter(filter, of: task) }
        if let since {
            guard let date = FilterDate(since, now: .now()) else {
                throw Failure(
                    .usage,
                    "--since: expected a date (2026-11-01), a time (2026-11-01T09:30:00Z) or an age (7d, 12h), found \"\(since)\""
                )
            }
            request.since = date.start
        }
        if let split {
            do {
                request.splits = try ExportSplits(split, middle: shape.middleSplit)
            } catch {
                throw Failure(.usage, "--split: \(error)")
            }
        }
        if let license {
            guard format == .huggingface else {
                throw Failure(.usage, "--license: only the card of --format huggingface names one")
            }
            request.license = license
        }
        try OutputGuard.check(output, task: task.folder.taskFile)
        try checkFiles(shape, request, task)
        let watch = SignalWatch()
        var line = ProgressLine()
        let summary = try ExportRun(request, of: task).run(
            progress: { line.show($0) }, tell: { Console.error($0) }, isStopped: { watch.isStopped })
        line.finish()
        try report(summary)
    }

    /// The names that follow from that of the output must not be the task's files either.
    private func checkFiles(_ shape: any ExportShape.Type, _ request: ExportRequest, _ task: OpenTask) throws {
        let target = ExportTarget(output, format: shape, splits: request.splits?.names)
        for path in target.mainFiles(shape) + [target.lossFile] {
            try OutputGuard.check(path, task: task.folder.taskFile)
        }
    }

    private func report(_ summary: ExportSummary) throws {
        for warning in summary.warnings { Console.error(warning) }
        if options.json {
            guard output != "-" else { return }
            let first: [JSONDocument.Member] = [
                .init("written", JSONDocument(summary.written)), .init("file", .string(output)),
            ]
            let rest =
                summary.members.filter { $0.key != "written" } + [.init("loss_file", JSONDocument(summary.lossFile))]
            return try Console.print(.object(first + rest))
        }
        var words = "\(summary.written) items written\(output == "-" ? "" : " to \(output)")"
        if summary.files.count > 1 {
            words += ": " + summary.files.map { "\($0.split ?? $0.name) \($0.items)" }.joined(separator: ", ")
        }
        Console.message(words)
        if !summary.companions.isEmpty { Console.message("beside: \(summary.companions.joined(separator: ", "))") }
        for one in summary.reasons { Console.message("\(one.items) left out: \(one.reason)") }
        let lost = summary.lost
        guard !lost.isEmpty else { return }
        let shown = lost.prefix(6).map { "\($0.field) (\($0.items))" }.joined(separator: ", ")
        Console.message(
            "no place in \(summary.format.rawValue) for \(shown)\(lost.count > 6 ? " and \(lost.count - 6) more fields" : "")"
                + (summary.lossFile.map { ": \($0) has all" } ?? ""))
    }
}

extension ExportFormat: ExpressibleByArgument {}
