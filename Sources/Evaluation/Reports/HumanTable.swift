import Labeling

extension EvaluationReport {
    /// The report as plain text for a terminal: aligned columns, every number with its n, `-` where undefined.
    ///
    /// Lines end in a newline. No control character of a label, model or reviewer gets into it.
    package func humanTable() -> String {
        var sections = [truthLines]
        if !models.isEmpty {
            sections.append(accuracyLines)
            sections.append(costLines)
            sections.append(outcomeLines)
            sections.append(severityLines)
            for model in models where model.n > 0 {
                sections.append(labelLines(of: model))
                if model.sets == nil { sections.append(model.confusion.lines(title: model.model)) }
            }
        }
        for pair in pairs { sections.append(pair.lines) }
        sections.append(headToHeadLines)
        // Each two of them stand in the section of `details.raters`, but for what sets of labels have.
        if reviewers.n > 1 {
            sections.append(details.raters == nil || isMultiLabel ? reviewers.lines : Array(reviewers.lines.prefix(1)))
        }
        sections += details.sections.map(\.lines)
        if !notes.isEmpty { sections.append(["Notes"] + notes.map { "  " + TextTable.printable(sentence: $0) }) }
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    private var truthLines: [String] {
        var line = "Ground truth: \(groundTruth.n) of \(items) items"
        if groundTruth.n > 0 {
            let imported = groundTruth[.imported]
            line += " (\(groundTruth.n - imported) decided in review, \(imported) imported)"
        }
        if let empty = groundTruth.empty, groundTruth.n > 0 { line += "; \(empty) of them without any label" }
        if groundTruth.rejected > 0 { line += "; \(groundTruth.rejected) more fit no label" }
        return [line]
    }

    private var accuracyLines: [String] {
        var table = TextTable([
            "model", "n", isMultiLabel ? "subset accuracy" : "accuracy", "macro F1", "weighted F1", "kappa", "Brier",
            "ECE", "n with confidence",
        ])
        var exposure = TextTable(["model", "n blind", "accuracy", "n shown", "accuracy"])
        for model in models {
            table.add([
                model.model, "\(model.n)", Shown.interval(model.accuracy), Shown.score(model.macroF1),
                Shown.score(model.weightedF1), Shown.score(model.cohenKappa), Shown.score(model.brier),
                Shown.score(model.ece.value), "\(model.ece.n)",
            ])
            let (blind, shown) = (model.byExposure.blind, model.byExposure.shown)
            exposure.add([
                model.model, "\(blind.n)", Shown.interval(blind.accuracy), "\(shown.n)", Shown.interval(shown.accuracy),
            ])
        }
        var lines = ["Models against the ground truth (accuracy with its 95 % interval)"] + table.lines
        lines.append("  F1, kappa: 1 is perfect, kappa 0 is chance; Brier, ECE judge the confidence: 0 is perfect")
        lines += setLines
        if models.contains(where: { $0.byExposure.shown.n > 0 }) {
            lines += ["", "Truth decided without (blind) and with (shown) the model's answer in view"] + exposure.lines
        }
        return lines
    }

    private var costLines: [String] {
        var table = TextTable([
            "model", "answers", "no label", "cost USD", "not billed USD", "USD per correct", "n timed", "p50 ms",
            "p99 ms",
        ])
        for model in models {
            let answers = model.answers
            let isPartial = answers.cost != nil && answers.unknownCosts > 0
            table.add([
                model.model, "\(answers.n)", "\(answers.noLabel)",
                (isPartial ? "at least " : "") + (answers.cost?.decimal() ?? Shown.undefined),
                answers.estimatedCost?.decimal() ?? Shown.undefined,
                model.costPerCorrect?.rounded(decimals: 9) ?? Shown.undefined, "\(answers.latency.n)",
                Shown.milliseconds(answers.latency.p50), Shown.milliseconds(answers.latency.p99),
            ])
        }
        return ["Cost and latency of all answers (per correct: of those with ground truth)"] + table.lines
    }

    private func labelLines(of model: ModelReport) -> [String] {
        let kappa = model.sets == nil ? [] : ["kappa"]
        var table = TextTable(["label", "true", "predicted", "precision", "recall", "F1"] + kappa)
        let occurring = model.perLabel.filter { $0.support + $0.predicted > 0 }
        for label in occurring {
            table.add(
                [
                    label.label.name, "\(label.support)", "\(label.predicted)", Shown.score(label.precision),
                    Shown.score(label.recall), Shown.score(label.f1),
                ] + kappa.map { _ in Shown.score(label.cohenKappa) })
        }
        var lines = ["Labels by \(TextTable.printable(model.model)) (n = \(model.n))"] + table.lines
        let others = model.perLabel.count - occurring.count
        if others > 0 { lines.append("  \(others) more neither true nor predicted") }
        return lines
    }
}

extension ConfusionMatrix {
    /// A matrix wider than this is no longer read; its largest cells are.
    private static let mostShown = 12

