import Foundation
import Labeling
import Reports
import Testing

@testable import Evaluation

@Suite struct RiskTests {
    private let at = Timestamp(milliseconds: 0)

    /// One item: what the model says with which confidence, and what is true.
    private func item(
        _ number: Int, _ said: String?, _ confidence: Double?, gold: String? = nil, decision: Decision? = nil,
        second: String? = nil
    ) -> AnnotatedItem {
        var predictions = [
            Prediction(
                model: "small", label: said.map(Label.init), confidence: confidence,
                cost: .charged(Money(picodollars: 1_000)), outcome: said == nil ? .refusal : .labeled, at: at)
        ]
        if let second {
            predictions.append(
                Prediction(
                    model: "large", label: Label(second), confidence: 0.9,
                    cost: .charged(Money(picodollars: 3_000_000_001)), at: at))
        }
        return AnnotatedItem(
            item: Item(id: Item.ID("i\(number)"), text: "t"), gold: gold.map(Label.init), predictions: predictions,
            decisions: decision.map { [$0] } ?? [])
    }

    private func decided(_ verdict: Verdict, shown: [String] = [], order: String? = nil, seconds: Double? = nil)
        -> Decision
    {
        Decision(
            reviewer: "ana", verdict: verdict, at: at, seconds: seconds, shown: shown,
            exposure: order.map { Exposure(order: $0) })
    }

    private func report(_ items: [AnnotatedItem], _ change: (inout EvaluationSettings) -> Void = { _ in })
        -> RiskReport?
    {
        var settings = EvaluationSettings()
        change(&settings)
        var builder = EvaluationBuilder(labelNames: ["a", "b"], modelOrder: ["small", "large"])
        for item in items { builder.add(item) }
        return builder.report(settings).details.risk
    }

