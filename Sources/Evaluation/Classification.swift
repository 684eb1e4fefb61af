import Labeling

extension ModelReport {
    /// - Parameter truths: items with a label as ground truth, answered or not.
    init(_ tally: ModelTally, labels: [Label], truths: Int) {
        let confusion = ConfusionMatrix(tally.confusion, labels: labels)
        let classes = confusion.classes
        let answers = tally.others.n == 0 ? tally.evaluated : tally.evaluated.joined(with: tally.others)
        let evaluated = tally.evaluated.report
        self.init(
            model: tally.model, n: tally.n, correct: tally.correct, noLabel: tally.noLabel,
            unanswered: truths - tally.n, accuracy: .wilson(successes: tally.correct, of: tally.n),
            macroF1: classes.macroF1, weightedF1: classes.weightedF1, cohenKappa: confusion.pairCounts.cohenKappa,
            perLabel: zip(labels, classes).map { LabelReport(label: $0, $1) }, confusion: confusion,
            brier: tally.calibration.brier, ece: tally.calibration.report, cost: evaluated.cost,
            estimatedCost: evaluated.estimatedCost, unknownCosts: evaluated.unknownCosts,
            costPerCorrect: evaluated.unknownCosts == 0 ? evaluated.cost?.divided(by: tally.correct) : nil,
            latency: evaluated.latency,
            byExposure: ExposureReport(
                blind: ExposureAccuracy(
                    n: tally.blind.n, accuracy: .wilson(successes: tally.blind.correct, of: tally.blind.n)),
                shown: ExposureAccuracy(
                    n: tally.shown.n, accuracy: .wilson(successes: tally.shown.correct, of: tally.shown.n))),
            answers: tally.others.n == 0
                ? evaluated : answers.report)
    }
}

/// One label seen as the only question: yes or no.
struct ClassCounts: Hashable, Sendable {
    var truePositives = 0
    var support = 0
    var predicted = 0

    var precision: Double? { predicted > 0 ? Double(truePositives) / Double(predicted) : nil }
    var recall: Double? { support > 0 ? Double(truePositives) / Double(support) : nil }
    /// 2·tp / (2·tp + fp + fn)
    var f1: Double? { support + predicted > 0 ? Double(2 * truePositives) / Double(support + predicted) : nil }
}

extension [ClassCounts] {
    /// The mean over the labels that are true or predicted somewhere, as scikit-learn `f1_score(average="macro")`.
    var macroF1: Double? {
        let scores = compactMap(\.f1)
        return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
    }

    /// The mean weighted by support, as scikit-learn `f1_score(average="weighted")`.
    var weightedF1: Double? {
        let total = reduce(0) { $0 + $1.support }
        guard total > 0 else { return nil }
        return reduce(0.0) { $0 + ($1.f1 ?? 0) * Double($1.support) } / Double(total)
    }
}

extension LabelReport {
    init(label: Label, _ counts: ClassCounts) {
        self.init(
            label: label, precision: counts.precision, recall: counts.recall, f1: counts.f1, support: counts.support,
            predicted: counts.predicted)
    }
}

extension ConfusionMatrix {
    init(_ rows: [Counts], labels: [Label]) {
        let empty = Counts()
        let full = labels.indices.map { $0 < rows.count ? rows[$0] : empty }
        self.init(
            labels: labels,
            counts: full.map { row in labels.indices.map { row[Category.label($0).value] } },
            noLabel: full.map { $0[Category.besides.value] })
    }

    var classes: [ClassCounts] {
        var classes = [ClassCounts](repeating: ClassCounts(), count: labels.count)
        for (truth, row) in counts.enumerated() {
            classes[truth].support += noLabel[truth]
            for (prediction, count) in row.enumerated() where count > 0 {
                classes[truth].support += count
                classes[prediction].predicted += count
                if truth == prediction { classes[truth].truePositives += count }
            }
        }
        return classes
    }

    /// Truth and prediction as two raters.
    var pairCounts: PairCounts {
        var pair = PairCounts()
        for (truth, row) in counts.enumerated() {
            pair.add(.label(truth), .besides, times: noLabel[truth])
            for (prediction, count) in row.enumerated() {
                pair.add(.label(truth), .label(prediction), times: count)
            }
        }
        return pair
    }
}

extension Money {
    /// Exact, rounded half up to a step; nil for a count below 1.
    func divided(by count: Int) -> Money? {
        guard count > 0 else { return nil }
        let divisor = Int64(count)
        var (quotient, rest) = picodollars.quotientAndRemainder(dividingBy: divisor)
        if rest < 0 { (quotient, rest) = (quotient - 1, rest + divisor) }
        return Money(picodollars: rest >= divisor - rest ? quotient + 1 : quotient)
    }
}
