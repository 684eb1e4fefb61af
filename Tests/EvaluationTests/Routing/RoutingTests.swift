import Labeling
import Reports
import Testing

@testable import Evaluation

/// Small cases, counted by hand.
@Suite struct RoutingTests {
    private struct Row {
        var truth: String?
        var first: String?
        var second: String?
        var confidence: Double? = 0.9
        var seconds: Double?
        /// Nil: not known; below 0: an estimate.
        var firstCost: Int64? = 1_000_000_000
        var secondCost: Int64? = 5_000_000_000
        var times = 1
        /// The models whose answers were in view; with `seconds`.
        var shown: [String] = []
    }

    private func cost(_ picodollars: Int64?) -> Cost {
        guard let picodollars else { return .unknown }
        return picodollars < 0
            ? .estimated(Money(picodollars: -picodollars), as: "m") : .charged(Money(picodollars: picodollars))
    }

    private func report(
        _ rows: [Row], labels names: [String] = ["a", "b", "c"], several: Bool = false, severe: Set<Label> = [],
        _ change: (inout EvaluationSettings) -> Void = { _ in }
    ) throws -> EvaluationReport {
        let set = try LabelSet(names.map { LabelDefinition(label: Label($0)) }, allowsSeveral: several)
        var builder = EvaluationBuilder(labels: set, modelOrder: ["one", "two"], severe: severe)
        for row in rows {
            for _ in 0..<row.times {
                var predictions: [Prediction] = []
                for (model, answer, price, confidence) in [
                    ("one", row.first, row.firstCost, row.confidence), ("two", row.second, row.secondCost, 0.9),
                ] {
                    guard let answer else { continue }
                    predictions.append(
                        Prediction(
                            model: model, label: answer == "-" ? nil : Label(answer), confidence: confidence,
                            cost: cost(price), outcome: answer == "-" ? .refusal : .labeled))
                }
                let decisions = row.seconds.flatMap { seconds in
                    row.truth.map {
                        Decision(
                            reviewer: "ana", verdict: .override(Label($0)), at: Timestamp(milliseconds: 0),
                            seconds: seconds, shown: row.shown)
                    }
                }
                builder.add(
                    AnnotatedItem(
                        item: Item(id: Item.ID("1"), text: ""), gold: row.truth.map { Label($0) },
                        predictions: predictions, decisions: [decisions].compactMap(\.self)))
            }
        }
        var settings = EvaluationSettings()
        change(&settings)
        return builder.report(settings)
    }

    private func routing(_ rows: [Row], _ change: (inout EvaluationSettings) -> Void = { _ in }) throws -> RoutingReport
    {
        try #require(try report(rows, change).details.routing)
    }

