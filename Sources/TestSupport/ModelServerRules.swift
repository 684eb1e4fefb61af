import Foundation

/// What the Messages API refuses, and in which words.
struct ModelServerRules {
    typealias Object = [String: Any]
    typealias Failure = ModelServer.Failure

    var models: [String: ServedModel]
    /// What a question that names no labels may be answered with.
    var labels: [String]

    /// What differs from host to host.
    struct Host {
        var api = ModelServer.API.anthropic
        /// In the URL, where it is not in the body.
        var model: String?
        /// In the body, where it is not a header.
        var bodyVersion: String?
        var isRegional = false
        /// Whether this is one request of a batch.
        var isBatched = false
        /// Whether tokens are only counted.
        var isCounting = false
    }

    private static let fields: Set<String> = [
        "model", "max_tokens", "messages", "system", "output_config", "tools", "tool_choice", "thinking",
        "cache_control", "stop_sequences", "stream", "metadata", "service_tier", "inference_geo", "temperature",
        "top_p", "top_k",
    ]
    private static let notCounted: Set<String> = ["max_tokens", "stream", "metadata", "stop_sequences", "service_tier"]

    func question(_ call: ModelServer.Call, host: Host = Host()) throws(Failure) -> ModelServer.Question {
        try ModelServerRules.checkJSONType(call)
        return try question(try ModelServerRules.object(call.body), call, host)
    }

    func question(_ body: Object, _ call: ModelServer.Call, _ host: Host) throws(Failure) -> ModelServer.Question {
        let isNewVersion = host.bodyVersion == nil && call.headers["anthropic-version"] == "2026-10-21"
        var fields = ModelServerRules.fields
        if host.isCounting { fields.subtract(ModelServerRules.notCounted) }
        if host.model != nil { fields.remove("model") }
        if host.api == .bedrock, host.model != nil { fields.remove("cache_control") }
        if host.bodyVersion != nil { fields.insert("anthropic_version") }
        try ModelServerRules.only(fields, in: body, at: "")
        guard let name = host.model ?? body["model"] as? String else { throw .invalid("model: Field required") }
        guard let model = models[name], model.vendor == .anthropic else { throw .notFound("model: \(name)") }
        var question = ModelServer.Question(
            api: host.api, model: model.name, requestedModel: name, call: call)
        question.isRegional = host.isRegional
        question.labels = labels
        if !host.isCounting { question.maximumTokens = try maximumTokens(body, model) }
        if body["stream"] as? Bool == true { throw .invalid("stream: this server of tests does not stream") }
        try ModelServerRules.checkSampling(body, model, isNewVersion: isNewVersion)
        try readThinking(body, model, &question)
        if let geography = body["inference_geo"] as? String {
            guard model.takesGeography else { throw .invalid("inference_geo is not supported for this model") }
            question.geography = geography
            question.isRegional = question.isRegional || geography == "us"
        }
        if let tier = body["service_tier"], !["auto", "standard_only"].contains(tier as? String) {
            throw .invalid("service_tier: Input should be 'auto' or 'standard_only'")
        }
        var reader = ModelServerContent(model: model, host: host, marksLast: body["cache_control"] != nil)
        try reader.read(tools: body["tools"], choice: body["tool_choice"], into: &question)
        try reader.read(system: body["system"], into: &question)
        try reader.read(messages: body["messages"], into: &question)
        try ModelServerSchema.read(outputConfig: body["output_config"], model, into: &question)
        try checkSize(question, model)
        return question
    }

    private func maximumTokens(_ body: Object, _ model: ServedModel) throws(Failure) -> Int {
        guard let maximum = body["max_tokens"] as? Int else { throw .invalid("max_tokens: Field required") }
        guard maximum > 0 else { throw .invalid("max_tokens: Input should be greater than or equal to 1") }
        guard maximum <= model.maximumOutput else {
            throw .invalid("max_tokens: \(maximum) > \(model.maximumOutput), which is the maximum for \(model.name)")
        }
        return maximum
    }

    private func checkSize(_ question: ModelServer.Question, _ model: ServedModel) throws(Failure) {
        let tokens = question.promptBytes / 4
        guard tokens <= model.contextWindow else {
            throw .invalid("prompt is too long: \(tokens) tokens > \(model.contextWindow) maximum")
        }
    }

    static func checkJSONType(_ call: ModelServer.Call) throws(Failure) {
        guard call.headers["content-type"]?.hasPrefix("application/json") == true else {
            throw .invalid("content-type: application/json is required")
        }
    }

    static func object(_ body: Data) throws(Failure) -> Object {
        guard let object = (try? JSONSerialization.jsonObject(with: body)) as? Object else {
            throw .invalid("The request body is not valid JSON")
        }
        return object
    }

    static func only(_ fields: Set<String>, in object: Object, at path: String) throws(Failure) {
        if let unknown = object.keys.sorted().first(where: { !fields.contains($0) }) { throw .extra(path + unknown) }
    }

    private static func checkSampling(_ body: Object, _ model: ServedModel, isNewVersion: Bool) throws(Failure) {
        for field in ["temperature", "top_p", "top_k"] where body[field] != nil {
            if isNewVersion { throw .extra(field) }
            let isDefault = field != "top_k" && body[field] as? Double == 1
            if !model.takesSampling, !isDefault { throw .extra(field) }
        }
        if let value = body["temperature"] {
            guard let number = value as? Double, (0...1).contains(number) else {
                throw .invalid("temperature: must be a number from 0 to 1")
            }
            if model.efforts.isEmpty, body["top_p"] != nil {
                throw .invalid("`temperature` and `top_p` cannot both be specified for this model.")
            }
        }
    }

    private func readThinking(
        _ body: Object, _ model: ServedModel, _ question: inout ModelServer.Question
    ) throws(Failure) {
        question.isThinking = model.thinksUnasked
        guard let value = body["thinking"] else { return }
        guard let thinking = value as? Object, let type = thinking["type"] as? String else {
            throw .invalid("thinking.type: Field required")
        }
        try ModelServerRules.only(["type", "budget_tokens", "display"], in: thinking, at: "thinking.")
        guard model.thinking.contains(type) else {
            throw .invalid("\"thinking.type.\(type)\" is not supported for this model.")
        }
        question.isThinking = type != "disabled"
        if question.isThinking, body["temperature"] != nil || body["top_k"] != nil {
            throw .invalid("`temperature` may not be set when thinking is enabled.")
        }
        if type == "disabled", model.thinksUnasked,
            let effort = (body["output_config"] as? Object)?["effort"] as? String, ["xhigh", "max"].contains(effort)
        {
            throw .invalid("thinking.type.disabled: not supported with effort \(effort)")
        }
        guard type == "enabled" else { return }
        guard let budget = thinking["budget_tokens"] as? Int, budget >= 1_024 else {
            throw .invalid("thinking.enabled.budget_tokens: Input should be greater than or equal to 1024")
        }
        guard budget < question.maximumTokens else {
            throw .invalid("`max_tokens` must be greater than `thinking.budget_tokens`.")
        }
        let choice = (body["tool_choice"] as? Object)?["type"] as? String
        if choice == "any" || choice == "tool" {
            throw .invalid("Thinking may not be enabled when tool_choice forces tool use.")
        }
    }
}
