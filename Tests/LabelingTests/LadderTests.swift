import Labeling
import Testing

struct LadderTests {
    private static let names = ["haiku", "sonnet", "opus"]

    private func task(
        _ policy: SecondOpinionPolicy = SecondOpinionPolicy(belowConfidence: 0.8, sample: 0),
        routing: [String: Int] = [:]
    ) throws -> TaskDefinition {
        let settings = Self.names.map { ModelSetting(provider: .anthropic, model: $0) }
        return TaskDefinition(
            name: "T", labels: try LabelSet(["a", "b", "c"].map { LabelDefinition(label: Label($0)) }),
            first: settings[0], second: settings[1], further: [settings[2]], secondOpinion: policy,
            routing: Routing(rungs: Dictionary(uniqueKeysWithValues: routing.map { (Label($0.key), $0.value) })))
    }

    private func answer(_ model: String, _ label: String, _ confidence: Double) -> Prediction {
        Prediction(model: model, label: Label(label), confidence: confidence)
    }

    private let id = Item.ID("t-1")

    @Test func doubtLeadsFromRungToRungAndEndsAtTheTop() throws {
        let task = try task()
        #expect(task.ladder.map(\.model) == Self.names)
        #expect(task.step(after: answer("haiku", "a", 0.7), of: id) == .escalate(rung: 1, .lowConfidence))
        #expect(task.step(after: answer("sonnet", "a", 0.7), of: id) == .escalate(rung: 2, .lowConfidence))
        #expect(task.step(after: answer("opus", "a", 0.1), of: id) == nil)
        #expect(task.step(after: answer("haiku", "a", 0.8), of: id) == nil)
        #expect(task.step(after: answer("another", "a", 0.1), of: id) == nil)
    }

    @Test(arguments: [Prediction.Outcome.invalidOutput, .unknownLabel, .empty])
    func anInvalidAnswerIsRepairedOnceAndThenEscalated(outcome: Prediction.Outcome) throws {
        var invalid = Prediction(model: "haiku", outcome: outcome)
        #expect(try task().step(after: invalid, of: id) == .repair)
        invalid.isRepair = true
        #expect(try task().step(after: invalid, of: id) == .escalate(rung: 1, .invalidOutput))
        var top = Prediction(model: "opus", outcome: outcome)
        #expect(try task().step(after: top, of: id) == .repair)
        top.isRepair = true
        #expect(try task().step(after: top, of: id) == nil)
    }

    @Test func withoutRepairsAnInvalidAnswerGoesStraightUp() throws {
        let policy = SecondOpinionPolicy(belowConfidence: 0.8, sample: 0, repairs: false)
        let invalid = Prediction(model: "haiku", outcome: .unknownLabel)
        #expect(try task(policy).step(after: invalid, of: id) == .escalate(rung: 1, .invalidOutput))
    }

    @Test func refusalsAndCutAnswersAreNotRepaired() throws {
        #expect(
            try task().step(after: Prediction(model: "haiku", outcome: .refusal), of: id)
                == .escalate(rung: 1, .refusal))
        for outcome in [Prediction.Outcome.truncated, .unknownStop] {
            #expect(
                try task().step(after: Prediction(model: "sonnet", outcome: outcome), of: id)
                    == .escalate(rung: 2, .invalidOutput))
        }
    }

    @Test func aRoutedLabelGoesStraightToItsModel() throws {
        let task = try task(routing: ["a": 2, "b": 1])
        #expect(task.step(after: answer("haiku", "a", 0.99), of: id) == .escalate(rung: 2, .routing))
        #expect(task.step(after: answer("haiku", "b", 0.99), of: id) == .escalate(rung: 1, .routing))
        #expect(task.step(after: answer("haiku", "c", 0.99), of: id) == nil)
        #expect(task.step(after: answer("sonnet", "a", 0.99), of: id) == nil, "routing looks at first opinions alone")
    }

    @Test func aLabelLeftToTheFirstModelIsTrustedWhateverItsConfidence() throws {
        let policy = SecondOpinionPolicy(belowConfidence: 0.8, sample: 0, labels: [Label("a"), Label("b")])
        let task = try task(policy, routing: ["a": 0])
        #expect(task.step(after: answer("haiku", "a", 0.1), of: id) == nil)
        #expect(task.step(after: answer("haiku", "b", 0.99), of: id) == .escalate(rung: 1, .label))
        let sampled = try self.task(SecondOpinionPolicy(sample: 1), routing: ["a": 0])
        #expect(
            sampled.step(after: answer("haiku", "a", 0.1), of: id) == .escalate(rung: 1, .sample),
            "the sample checks trusted labels too")
    }

    @Test func sampleAndLabelsLookAtFirstOpinionsAlone() throws {
        let task = try task(SecondOpinionPolicy(belowConfidence: 0, sample: 1, labels: [Label("a")]))
        #expect(task.step(after: answer("haiku", "b", 0.9), of: id) == .escalate(rung: 1, .sample))
        #expect(task.step(after: answer("sonnet", "a", 0.9), of: id) == nil)
    }

    @Test func aPersonNamesARungByPlaceOrByModel() throws {
        let task = try task()
        #expect(task.rung(named: "first") == 0)
        #expect(task.rung(named: "second") == 1)
        #expect(task.rung(named: "opus") == 2)
        #expect(task.rung(named: "third") == nil)
        var named = task
        named.furtherNames = ["third"]
        #expect(named.rung(named: "third") == 2)
        #expect(named.rungNames == ["first", "second", "third"])
    }
}
