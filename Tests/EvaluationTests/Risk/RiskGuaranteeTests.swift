import Foundation
import Labeling
import Testing

@testable import Evaluation

/// That what is promised is kept: simulated with a fixed seed. docs/evaluation/risk.md tells what longer runs gave.
@Suite struct RiskGuaranteeTests {
    /// A model whose risk from each of its confidences on is known.
    private struct World {
        /// From high to low, with the share of answers, and the share of errors among them.
        var steps: [(confidence: Double, share: Double, error: Double)]

        func risk(from threshold: Double) -> Double {
            let accepted = steps.filter { $0.confidence >= threshold }
            let share = accepted.reduce(0) { $0 + $1.share }
            return share > 0 ? accepted.reduce(0) { $0 + $1.share * $1.error } / share : 0
        }

        func sample(_ n: Int, _ random: inout SplitMix) -> ConfidenceLevels {
            var keys: [UInt64] = []
            for _ in 0..<n {
                var place = Double.random(in: 0..<1, using: &random)
                for step in steps {
                    place -= step.share
                    guard place < 0 || step.confidence == steps.last?.confidence else { continue }
                    let isWrong = Double.random(in: 0..<1, using: &random) < step.error
                    keys.append(ConfidenceLevels.key(step.confidence, isWrong ? .wrong : .right))
                    break
                }
            }
            return ConfidenceLevels(keys: keys)
        }
    }

    /// Twenty confidences from 1 on downwards, equally frequent.
    private static func world(_ error: (Int) -> Double) -> World {
        var steps: [(confidence: Double, share: Double, error: Double)] = []
        for place in 0..<20 {
            let distance = Double(place) / 100
            steps.append((confidence: 1 - distance, share: 0.05, error: error(place)))
        }
        return World(steps: steps)
    }

    private static let worlds: [World] = [
        // Just above the wished risk everywhere: whoever looks often finds luck.
        world { _ in 0.105 },
        world { place in 0.02 + 0.016 * Double(place) },
        // The most certain answers are the worst.
        world { place in place < 6 ? 0.25 : 0.04 },
    ]

    @Test(arguments: [0, 1, 2])
    func thresholdsMissTheWishedRiskHardlyMoreOftenThanDelta(world: Int) {
        let world = Self.worlds[world]
        var random = SplitMix(state: 11)
        let (risk, delta, runs) = (0.1, 0.1, 300)
        var (tested, guaranteed, bounds) = (0, 0, 0)
        for _ in 0..<runs {
            let levels = world.sample(300, &random)
            let tables = RiskTables(levels: levels, answers: 300, savings: RiskSavings.none)
            if let row = tables.choice(risk: risk, delta: delta).row, world.risk(from: row.threshold) > risk {
                tested += 1
            }
            if let found = GuaranteedSelection(levels, risk: risk, delta: delta),
                world.risk(from: found.threshold) > risk
            {
                guaranteed += 1
            }
            if tables.rows(delta: delta).contains(where: { world.risk(from: $0.threshold) > $0.upper }) { bounds += 1 }
        }
        // Three standard errors above 10 % of 300 runs.
        #expect(tested <= 45 && guaranteed <= 45 && bounds <= 45, "\(tested), \(guaranteed), \(bounds)")
    }

    @Test func aRiskThatIsClearlyMetIsShown() {
        let world = Self.world { place in place < 10 ? 0.01 : 0.4 }
        var random = SplitMix(state: 5)
        var found = 0
        for _ in 0..<40 {
            let tables = RiskTables(levels: world.sample(800, &random), answers: 800, savings: RiskSavings.none)
            if let row = tables.choice(risk: 0.05, delta: 0.05).row, row.threshold <= 0.93 { found += 1 }
        }
        #expect(found >= 36)
    }

    @Test func aRuleThatKeepsItsPromiseIsHardlyEverContradicted() {
        var random = SplitMix(state: 7)
        var contradicted = 0
        for _ in 0..<200 {
            var errors = 0
            for n in 1...400 {
                if Double.random(in: 0..<1, using: &random) < 0.05 { errors += 1 }
                if AuditTest.contradicts(errors: errors, of: n, promised: 0.05) {
                    contradicted += 1
                    break
                }
            }
        }
        // Looked at after each of 400 decisions; 5 % of 200 are 10.
        #expect(contradicted <= 10, "\(contradicted)")
    }

    @Test func aRuleThatBreaksItIsContradictedSoon() {
        #expect(!AuditTest.contradicts(errors: 0, of: 1_000, promised: 0.01))
        #expect(!AuditTest.contradicts(errors: 1, of: 20, promised: 0.031))
        #expect(AuditTest.contradicts(errors: 6, of: 20, promised: 0.031))
        #expect(AuditTest.contradicts(errors: 10, of: 100, promised: 0.02))
        // Nothing was promised, or nothing looked at.
        #expect(AuditTest.evidence(errors: 5, of: 5, promised: 1) == 1)
        #expect(AuditTest.evidence(errors: 0, of: 0, promised: 0.1) == 1)
        #expect(AuditTest.evidence(errors: 100_000, of: 100_000, promised: 0) == .greatestFiniteMagnitude)
        #expect(AuditTest.evidence(errors: 3, of: 30, promised: .nan) == 1)
    }

    @Test func evidenceIsFairToARuleThatJustKeepsItsPromise() {
        // The expectation of the evidence after n decisions is 1 where errors are as frequent as promised.
        for (n, promised) in [(1, 0.3), (5, 0.05), (12, 0.2)] {
            var expectation = 0.0
            for errors in 0...n {
                let ways: Double = lgamma(Double(n) + 1) - lgamma(Double(errors) + 1) - lgamma(Double(n - errors) + 1)
                let wrong: Double = Double(errors) * log(promised)
                let right: Double = Double(n - errors) * log1p(-promised)
                let chance: Double = exp(ways + wrong + right)
                expectation += chance * AuditTest.evidence(errors: errors, of: n, promised: promised)
            }
            #expect(abs(expectation - 1) < 1e-9)
        }
    }

    @Test func setsOfLabelsCoverTheTruthAsWished() {
        var random = SplitMix(state: 23)
        var (covered, n) = ([0, 0], 0)
        func answers(_ count: Int) -> [LabelSetsReport.Answer] {
            (0..<count).map { _ in
                let truth = Int32.random(in: 1...4, using: &random)
                let confidence = Double.random(in: 0.4..<1, using: &random)
                let isRight = Double.random(in: 0..<1, using: &random) < confidence
                let label = isRight ? truth : Int32.random(in: 1...4, using: &random)
                let other =
                    Double.random(in: 0..<1, using: &random) < 0.8 ? truth : Int32.random(in: 1...4, using: &random)
                return .init(
                    label: label, other: other, bin: LabelSetsReport.bin(confidence), confidence: confidence,
                    truth: truth)
            }
        }
        for _ in 0..<60 {
            let report = LabelSetsReport(
                counting: answers(50), calibrating: answers(50), checking: answers(50), categories: 5, alphas: [0.1])
            for (place, row) in report.rows.enumerated() { covered[place] += row.covered }
            n += 50
        }
        #expect(covered.allSatisfy { Double($0) / Double(n) >= 0.88 }, "\(covered) of \(n)")
    }
}

extension RiskSavings {
    /// Nothing is known of money or time.
    fileprivate static var none: RiskSavings {
        let evidence = Evidence(labels: LabelIndex(labels: [], isDiscovering: false), modelOrder: [])
        return RiskSavings(evidence, next: nil, pace: RiskSavings.Pace(evidence.ratings), perHour: nil)
    }
}
