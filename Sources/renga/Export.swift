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

    func run() throws {
        let format = format ?? ExportFormat(fileName: output)
        guard format.isWritable else { throw OutputProblem.unsupported(format) }
        let task = try options.open()
        var writer = try GroundTruthWriter(
            to: OutputFile(.path(output)), format: format, includingUndecided: all, first: task.definition.first.model,
            second: task.definition.second?.model, labels: task.definition.labels)
        var line = ProgressLine()
        try task.store.forEachAnnotated(groundTruthOnly: !all) { item in
            _ = try writer.write(item.annotated, truth: item.truth)
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
