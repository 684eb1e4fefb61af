import Foundation
import Labeling
import Testing

@testable import Evaluation

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

@Suite struct DriftTests {
    let reference: DriftReference
    private static let day: Int64 = 86_400_000
    /// 2026-11-02, a Monday.
    private static let monday: Int64 = 1_793_577_600_000

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
            let difference = ShareDifference.newcombe(first, second)
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

    @Test func sharesAreTestedAsPearsonDidAndSmallOnesExactly() throws {
        for one in reference.homogeneity {
            let shares = zip(one.hits, one.sizes).enumerated().map { GroupShare(group: "\($0)", hits: $1.0, n: $1.1) }
            let test = try #require(Homogeneity(.accuracy, models: ["m"], shares, seed: 1))
            #expect(test.method.rawValue == one.method, "\(one.hits)")
            expectClose(test.statistic, one.statistic, "\(one.hits), statistic", within: 1e-10)
            expectClose(test.p, one.p, "\(one.hits), p", within: 1e-9)
            let table = BinaryTable(zip(one.hits, one.sizes).map { ($0, $1) })
            // The standard deviation of 1,999 draws, four times.
            #expect(abs(table.permutationP(draws: 1_999, seed: 7) - table.exactP) < 0.046 || table.tables > 1e5)
        }
    }

    @Test func labelsAreTestedAsPearsonDid() throws {
        for one in reference.labels {
            let test = try #require(Homogeneity(labels: one.counts))
            expectClose(test.statistic, one.statistic, "statistic", within: 1e-10)
            expectClose(test.p, one.p, "p", within: 1e-10)
            #expect(test.degrees == one.degrees && test.method == .chiSquare)
        }
        #expect(Homogeneity(labels: [[3, 0], [5, 0]]) == nil, "one label says nothing")
        #expect(Homogeneity(labels: [[3, 1]]) == nil, "one group has nothing to differ from")
    }

    @Test func nothingDiffersWhereAllAreRight() throws {
        let shares = [GroupShare(group: "a", hits: 9, n: 9), GroupShare(group: "b", hits: 4, n: 4)]
        let test = try #require(Homogeneity(.accuracy, models: [], shares, seed: 1))
        #expect(test.p == 1 && test.statistic == 0)
        #expect(Homogeneity(.accuracy, models: [], [GroupShare(group: "a", hits: 1, n: 2)], seed: 1) == nil)
    }

    @Test func theGroupThatStandsOutIsNamed() throws {
        let shares = (0..<6).map { GroupShare(group: "w\($0)", hits: $0 == 4 ? 60 : 90, n: 100) }
        let test = try #require(Homogeneity(.accuracy, models: [], shares, seed: 1))
        #expect(test.standout?.group == "w4" && (test.standout?.corrected ?? 1) < 1e-6)
    }

    @Test func manyGroupsOfFewItemsDoNotTakeForever() throws {
        let shares = (0..<200).map { GroupShare(group: "\($0)", hits: $0 % 7 == 0 ? 9 : 10, n: 10) }
        let drawn = try #require(Homogeneity(.accuracy, models: [], shares, seed: 1))
        #expect(drawn.method == .permutation && drawn.p > 0 && drawn.p <= 1)
        let large = (0..<50).map { GroupShare(group: "\($0)", hits: $0 < 5 ? 1 : 800, n: $0 < 5 ? 2 : 1_000) }
        #expect(Homogeneity(.accuracy, models: [], large, seed: 1)?.method == .joined)
    }

    // MARK: A change

