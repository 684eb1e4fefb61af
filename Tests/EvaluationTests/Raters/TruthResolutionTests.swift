import Labeling
import Testing

@testable import Evaluation

@Suite struct TruthResolutionTests {
    private func truth(
        _ items: [AnnotatedItem], _ policy: TruthPolicy?, overlap: Int = 1
    ) -> [Int64: ResolvedTruth] {
        var settings = EvaluationSettings()
        settings.truth = policy
        settings.overlap = overlap
        let list = RatedItems.builder(labels: 3, items).resolvedTruth(settings)
        return Dictionary(uniqueKeysWithValues: list.map { ($0.item, $0) })
    }

    private func item(_ ratings: [Int], gold: Int? = nil) -> AnnotatedItem {
        let decisions = ratings.enumerated().map {
            RatedItems.decision("reviewer \($0)", $1, at: Int64($0))
        }
        return RatedItems.item(decisions, gold: gold)
    }

    private func adjudication(_ rating: Int, by name: String = "chief", at: Int64 = 100) -> Decision {
        var decision = RatedItems.decision(name, rating, at: at)
        decision.isAdjudication = true
        return decision
    }

    @Test func moreThanHalfIsAMajorityAndATieIsNoTruth() {
        let items = [
            item([0, 0, 1]), item([0, 1]), item([1, 1]), item([2]), item([0, 1, 2]), item([0, 0, 1, 1]),
            item([-1, -1, 0]), item([0, 0, 0, 1, 1]),
        ]
        let found = truth(items, .majority)
        #expect(found[1]?.label == DataSet.label(0) && found[1]?.provenance == .majority)
        #expect(found[2] == nil && found[5] == nil && found[6] == nil)
        #expect(found[3]?.label == DataSet.label(1) && found[3]?.provenance == .consensus)
        #expect(found[4]?.label == DataSet.label(2) && found[4]?.provenance == .single)
        #expect(found[7]?.label == nil && found[7]?.provenance == .majority)
        #expect(found[8]?.label == DataSet.label(0) && found.values.allSatisfy { $0.probability == nil })
    }

    @Test func fewerRatingsThanTheOverlapAreNoMajorityAndLeaveTheGoldInForce() {
        let found = truth(
            [item([0]), item([0, 0]), item([0, 0, 1]), item([], gold: 2), item([0], gold: 2)], .majority, overlap: 3)
        #expect(found.keys.sorted() == [3, 4, 5])
        #expect(found[5]?.provenance == .imported && found[5]?.label == DataSet.label(2))
        #expect(found[4]?.provenance == .imported && found[4]?.label == DataSet.label(2))
    }

    @Test func theLastDecisionIsTheSingleTruth() {
        let items = [
            item([0, 1, 2]),
            RatedItems.item([RatedItems.decision("ana", 1, at: 9), RatedItems.decision("ben", 0, at: 3)]),
            item([], gold: 1),
        ]
        let found = truth(items, .single)
        #expect(found[1]?.label == DataSet.label(2) && found[1]?.provenance == .single)
        #expect(found[2]?.label == DataSet.label(1) && found[3]?.provenance == .imported)
    }

    @Test func theAdjudicatedPolicyWaitsWhereReviewersDiffer() {
        let items = [
            item([0, 0]), item([0, 1]), item([0, 0, 1]),
            RatedItems.item(item([0, 1]).decisions + [adjudication(2)]),
        ]
        let found = truth(items, .adjudicated, overlap: 2)
        #expect(found.keys.sorted() == [1, 4])
        #expect(found[1]?.provenance == .consensus)
        #expect(found[4]?.provenance == .adjudicated && found[4]?.label == DataSet.label(2))
    }

    @Test(arguments: TruthPolicy.allCases)
    func anAdjudicationInForceAlwaysWinsAndTheLastOfThem(_ policy: TruthPolicy) {
        let items = [
            RatedItems.item([adjudication(2, at: 1)] + item([0, 0, 0], gold: 1).decisions, gold: 1),
            RatedItems.item([adjudication(1, by: "a", at: 8), adjudication(0, by: "b", at: 9)]),
        ]
        let found = truth(items, policy, overlap: 2)
        #expect(found[1]?.label == DataSet.label(2) && found[1]?.provenance == .adjudicated)
        #expect(found[2]?.label == DataSet.label(0) && found[2]?.provenance == .adjudicated)
    }

