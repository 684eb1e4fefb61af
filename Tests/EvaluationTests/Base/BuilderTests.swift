import Labeling
import Testing

@testable import Evaluation

@Suite struct BuilderTests {
    private let billing = Label("billing")
    private let account = Label("account")
    private let other = Label("other")

    private func builder(_ order: [String] = ["haiku", "opus"]) throws -> EvaluationBuilder {
        let labels = try LabelSet([billing, account, other].map { LabelDefinition(label: $0) })
        return EvaluationBuilder(labels: labels, modelOrder: order)
    }

    private func item(
        gold: Label? = nil, _ predictions: [Prediction] = [], decisions: [Decision] = []
    ) -> AnnotatedItem {
        let item = Item(id: Item.ID("1"), text: "")
        return AnnotatedItem(item: item, gold: gold, predictions: predictions, decisions: decisions)
    }

    private func decision(
        _ reviewer: String, _ verdict: Verdict, at: Int64 = 0, shown: [String] = [], undone: Bool = false
    ) -> Decision {
        Decision(
            reviewer: reviewer, verdict: verdict, at: Timestamp(milliseconds: at), shown: shown,
            undoneAt: undone ? Timestamp(milliseconds: at + 1) : nil)
    }

    private func charged(_ model: String, _ label: Label, _ picodollars: Int64) -> Prediction {
        Prediction(model: model, label: label, cost: .charged(Money(picodollars: picodollars)))
    }

    @Test func theNewestPredictionOfAModelCounts() throws {
        let old = Prediction(model: "haiku", label: billing, at: Timestamp(milliseconds: 10))
        let new = Prediction(model: "haiku", label: account, at: Timestamp(milliseconds: 20))
        let undated = Prediction(model: "haiku", label: other)
        let same = Prediction(model: "haiku", label: other, at: Timestamp(milliseconds: 20))
        for (predictions, right) in [
            ([old, new], account), ([new, old], account), ([new, undated], other), ([undated, old], billing),
            ([new, same], other),
        ] {
            var builder = try builder()
            builder.add(item(gold: right, predictions))
            let model = try #require(builder.report().models.first)
            #expect(model.n == 1 && model.correct == 1)
        }
    }

    @Test func modelsStandInTheTasksOrderThenByAppearance() throws {
        var builder = try builder(["haiku", "sonnet", "opus"])
        for model in ["x", "opus", "haiku"] { builder.add(item([Prediction(model: model, label: billing)])) }
        let report = builder.report()
        #expect(report.models.map(\.model) == ["haiku", "opus", "x"])
        #expect(report.pairs.map { [$0.a, $0.b] } == [["haiku", "opus"], ["haiku", "x"], ["opus", "x"]])
        #expect(report.pairs.allSatisfy { $0.n == 0 && $0.agreement == nil && $0.mcnemarP == nil })
    }

    @Test func anItemThatFitsNoLabelIsCountedApart() throws {
        var builder = try builder()
        builder.add(item([Prediction(model: "haiku", label: billing)], decisions: [decision("ana", .reject)]))
        builder.add(item(gold: billing, [Prediction(model: "haiku", label: billing)]))
        let report = builder.report()
        #expect(report.groundTruth.n == 1 && report.groundTruth.rejected == 1 && report.items == 2)
        #expect(report.models.first?.n == 1 && report.models.first?.answers.n == 2)
        #expect(report.notes.contains { $0.hasPrefix("1 item rejected in review") })
    }

    @Test func anAnswerWithoutALabelIsWrongAndInN() throws {
        for outcome in [Prediction.Outcome.invalidOutput, .refusal, .truncated] {
            var builder = try builder()
            builder.add(item(gold: billing, [Prediction(model: "haiku", label: billing)]))
            builder.add(item(gold: account, [Prediction(model: "haiku", confidence: 0.9, outcome: outcome)]))
            let model = try #require(builder.report().models.first)
            #expect(model.n == 2 && model.correct == 1 && model.noLabel == 1)
            #expect(model.confusion.noLabel == [0, 1, 0] && model.confusion.counts[1] == [0, 0, 0])
            #expect(model.brier.map { abs($0 - 0.81) < 1e-12 } == true && model.ece.n == 1)
        }
    }

