import Foundation
import Labeling
import Testing

@testable import Evaluation

@Suite struct DriftTests {
    let reference: DriftReference
    private static let day: Int64 = 86_400_000
    /// 2026-11-02, a Monday.
    private static let monday: Int64 = 1_793_577_600_000

    init() throws { reference = try DriftReference.load() }

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