    @Test func adviceOnTruthThatWasDecidedWithTheAnswerInViewIsWarnedOf() throws {
        let seen = Row(truth: "a", first: "a", second: "b", seconds: 1, times: 60, shown: ["one"])
        let blind = Row(truth: "a", first: "a", second: "b", seconds: 1, times: 40)
        func routing(_ rows: [Row]) throws -> RoutingReport {
            try #require(try report(rows) { $0.risk = 0.2 }.details.routing)
        }
        let mostly = try routing([seen, blind])
        #expect(mostly.truths.map(\.shown) == [60, 0] && mostly.truths.map(\.blind) == [40, 100])
        #expect(
            mostly.truths[0].warning?.hasPrefix("one: 60 of 100 truths were decided with its answer in view.") == true)
        #expect(mostly.truths[1].warning == nil)
        let text = TextReport().text(mostly.sections)
        #expect(text.contains("one: 60 of 100 truths"))
        #expect(mostly.block.text.contains("# renga: most of the truth was decided with the models' answers in view"))
        #expect(try routing([seen]).truths[0].warning?.hasPrefix("one: all 60 truths") == true)
        let half = try routing([seen, blind, blind])
        #expect(half.truths[0].warning == nil && half.block.warnings.isEmpty && half.warnings.isEmpty)
    }

    @Test func nothingToCompareIsNoReport() throws {
        #expect(try report([]).details.routing == nil)
        #expect(try report([Row(truth: "a")]).details.routing == nil)
        #expect(try report([Row(truth: nil, first: "a")]).details.routing == nil)
    }

    @Test func oneModelAloneHasErrorsAndNoRoute() throws {
        let found = try routing([Row(truth: "a", first: "a", times: 3), Row(truth: "b", first: "a")])
        #expect(found.second == nil && found.whole.n == 4 && found.whole.firstErrors == 1)
        #expect(found.whole.policies.map(\.kind) == [.firstAlone, .humanAlone])
        #expect(found.block.entries.isEmpty)
        #expect(found.notes.contains { $0.contains("there is no second to route to") })
    }

    @Test func withoutTruthTheModelsAgreementStillRoutes() throws {
        let found = try routing([
            Row(truth: nil, first: "a", second: "a", times: 200), Row(truth: nil, first: "b", second: "c", times: 200),
            Row(truth: nil, first: "c", second: "c", times: 20),
        ])
        #expect(found.block.entries.map { "\($0.label) \($0.target)" } == ["a first", "b second"])
        #expect(found.block.open.map(\.label) == [Label("c")])
        #expect(found.rows.last?.choice.needsMore == 53, "73 of 73 is the first whose interval begins over 0.95")
        #expect(found.frontier == nil && found.whole.policies.isEmpty)
    }

    @Test func aSecondModelThatIsWorseIsNotRoutedTo() throws {
        let found = try routing([Row(truth: "a", first: "a", second: "b", times: 200)])
        #expect(found.block.entries.isEmpty && found.rows.first?.choice.isSettled == false)
        #expect(found.rows.first?.choice.words.contains("the first alone is right 200 times") == true)
    }

    @Test func aSecondModelThatAnsweredAFewIsNotTrustedWithTheRest() throws {
        let found = try routing([
            Row(truth: "a", first: "a", second: "b", times: 100), Row(truth: "a", first: "a", times: 100),
        ])
        #expect(found.rows.first?.choice.isSettled == false)
        #expect(found.rows.first?.choice.words.contains("answered only 100 of 200") == true)
        let second = found.whole.policies.first { $0.kind == .secondAlone }
        #expect(second?.isComparable == false && second?.total == nil && second?.upper == nil && second?.missing == 100)
        #expect(found.notes.contains { $0.contains("renga evaluate --run second") })
    }

    @Test func theWishedRiskIsMetByTheBoundNotByTheShare() throws {
        // 1 - 0.0125^(1/n) is at most 0.05 from n = 86 on: four policies would be looked at, two without a threshold.
        func choice(_ n: Int) throws -> RoutingChoice {
            try routing([Row(truth: "a", first: "a", second: "a", seconds: 4, times: n)]) {
                ($0.risk, $0.escalationThreshold) = (0.05, 0.5)
                $0.reviewerCostPerHour = Money(decimal: "36")
            }.whole.choice
        }
        let few = try choice(85)
        #expect(few.policy == .humanAlone && !few.isSettled && few.needsMore == 1)
        #expect(few.words.contains("only people are shown to keep 5.0 % (n = 85); about 1 more"))
        let enough = try choice(86)
        #expect(enough.policy == .firstAlone && enough.isSettled)
    }

    @Test func expectedCostsAreExactToTheLastDigit() throws {
        // 8 right and 2 wrong in the first, 1 wrong in the second; an error costs 0.5; an hour 36, so 4 s cost 0.04.
        let found = try routing([
            Row(truth: "a", first: "a", second: "a", seconds: 4, times: 7),
            Row(truth: "b", first: "a", second: "b", confidence: 0.3, seconds: 4, times: 2),
            Row(truth: "a", first: "a", second: "c", confidence: nil, seconds: 4),
        ]) {
            $0.errorCosts = [Label("a"): Money(decimal: "0.5") ?? .zero, Label("b"): Money(decimal: "0.25") ?? .zero]
            $0.reviewerCostPerHour = Money(decimal: "36")
            $0.escalationThreshold = 0.8
        }
        let totals = found.whole.policies.map { "\($0.kind.rawValue) \($0.total?.decimal() ?? "-")" }
        #expect(
            totals == [
                "first-alone 0.051000",  // 0.001 + 2 · 0.25 / 10
                "first-then-second 0.052500",  // 0.001 + 3 · 0.005 / 10 + 1 · 0.5 / 10
                "first-then-human 0.013000",  // 0.001 + 3 · 0.04 / 10
                "second-alone 0.055000",  // 0.005 + 1 · 0.5 / 10
                "human-alone 0.040000",
            ])
        #expect(found.whole.choice.policy == .firstThenHuman)
        let line = try #require(found.rows.first { $0.label == Label("a") })
        #expect(
            line.policies.map { $0.total?.decimal() } == ["0.051000", "0.052500", "0.013000", "0.056000", "0.041000"],
            "in a label's line the first model has been asked")
        #expect(line.costPerError == Money(decimal: "0.25") && line.humanSeconds == 4 && line.timed == 10)
        #expect(found.notes.contains { $0.contains("no error-cost-usd for 1 labels (c)") })
    }

    @Test func whatHasNoPriceIsSaidAndNotCompared() throws {
        let found = try routing([Row(truth: "a", first: "a", second: "a", firstCost: nil, secondCost: -3, times: 10)]) {
            $0.errorCosts = [Label("a"): Money(decimal: "1") ?? .zero]
        }
        #expect(found.whole.firstPrice.used == nil && found.whole.firstPrice.unknown == 10)
        #expect(found.whole.secondPrice?.charged == nil && found.whole.secondPrice?.estimated?.picodollars == 3)
        let priced = found.whole.policies.filter { $0.total != nil }.map(\.kind)
        #expect(priced == [.secondAlone])
        #expect(found.notes.contains { $0.contains("no cost of an answer of one is known") })
        #expect(found.notes.contains { $0.contains("two: nothing was charged") })
        #expect(found.notes.contains { $0.contains("reviewer-usd-per-hour") })
    }

    @Test func policiesThatNeverErredAreNotSettledByAFewItems() throws {
        func choice(_ n: Int) throws -> RoutingChoice {
            try routing([Row(truth: "a", first: "a", second: "a", times: n)]) {
                $0.errorCosts = [Label("a"): Money(decimal: "0.1") ?? .zero]
            }.whole.choice
        }
        #expect(try choice(3).policy == .firstAlone)
        #expect(try choice(3).isSettled == false)
        let needed = try #require(try choice(3).needsMore)
        #expect(try choice(3 + needed).isSettled && !choice(2 + needed).isSettled)
    }

    @Test func sumsOfCostsDoNotStopAtTheLargestAmount() {
        var tally = PriceTally()
        for _ in 0..<5 { tally.add(.max - 2, .charged) }
        #expect(tally.report.charged?.picodollars == Int64.max - 2)
        #expect(Money(mean: 5, of: 2)?.picodollars == 3 && Money(mean: -5, of: 2)?.picodollars == -2)
        #expect(Money(mean: 1, of: 0) == nil)
    }

    @Test func aThresholdDividesAsTheLadderDoes() throws {
        let found = try routing([
            Row(truth: "a", first: "a", second: "a", confidence: 0.8, times: 2),
            Row(truth: "a", first: "b", second: "a", confidence: 0.79), Row(truth: "a", first: "-", second: "a"),
            Row(truth: "a", first: "b", second: "a", confidence: nil),
        ]) { $0.escalationThreshold = 0.8 }
        let points = try #require(found.frontier).points.filter { $0.kind == .firstThenSecond }
        #expect(points.map(\.threshold) == [0, 0.79, 0.8, 1])
        #expect(points.map(\.asked) == [1, 2, 3, 5] && points.map(\.correct) == [3, 4, 5, 5])
        #expect(points.map(\.isCurrent) == [false, false, true, false])
        #expect(found.whole.policies.first { $0.kind == .firstThenSecond }?.errors == 0)
    }

    @Test func thresholdsNearOneAreToldApart() throws {
        let confidences = [0.9991, 0.9997, 0.99999, 1, 0, 0.3, 0.30004]
        let found = try routing(confidences.map { Row(truth: "a", first: "a", confidence: $0) })
        let points = try #require(found.frontier).points.filter { $0.kind == .firstThenHuman }
        #expect(points.map(\.threshold) == [0, 0.3, 0.9991, 0.9997, 0.99999, 1], "0.3 and 0.30004 are one cell")
        #expect(points.map(\.asked) == [0, 1, 3, 4, 5, 6])
    }

    @Test func manyThresholdsAreThinnedAndKeepTheirEnds() throws {
        let rows = (0..<900).map { Row(truth: "a", first: "a", confidence: 0.1 + Double($0) / 1_000) }
        let points = try #require(try routing(rows).frontier).points.filter { $0.kind == .firstThenHuman }
        #expect(points.count <= FrontierReport.mostThresholds && points.count > 10)
        #expect(points.first?.threshold == 0.1 && points.first?.asked == 0)
        #expect(points.last?.threshold == 1 && points.last?.asked == 900)
    }

    @Test func aSetOfLabelsIsRightAsAWholeAndStandsInEachOfItsLines() throws {
        let found = try #require(
            try report(
                [
                    Row(truth: "a|b", first: "a|b", second: "a", times: 2), Row(truth: "a", first: "a|c", second: "a"),
                    Row(truth: "(none)", first: "(none)", second: "b"),
                ], several: true, severe: [Label("c"), Label("b")]
            ) { $0.errorCosts = [Label("a"): Money(decimal: "1") ?? .zero, Label("b"): Money(decimal: "3") ?? .zero] }
            .details.routing)
        #expect(found.whole.n == 4 && found.whole.firstErrors == 1 && found.whole.secondErrors == 3)
        #expect(found.rows.map { "\($0.label?.name ?? "-") \($0.n) \($0.firstErrors)" } == ["a 3 1", "b 2 0", "c 1 1"])
        #expect(
            found.whole.policies.last { $0.kind == .secondAlone }?.errorCost == Money(decimal: "1.5"), "(3 + 3 + 0) / 4"
        )
        let lines = try #require(found.safety).lines
        #expect(lines[0].labels.map(\.misses) == [0, 0] && lines[0].labels.map(\.falseAlarms) == [0, 1])
        #expect(lines[1].labels.map(\.misses) == [2, 0] && lines[1].labels.map(\.falseAlarms) == [1, 0])
        #expect(found.notes.contains { $0.contains("right as a whole set") })
    }

    @Test func aThousandLabelsAndOneItemEachDoNotTrap() throws {
        let names = (0..<1_000).map { "label \($0)" }
        let rows = names.map { Row(truth: $0, first: $0, second: "label 0") }
        let found = try report(rows, labels: names) { $0.risk = 0.1 }
        let routing = try #require(found.details.routing)
        #expect(routing.rows.count == 1_000 && routing.block.open.count == 1_000)
        #expect(!routing.sections.isEmpty && found.humanTable().contains("980 more labels are in the JSON document"))
    }

    @Test func twiceTheItemsAreTheSameSharesAndNarrowerBounds() throws {
        let rows = [
            Row(truth: "a", first: "a", second: "a", times: 40), Row(truth: "b", first: "a", second: "b", times: 3),
            Row(truth: "b", first: "b", second: "-", times: 9),
        ]
        let (one, two) = (try routing(rows), try routing(rows + rows))
        for (single, double) in zip(one.whole.policies, two.whole.policies) {
            #expect(single.errors * 2 == double.errors && single.total == double.total)
            #expect((single.upper ?? 0) >= (double.upper ?? 0))
        }
    }

    @Test func theBlockQuotesWhatIsNoBareKey() {
        #expect(RoutingBlock.key(Label("plain-key_1")) == "plain-key_1")
        #expect(RoutingBlock.key(Label("a.b")) == "\"a.b\"" && RoutingBlock.key(Label("é")) == "\"é\"")
        #expect(RoutingBlock.key(Label("q\"\\\n\u{202E}")) == "\"q\\\"\\\\\\u000A\\u202E\"")
    }
}
