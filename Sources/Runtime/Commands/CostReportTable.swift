import Reports
import Labeling
import Storage

extension CostReport {
    /// The report as plain text for a terminal: aligned columns, amounts to the last digit.
    ///
    /// Lines end in a newline. No control character of a model's name gets into it.
    package func humanTable() -> String {
        let isEmpty = total.calls == 0
        var sections: [[String]] = [[summary]]
        if !isEmpty {
            sections.append(section("By model", "model", byModel))
            sections.append(tokenLines)
            sections.append(section("By day (UTC)", "day", byDay))
            sections.append(section("By reason of asking", "reason", byEscalation))
            sections.append(section("By what came of it", "outcome", byOutcome))
            sections.append(section("By service", "service", byService))
            sections.append(cacheLines)
        }
        if possiblyBilled.count > 0 {
            sections.append([
                "Possibly billed: \(possiblyBilled.count) "
                    + (possiblyBilled.count == 1 ? "request whose answer was" : "requests whose answers were")
                    + " lost, up to $\(possiblyBilled.most.decimal())"
            ])
        }
        if !notes.isEmpty { sections.append(["Notes"] + notes.map { "  " + TextTable.printable(sentence: $0) }) }
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    private var summary: String {
        var line = "Spent: \(total.unknown > 0 ? "at least " : "")$\(total.charged.decimal())"
        line += " for \(total.answers) answers"
        if total.calls > total.answers { line += " (\(total.calls) calls)" }
        if total.estimated > .zero { line += "; estimated, not spent: $\(total.estimated.decimal())" }
        return line
    }

    private func section(_ title: String, _ heading: String, _ rows: [Row]) -> [String] {
        var table = TextTable([heading, "answers", "calls", "spent $", "estimate $", "cost unknown"])
        let (charged, estimated) = (column(rows.map(\.sum.charged)), column(rows.map(\.sum.estimated)))
        for (row, (charged, estimated)) in zip(rows, zip(charged, estimated)) {
            table.add([
                row.key.words, "\(row.sum.answers)", "\(row.sum.calls)", charged, estimated, "\(row.sum.unknown)",
            ])
        }
        return [title] + table.lines
    }

    /// The exact amounts with as many decimals as the longest of them, so that their points stand below each other.
    private func column(_ amounts: [Money]) -> [String] {
        let decimals = amounts.map { $0.decimal().split(separator: ".").last?.count ?? 0 }.max() ?? 0
        return amounts.map { $0.decimal(minimumDecimals: decimals) }
    }

    private var tokenLines: [String] {
        var table = TextTable([
            "model", "input", "written 5m", "written 1h", "cache read", "output", "of it thinking",
        ])
        for row in byModel {
            let usage = row.sum.usage
            let hour = min(usage.cacheCreation1hInputTokens, usage.cacheCreationInputTokens)
            table.add([
                row.key.words, "\(usage.inputTokens)", "\(usage.cacheCreationInputTokens - hour)", "\(hour)",
                "\(usage.cacheReadInputTokens)", "\(usage.outputTokens)", "\(usage.reasoningTokens)",
            ])
        }
        return ["Tokens"] + table.lines
    }

    private var cacheLines: [String] {
        guard !caching.isEmpty else { return [] }
        var table = TextTable(["model", "tokens read", "tokens written", "saved $"])
        for model in caching {
            table.add([
                CostReport.Key.model(model.model, imported: model.imported).words, "\(model.read)", "\(model.written)",
                model.saved?.decimal() ?? "price unknown",
            ])
        }
        return ["What prompt caching saved"] + table.lines
    }
}

extension CostReport.Key {
    fileprivate var words: String {
        switch self {
        case .day(let day): day ?? "unknown"
        case .model(let model, let imported): imported ? "\(model) (imported)" : model
        case .dayAndModel(let day, let model, let imported):
            "\(day ?? "unknown") \(model)\(imported ? " (imported)" : "")"
        case .escalation(let reason): reason?.rawValue ?? "first opinion"
        case .service(let service): service.rawValue
        case .outcome(let kind, let outcome, let isRepair):
            switch kind {
            case .answer: (isRepair ? "asked again: " : "") + (outcome?.rawValue ?? "unknown")
            case .vote: "vote: \(outcome?.rawValue ?? "unknown")"
            case .sample: "a vote's sample: \(outcome?.rawValue ?? "unknown")"
            case .discarded: "thrown away: \(outcome?.rawValue ?? "unknown")"
            case .lost: "lost"
            }
        }
    }
}
