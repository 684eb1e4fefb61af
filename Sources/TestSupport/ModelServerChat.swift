import Foundation

/// What OpenAI-compatible chat completions refuse.
struct ModelServerChat {
    typealias Object = ModelServerRules.Object
    typealias Failure = ModelServer.Failure

    var models: [String: ServedModel]
    var labels: [String]

    private static let fields: Set<String> = [
        "model", "messages", "max_tokens", "max_completion_tokens", "response_format", "tools", "tool_choice",
        "temperature", "top_p", "logprobs", "top_logprobs", "seed", "n", "stop", "stream", "service_tier",
        "reasoning_effort", "parallel_tool_calls", "user", "metadata", "store", "frequency_penalty",
        "presence_penalty",
    ]
    /// What hosts other than OpenAI add.
    private static let extras: Set<String> = ["reasoning", "thinking", "top_k", "provider", "usage", "min_p"]

    private static func wrong(_ message: String, _ parameter: String, code: String? = nil) -> Failure {
        Failure(status: 400, message: message, code: code, parameter: parameter)
    }

    func question(_ call: ModelServer.Call) throws(Failure) -> ModelServer.Question {
        try ModelServerRules.checkJSONType(call)
        let body = try ModelServerRules.object(call.body)
        guard let name = body["model"] as? String else {
            throw ModelServerChat.wrong("you must provide a model parameter", "model")
        }
        guard let model = models[name] else {
            throw Failure(status: 404, message: "The model `\(name)` does not exist", parameter: "model")
        }
        let known =
            model.refusesMaxTokens ? ModelServerChat.fields : ModelServerChat.fields.union(ModelServerChat.extras)
        if let unknown = body.keys.sorted().first(where: { !known.contains($0) }) {
            throw ModelServerChat.wrong("Unrecognized request argument supplied: \(unknown)", unknown)
        }
        if body["stream"] as? Bool == true {
            throw ModelServerChat.wrong("this server of tests does not stream", "stream")
        }
        var question = ModelServer.Question(api: .openAI, model: model.name, requestedModel: name, call: call)
        question.labels = labels
        question.hiddenTokens = 20
        question.isThinking = model.thinksUnasked
        question.maximumTokens = try maximumTokens(body, model)
        if let value = body["temperature"] {
            guard let number = value as? Double, (0...2).contains(number) else {
                throw ModelServerChat.wrong("Invalid 'temperature': expected a number from 0 to 2", "temperature")
            }
        }
        try readMessages(body["messages"], model, into: &question)
        try readLogprobs(body, model, into: &question)
        try readTools(body, into: &question)
        try readFormat(body["response_format"], into: &question)
        guard question.promptBytes / 4 + question.maximumTokens <= model.contextWindow else {
            throw ModelServerChat.wrong(
                "This model's maximum context length is \(model.contextWindow) tokens.", "messages",
                code: "context_length_exceeded")
        }
        return question
    }

    private func maximumTokens(_ body: Object, _ model: ServedModel) throws(Failure) -> Int {
        if model.refusesMaxTokens, body["max_tokens"] != nil {
            throw ModelServerChat.wrong(
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' "
                    + "instead.", "max_tokens", code: "unsupported_parameter")
        }
        guard let value = body["max_completion_tokens"] ?? body["max_tokens"] else { return 4_096 }
        guard let number = value as? Int, number >= 1 else {
            throw ModelServerChat.wrong("Invalid value: expected an integer of at least 1", "max_completion_tokens")
        }
        return number
    }

