import Foundation
import Labeling
import Testing

@testable import Evaluation

/// The data of `Fixtures/raters.json`, with what statsmodels, irrCAC, krippendorff, crowd-kit and scipy say.
struct RatersReference: Decodable {
    var t: [[Double]]
    var newcombe: [[Double]]
    var sets: [RatingSet]
    var dawidSkene: [VoteSet]

    static func load() throws -> RatersReference {
        let url = try #require(
            Bundle.module.url(forResource: "raters", withExtension: "json", subdirectory: "Fixtures"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(RatersReference.self, from: Data(contentsOf: url))
    }
}

/// A coefficient with its bounds; `skip`: the package cannot say.
enum ExpectedFigure: Decodable {
    case none
    case skip
    case value([Double?])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .none
        } else if let values = try? container.decode([Double?].self) {
            self = .value(values)
        } else {
            self = .skip
        }
    }
}

struct ExpectedAgreement: Decodable {
    var items: Int
    var ratings: Int
    var percent: [Double?]?
    var fleiss: ExpectedFigure?
    var alpha: ExpectedFigure?
    var ac1: ExpectedFigure?
    var kappa: ExpectedFigure?
}

struct RatingSet: Decodable, CustomTestStringConvertible {
    struct Pair: Decodable {
        var a: Int
        var b: Int
        var figures: ExpectedAgreement
        private enum Key: CodingKey { case a, b }
        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: Key.self)
            a = try values.decode(Int.self, forKey: .a)
            b = try values.decode(Int.self, forKey: .b)
            figures = try ExpectedAgreement(from: decoder)
        }
    }

    struct ByLabel: Decodable {
        var label: Int
        var firstPair: ExpectedAgreement
        var figures: ExpectedAgreement
        private enum Key: CodingKey { case label, firstPair }
        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: Key.self)
            label = try values.decode(Int.self, forKey: .label)
            firstPair = try values.decode(ExpectedAgreement.self, forKey: .firstPair)
            figures = try ExpectedAgreement(from: decoder)
        }
    }

    var name: String
    var labels: Int
    var ratings: [[Int?]]
    var all: ExpectedAgreement
    var pairs: [Pair]
    var byLabel: [ByLabel]

    var testDescription: String { name }
}

struct VoteSet: Decodable, CustomTestStringConvertible {
    var name: String
    var labels: Int
    var ratings: [[Int?]]
    var rounds: Int
    var present: [Int]
    var known: [Int?]
    var posterior: [[Double]?]
    var priors: [Double]
    var errors: [[[Double]]?]

    var testDescription: String { name }
}

/// Items made of ratings, `ratings[item][reviewer]`: an index, -1 for "no label fits", nil for none.
enum RatedItems {
    static func decisions(_ row: [Int?], adjudicated: Int? = nil) -> [Decision] {
        var decisions = row.enumerated().compactMap { reviewer, rating in
            rating.map { RatedItems.decision("reviewer \(reviewer)", $0) }
        }
        if let adjudicated {
            var decision = RatedItems.decision("chief", adjudicated)
            decision.isAdjudication = true
            decisions.append(decision)
        }
        return decisions
    }

    static func decision(_ reviewer: String, _ rating: Int, at: Int64 = 0) -> Decision {
        let verdict = rating < 0 ? Verdict.reject : .override(DataSet.label(rating))
        return Decision(reviewer: reviewer, verdict: verdict, at: Timestamp(milliseconds: at))
    }

    static func item(_ decisions: [Decision], gold: Int? = nil, _ predictions: [Prediction] = []) -> AnnotatedItem {
        AnnotatedItem(
            item: Item(id: Item.ID("1"), text: ""), gold: gold.map { DataSet.label($0) }, predictions: predictions,
            decisions: decisions)
    }

    static func builder(labels: Int, _ items: [AnnotatedItem], reversed: Bool = false) -> EvaluationBuilder {
        let names = (0..<labels).map { DataSet.label($0).name }
        var builder = EvaluationBuilder(labelNames: reversed ? names.reversed() : names)
        for item in items { builder.add(item) }
        return builder
    }

    static func builder(_ labels: Int, _ ratings: [[Int?]], reversed: Bool = false) -> EvaluationBuilder {
        builder(labels: labels, ratings.map { item(decisions($0)) }, reversed: reversed)
    }
}
