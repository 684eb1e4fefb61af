import Foundation
import Labeling

/// The bodies that are sent to the Messages API for one task and model.
struct AnthropicRequest: Sendable {
    let setting: ModelSetting
    let facts: ModelFacts?
    let prompt: Prompt
    /// The cap that is sent: the task's, with room for thinking where that cannot be turned off.
    let maxTokens: Int
    let notices: [String]

    /// Thinking counts towards `max_tokens`; a cap made for the answer alone would cut it.
    static let thinkingRoom = 4_096
    /// The API wants streaming beyond this: 3600 s × tokens / 128,000 would pass ten minutes.
    static let longestAnswer = 21_333

    init(setting: ModelSetting, task: TaskDefinition, table: ModelTable) throws(InferenceError) {
        let facts = table.facts(for: setting.model)
        let alwaysThinks = facts.map { $0.thinksByDefault && !$0.thinkingCanBeDisabled } ?? false
        let longest = AnthropicRequest.longestAnswer - (alwaysThinks ? AnthropicRequest.thinkingRoom : 0)
        guard (1...longest).contains(setting.maxTokens) else {
            throw InferenceError(
                kind: .configuration,
                message: "max-tokens = \(setting.maxTokens) for \(setting.model): use a number from 1 to \(longest)")
        }
        if let temperature = setting.temperature, !(0...1).contains(temperature) {
            throw InferenceError(
                kind: .configuration,
                message: "temperature = \(temperature) for \(setting.model): use a number from 0 to 1")
        }
        if facts?.hasStructuredOutput == false {
            throw InferenceError(
                kind: .configuration, message: "\(setting.model) has no structured output; use another model")
        }
        self.setting = setting
        self.facts = facts
        prompt = Prompt(task)
        maxTokens = setting.maxTokens + (alwaysThinks ? AnthropicRequest.thinkingRoom : 0)
        notices = AnthropicRequest.notices(setting, facts, table, system: prompt.system)
    }

    func body(_ text: String) -> OrderedJSON {
        var members: [OrderedJSON.Member] = [
            .init("model", .string(setting.model)),
            .init("max_tokens", .integer(maxTokens)),
        ]
        if let temperature = setting.temperature, facts?.acceptsSampling == true {
            members.append(.init("temperature", .number(temperature)))
        }
        if let facts, facts.thinksByDefault, facts.thinkingCanBeDisabled {
            members.append(.init("thinking", .object([.init("type", .string("disabled"))])))
        }
        var block: [OrderedJSON.Member] = [.init("type", .string("text")), .init("text", .string(prompt.system))]
        switch setting.cache {
        case .off: break
        case .fiveMinutes: block.append(.init("cache_control", .object([.init("type", .string("ephemeral"))])))
        case .oneHour:
            let control: [OrderedJSON.Member] = [.init("type", .string("ephemeral")), .init("ttl", .string("1h"))]
            block.append(.init("cache_control", .object(control)))
        }
        members.append(.init("system", .array([.object(block)])))
        let message: [OrderedJSON.Member] = [.init("role", .string("user")), .init("content", .string(text))]
        members.append(.init("messages", .array([.object(message)])))
        let format: [OrderedJSON.Member] = [.init("type", .string("json_schema")), .init("schema", prompt.schema)]
        members.append(.init("output_config", .object([.init("format", .object(format))])))
        return .object(members)
    }

    /// Over the whole body with no item in it.
    var version: String { String(Prompt.hash(body("").data).prefix(16)) }

    func estimate(_ text: String, table: ModelTable) -> CostEstimate {
        guard let facts else { return CostEstimate(expected: nil, worst: nil) }
        let message = prompt.message(text)
        let schema = String(decoding: prompt.schema.data, as: UTF8.self)
        let worst = worstCost(message: message, schema: schema, facts: facts, table: table)

        func likely(_ text: String) -> Int { TokenEstimate.expected(text, newTokenizer: facts.hasNewTokenizer) }
        let prefix = likely(prompt.system) + likely(schema) + TokenEstimate.expectedOverhead
        let thinking = maxTokens > setting.maxTokens ? TokenEstimate.expectedThinking : 0
        let answer = min(TokenEstimate.expectedAnswer + thinking, maxTokens)
        var usage = Usage(inputTokens: prefix + likely(message), outputTokens: answer)
        if setting.cache != .off, let minimum = facts.minimumCacheablePrefix, prefix >= minimum {
            usage.inputTokens = likely(message)
            usage.cacheReadInputTokens = prefix
        }
        let cost = table.cost(of: usage, model: facts.id)
        return CostEstimate(expected: cost.spent, worst: worst)
    }

    private func worstCost(message: String, schema: String, facts: ModelFacts, table: ModelTable) -> Money? {
        let tokens =
            TokenEstimate.worst(prompt.system) + TokenEstimate.worst(message) + TokenEstimate.worst(schema)
            + TokenEstimate.worstOverhead
        guard let price = table.price(for: facts.id, promptTokens: tokens) else { return nil }
        // Everything written to the cache, or nothing: whichever is dearer.
        let input = setting.cache == .off ? price.input : max(price.input, price.cacheWrite(setting.cache))
        let sum = input * tokens + price.output * maxTokens
        // An account can be bound to the USA without the request saying so; never less than what is asked here.
        let percent = max(100, facts.usInferencePercent)
        return Money(picodollars: sum.picodollars / 100 + 1) * percent
    }

    private static func notices(
        _ setting: ModelSetting, _ facts: ModelFacts?, _ table: ModelTable, system: String
    ) -> [String] {
        guard let facts else {
            return ["\(setting.model) is not in the model table of \(table.date): its cost is unknown"]
        }
        var notices: [String] = []
        if let warning = table.warning(for: setting.model) { notices.append(warning) }
        if setting.temperature != nil, !facts.acceptsSampling {
            notices.append("temperature is not sent: \(setting.model) does not accept it")
        }
        if setting.cache != .off, let minimum = facts.minimumCacheablePrefix {
            let likely = TokenEstimate.expected(system, newTokenizer: facts.hasNewTokenizer)
            if likely < minimum {
                notices.append(
                    "cache = \"\(setting.cache.rawValue)\" will save nothing: the instructions have about \(likely) "
                        + "tokens, and \(setting.model) caches from \(minimum) on")
            }
        }
        return notices
    }
}
