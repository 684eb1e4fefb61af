import Foundation
import Labeling

extension OpenAIRequest {
    /// Reads a chat completion; what the model thought, wherever a host puts it, is passed over.
    func read(_ body: Data, form: ModelSetting.AnswerForm) throws(MalformedAnswer) -> ModelAnswer {
        guard let root = JSON(body), root.isObject else { throw MalformedAnswer("its body is no JSON object", body) }
        let usage = OpenAIRequest.usage(root["usage"])
        let choice = root["choices"]?.elements.first
        // Some hosts answer 200 before the model behind them has failed.
        if let error = [root["error"], choice?["error"]].compactMap(\.self).first(where: { $0 != .null }) {
            let failure = ProviderFailure(inBody: error)
            throw MalformedAnswer(reason: "with an error", excerpt: failure.message, failure: failure, usage: usage)
        }
        guard let choice, let message = choice["message"], message.isObject else {
            throw MalformedAnswer("it has no choices", body, usage: usage)
        }
        let reason = choice["finish_reason"]?.text
        var text = OpenAIRequest.content(message["content"])
        var tokens = OpenAIRequest.tokens(choice["logprobs"])
        if let thought = text.range(of: "</think>", options: .backwards) {
            let length = text[..<thought.upperBound].utf8.count
            text = String(text[thought.upperBound...])
            tokens = OpenAIRequest.tokens(tokens, after: length)
        } else if text.drop(while: \.isWhitespace).hasPrefix("<think>") {
            // It thought to the end: a document in there is no answer.
            (text, tokens) = ("", [])
        }
        let calls = message["tool_calls"]?.elements.compactMap { $0["function"] } ?? []
        if let call = calls.first(where: { $0["name"]?.text == OpenAIRequest.name }), let said = call["arguments"]?.text
        {
            (text, tokens) = (said, [])
        }
        let refusal = message["refusal"]?.text.flatMap { $0.isBlank ? nil : $0 }
        return ModelAnswer(
            id: root["id"]?.text, model: root["model"]?.text,
            stop: refusal == nil ? OpenAIRequest.stop(reason) : .refusal, stopReason: reason, text: text,
            refusal: refusal, usage: usage, tokens: tokens,
            // What hosts call enforced is not always so: fences and words around the document are forgiven.
            isEnforced: false)
    }

    func lists(_ model: String, in body: Data) -> Bool {
        let names = JSON(body)?["data"]?.elements.compactMap { $0["id"]?.text } ?? []
        // Ollama lists `name:latest` for what is asked for as `name`, others `name-2026-03-05`.
        return names.isEmpty
            || names.contains { $0 == model || $0.hasPrefix(model + ":") || $0.hasPrefix(model + "-20") }
    }

    private static func stop(_ reason: String?) -> ModelAnswer.Stop {
        switch reason {
        case "stop", "tool_calls", "function_call": .complete
        case "length": .truncated
        case "content_filter": .refusal
        default: .unknown
        }
    }

    /// A text, or parts of which the texts count.
    private static func content(_ value: JSON?) -> String {
        value?.text ?? value?.elements.compactMap { $0["text"]?.text }.joined() ?? ""
    }

    private static func tokens(_ value: JSON?) -> [TokenProbability] {
        var tokens: [TokenProbability] = []
        for token in value?["content"]?.elements ?? [] {
            guard let logProbability = token["logprob"]?.double else { return [] }
            let listed = token["bytes"]?.elements.compactMap { $0.count.flatMap(UInt8.init(exactly:)) } ?? []
            let bytes = listed.isEmpty ? Array((token["token"]?.text ?? "").utf8) : listed
            tokens.append(TokenProbability(bytes: bytes, logProbability: logProbability))
        }
        return tokens
    }

    /// Those behind so many bytes; none where a token stands across the place.
    private static func tokens(_ tokens: [TokenProbability], after length: Int) -> [TokenProbability] {
        var passed = 0
        for (index, token) in tokens.enumerated() {
            if passed == length { return Array(tokens[index...]) }
            passed += token.bytes.count
            if passed > length { return [] }
        }
        return []
    }

    /// Here the prompt's tokens include the cached ones, and the completion's the reasoning.
    private static func usage(_ counts: JSON?) -> Usage? {
        guard let counts, let prompt = counts["prompt_tokens"]?.count, let output = counts["completion_tokens"]?.count
        else { return nil }
        let details = counts["prompt_tokens_details"]
        let read = min(prompt, details?["cached_tokens"]?.count ?? counts["prompt_cache_hit_tokens"]?.count ?? 0)
        let written = min(prompt - read, details?["cache_write_tokens"]?.count ?? 0)
        return Usage(
            inputTokens: prompt - read - written, outputTokens: output, cacheCreationInputTokens: written,
            cacheReadInputTokens: read,
            reasoningTokens: counts["completion_tokens_details"]?["reasoning_tokens"]?.count ?? 0)
    }
}