    @Test func precisionRecallAndF1OfALabelHaveTheirIntervals() throws {
        var builder = try builder()
        for (truth, answer, times) in [(billing, billing, 8), (billing, account, 2), (account, billing, 2)] {
            for _ in 0..<times { builder.add(item(gold: truth, [Prediction(model: "haiku", label: answer)])) }
        }
        let labels = try #require(builder.report().models.first).perLabel
        // statsmodels: proportion_confint(8, 10, method="wilson"); of F1, 2 j / (1 + j) of those of 8 in 12.
        for interval in [labels[0].precisionInterval, labels[0].recallInterval] {
            #expect(interval.map { abs($0.low - 0.49016247153664183) < 1e-12 } == true && interval?.value == 0.8)
            #expect(interval.map { abs($0.high - 0.9433178485456247) < 1e-12 } == true)
        }
        let f1 = try #require(labels[0].f1Interval)
        #expect(abs(f1.low - 0.5617947420775218) < 1e-12 && abs(f1.high - 0.9258168636815235) < 1e-12)
        #expect(f1.value == labels[0].f1 && f1.value == 0.8)
        #expect(labels[1].f1Interval?.low == 0 && labels[2].f1Interval == nil && labels[2].recallInterval == nil)
    }

    @Test func truthIsShownOnlyWhereThatModelWasInView() throws {
        var builder = try builder()
        let both = [Prediction(model: "haiku", label: billing), Prediction(model: "opus", label: account)]
        builder.add(item(both, decisions: [decision("ana", .accept(billing), shown: ["haiku"])]))
        builder.add(item(gold: account, both))
        let models = builder.report().models
        #expect(models.map(\.byExposure.shown.n) == [1, 0] && models.map(\.byExposure.blind.n) == [1, 2])
        #expect(models[0].byExposure.shown.accuracy?.value == 1 && models[0].byExposure.blind.accuracy?.value == 0)
        #expect(models[1].byExposure.shown.accuracy == nil)
    }

    @Test func pairsAgreeOverAllItemsButMcNemarNeedsTruth() throws {
        var builder = try builder()
        builder.add(item([Prediction(model: "opus", label: billing), Prediction(model: "haiku", label: billing)]))
        #expect(builder.report().pairs.first?.mcnemarP == nil)
        builder.add(
            item(
                gold: billing, [Prediction(model: "opus", label: billing), Prediction(model: "haiku", label: account)]))
        let pair = try #require(builder.report().pairs.first)
        #expect(pair.n == 2 && pair.agreement?.value == 0.5)
        #expect(pair.mcnemar == McNemarCounts(n: 1, onlyA: 0, onlyB: 1) && pair.mcnemarP == 1)
        #expect(pair.perLabel.map(\.label) == [billing] && pair.perLabel.first?.advice == .route)
    }

    @Test(arguments: [(19, .keep), (18, .watch), (17, .route)] as [(Int, Advice)])
    func adviceTurnsExactlyAtItsLimits(agreements: Int, advice: Advice) throws {
        var builder = try builder()
        for number in 0..<20 {
            let first = Prediction(model: "haiku", label: number < agreements ? billing : account)
            builder.add(item([first, Prediction(model: "opus", label: billing)]))
        }
        #expect(builder.report().pairs.first?.perLabel.first?.advice == advice)
    }

    @Test func aReviewersLastWordInForceCounts() throws {
        var builder = try builder()
        builder.add(
            item(decisions: [
                decision("ana", .override(account), at: 1), decision("ben", .override(billing), at: 2),
                decision("ana", .override(billing), at: 3), decision("ana", .skip, at: 4),
                decision("ben", .override(other), at: 5, undone: true), decision("cem", .flag, at: 6),
            ]))
        let reviewers = builder.report().reviewers
        #expect(reviewers.n == 2 && reviewers.items == 1)
        #expect(reviewers.pairs.map { [$0.a, $0.b] } == [["ana", "ben"]])
        #expect(reviewers.pairs.first?.agreement?.value == 1)
        #expect(reviewers.pairs.first?.cohenKappa == nil && reviewers.krippendorffAlpha == nil)
    }

    @Test func costPerCorrectIsExactAndRoundedHalfUp() throws {
        var builder = try builder()
        builder.add(item(gold: billing, [charged("haiku", billing, 2), charged("opus", billing, 1)]))
        builder.add(item(gold: billing, [charged("haiku", billing, 3), charged("opus", account, 1)]))
        builder.add(item([charged("haiku", billing, 100), charged("opus", account, 100)]))
        let models = builder.report().models
        #expect(models.map(\.cost?.picodollars) == [5, 2] && models.map(\.answers.cost?.picodollars) == [105, 102])
        #expect(models.map(\.costPerCorrect?.picodollars) == [3, 2])
    }

