import Evaluation
import Labeling
import Testing

/// The few sentences on top of a report say what its parts say, and no more than is known.
@Suite struct SummaryTests {
    private struct Case {
        var truth: String?
        var answers: [(model: String, label: String, confidence: Double?)] = []
        var isShown = false
        var reviewers = ["ana"]
        var isImported = false
    }

    private func report(_ cases: [Case], risk: Double? = nil) -> EvaluationReport {
        var builder = EvaluationBuilder(labelNames: ["a", "b"], modelOrder: ["mini", "maxi"])
        for (number, one) in cases.enumerated() {
            let at = Timestamp(milliseconds: Int64(number) * 3_600_000)
            let item = Item(id: Item.ID("\(number)"), text: "")
            let gold = one.isImported ? one.truth.map { Label($0) } : nil
            let predictions = one.answers.map { answer in
                var prediction = Prediction(
                    model: answer.model, label: Label(answer.label), confidence: answer.confidence)
                prediction.at = at
                return prediction
            }
            let decisions =
                one.isImported
                ? []
                : one.truth.map { truth in
                    one.reviewers.map {
                        Decision(
                            reviewer: $0, verdict: .override(Label(truth)), at: at,
                            shown: one.isShown ? one.answers.map(\.model) : [])
                    }
                } ?? []
            builder.add(AnnotatedItem(item: item, gold: gold, predictions: predictions, decisions: decisions))
        }
        var settings = EvaluationSettings()
        settings.risk = risk
        return builder.report(settings)
    }

    @Test func nothingIsSaidOfNothing() {
        #expect(
            report([]).summary.sentences == [
                "Nothing is decided and no model has answered: there is nothing to say yet."
            ])
        let waiting = report((0..<40).map { _ in Case(answers: [("mini", "a", 0.9)]) }).summary.sentences
        #expect(waiting.first == "No item has a label as ground truth: nothing is known of how right a model is.")
        #expect(waiting.last?.hasPrefix("Next: decide 40 items blind") == true)
        #expect(!waiting.contains { $0.contains("may decide alone from") })
    }

    @Test func onlyWhatWasSeenIsCalledFlattering() throws {
        let seen = report(
            (0..<200).map { Case(truth: "a", answers: [("mini", $0 < 180 ? "a" : "b", 0.9)], isShown: true) })
        let first = try #require(seen.summary.sentences.first)
        #expect(first.contains("90.0 % [85.1, 93.4] of 200 items, all decided with its answer in view, which flatters"))
        #expect(seen.summary.sentences.last?.contains("decide 30 more items without mini's answer in view") == true)
        #expect(seen.summary.sentences.contains { $0.contains("whether people agree is not known") })
    }

    @Test func fewItemsAreCalledFew() throws {
        let few = report((0..<7).map { _ in Case(truth: "a", answers: [("mini", "a", 0.9)]) })
        #expect(
            try #require(few.summary.sentences.first).contains("of 7 items decided without its answer in view (too few")
        )
        #expect(few.summary.sentences.contains { $0.hasPrefix("A machine may decide nothing alone yet") })
    }

    @Test func aMachineDecidesWhereTheBoundHolds() throws {
        let cases = (0..<600).map { number in
            Case(
                truth: "a",
                answers: [("mini", number % 3 == 0 && number % 2 == 0 ? "b" : "a", number % 3 == 0 ? 0.6 : 0.9)])
        }
        for risk in [nil, 0.02] as [Double?] {
            let found = report(cases, risk: risk)
            let words = try #require(found.summary.sentences.first { $0.contains("may decide alone from") })
            #expect(
                words.hasPrefix(
                    "mini may decide alone from a confidence of 0.9 on: at most \(risk == nil ? 5 : 2) % errors"))
            #expect(words.contains("(0 of 400 wrong). That is 400 answers, 66.7 % of all"))
        }
    }

    @Test func agreementIsJudgedByItsAlpha() throws {
        let cases = (0..<60).map { number in Case(truth: number % 2 == 0 ? "a" : "b", reviewers: ["ana", "ben"]) }
        let words = try #require(report(cases).summary.sentences.first { $0.contains("Krippendorff") })
        #expect(words.contains("alpha is 1.000") && words.contains("enough to rely on"))
    }

    @Test func aFallIsToldWithItsNumbers() throws {
        let cases = (0..<600).map { number in
            Case(truth: "a", answers: [("mini", number >= 400 && number % 2 == 0 ? "b" : "a", 0.9)])
        }
        let words = try #require(
            report(cases).summary.sentences.first { $0.contains("The accuracy of mini fell about") })
        // The last right answer before the first wrong one belongs to either side.
        #expect(words.contains("before (n = 4") && words.contains("after (n = "))
    }

    @Test func aDrawnSampleIsBelievedBeforeThePlainShare() throws {
        // Doubtful items are decided always, sure ones one time in ten.
        var builder = EvaluationBuilder(labelNames: ["a", "b"], modelOrder: ["mini"])
        for number in 0..<1000 {
            let isSure = number % 2 == 0
            let isDecided = !isSure || number % 20 == 0
            var decision = Decision(
                reviewer: "ana", verdict: .override(Label("a")), at: Timestamp(milliseconds: 0), shown: [])
            decision.probability = isSure ? 0.1 : 1
            let answer = Prediction(
                model: "mini", label: Label(!isSure && number % 4 == 1 ? "b" : "a"), confidence: isSure ? 0.95 : 0.7)
            let item = Item(id: Item.ID("\(number)"), text: "")
            builder.add(AnnotatedItem(item: item, predictions: [answer], decisions: isDecided ? [decision] : []))
        }
        let found = builder.report().summary.sentences
        let first = try #require(found.first)
        #expect(first.contains("mini is right on about 75.0 %") && first.contains("of all 1000 items"))
        #expect(first.contains("the plain 54.5 % of 550 misleads"))
        // What it says of itself is compared with the chosen items' share there: that says nothing.
        #expect(!found.contains { $0.contains("too sure of itself") })
    }

    @Test func theSummaryStandsFirstInEveryReport() {
        let one = report((0..<50).map { _ in Case(truth: "a", answers: [("mini", "a", 0.9)], isImported: true) })
        #expect(one.sections.first?.title == "In short")
        #expect(one.sections.first?.blocks == [.list(one.summary.sentences)])
        #expect(one.summary.sentences.count <= 9)
        #expect(one.summary.sentences.first?.contains("50 items whose truth was imported") == true)
    }
}
