import Foundation

/// What the real API refuses, and in which words.
enum ModelServerRules {
    struct Refusal: Error {
        var reply: Reply

        static func invalid(_ message: String) -> Refusal {
            Refusal(reply: .failure(400, type: "invalid_request_error", message: message))
        }

        static func extra(_ field: String) -> Refusal { .invalid("\(field): Extra inputs are not permitted") }
    }

    typealias Object = [String: Any]

    static func check(_ call: ModelServer.Call, apiKey: String) -> Result<ModelServer.Question, Refusal> {
        do throws(Refusal) {
            return .success(try question(call, apiKey: apiKey))
        } catch {
            return .failure(error)
        }
    }

    private static func question(_ call: ModelServer.Call, apiKey: String) throws(Refusal) -> ModelServer.Question {
        guard call.method == "POST", call.path == "/v1/messages" else {
            throw Refusal(reply: .failure(404, type: "not_found_error", message: "Not Found"))
        }
        let key = call.headers["x-api-key"] ?? call.headers["authorization"].map { $0.replacing("Bearer ", with: "") }
        guard key == apiKey else {
            throw Refusal(reply: .failure(401, type: "authentication_error", message: "invalid x-api-key"))
        }
        let version = call.headers["anthropic-version"]
        guard version == "2023-06-01" || version == "2026-10-21" else {
            throw .invalid("anthropic-version: header is required")
        }
        guard call.headers["content-type"]?.hasPrefix("application/json") == true else {
            throw .invalid("content-type: application/json is required")
        }
        guard let body = (try? JSONSerialization.jsonObject(with: call.body)) as? Object else {
            throw .invalid("The request body is not valid JSON")
        }
        try only(
            [
                "model", "max_tokens", "messages", "system", "output_config", "tools", "tool_choice", "thinking",
                "cache_control", "stop_sequences", "stream", "metadata", "service_tier", "inference_geo", "temperature",
                "top_p", "top_k",
            ], in: body, at: "")
        guard let name = body["model"] as? String else { throw .invalid("model: Field required") }
        guard let model = ServedModel.all[name] else {
            throw Refusal(reply: .failure(404, type: "not_found_error", message: "model: \(name)"))
        }
        guard let maxTokens = body["max_tokens"] as? Int else { throw .invalid("max_tokens: Field required") }
        guard (1...128_000).contains(maxTokens) else { throw .invalid("max_tokens: \(maxTokens) is out of range") }
        try checkSampling(body, model, isNewVersion: version == "2026-10-21")
        try checkThinking(body["thinking"], model, temperature: body["temperature"])
        let message = try message(body["messages"])
        let (system, lifetime) = try system(body["system"])
        let labels = try ModelServerSchema.labels(outputConfig: body["output_config"])
        return ModelServer.Question(
            model: name, item: item(in: message), labels: labels, call: call, system: system, cacheLifetime: lifetime)
    }

    static func only(_ fields: Set<String>, in object: Object, at path: String) throws(Refusal) {
        if let unknown = object.keys.sorted().first(where: { !fields.contains($0) }) { throw .extra(path + unknown) }
    }

    private static func checkSampling(_ body: Object, _ model: ServedModel, isNewVersion: Bool) throws(Refusal) {
        for field in ["temperature", "top_p", "top_k"] where body[field] != nil {
            if isNewVersion || !model.takesTemperature { throw .extra(field) }
        }
        if let value = body["temperature"] {
            guard let number = value as? Double, (0...1).contains(number) else {
                throw .invalid("temperature: must be a number from 0 to 1")
            }
        }
    }

    private static func checkThinking(
        _ value: Any?, _ model: ServedModel, temperature: Any?
    ) throws(Refusal) {
        guard let value else { return }
        guard let thinking = value as? Object, let type = thinking["type"] as? String else {
            throw .invalid("thinking.type: Field required")
        }
        guard model.thinking.contains(type) else {
            throw .invalid("\"thinking.type.\(type)\" is not supported for this model.")
        }
        if type != "disabled", temperature != nil { throw .invalid("temperature: not allowed while thinking") }
        try only(["type", "budget_tokens", "display"], in: thinking, at: "thinking.")
    }

    private static func message(_ value: Any?) throws(Refusal) -> String {
        guard let messages = value as? [Object] else { throw .invalid("messages: Field required") }
        guard let last = messages.last else { throw .invalid("messages: at least one message is required") }
        for message in messages {
            try only(["role", "content"], in: message, at: "messages.0.")
            guard let role = message["role"] as? String, ["user", "assistant"].contains(role) else {
                throw .invalid("messages.0.role: Input should be 'user' or 'assistant'")
            }
        }
        guard last["role"] as? String == "user" else {
            throw .invalid(
                "This model does not support assistant message prefill. The conversation must end with a user message.")
        }
        if let text = last["content"] as? String {
            if text.isEmpty { throw .invalid("messages.0: user messages must have non-empty content") }
            return text
        }
        guard let blocks = last["content"] as? [Object] else { throw .invalid("messages.0.content: Field required") }
        return blocks.compactMap { $0["text"] as? String }.joined()
    }

    private static func system(_ value: Any?) throws(Refusal) -> (String, cacheLifetime: String?) {
        guard let value else { return ("", nil) }
        if let text = value as? String { return (text, nil) }
        guard let blocks = value as? [Object] else { throw .invalid("system: Input should be a string or an array") }
        var lifetime: String?
        var text = ""
        for block in blocks {
            try only(["type", "text", "cache_control", "citations"], in: block, at: "system.0.")
            guard block["type"] as? String == "text", let part = block["text"] as? String, !part.isEmpty else {
                throw .invalid("system.0: text content blocks must be non-empty")
            }
            text += part
            guard let control = block["cache_control"] else { continue }
            guard let fields = control as? Object, fields["type"] as? String == "ephemeral" else {
                throw .invalid("system.0.cache_control.type: Input should be 'ephemeral'")
            }
            try only(["type", "ttl"], in: fields, at: "system.0.cache_control.")
            lifetime = fields["ttl"] as? String ?? "5m"
            guard lifetime == "5m" || lifetime == "1h" else {
                throw .invalid("system.0.cache_control.ttl: Input should be '5m' or '1h'")
            }
        }
        return (text, lifetime)
    }

    /// What stands between `<item-…>` and its end.
    private static func item(in message: String) -> String {
        guard let start = message.firstRange(of: "<item-"), let open = message[start.upperBound...].firstIndex(of: ">")
        else { return message }
        let name = message[start.upperBound..<open]
        let inside = message[message.index(after: open)...]
        guard let end = inside.ranges(of: "</item-\(name)>").last else { return message }
        return inside[..<end.lowerBound].trimmingCharacters(in: .newlines)
    }
}
