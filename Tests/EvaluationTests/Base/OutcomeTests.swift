import Labeling
import Reports
import Testing

@testable import Evaluation

@Suite struct OutcomeTests {
    private let threat = Label("threat")
    private let insult = Label("insult")
    private let fine = Label("fine")

    private func report(
        _ answers: [(truth: Label?, Prediction)], severe: Set<Label> = []
    ) throws -> EvaluationReport {
        let labels = try LabelSet([threat, insult, fine].map { LabelDefinition(label: $0) })
        var builder = EvaluationBuilder(labels: labels, modelOrder: ["m"], severe: severe)
        for (truth, prediction) in answers {
            builder.add(
                AnnotatedItem(
                    item: Item(id: Item.ID("1"), text: ""), gold: truth, predictions: [prediction]))
        }
        return builder.report()
    }

    private func said(_ label: Label?, _ outcome: Prediction.Outcome = .labeled) -> Prediction {
        Prediction(model: "m", label: label, outcome: outcome)
    }

    @Test func everyOutcomeIsCountedOnceWithOrWithoutTruth() throws {
        var answers: [(truth: Label?, Prediction)] = Prediction.Outcome.allCases.map { (fine, said(nil, $0)) }
        answers[0] = (nil, said(fine))
        answers += [(nil, said(nil, .refusal)), (nil, said(Label("weather")))]
        let outcomes = try #require(try report(answers).models.first).outcomes
        #expect(outcomes.n == 9 && outcomes.counts.map(\.outcome) == Prediction.Outcome.allCases)
        #expect(outcomes[.labeled] == 1 && outcomes[.refusal] == 2 && outcomes[.truncated] == 1)
        // A label outside the set is no label, whatever the prediction calls itself.
        #expect(outcomes[.unknownLabel] == 2)
        #expect(outcomes.invalidCount == 5)
        #expect(outcomes.invalid == .wilson(successes: 5, of: 9))
        #expect(outcomes.refusal == .wilson(successes: 2, of: 9))
        #expect(outcomes.truncated == .wilson(successes: 1, of: 9))
    }

    @Test func aSevereItemThatIsLetPassAndAHarmlessOneThatIsRaisedAreTwoMistakes() throws {
        let severity = try #require(
            try report(
                [
                    (threat, said(threat)), (threat, said(insult)), (threat, said(fine)), (insult, said(nil, .refusal)),
                    (fine, said(threat)), (fine, said(fine)), (fine, said(nil, .truncated)), (nil, said(threat)),
                ], severe: [threat, insult]
            ).models.first?.severity)
        #expect(severity.labels == [threat, insult])
        // One severe label for another is no escape; no label at all is one.
        #expect(severity.severe == 4 && severity.falseAccepts == 2)
        #expect(severity.notSevere == 3 && severity.falseRejects == 1)
        #expect(severity.falseAcceptRate == .wilson(successes: 2, of: 4))
        #expect(severity.falseRejectRate == .wilson(successes: 1, of: 3))
    }

    @Test func withoutSevereLabelsOrItemsNoRateIsMadeUp() throws {
        #expect(try report([(fine, said(fine))]).models.first?.severity == nil)
        let found = try report([(fine, said(fine))], severe: [Label("THREAT"), Label("weather")])
        let severity = try #require(found.models.first?.severity)
        #expect(severity.labels == [threat])
        #expect(severity.falseAcceptRate == nil && severity.falseRejectRate?.value == 0)
        #expect(found.notes.contains { $0.hasPrefix("m: no item is truly of a severe label") })
        #expect(found.notes.contains("Marked severe, but not of the label set: 1 (left out)."))
        #expect(found.humanTable().contains("Labels of high severity: threat\n"))
        #expect(!(try report([(fine, said(fine))]).humanTable().contains("severity")))
    }

    @Test func aThousandItemsCostAThousandTimesTheMean() throws {
        func priced(_ picodollars: Int64) -> Prediction {
            Prediction(model: "m", label: fine, cost: .charged(Money(picodollars: picodollars)))
        }
        let known = try report([(fine, priced(1)), (nil, priced(1)), (nil, priced(2))])
        // 4/3 of a step a piece: 1,333 and a third.
        #expect(known.models.first?.answers.costPerThousand == Money(picodollars: 1_333))
        let unknown = try report([(fine, priced(1)), (fine, said(fine))])
        #expect(unknown.models.first?.answers.costPerThousand == nil)
        #expect(unknown.notes.contains("m: with a cost unknown, the cost of 1,000 items is null."))
    }

    @Test func aFractionOfMoneyIsExactRoundedHalfUpAndNeverWraps() {
        let large = Money(picodollars: .max)
        #expect(large.times(1_000, over: 1_000) == large)
        #expect(large.times(3, over: 2) == large)
        #expect(Money(picodollars: 5).times(1, over: 2) == Money(picodollars: 3))
        #expect(Money(picodollars: -5).times(1, over: 2) == Money(picodollars: -2))
        #expect(Money(picodollars: 5).times(1, over: 0) == nil)
        #expect(Money(picodollars: 5).times(0, over: 7) == .zero)
    }

    @Test func answersOfSeveralSnapshotsOrPromptsAreNotPassedOffAsOneModels() throws {
        func report(_ answers: [(snapshot: String?, prompt: String?)]) throws -> EvaluationReport {
            var builder = EvaluationBuilder(labels: try LabelSet([LabelDefinition(label: Label("a"))]))
            for (number, answer) in answers.enumerated() {
                builder.add(
                    AnnotatedItem(
                        item: Item(id: .init("\(number)"), text: ""), gold: Label("a"),
                        predictions: [
                            Prediction(
                                model: "m", snapshot: answer.snapshot, label: Label("a"), promptVersion: answer.prompt)
                        ]))
            }
            return builder.report()
        }
        let mixed = try report([("m-1", "p1"), ("m-2", "p1"), (nil, "p2")]).notes
        #expect(mixed.contains { $0.contains("2 snapshots") && $0.contains("m-1, m-2") })
        #expect(mixed.contains { $0.contains("2 versions of the prompt") })
        let plain = try report([("m-1", "p1"), ("m-1", nil), ("m-1", "p1")]).notes
        #expect(!plain.contains { $0.contains("mix them") })
    }
}
