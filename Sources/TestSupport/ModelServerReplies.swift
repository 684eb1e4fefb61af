import Foundation

extension ModelServer.Answer {
    /// The answer as a message of the Messages API, and what it costs.
    ///
    /// - Parameter isBatched: half the price.
    func message(
        to question: ModelServer.Question, _ model: ServedModel, _ prompt: ModelServer.Usage, id: String,
        isBatched: Bool = false
    ) -> (message: [String: Any], charge: ModelServer.Charge) {
        let answer = fitted(to: question)
        var usage = prompt
        let isCut = usage.add(answer, to: question, model)
        var stop = isCut && answer.stopReason == "end_turn" ? "max_tokens" : answer.stopReason
        var blocks = answer.blocks
        if isCut, stop == "max_tokens" { blocks = [] }
        if case .tool(let name) = question.form, !blocks.isEmpty {
            (blocks, stop) = answer.toolCall(name, stop)
        }
        if question.isThinking, !blocks.isEmpty, blocks.first?["type"] as? String != "thinking" {
            blocks.insert(["type": "thinking", "thinking": "", "signature": "c2lnbmF0dXJl"], at: 0)
        }
        let details: [String: Any] = ["type": "refusal", "category": NSNull(), "explanation": "told to refuse"]
        let counts: [String: Any] = [
            "input_tokens": usage.input, "output_tokens": usage.output, "cache_creation_input_tokens": usage.written,
            "cache_read_input_tokens": usage.read,
            "cache_creation": [
                "ephemeral_5m_input_tokens": usage.written5m, "ephemeral_1h_input_tokens": usage.written1h,
            ],
            "output_tokens_details": ["thinking_tokens": usage.reasoning],
            "service_tier": isBatched ? "batch" : "standard",
            "inference_geo": orNull(question.geography),
        ]
        let message: [String: Any] = [
            "id": id, "type": "message", "role": "assistant", "model": model.name, "content": blocks,
            "stop_reason": orNull(stop), "stop_sequence": NSNull(),
            "stop_details": stop == "refusal" ? details : NSNull(), "usage": counts,
        ]
        // A refusal before any output is not billed.
        let isFree = stop == "refusal" && usage.output == 0
        let picodollars =
            isFree ? 0 : model.picodollars(usage, isBatch: isBatched, isRegional: question.isRegional)
        let charge = ModelServer.Charge(
            api: question.api, model: model.name, usage: usage, picodollars: picodollars, messageID: id,
            customID: question.customID)
        return (message, charge)
    }

    private func toolCall(_ name: String, _ stop: String?) -> (blocks: [[String: Any]], stop: String?) {
        let input = (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any]
        guard input != nil || stop == "max_tokens" else { return (blocks, stop) }
        let call: [String: Any] = ["type": "tool_use", "id": "toolu_01Test", "name": name, "input": input ?? [:]]
        let others = blocks.filter { $0["type"] as? String != "text" }
        return (others + [call], stop == "end_turn" ? "tool_use" : stop)
    }
}
