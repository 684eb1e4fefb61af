import Labeling
import Testing

@testable import Evaluation

@Suite struct LimitsTests {
    private func report(_ text: String, items: Int = 10, right: Int = 9) throws -> LimitsReport {
        var builder = EvaluationBuilder(labelNames: ["a", "b"], modelOrder: ["claude-haiku-4-5", "claude-opus-4-7"])
        for row in 0..<items {
            let predictions = [
                Prediction(model: "claude-haiku-4-5", label: Label(row < right ? "a" : "b"), confidence: 0.9),
                Prediction(model: "claude-opus-4-7", label: Label("a"), confidence: 1),
            ]
            builder.add(
                AnnotatedItem(item: Item(id: Item.ID("\(row)"), text: ""), gold: Label("a"), predictions: predictions))
        }
        var settings = EvaluationSettings()
        settings.limits = try EvaluationLimit.parse(text)
        return try #require(builder.report(settings).details.limits)
    }

    @Test func limitsAreReadWithAndWithoutAModel() throws {
        #expect(
            try EvaluationLimit.parse("agreement=0.9, haiku:accuracy=.95,ECE=0.05,macro_f1=1")
                == [
                    EvaluationLimit(figure: .agreement, limit: 0.9),
                    EvaluationLimit(figure: .accuracy, limit: 0.95, model: "haiku"),
                    EvaluationLimit(figure: .ece, limit: 0.05), EvaluationLimit(figure: .macroF1, limit: 1),
                ])
        #expect(
            try EvaluationLimit.parse("anthropic.claude-v1:0:kappa=-0.5")
                == [EvaluationLimit(figure: .kappa, limit: -0.5, model: "anthropic.claude-v1:0")])
    }

    @Test(arguments: [
        ("", "a limit is missing"), ("accuracy", "has no limit"), ("accurracy=0.9", "is no figure"),
        ("accuracy=2", "from 0 to 1"), ("accuracy=nan", "from 0 to 1"), ("accuracy=", "is no limit"),
        ("accuracy=0.9,", "a limit is missing"), (":accuracy=0.9", "names no model"),
        ("haiku:alpha=0.8", "takes no model"),
        ("kappa=-2", "from -1 to 1"),
    ]) func whatCannotBeReadIsSaid(text: String, words: String) {
        #expect { try EvaluationLimit.parse(text) } throws: { "\($0)".contains(words) }
    }

    @Test func aFigureUnderItsLimitFailsAndAnErrorOverIt() throws {
        let limits = try report("accuracy=0.95,haiku:ece=0.05,agreement=0.9")
        #expect(
            limits.checks.map(\.subject) == [
                ["claude-haiku-4-5"], ["claude-opus-4-7"], ["claude-haiku-4-5"],
                ["claude-haiku-4-5", "claude-opus-4-7"],
            ])
        #expect(limits.checks.map(\.isPassed) == [false, true, true, true])
        #expect(!limits.isPassed)
        #expect(
            limits.checks[0].words
                == "accuracy of claude-haiku-4-5 is 0.9000 [0.5958, 0.9821], n = 10: under the limit of 0.95")
        #expect(try !report("opus:brier=0", items: 4, right: 4).isPassed == false)
        #expect(try report("haiku:ece=0.01", items: 4, right: 4).isPassed == false, "0.1 is over 0.01")
    }

    @Test func whatIsUndefinedFailsAndSaysWhy() throws {
        let kappa = try report("kappa=0.1", items: 4, right: 4)
        #expect(!kappa.isPassed && kappa.checks.allSatisfy { $0.value == nil })
        #expect(kappa.checks[0].words.contains("is undefined"))
        #expect(try !report("alpha=0.1").isPassed)
        let unknown = try report("sonnet:accuracy=0.1")
        #expect(!unknown.isPassed && unknown.checks[0].words.contains("no model is called sonnet"))
        #expect(try !report("accuracy=0.1", items: 0).isPassed)
    }

    @Test func atTheLimitItHolds() throws {
        #expect(try report("haiku:accuracy=0.9").isPassed)
        #expect(try !report("haiku:accuracy=0.9000001").isPassed)
        #expect(EvaluationReport(labels: []).details.limits == nil)
    }
}

extension EvaluationReport {
    fileprivate init(labels: [String]) { self = EvaluationBuilder(labelNames: labels).report() }
}
