import Testing

@testable import Evaluation

/// Against `Fixtures/drift.json`.
@Suite struct DistributionTests {
    let reference: DriftReference

    init() throws { reference = try DriftReference.load() }

    @Test func tailsAreScipys() {
        for one in reference.chi_square {
            let p = chiSquareUpper(one.x, degrees: one.degrees ?? 1)
            #expect(abs(p - one.p) <= 1e-10 * max(one.p, 1e-6), "\(one.x), \(one.degrees ?? 1): \(p), not \(one.p)")
        }
        for one in reference.kolmogorov {
            expectClose(kolmogorovUpper(one.x), one.p, "Kolmogorov \(one.x)", within: 1e-12)
        }
        #expect(chiSquareUpper(0, degrees: 3) == 1 && chiSquareUpper(5, degrees: 0) == 1)
        #expect(kolmogorovUpper(0) == 1)
    }

    @Test func fishersTestIsScipys() {
        for one in reference.fisher {
            let p = fisherExactP(one.table[0], of: one.table[1], one.table[2], of: one.table[3])
            let expected = one.p ?? -1
            #expect(abs(p - expected) <= 1e-9 * max(expected, 1e-30), "\(one.table): \(p), not \(expected)")
        }
        #expect(fisherExactP(0, of: 5, 0, of: 9) == 1, "a margin of 0")
        #expect(fisherExactP(5, of: 5, 9, of: 9) == 1)
    }

    @Test func differencesHaveNewcombesInterval() throws {
        for one in reference.newcombe {
            let first = try #require(Interval.wilson(successes: one.table[0], of: one.table[1]))
            let second = try #require(Interval.wilson(successes: one.table[2], of: one.table[3]))
            let difference = IndependentDifference.newcombe(second, first)
            expectClose(difference.low, one.low, "\(one.table), low")
            expectClose(difference.high, one.high, "\(one.table), high")
        }
    }

    @Test func severalPAreCorrectedAsHolmDid() {
        for one in reference.holm {
            for (found, expected) in zip(holm(one.p), one.corrected) { expectClose(found, expected, "\(one.p)") }
        }
        #expect(holm([]).isEmpty)
    }
}
