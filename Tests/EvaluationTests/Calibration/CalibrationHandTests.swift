import Foundation
import Labeling
import Testing

@testable import Evaluation

/// Cases counted by hand, and what must hold whatever the data are.
@Suite struct CalibrationHandTests {
    private func groups(_ answers: [(Double, Bool)]) -> [ConfidenceGroup] {
        var kept = ConfidenceAnswers()
        for (confidence, isRight) in answers { kept.add(confidence, isRight: isRight, isBlind: true) }
        return kept.groups().all
    }

    private func figures(_ answers: [(Double, Bool)]) throws -> ConfidenceFigures {
        try #require(ConfidenceFigures(groups(answers)))
    }

    @Test func allRightHasNoRankingAndNoInterval() throws {
        let found = try figures(Array(repeating: (0.9, true), count: 4))
        #expect(found.accuracy.value == 1 && found.ranking.auroc == nil && found.ranking.low == nil)
        expectClose(found.brier.value, 0.01, "Brier")
        #expect(found.brier.low == nil && found.logLoss.low == nil, "four losses that are the same show no spread")
        expectClose(found.logLoss.value, -log(0.9), "log loss")
        expectClose(found.equalWidth.ece, 0.1, "ECE")
        expectClose(found.equalMass.ece, 0.1, "ECE")
        expectClose(found.overconfidence.value, -0.1, "too modest")
        #expect(found.brierParts.uncertainty == 0 && found.brierParts.resolution == 0)
    }

    @Test func allWrongIsTheSameTheOtherWayRound() throws {
        let found = try figures([(0.8, false), (0.6, false)])
        #expect(found.accuracy.value == 0 && found.ranking.auroc == nil && found.ranking.wrong == 2)
        expectClose(found.brier.value, (0.64 + 0.36) / 2, "Brier")
        expectClose(found.equalWidth.largest, 0.8, "largest gap")
        #expect(found.equalWidth.largestN == 1)
    }

    @Test func oneItemHasFiguresAndNoIntervals() throws {
        let found = try figures([(0.75, false)])
        #expect(found.n == 1 && found.brier.low == nil && found.overconfidence.high == nil)
        expectClose(found.brier.value, 0.5625, "Brier")
        // One answer with the confidence c is off by 2 c (1 - c) in the mean: right with c, and off by 1 - c; else by c.
        expectClose(found.equalWidth.eceByChance, 2 * 0.75 * 0.25, "ECE by chance")
        #expect(found.equalMass.bins.reduce(0) { $0 + $1.n } == 1)
    }

    @Test func aConstantConfidenceRanksNothing() throws {
        let found = try figures([(0.7, true), (0.7, false), (0.7, true), (0.7, false)])
        #expect(found.ranking.auroc == 0.5 && found.ranking.low == nil)
        expectClose(found.equalWidth.ece, 0.2, "ECE")
        // 2 right where 2.8 are due, with a variance of 0.84.
        #expect(found.test.degrees == 1)
        expectClose(found.test.chiSquare, 0.64 / 0.84, "test of calibration")
        // Four throws with 0.7: the mean distance from 2.8, by the five chances.
        let chances = [(0.0081, 2.8), (0.0756, 1.8), (0.2646, 0.8), (0.4116, 0.2), (0.2401, 1.2)]
        let mean = chances.reduce(0) { $0 + $1.0 * $1.1 }
        expectClose(found.equalWidth.eceByChance, mean / 4, "ECE by chance")
    }

    @Test func confidencesOfNoughtAndOneAreTakenAtTheirWord() throws {
        let found = try figures([(0, false), (-0.0, false), (1, true), (1, true)])
        #expect(found.brier.value == 0 && found.equalWidth.ece == 0 && found.equalWidth.eceByChance == 0)
        #expect(found.ranking.auroc == 1 && found.ranking.low == nil, "a variance of 0 is no interval")
        #expect(found.clipped == 4 && found.test.p > 0.9)
        expectClose(found.logLoss.value, -log(0.9995), "log loss, clipped")
        let wrong = try figures([(0, true), (1, false)])
        #expect(wrong.brier.value == 1 && wrong.ranking.auroc == 0)
        expectClose(wrong.logLoss.value, -log(0.0005), "log loss, clipped")
    }

