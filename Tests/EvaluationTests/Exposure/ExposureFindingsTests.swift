import Labeling
import Testing

@testable import Evaluation

@Suite struct ExposureFindingsTests {
    private let haiku = "haiku"

    private func decided(
        _ rating: Int, model: Int?, shown: Bool, first: Int? = nil, others: [Int] = [], gold: Int? = nil
    ) -> AnnotatedItem {
        var decision = RatedItems.decision("ana", rating, at: 9)
        if shown { decision.shown = [haiku] }
        decision.firstChoice = first.map { DataSet.label($0) }
        let rest = others.enumerated().map { RatedItems.decision("other \($0)", $1) }
        let answers = model.map { label in
            [
                Prediction(
                    model: haiku, label: label < 0 ? nil : DataSet.label(label),
                    outcome: label < 0 ? .invalidOutput : .labeled)
            ]
        }
        return RatedItems.item(rest + [decision], gold: gold, answers ?? [])
    }

    private func findings(_ items: [AnnotatedItem], labels: Int = 3) throws -> ExposureFindings {
        try #require(RatedItems.builder(labels: labels, items).report().details.exposure)
    }

    @Test func theDifferenceOfTwoSharesIsThatOfStatsmodels() throws {
        for row in try RatersReference.load().newcombe {
            let (first, second) = (
                Interval.wilson(successes: Int(row[0]), of: Int(row[1])),
                Interval.wilson(successes: Int(row[2]), of: Int(row[3]))
            )
            let found = IndependentDifference.newcombe(try #require(first), try #require(second))
            expectClose(found.value, row[4], "\(row)")
            expectClose(found.low, row[5], "\(row), low")
            expectClose(found.high, row[6], "\(row), high")
        }
    }

    @Test func accuracyIsGivenForAllBlindAndShownTruthWithTheirDifference() throws {
        var items = (0..<10).map { decided(0, model: $0 < 6 ? 0 : 1, shown: false) }
        items += (0..<20).map { decided(1, model: $0 < 19 ? 1 : 0, shown: true) }
        items += [
            decided(2, model: nil, shown: true),
            RatedItems.item([], gold: 1, [Prediction(model: haiku, label: DataSet.label(1))]),
        ]
        let report = RatedItems.builder(labels: 3, items).report()
        let model = try #require(report.details.exposure?.models.first)
        #expect(model.all.n == 31 && model.blind.n == 11 && model.shown.n == 20 && model.imported == 1)
        #expect(
            model.all.accuracy == report.models.first?.accuracy && model.all.macroF1 == report.models.first?.macroF1)
        #expect(model.all.cohenKappa == report.models.first?.cohenKappa)
        #expect(model.blind.accuracy == report.models.first?.byExposure.blind.accuracy)
        #expect(model.difference == report.models.first?.byExposure.difference)
        expectClose(model.difference?.value, 7.0 / 11 - 19.0 / 20, "difference")
        #expect((model.difference?.high ?? 1) < 0 && !model.isOnlySeen)
        let section = try #require(report.details.exposure?.sections.first)
        #expect(
            section.blocks.contains {
                if case .warning(let text) = $0 { text.contains("Trust the blind") } else { false }
            })
    }

    @Test func seenTruthAloneIsWarnedAbout() throws {
        let report = RatedItems.builder(
            labels: 2, [decided(0, model: 0, shown: true), decided(1, model: 1, shown: true)]
        )
        .report()
        let findings = try #require(report.details.exposure)
        #expect(findings.models.first?.isOnlySeen == true && findings.models.first?.difference == nil)
        #expect(report.notes.contains { $0.hasPrefix("haiku: all 2 items were decided with its answer in view") })
        #expect(findings.sections.first?.blocks.contains { if case .warning = $0 { true } else { false } } == true)
    }

    @Test func anchoringIsCountedByHand() throws {
        let items = [
            // Right by the others, and talked out of it by a wrong model.
            decided(1, model: 1, shown: true, first: 0, others: [0, 0]),
            // Wrong, and mended by a right model.
            decided(0, model: 0, shown: true, first: 1, others: [0, 0, 1]),
            // Wrong, kept against a right model.
            decided(1, model: 0, shown: true, first: 1, gold: 0),
            // Right, the same as the model's, kept.
            decided(2, model: 2, shown: true, first: 2, gold: 2),
            // Away from the model; nobody knows who is right.
            decided(1, model: 0, shown: true, first: 0),
            // Between labels that the model did not give; the others are split, so gold tells.
            decided(2, model: 1, shown: true, first: 0, others: [0, 1], gold: 0),
            // No label of the model was there to see; no model was shown; no first choice.
            decided(0, model: -1, shown: true, first: 1),
            decided(0, model: 1, shown: false, first: 1),
            decided(0, model: 1, shown: true),
        ]
        let findings = try findings(items)
        let ana = try #require(findings.anchoring)
        #expect(findings.reviewers == [ReviewerAnchoring(reviewer: "ana", figures: ana)])
        #expect(ana.n == 6 && ana.changed == 4 && ana.towards == 2 && ana.away == 1 && ana.elsewhere == 1)
        #expect([ana.byOthers, ana.byGold, ana.byAdjudication, ana.undecidable] == [2, 3, 0, 1])
        #expect([ana.right, ana.rightChanged, ana.wrong, ana.wrongChanged, ana.wrongMended] == [3, 2, 2, 1, 1])
        // Four first choices were not the model's; it was right in two of them.
        #expect([ana.differed, ana.followed, ana.differedFromRight, ana.followedRight] == [4, 2, 2, 1])
        #expect([ana.differedFromWrong, ana.followedWrong] == [2, 1])
        #expect(ana.rightChangedShare == .wilson(successes: 2, of: 3))
        #expect(ana.effect == .tango(onlyFirst: 2, onlySecond: 1, of: 5))
        #expect(findings.notes.contains { $0.contains("of 1 of 6 first choices nobody but their reviewer tells") })
    }

    @Test func anAdjudicationBySomebodyElseTellsFirst() throws {
        var chief = RatedItems.decision("chief", 2, at: 20)
        chief.isAdjudication = true
        var item = decided(1, model: 1, shown: true, first: 2, others: [1, 1], gold: 1)
        item.decisions.append(chief)
        let ana = try #require(try findings([item]).anchoring)
        #expect(ana.byAdjudication == 1 && ana.right == 1 && ana.rightChanged == 1)
        item.decisions[item.decisions.count - 1].reviewer = "ana"
        let own = try #require(try findings([item]).anchoring)
        #expect(own.byAdjudication == 0 && own.byOthers == 1 && own.wrong == 1 && own.wrongMended == 1)
    }

    @Test func allReviewersTogetherAreTheSumOfEach() throws {
        var items: [AnnotatedItem] = []
        for number in 0..<12 {
            var item = decided(number % 3, model: number % 2, shown: true, first: number % 4 == 0 ? 1 : 0, gold: 1)
            item.decisions[0].reviewer = "reviewer \(number % 3)"
            items.append(item)
        }
        let findings = try findings(items)
        #expect(findings.reviewers.count == 3 && findings.anchoring?.n == 12)
        #expect(findings.reviewers.reduce(0) { $0 + $1.figures.changed } == findings.anchoring?.changed)
        let anchoring = try #require(findings.anchoring)
        #expect(anchoring.right + anchoring.wrong + anchoring.undecidable == anchoring.n)
    }

    @Test func withoutAnythingShownThereIsNoSection() throws {
        #expect(try findings([decided(0, model: 0, shown: false)]).sections.isEmpty)
        #expect(EvaluationBuilder(labelNames: ["a"]).report().details.exposure == nil)
    }
}
