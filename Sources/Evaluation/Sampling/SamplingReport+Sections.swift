import Labeling

extension SamplingReport {
    /// More labels are in the document, not in the table.
    private static let mostLabels = 20

    package var sections: [ReportSection] {
        let title = "All items, estimated"
        if basis == DrawnSample.Basis.census.rawValue {
            return [
                ReportSection(
                    title, reading: "Intervals are for items of the same kind that are still to come.",
                    blocks: [.text("Every item is decided: the plain figures are those of all \(items) items.")])
            ]
        }
        var blocks = warnings.map(ReportBlock.warning)
        guard basis != DrawnSample.Basis.unknown.rawValue else {
            return [
                ReportSection(
                    title, reading: "Without a random sample there is nothing to estimate from.", blocks: blocks)
            ]
        }
        var words =
            "\(used) of \(decided) decided items were drawn with known probabilities (\(basis)), from \(items) items; they "
            + "are worth \(Shown.fixed(effective ?? 0, decimals: 0)) of equal weight."
        if let reach { words += " The random draw has come through \(Shown.share(reach)) of the items." }
        blocks.insert(.text(words), at: 0)
        blocks.append(.table(modelTable))
        if models.contains(where: { $0.errorCost != nil }) { blocks.append(.table(costTable)) }
        blocks.append(.table(prevalenceTable))
        for model in models where !model.perLabel.isEmpty { blocks.append(.table(labelTable(model))) }
        if !unsupported.isEmpty { blocks.append(.table(unsupportedTable)) }
        return [
            ReportSection(
                title,
                reading: "\"decided\" is the plain share; \"weighted\" weighs each drawn item by 1 / its probability; "
                    + "\"with models\" adds the models' labels of all items, corrected by people's on the drawn ones. "
                    + "Trust the narrower of the two last.",
                blocks: blocks)
        ]
    }

    private static func shown(_ estimate: Estimate?) -> String {
        Shown.interval(estimate.map { Interval(value: $0.value, low: $0.low, high: $0.high) })
    }

    private var modelTable: ReportTable {
        ReportTable(
            "Accuracy", header: ["model", "decided", "weighted", "n", "worth", "with models", "kappa"],
            rows: models.map { model in
                [
                    model.model, Shown.interval(model.plainAccuracy), SamplingReport.shown(model.accuracy),
                    model.accuracy.map { "\($0.n)" } ?? Shown.undefined,
                    Shown.fixed(model.accuracy?.effective ?? 0, decimals: 0),
                    SamplingReport.shown(model.poweredAccuracy?.estimate),
                    model.kappa.map {
                        "\(Shown.score($0.value)) [\(Shown.score($0.low)), \(Shown.score($0.high))]"
                    } ?? Shown.undefined,
                ]
            })
    }

    private var costTable: ReportTable {
        func dollars(_ estimate: Estimate?) -> String {
            guard let estimate else { return Shown.undefined }
            let parts = [estimate.value, estimate.low, estimate.high].map { Shown.fixed($0, decimals: 2) }
            return "$\(parts[0]) [\(parts[1]), \(parts[2])]"
        }
        return ReportTable(
            "Cost of errors, for 1,000 items", header: ["model", "weighted", "with models"],
            rows: models.map { [$0.model, dollars($0.errorCost), dollars($0.poweredErrorCost?.estimate)] })
    }

    private var prevalenceTable: ReportTable {
        let left = prevalence.count - SamplingReport.mostLabels
        return ReportTable(
            "Share of each label" + (left > 0 ? " (\(left) more in --json)" : ""),
            header: ["label", "decided", "weighted", "with models"],
            rows: prevalence.prefix(SamplingReport.mostLabels).map {
                [
                    $0.label?.name ?? "(no label fits)", Shown.interval($0.plain), SamplingReport.shown($0.weighted),
                    SamplingReport.shown($0.powered?.estimate),
                ]
            })
    }

    private func labelTable(_ model: ModelEstimates) -> ReportTable {
        let left = model.perLabel.count - SamplingReport.mostLabels
        return ReportTable(
            "\(model.model), by label, weighted" + (left > 0 ? " (\(left) more in --json)" : ""),
            header: ["label", "precision", "recall", "F1", "n"],
            rows: model.perLabel.prefix(SamplingReport.mostLabels).map {
                [
                    $0.label.name, SamplingReport.shown($0.precision), SamplingReport.shown($0.recall),
                    SamplingReport.shown($0.f1), $0.recall.map { "\($0.n)" } ?? Shown.undefined,
                ]
            })
    }

    private var unsupportedTable: ReportTable {
        ReportTable(
            "No item drawn from these" + (unsupported.count > 10 ? " (the 10 largest of \(unsupported.count))" : ""),
            header: ["model", "by", "", "items"],
            rows: unsupported.prefix(10).map { [$0.model, $0.kind.rawValue, $0.name, "\($0.items)"] },
            leftColumns: [1, 2])
    }
}