    @Test(arguments: TruthPolicy.allCases)
    func aFlaggedItemHasNoTruth(_ policy: TruthPolicy) {
        let flag = Decision(reviewer: "zoe", verdict: .flag, at: Timestamp(milliseconds: 50))
        let found = truth([RatedItems.item(item([0, 0]).decisions + [flag], gold: 0), item([0, 0])], policy)
        #expect(found.keys.sorted() == [2])
    }

    @Test func withoutAPolicyTheItemsSayWhatIsTrue() {
        let found = truth([item([0, 1])], nil)
        #expect(found[1]?.label == DataSet.label(1) && found[1]?.provenance == .single)
    }

    @Test func aModelWasShownIfItWasInViewInARatingThatMadeTheTruth() {
        func shown(_ reviewer: String, _ rating: Int, _ models: [String]) -> Decision {
            var decision = RatedItems.decision(reviewer, rating)
            decision.shown = models
            return decision
        }
        let answers = ["haiku", "opus"].map { Prediction(model: $0, label: DataSet.label(0)) }
        let items = [
            RatedItems.item(
                [shown("a", 0, ["haiku"]), shown("b", 0, []), shown("c", 1, ["opus"])], answers),
            RatedItems.item([shown("a", 0, []), shown("b", 0, [])], answers),
        ]
        let found = truth(items, .majority)
        #expect(found[1]?.shown == ["haiku"] && found[2]?.shown == [])
        // Dawid and Skene weigh the third one too.
        #expect(truth(items, .dawidSkene)[1]?.shown == ["haiku", "opus"])
    }

    @Test func dawidSkeneSaysHowSureItIs() throws {
        let items = (0..<30).map { item($0 % 3 == 0 ? [0, 0, 0] : $0 % 3 == 1 ? [1, 1, 1] : [1, 1, 0]) }
        let found = truth(items, .dawidSkene)
        #expect(found.count == 30 && found.values.allSatisfy { $0.provenance == .dawidSkene })
        let probability = try #require(found[1]?.probability)
        #expect(probability > 0.9 && probability <= 1)
    }

    @Test func aReviewerAloneHasNoEstimatedAccuracy() throws {
        var settings = EvaluationSettings()
        settings.truth = .dawidSkene
        var items = [item([0, 0, 1]), item([1, 1, 1]), item([0, 0, 0])]
        items += [RatedItems.item([RatedItems.decision("zoe", 1)])]
        let report = RatedItems.builder(labels: 3, items).report(settings)
        let model = try #require(report.details.raters?.truth?.dawidSkene)
        let zoe = try #require(model.reviewers.last)
        #expect(zoe.reviewer == "zoe" && zoe.n == 1 && zoe.shared == 0 && zoe.accuracy == nil && model.alone == 1)
        #expect(model.reviewers.first?.shared == 3 && model.reviewers.first?.accuracy != nil)
        #expect(report.notes.contains { $0.contains("reviewers who share no item with another is null") })
    }

    @Test func theResolvedTruthIsThatOfAllFiguresAndItsProvenanceIsCounted() throws {
        let answer = [Prediction(model: "haiku", label: DataSet.label(0))]
        var items = [item([0, 0, 1]), item([0, 0]), item([0, 1]), item([1]), item([], gold: 0)]
        for place in items.indices { items[place].predictions = answer }
        var settings = EvaluationSettings()
        settings.truth = .majority
        let builder = RatedItems.builder(labels: 2, items)
        let report = builder.report(settings)
        let words = report.groundTruth.provenances.map { "\($0.provenance.rawValue) \($0.n)" }
        #expect(words == ["single 1", "imported 1", "consensus 1", "majority 1"])
        #expect(report.models.first?.n == 4 && report.models.first?.correct == 3)
        let truth = try #require(report.details.raters?.truth)
        #expect(truth.resolved == 4 && truth.ties == 1 && truth.changed == 1)
        #expect(report.notes.contains("1 item without ground truth: no label has more than half of the reviewers."))
        #expect(builder.report().details.raters?.truth == nil && builder.report().groundTruth.n == 5)
    }
}
