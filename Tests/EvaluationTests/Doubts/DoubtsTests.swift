import Foundation
import Labeling
import Testing

@testable import Evaluation

@Suite struct DoubtsTests {
    private static let start = Timestamp(milliseconds: 1_793_577_600_000)

    private func item(_ predictions: [Prediction], gold: String? = nil, decisions: [Decision] = []) -> AnnotatedItem {
        AnnotatedItem(
            item: Item(id: Item.ID("x"), text: ""), gold: gold.map { Label($0) }, predictions: predictions,
            decisions: decisions)
    }

    private func says(_ model: String, _ label: String, _ confidence: Double?) -> Prediction {
        Prediction(model: model, label: Label(label), confidence: confidence)
    }

    private func decides(
        _ reviewer: String, _ label: String, seconds: Double? = nil, after: Int64 = 0, exposure: Exposure? = nil,
        act: Act? = nil
    ) -> Decision {
        Decision(
            reviewer: reviewer, verdict: .override(Label(label)),
            at: Timestamp(milliseconds: Self.start.milliseconds + after), seconds: seconds, exposure: exposure, act: act
        )
    }

    @Test func confidentLearningIsCleanlabs() throws {
        for one in try DriftReference.load().confident {
            let names = (0..<one.labels).map { "label \($0)" }
            var builder = EvaluationBuilder(labelNames: names, modelOrder: ["m"])
            for row in one.truth.indices {
                builder.add(item([says("m", names[one.answer[row]], one.confidence[row])], gold: names[one.truth[row]]))
            }
            let report = try #require(builder.doubts(most: .max))
            let model = try #require(report.models.first)
            for threshold in model.thresholds {
                let place = try #require(names.firstIndex(of: threshold.label.name))
                expectClose(threshold.value, one.thresholds[place], "\(one.name), \(threshold.label)", within: 1e-12)
            }
            let listed = report.items.filter { $0.reasons.contains { $0.kind == .confident } }.map {
                Int($0.number) - 1
            }
            #expect(listed.sorted() == one.issues, "\(one.name)")
            #expect(model.doubted == one.issues.count)
            for pair in model.pairs {
                let truth = try #require(names.firstIndex(of: pair.truth.name))
                let suggested = try #require(names.firstIndex(of: pair.suggested.name))
                #expect(pair.n <= one.joint[truth][suggested], "\(one.name): \(pair)")
            }
        }
    }

    @Test func modelsThatAgreeAgainstThePersonAreAReasonAndOneAloneIsNone() throws {
        var builder = EvaluationBuilder(labelNames: ["a", "b", "c"], modelOrder: ["haiku", "opus"])
        builder.add(item([says("haiku", "b", nil), says("opus", "b", nil)], gold: "a"))
        builder.add(item([says("haiku", "b", nil), says("opus", "a", nil)], gold: "a"))
        builder.add(item([says("haiku", "b", nil), says("opus", "c", nil)], gold: "a"))
        builder.add(
            item(
                [says("haiku", "c", nil), says("opus", "c", nil)],
                decisions: [Decision(reviewer: "ana", verdict: .reject, at: Self.start)]))
        builder.add(item([says("haiku", "b", nil), says("opus", "b", nil)]))
        let report = try #require(builder.doubts(most: 9))
        #expect(report.items.map(\.number) == [1, 4] && report.n == 4 && report.candidates == 2)
        #expect(report.items[0].suggested == Label("b") && report.items[0].truth == Label("a"))
        #expect(report.items[0].reasons.map(\.words) == ["haiku and opus both say b"])
        #expect(report.items[1].truth == nil && report.items[1].reviewer == "ana")
        #expect(report.items[0].score == Doubt.Weight.models)
    }

    @Test func aReviewerAgainstAllOthersIsDoubtedAndAnAdjudicationIsNot() throws {
        var builder = EvaluationBuilder(labelNames: ["a", "b", "c"])
        let others = [decides("bo", "b"), decides("cy", "b", after: 1)]
        builder.add(item([], decisions: others + [decides("ana", "a", after: 2)]))
        builder.add(
            item([], decisions: [decides("bo", "b"), decides("cy", "c", after: 1), decides("ana", "a", after: 2)]))
        builder.add(item([], decisions: [decides("bo", "b"), decides("ana", "a", after: 2)]))
        var last = decides("eva", "a", after: 3)
        last.isAdjudication = true
        builder.add(item([], decisions: others + [last]))
        let report = try #require(builder.doubts(most: 9))
        #expect(report.items.map(\.number) == [1])
        #expect(report.items[0].reviewer == "ana" && report.items[0].suggested == Label("b"))
        #expect(report.items[0].reasons.map(\.words) == ["all 2 other reviewers say b"])
        expectClose(report.items[0].score, 2.0 / 3, "two of two others")
    }

