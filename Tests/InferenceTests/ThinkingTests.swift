import Foundation
import Inference
import Labeling
import TestSupport
import Testing

struct ThinkingTests {
    private func body(_ setting: ModelSetting) async throws -> JSONValue {
        var body: JSONValue?
        try await Desk.open(setting) { desk in
            _ = try await desk.ask("billing")
            body = try desk.body()
        }
        return try #require(body)
    }

    private func setting(_ model: String, _ thinking: ModelSetting.Thinking) -> ModelSetting {
        ModelSetting(provider: .anthropic, model: model, maxTokens: 300, thinking: thinking)
    }

    @Test func aBudgetHasItsRoomBesideTheAnswer() async throws {
        let body = try await body(setting(Desk.haiku, .budget(tokens: 2_000)))
        #expect(body.at("thinking") == .object(["type": .string("enabled"), "budget_tokens": .integer(2_000)]))
        #expect(body.at("max_tokens") == .integer(2_300))
    }

    @Test func anEffortIsSentWhereTheModelThinksAsItFindsFit() async throws {
        let body = try await body(setting("claude-opus-4-7", .effort(.xhigh)))
        #expect(body.at("thinking", "type") == .string("adaptive"))
        #expect(body.at("output_config", "effort") == .string("xhigh"))
        #expect(body.at("output_config", "format", "type") == .string("json_schema"))
        #expect(body.at("max_tokens") == .integer(4_396))
    }

    @Test(arguments: [
        (Desk.haiku, ModelSetting.Thinking.effort(.low), "1024"), (Desk.haiku, .budget(tokens: 1_023), "1024"),
        ("claude-opus-4-7", .budget(tokens: 2_000), "\"low\""), ("claude-opus-4-7", .effort(.minimal), "\"low\""),
        ("claude-sonnet-4-6", .effort(.xhigh), "\"max\""), (Desk.haiku, .budget(tokens: 30_000), "max-tokens"),
    ])
    func whatAModelCannotDoIsRefusedWithWhatItCan(
        model: String, thinking: ModelSetting.Thinking, advice: String
    ) throws {
        let error = #expect(throws: InferenceError.self) {
            try makeClient(
                setting: setting(model, thinking), task: Desk.task(), table: .shipped(),
                environment: ["ANTHROPIC_API_KEY": "k"])
        }
        #expect(error?.kind == .configuration)
        #expect(error?.message.contains(advice) == true, "\(error?.message ?? "")")
    }

    @Test func whileItThinksAModelGetsNoTemperatureAndNoForcedTool() async throws {
        var setting = setting(Desk.haiku, .budget(tokens: 1_024))
        setting.temperature = 0.5
        #expect(try await body(setting).at("temperature") == .null)
        setting.answerForm = .tool
        let refused = setting
        #expect(throws: InferenceError.self) {
            try makeClient(
                setting: refused, task: Desk.task(), table: .shipped(), environment: ["ANTHROPIC_API_KEY": "k"])
        }
    }

    @Test func anEffortOfAnotherProtocolHasItsOwnName() async throws {
        var setting = Chat.gpt
        setting.thinking = .effort(.high)
        try await Desk.open(setting) { desk in
            desk.server.enqueue(Chat.answer(Chat.billing))
            _ = try await desk.ask()
            let body = try desk.body()
            #expect(body.at("reasoning_effort") == .string("high"))
            // Refused while it reasons.
            #expect(body.at("logprobs") == .null)
        }
        setting.thinking = .budget(tokens: 2_000)
        let refused = setting
        #expect(throws: InferenceError.self) {
            try makeClient(
                setting: refused, task: Desk.task(), table: .shipped(), environment: ["OPENAI_API_KEY": "k"])
        }
    }
}