    fileprivate func lines(title: String) -> [String] {
        let name = TextTable.printable(title)
        return labels.count <= ConfusionMatrix.mostShown ? matrixLines(name) : confusionLines(name)
    }

    private func matrixLines(_ name: String) -> [String] {
        // Long names would make the columns too wide: columns are numbered, rows carry number and name.
        var table = TextTable(["truth"] + labels.indices.map { "\($0 + 1)" } + ["no label"])
        for (truth, row) in counts.enumerated() {
            table.add(["\(truth + 1) \(labels[truth].name)"] + row.map(String.init) + ["\(noLabel[truth])"])
        }
        return ["Confusion of \(name): rows are the truth, columns the prediction"] + table.lines
    }

    private func confusionLines(_ name: String) -> [String] {
        var cells: [(truth: Int, prediction: Int?, count: Int)] = []
        for (truth, row) in counts.enumerated() {
            for (prediction, count) in row.enumerated() where count > 0 && prediction != truth {
                cells.append((truth, prediction, count))
            }
            if noLabel[truth] > 0 { cells.append((truth, nil, noLabel[truth])) }
        }
        guard !cells.isEmpty else { return ["Confusions of \(name): none"] }
        cells.sort { ($1.count, $0.truth, $0.prediction ?? .max) < ($0.count, $1.truth, $1.prediction ?? .max) }
        let top = cells.prefix(ConfusionMatrix.mostShown)
        var table = TextTable(["truth", "prediction", "n"])
        for cell in top {
            let prediction = cell.prediction.map { labels[$0].name } ?? "(no label)"
            table.add([labels[cell.truth].name, prediction, "\(cell.count)"])
        }
        let number = top.count == cells.count ? "all \(cells.count)" : "the \(top.count) largest of \(cells.count)"
        return ["Confusions of \(name): \(number)"] + table.lines
    }
}

extension PairReport {
    fileprivate var lines: [String] {
        let (first, second) = (TextTable.printable(a), TextTable.printable(b))
        var lines = ["\(first) (a) and \(second) (b)"]
        lines.append(
            "  agreement \(Shown.interval(agreement)), kappa \(Shown.score(cohenKappa)) (n = \(n) answered by both)")
        if mcnemar.n > 0 {
            lines.append(
                "  only a right \(mcnemar.onlyA), only b right \(mcnemar.onlyB) (n = \(mcnemar.n) with ground truth), "
                    + "McNemar p \(Shown.probability(mcnemarP))")
        }
        if let jaccard { lines.append("  Jaccard \(Shown.score(jaccard)): the agreement above is of whole sets") }
        guard !perLabel.isEmpty else { return lines }
        var table = TextTable(["label of b", "n", "a agrees", "advice"])
        for label in perLabel {
            table.add([label.label.name, "\(label.n)", Shown.interval(label.interval), label.advice.rawValue])
        }
        return lines + table.lines + ["  keep: a is enough; watch: nearly; route: ask b for these"]
    }
}

extension ReviewersReport {
    fileprivate var lines: [String] {
        let jaccard = pairs.contains { $0.jaccard != nil } ? ["Jaccard"] : []
        var table = TextTable(["reviewers", "n", "agreement", "kappa"] + jaccard)
        for pair in pairs {
            table.add(
                [
                    "\(TextTable.printable(pair.a)), \(TextTable.printable(pair.b))", "\(pair.n)",
                    Shown.interval(pair.agreement), Shown.score(pair.cohenKappa),
                ] + jaccard.map { _ in Shown.score(pair.jaccard) })
        }
        var lines = [
            "Reviewers: \(n), Fleiss' kappa \(Shown.score(fleissKappa)), Krippendorff's alpha "
                + "\(Shown.score(krippendorffAlpha)) (n = \(items) items with two labels or more)"
        ]
        if !pairs.isEmpty { lines += table.lines }
        return lines
    }
}
