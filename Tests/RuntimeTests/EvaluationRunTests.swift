import Evaluation
import Foundation
import Interchange
import Labeling
import Storage
import TestSupport
import Testing

@testable import Runtime

/// What `renga evaluate` reads from a store, and from a file.
@Suite(.timeLimit(.minutes(15)))
struct EvaluationRunTests {
    private static let names = ["billing", "legal", "account"]

    private func task() throws -> TaskDefinition {
        let labels = try LabelSet(Self.names.map { LabelDefinition(label: Label($0)) })
        return TaskDefinition(
            name: "T", labels: labels, first: ModelSetting(provider: .anthropic, model: haiku),
            second: ModelSetting(provider: .anthropic, model: opus))
    }

    /// Items with everything that a store can hold of them.
    private func randomItems(_ count: Int, _ random: inout SeededGenerator) -> [AnnotatedItem] {
        (0..<count).map { index in
            func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }
            func label() -> Label { Label(Self.names.randomElement(using: &random) ?? "") }
            var item = AnnotatedItem(item: Item(id: Item.ID("i-\(index)"), text: "text \(index)"))
            if chance(0.3) { item.gold = label() }
            for model in [haiku, opus, "third"] where chance(0.7) {
                for number in 0..<(chance(0.2) ? 3 : 1) {
                    var answer = Prediction(
                        model: model, snapshot: chance(0.5) ? "s\(number)" : nil, label: chance(0.9) ? label() : nil,
                        confidence: chance(0.8) ? Double(Int.random(in: 0...100, using: &random)) / 100 : nil,
                        latencyMilliseconds: chance(0.5) ? Double.random(in: 0..<900, using: &random) : nil,
                        promptVersion: chance(0.5) ? "p\(number)" : nil,
                        at: chance(0.6) ? Timestamp(milliseconds: Int64.random(in: 0..<50, using: &random)) : nil)
                    if answer.label == nil { answer.outcome = chance(0.5) ? .refusal : .invalidOutput }
                    if answer.label != nil, chance(0.1) { answer.label = Label("of no set") }
                    if chance(0.6) { answer.cost = .charged(Money(picodollars: Int64(index) * 1_000)) }
                    item.predictions.append(answer)
                }
            }
            for reviewer in ["ana", "ben", "cem"] where chance(0.5) {
                for _ in 0..<(chance(0.2) ? 2 : 1) {
                    item.decisions.append(decision(reviewer, label: label(), &random))
                }
            }
            return item
        }
    }

    private func decision(_ reviewer: String, label: Label, _ random: inout SeededGenerator) -> Decision {
        func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }
        let verdicts: [Verdict] = [.accept(label), .override(label), .reject, .flag, .skip, .override(label)]
        var decision = Decision(
            reviewer: reviewer, verdict: verdicts.randomElement(using: &random) ?? .flag,
            at: Timestamp(milliseconds: Int64.random(in: 0..<30, using: &random)),
            seconds: chance(0.5) ? Double.random(in: 0..<20, using: &random) : nil)
        if chance(0.5) { decision.shown = chance(0.5) ? [haiku] : [haiku, opus] }
        if chance(0.2) { decision.firstChoice = label }
        if chance(0.3) { decision.probability = 0.25 }
        if chance(0.3) { decision.exposure = Exposure(peers: chance(0.5) ? ["ben"] : [], order: "uncertain") }
        if chance(0.1) {
            decision.act = Act(key: "k\(UInt64.random(in: 0...UInt64.max, using: &random))", kind: .policy)
        }
        if chance(0.15) { decision.undoneAt = Timestamp(milliseconds: 99) }
        return decision
    }

    @Test(arguments: 1...6)
    func theFiguresOfAStoreAreThoseOfItsItemsOneByOne(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let task = try task()
        let desk = try Desk(randomItems(60, &random), task: task)
        let read = try EvaluationRun.report(on: desk.open)
        var builder = EvaluationBuilder(
            labels: task.labels, modelOrder: task.ladder.map(\.model), big: task.ladder.last?.model)
        try desk.store.forEachAnnotated { builder.add($0.annotated, truth: $0.truth, number: $0.number.value) }
        let added = builder.report(EvaluationSettings().completed(by: task))
        #expect(read.groundTruth == added.groundTruth)
        #expect(read.models == added.models)
        #expect(read.pairs == added.pairs)
        #expect(read.reviewers == added.reviewers)
        #expect(read.details.raters == added.details.raters)
        #expect(read.details.exposure == added.details.exposure)
        #expect(read.details.sampling == added.details.sampling)
        #expect(read.details.confidence == added.details.confidence)
        #expect(read.details.risk == added.details.risk)
        #expect(read.details.routing == added.details.routing)
        #expect(read.details.drift == added.details.drift)
        #expect(read.details.doubts?.items.map(\.number) == added.details.doubts?.items.map(\.number))
        #expect(read.notes == added.notes)
        #expect(read.groundTruth.n > 10)
    }

    @Test func aStoreWithoutItemsIsEvaluated() throws {
        let report = try EvaluationRun.report(on: Desk([String](), task: task()).open)
        #expect(report.items == 0 && report.models.isEmpty)
    }

    @Test func errorsAreListedWithTheirTextsTheSurestFirst() throws {
        func item(_ id: String, _ said: String, _ confidence: Double) -> AnnotatedItem {
            AnnotatedItem(
                item: Item(id: Item.ID(id), text: "the text of \(id)"), gold: Label("billing"),
                predictions: [
                    Prediction(model: haiku, label: Label(said), confidence: confidence, rationale: "because \(id)")
                ])
        }
        let items = [item("a", "legal", 0.6), item("b", "billing", 0.99), item("c", "account", 0.9)]
        var settings = EvaluationSettings()
        settings.errorsOf = haiku
        let errors = try #require(
            try EvaluationRun.report(on: Desk(items, task: task()).open, settings: settings).details.errors)
        #expect(errors.n == 3 && errors.count == 2)
        #expect(errors.listed.map(\.id) == ["c", "a"])
        #expect(errors.listed.map(\.text) == ["the text of c", "the text of a"])
        #expect(errors.listed.map(\.rationale) == ["because c", "because a"])
        settings.mostErrors = 1
        let one = try #require(
            try EvaluationRun.report(on: Desk(items, task: task()).open, settings: settings).details.errors)
        #expect(one.listed.map(\.id) == ["c"] && one.count == 2)
    }

    @Test func labelsOfAFileStandInTheOrderOfTheirNames() throws {
        let scratch = try Scratch()
        try scratch.write("truth,h\nzebra,zebra\nant,zebra\nmule,mule\n", to: "f.csv")
        var options = ReadingOptions()
        options.goldField = "truth"
        options.annotations.predictions = ["m:h"]
        options.needsText = false
        let report = try EvaluationRun.report(
            on: scratch.url.appendingPathComponent("f.csv").path, options: options, labels: nil, rejected: { _ in })
        #expect(report.labels.map(\.name) == ["ant", "mule", "zebra"])
        #expect(report.models.first?.confusion.counts == [[0, 0, 1], [0, 1, 0], [0, 0, 1]])
        #expect(report.groundTruth.labels.map(\.n) == [1, 1, 1])
    }
}
