import Evaluation
import Foundation
import Labeling
import Testing

/// The data sets of `Fixtures/fixtures.json`, with what scikit-learn, statsmodels, krippendorff, irrCAC and numpy say.
struct Reference: Decodable {
    var versions: [String: String]
    var mcnemar: [TestCase]
    var wilson: [WilsonCase]
    var percentiles: [PercentileCase]
    var edges: [Double]
    var sets: [DataSet]

    static func load() throws -> Reference {
        let url = try #require(
            Bundle.module.url(forResource: "fixtures", withExtension: "json", subdirectory: "Fixtures"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Reference.self, from: Data(contentsOf: url))
    }

    struct TestCase: Decodable {
        var b: Int
        var c: Int
        var p: Double
        init(from decoder: any Decoder) throws {
            var values = try decoder.unkeyedContainer()
            b = try values.decode(Int.self)
            c = try values.decode(Int.self)
            p = try values.decode(Double.self)
        }
    }

    struct WilsonCase: Decodable {
        var successes: Int
        var n: Int
        var interval: [Double]
        init(from decoder: any Decoder) throws {
            var values = try decoder.unkeyedContainer()
            successes = try values.decode(Int.self)
            n = try values.decode(Int.self)
            interval = try values.decode([Double].self)
        }
    }

    struct PercentileCase: Decodable {
        var values: [Double]
        var p50: Double
        var p99: Double
        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            values = try container.decode([Double].self)
            p50 = try container.decode(Double.self)
            p99 = try container.decode(Double.self)
        }
    }
}

struct DataSet: Decodable, CustomTestStringConvertible {
    var name: String
    var labels: Int
    var truth: [Int?]
    var models: [Answers]
    var ratings: [[Int?]]?
    var expected: Expected

    var testDescription: String { name }

    struct Answers: Decodable {
        var predicted: [Int?]
        var confidence: [Double?]
        var latency: [Double?]
        var shown: [Bool]
    }

    struct Expected: Decodable {
        var models: [ExpectedModel]
        var pair: ExpectedPair
        var reviewers: ExpectedReviewers?
    }

    struct ExpectedModel: Decodable {
        var n: Int
        var accuracy: [Double]?
        var macroF1: Double?
        var weightedF1: Double?
        var cohenKappa: Double?
        var precision: [Double?]?
        var recall: [Double?]?
        var f1: [Double?]?
        var support: [Int]?
        var counts: [[Int]]?
        var noLabel: [Int]?
        var brier: Double?
        var ece: Double?
        var binSizes: [Int]?
        var latency: [Double]?
        var blind: CountedInterval?
        var shown: CountedInterval?
    }

    struct CountedInterval: Decodable {
        var n: Int
        var interval: [Double]?
        init(from decoder: any Decoder) throws {
            var values = try decoder.unkeyedContainer()
            n = try values.decode(Int.self)
            interval = try values.decodeIfPresent([Double].self)
        }
    }

    struct ExpectedPair: Decodable {
        var n: Int
        var agreement: [Double]?
        var cohenKappa: Double?
        var mcnemarP: Double?
        var perLabel: [[Double]]
    }

    struct ExpectedReviewers: Decodable {
        var items: Int
        var krippendorffAlpha: Double?
        var fleissKappa: Double?
        var pairs: [ReviewerPair]
    }

    struct ReviewerPair: Decodable {
        var a: Int
        var b: Int
        var n: Int
        var agreement: [Double]?
        var kappa: Double?
        init(from decoder: any Decoder) throws {
            var values = try decoder.unkeyedContainer()
            a = try values.decode(Int.self)
            b = try values.decode(Int.self)
            n = try values.decode(Int.self)
            agreement = try values.decodeIfPresent([Double].self)
            kappa = try values.decodeIfPresent(Double.self)
        }
    }

    /// The label of an index; two digits, so that names sort as indices.
    static func label(_ index: Int) -> Label { Label(index < 10 ? "label 0\(index)" : "label \(index)") }

    func labelSet() throws -> LabelSet {
        try LabelSet((0..<labels).map { LabelDefinition(label: DataSet.label($0)) })
    }

    /// The rows as items, with their ground truth.
    var items: [(item: AnnotatedItem, truth: GroundTruth?)] {
        truth.indices.map { row in
            var item = AnnotatedItem(item: Item(id: Item.ID("\(row)"), text: ""))
            var shown: [String] = []
            for (number, model) in models.enumerated() {
                guard let predicted = model.predicted[row] else { continue }
                let label = predicted < 0 ? nil : DataSet.label(predicted)
                item.predictions.append(
                    Prediction(
                        model: "model \(number)", label: label, confidence: model.confidence[row],
                        latencyMilliseconds: model.latency[row], outcome: label == nil ? .invalidOutput : .labeled))
                if model.shown[row] { shown.append("model \(number)") }
            }
            for (reviewer, rating) in (ratings?[row] ?? []).enumerated() {
                guard let rating else { continue }
                let verdict = rating < 0 ? Verdict.reject : .override(DataSet.label(rating))
                item.decisions.append(
                    Decision(reviewer: "reviewer \(reviewer)", verdict: verdict, at: Timestamp(milliseconds: 0)))
            }
            let truth = truth[row].map { index in
                let label = DataSet.label(index)
                let decision = Decision(
                    reviewer: "ana", verdict: .override(label), at: Timestamp(milliseconds: 0), shown: shown)
                return GroundTruth(label: label, provenance: .single, decision: decision)
            }
            return (item, truth)
        }
    }

    func report() throws -> EvaluationReport {
        var builder = EvaluationBuilder(labels: try labelSet(), modelOrder: ["model 0", "model 1"])
        for (item, truth) in items { builder.add(item, truth: truth) }
        return builder.report()
    }
}

/// Equal but for rounding: to 1e-12, relative for large and very small numbers.
func expectClose(
    _ found: Double?, _ expected: Double?, _ what: String, within tolerance: Double = 1e-12,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    guard let found, let expected else {
        #expect(found == expected, "\(what)", sourceLocation: sourceLocation)
        return
    }
    let bound = tolerance * max(1, abs(expected))
    #expect(abs(found - expected) <= bound, "\(what): \(found), not \(expected)", sourceLocation: sourceLocation)
}

func expectClose(
    _ found: Interval?, _ expected: [Double]?, _ what: String, sourceLocation: SourceLocation = #_sourceLocation
) {
    let values = expected ?? []
    #expect((found == nil) == (expected == nil), "\(what)", sourceLocation: sourceLocation)
    guard let found, values.count == 3 else { return }
    expectClose(found.value, values[0], "\(what), value", sourceLocation: sourceLocation)
    expectClose(found.low, values[1], "\(what), low", sourceLocation: sourceLocation)
    expectClose(found.high, values[2], "\(what), high", sourceLocation: sourceLocation)
}
