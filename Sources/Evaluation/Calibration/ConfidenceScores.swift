import Foundation
import Labeling

/// A mean with its 95 % interval by the central limit theorem, where there is one.
package struct MeanEstimate: Hashable, Sendable {
    package var value: Double
    /// Both nil where one answer, or no difference between the answers, says nothing of the spread.
    package var low: Double?
    package var high: Double?

    /// - Parameters:
    ///   - deviations: the sum of the squared distances from the mean.
    ///   - range: what a mean of this kind can be.
    init(_ value: Double, deviations: Double, n: Int, within range: ClosedRange<Double>) {
        self.value = min(max(value, range.lowerBound), range.upperBound)
        guard n > 1, deviations > 1e-24 * Double(n) else { return }
        let half = Interval.normalQuantile * (deviations / Double(n - 1) / Double(n)).squareRoot()
        low = max(range.lowerBound, value - half)
        high = min(range.upperBound, value + half)
    }
}

/// Brier score = reliability - resolution + uncertainty + withinVariance - withinCovariance, over the bins of equal width
/// (Murphy 1973; the last two terms: Stephenson, Coelho and Jolliffe 2008, Weather and Forecasting 23:752-757).
package struct BrierParts: Hashable, Sendable {
    /// How far the bins' confidences are from their accuracies: 0 is best.
    package var reliability: Double
    /// How far the bins' accuracies are from the mean accuracy: more is better.
    package var resolution: Double
    /// accuracy · (1 - accuracy): of the items, not of the confidences.
    package var uncertainty: Double
    package var withinVariance: Double
    package var withinCovariance: Double

    init(_ groups: [ConfidenceGroup]) {
        let sums = ReliabilityBins.sums(groups, edges: CalibrationTally.edges)
        let n = Double(max(1, sums.reduce(0) { $0 + $1.n }))
        let mean = Double(sums.reduce(0) { $0 + $1.right }) / n
        var (reliability, resolution) = (CompensatedSum(), CompensatedSum())
        var (variance, covariance) = (CompensatedSum(), CompensatedSum())
        for sum in sums where sum.n > 0 {
            let count = Double(sum.n)
            let (confidence, share) = (sum.confidence.value / count, Double(sum.right) / count)
            reliability.add(count * (confidence - share) * (confidence - share))
            resolution.add(count * (share - mean) * (share - mean))
        }
        var bin = 0
        for group in groups {
            while bin < sums.count - 1, group.confidence > CalibrationTally.edges[bin + 1] { bin += 1 }
            let count = Double(sums[bin].n)
            let distance = group.confidence - sums[bin].confidence.value / count
            let share = Double(sums[bin].right) / count
            variance.add(Double(group.n) * distance * distance)
            covariance.add((Double(group.right) - Double(group.n) * share) * distance)
        }
        self.reliability = reliability.value / n
        self.resolution = resolution.value / n
        uncertainty = mean * (1 - mean)
        withinVariance = variance.value / n
        withinCovariance = 2 * covariance.value / n
    }
}

/// The chance that a right answer has a higher confidence than a wrong one, a tie being half (Mann and Whitney 1947), with
/// the 95 % interval of DeLong, DeLong and Clarke-Pearson (1988, Biometrics 44:837-845).
package struct ConfidenceRanking: Hashable, Sendable {
    package var right: Int
    package var wrong: Int
    /// Nil where all answers are right, or all wrong.
    package var auroc: Double?
    /// Nil where fewer than two are right or wrong, or where the variance is 0.
    package var low: Double?
    package var high: Double?

    init(_ groups: [ConfidenceGroup]) {
        right = groups.reduce(0) { $0 + $1.right }
        wrong = groups.reduce(0) { $0 + $1.wrong }
        guard right > 0, wrong > 0 else { return }
        let (rights, wrongs) = (Double(right), Double(wrong))
        var pairs = CompensatedSum()
        var wrongBelow = 0
        for group in groups {
            pairs.add(Double(group.right) * (Double(wrongBelow) + Double(group.wrong) / 2))
            wrongBelow += group.wrong
        }
        let area = pairs.value / rights / wrongs
        auroc = min(max(area, 0), 1)
        guard right > 1, wrong > 1 else { return }
        var (ofRight, ofWrong) = (CompensatedSum(), CompensatedSum())
        wrongBelow = 0
        var rightAbove = right
        for group in groups {
            rightAbove -= group.right
            let above = (Double(wrongBelow) + Double(group.wrong) / 2) / wrongs - area
            let below = (Double(rightAbove) + Double(group.right) / 2) / rights - area
            ofRight.add(Double(group.right) * above * above)
            ofWrong.add(Double(group.wrong) * below * below)
            wrongBelow += group.wrong
        }
        let variance = ofRight.value / (rights - 1) / rights + ofWrong.value / (wrongs - 1) / wrongs
        guard variance > 1e-24 else { return }
        let half = Interval.normalQuantile * variance.squareRoot()
        low = max(0, area - half)
        high = min(1, area + half)
    }
}

/// Whether the confidences could be the chances of being right: the score test of Cox's calibration line (Cox 1958,
/// Biometrika 45:562-565), logit(chance) = intercept + slope · logit(confidence), against intercept 0 and slope 1. It
/// needs no fit. A test of the mean misses confidences that are too near to the middle, Spiegelhalter's those that are
/// too low throughout.
package struct CalibrationTest: Hashable, Sendable {
    package var chiSquare: Double
    /// 2; 1 where all confidences are the same, and there is no slope.
    package var degrees: Int
    package var p: Double

    init(_ groups: [ConfidenceGroup]) {
        var (constant, linear) = (CompensatedSum(), CompensatedSum())
        var (weight, first, second) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
        // About their middle, so that nothing is lost where they lie close together.
        let middle = groups.isEmpty ? 0 : Calibrator.logit(Calibrator.clipped(groups[groups.count / 2].confidence))
        for group in groups {
            let c = Calibrator.clipped(group.confidence)
            let (x, count) = (Calibrator.logit(c) - middle, Double(group.n))
            let distance = Double(group.right) - count * c
            constant.add(distance)
            linear.add(distance * x)
            let variance = count * c * (1 - c)
            weight.add(variance)
            first.add(variance * x)
            second.add(variance * x * x)
        }
        let mean = weight.value > 0 ? first.value / weight.value : 0
        let spread = second.value - first.value * mean
        let slope = linear.value - mean * constant.value
        chiSquare = weight.value > 0 ? constant.value * constant.value / weight.value : 0
        degrees = 1
        if spread > 1e-9 * second.value {
            chiSquare += slope * slope / spread
            degrees = 2
        }
        p = degrees == 2 ? exp(-chiSquare / 2) : erfc((chiSquare / 2).squareRoot())
    }
}
