import ArgumentParser
import Interchange
import Labeling
import Runtime
import Storage

struct CostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cost", abstract: "What was spent, by day and model; estimates of offline models apart.")

    @OptionGroup var options: TaskOptions

    @Option(name: .customLong("per-day"), help: .hidden)
    var perDay: Int?

    func validate() throws {
        if perDay != nil { throw ValidationError("--per-day (projections) is not in this version.") }
    }

    func run() throws {
        let task = try options.open()
        let rows = try task.store.spending()
        let total = rows.reduce(Money.zero) { $0 + $1.charged }
        let estimated = rows.reduce(Money.zero) { $0 + $1.estimated }
        if options.json {
            try Console.print(
                [
                    "cost_usd": JSONDocument(Optional(total)), "estimated_cost_usd": JSONDocument(Optional(estimated)),
                    "by_day_and_model": .array(rows.map(document)),
                ] as JSONDocument)
            return
        }
        try Console.print(row("day", "model", "answers", "tokens in", "tokens out", "spent $", "est. $"))
        for spending in rows {
            let name = spending.imported ? "\(spending.model) (imported)" : spending.model
            try Console.print(
                row(
                    spending.day ?? "unknown", Console.clean(name), "\(spending.answers)",
                    "\(spending.usage.inputTokens + spending.usage.cacheCreationInputTokens + spending.usage.cacheReadInputTokens)",
                    "\(spending.usage.outputTokens)", spending.charged.decimal(), spending.estimated.decimal()))
            if spending.unknown > 0 { try Console.print("            \(spending.unknown) of these at an unknown cost") }
        }
        try Console.print(row("total", "", "", "", "", total.decimal(), estimated.decimal()))
    }

    private func row(
        _ day: String, _ model: String, _ answers: String, _ input: String, _ output: String, _ spent: String,
        _ estimate: String
    ) -> String {
        func left(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        func right(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.count)) + text
        }
        return left(day, 12) + left(model, 32) + right(answers, 9) + right(input, 12) + right(output, 12)
            + right(spent, 14) + right(estimate, 14)
    }

    private func document(_ spending: Spending) -> JSONDocument {
        [
            "day": JSONDocument(spending.day), "model": .string(spending.model),
            "imported": JSONDocument(spending.imported),
            "answers": JSONDocument(spending.answers), "input_tokens": JSONDocument(spending.usage.inputTokens),
            "output_tokens": JSONDocument(spending.usage.outputTokens),
            "cache_creation_input_tokens": JSONDocument(spending.usage.cacheCreationInputTokens),
            "cache_read_input_tokens": JSONDocument(spending.usage.cacheReadInputTokens),
            "cost_usd": JSONDocument(Optional(spending.charged)),
            "estimated_cost_usd": JSONDocument(Optional(spending.estimated)),
            "unknown_costs": JSONDocument(spending.unknown),
        ]
    }
}
