import ArgumentParser
import Foundation
import Interchange
import Labeling
import Runtime
import Storage

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the ground truth; renga import takes the jsonl back in without loss.")

    @OptionGroup var options: TaskOptions

    @Option(help: "jsonl or csv; else what the name of the file ends in, else jsonl.")
    var format: ExportFormat?

    @Option(name: .shortAndLong, help: ArgumentHelp("Where to; else standard output.", valueName: "file"))
    var output: String = "-"

    @Flag(help: "Every item, not only those with a ground truth.")
    var all = false

    @Option(
        help: ArgumentHelp(
            "Which label counts where reviewers differ: single, majority, adjudicated or dawid-skene; else as the task "
                + "has it.",
            valueName: "policy"))
    var truth: TruthPolicy?

    func run() throws {
        let format = format ?? ExportFormat(fileName: output)
        guard format.isWritable else { throw OutputProblem.unsupported(format) }
        let task = try options.open(toRead: true)
        try OutputGuard.check(output, task: task.folder.taskFile)
        var writer = try GroundTruthWriter(
            to: OutputFile(.path(output)), format: format, includingUndecided: all, first: task.definition.first.model,
            second: task.definition.second?.model, labels: task.definition.labels)
        var line = ProgressLine()
        let review = task.definition.review
        let policy = truth ?? (review.truth == .dawidSkene ? .dawidSkene : nil)
        let weighed = try policy == .dawidSkene ? WeighedTruth(of: task) : nil
        if weighed?.isRefused == true {
            Console.error("too many labels and reviewers' answers for dawid-skene: the majority is written")
        }
        // Under another rule than the store's, other items have a truth.
        try task.store.forEachAnnotated(groundTruthOnly: !all && policy == nil) { item in
            let annotated = item.annotated
            let resolved =
                if let weighed {
                    weighed.truth(of: item)
                } else if let policy {
                    GroundTruth.resolve(
                        decisions: annotated.decisions, gold: annotated.gold, policy: policy,
                        needed: review.reviewersNeeded(for: annotated.item.id))
                } else {
                    item.truth
                }
            _ = try writer.write(annotated, truth: resolved)
            line.show("\(writer.written) written")
        }
        try writer.finish()
        line.finish()
        if options.json {
            guard output != "-" else { return }
            try Console.print(["written": JSONDocument(writer.written), "file": .string(output)] as JSONDocument)
        } else {
            Console.message("\(writer.written) items written\(output == "-" ? "" : " to \(output)")")
        }
    }
}

extension ExportFormat: ExpressibleByArgument {}
