import Labeling

extension RoutingReport {
    /// A report for people lists so many labels; JSON has all.
    private static let mostLines = 20

    package var sections: [ReportSection] {
        [decisions, agreements, routing, frontierSection, safetySection].compactMap(\.self)
    }

    /// The lines with the most items first, where there are too many for all.
    private var shownRows: [RoutingRow] {
        guard rows.count > RoutingReport.mostLines else { return rows }
        let order = rows.indices.sorted { (rows[$1].n, $0) < (rows[$0].n, $1) }.prefix(RoutingReport.mostLines)
        return order.sorted().map { rows[$0] }
    }

    private func name(_ row: RoutingRow) -> String { row.label?.name ?? "(no label)" }

    private var decisions: ReportSection? {
        guard whole.n > 0 else { return nil }
        var errors = ReportTable(
            "Errors, by the label that the first model gave (95 % intervals)",
            header: ["label", "n", "first wrong", "n both", "second wrong", "only first right", "only second right"],
            rows: [])
        var costs = ReportTable(
            "USD for one answer and for one error of the first, and the advised policy (* estimated, not billed)",
            header: ["label", "first", "second", "seconds", "person", "error", "policy", "advice"], rows: [],
            leftColumns: [6, 7])
        let lines = shownRows
        for (place, row) in (lines + [whole]).enumerated() {
            let name = place < lines.count ? name(row) : "all items"
            errors.rows.append([
                name, "\(row.n)", Shown.interval(row.firstError), "\(row.both)", Shown.interval(row.secondError),
                "\(row.onlyFirst)", "\(row.onlySecond)",
            ])
            let choice = row.choice
            let settled =
                choice.isSettled ? "settled" : choice.needsMore.map { "needs \($0) more" } ?? "not settled"
            let second = row.secondPrice.map(RoutingReport.price)
            let seconds = row.humanSeconds.map { Shown.fixed($0, decimals: 1) }
            costs.rows.append([
                name, RoutingReport.price(row.firstPrice), second ?? Shown.undefined, seconds ?? Shown.undefined,
                row.humanCost?.rounded(decimals: 4) ?? Shown.undefined,
                row.costPerError?.rounded(decimals: 2) ?? Shown.undefined,
                choice.policy?.words(threshold) ?? Shown.undefined, settled,
            ])
        }
        var blocks: [ReportBlock] = [.text("first: \(first); second: \(second ?? "none")")]
        blocks += warnings.map { .warning($0) }
        blocks += [.table(errors), .table(costs)]
        if rows.count > RoutingReport.mostLines {
            blocks.append(.text("\(rows.count - RoutingReport.mostLines) more labels are in the JSON document."))
        }
        if !whole.policies.isEmpty { blocks.append(.table(policies)) }
        blocks.append(.text("all items: \(whole.choice.words)"))
        return ReportSection(
            "Which model for what",
            reading:
                "A label goes to the policy that costs least among those that will do; \"needs n more\" is how many more "
                + "reviewed items would say so for sure, if errors came as often as here.",
            blocks: blocks)
    }

    private var policies: ReportTable {
        let bound = risk.map { "at most (wished \(Shown.share($0)))" } ?? "at most"
        var table = ReportTable(
            "All items by policy, USD for one item",
            header: ["policy", "n", "errors", bound, "models", "people", "errors cost", "together"], rows: [])
        for policy in whole.policies {
            table.rows.append([
                policy.kind.words(threshold) + (policy.isComparable ? "" : " (answers missing)"), "\(policy.n)",
                policy.kind == .humanAlone ? "none, assumed" : Shown.interval(policy.error), Shown.share(policy.upper),
                policy.model?.rounded(decimals: 6) ?? Shown.undefined,
                policy.human?.rounded(decimals: 6) ?? Shown.undefined,
                policy.errorCost?.rounded(decimals: 6) ?? Shown.undefined,
                policy.total?.rounded(decimals: 6) ?? Shown.undefined,
            ])
        }
        return table
    }

    private static func price(_ price: PriceReport) -> String {
        guard let used = price.used else { return Shown.undefined }
        return used.rounded(decimals: 6) + (price.isEstimate ? "*" : "")
    }

    private var agreements: ReportSection? {
        guard let second, !pairLabels.isEmpty else { return nil }
        var table = ReportTable(
            header: [
                "label of the second", "n", "first agrees", "advice", "n true", "only first", "only second", "p",
                "Holm",
            ],
            rows: [], leftColumns: [3])
        let order = pairLabels.indices.sorted { (pairLabels[$1].n, $0) < (pairLabels[$0].n, $1) }
        for label in order.prefix(RoutingReport.mostLines).sorted().map({ pairLabels[$0] }) {
            table.rows.append([
                label.label.name, "\(label.n)", Shown.interval(label.interval), label.adviceWords,
                "\(label.test?.counts.n ?? 0)", label.test.map { "\($0.counts.onlyA)" } ?? Shown.undefined,
                label.test.map { "\($0.counts.onlyB)" } ?? Shown.undefined, Shown.probability(label.test?.p),
                Shown.probability(label.test?.holmP),
            ])
        }
        var blocks: [ReportBlock] = [.table(table)]
        let more = pairLabels.count - RoutingReport.mostLines
        if more > 0 { blocks.append(.text("\(more) more labels are in the JSON document.")) }
        return ReportSection(
            "\(first) and \(second), by the label of the second",
            reading:
                "Under 90 % route, up to 95 % watch, from there keep; p is the exact McNemar test of who is right more "
                + "often on these items, Holm the same corrected for having tested every label.",
            blocks: blocks)
    }

    private var routing: ReportSection? {
        guard second != nil, !(block.entries.isEmpty && block.open.isEmpty) else { return nil }
        return ReportSection(
            "[routing] for renga.toml",
            reading:
                "Only labels whose advice is settled are routed; renga evaluate --write-routing puts it into the file.",
            blocks: [.code(block.text)])
    }
}

extension PairLabelReport {
    /// `route, needs 37 more`
    var adviceWords: String {
        if isSettled { return "\(advice.rawValue), settled" }
        return "\(advice.rawValue), " + (needsMore.map { "needs \($0) more" } ?? "on a limit")
    }
}
