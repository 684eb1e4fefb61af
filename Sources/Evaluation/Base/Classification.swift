package import Labeling

extension ModelReport {
    /// - Parameters:
    ///   - severe: for each label, whether it is marked severe; empty: none is.
    ///   - truths: items with a label as ground truth, answered or not.
    init(_ tally: ModelTally, labels: [Label], severe: [Bool], truths: Int) {
        let confusion = ConfusionMatrix(tally.confusion, labels: tally.sets == nil ? labels : [])
        let classes = tally.sets?.sets.classes ?? confusion.classes
        let kappas = tally.sets?.sets.labels.map(\.cohenKappa) ?? labels.map { _ in nil }
        let answers = tally.others.n == 0 ? tally.evaluated : tally.evaluated.joined(with: tally.others)
        let evaluated = tally.evaluated.report
        self.init(
            model: tally.model, n: tally.n, correct: tally.correct, noLabel: tally.noLabel,
            unanswered: truths - tally.n, accuracy: .wilson(successes: tally.correct, of: tally.n),
            macroF1: classes.macroF1, weightedF1: classes.weightedF1,
            cohenKappa: (tally.sets?.whole ?? confusion.pairCounts).cohenKappa,
            perLabel: zip(zip(labels, classes), kappas).map { LabelReport(label: $0.0, $0.1, cohenKappa: $1) },
            confusion: confusion,
            brier: tally.calibration.brier, ece: tally.calibration.report, cost: evaluated.cost,
            estimatedCost: evaluated.estimatedCost, unknownCosts: evaluated.unknownCosts,
            costPerCorrect: evaluated.unknownCosts == 0 ? evaluated.cost?.times(1, over: tally.correct) : nil,
            latency: evaluated.latency,
            byExposure: ExposureReport(
                blind: ExposureAccuracy(
                    n: tally.blind.n, accuracy: .wilson(successes: tally.blind.correct, of: tally.blind.n)),
                shown: ExposureAccuracy(
                    n: tally.shown.n, accuracy: .wilson(successes: tally.shown.correct, of: tally.shown.n))),
            answers: tally.others.n == 0 ? evaluated : answers.report, outcomes: tally.outcomes.report,
            severity: tally.sets.map { $0.severityReport(of: labels) }
                ?? (severe.isEmpty ? nil : SeverityReport(confusion, severe: severe)),
            sets: tally.sets.map { sets in
                SetsReport(
                    jaccard: sets.sets.jaccard, microF1: classes.microF1, hammingLoss: sets.sets.hammingLoss)
            })
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

    /// Of all labels together, as scikit-learn `f1_score(average="micro")`.
    var microF1: Double? {
        let (common, given) = reduce((0, 0)) { ($0.0 + $1.truePositives, $0.1 + $1.support + $1.predicted) }
        return given > 0 ? Double(2 * common) / Double(given) : nil
    }

    /// The mean weighted by support, as scikit-learn `f1_score(average="weighted")`.
    var weightedF1: Double? {
        let total = reduce(0) { $0 + $1.support }
        guard total > 0 else { return nil }
        return reduce(0.0) { $0 + ($1.f1 ?? 0) * Double($1.support) } / Double(total)
    }
}

extension LabelReport {
    init(label: Label, _ counts: ClassCounts, cohenKappa: Double? = nil) {
        self.init(
            label: label, precision: counts.precision, recall: counts.recall, f1: counts.f1, support: counts.support,
            predicted: counts.predicted, cohenKappa: cohenKappa, correct: counts.truePositives)
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
    /// This amount times a fraction, exact and rounded half up to a step; stays at the largest amount instead of
    /// overflowing. Nil for a negative numerator, or a denominator below 1.
    package func times(_ numerator: Int, over denominator: Int) -> Money? {
        guard numerator >= 0, denominator > 0 else { return nil }
        let divisor = UInt64(denominator)
        let product = picodollars.magnitude.multipliedFullWidth(by: UInt64(numerator))
        guard product.high < divisor else { return Money(picodollars: picodollars < 0 ? .min : .max) }
        let (quotient, rest) = divisor.dividingFullWidth(product)
        // Half of a negative step goes up too: towards zero.
        let isUp = picodollars < 0 ? rest > divisor - rest : rest >= divisor - rest
        let (steps, overflows) = quotient.addingReportingOverflow(isUp ? 1 : 0)
        guard !overflows, steps <= UInt64(Int64.max) else {
            return Money(picodollars: picodollars < 0 ? .min : .max)
        }
        return Money(picodollars: picodollars < 0 ? -Int64(steps) : Int64(steps))
    }
}
