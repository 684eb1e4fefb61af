import Inference
import Labeling
import Storage
import Testing

@testable import Runtime

@Suite(.timeLimit(.minutes(15)))
struct LadderRunTests {
    private static let names = ["haiku", "sonnet", "opus"]

    private func task(_ policy: SecondOpinionPolicy, routing: [Label: Int] = [:], budget: Budget = Budget()) throws
        -> TaskDefinition
    {
        let settings = Self.names.map { ModelSetting(provider: .anthropic, model: $0) }
        var task = try makeTask(policy: policy, budget: budget, first: settings[0], second: settings[1])
        task.further = [settings[2]]
        task.routing = Routing(rungs: routing)
        return task
    }

    private func run(_ desk: Desk, _ models: [ScriptedModel]) async throws -> ClassificationRun.Progress {
        let clients = ModelClients(first: models[0], further: Array(models.dropFirst()))
        let run = ClassificationRun(store: desk.store, task: desk.task, clients: clients)
        return try await onThread { try run.run() }
    }

    private static func labeled(_ model: String, _ confidence: Double, _ question: Question) -> Prediction {
        Prediction(
            model: model, label: Label("billing"), confidence: confidence, cost: .charged(Money(picodollars: 3)),
            escalation: question.escalation, isRepair: question.repairing != nil)
    }

    private static func invalid(_ model: String, _ question: Question) -> Prediction {
        Prediction(
            model: model, invalidAnswer: "biling", cost: .charged(Money(picodollars: 3)), outcome: .unknownLabel,
            escalation: question.escalation, isRepair: question.repairing != nil)
    }

    @Test func doubtClimbsTheLadderToTheTop() async throws {
        let models = Self.names.map { name in
            ScriptedModel(name) { .success(Self.labeled(name, $0.item.text == "hard" ? 0.1 : 0.9, $0)) }
        }
        let desk = try Desk(["easy", "hard"], task: task(SecondOpinionPolicy(sample: 0)))
        let end = try await run(desk, models)
        #expect(end.classified == 2)
        #expect(end.secondOpinions == 2)
        #expect(models.map { $0.asked.map(\.item.text).sorted() } == [["easy", "hard"], ["hard"], ["hard"]])
        #expect(try desk.detail("t-2")?.second?.model == "opus", "the newest further opinion is shown")
        #expect(try desk.store.verify().findings == [])
    }

    @Test func anInvalidAnswerIsRepairedByTheSameModelAndPaidTwice() async throws {
        let haiku = ScriptedModel("haiku") { question in
            .success(
                question.repairing == nil ? Self.invalid("haiku", question) : Self.labeled("haiku", 0.9, question))
        }
        let others = Self.names.dropFirst().map { ScriptedModel($0) }
        let desk = try Desk(["x"], task: task(SecondOpinionPolicy(sample: 0)))
        let end = try await run(desk, [haiku] + others)
        #expect(haiku.asked.map { $0.repairing?.invalidAnswer } == [nil, "biling"])
        #expect(end.repairs == 1)
        #expect(end.classified == 1)
        #expect(end.secondOpinions == 0)
        #expect(end.outcomes == [:], "what was mended is no answer without a label")
        #expect(try desk.detail("t-1")?.first?.label == Label("billing"))
        #expect(try desk.store.spent() == Money(picodollars: 6))
    }

    @Test func aRepairThatFailsTooLeadsToTheNextModel() async throws {
        let haiku = ScriptedModel("haiku") { .success(Self.invalid("haiku", $0)) }
        let sonnet = ScriptedModel("sonnet") { .success(Self.labeled("sonnet", 0.9, $0)) }
        let desk = try Desk(["x"], task: task(SecondOpinionPolicy(sample: 0)))
        let end = try await run(desk, [haiku, sonnet, ScriptedModel("opus")])
        #expect(haiku.asked.count == 2)
        #expect(sonnet.asked.map(\.escalation) == [.invalidOutput])
        #expect(end.outcomes == [.unknownLabel: 1])
        #expect(try desk.detail("t-1")?.second?.label == Label("billing"))
    }