    private func readMessages(
        _ value: Any?, _ model: ServedModel, into question: inout ModelServer.Question
    ) throws(Failure) {
        guard let messages = value as? [Object], !messages.isEmpty else {
            throw ModelServerChat.wrong("Invalid 'messages': expected a list that is not empty", "messages")
        }
        for (index, message) in messages.enumerated() {
            let path = "messages[\(index)]"
            guard let role = message["role"] as? String,
                ["system", "developer", "user", "assistant", "tool"].contains(role)
            else { throw ModelServerChat.wrong("Invalid value: '\(path).role'", path + ".role") }
            if message["reasoning_content"] != nil {
                throw ModelServerChat.wrong("reasoning_content must not be sent back", path)
            }
            var text = message["content"] as? String ?? ""
            for part in message["content"] as? [Object] ?? [] {
                text += part["text"] as? String ?? ""
                guard part["type"] as? String == "image_url" else { continue }
                guard model.takesImages, let url = (part["image_url"] as? Object)?["url"] as? String else {
                    throw ModelServerChat.wrong("No endpoints found that support image input", path)
                }
                question.images += 1
                question.imageTokens += try ModelServerImages.tokens(url: url, at: path)
            }
            guard message["content"] is String || message["content"] is [Object] else {
                throw ModelServerChat.wrong("Invalid type for '\(path).content'", path + ".content")
            }
            question.promptBytes += text.utf8.count
            if role == "system" || role == "developer" {
                question.system += text
            } else {
                question.turns.append(.init(role: role, text: text))
            }
        }
    }

    private func readLogprobs(
        _ body: Object, _ model: ServedModel, into question: inout ModelServer.Question
    ) throws(Failure) {
        question.wantsLogprobs = body["logprobs"] as? Bool == true
        question.logprobs = body["top_logprobs"] as? Int
        if model.isR1, question.wantsLogprobs {
            throw ModelServerChat.wrong("This model does not support logprobs", "logprobs")
        }
        if let top = body["top_logprobs"] {
            guard question.wantsLogprobs, let number = top as? Int, (0...20).contains(number) else {
                throw ModelServerChat.wrong("Invalid 'top_logprobs': 0 to 20, with 'logprobs'", "top_logprobs")
            }
        }
    }

    private func readTools(_ body: Object, into question: inout ModelServer.Question) throws(Failure) {
        guard let value = body["tools"] else { return }
        guard let tools = value as? [Object], !tools.isEmpty else {
            throw ModelServerChat.wrong("Invalid 'tools': expected a list that is not empty", "tools")
        }
        let functions = tools.compactMap { $0["function"] as? Object }
        guard functions.count == tools.count, tools.allSatisfy({ $0["type"] as? String == "function" }) else {
            throw ModelServerChat.wrong("Missing required parameter: 'tools[0].function'", "tools")
        }
        question.promptBytes += json(["tools": tools]).count
        let chosen = (body["tool_choice"] as? Object)?["function"] as? Object
        let name = chosen?["name"] as? String ?? functions[0]["name"] as? String
        guard let name, let function = functions.first(where: { $0["name"] as? String == name }) else {
            throw ModelServerChat.wrong("Invalid value: 'tool_choice' names no tool", "tool_choice")
        }
        if body["tool_choice"] as? String == "none" { return }
        question.form = .tool(name)
        ModelServerSchema.readProperties(of: function["parameters"] as? Object ?? [:], into: &question)
    }

    private func readFormat(_ value: Any?, into question: inout ModelServer.Question) throws(Failure) {
        guard let value else { return }
        let format = value as? Object ?? [:]
        switch format["type"] as? String {
        case "text": return
        case "json_object":
            let words = question.system + question.turns.map(\.text).joined()
            guard words.lowercased().contains("json") else {
                throw ModelServerChat.wrong(
                    "'messages' must contain the word 'json' in some form, to use 'response_format' of type "
                        + "'json_object'.", "messages")
            }
            question.form = .json
        case "json_schema":
            let inner = format["json_schema"] as? Object ?? [:]
            guard let name = inner["name"] as? String, name.wholeMatch(of: /[A-Za-z0-9_-]{1,64}/) != nil else {
                throw ModelServerChat.wrong(
                    "Missing required parameter: 'response_format.json_schema.name'.", "response_format")
            }
            guard let schema = inner["schema"] as? Object else {
                throw ModelServerChat.wrong(
                    "Missing required parameter: 'response_format.json_schema.schema'.", "response_format")
            }
            if inner["strict"] as? Bool == true { try ModelServerSchema.checkStrict(schema, at: "()") }
            question.form = .schema
            ModelServerSchema.readProperties(of: schema, into: &question)
        default:
            throw ModelServerChat.wrong("Invalid value: 'response_format.type'", "response_format")
        }
    }
}
