import Foundation
import Labeling
import Testing

@testable import Evaluation

/// The data of `Fixtures/calibration.json`, with what scikit-learn, statsmodels, scipy, netcal and betacal say of them.
struct CalibrationReference: Decodable {
    var grid: [Double]
    var folds: [Int]
    var sets: [Set]

    struct Set: Decodable {
        var name: String
        var confidence: [Double]
        var right: [Int]
        var scores: Scores
        var calibrators: Calibrators?

        var groups: [ConfidenceGroup] {
            var answers = ConfidenceAnswers()
            for (confidence, right) in zip(confidence, right) {
                answers.add(confidence, isRight: right == 1, isBlind: true)
            }
            return answers.groups().all
        }

        /// The items with the numbers from 1 on.
        var cells: ConfidenceCells {
            var cells = ConfidenceCells()
            for (place, confidence) in confidence.enumerated() {
                cells.add(
                    thousandths: ConfidenceCells.thousandths(confidence),
                    fold: CalibrationFolds.fold(of: Int64(place + 1)), right: right[place])
            }
            return cells
        }
    }

    struct Scores: Decodable {
        var brier: [Double]
        var logLoss: [Double]
        var overconfidence: [Double]
        var auroc: [Double]
        var parts: Parts
        var chiSquare: Double
        var p: Double
        var width: Bins
        var mass: Bins
        var netcal: [Double]
    }

    struct Parts: Decodable {
        var reliability: Double
        var resolution: Double
        var uncertainty: Double
        var withinVariance: Double
        var withinCovariance: Double
    }

    struct Bins: Decodable {
        var ece: Double
        var largest: Double
        var chance: Double
        var share: [Double]
        var mean: [Double]
    }

    struct Calibrators: Decodable {
        var identity: Fit
        var temperature: Fit
        var platt: Fit
        var beta: Fit
        var isotonic: Fit
        var sklearn: [Double]
        var betacal: [Double]

        subscript(kind: Calibrator.Kind) -> Fit {
            switch kind {
            case .identity: identity
            case .temperature: temperature
            case .platt: platt
            case .beta: beta
            case .isotonic: isotonic
            }
        }
    }

    struct Fit: Decodable {
        var grid: [Double]
        var brier: Double
        var logLoss: Double
        var ece: Double
        var gain: Double
        var error: Double
    }

    static func load() throws -> CalibrationReference {
        let url = try #require(
            Bundle.module.url(forResource: "calibration", withExtension: "json", subdirectory: "Fixtures"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(CalibrationReference.self, from: Data(contentsOf: url))
    }
}