    @Test func aModelThatIsTooModestOnBothSidesOfAHalfIsFound() throws {
        // States 0.7 and 0.3, and is right 9 of 10 and 1 of 10 times.
        let found = try figures(
            (0..<200).map { place in
                let isHigh = place % 2 == 0
                return (isHigh ? 0.7 : 0.3, isHigh != (place % 20 < 2))
            })
        #expect(abs(found.overconfidence.value) < 1e-12 && found.test.p < 1e-6)
        // States 0.7 and 0.3, and is right 8 of 10 and 4 of 10 times: Spiegelhalter's sum would be 0.
        let throughout = try figures((0..<1_000).map { ($0 % 2 == 0 ? 0.7 : 0.3, $0 % 20 < ($0 % 2 == 0 ? 16 : 8)) })
        #expect(throughout.test.p < 1e-6)
        expectClose(throughout.test.chiSquare, 2 * 50 * 50 / 105, "two groups of 500, each 50 off, variance 105")
    }

    @Test func tiesCountHalfInTheRanking() throws {
        // Pairs: 0.9 over 0.5, 0.9 over 0.8, 0.8 over 0.5, and 0.8 with 0.8: 3.5 of 4.
        let found = try figures([(0.9, true), (0.8, true), (0.8, false), (0.5, false)])
        #expect(found.ranking.auroc == 0.875)
        // DeLong: shares of the right 1 and 0.75, of the wrong 0.75 and 1: each variance 0.03125, each over 2.
        expectClose(found.ranking.low, 0.875 - 1.959963984540054 * 0.03125.squareRoot(), "low")
        #expect(found.ranking.high == 1)
    }

    @Test func confidenceOnAnEdgeBelongsToTheBinBelow() throws {
        let found = try figures([(0.1, true), (0.2, true), (0.30000000000000004, false), (0.3, false), (0, true)])
        #expect(found.equalWidth.bins.map(\.n) == [2, 1, 2, 0, 0, 0, 0, 0, 0, 0])
        for confidence in [0, 0.05, 0.1, 0.1 + 1e-17, 0.30000000000000004, 0.7, 0.95, 1] {
            let bin = CalibrationTally.bin(of: confidence)
            #expect(confidence <= CalibrationTally.edges[bin + 1])
            #expect(bin == 0 || confidence > CalibrationTally.edges[bin])
        }
    }

