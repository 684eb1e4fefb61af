import Foundation
import Labeling
import Testing

@testable import Evaluation

@Suite struct ReferenceTests {
    let reference: Reference

    init() throws { reference = try Reference.load() }

    @Test func modelsScoreAsInScikitLearn() throws {
        for set in reference.sets {
            let report = try set.report()
            for (number, expected) in set.expected.models.enumerated() {
                let name = "model \(number)"
                let model = try #require(report.models.first { $0.model == name })
                compare(model, expected, "\(set.name), \(name)")
            }
        }
    }

    private func compare(_ model: ModelReport, _ expected: DataSet.ExpectedModel, _ what: String) {
        #expect(model.n == expected.n, "\(what)")
        expectClose(model.accuracy, expected.accuracy, "\(what), accuracy")
        expectClose(model.macroF1, expected.macroF1, "\(what), macro F1")
        expectClose(model.weightedF1, expected.weightedF1, "\(what), weighted F1")
        expectClose(model.cohenKappa, expected.cohenKappa, "\(what), kappa")
        expectClose(model.brier, expected.brier, "\(what), Brier")
        expectClose(model.ece.value, expected.ece, "\(what), ECE")
        if let sizes = expected.binSizes { #expect(model.ece.table.map(\.n) == sizes, "\(what), bins") }
        expectClose(model.latency.p50, expected.latency?.first, "\(what), p50")
        expectClose(model.latency.p99, expected.latency?.last, "\(what), p99")
        expectClose(model.byExposure.blind.accuracy, expected.blind?.interval, "\(what), blind")
        expectClose(model.byExposure.shown.accuracy, expected.shown?.interval, "\(what), shown")
        #expect(model.byExposure.blind.n == expected.blind?.n ?? 0, "\(what)")
        #expect(model.byExposure.shown.n == expected.shown?.n ?? 0, "\(what)")
        guard let counts = expected.counts else { return }
        #expect(model.confusion.counts == counts, "\(what), confusion")
        #expect(model.confusion.noLabel == expected.noLabel, "\(what), no label")
        #expect(model.perLabel.map(\.support) == expected.support, "\(what), support")
        for (index, label) in model.perLabel.enumerated() {
            expectClose(label.precision, expected.precision?[index], "\(what), precision of \(label.label)")
            expectClose(label.recall, expected.recall?[index], "\(what), recall of \(label.label)")
            expectClose(label.f1, expected.f1?[index], "\(what), F1 of \(label.label)")
        }
    }

    @Test func pairsOfModelsAgreeAsInScikitLearnAndStatsmodels() throws {
        for set in reference.sets {
            let expected = set.expected.pair
            let pair = try #require(try set.report().pairs.first)
            #expect(pair.n == expected.n, "\(set.name)")
            expectClose(pair.agreement, expected.agreement, "\(set.name), agreement")
            expectClose(pair.cohenKappa, expected.cohenKappa, "\(set.name), kappa")
            expectClose(pair.mcnemarP, expected.mcnemarP, "\(set.name), McNemar")
            #expect(pair.perLabel.count == expected.perLabel.count, "\(set.name)")
            for (found, row) in zip(pair.perLabel, expected.perLabel) {
                #expect(found.label == DataSet.label(Int(row[0])) && found.n == Int(row[1]), "\(set.name)")
                expectClose(found.agreement, row[2], "\(set.name), \(found.label)")
            }
        }
    }

    @Test func reviewersAgreeAsInStatsmodelsKrippendorffAndIrrCAC() throws {
        for set in reference.sets {
            guard let expected = set.expected.reviewers else { continue }
            let reviewers = try set.report().reviewers
            #expect(reviewers.items == expected.items, "\(set.name)")
            expectClose(reviewers.krippendorffAlpha, expected.krippendorffAlpha, "\(set.name), alpha")
            expectClose(reviewers.fleissKappa, expected.fleissKappa, "\(set.name), Fleiss")
            #expect(reviewers.pairs.count == expected.pairs.count, "\(set.name)")
            for (found, pair) in zip(reviewers.pairs, expected.pairs) {
                let names = [found.a, found.b]
                #expect(names == ["reviewer \(pair.a)", "reviewer \(pair.b)"] && found.n == pair.n, "\(set.name)")
                expectClose(found.agreement, pair.agreement, "\(set.name), \(names)")
                expectClose(found.cohenKappa, pair.kappa, "\(set.name), \(names)")
            }
        }
    }

    @Test func theExactMcNemarTestIsThatOfStatsmodels() {
        for row in reference.mcnemar {
            let p = mcnemarExactP(onlyFirst: row.b, onlySecond: row.c)
            // Relative: a p-value of 1e-301 must not be called near to anything else.
            #expect(abs(p - row.p) <= 1e-9 * row.p, "\(row.b), \(row.c): \(p), not \(row.p)")
        }
    }

    @Test func intervalsAreThoseOfStatsmodels() {
        for row in reference.wilson {
            expectClose(.wilson(successes: row.successes, of: row.n), row.interval, "\(row.successes)/\(row.n)")
        }
    }

    @Test func percentilesAreThoseOfNumpyToTheBit() {
        for row in reference.percentiles {
            #expect(Quantile.linear(row.values, at: [0.5, 0.99]) == [row.p50, row.p99])
        }
    }

    @Test func calibrationBinsHaveTheEdgesOfNumpyToTheBit() {
        #expect(CalibrationTally.edges == reference.edges)
    }
}
