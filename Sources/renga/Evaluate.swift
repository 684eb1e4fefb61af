import ArgumentParser
import Evaluation
import Foundation
import Interchange
import Labeling
import Runtime

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare the models with the ground truth and with each other.",
        discussion: """
            Every figure's formula and source: docs/evaluation.md. --from reads a file of items with gold or decisions and
            predictions instead of a task; a task that is named or found gives the label set.
            """)

    @OptionGroup var options: TaskOptions
    @OptionGroup var reading: ReadingArguments

    @Option(help: "Evaluate this file of items, not the task's store.")
    var from: String?

    @Option(name: .customLong("run"), help: .hidden)
    var furtherModels: [String] = []

    @Flag(help: .hidden)
    var markdown = false

    @Option(help: .hidden)
    var html: String?

    func validate() throws {
        if !furtherModels.isEmpty { throw ValidationError("--run (asking further models) is not in this version.") }
        if markdown || html != nil { throw ValidationError("--markdown and --html reports are not in this version.") }
    }

    func run() throws {
        var rejected = 0
        let report: EvaluationReport
        if let from {
            guard reading.format.isReadable else { throw InputProblem.unsupported(reading.format) }
            let labels = try? TaskFile.read(TaskFolder.find(named: options.task).taskFile).labels
            report = try EvaluationRun.report(on: from, options: reading.options(), labels: labels) { line in
                rejected += 1
                if rejected <= 5 { Console.error("\(line.source):\(line.line): \(line.reason)") }
            }
        } else {
            report = try EvaluationRun.report(on: options.open())
        }
        if options.json {
            try Console.print(JSONDocument(report))
        } else {
            try Console.write(report.humanTable(), to: .standardOutput)
        }
        if rejected > 0 {
            Console.error("\(rejected) records were left out")
            throw ExitCode(ExitStatus.inputRejected.rawValue)
        }
    }
}