    @Test func aDecisionFarFasterThanItsReviewersOwnIsAReason() throws {
        var builder = EvaluationBuilder(labelNames: ["a", "b"])
        for row in 0..<40 { builder.add(item([], decisions: [decides("ana", "a", seconds: 6 + Double(row % 5))])) }
        builder.add(item([], decisions: [decides("ana", "a", seconds: 0.6)]))
        // Slow is no doubt, and a reviewer of few decisions has no pace.
        builder.add(item([], decisions: [decides("ana", "a", seconds: 600)]))
        for row in 0..<10 { builder.add(item([], decisions: [decides("bo", "a", seconds: row == 0 ? 0.1 : 9)])) }
        let report = try #require(builder.doubts(most: 9))
        #expect(report.items.map(\.number) == [41])
        #expect(report.items[0].reasons.map(\.words) == ["decided in 0.6 s; ana usually takes 8.0 s"])
        #expect(report.notes.contains { $0.contains("1 reviewers have fewer than 20") })
    }

    @Test func aDecisionWithoutALookOnlyAddsToOtherReasons() throws {
        var builder = EvaluationBuilder(labelNames: ["a", "b"], modelOrder: ["haiku", "opus"])
        let bulk = decides("ana", "a", exposure: Exposure(seen: false), act: Act(key: "k", kind: .bulk))
        builder.add(item([says("haiku", "a", nil)], decisions: [bulk]))
        builder.add(item([says("haiku", "b", nil), says("opus", "b", nil)], decisions: [bulk]))
        let ahead = decides("ana", "a", exposure: Exposure(typedAhead: true))
        builder.add(item([says("haiku", "b", nil), says("opus", "b", nil)], decisions: [ahead]))
        let report = try #require(builder.doubts(most: 9))
        #expect(report.items.map(\.number) == [2, 3], "without a look weighs more than typed ahead")
        expectClose(report.items[0].score, 1 - 0.5 * 0.8, "both together")
        #expect(report.items[0].reasons.map(\.kind) == [.models, .unseen])
        #expect(report.items[1].reasons.map(\.kind) == [.models, .typedAhead])
    }

    @Test func whatARuleAcceptedHasNoTruthToDoubt() {
        var builder = EvaluationBuilder(labelNames: ["a", "b"])
        builder.add(
            item(
                [says("haiku", "b", nil), says("opus", "b", nil)],
                decisions: [decides("ana", "a", act: Act(key: "k", kind: .policy))]))
        #expect(builder.doubts(most: 9) == nil)
    }

    @Test func theListIsAsLongAsWasAskedAndCountsTheRest() throws {
        var builder = EvaluationBuilder(labelNames: ["a", "b"], modelOrder: ["haiku", "opus"])
        for _ in 0..<30 { builder.add(item([says("haiku", "b", nil), says("opus", "b", nil)], gold: "a")) }
        var settings = EvaluationSettings()
        settings.mostDoubts = 4
        let report = try #require(builder.report(settings).details.doubts)
        #expect(report.items.map(\.number) == [1, 2, 3, 4] && report.candidates == 30)
        #expect(
            report.sections.first?.blocks.first
                == .text(
                    "30 of 30 decisions are worth a second look; the 4 most doubtful are listed."))
        settings.mostDoubts = 0
        #expect(builder.report(settings).details.doubts?.items.isEmpty == true)
    }

    @Test func setsAndOddConfidencesAreTakenAsTheyAre() throws {
        let labels = try LabelSet(["a", "b", "c"].map { LabelDefinition(label: Label($0)) }, allowsSeveral: true)
        var builder = EvaluationBuilder(labels: labels, modelOrder: ["haiku", "opus"])
        for confidence in [0.9, 2, -1, .nan, .infinity] {
            builder.add(item([says("haiku", "a|b", confidence), says("opus", "b|a", 1)], gold: "c"))
        }
        builder.add(item([says("haiku", "a", 1)], gold: "a"))
        let report = try #require(builder.report().details.doubts)
        #expect(report.items.count == 5 && report.items.allSatisfy { $0.score > 0 && $0.score < 1 })
        #expect(report.notes.contains { $0.contains("several labels") })
    }
}
