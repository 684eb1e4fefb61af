import Labeling

extension RoutingReport {
    var frontierSection: ReportSection? {
        guard let frontier, !frontier.points.isEmpty else { return nil }
        var table = ReportTable(
            "Policies that no other one beats (+), those that are alone, and the threshold in force (=)",
            header: ["policy", "", "n", "asked further", "accuracy", "without people", "USD per 1,000"], rows: [],
            leftColumns: [1])
        for point in frontier.points where point.isPareto || point.isCurrent || point.threshold == nil {
            table.rows.append([
                point.kind.words(point.threshold), (point.isPareto ? "+" : "") + (point.isCurrent ? "=" : ""),
                "\(point.n)", "\(point.asked)",
                point.accuracy.map { Shown.interval($0) } ?? "assumed right", Shown.share(point.coverage),
                point.costPerThousand?.rounded(decimals: 4) ?? Shown.undefined,
            ])
        }
        let series = PolicyKind.allCases.compactMap { kind -> ReportPlot.Series? in
            let points = frontier.points.filter { $0.kind == kind }.compactMap { point -> ReportPlot.Point? in
                guard let cost = point.costPerThousand else { return nil }
                return ReportPlot.Point(
                    x: Double(cost.picodollars) / 1e12, y: point.quality, low: point.accuracy?.low,
                    high: point.accuracy?.high, n: point.n, name: point.threshold.map { Shown.threshold($0) })
            }
            guard !points.isEmpty else { return nil }
            return ReportPlot.Series(kind.words(nil), kind: kind.hasThreshold ? .line : .points, points: points)
        }
        var blocks: [ReportBlock] = [.table(table)]
        if !series.isEmpty {
            blocks.append(
                .plot(
                    ReportPlot(
                        "Cost and quality", x: .init("USD per 1,000 items", format: .dollars), y: .init("accuracy"),
                        series: series)))
        }
        blocks.append(contentsOf: recommendation(frontier))
        return ReportSection(
            "Cost and quality over thresholds",
            reading:
                "Up and to the left is better: as good for less money, or better for the same. What a person decides "
                + "counts as right.",
            blocks: blocks)
    }

    private func recommendation(_ frontier: FrontierReport) -> [ReportBlock] {
        guard let choice = frontier.recommended else {
            return [
                .text("No point is recommended without --risk or error-cost-usd that it could meet at a known price.")
            ]
        }
        let point = choice.point
        let wish =
            risk.map {
                "whose bound keeps \(Shown.share($0)) errors (the bound does not know that the best of many was taken)"
            } ?? "with the lowest expected cost"
        let cost = point.costPerThousand?.rounded(decimals: 4) ?? Shown.undefined
        var blocks: [ReportBlock] = [
            .text(
                "Recommended: \(point.kind.words(point.threshold)), the cheapest \(wish): accuracy "
                    + "\(Shown.share(point.quality)), $\(cost) per 1,000 (n = \(point.n), the same items that it was chosen on)."
            )
        ]
        if let check = choice.outOfSample {
            let cost = check.costPerThousand?.rounded(decimals: 4) ?? Shown.undefined
            let chosen = zip(check.kinds, check.thresholds).map { $0.words($1) }.joined(separator: "; ")
            blocks.append(
                .text(
                    "Chosen on one half and counted on the other: \(Shown.interval(check.error)) errors, $\(cost) per "
                        + "1,000 (n = \(check.n); the halves chose: \(chosen))."))
            if let risk, let error = check.error, error.value > risk {
                blocks.append(
                    .warning("Out of sample it does not keep the wished \(Shown.share(risk)): review more items first.")
                )
            }
        } else {
            blocks.append(.warning("Half of the items is too few to choose on: nothing checks this choice."))
        }
        return blocks
    }

    var safetySection: ReportSection? {
        guard let safety else { return nil }
        var table = ReportTable(
            header: ["label", "decided by", "n", "let pass", "n not severe", "false alarms"], rows: [],
            leftColumns: [1])
        let labels = safety.lines.first?.labels.indices ?? 0..<0
        for place in labels.prefix(20) {
            for line in safety.lines {
                let label = line.labels[place]
                table.rows.append([
                    label.label.name, line.model ?? line.policy?.words(threshold) ?? "", "\(label.n)",
                    "\(label.misses): \(Shown.interval(label.missRate))", "\(line.notSevere)",
                    "\(label.falseAlarms): \(Shown.interval(label.falseAlarmRate))",
                ])
            }
        }
        var blocks: [ReportBlock] = [.table(table)]
        if labels.count > 20 { blocks.append(.text("\(labels.count - 20) more labels are in the JSON document.")) }
        return ReportSection(
            "Labels of high severity, by model and policy",
            reading:
                "Let pass: this label in truth, and nothing severe was raised; false alarms: this label raised where "
                + "nothing severe is. Policies at the threshold in force.",
            blocks: blocks)
    }
}
