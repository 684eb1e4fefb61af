import Foundation
import Labeling
import Testing

@testable import Evaluation

/// What scipy, numpy and MAPIE say (`Fixtures/make_risk.py`).
@Suite struct RiskReferenceTests {
    private struct Reference: Decodable {
        var bounds: [[Double]]
        var tails: [[Double]]
        var curves: [Curve]
        var sets: [SetCase]

        struct Curve: Decodable {
            var confidence: [Double]
            var wrong: [Int]
            var area: Double
            var best: Double
            var sgr: [Search]
        }

        struct Search: Decodable {
            var risk: Double
            var delta: Double
            var met: [Double]?
            var steps: Int
        }

        struct SetCase: Decodable {
            var categories: Int
            var alphas: [Double]
            var counting: [[Double]]
            var calibrating: [[Double]]
            var checking: [[Double]]
            var rows: [Row]
        }

        struct Row: Decodable {
            var method: String
            var alpha: Double
            var quantile: Double?
            var covered: Int
            var meanSize: Double
            var singletons: Int

            init(from decoder: any Decoder) throws {
                var values = try decoder.unkeyedContainer()
                method = try values.decode(String.self)
                alpha = try values.decode(Double.self)
                quantile = try values.decodeNil() ? nil : values.decode(Double.self)
                covered = try values.decode(Int.self)
                meanSize = try values.decode(Double.self)
                singletons = try values.decode(Int.self)
            }
        }
    }

    private let reference: Reference

    init() throws {
        let url = try #require(Bundle.module.url(forResource: "risk", withExtension: "json", subdirectory: "Fixtures"))
        reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
    }

    static func levels(_ confidence: [Double], _ wrong: [Int]) -> ConfidenceLevels {
        ConfidenceLevels(keys: zip(confidence, wrong).map { ConfidenceLevels.key($0, $1 == 1 ? .wrong : .right) })
    }

    private func isClose(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
        let allowed: Double = tolerance * max(abs(b), 1e-3)
        return abs(a - b) <= allowed
    }

    @Test func boundsAtAnyConfidenceAreThoseOfScipy() {
        for row in reference.bounds {
            let (errors, n, delta) = (Int(row[0]), Int(row[1]), row[2])
            let upper = ClopperPearson.upper(errors: errors, of: n, delta: delta)
            let lower = ClopperPearson.lower(errors: errors, of: n, delta: delta)
            #expect(isClose(upper, row[3]), "\(row): \(upper)")
            #expect(isClose(lower, row[4]), "\(row): \(lower)")
        }
    }

    @Test func chancesOfFewErrorsAreThoseOfScipy() {
        for row in reference.tails {
            let chance = ClopperPearson.chance(ofAtMost: Int(row[0]), of: Int(row[1]), share: row[2])
            #expect(isClose(chance, row[3], 1e-8), "\(row): \(chance)")
        }
    }

    @Test func theAreaIsTheExpectationOverAllOrdersOfEqualConfidences() throws {
        for set in reference.curves {
            let curve = try #require(RiskCurve(Self.levels(set.confidence, set.wrong)))
            #expect(isClose(curve.area, set.area) && isClose(curve.optimum, set.best), "\(set.confidence.count)")
            #expect(curve.n == set.confidence.count && curve.errors == set.wrong.reduce(0, +))
        }
    }

    @Test func guaranteedSelectionIsThePapersAlgorithm() throws {
        for set in reference.curves {
            let levels = Self.levels(set.confidence, set.wrong)
            for search in set.sgr {
                let found = GuaranteedSelection(levels, risk: search.risk, delta: search.delta)
                guard let met = search.met else {
                    #expect(found == nil, "\(search)")
                    continue
                }
                let selection = try #require(found, "\(search)")
                #expect(selection.threshold == met[0] && selection.n == Int(met[1]), "\(search)")
                #expect(selection.errors == Int(met[2]) && isClose(selection.upper, met[3]), "\(search)")
                #expect(selection.steps == search.steps)
            }
        }
    }

    @Test func setsOfLabelsAreThoseOfMAPIE() throws {
        func answers(_ rows: [[Double]]) -> [LabelSetsReport.Answer] {
            rows.map { row in
                LabelSetsReport.Answer(
                    label: Int32(row[0]), other: Int32(row[1]), bin: LabelSetsReport.bin(row[2]), confidence: row[2],
                    truth: Int32(row[3]))
            }
        }
        for set in reference.sets {
            let report = LabelSetsReport(
                counting: answers(set.counting), calibrating: answers(set.calibrating),
                checking: answers(set.checking), categories: set.categories, alphas: set.alphas)
            #expect(report.rows.count == set.rows.count)
            for (found, row) in zip(report.rows, set.rows) {
                #expect(found.method.rawValue == row.method && found.alpha == row.alpha)
                #expect(found.quantile.map { isClose($0, row.quantile ?? -1) } ?? (row.quantile == nil), "\(row)")
                #expect(found.covered == row.covered && found.singletons == row.singletons, "\(row): \(found)")
                #expect(isClose(found.meanSize ?? -1, row.meanSize), "\(row)")
            }
        }
    }
}
