import Foundation
import Labeling
import TestSupport
import Testing

@testable import Inference

/// What each Claude model refuses, by its provider's documentation, against what is sent to it.
struct ModelRulesTests {
    struct Rule: Sendable, CustomTestStringConvertible {
        var models: [String]
        var takesTemperature = false
        /// The `thinking.type`s that are accepted.
        var thinking: Set<String>
        var thinksByDefault = false
        var efforts: Set<String>
        var takesForcedTool = true

        var testDescription: String { models.joined(separator: ", ") }
    }

    private static let upToMax: Set = ["low", "medium", "high", "max"]
    private static let upToXHigh = upToMax.union(["xhigh"])

    static let rules: [Rule] = [
        Rule(
            models: ["claude-haiku-4-5", "claude-sonnet-4-5", "claude-opus-4-5"], takesTemperature: true,
            thinking: ["enabled", "disabled"], efforts: []),
        Rule(
            models: ["claude-sonnet-4-6", "claude-opus-4-6"], takesTemperature: true,
            thinking: ["adaptive", "enabled", "disabled"], efforts: upToMax),
        Rule(
            models: ["claude-opus-4-7", "claude-opus-4-8"], thinking: ["adaptive", "disabled"], efforts: upToXHigh),
        Rule(
            models: ["claude-sonnet-5", "claude-opus-5", "claude-haiku-5-5"], thinking: ["adaptive", "disabled"],
            thinksByDefault: true, efforts: upToXHigh),
        Rule(
            models: ["claude-fable-5", "claude-mythos-5"], thinking: ["adaptive"], thinksByDefault: true,
            efforts: upToXHigh),
        Rule(
            models: [
                "claude-sonnet-5-5", "claude-opus-5-5", "claude-fable-5-1", "claude-mythos-5-1", "claude-fable-5-2",
                "claude-mythos-5-2",
            ], thinking: ["adaptive"], thinksByDefault: true, efforts: upToXHigh, takesForcedTool: false),
    ]

    private static let thinkings: [ModelSetting.Thinking] =
        [.off, .budget(tokens: 1_024)] + ModelSetting.Thinking.Effort.allCases.map { .effort($0) }

    private let table: ModelTable
    private let prompt: Prompt

    init() throws {
        table = try .shipped()
        prompt = Prompt(try Desk.task())
    }

    @Test func everyClaudeModelHasItsRule() {
        let ruled = ModelRulesTests.rules.flatMap(\.models).compactMap { table.facts(for: $0)?.id }
        #expect(Set(ruled) == Set(table.models.filter { $0.provider == .anthropic }.map(\.id)))
    }

    /// Everything that can be asked for, with everything: what is sent must break no rule, and what the model can do
    /// must not be refused.
    @Test(arguments: rules)
    func nothingIsSentThatTheModelRefuses(rule: Rule) throws {
        for model in rule.models {
            for thinking in ModelRulesTests.thinkings {
                for form: ModelSetting.AnswerForm? in [nil, .schema, .tool, .plain] {
                    for envelope: AnthropicRequest.Envelope in [.messages, .bedrock, .vertex] {
                        try check(rule, model, thinking, form, envelope)
                    }
                }
            }
        }
    }

    private func check(
        _ rule: Rule, _ model: String, _ thinking: ModelSetting.Thinking, _ form: ModelSetting.AnswerForm?,
        _ envelope: AnthropicRequest.Envelope
    ) throws {
        let place = Comment(rawValue: "\(model) \(thinking) \(form.map { "\($0)" } ?? "nil") \(envelope)")
        let setting = ModelSetting(
            provider: .anthropic, model: model, answerForm: form, maxTokens: 100, temperature: 0.5, thinking: thinking)
        let isPossible = isPossible(rule, thinking) && !(form == .tool && (!rule.takesForcedTool || isManual(thinking)))
        guard isPossible else {
            #expect(throws: InferenceError.self, place) {
                try AnthropicRequest(setting: setting, prompt: prompt, table: table, envelope: envelope)
            }
            return
        }
        let dialect = try AnthropicRequest(setting: setting, prompt: prompt, table: table, envelope: envelope)
        let first = try #require(dialect.forms.first)
        // After an answer that was not valid, too: the last turn is the user's.
        let turns = [
            Turn(role: .user, text: "x"), Turn(role: .assistant, text: "y"), Turn(role: .user, text: "again"),
        ]
        let body = try JSONDecoder().decode(JSONValue.self, from: dialect.body(turns, form: first))
        #expect(body.at("messages", "2", "role") == .string("user"), place)
        #expect(body.at("messages", "3") == .null, place)

        let isThinking = thinking != .off
        #expect((body.at("temperature") != .null) == (rule.takesTemperature && !isThinking), place)
        for name in ["top_p", "top_k", "stream"] { #expect(body.at(name) == .null, place) }
        try checkThinking(rule, thinking, body, place)
        #expect((body.at("tool_choice") != .null) == (form == .tool), place)
        #expect((body.at("model") != .null) == (envelope == .messages), place)
        #expect((body.at("anthropic_version") != .null) == (envelope != .messages), place)
        #expect(body.at("output_config", "format") != .null || form == .tool || form == .plain, place)
    }

    private func checkThinking(
        _ rule: Rule, _ asked: ModelSetting.Thinking, _ body: JSONValue, _ place: Comment
    ) throws {
        guard case .integer(let limit) = body.at("max_tokens") else {
            Issue.record("no max_tokens: \(place)")
            return
        }
        var type: String?
        if case .string(let text) = body.at("thinking", "type") { type = text }
        if let type { #expect(rule.thinking.contains(type), place) }
        let thinks = asked != .off || rule.thinksByDefault && type != "disabled"
        // What thinks has room beside the answer's 100 tokens, and nothing else has.
        #expect(thinks ? limit >= 1_124 : limit == 100, place)
        #expect(limit <= 21_333, place)
        if case .integer(let budget) = body.at("thinking", "budget_tokens") {
            #expect(type == "enabled" && budget >= 1_024 && budget < limit, place)
        } else {
            #expect(type != "enabled", place)
        }
        guard case .string(let effort) = body.at("output_config", "effort") else { return }
        #expect(rule.efforts.contains(effort), place)
        // Thinking cannot be turned off at a high effort.
        #expect(type == "adaptive", place)
    }

    private func isManual(_ thinking: ModelSetting.Thinking) -> Bool {
        if case .budget = thinking { true } else { false }
    }

    private func isPossible(_ rule: Rule, _ thinking: ModelSetting.Thinking) -> Bool {
        switch thinking {
        case .off: true
        case .budget: rule.thinking.contains("enabled")
        case .effort(let effort): rule.thinking.contains("adaptive") && rule.efforts.contains(effort.rawValue)
        }
    }
}
