import Foundation
package import Labeling

/// Which calibrator, if any, is better than what would be shown without it, by items that it had not seen.
package struct CalibratorChoice: Hashable, Sendable {
    /// One kind, fitted on all items; its scores are those of the same kind fitted without each item's fold.
    package struct Candidate: Hashable, Sendable {
        package var calibrator: Calibrator
        package var scores: CalibrationScores
        /// The Brier score without it, less that with it, item by item: above 0 it is better. With the standard error
        /// of that mean.
        package var gain: Double
        package var gainError: Double
        /// By more than noise (`CalibratorChoice.errors`), and its log loss is smaller too.
        package var isBetter: Bool
    }

    /// Nil: of the model, whatever label it gives.
    package var label: Label?
    package var n: Int
    package var right: Int
    /// Only truth that was decided without this model's answer in view went in.
    package var isBlind: Bool
    /// Of what would be shown without: what the model states, or for a label what the model's own calibrator makes of it.
    package var before: CalibrationScores
    package var candidates: [Candidate]
    /// Of those that are better the one with the least log loss; nil: none is.
    package var best: Int?

    /// With fewer items nothing is fitted.
    package static let fewest = 100
    /// Nor with fewer right ones, or fewer wrong ones: that a model was right each time says little of how often it is.
    package static let fewestOfEach = 10
    /// Of standard errors: 5 % two-sided, shared by four candidates, is 2.498.
    package static let errors = 2.5
    static let kinds: [Calibrator.Kind] = [.temperature, .platt, .beta, .isotonic]

    static func isEnough(_ cells: ConfidenceCells) -> Bool {
        cells.n >= fewest && min(cells.right, cells.n - cells.right) >= fewestOfEach
    }

    /// What is shown of the answers of each fold, by calibrators that have not seen it.
    typealias Folds = [Calibrator]

    /// - Parameter shown: what is shown without a calibrator of these answers: of each fold.
    /// - Returns: nil where there is too little truth.
    init?(_ cells: ConfidenceCells, label: Label?, isBlind: Bool, shown: Folds) {
        guard CalibratorChoice.isEnough(cells) else { return nil }
        self.label = label
        self.isBlind = isBlind
        (n, right) = (cells.n, cells.right)
        let folds = ConfidenceCells.allFolds.map { cells.points([$0]) }
        before = Trial(folds, shown, against: shown).scores
        candidates = []
        for kind in CalibratorChoice.kinds {
            guard let whole = Calibrator(fitting: kind, to: cells.points(ConfidenceCells.allFolds)) else { continue }
            let trial = Trial(folds, CalibratorChoice.folds(cells, kind), against: shown)
            candidates.append(
                Candidate(
                    calibrator: whole, scores: trial.scores, gain: trial.gain, gainError: trial.gainError,
                    isBetter: trial.gain > CalibratorChoice.errors * trial.gainError && trial.gain > 1e-12
                        && trial.scores.logLoss < before.logLoss))
        }
        best = candidates.indices.filter { candidates[$0].isBetter }
            .min { candidates[$0].scores.logLoss < candidates[$1].scores.logLoss }
    }

    /// Of each fold the calibrator of the others.
    static func folds(_ cells: ConfidenceCells, _ kind: Calibrator.Kind) -> Folds {
        ConfidenceCells.allFolds.map { fold in
            let others = ConfidenceCells.allFolds.filter { $0 != fold }
            return Calibrator(fitting: kind, to: cells.points(others)) ?? Calibrator(.identity)
        }
    }

    /// As it is stored and shown.
    package func fitted(of model: String) -> FittedCalibrator {
        let chosen = best.map { candidates[$0] }
        let range = candidates.first?.calibrator.range ?? 0...1
        return FittedCalibrator(
            model: model, label: label, calibrator: chosen?.calibrator ?? Calibrator(.identity, range: range), n: n,
            right: right, isBlind: isBlind, before: before, after: chosen?.scores ?? before)
    }
}

/// Calibrators on the answers of the folds that they have not seen, held against others on the same answers.
private struct Trial {
    private(set) var scores = CalibrationScores(brier: 0, logLoss: 0, ece: 0)
    private(set) var gain = 0.0
    private(set) var gainError = 0.0

    init(_ folds: [[ConfidenceCells.Point]], _ calibrators: [Calibrator], against others: [Calibrator]) {
        var (brier, logLoss, gains) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
        var bins = [ReliabilityBins.Sum](repeating: ReliabilityBins.Sum(), count: ReliabilityBins.count)
        var differences: [(count: Double, gain: Double)] = []
        var n = 0
        for (fold, points) in folds.enumerated() {
            for point in points {
                let p = calibrators[fold].apply(point.confidence)
                let other = others[fold].apply(point.confidence)
                let c = Calibrator.clipped(p)
                let (rights, wrongs) = (Double(point.right), Double(point.n - point.right))
                brier.add(rights * (1 - p) * (1 - p))
                brier.add(wrongs * p * p)
                logLoss.add(-rights * log(c))
                logLoss.add(-wrongs * log1p(-c))
                for (count, gain) in [
                    (rights, (1 - other) * (1 - other) - (1 - p) * (1 - p)), (wrongs, other * other - p * p),
                ] where count > 0 {
                    differences.append((count, gain))
                    gains.add(count * gain)
                }
                let bin = CalibrationTally.edges.dropFirst().firstIndex { p <= $0 } ?? ReliabilityBins.count
                bins[min(max(bin - 1, 0), ReliabilityBins.count - 1)].add(p, n: point.n, right: point.right)
                n += point.n
            }
        }
        guard n > 1 else { return }
        let count = Double(n)
        var error = CompensatedSum()
        for bin in bins { error.add(abs(Double(bin.right) - bin.confidence.value)) }
        scores = CalibrationScores(
            brier: brier.value / count, logLoss: logLoss.value / count, ece: error.value / count)
        gain = gains.value / count
        var deviations = CompensatedSum()
        for difference in differences {
            deviations.add(difference.count * (difference.gain - gain) * (difference.gain - gain))
        }
        gainError = (deviations.value / (count - 1) / count).squareRoot()
    }
}