    @Test func changesAreWhereRupturesFindsThem() throws {
        for one in reference.sequences {
            let found = try #require(Changepoint(one.bits.map { $0 == "1" }, seed: 1))
            expectClose(found.statistic, one.statistic, "\(one.name), statistic", within: 1e-10)
            #expect(found.place == one.place, "\(one.name)")
            #expect(found.changes == one.changes, "\(one.name)")
            if found.isShuffled {
                // The limit is above what shuffling a short sequence gives, and not far above.
                #expect(
                    found.p <= one.asymptotic_p + 0.03 && found.p > one.asymptotic_p - 0.12, "\(one.name): \(found.p)")
            } else {
                expectClose(found.p, one.asymptotic_p, "\(one.name), p")
            }
        }
    }

    @Test func aSequenceWithoutVarietyOrLengthHasNoChange() throws {
        #expect(Changepoint([Bool](repeating: true, count: 39), seed: 1) == nil)
        let same = try #require(Changepoint([Bool](repeating: true, count: 500), seed: 1))
        #expect(same.p == 1 && same.changes.isEmpty && same.place == nil)
        let moment = try #require(Changepoint((0..<500).map { $0 < 250 }, seed: 1, isPlace: { _ in false }))
        #expect(moment.p == 1 && moment.place == nil, "items of one moment have no order")
    }

    @Test func aLongSequenceIsLookedAtInBlocksAndFoundToTheItem() throws {
        // The pattern has no chance in it, so that the place is known.
        let bits = (0..<60_000).map { $0 < 41_234 ? $0 % 10 != 0 : $0 % 10 > 2 }
        let found = try #require(Changepoint(bits, seed: 1))
        #expect(abs((found.place ?? 0) - 41_234) <= 20 && found.p < 1e-12)
    }

    @Test func noiseIsCalledAChangeAsOftenAsItShould() {
        var generator = DriftGenerator(seed: 3)
        var rejected = 0
        for run in 0..<120 {
            let bits = (0..<120).map { _ in generator.below(10) < 8 }
            if let found = Changepoint(bits, seed: UInt64(run)), found.p < 0.1 { rejected += 1 }
        }
        // 10 % of 120 with 3 standard deviations.
        #expect(rejected >= 2 && rejected <= 22, "\(rejected) of 120")
    }

    // MARK: Groups

    private func report(_ settings: EvaluationSettings = EvaluationSettings(), reversed: Bool = false)
        -> EvaluationReport
    {
        let data = reference.groups
        var builder = EvaluationBuilder(labelNames: ["a", "b", "c"], modelOrder: ["one", "two"])
        let names = ["a", "b", "c"]
        func prediction(_ model: String, _ answer: Int, _ confidence: Double?) -> Prediction {
            Prediction(
                model: model, label: answer < 3 ? Label(names[answer]) : nil, confidence: confidence,
                outcome: answer < 3 ? .labeled : .invalidOutput, at: Timestamp(milliseconds: Self.monday))
        }
        let order = Array(data.truth.indices)
        for row in reversed ? order.reversed() : order {
            builder.add(
                AnnotatedItem(
                    item: Item(id: Item.ID("\(row)"), text: ""), gold: Label(names[data.truth[row]]),
                    predictions: [
                        prediction("one", data.first[row], data.confidence[row]),
                        prediction("two", data.second[row], nil),
                    ]), number: Int64(row + 1), group: "g\(data.group[row])")
        }
        return builder.report(settings)
    }

    @Test func figuresOfAGroupAreThoseOfItsItemsAlone() throws {
        var settings = EvaluationSettings()
        settings.by = "meta.channel"
        let drift = try #require(report(settings).details.drift)
        #expect(drift.by == "meta.channel" && drift.groups.count == 4)
        for group in drift.groups {
            let place = try #require(Int(group.name.dropFirst()))
            let expected = reference.groups.expected[place]
            let figures = group.figures[0]
            #expect(figures.n == expected.n && figures.invalid == expected.invalid && group.truths == expected.n)
            expectClose(figures.accuracy?.value, expected.accuracy, "accuracy")
            expectClose(figures.cohenKappa, expected.kappa, "kappa")
            expectClose(figures.macroF1, expected.macro_f1, "macro F1")
            expectClose(figures.ece, expected.ece, "ECE")
            expectClose(group.agreement?.share?.value, expected.agreement, "agreement")
            expectClose(group.agreement?.cohenKappa, expected.pair_kappa, "kappa of both")
            #expect(group.labels.map(\.1) == expected.counts)
        }
        // The largest first; equal ones by name.
        #expect(drift.groups.map(\.items) == drift.groups.map(\.items).sorted(by: >))
    }

    @Test func oneGroupOfAllSaysWhatTheWholeReportSays() throws {
        let report = report()
        let drift = try #require(report.details.drift)
        #expect(drift.by == "week" && drift.groups.map(\.name) == ["2026-W45"])
        for (figures, model) in zip(drift.groups[0].figures, report.models) {
            #expect(figures.accuracy == model.accuracy && figures.cohenKappa == model.cohenKappa)
            expectClose(figures.macroF1, model.macroF1, "macro F1", within: 1e-15)
            #expect(figures.ece == model.ece.value && figures.brier == model.brier)
        }
        #expect(drift.groups[0].agreement?.share == report.pairs[0].agreement)
        #expect(drift.sections.isEmpty, "one week is no drift")
    }

    @Test func theOrderOfItemsChangesNoGroup() throws {
        var settings = EvaluationSettings()
        settings.by = "channel"
        let (one, other) = (report(settings).details.drift, report(settings, reversed: true).details.drift)
        let pairs = zip(one?.groups ?? [], other?.groups ?? [])
        for (a, b) in pairs {
            #expect(a.name == b.name && a.labels.map(\.1) == b.labels.map(\.1) && a.agreement == b.agreement)
            #expect(a.figures.map(\.accuracy) == b.figures.map(\.accuracy))
        }
        #expect(one?.tests.map(\.p) == other?.tests.map(\.p) && one?.notes == other?.notes)
    }

    @Test func weeksAreThoseOfTheCalendar() throws {
        for one in reference.weeks {
            let start = try #require(Timestamp(rfc3339: "\(one.day)T00:00:00Z")).milliseconds
            #expect(ISOWeek.name(ISOWeek.number(start)) == one.week, "\(one.day)")
            #expect(ISOWeek.name(ISOWeek.number(start + Self.day - 1)) == one.week, "\(one.day), its end")
            let first = ISOWeek.start(ISOWeek.number(start))
            #expect(ISOWeek.number(first) == ISOWeek.number(start) && ISOWeek.number(first - 1) < ISOWeek.number(start))
        }
    }

    @Test func itemsWithoutATimeAreInNoWeekAndSaid() throws {
        var builder = EvaluationBuilder(labelNames: ["a"])
        let label = Label("a")
        func add(_ decisions: [Decision], at: Int64?) {
            builder.add(
                AnnotatedItem(
                    item: Item(id: Item.ID("x"), text: ""),
                    predictions: [Prediction(model: "m", label: label, at: at.map { Timestamp(milliseconds: $0) })],
                    decisions: decisions))
        }
        add([], at: nil)
        add([], at: Self.monday)
        let later = Timestamp(milliseconds: Self.monday + 8 * Self.day)
        add([Decision(reviewer: "ana", verdict: .accept(label), at: later)], at: nil)
        let drift = try #require(builder.report().details.drift)
        #expect(drift.groups.map(\.name) == ["2026-W45", "2026-W46"] && drift.without == 1)
        #expect(drift.notes.contains { $0.contains("1 of 3 items have no time") })
    }

    @Test func manyValuesKeepTheLargestAndNoneHasAGroupOfItsOwn() throws {
        var builder = EvaluationBuilder(labelNames: ["a"])
        func add(_ group: String?, _ times: Int) {
            for _ in 0..<times {
                builder.add(AnnotatedItem(item: Item(id: Item.ID("x"), text: ""), gold: Label("a")), group: group)
            }
        }
        for value in 0..<300 { add("v\(value)", value < 3 ? 5 : 1) }
        add(nil, 2)
        add("(none)", 1)
        var settings = EvaluationSettings()
        settings.by = "customer"
        let drift = try #require(builder.report(settings).details.drift)
        #expect(drift.groups.count == 200)
        #expect(drift.groups.prefix(3).map(\.items) == [5, 5, 5])
        #expect(drift.groups.suffix(2).map(\.name) == ["(others)", "(none)"])
        #expect(drift.groups.last?.items == 3 && drift.without == 3)
        #expect(drift.groups.reduce(0) { $0 + $1.items } == 315 + 0 && drift.joined == 102)
    }

    // MARK: Series and versions

    private func changing(sampled: Bool) -> EvaluationReport {
        var builder = EvaluationBuilder(labelNames: ["a", "b"], modelOrder: ["one", "two"])
        for row in 0..<400 {
            let at = Timestamp(milliseconds: Self.monday + Int64(row) * 3_600_000)
            // What is not of the share differs always.
            let isSample = row % 2 == 0
            let agrees = isSample && (row < 240 ? row % 20 != 0 : row % 4 == 0)
            builder.add(
                AnnotatedItem(
                    item: Item(id: Item.ID("\(row)"), text: ""), gold: Label("a"),
                    predictions: [
                        Prediction(
                            model: "one", snapshot: row < 240 ? "s1" : "s2", label: Label("a"), promptVersion: "p",
                            at: at),
                        Prediction(
                            model: "two", label: Label(agrees ? "a" : "b"),
                            escalation: sampled && isSample ? .sample : .lowConfidence, at: at),
                    ]), number: Int64(row + 1000))
        }
        return builder.report()
    }

    @Test func agreementOverTimeIsOfTheFixedShareWhereThereIsOne() throws {
        let drift = try #require(changing(sampled: true).details.drift)
        let series = try #require(drift.series.first)
        #expect(series.source == .sample && series.n == 200 && series.what == .agreement)
        let change = try #require(series.change)
        #expect(abs(change.firstAfter - 1240) <= 4 && change.before.share.value > change.after.share.value)
        #expect(change.lastBefore < change.firstAfter && change.before.to < change.after.from)
        #expect(change.difference.value < 0 && change.difference.high < 0)
        #expect(!drift.notes.contains { $0.contains("fixed share") })
        #expect(drift.groups.contains { $0.sampleAgreement != nil })
        let all = try #require(changing(sampled: false).details.drift)
        #expect(all.series.first?.source == .all && all.series.first?.n == 400)
        #expect(all.notes.contains { $0.contains("fixed share") })
        #expect(all.groups.allSatisfy { $0.sampleAgreement == nil })
    }

    @Test func theWholeFixedShareCountsWhereItIsKnownWhichItemsAreOfIt() throws {
        var builder = EvaluationBuilder(labelNames: ["a", "b"], modelOrder: ["one", "two"])
        for row in 0..<200 {
            let at = Timestamp(milliseconds: Self.monday + Int64(row) * 3_600_000)
            // Every fourth is of the share; half of these were hard too, and asked about for that reason.
            let reason: EscalationReason = row % 8 == 0 ? .sample : .lowConfidence
            builder.add(
                AnnotatedItem(
                    item: Item(id: Item.ID("\(row)"), text: ""), gold: Label("a"),
                    predictions: [
                        Prediction(model: "one", label: Label("a"), at: at),
                        Prediction(model: "two", label: Label(row % 8 == 4 ? "b" : "a"), escalation: reason, at: at),
                    ]))
        }
        #expect(builder.hasSampledAnswers)
        #expect(builder.report().details.drift?.series.first?.n == 25)
        for row in stride(from: 0, to: 200, by: 4) { builder.markFixedShare(row) }
        let series = try #require(builder.report().details.drift?.series.first)
        #expect(series.source == .sample && series.n == 50 && series.blocks.reduce(0) { $0 + $1.n } == 50)
    }

    @Test func versionsStandBesideEachOtherInTime() throws {
        let drift = try #require(changing(sampled: true).details.drift)
        let one = try #require(drift.versions.first)
        #expect(one.isMixed && one.versions.map(\.snapshot) == ["s1", "s2"])
        #expect(one.versions.map(\.figures.answered) == [240, 160])
        #expect(one.versions[0].difference == nil)
        let second = one.versions[1]
        #expect(second.difference?.value == 0 && second.corrected == 1)
        #expect((one.versions[0].figures.last ?? 0) < (second.figures.first ?? 0))
        #expect(drift.versions[1].isMixed == false)
        #expect(drift.sections.contains { $0.title == "Versions of a model" })
    }

    @Test func nothingIsNaNWhateverThereIs() {
        func expectFinite(_ value: Any, _ path: String) {
            if let number = value as? Double { #expect(number.isFinite, "\(path)") }
            for child in Mirror(reflecting: value).children {
                expectFinite(child.value, "\(path).\(child.label ?? "")")
            }
        }
        expectFinite(report().details, "groups")
        expectFinite(changing(sampled: true).details, "series")
        var one = EvaluationBuilder(labelNames: ["a"])
        one.add(AnnotatedItem(item: Item(id: Item.ID("x"), text: ""), gold: Label("a")))
        expectFinite(one.report().details, "one item")
        #expect(EvaluationBuilder(labelNames: ["a"]).report().details.drift == nil)
    }
}
