import Foundation
import Labeling
import Testing

@testable import Inference

/// What an answer says it used, in whichever of its vendors' meanings.
struct UsageTests {
    @Test(arguments: [
        // Without a breakdown, everything was written for as long as was asked.
        (
            #"{"input_tokens":10,"cache_creation_input_tokens":90,"cache_creation":null,"output_tokens":5}"#,
            ModelSetting.PromptCache.oneHour,
            Usage(
                inputTokens: 10, outputTokens: 5, cacheCreationInputTokens: 90, cacheCreation1hInputTokens: 90)
        ),
        (
            #"{"input_tokens":10,"cache_creation_input_tokens":90,"output_tokens":5}"#, .fiveMinutes,
            Usage(inputTokens: 10, outputTokens: 5, cacheCreationInputTokens: 90)
        ),
        // The breakdown is of the sum, and not beside it.
        (
            #"""
            {"input_tokens":10,"cache_creation_input_tokens":90,"cache_creation":{"ephemeral_5m_input_tokens":60,
            "ephemeral_1h_input_tokens":30},"output_tokens":5}
            """#, .oneHour,
            Usage(
                inputTokens: 10, outputTokens: 5, cacheCreationInputTokens: 90, cacheCreation1hInputTokens: 30)
        ),
        (
            #"""
            {"input_tokens":10,"cache_creation_input_tokens":null,"cache_creation":{"ephemeral_5m_input_tokens":60,
            "ephemeral_1h_input_tokens":30},"output_tokens":5}
            """#, .oneHour,
            Usage(
                inputTokens: 10, outputTokens: 5, cacheCreationInputTokens: 90, cacheCreation1hInputTokens: 30)
        ),
        // Thinking is part of the output.
        (
            #"""
            {"input_tokens":10,"cache_read_input_tokens":7,"output_tokens":500,"output_tokens_details":
            {"thinking_tokens":490},"service_tier":"standard","unheard_of":{"x":1}}
            """#, .off,
            Usage(inputTokens: 10, outputTokens: 500, cacheReadInputTokens: 7, reasoningTokens: 490)
        ),
        (
            #"""
            {"input_tokens":10,"cache_creation_input_tokens":null,"cache_read_input_tokens":null,
            "cache_creation":null,"output_tokens":5,"output_tokens_details":null}
            """#, .oneHour, Usage(inputTokens: 10, outputTokens: 5)
        ),
    ])
    func claudesTokensAreCountedOnceEach(usage: String, cache: ModelSetting.PromptCache, expected: Usage) throws {
        var task = try Desk.task()
        // Long enough to be worth a cache.
        task.guidelines = String(repeating: "Refunds belong to billing. ", count: 800)
        let dialect = try AnthropicRequest(
            setting: ModelSetting(provider: .anthropic, model: Desk.haiku, cache: cache), prompt: Prompt(task),
            table: .shipped())
        let body = #"{"content":[],"stop_reason":"end_turn","usage":\#(usage)}"#
        #expect(try dialect.read(Data(body.utf8), form: .schema).usage == expected)
    }

    @Test(arguments: [
        // Cached tokens are part of the prompt's, and reasoning of the completion's.
        (Chat.usage, Usage(inputTokens: 300, outputTokens: 640, cacheReadInputTokens: 512, reasoningTokens: 610)),
        (
            #"{"prompt_tokens":10,"completion_tokens":5,"prompt_cache_hit_tokens":4,"prompt_cache_miss_tokens":6}"#,
            Usage(inputTokens: 6, outputTokens: 5, cacheReadInputTokens: 4)
        ),
        (
            #"""
            {"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4,
            "cache_write_tokens":3}}
            """#, Usage(inputTokens: 3, outputTokens: 5, cacheCreationInputTokens: 3, cacheReadInputTokens: 4)
        ),
        (
            #"""
            {"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":null,"completion_tokens_details":null,
            "cost":0.5}
            """#, Usage(inputTokens: 10, outputTokens: 5)
        ),
        // No more can have been read than was sent.
        (
            #"{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":99}}"#,
            Usage(outputTokens: 5, cacheReadInputTokens: 10)
        ),
    ])
    func tokensOfChatsAreCountedOnceEach(usage: String, expected: Usage) throws {
        let dialect = try OpenAIRequest(
            setting: Chat.gpt, prompt: Prompt(Desk.task()), table: .shipped(), isOfficial: false)
        let body = #"{"choices":[{"finish_reason":"stop","message":{"content":""}}],"usage":\#(usage)}"#
        #expect(try dialect.read(Data(body.utf8), form: .schema).usage == expected)
    }
}
