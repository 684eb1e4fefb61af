import Foundation
import Testing

/// What scipy, statsmodels, ruptures, scikit-learn and cleanlab say (`Fixtures/make_drift.py`).
struct DriftReference: Decodable {
    struct Tail: Decodable { var x: Double; var degrees: Int?; var p: Double }
    struct Table: Decodable { var table: [Int]; var p: Double?; var low: Double?; var high: Double? }
    struct HolmCase: Decodable { var p: [Double]; var corrected: [Double] }
    struct Shares: Decodable {
        var hits: [Int]; var sizes: [Int]; var method: String; var statistic: Double; var p: Double
    }
    struct LabelTable: Decodable { var counts: [[Int]]; var statistic: Double; var degrees: Int; var p: Double }
    struct Sequence: Decodable {
        var name: String
        var bits: String
        var statistic: Double
        var asymptotic_p: Double
        var place: Int
        var changes: [Int]
    }
    struct Confident: Decodable {
        var name: String
        var labels: Int
        var truth: [Int]
        var answer: [Int]
        var confidence: [Double]
        var thresholds: [Double]
        var joint: [[Int]]
        var issues: [Int]
    }
    struct GroupCase: Decodable {
        var group: [Int]
        var truth: [Int]
        var first: [Int]
        var second: [Int]
        var confidence: [Double]
        var expected: [Figures]
    }
    struct Figures: Decodable {
        var n: Int
        var accuracy: Double
        var kappa: Double
        var macro_f1: Double
        var ece: Double
        var invalid: Int
        var agreement: Double
        var pair_kappa: Double
        var counts: [Int]
    }
    struct Week: Decodable { var day: String; var week: String }

    var chi_square: [Tail]
    var kolmogorov: [Tail]
    var fisher: [Table]
    var newcombe: [Table]
    var holm: [HolmCase]
    var homogeneity: [Shares]
    var labels: [LabelTable]
    var sequences: [Sequence]
    var confident: [Confident]
    var groups: GroupCase
    var weeks: [Week]

    static func load() throws -> DriftReference {
        let url = try #require(Bundle.module.url(forResource: "drift", withExtension: "json", subdirectory: "Fixtures"))
        return try JSONDecoder().decode(DriftReference.self, from: Data(contentsOf: url))
    }
}