    @Test func anUnknownCostMakesCostPerCorrectUndefinedAndIsSaid() throws {
        var builder = try builder()
        builder.add(item(gold: billing, [charged("haiku", billing, 7), Prediction(model: "opus", label: billing)]))
        builder.add(item(gold: billing, [Prediction(model: "haiku", label: billing)]))
        let report = builder.report()
        let (haiku, opus) = (report.models[0], report.models[1])
        #expect(haiku.cost?.picodollars == 7 && haiku.unknownCosts == 1 && haiku.costPerCorrect == nil)
        #expect(opus.cost == nil && opus.costPerCorrect == nil)
        #expect(report.notes.contains { $0.hasPrefix("haiku: the cost of 1 of 2 answers is unknown") })
        #expect(report.notes.contains { $0.hasPrefix("opus: the cost of 1 of 1 answers is unknown") })
    }

    @Test func anEstimateIsNeverPartOfTheCost() throws {
        var builder = try builder()
        let estimated = Cost.estimated(Money(picodollars: 900), as: "claude-haiku-4-5")
        builder.add(item(gold: billing, [Prediction(model: "offline", label: billing, cost: estimated)]))
        let model = try #require(builder.report().models.first)
        #expect(model.cost == .zero && model.estimatedCost?.picodollars == 900 && model.costPerCorrect == .zero)
    }

    @Test func aConfidenceOrLatencyThatIsNoneIsLeftOutAndSaid() throws {
        var builder = try builder()
        for value in [Double.nan, .infinity, -0.1, 1.1] {
            builder.add(
                item(
                    gold: billing,
                    [Prediction(model: "haiku", label: billing, confidence: value, latencyMilliseconds: -value)]))
        }
        let report = builder.report()
        let model = try #require(report.models.first)
        #expect(model.n == 4 && model.brier == nil && model.ece.value == nil && model.ece.n == 0)
        #expect(model.latency.n == 1)
        #expect(report.notes.contains("haiku: 4 confidences are not in 0 to 1: left out."))
        #expect(report.notes.contains("haiku: 3 latencies are negative or no number: left out."))
    }

    @Test func labelsAreComparedWithoutRegardToCase() throws {
        var builder = try builder()
        builder.add(item(gold: Label(" BILLING "), [Prediction(model: "haiku", label: Label("Billing"))]))
        #expect(builder.report().models.first?.correct == 1)
    }

    @Test func aTruthOutsideTheLabelSetIsLeftOutAndSaid() throws {
        var builder = try builder()
        builder.add(item(gold: Label("legal"), [Prediction(model: "haiku", label: billing)]))
        let report = builder.report()
        #expect(report.groundTruth.n == 0 && report.models.first?.accuracy == nil)
        #expect(report.notes.contains { $0.hasPrefix("1 item left out") })
    }

    @Test func withoutATaskLabelsAreFoundInTheItems() throws {
        var builder = EvaluationBuilder(labelNames: ["other"], discovering: true)
        builder.add(item(gold: billing, [Prediction(model: "m", label: account)]))
        builder.add(item(gold: Label("Other"), [Prediction(model: "m", label: other)]))
        let report = builder.report()
        #expect(report.labels == [other, billing, account])
        #expect(report.models.first?.confusion.counts == [[1, 0, 0], [0, 0, 1], [0, 0, 0]])
    }

    @Test func freeTextTakenForLabelsEndsInANoteNotInMemory() throws {
        var builder = EvaluationBuilder(labelNames: [], discovering: true)
        for number in 0..<1_500 { builder.add(item(gold: Label("text \(number)"))) }
        let report = builder.report()
        #expect(report.labels.count == 1_000 && report.groundTruth.n == 1_000)
        #expect(report.notes.contains { $0.hasPrefix("500 items left out") })
    }

    @Test func aReportCanBeTakenBeforeTheEnd() throws {
        var builder = try builder()
        builder.add(item(gold: billing, [Prediction(model: "haiku", label: billing)]))
        #expect(builder.report().models.first?.n == 1)
        builder.add(item(gold: billing, [Prediction(model: "haiku", label: account)]))
        #expect(builder.report().models.first?.n == 2)
    }

    @Test func whatARuleAcceptedIsNoTruthAboutTheModel() throws {
        var builder = try builder()
        var rule = decision("ana", .accept(billing), at: 5)
        rule.act = Act(key: "k", kind: .policy)
        let answer = Prediction(model: "haiku", label: billing)
        builder.add(item([answer], decisions: [rule]))
        builder.add(item(gold: account, [answer], decisions: [rule]))
        builder.add(item([answer], decisions: [decision("ben", .override(account), at: 1), rule]))
        builder.add(item([answer], decisions: [rule, decision("ben", .override(billing), at: 9)]))
        let report = builder.report()
        #expect(report.groundTruth.byPolicy == 3)
        #expect(report.groundTruth.n == 3)
        #expect(report.models.first?.correct == 1)
        #expect(report.reviewers.n == 1)
        #expect(report.notes.contains { $0.hasPrefix("3 items accepted by rule") })
    }
}
