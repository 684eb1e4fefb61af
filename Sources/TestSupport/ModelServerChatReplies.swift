import Foundation

extension ModelServer.Answer {
    /// The answer as a chat completion, and what it costs; no charge: the body is an error.
    ///
    /// - Parameter r1IsEmpty: whether DeepSeek R1 has nothing to say when it is to answer in JSON.
    func completion(
        to question: ModelServer.Question, _ model: ServedModel, _ prompt: ModelServer.Usage, id: String,
        r1IsEmpty: Bool
    ) -> (body: [String: Any], charge: ModelServer.Charge?) {
        if let error = chat.errorJSON, let value = try? JSONSerialization.jsonObject(with: Data(error.utf8)) {
            return (["error": value], nil)
        }
        let answer = fitted(to: question)
        var usage = prompt
        usage.read = min(chat.cachedTokens, usage.input)
        usage.input -= usage.read
        var isCut = usage.add(answer, to: question, model)
        if model.isR1, question.maximumTokens < 1_000 {
            isCut = true
            usage.output = question.maximumTokens
            usage.reasoning = usage.output
        }
        let isEmpty = model.isR1 && r1IsEmpty && (question.form == .schema || question.form == .json)
        var (message, finish) = answer.chatMessage(question, isSilent: isCut || isEmpty)
        if isCut, answer.stopReason == "end_turn" { finish = "length" }
        let picodollars = model.picodollars(usage)
        var choice: [String: Any] = [
            "index": 0, "finish_reason": chat.finishReason ?? finish, "message": message, "logprobs": NSNull(),
        ]
        if question.wantsLogprobs, !chat.withholdsLogprobs, let content = message["content"] as? String {
            choice["logprobs"] = [
                "content": answer.tokens(of: content, alternatives: question.logprobs ?? 0), "refusal": NSNull(),
            ]
        }
        var body: [String: Any] = [
            "id": id, "object": "chat.completion", "created": 1_795_226_200, "model": question.requestedModel,
            "choices": [choice],
        ]
        if question.requestedModel == "gpt-5.4" { body["model"] = model.name }
        if chat.usage != .missing {
            var counts: [String: Any] = [
                "prompt_tokens": usage.prompt, "completion_tokens": usage.output,
                "total_tokens": usage.prompt + usage.output,
                "prompt_tokens_details": ["cached_tokens": usage.read],
                "completion_tokens_details": ["reasoning_tokens": usage.reasoning],
            ]
            if chat.usage == .withCost { counts["cost"] = Double(picodollars) / 1e12 }
            body["usage"] = counts
        }
        let charge = ModelServer.Charge(
            api: .openAI, model: model.name, usage: usage, picodollars: picodollars, messageID: id)
        return (body, charge)
    }

    private func chatMessage(
        _ question: ModelServer.Question, isSilent: Bool
    ) -> (message: [String: Any], finish: String) {
        var message: [String: Any] = ["role": "assistant", "refusal": NSNull()]
        var finish = stopReason == "end_turn" ? "stop" : stopReason ?? "stop"
        if stopReason == "max_tokens" { finish = "length" }
        message["content"] = isSilent ? "" : text
        if let reasoning = chat.reasoning, !isSilent {
            switch reasoning {
            case .member(let name, let thoughts): message[name] = thoughts
            case .tags(let thoughts): message["content"] = "<think>\n\(thoughts)\n</think>\n\n" + text
            case .closingTagOnly(let thoughts): message["content"] = "\(thoughts)\n</think>\n\n" + text
            }
        }
        if stopReason == "refusal" {
            finish = "content_filter"
            if content.isEmpty { message["content"] = NSNull() }
        }
        if let refusal = chat.refusal {
            message["refusal"] = refusal
            message["content"] = NSNull()
            finish = "stop"
        }
        if case .tool(let name) = question.form, !isSilent, chat.refusal == nil, stopReason == "end_turn",
            !text.isEmpty
        {
            let call: [String: Any] = [
                "id": "call_01Test", "type": "function", "function": ["name": name, "arguments": text],
            ]
            message["tool_calls"] = [call]
            message["content"] = NSNull()
            finish = "tool_calls"
        }
        if let own = chat.contentJSON,
            let value = try? JSONSerialization.jsonObject(with: Data(own.utf8), options: .fragmentsAllowed)
        {
            message["content"] = value
        }
        return (message, finish)
    }

    private func tokens(of content: String, alternatives: Int) -> [[String: Any]] {
        func entry(_ token: String, _ logprob: Double) -> [String: Any] {
            ["token": token, "bytes": token.utf8.map(Int.init), "logprob": logprob]
        }
        let tokens =
            chat.tokens
            ?? content.matches(of: /[\p{L}\p{N}]{1,4}|./.dotMatchesNewlines()).map {
                ModelServer.ChatDetails.Token(String($0.output), -0.01)
            }
        return tokens.map { token in
            let others = token.others.sorted { $0.value > $1.value }.map { entry($0.key, $0.value) }
            var object = entry(token.text, token.logprob)
            object["top_logprobs"] = Array(([entry(token.text, token.logprob)] + others).prefix(alternatives))
            return object
        }
    }
}