    @Test func manyAnswersAreSortedAsFewAre() {
        var state: UInt64 = 3
        var answers: [(Double, Bool)] = []
        for _ in 0..<6_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            answers.append((Double(state >> 40) / Double(1 << 24), state & 4096 == 0))
        }
        answers += [(0, true), (1, false), (.leastNonzeroMagnitude, true)]
        let found = groups(answers)
        #expect(zip(found, found.dropFirst()).allSatisfy { $0.confidence < $1.confidence })
        let sorted = answers.sorted { $0.0 < $1.0 }
        #expect(found.reduce(0) { $0 + $1.n } == answers.count)
        #expect(found.flatMap { Array(repeating: $0.confidence, count: $0.n) } == sorted.map(\.0))
        #expect(found.reduce(0) { $0 + $1.right } == answers.count { $0.1 })
    }

    @Test func poolingMakesTheStepsByHand() throws {
        var cells = ConfidenceCells()
        // 1 of 2, then 0 of 1: pooled to 1 of 3. Then 1 of 2, which is more, and 3 of 3.
        for (step, n, right) in [(200, 2, 1), (400, 1, 0), (500, 2, 1), (900, 3, 3)] {
            cells.add(thousandths: step, fold: 0, n: n, right: right)
        }
        let fitted = try #require(Calibrator(fitting: .isotonic, to: cells.points([0])))
        let steps = [(0.2, 1.0 / 3), (0.4, 1.0 / 3), (0.5, 0.5), (0.9, 0.9)]
        #expect(fitted.map == .isotonic(steps.map { Calibrator.Knot(x: $0.0, y: $0.1) }))
        // 8 answers: no nearer to 0 and 1 than a tenth.
        expectClose(fitted.apply(0.2), 1.0 / 3, "1 of 3 pooled")
        expectClose(fitted.apply(0.7), 0.7, "half way between two knots")
        #expect(fitted.apply(0) == fitted.apply(0.2) && fitted.apply(1) == 0.9)
    }

    @Test func aConstantConfidenceIsCalibratedToItsShare() throws {
        var cells = ConfidenceCells()
        for fold in 0..<5 { cells.add(thousandths: 900, fold: fold, n: 40, right: 24) }
        for kind in [Calibrator.Kind.platt, .beta] {
            let fitted = try #require(Calibrator(fitting: kind, to: cells.points(ConfidenceCells.allFolds)))
            // Platt's targets: (120 · 121/122 + 80 · 1/82) / 200.
            expectClose(fitted.apply(0.9), (120.0 * 121 / 122 + 80.0 / 82) / 200, "\(kind)", within: 1e-9)
        }
        #expect(Calibrator(fitting: .isotonic, to: cells.points(ConfidenceCells.allFolds))?.apply(0.9) == 0.6)
        let stated = CalibratorChoice.folds(cells, .identity)
        let choice = try #require(CalibratorChoice(cells, label: nil, isBlind: false, shown: stated))
        #expect(choice.best != nil)
    }

    @Test func tooLittleTruthFitsNothing() {
        func choice(_ n: Int, right: Int) -> CalibratorChoice? {
            var cells = ConfidenceCells()
            cells.add(thousandths: 900, fold: 1, n: right, right: right)
            cells.add(thousandths: 800, fold: 2, n: n - right, right: 0)
            return CalibratorChoice(
                cells, label: nil, isBlind: true, shown: CalibratorChoice.folds(cells, .identity))
        }
        #expect(choice(99, right: 50) == nil)
        #expect(choice(100, right: 91) == nil, "nine wrong ones")
        #expect(choice(100, right: 9) == nil)
        #expect(choice(100, right: 90)?.n == 100)
    }

    @Test func everyFitIsFiniteRisesAndComesBackFromItsParameters() throws {
        let shapes: [[(Int, Int, Int)]] = [
            [(0, 5, 0), (1_000, 5, 5)], [(0, 5, 5), (1_000, 5, 0)], [(500, 1, 1)], [(500, 1, 0)], [(1_000, 3, 3)],
            [(0, 1, 0), (1, 1, 1), (999, 1, 0), (1_000, 1, 1)], [(900, 100_000, 1)], [(100, 7, 0), (900, 7, 7)],
        ]
        for shape in shapes {
            var cells = ConfidenceCells()
            for (step, n, right) in shape { cells.add(thousandths: step, fold: 0, n: n, right: right) }
            for kind in Calibrator.Kind.allCases {
                let fitted = try #require(Calibrator(fitting: kind, to: cells.points([0])))
                let values = (0...1_000).map { fitted.apply(Double($0) / 1_000) }
                #expect(values.allSatisfy { $0.isFinite && $0 >= 0 && $0 <= 1 }, "\(shape) \(kind)")
                #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 + 1e-12 }, "\(shape) \(kind)")
                #expect(Calibrator(kind, parameters: fitted.parameters) == fitted, "\(fitted.parameters)")
            }
        }
    }

    @Test func theOrderOfItemsAndDoublingThemChangesNoFigure() throws {
        for set in try CalibrationReference.load().sets {
            let answers = zip(set.confidence, set.right).map { ($0, $1 == 1) }
            let once = try figures(answers)
            let turned = try figures(answers.reversed())
            #expect(once == turned, "\(set.name)")
            let twice = try figures(answers + answers)
            expectClose(twice.brier.value, once.brier.value, "\(set.name), Brier")
            expectClose(twice.logLoss.value, once.logLoss.value, "\(set.name), log loss")
            expectClose(twice.ranking.auroc, once.ranking.auroc, "\(set.name), AUROC")
            expectClose(twice.equalWidth.ece, once.equalWidth.ece, "\(set.name), ECE")
            expectClose(twice.brierParts.reliability, once.brierParts.reliability, "\(set.name), reliability")
            let (wide, narrow) = (try #require(once.brier.high), try #require(twice.brier.high))
            #expect(narrow < wide && twice.equalWidth.eceByChance < once.equalWidth.eceByChance, "\(set.name)")
        }
    }
}
