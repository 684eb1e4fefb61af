import Foundation
import Labeling
import Testing

@testable import Evaluation

/// The data of `Fixtures/routing.json`, with what numpy, scipy and statsmodels say of them.
struct RoutingReference: Decodable {
    struct Case: Decodable {
        var name: String
        var risk: Double?
        var delta: Double
        var costs: [Int64]?
        var hourly: Int64
        var data: Items
        /// n, agreeing, only first, only second, p, Holm's p, needed.
        var pairLabels: [[Double?]?]
        var rows: [Line]
        var whole: Line
        var frontier: Frontier
        var safety: [[Field]]
    }
    struct Items: Decodable {
        var truth: [Int]
        var first: [Int]
        var second: [Int]
        var confidence: [Double?]
        var firstCost: [Int64]
        var secondCost: [Int64]
        var seconds: [Double]
    }
    struct Line: Decodable {
        struct Policy: Decodable {
            var kind: String
            var errors: Int
            var missing: Int
            var compared: Bool
            var total: Int64?
            var upper: Double?
            var meets: Bool?
        }
        var n: Int
        var firstErrors: Int
        var both: Int
        var secondErrors: Int
        var onlyFirst: Int
        var onlySecond: Int
        var seconds: Double?
        var firstPrice: Int64?
        var secondPrice: Int64?
        var humanCost: Int64?
        var policies: [Policy]
        var policy: String?
        var needsMore: Int?
    }
    struct Frontier: Decodable {
        struct Point: Decodable {
            var kind: String
            var threshold: Double?
            var asked: Int
            var correct: Int
            var cost: Int64
            var pareto: Bool
        }
        struct OutOfSample: Decodable {
            var errors: Int
            var chosen: [[Field]]
            var cost: Int64
        }
        var points: [Point]
        var best: [Field]?
        var outOfSample: OutOfSample?
    }
    enum Field: Decodable, Hashable {
        case text(String)
        case number(Double)
        case nothing
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .nothing
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else {
                self = .number(try container.decode(Double.self))
            }
        }
        init(_ kind: PolicyKind) { self = .text(kind.rawValue) }
        init(_ number: Double?) { self = number.map { .number($0) } ?? .nothing }
    }
    var bounds: [[Double]]
    var advice: [[Double?]]
    var holm: [[[Double]]]
    var cases: [Case]

    static func read() throws -> RoutingReference {
        let url = try #require(
            Bundle.module.url(forResource: "routing", withExtension: "json", subdirectory: "Fixtures"))
        return try JSONDecoder().decode(RoutingReference.self, from: Data(contentsOf: url))
    }
}

extension RoutingReference.Case {
    static let labels = ["a", "b", "c", "d"].map { Label($0) }

    /// - Parameter order: of the items; nil: as they are.
    func report(order: [Int]? = nil) throws -> EvaluationReport {
        let labels = Self.labels
        var builder = EvaluationBuilder(
            labels: try LabelSet(labels.map { LabelDefinition(label: $0) }), modelOrder: ["first", "second"],
            severe: [labels[2], labels[3]])
        for place in order ?? Array(data.truth.indices) {
            func prediction(_ model: String, _ answer: Int, _ cost: Int64, _ confidence: Double?) -> Prediction {
                Prediction(
                    model: model, label: answer < 0 ? nil : labels[answer], confidence: confidence,
                    cost: .charged(Money(picodollars: cost)), outcome: answer < 0 ? .refusal : .labeled)
            }
            var predictions = [
                prediction("first", data.first[place], data.firstCost[place], data.confidence[place])
            ]
            if data.second[place] != -2 {
                predictions.append(prediction("second", data.second[place], data.secondCost[place], 0.9))
            }
            let decision = Decision(
                reviewer: "ana", verdict: .override(labels[data.truth[place]]), at: Timestamp(milliseconds: 0),
                seconds: data.seconds[place])
            builder.add(
                AnnotatedItem(
                    item: Item(id: Item.ID("\(place)"), text: ""), predictions: predictions, decisions: [decision]),
                number: Int64(place + 1))
        }
        var settings = EvaluationSettings()
        (settings.risk, settings.delta, settings.escalationThreshold) = (risk, delta, 0.8)
        settings.reviewerCostPerHour = Money(picodollars: hourly)
        for (label, cost) in zip(labels, costs ?? []) { settings.errorCosts[label] = Money(picodollars: cost) }
        return builder.report(settings)
    }
}

@Suite struct RoutingReferenceTests {
    typealias Field = RoutingReference.Field

