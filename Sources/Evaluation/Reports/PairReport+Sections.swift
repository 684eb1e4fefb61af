import Labeling

extension ConfusionMatrix {
    /// A wider matrix is no longer read as text; its largest cells are.
    private static let mostShown = 12

    func section(of model: String) -> ReportSection {
        let map = ReportHeatMap(
            "Confusion of \(model)", rowTitle: "truth", columnTitle: "prediction", rows: labels.map(\.name),
            columns: labels.map(\.name) + ["no label"], counts: zip(counts, noLabel).map { $0 + [$1] })
        guard labels.count > ConfusionMatrix.mostShown else {
            return ReportSection(
                "Confusion of \(model): rows are the truth, columns the prediction", reading: ConfusionMatrix.reading,
                blocks: [.heatMap(map)])
        }
        return largest(of: model, map)
    }

    private static let reading = "off the diagonal: taken for another label"

    private func largest(of model: String, _ map: ReportHeatMap) -> ReportSection {
        var cells: [(truth: Int, prediction: Int?, count: Int)] = []
        for (truth, row) in counts.enumerated() {
            for (prediction, count) in row.enumerated() where count > 0 && prediction != truth {
                cells.append((truth, prediction, count))
            }
            if noLabel[truth] > 0 { cells.append((truth, nil, noLabel[truth])) }
        }
        guard !cells.isEmpty else {
            return ReportSection("Confusions of \(model): none", reading: "", blocks: [])
        }
        cells.sort { ($1.count, $0.truth, $0.prediction ?? .max) < ($0.count, $1.truth, $1.prediction ?? .max) }
        let top = cells.prefix(ConfusionMatrix.mostShown)
        let rows = top.map { cell in
            [labels[cell.truth].name, cell.prediction.map { labels[$0].name } ?? "(no label)", "\(cell.count)"]
        }
        let number = top.count == cells.count ? "all \(cells.count)" : "the \(top.count) largest of \(cells.count)"
        return ReportSection(
            "Confusions of \(model): \(number)", reading: "the label that is true, and what it was taken for",
            blocks: [
                .table(ReportTable(header: ["truth", "prediction", "n"], rows: rows, leftColumns: [1])), .heatMap(map),
            ])
    }
}

extension PairReport {
    var section: ReportSection {
        var blocks: [ReportBlock] = [
            .text(
                "agreement \(Shown.interval(agreement)), kappa \(Shown.score(cohenKappa)) (n = \(n) answered by both)")
        ]
        if mcnemar.n > 0 {
            blocks.append(
                .text(
                    "only a right \(mcnemar.onlyA), only b right \(mcnemar.onlyB) (n = \(mcnemar.n) with ground "
                        + "truth), McNemar p \(Shown.probability(mcnemarP))"))
        }
        if let jaccard {
            blocks.append(.text("Jaccard \(Shown.score(jaccard)): the agreement above is of whole sets"))
        }
        if !perLabel.isEmpty {
            let rows = perLabel.map { label in
                [label.label.name, "\(label.n)", Shown.interval(label.interval), label.adviceWords]
            }
            blocks.append(
                .table(
                    ReportTable(header: ["label of b", "n", "a agrees", "advice"], rows: rows)
                        .brief(by: perLabel.map(\.n), "the most frequent")))
        }
        return ReportSection(
            "\(a) (a) and \(b) (b)",
            reading: perLabel.isEmpty ? "" : "keep: a is enough; watch: nearly; route: ask b for these", blocks: blocks)
    }
}

extension ReviewersReport {
    var section: ReportSection {
        let jaccard = pairs.contains { $0.jaccard != nil } ? ["Jaccard"] : []
        let rows = pairs.map { pair in
            [
                "\(pair.a), \(pair.b)", "\(pair.n)", Shown.interval(pair.agreement), Shown.score(pair.cohenKappa),
            ] + jaccard.map { _ in Shown.score(pair.jaccard) }
        }
        return ReportSection(
            "Reviewers: \(n), Fleiss' kappa \(Shown.score(fleissKappa)), Krippendorff's alpha "
                + "\(Shown.score(krippendorffAlpha)) (n = \(items) items with two labels or more)",
            reading: "1 is perfect, 0 is chance; under about 0.67 no conclusion should rest on these labels",
            blocks: rows.isEmpty
                ? [] : [.table(ReportTable(header: ["reviewers", "n", "agreement", "kappa"] + jaccard, rows: rows))])
    }
}