    @Test func aFewAnswersAreCountedByHand() throws {
        // Right at 0.9, wrong and right at 0.8 together, wrong at 0.5; no label; not judged.
        let model = try #require(
            report([
                item(1, "a", 0.9, gold: "a"), item(2, "a", 0.8, gold: "b"), item(3, "b", 0.8, gold: "b"),
                item(4, "b", 0.5, gold: "a"), item(5, nil, nil, gold: "a"), item(6, "a", 0.8),
            ])?.models.first)
        #expect(model.answers == 6 && model.unusable == 1 && model.basis.n == 4)
        #expect(model.rows.map(\.threshold) == [0.9, 0.8, 0.5])
        #expect(model.rows.map(\.n) == [1, 3, 4])
        #expect(model.rows.map(\.errors) == [0, 1, 2])
        #expect(model.rows.map(\.accepted) == [1, 4, 5])
        let coverages: [Double] = [1.0 / 6.0, 4.0 / 6.0, 5.0 / 6.0]
        #expect(model.rows.map(\.coverage) == coverages)
        // (0/1 + 0.5/2 + 1/3 + 2/4) / 4, and (0 + 0 + 1/3 + 2/4) / 4.
        let curve = try #require(model.curve)
        let third: Double = 1.0 / 3.0
        let area: Double = (0.25 + third + 0.5) / 4.0
        let optimum: Double = (third + 0.5) / 4.0
        #expect(abs(curve.area - area) < 1e-15)
        #expect(abs(curve.optimum - optimum) < 1e-15)
        let bound = ClopperPearson.upper(errors: 1, of: 3, delta: 0.05 / 3)
        #expect(model.rows[1].upper == bound && model.rows[1].upperAlone < bound)
    }

    @Test func anItemThatNoLabelFitsIsAnErrorOfWhoWouldAccept() throws {
        let model = try #require(
            report([item(1, "a", 0.9, decision: decided(.reject)), item(2, "a", 0.9, gold: "a")])?.models.first)
        #expect(model.basis.n == 2 && model.basis.rejected == 1 && model.curve?.errors == 1)
    }

    @Test func truthSeenWithTheModelIsLeftOutWhereThereIsEnoughBlind() throws {
        let seen = (1...50).map { item($0, "a", 0.9, decision: decided(.accept(Label("a")), shown: ["small"])) }
        let few = try #require(report(seen + [item(99, "a", 0.9, gold: "b")])?.models.first)
        #expect(!few.basis.isBlind && few.basis.n == 51)
        #expect(few.warnings.contains { $0.contains("Only 1 of 51") })
        let blind = (100..<130).map { item($0, "a", 0.9, gold: $0 < 103 ? "b" : "a") }
        let enough = try #require(report(seen + blind)?.models.first)
        #expect(enough.basis.isBlind && enough.basis.n == 30 && enough.curve?.errors == 3)
        #expect(enough.warnings.isEmpty)
    }

    @Test func truthChosenByItsDifficultyIsWarnedOfAndLeftOutWhereThereIsEnoughOther() throws {
        let chosen = (1...40).map { item($0, "a", 0.9, decision: decided(.override(Label("b")), order: "uncertain")) }
        let rest = (300..<310).map { item($0, "a", 0.9) }
        let warned = try #require(report(chosen + rest)?.models.first)
        #expect(warned.basis.chosen == 40 && warned.warnings.contains { $0.contains("prefers doubtful items") })
        // Where everything is decided, nothing was chosen.
        #expect(try #require(report(chosen)?.models.first).warnings.isEmpty)
        let random = (100..<200).map { item($0, "a", 0.9, decision: decided(.override(Label("a")), order: "random")) }
        let enough = try #require(report(chosen + random + rest)?.models.first)
        #expect(enough.basis.leavesOutChosen && enough.basis.n == 100 && enough.curve?.errors == 0)
        #expect(enough.basis.random == 100 && enough.warnings.isEmpty)
    }

    @Test func moneyAndMinutesAreThoseOfTheSecondModelAndTheMedianDecision() throws {
        let items = [
            item(1, "a", 0.9, decision: decided(.override(Label("a")), seconds: 2), second: "a"),
            item(2, "a", 0.9, decision: decided(.override(Label("a")), seconds: 4), second: "b"), item(3, "a", 0.9),
        ]
        let report = try #require(report(items) { $0.reviewerCostPerHour = Money(decimal: "36") })
        let model = try #require(report.models.first)
        #expect(model.savings.nextModel == "large" && model.savings.secondOpinion?.picodollars == 3_000_000_001)
        #expect(model.savings.seconds == 3 && model.savings.decisions == 2)
        let row = try #require(model.rows.last)
        #expect(row.accepted == 3 && row.money?.picodollars == 9_000_000_003)
        #expect(row.minutes == 0.15 && row.labour == Money(decimal: "0.09"))
        // Nobody comes after the last model.
        #expect(report.models.last?.savings.secondOpinion == nil)
    }

    @Test func theSmallestThresholdIsFoundAndWhatIsMissingIsSaid() throws {
        // 400 without an error at 0.99, 400 with a tenth wrong at 0.6.
        let good = (1...400).map { item($0, "a", 0.99, gold: "a") }
        let bad = (401...800).map { item($0, "b", 0.6, gold: $0 % 10 == 0 ? "a" : "b") }
        let found = try #require(report(good + bad) { $0.risk = 0.01 }?.models.first)
        #expect(found.choice?.row?.threshold == 0.99 && found.choice?.row?.accepted == 400)
        #expect(found.choice?.fewest == 299)
        let label = try #require(found.labels)
        #expect(
            label.labels == 2 && label.rows.map { $0.choice.row?.threshold } == [0.99, nil] && label.accepted == 400)
        let few = try #require(report(Array(good.prefix(100)) + bad) { $0.risk = 0.01 }?.models.first)
        #expect(few.choice?.row == nil && few.guaranteed == nil)
        #expect(few.choice?.promising == .init(threshold: 0.99, n: 100, errors: 0, more: 199))
        let text = TextReport().text([few.section(risk: 0.01, delta: 0.05)])
        #expect(text.contains("No threshold can be shown to meet at most 1 % errors with 95 % with n = 500."))
        #expect(text.contains("About 199 more blind decisions on answers from 0.99 on"))
        let bold = try #require(report(good + bad) { $0.risk = 0.3 }?.models.first)
        #expect(bold.choice?.row?.threshold == 0.6 && bold.choice?.row?.accepted == 800)
    }

    @Test func withoutTruthConfidenceOrAnswersNothingIsMadeUp() throws {
        #expect(report([]) == nil)
        let unjudged = try #require(report([item(1, "a", 0.9)]) { $0.risk = 0.01 })
        #expect(unjudged.models.first?.curve == nil && unjudged.models.first?.rows.isEmpty == true)
        #expect(unjudged.models.first?.choice?.row == nil)
        #expect(unjudged.notes.contains { $0.contains("no ground truth of its answers") })
        let silent = try #require(report([item(1, "a", nil, gold: "a"), item(2, "a", .nan, gold: "a")]))
        #expect(silent.models.isEmpty && silent.silent == ["small"] && !silent.notes.isEmpty)
        let one = try #require(report([item(1, "a", 1, gold: "a")]) { $0.risk = 0.5 }?.models.first)
        #expect(one.curve?.area == 0 && one.choice?.row == nil && one.sets == nil)
    }

    @Test func theOrderOfItemsAndTheNamesOfLabelsDoNotMatter() throws {
        let items = (1...300).map { number -> AnnotatedItem in
            let (said, gold) = (number % 3 == 0 ? "a" : "b", number % 5 == 0 ? "a" : "b")
            return item(number, said, Double(number % 17) / 16, gold: gold)
        }
        let first = try #require(report(items) { $0.risk = 0.2 }?.models.first)
        let second = try #require(report(items.reversed()) { $0.risk = 0.2 }?.models.first)
        #expect(first.curve == second.curve && first.rows == second.rows && first.choice == second.choice)
        let swapped = items.map { old -> AnnotatedItem in
            var new = old
            func other(_ label: Label?) -> Label? { label.map { Label($0.name == "a" ? "b" : "a") } }
            new.gold = other(old.gold)
            new.predictions[0].label = other(old.predictions[0].label)
            return new
        }
        let third = try #require(report(swapped) { $0.risk = 0.2 }?.models.first)
        #expect(first.curve == third.curve && first.rows == third.rows && first.choice == third.choice)
    }

    @Test func duplicatedItemsLeaveTheCurveNearlyAndTheRiskQuiteAlone() throws {
        let confidence = (0..<200).map { Double($0 % 11) / 10 }
        let wrong = (0..<200).map { $0 % 7 == 0 ? 1 : 0 }
        let one = try #require(RiskCurve(RiskReferenceTests.levels(confidence, wrong)))
        let two = try #require(RiskCurve(RiskReferenceTests.levels(confidence + confidence, wrong + wrong)))
        #expect(one.points.map(\.risk) == two.points.map(\.risk))
        #expect(abs(one.area - two.area) < 0.01)
    }

    @Test func manyConfidencesAreThinnedToNumbersThatCanBeSaid() {
        let keys = (0..<20_000).map { place -> UInt64 in
            let share: Double = Double(place) / 19_999
            return ConfidenceLevels.key(min(1, 0.3 + 0.7 * share), .right)
        }
        let levels = ConfidenceLevels(keys: keys)
        let grid = levels.grid(10)
        #expect(grid.count == 10 && grid == grid.sorted(by: >) && grid.last == 0.3)
        #expect(grid.allSatisfy { "\($0)".count <= 6 })
        #expect(levels.confidence == levels.confidence.sorted(by: >))
        #expect(levels.answers.last == 20_000 && levels.level(from: 1.1) == nil)
        #expect(ConfidenceLevels.said(0.98734) == 0.987 && ConfidenceLevels.said(0.9999143) == 0.999914)
        #expect(ConfidenceLevels.said(1) == 1 && ConfidenceLevels.said(0) == 0)
    }

    @Test(arguments: [0, 1, 5, 5_000, 20_000])
    func theSortIsASort(count: Int) {
        var random = SplitMix(state: 3)
        var values = (0..<count).map { _ in random.next() >> (random.next() % 60) }
        let expected = values.sorted()
        RadixSort.sort(&values)
        #expect(values == expected)
    }
}

/// The same numbers in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
