import Foundation
package import Labeling

/// What a model's confidences are worth on one set of items.
package struct ConfidenceFigures: Hashable, Sendable {
    /// Answers with a ground truth and a confidence.
    package var n: Int
    package var accuracy: Interval
    package var meanConfidence: Double
    /// Mean confidence less accuracy: above 0 the model is too sure of itself.
    package var overconfidence: MeanEstimate
    package var equalWidth: ReliabilityBins
    package var equalMass: ReliabilityBins
    package var brier: MeanEstimate
    package var brierParts: BrierParts
    /// In nats, of confidences no nearer to 0 and 1 than `Calibrator.clip`.
    package var logLoss: MeanEstimate
    /// Answers whose confidence was nearer to 0 or 1 than that.
    package var clipped: Int
    package var ranking: ConfidenceRanking
    package var test: CalibrationTest

    /// - Parameter groups: from low to high. Nil: there are none.
    init?(_ groups: [ConfidenceGroup]) {
        let n = groups.reduce(0) { $0 + $1.n }
        let right = groups.reduce(0) { $0 + $1.right }
        guard let accuracy = Interval.wilson(successes: right, of: n) else { return nil }
        self.n = n
        self.accuracy = accuracy
        var sum = CompensatedSum()
        for group in groups { sum.add(group.confidence * Double(group.n)) }
        meanConfidence = min(max(sum.value / Double(n), 0), 1)
        equalWidth = ReliabilityBins(groups, .equalWidth)
        equalMass = ReliabilityBins(groups, .equalMass)
        overconfidence = ConfidenceFigures.mean(groups, n, within: -1...1) { $0 - ($1 ? 1 : 0) }
        brier = ConfidenceFigures.mean(groups, n, within: 0...1) { $1 ? (1 - $0) * (1 - $0) : $0 * $0 }
        brierParts = BrierParts(groups)
        logLoss = ConfidenceFigures.mean(groups, n, within: 0...Double.greatestFiniteMagnitude) {
            let c = Calibrator.clipped($0)
            return $1 ? -log(c) : -log1p(-c)
        }
        clipped = groups.reduce(0) { $0 + (Calibrator.clipped($1.confidence) == $1.confidence ? 0 : $1.n) }
        ranking = ConfidenceRanking(groups)
        test = CalibrationTest(groups)
    }

    /// The mean of what each answer is worth, by its confidence and whether it is right.
    private static func mean(
        _ groups: [ConfidenceGroup], _ n: Int, within range: ClosedRange<Double>, _ worth: (Double, Bool) -> Double
    ) -> MeanEstimate {
        var sum = CompensatedSum()
        for group in groups {
            if group.right > 0 { sum.add(Double(group.right) * worth(group.confidence, true)) }
            if group.wrong > 0 { sum.add(Double(group.wrong) * worth(group.confidence, false)) }
        }
        let mean = sum.value / Double(n)
        var deviations = CompensatedSum()
        for group in groups {
            for (count, isRight) in [(group.right, true), (group.wrong, false)] where count > 0 {
                let distance = worth(group.confidence, isRight) - mean
                deviations.add(Double(count) * distance * distance)
            }
        }
        return MeanEstimate(mean, deviations: deviations.value, n: n, within: range)
    }
}

/// The same of the answers that give one label.
package struct LabelConfidence: Hashable, Sendable {
    package var label: Label
    package var n: Int
    package var accuracy: Interval
    package var meanConfidence: Double
    /// Over 10 bins of equal width, and what it would be by chance alone (`ReliabilityBins`).
    package var ece: Double
    package var eceByChance: Double

    /// Nil: no such answer.
    init?(_ label: Label, bins: ArraySlice<ReliabilityBins.Sum>) {
        let n = bins.reduce(0) { $0 + $1.n }
        guard let accuracy = Interval.wilson(successes: bins.reduce(0) { $0 + $1.right }, of: n) else { return nil }
        self.label = label
        self.n = n
        self.accuracy = accuracy
        var (confidence, error, chance) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
        for bin in bins {
            confidence.add(bin.confidence.value)
            error.add(abs(Double(bin.right) - bin.confidence.value))
            chance.add(bin.deviationByChance)
        }
        meanConfidence = min(max(confidence.value / Double(n), 0), 1)
        ece = error.value / Double(n)
        eceByChance = chance.value / Double(n)
    }
}
