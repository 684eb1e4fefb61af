package import Labeling

/// One model against the ground truth.
///
/// All figures but `answers` are over the same `n` items: those with a label as ground truth and an answer of the
/// model. An answer without a valid label (invalid, refused, truncated) is in `n`, and wrong.
package struct ModelReport: Hashable, Sendable {
    package var model: String
    package var n: Int
    package var correct: Int
    /// Answers of `n` without a valid label.
    package var noLabel: Int
    /// Items with a label as ground truth that the model has not answered.
    package var unanswered: Int
    package var accuracy: Interval?
    package var macroF1: Double?
    package var weightedF1: Double?
    package var cohenKappa: Double?
    /// All labels of the set.
    package var perLabel: [LabelReport]
    package var confusion: ConfusionMatrix
    /// Mean of (confidence - correct)² over the answers that have a confidence; `ece.n` counts them.
    package var brier: Double?
    package var ece: CalibrationReport
    /// What was really charged; nil when no answer's cost is known. With `unknownCosts > 0` it is a lower bound.
    package var cost: Money?
    /// What unbilled answers would have cost; nil when there are none. Never part of `cost`.
    package var estimatedCost: Money?
    package var unknownCosts: Int
    /// `cost / correct`, rounded half up to 10⁻¹² dollars; nil while one cost is unknown.
    package var costPerCorrect: Money?
    package var latency: LatencyReport
    package var byExposure: ExposureReport
    /// The same model over all items that it answered, with or without ground truth.
    package var answers: AnswersReport
    package var outcomes: OutcomesReport
    /// Nil: no label of the set is marked severe.
    package var severity: SeverityReport?
    /// Nil: an item has one label.
    package var sets: SetsReport? = nil
}

/// What there is to say beside where an item can have several labels. Accuracy is then subset accuracy: the whole set
/// is right, or the answer is wrong; F1 and the figures by label are over the labels, and `confusion` is empty.
package struct SetsReport: Hashable, Sendable {
    /// Mean over the items of labels in both over labels in either; two empty sets: 1; no valid answer: 0.
    package var jaccard: Double?
    /// Over all labels of all items together.
    package var microF1: Double?
    /// The share of all yes-or-no answers about labels that are wrong; an answer that is not valid is wrong in each.
    package var hammingLoss: Double?
}

package struct LabelReport: Hashable, Sendable {
    package var label: Label
    /// Nil when the label was never predicted (it enters macro F1 as 0, as in scikit-learn).
    package var precision: Double?
    /// Nil when the label is never true.
    package var recall: Double?
    /// Nil when the label is neither true nor predicted.
    package var f1: Double?
    /// Items of `n` of which this is the ground truth.
    package var support: Int
    /// Items of `n` of which this is the prediction.
    package var predicted: Int
    /// Of the answers yes and no about this label; nil also where an item has one label alone.
    package var cohenKappa: Double? = nil
    /// Items that have it in truth and in the answer.
    package var correct: Int

    package var precisionInterval: Interval? { .wilson(successes: correct, of: predicted) }
    package var recallInterval: Interval? { .wilson(successes: correct, of: support) }
    /// F1 = 2 j / (1 + j) grows with the share j of the items with this label, in truth or answer, that have it in both:
    /// so Wilson's bounds of j give its bounds.
    package var f1Interval: Interval? {
        guard let share = Interval.wilson(successes: correct, of: support + predicted - correct), let f1 else {
            return nil
        }
        func bound(_ share: Double) -> Double { 2 * share / (1 + share) }
        return Interval(value: f1, low: min(f1, bound(share.low)), high: max(f1, bound(share.high)))
    }
}

package struct ConfusionMatrix: Hashable, Sendable {
    package var labels: [Label]
    /// `counts[truth][prediction]`, both in the order of `labels`.
    package var counts: [[Int]]
    /// For each true label, the answers without a valid label.
    package var noLabel: [Int]
}

/// Expected calibration error over equal-width bins of the confidence (Naeini et al. 2015).
package struct CalibrationReport: Hashable, Sendable {
    package var bins: Int
    /// Answers with a confidence.
    package var n: Int
    package var value: Double?
    package var table: [CalibrationBin]
}

/// The answers with `low < confidence <= high`; the first bin has confidence 0 too.
package struct CalibrationBin: Hashable, Sendable {
    package var low: Double
    package var high: Double
    package var n: Int
    package var meanConfidence: Double?
    package var accuracy: Double?
}

/// In milliseconds, over the answers that have a latency.
package struct LatencyReport: Hashable, Sendable {
    package var n: Int
    package var p50: Double?
    package var p99: Double?
}

/// Truth decided without, and with, this model's answer in view. Imported truth counts as blind.
package struct ExposureReport: Hashable, Sendable {
    package var blind: ExposureAccuracy
    package var shown: ExposureAccuracy
}

package struct ExposureAccuracy: Hashable, Sendable {
    package var n: Int
    package var accuracy: Interval?
}

package struct AnswersReport: Hashable, Sendable {
    package var n: Int
    package var noLabel: Int
    package var cost: Money?
    package var estimatedCost: Money?
    package var unknownCosts: Int
    /// What 1,000 items cost at this rate, rounded half up to 10⁻¹² dollars; nil while one cost is unknown.
    package var costPerThousand: Money?
    package var latency: LatencyReport
}

extension ExposureReport {
    /// Accuracy on blind truth less accuracy on truth decided with the model in view; nil: one of them is undefined.
    package var difference: IndependentDifference? {
        guard let blind = blind.accuracy, let shown = shown.accuracy else { return nil }
        return .newcombe(blind, shown)
    }
}
