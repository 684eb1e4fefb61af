import Foundation
import Labeling
import TestSupport
import Testing

/// A task to filter, and expressions and items made at random for it, the same ones for the same seed.
struct FilterExamples {
    static let now = Timestamp(milliseconds: 1_795_258_800_000)
    static let labelNames = [
        "billing", "Refund", "shipping delay", "a,b", "\"quoted\"", "*", "(odd)", "ärger", "back\\slash",
    ]
    static let words = [
        "refund", "Re-fund", "two words", "OR", "not", "NOT", "disagree", "image", "*", "a:b", "x=1", "=x", "<b>", "~",
        "-dash",
        "quo\"te", "\\", "\\\"", "(", ")", "a,b", ",", "Ünï", "日本", "e\u{301}", "\u{301}", "\u{a0}", "\t", "👩‍👩‍👧", "has",
        "meta.x",
        "\r\n", "label", "5", "5.0", "t1",
    ]
    static let keys = ["channel", "Tier", "odd key", "a.b", "", "x:y", "\"", "Ünï"]
    static let moments = [
        "today", "yesterday", "2026-11-01", "2026-11-21", "2026-02", "2024-02-29", "2026-11-20T09:30:00Z",
        "2026-11-20T09:30:00.250Z", "7d", "12h", "0min", "999999w",
    ]

    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    static func labels() throws -> LabelSet {
        try LabelSet(labelNames.map { LabelDefinition(label: Label($0), title: "T \($0)") })
    }

    static func parse(_ text: String) throws -> FilterExpression {
        try FilterExpression.parse(text, labels: labels(), now: now)
    }

    static func context() throws -> FilterContext {
        FilterContext(
            labels: try labels(), models: ["claude-haiku-4-5", "gpt 5", ""], reviewers: ["ana", "Bo \"B\" B", "*"],
            meta: Dictionary(
                try keys.map { (try #require(FilterMetaPath([$0])), ["email", "live chat", ""]) },
                uniquingKeysWith: { first, _ in first }))
    }

    private mutating func pick<Value>(_ values: [Value]) throws -> Value {
        try #require(values.randomElement(using: &random))
    }

    private mutating func some<Value>(_ values: [Value]) throws -> [Value] {
        try (0..<Int.random(in: 1...3, using: &random)).map { _ in try pick(values) }
    }

    private mutating func path() throws -> FilterMetaPath { try #require(FilterMetaPath(some(Self.keys))) }

    private mutating func number() throws -> Double {
        try pick([0, 0.5, 0.8, 1, -3, 1e-5, 1e22, 20, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude])
    }

    mutating func condition() throws -> FilterCondition {
        let labels = Self.labelNames.map { Label($0) }
        let comparison = try pick(FilterComparison.allCases)
        switch Int.random(in: 0..<14, using: &random) {
        case 0: return .search(try pick(Self.words))
        case 1: return .present(try pick(FilterField.named + [.meta(try path())]))
        case 2: return .label(try pick(FilterField.OfLabel.allCases), try some(labels))
        case 3: return .outcome(try pick(FilterField.OfOutcome.allCases), try some(Prediction.Outcome.allCases))
        case 4: return .state(try some(FilterState.allCases))
        case 5: return .reason(try some(EscalationReason.allCases))
        case 6:
            return .words(try pick(FilterField.OfWords.allCases), try pick([.part, .whole]), try some(Self.words))
        case 7:
            if Bool.random(using: &random) {
                return .number(try pick([.conf, .conf2]), comparison, try pick([0, 0.5, 0.800001, 1]))
            }
            return .number(try pick([.seconds, .length, .tokens]), comparison, try number())
        case 8: return .cost(comparison, Money(picodollars: try pick([0, 1, 10_000_000_000, .max])))
        case 9:
            let date = try #require(FilterDate(try pick(Self.moments), now: Self.now))
            return .date(try pick(FilterField.OfDate.allCases), comparison, date)
        case 10: return .meta(try path(), try pick([.part, .whole]), try some(Self.words))
        case 11: return .metaNumber(try path(), comparison, try number())
        case 12: return .has(try pick(FilterThing.allCases))
        default: return .flag(try pick(FilterFlag.allCases))
        }
    }

    mutating func expression(depth: Int = 4) throws -> FilterExpression {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 3), using: &random) {
        case 0...2: return .condition(try condition())
        case 3: return .everything
        case 4: return .not(try expression(depth: depth - 1))
        case 5, 6:
            return .all(try (0..<Int.random(in: 0...4, using: &random)).map { _ in try expression(depth: depth - 1) })
        default:
            return .any(try (0..<Int.random(in: 0...4, using: &random)).map { _ in try expression(depth: depth - 1) })
        }
    }

    private mutating func prediction(_ model: String) throws -> Prediction? {
        let label = Label(try pick(Self.labelNames))
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return nil
        case 1: return Prediction(model: model, outcome: try pick([.refusal, .invalidOutput]))
        default: return Prediction(model: model, label: label, confidence: try pick([nil, 0, 0.5, 0.8, 1]))
        }
    }

    mutating func facts() throws -> FilterFacts {
        var facts = FilterFacts(
            item: Item(
                id: Item.ID(try pick(Self.words)), text: try some(Self.words).joined(separator: " "),
                meta: [try pick(Self.keys): try pick([.string("refund"), .integer(5), .null, .array([.bool(true)])])],
                images: try pick([[], ["a.png"]])),
            added: Timestamp(milliseconds: Self.now.milliseconds - (try pick([0, 1, 86_400_000, 86_400_000 * 400]))),
            gold: try pick([nil, Label("billing")]), reasons: try pick([[], [.sample], [.label, .reviewer]]),
            notes: try pick([[], ["call back"]]), spent: try pick([nil, .zero, Money(picodollars: 10_000_000_000)]),
            tokens: try pick([nil, 20, 900]))
        facts.first = try prediction("claude-haiku-4-5")
        facts.second = try prediction("gpt 5")
        facts.models = [facts.first, facts.second].compactMap { $0?.model }
        if Bool.random(using: &random) {
            let verdict = try pick([
                Verdict.accept(Label("billing")), .override(Label("Refund")), .reject, .flag, .skip,
            ])
            facts.decision = Decision(
                reviewer: try pick(["ana", "mariana"]), verdict: verdict, at: facts.added,
                seconds: try pick([nil, 0.5, 20]), shown: try pick([[], ["gpt 5"]]))
        }
        return facts
    }
}

struct FilterExamplesTests {
    @Test func theExamplesReachEveryKindOfCondition() throws {
        var examples = FilterExamples(seed: 1)
        var kinds: Set<String> = []
        for _ in 0..<400 {
            kinds.insert(String("\(Mirror(reflecting: try examples.condition()).children.first?.label ?? "")"))
        }
        #expect(kinds.count == 14)
    }
}