    @Test func boundsAreTheQuantilesOfTheBetaDistribution() throws {
        for row in try RoutingReference.read().bounds {
            let (errors, n, chance) = (Int(row[0]), Int(row[1]), row[2])
            let (upper, lower) = (
                ClopperPearson.upper(errors: errors, of: n, delta: chance),
                ClopperPearson.lower(errors: errors, of: n, delta: chance)
            )
            #expect(abs(upper - row[3]) <= 1e-9 * row[3], "\(row)")
            #expect(abs(lower - row[4]) <= 1e-9 * row[4], "\(row)")
            #expect(
                ClopperPearson.isOver(row[4] * 0.999, errors: errors, of: n, delta: chance) == (errors > 0), "\(row)")
            #expect(!ClopperPearson.isOver(row[4] * 1.001 + 1e-12, errors: errors, of: n, delta: chance), "\(row)")
            // The bound on the count is the inverse of the bound on the share.
            let most = try #require(ClopperPearson.mostErrors(of: n, share: min(0.9999, row[3] + 1e-7), delta: chance))
            #expect(most == min(errors, n - 1) || row[3] == 1, "\(row)")
        }
    }

    @Test func theNumberThatSettlesAnAdviceIsTheOneFoundByTrying() throws {
        for row in try RoutingReference.read().advice {
            let (agreements, n) = (Int(row[0] ?? 0), Int(row[1] ?? 0))
            let settled = Advice.settled(agreements: agreements, of: n)
            #expect(settled.needsMore == row[2].map { Int($0) }, "\(row)")
            #expect(settled.isSettled == (row[2] == 0), "\(row)")
        }
    }

    @Test func holmsCorrectionIsThatOfStatsmodels() throws {
        for row in try RoutingReference.read().holm {
            for (found, expected) in zip(holm(row[0]), row[1]) { #expect(abs(found - expected) < 1e-15) }
        }
        #expect(holm([]).isEmpty)
    }

    @Test func agreementByLabelHasTheTestAndWhatSettlesIt() throws {
        for reference in try RoutingReference.read().cases {
            let report = try reference.report()
            let pair = try #require(report.pairs.first)
            for (label, expected) in zip(RoutingReference.Case.labels, reference.pairLabels) {
                let found = pair.perLabel.first { $0.label == label }
                guard let expected else {
                    #expect(found == nil)
                    continue
                }
                let line = try #require(found)
                let test = try #require(line.test)
                #expect(Double(line.n) == expected[0] && Double(test.counts.n) == expected[0], "\(reference.name)")
                #expect(Double(test.counts.onlyA) == expected[2] && Double(test.counts.onlyB) == expected[3])
                expectClose(test.p, expected[4], "\(reference.name) \(label)")
                expectClose(test.holmP, expected[5], "\(reference.name) \(label)")
                #expect(line.needsMore.map(Double.init) == expected[6], "\(reference.name) \(label)")
            }
            #expect(report.details.routing?.pairLabels == pair.perLabel)
        }
    }

    @Test func everyLineOfTheDecisionTableIsNumpysCount() throws {
        for reference in try RoutingReference.read().cases {
            let routing = try #require(try reference.report().details.routing)
            #expect(routing.rows.map(\.label) == [nil] + RoutingReference.Case.labels.map { $0 }, "\(reference.name)")
            for (row, expected) in zip(routing.rows + [routing.whole], reference.rows + [reference.whole]) {
                try compare(
                    row, expected, "\(reference.name), \(row.label?.name ?? "-")", isRisk: reference.risk != nil)
            }
        }
    }

    private func compare(_ row: RoutingRow, _ expected: RoutingReference.Line, _ name: String, isRisk: Bool) throws {
        #expect(row.n == expected.n && row.firstErrors == expected.firstErrors && row.both == expected.both, "\(name)")
        #expect(row.secondErrors == expected.secondErrors, "\(name)")
        #expect(row.onlyFirst == expected.onlyFirst && row.onlySecond == expected.onlySecond, "\(name)")
        #expect(row.firstPrice.charged?.picodollars == expected.firstPrice, "\(name)")
        #expect(row.secondPrice?.charged?.picodollars == expected.secondPrice, "\(name)")
        // Seconds are kept as single-precision numbers.
        #expect(abs((row.humanSeconds ?? 0) - (expected.seconds ?? 0)) < 1e-5, "\(name)")
        #expect(row.humanCost?.picodollars == expected.humanCost, "\(name)")
        #expect(row.policies.map(\.kind.rawValue) == expected.policies.map(\.kind), "\(name)")
        for (policy, other) in zip(row.policies, expected.policies) {
            #expect(policy.errors == other.errors && policy.missing == other.missing, "\(name), \(other.kind)")
            #expect(policy.isComparable == other.compared, "\(name), \(other.kind)")
            #expect(policy.total?.picodollars == other.total, "\(name), \(other.kind)")
            expectClose(policy.upper, other.upper, "\(name), \(other.kind)")
            if isRisk, policy.isComparable { #expect(policy.meetsRisk == (other.meets ?? true), "\(name)") }
        }
        #expect(row.choice.policy?.rawValue == expected.policy, "\(name)")
        if !isRisk {
            // Beyond a million it hangs on the last digits of a sum.
            if let needed = expected.needsMore, needed < 1_000_000 {
                let found = try #require(row.choice.needsMore, "\(name)")
                #expect(abs(found - needed) <= needed / 1_000_000 + 1, "\(name)")
            }
            #expect(row.choice.isSettled == (expected.needsMore == 0), "\(name)")
        }
    }

    @Test func theFrontierIsNumpysAtEveryThreshold() throws {
        for reference in try RoutingReference.read().cases {
            let frontier = try #require(try reference.report().details.routing?.frontier)
            let expected = reference.frontier
            #expect(frontier.points.count == expected.points.count, "\(reference.name)")
            for (point, other) in zip(frontier.points, expected.points) {
                let name = "\(reference.name), \(other.kind), \(other.threshold ?? -1)"
                #expect(point.kind.rawValue == other.kind && point.threshold == other.threshold, "\(name)")
                #expect(point.asked == other.asked && point.correct == other.correct, "\(name)")
                #expect(point.costPerThousand?.picodollars == other.cost, "\(name)")
                #expect(point.isPareto == other.pareto, "\(name)")
                #expect(point.isCurrent == (point.threshold == 0.8), "\(name)")
            }
            let choice = try #require(frontier.recommended)
            #expect([Field(choice.point.kind), Field(choice.point.threshold)] == expected.best, "\(reference.name)")
            let found = choice.outOfSample.map { check in
                zip(check.kinds, check.thresholds).map { [Field($0), Field($1)] }
            }
            #expect(found == expected.outOfSample?.chosen, "\(reference.name)")
            #expect(choice.outOfSample?.errors == expected.outOfSample?.errors, "\(reference.name)")
            #expect(choice.outOfSample?.costPerThousand?.picodollars == expected.outOfSample?.cost, "\(reference.name)")
        }
    }

    @Test func mistakesAboutSevereLabelsAreNumpysCountAndAddUp() throws {
        for reference in try RoutingReference.read().cases {
            let report = try reference.report()
            let safety = try #require(report.details.routing?.safety)
            for row in reference.safety {
                guard case .text(let name) = row[0], case .number(let label) = row[1] else { continue }
                guard let line = safety.lines.first(where: { $0.model == name || $0.policy?.rawValue == name }) else {
                    #expect(reference.name == "missing" && name == "first-then-second", "\(reference.name) \(name)")
                    continue
                }
                let found = try #require(line.labels.first { $0.label == RoutingReference.Case.labels[Int(label)] })
                let figures = [found.n, found.misses, line.notSevere, found.falseAlarms].map { Field(Double($0)) }
                #expect(figures == Array(row[2...]), "\(reference.name) \(name)")
            }
            for (line, model) in zip(safety.lines, report.models) {
                #expect(line.labels.reduce(0) { $0 + $1.misses } == model.severity?.falseAccepts)
                #expect(line.labels.reduce(0) { $0 + $1.falseAlarms } == model.severity?.falseRejects)
            }
        }
    }

    @Test func theOrderOfTheItemsDoesNotMatter() throws {
        for reference in try RoutingReference.read().cases {
            let order = reference.data.truth.indices.sorted { ($0 * 7_919) % 1_009 < ($1 * 7_919) % 1_009 }
            let (one, other) = (try reference.report(), try reference.report(order: order))
            var (routing, turned) = (try #require(one.details.routing), try #require(other.details.routing))
            // A sum of doubles in another order may end in another digit, which can be one item more or less.
            for place in routing.rows.indices { routing.rows[place].choice = turned.rows[place].choice }
            routing.whole.choice = turned.whole.choice
            turned.block = routing.block
            #expect(routing == turned, "\(reference.name)")
        }
    }
}
