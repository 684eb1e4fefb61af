import ArgumentParser
import Foundation
import Inference
import Interchange
import Runtime
import Storage

struct CostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cost",
        abstract: "What was spent, and on what; with --per-day, what so many items a day would cost.",
        discussion: """
            Estimates of offline models, and requests that may have been billed, are apart: no sum mixes them.
              renga cost --per-day 10000 --input-tokens 800 --output-tokens 50
            Without the tokens, the means of what the store has measured are taken, else an estimate of the prompt.
            """)

    @OptionGroup var options: TaskOptions

    @Option(name: .customLong("per-day"), help: "Say what this many items a day would cost.")
    var perDay: Int?

    @Option(name: .customLong("input-tokens"), help: "Tokens of an item's whole prompt, for --per-day.")
    var inputTokens: Int?

    @Option(name: .customLong("output-tokens"), help: "Tokens of an answer, for --per-day.")
    var outputTokens: Int?

    @Option(help: "The share of items that the second model is asked about, 0 to 1, for --per-day.")
    var escalated: Double?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Models from cheap to strong, for --per-day, named as for evaluate --run; else those of the task.",
            valueName: "model"))
    var models: [String] = []

    func validate() throws {
        if let perDay, !(1...1_000_000_000).contains(perDay) {
            throw ValidationError("--per-day: expected 1 to 1000000000.")
        }
        for (name, tokens) in [("--input-tokens", inputTokens), ("--output-tokens", outputTokens)] {
            if let tokens, !(0...10_000_000).contains(tokens) {
                throw ValidationError("\(name): expected 0 to 10000000.")
            }
        }
        if let escalated, !(0...1).contains(escalated) { throw ValidationError("--escalated: expected 0 to 1.") }
        if perDay == nil, inputTokens != nil || outputTokens != nil || escalated != nil || !models.isEmpty {
            throw ValidationError("--input-tokens, --output-tokens, --escalated and --models go with --per-day.")
        }
    }

    func run() throws {
        let wishes = perDay.map {
            CostProjection.Wishes(
                perDay: $0, inputTokens: inputTokens, outputTokens: outputTokens, escalated: escalated,
                models: models.flatMap { $0.split(separator: ",").map(String.init) })
        }
        let task = try openTask(isNeeded: wishes?.areComplete != true)
        let table = try task.map { try ModelTable.of($0.definition) } ?? ModelTable.shipped()
        let report = CostReport(try task?.store.spending() ?? [], table: table)
        let projection = try wishes.map { try CostProjection.make($0, task: task, table: table) }
        if options.json { return try Console.print(JSONDocument(report, projection: projection)) }
        // A question about the future is answered without the past.
        try Console.write(projection?.humanTable() ?? report.humanTable(), to: .standardOutput)
    }

    /// Nil: there is no task, none is named, and it can be done without.
    private func openTask(isNeeded: Bool) throws -> OpenTask? {
        if !isNeeded, options.task == nil, (try? TaskFolder.find(named: nil)) == nil { return nil }
        return try options.open(toRead: true)
    }
}
