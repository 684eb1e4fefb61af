import Labeling

/// How a Claude model is told to think, or not to.
struct AnthropicThinking {
    /// What is sent; nil: nothing, which leaves a model as it is.
    private(set) var member: OrderedJSON.Member?
    private(set) var effort: ModelSetting.Thinking.Effort?
    /// Output tokens to allow beside those of the answer.
    private(set) var room = 0
    /// A number of tokens was set: such a request can force no tool.
    private(set) var isManual = false
    private(set) var isOn = false

    /// - Throws: `.configuration` for what the model does not do.
    init(_ needs: Requirements) throws(InferenceError) {
        let facts = needs.facts
        switch needs.setting.thinking {
        case .off:
            guard let facts, facts.thinksByDefault else { return }
            if facts.thinking.contains(.disabled) {
                member = AnthropicThinking.member("disabled")
            } else {
                (room, isOn) = (Requirements.thinkingRoom, true)
            }
        case .effort(let asked):
            if let facts {
                guard facts.thinking.contains(.adaptive) else {
                    throw needs.refusal("thinking = \"\(asked.rawValue)\"", AnthropicThinking.advice(facts))
                }
                guard facts.efforts.contains(asked) else {
                    throw needs.refusal("thinking = \"\(asked.rawValue)\"", AnthropicThinking.advice(facts))
                }
            }
            member = AnthropicThinking.member("adaptive")
            (effort, room, isOn) = (asked, Requirements.thinkingRoom, true)
        case .budget(let tokens):
            if let facts, !facts.thinking.contains(.enabled) {
                throw needs.refusal("thinking = \(tokens)", AnthropicThinking.advice(facts))
            }
            guard tokens >= 1_024 else { throw needs.refusal("thinking = \(tokens)", "1024 tokens or more") }
            member = AnthropicThinking.member("enabled", .init("budget_tokens", .integer(tokens)))
            (room, isOn, isManual) = (tokens, true, true)
        }
    }

    private static func member(_ type: String, _ further: OrderedJSON.Member...) -> OrderedJSON.Member {
        .init("thinking", .object([.init("type", .string(type))] + further))
    }

    private static func advice(_ facts: ModelFacts) -> String {
        var ways: [String] = []
        if facts.thinking.contains(.adaptive), !facts.efforts.isEmpty {
            ways.append(facts.efforts.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))
        }
        if facts.thinking.contains(.enabled) { ways.append("a number of tokens from 1024 on") }
        ways.append("\"off\"")
        return ways.joined(separator: " or ")
    }
}
