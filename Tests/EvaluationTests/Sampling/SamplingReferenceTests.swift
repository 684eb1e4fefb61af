import Foundation
import Labeling
import Testing

@testable import Evaluation

/// Against scikit-learn, statsmodels and ppi-python (`Fixtures/make_sampling.py`).
@Suite struct SamplingReferenceTests {
    private struct Fixture: Decodable {
        var weighted: [Weighted]
        var powered: [Powered]
    }

    private struct Share: Decodable {
        var value: Double
        var error: Double
        var low: Double
        var high: Double
        var n: Int
        var kish: Double
    }

    private struct Weighted: Decodable {
        struct OfLabel: Decodable {
            var recall: Share
            var precision: Share
            var f1: Share
            var prevalence: Share
        }
        struct Kappa: Decodable {
            var value: Double
            var error: Double
        }
        var name: String
        var labels: Int
        var truth: [Int]
        var answer: [Int]
        var weights: [Double]
        var accuracy: Share
        var per_label: [OfLabel]
        var kappa: Kappa
    }

    private struct Powered: Decodable {
        var name: String
        var y: [Double]
        var f: [Double]
        var rest: [Double]
        var weights: [Double]
        var base: [Double]
        var lam: Double
        var value: Double
        var low: Double
        var high: Double
    }

    private let fixture: Fixture

    init() throws {
        let url = try #require(
            Bundle.module.url(forResource: "sampling", withExtension: "json", subdirectory: "Fixtures"))
        fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url))
    }

    private func expectSame(_ found: Estimate?, _ share: Share, _ comment: String) throws {
        let found = try #require(found, "\(comment)")
        expectClose(found.value, share.value, comment)
        expectClose(found.standardError, share.error, comment)
        expectClose(found.low, share.low, comment)
        expectClose(found.high, share.high, comment)
        expectClose(found.effective, share.kish, comment, within: 1e-9 * share.kish)
        #expect(found.n == share.n, "\(comment)")
    }

    @Test func weightedFiguresAreThoseOfScikitLearnAndStatsmodels() throws {
        #expect(fixture.weighted.count == 3)
        for set in fixture.weighted {
            // Decisions of another tool that states with which probability each item was drawn.
            let names = (0..<set.labels).map { "label \($0)" }
            var builder = EvaluationBuilder(labelNames: names)
            for (row, truth) in set.truth.enumerated() {
                let decision = Decision(
                    reviewer: "ana", verdict: .override(Label(names[truth])), at: Timestamp(milliseconds: 0),
                    probability: 1 / set.weights[row])
                builder.add(
                    AnnotatedItem(
                        item: Item(id: Item.ID("\(row)"), text: ""),
                        predictions: [Prediction(model: "m", label: Label(names[set.answer[row]]))],
                        decisions: [decision]))
            }
            builder.add(AnnotatedItem(item: Item(id: Item.ID("undecided"), text: "")))
            let report = try #require(builder.report().details.sampling)
            #expect(report.basis == "stated" && report.used == set.truth.count && report.items == report.used + 1)
            let model = try #require(report.models.first)
            try expectSame(model.accuracy, set.accuracy, set.name)
            expectClose(model.kappa?.value, set.kappa.value, set.name)
            expectClose(model.kappa?.standardError, set.kappa.error, set.name)
            #expect(model.perLabel.count == set.labels)
            for (label, expected) in set.per_label.enumerated() {
                try expectSame(model.perLabel[label].recall, expected.recall, "\(set.name) recall")
                try expectSame(model.perLabel[label].precision, expected.precision, "\(set.name) precision")
                try expectSame(model.perLabel[label].f1, expected.f1, "\(set.name) F1")
                try expectSame(report.prevalence[label].weighted, expected.prevalence, "\(set.name) share")
            }
        }
    }

    @Test func predictionPoweredFiguresAreThoseOfPpiPython() throws {
        #expect(fixture.powered.count == 5)
        for set in fixture.powered {
            var cells: [WeightedCell] = []
            var all = ProxySums()
            for row in set.y.indices {
                var cell = WeightedCell(value: set.y[row], base: set.base[row], proxy: set.f[row])
                cell.add(weight: set.weights[row])
                cells.append(cell)
                all.add(set.f[row])
            }
            for value in set.rest { all.add(value) }
            let isEqual = set.weights.allSatisfy { $0 == 1 }
            let found = try #require(PredictionPowered.estimate(cells, all: all, isEqual: isEqual), "\(set.name)")
            // Where lambda was searched for, it is known to about eight digits.
            let tolerance = isEqual ? 1e-12 : 1e-6
            expectClose(found.lambda, set.lam, set.name, within: tolerance)
            expectClose(found.estimate.value, set.value, set.name, within: tolerance)
            expectClose(found.estimate.low, set.low, set.name, within: tolerance)
            expectClose(found.estimate.high, set.high, set.name, within: tolerance)
        }
    }
}
