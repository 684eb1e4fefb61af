import Labeling
import Testing

@testable import Evaluation

@Suite struct CalibrationReferenceTests {
    let reference: CalibrationReference

    init() throws { reference = try CalibrationReference.load() }

    @Test func scoresOfConfidenceAreThoseOfScikitLearnAndOfTheirDefinitions() throws {
        for set in reference.sets {
            let found = try #require(ConfidenceFigures(set.groups))
            let expected = set.scores
            func compare(
                _ estimate: MeanEstimate, _ values: [Double], _ what: String, within range: ClosedRange<Double>
            ) {
                expectClose(estimate.value, values[0], "\(set.name), \(what)")
                expectClose(estimate.low, max(range.lowerBound, values[1]), "\(set.name), \(what), low")
                expectClose(estimate.high, min(range.upperBound, values[2]), "\(set.name), \(what), high")
            }
            compare(found.brier, expected.brier, "Brier", within: 0...1)
            compare(found.logLoss, expected.logLoss, "log loss", within: 0...1e9)
            compare(found.overconfidence, expected.overconfidence, "overconfidence", within: -1...1)
            expectClose(found.ranking.auroc, expected.auroc[0], "\(set.name), AUROC")
            expectClose(found.ranking.low, expected.auroc[1], "\(set.name), AUROC, low")
            expectClose(found.ranking.high, expected.auroc[2], "\(set.name), AUROC, high")
            #expect(found.test.degrees == 2)
            expectClose(found.test.chiSquare, expected.chiSquare, "\(set.name), test of calibration", within: 1e-10)
            expectClose(found.test.p, expected.p, "\(set.name), test of calibration, p", within: 1e-10)
            expectClose(found.brierParts.reliability, expected.parts.reliability, "\(set.name), reliability")
            expectClose(found.brierParts.resolution, expected.parts.resolution, "\(set.name), resolution")
            expectClose(found.brierParts.uncertainty, expected.parts.uncertainty, "\(set.name), uncertainty")
            expectClose(found.brierParts.withinVariance, expected.parts.withinVariance, "\(set.name), variance")
            expectClose(found.brierParts.withinCovariance, expected.parts.withinCovariance, "\(set.name), covariance")
        }
    }

    @Test func binsOfBothKindsAreThoseOfScikitLearn() {
        for set in reference.sets {
            let pairs = [
                (ReliabilityBins(set.groups, .equalWidth), set.scores.width),
                (ReliabilityBins(set.groups, .equalMass), set.scores.mass),
            ]
            for (found, expected) in pairs {
                let bins = found.bins.filter { $0.n > 0 }
                #expect(bins.count == expected.share.count, "\(set.name), \(found.kind)")
                for (bin, (share, mean)) in zip(bins, zip(expected.share, expected.mean)) {
                    expectClose(bin.accuracy?.value, share, "\(set.name), \(found.kind)")
                    expectClose(bin.meanConfidence, mean, "\(set.name), \(found.kind)")
                }
                expectClose(found.ece, expected.ece, "\(set.name), \(found.kind), ECE")
                expectClose(found.largest, expected.largest, "\(set.name), \(found.kind), largest gap")
            }
            // netcal closes its bins on the left: of a confidence on an edge it says something else.
            guard set.name != "too sure", set.name != "few", set.name != "bent" else { continue }
            let edges = set.confidence.filter { ($0 * 10).rounded() == $0 * 10 }.count
            let bound = 3 * Double(edges) / Double(set.confidence.count) + 1e-9
            let found = ReliabilityBins(set.groups, .equalWidth)
            #expect(abs(found.ece - set.scores.netcal[0]) <= bound, "\(set.name), netcal")
        }
    }

    @Test func whatChanceGivesAPerfectModelIsThatOfASimulation() {
        for set in reference.sets {
            for (kind, bins) in [(ReliabilityBins.Kind.equalWidth, set.scores.width), (.equalMass, set.scores.mass)] {
                let found = ReliabilityBins(set.groups, kind).eceByChance
                // Bins are exact where all confidences in them are equal, and nearly so elsewhere.
                #expect(abs(found - bins.chance) < 0.02 * bins.chance, "\(set.name), \(kind): \(found), \(bins.chance)")
            }
        }
    }

    @Test func calibratorsAreThoseOfOtherPrograms() throws {
        for set in reference.sets {
            guard let expected = set.calibrators else { continue }
            let points = set.cells.points(ConfidenceCells.allFolds)
            for kind in Calibrator.Kind.allCases {
                let fitted = try #require(Calibrator(fitting: kind, to: points))
                #expect(fitted.kind == kind)
                for (x, y) in zip(reference.grid, expected[kind].grid) {
                    // L-BFGS stops earlier than Newton.
                    expectClose(fitted.apply(x), y, "\(set.name), \(kind.rawValue) at \(x)", within: 2e-7)
                }
            }
            let platt = try #require(Calibrator(fitting: .platt, to: points))
            let beta = try #require(Calibrator(fitting: .beta, to: points))
            for (place, x) in reference.grid.enumerated() where set.name != "against" {
                expectClose(platt.apply(x), expected.sklearn[place], "\(set.name), sigmoid at \(x)", within: 1e-3)
                // betacal fits without Platt's targets.
                expectClose(beta.apply(x), expected.betacal[place], "\(set.name), betacal at \(x)", within: 0.01)
            }
        }
    }

    @Test func scoresOutOfSampleAreThoseOfTheSameFoldsElsewhere() throws {
        #expect(
            [1, 2, 3, 4, 5, 6, 7, 1_000, 123_456_789_012].map { CalibrationFolds.fold(of: $0) } == reference.folds)
        for set in reference.sets {
            guard let expected = set.calibrators else { continue }
            let cells = set.cells
            let stated = CalibratorChoice.folds(cells, .identity)
            let choice = try #require(CalibratorChoice(cells, label: nil, isBlind: true, shown: stated))
            expectClose(choice.before.brier, expected.identity.brier, "\(set.name), before")
            expectClose(choice.before.logLoss, expected.identity.logLoss, "\(set.name), before")
            expectClose(choice.before.ece, expected.identity.ece, "\(set.name), before")
            for candidate in choice.candidates {
                let kind = candidate.calibrator.kind
                let what = "\(set.name), \(kind.rawValue)"
                expectClose(candidate.scores.brier, expected[kind].brier, "\(what), Brier", within: 1e-7)
                expectClose(candidate.scores.logLoss, expected[kind].logLoss, "\(what), log loss", within: 1e-7)
                expectClose(candidate.scores.ece, expected[kind].ece, "\(what), ECE", within: 1e-6)
                expectClose(candidate.gain, expected[kind].gain, "\(what), gain", within: 1e-7)
                expectClose(candidate.gainError, expected[kind].error, "\(what), error", within: 1e-7)
            }
        }
    }

    @Test func onlyWhatIsBeyondNoiseIsBetter() throws {
        func best(_ name: String) throws -> Calibrator.Kind? {
            let set = try #require(reference.sets.first { $0.name == name })
            let stated = CalibratorChoice.folds(set.cells, .identity)
            let choice = try #require(CalibratorChoice(set.cells, label: nil, isBlind: true, shown: stated))
            return choice.best.map { choice.candidates[$0].calibrator.kind }
        }
        #expect(try best("too sure") != nil)
        #expect(try best("bent") != nil)
        #expect(try best("calibrated") == nil)
    }
}
