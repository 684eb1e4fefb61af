import Foundation
import Labeling

extension AnthropicRequest {
    /// Reads a Messages API answer; blocks and fields that this version does not know are passed over.
    func read(_ body: Data, form: ModelSetting.AnswerForm) throws(MalformedAnswer) -> ModelAnswer {
        guard let root = JSON(body), root.isObject else { throw MalformedAnswer("its body is no JSON object", body) }
        return try read(root, from: body, form: form)
    }

    /// - Parameter root: a message, which stands anywhere in `body`.
    func read(
        _ root: JSON, from body: Data, form: ModelSetting.AnswerForm
    ) throws(MalformedAnswer) -> ModelAnswer {
        if let error = root["error"], error != .null {
            var malformed = MalformedAnswer("with an error", body)
            if let message = error["message"]?.text { malformed.excerpt = message }
            throw malformed
        }
        let usage = usage(root["usage"])
        guard case .array(let blocks) = root["content"] ?? .null else {
            throw MalformedAnswer("it has no content", body, usage: usage)
        }
        let reason = root["stop_reason"]?.text
        var text = blocks.filter { $0["type"]?.text == "text" }.compactMap { $0["text"]?.text }.joined()
        if form == .tool, let call = blocks.first(where: AnthropicRequest.isCall)?.member("input") {
            text = String(decoding: Array(body)[call.span], as: UTF8.self)
        }
        let stop = AnthropicRequest.stop(reason)
        return ModelAnswer(
            id: root["id"]?.text, model: root["model"]?.text, stop: stop, stopReason: reason,
            text: text, refusal: root["stop_details"]?["explanation"]?.text, usage: usage,
            isUSInference: root["usage"]?["inference_geo"]?.text == "us",
            // A refusal before the first word is not billed, one after it is.
            isFree: stop == .refusal && blocks.isEmpty && (usage?.outputTokens ?? 0) == 0, isEnforced: form != .plain)
    }

    private static func isCall(_ block: JSON) -> Bool {
        block["type"]?.text == "tool_use" && block["name"]?.text == toolName
    }

    private static func stop(_ reason: String?) -> ModelAnswer.Stop {
        switch reason {
        case "end_turn", "stop_sequence", "tool_use": .complete
        case "refusal": .refusal
        case "max_tokens", "model_context_window_exceeded": .truncated
        default: .unknown
        }
    }

    private func usage(_ counts: JSON?) -> Usage? {
        guard let counts, let input = counts["input_tokens"]?.count, let output = counts["output_tokens"]?.count else {
            return nil
        }
        var written = counts["cache_creation_input_tokens"]?.count ?? 0
        // Without a breakdown, everything was written for as long as was asked.
        var hour = cache == .oneHour ? written : 0
        if let creation = counts["cache_creation"], creation.isObject {
            hour = creation["ephemeral_1h_input_tokens"]?.count ?? 0
            written = max(written, hour.addingClamped(creation["ephemeral_5m_input_tokens"]?.count ?? 0))
        }
        return Usage(
            inputTokens: input, outputTokens: output, cacheCreationInputTokens: written,
            cacheReadInputTokens: counts["cache_read_input_tokens"]?.count ?? 0, cacheCreation1hInputTokens: hour,
            reasoningTokens: counts["output_tokens_details"]?["thinking_tokens"]?.count ?? 0)
    }
}