    @Test func aRepairThatAnEndedRunOwesIsMadeUpFor() async throws {
        let failing = ScriptedModel("haiku") { question in
            question.repairing == nil
                ? .success(Self.invalid("haiku", question)) : .failure(InferenceError(kind: .server, message: "down"))
        }
        let others = Self.names.dropFirst().map { ScriptedModel($0) }
        let desk = try Desk(["x"], task: task(SecondOpinionPolicy(sample: 0)))
        #expect(try await run(desk, [failing] + others).failed == 1)
        let mended = ScriptedModel("haiku") { .success(Self.labeled("haiku", 0.9, $0)) }
        let end = try await run(desk, [mended] + others)
        #expect(mended.asked.map { $0.repairing != nil } == [true], "the first answer is not asked for again")
        #expect(end.classified == 1)
        #expect(try await run(desk, [mended] + others).requested == 0)
    }

    @Test func aRoutedLabelPassesOverTheModelsBetween() async throws {
        let models = Self.names.map { name in ScriptedModel(name) { .success(Self.labeled(name, 0.99, $0)) } }
        let desk = try Desk(
            ["x"], task: task(SecondOpinionPolicy(sample: 0), routing: [Label("billing"): 2]))
        _ = try await run(desk, models)
        #expect(models.map(\.asked.count) == [1, 0, 1])
        #expect(models[2].asked[0].escalation == .routing)
    }

    @Test func attemptsAreStoredBeforeTheirPredictionAndPaidOnce() async throws {
        let sample = Attempt(
            kind: .sample, outcome: .labeled, cost: .charged(Money(picodollars: 2)), at: Timestamp(milliseconds: 1))
        let model = ScriptedModel("haiku", attempts: [sample]) { .success(Self.labeled("haiku", 0.9, $0)) }
        let desk = try Desk(["x"], task: task(SecondOpinionPolicy(sample: 0)))
        let end = try await run(desk, [model] + Self.names.dropFirst().map { ScriptedModel($0) })
        #expect(end.cost == Money(picodollars: 3), "the prediction's cost holds that of its attempts")
        #expect(try desk.store.spent() == Money(picodollars: 3))
        let kinds = try desk.store.spending().filter { $0.charged > .zero }.map { ($0.kind, $0.charged.picodollars) }
        #expect(kinds.contains { $0 == (.sample, 2) })
        #expect(kinds.contains { $0 == (.answer, 1) })
    }

    @Test func aLostAnswerCountsAgainstTheBudgetAtItsWorst() async throws {
        let lost = Attempt(kind: .lost, possible: Money(picodollars: 10), at: .now())
        let model = ScriptedModel("haiku", concurrency: 1, attempts: [lost]) { _ in
            .failure(InferenceError(kind: .timeout, message: "no answer", attempts: 1, possiblyBilled: 1))
        }
        let desk = try Desk(
            (1...5).map { "\($0)" },
            task: task(SecondOpinionPolicy(sample: 0), budget: Budget(total: Money(picodollars: 25))))
        let end = try await run(desk, [model] + Self.names.dropFirst().map { ScriptedModel($0) })
        #expect(model.asked.count == 2, "two may have cost 20, and a third could pass 25")
        #expect(end.stopped == .budget)
        #expect(try desk.store.atRisk() == Money(picodollars: 20))
        #expect(try desk.store.spent() == .zero)
    }

    @Test func theRunsOwnLimitInTheTaskFileHolds() async throws {
        let model = ScriptedModel("haiku", concurrency: 1) { .success(Self.labeled("haiku", 0.9, $0)) }
        let desk = try Desk(
            (1...5).map { "\($0)" },
            task: task(SecondOpinionPolicy(sample: 0), budget: Budget(run: Money(picodollars: 15))))
        let end = try await run(desk, [model] + Self.names.dropFirst().map { ScriptedModel($0) })
        #expect(model.asked.count == 2)
        #expect(end.budgetNotice?.contains("run-usd") == true)
    }

    @Test func aComparisonAsksAboutTruthAloneAndLeadsNowhere() async throws {
        let judge = ScriptedModel("sonnet") { .success(Self.labeled("sonnet", 0.1, $0)) }
        var known = items(["a", "b", "c"])
        known[0].gold = Label("billing")
        known[2].gold = Label("legal")
        let desk = try Desk(known, task: task(SecondOpinionPolicy(sample: 0)))
        let run = ClassificationRun(store: desk.store, task: desk.task, comparing: [judge])
        let end = try await onThread { try run.run() }
        #expect(end.secondOpinions == 2)
        #expect(judge.asked.map(\.item.text).sorted() == ["a", "c"])
        #expect(try desk.store.countAwaiting(rung: 2, model: "opus") == 0)
        let again = ClassificationRun(store: desk.store, task: desk.task, comparing: [judge])
        #expect(try await onThread { try again.run() }.requested == 0)
    }
}
