import Foundation
import Labeling

/// The Messages API: how a question is written in it.
struct AnthropicRequest: Dialect {
    /// What stands around a message where Claude is reached through another provider.
    enum Envelope: Hashable, Sendable {
        /// The model is named in the body; a header has the version.
        case messages
        /// The model is named in the address; the body has the version.
        case bedrock, vertex

        fileprivate var version: String? {
            switch self {
            case .messages: nil
            case .bedrock: "bedrock-2023-05-31"
            case .vertex: "vertex-2023-10-16"
            }
        }
    }

    let forms: [ModelSetting.AnswerForm]
    let maxTokens: Int
    let notices: [String]
    let cache: ModelSetting.PromptCache
    private let templates: [ModelSetting.AnswerForm: BodyTemplate]

    static let toolName = "record_label"

    init(
        setting: ModelSetting, prompt: Prompt, table: ModelTable, envelope: Envelope = .messages
    ) throws(InferenceError) {
        var needs = try Requirements(setting, table)
        let thinking = try AnthropicThinking(needs)
        maxTokens = try needs.limit(room: thinking.room)
        let temperature = try needs.temperature(upTo: 1, isThinking: thinking.isOn)
        let possible: [ModelSetting.AnswerForm] = thinking.isManual ? [.schema, .plain] : [.schema, .tool, .plain]
        forms = try needs.forms(possible: possible, untold: [.schema], isStrict: true)
        cache = AnthropicRequest.cache(&needs, prompt)
        notices = needs.notices
        var templates: [ModelSetting.AnswerForm: BodyTemplate] = [:]
        for form in forms {
            var before: [OrderedJSON.Member] = []
            if let version = envelope.version {
                before.append(.init("anthropic_version", .string(version)))
            } else {
                before.append(.init("model", .string(setting.model)))
            }
            before.append(.init("max_tokens", .integer(maxTokens)))
            if let temperature { before.append(.init("temperature", .number(temperature))) }
            if let member = thinking.member { before.append(member) }
            if form == .tool { before += AnthropicRequest.tool(prompt, facts: needs.facts) }
            before.append(.init("system", .array([AnthropicRequest.system(prompt.system(form), cache)])))
            var output: [OrderedJSON.Member] = []
            if form == .schema {
                let format: [OrderedJSON.Member] = [
                    .init("type", .string("json_schema")), .init("schema", prompt.schema),
                ]
                output.append(.init("format", .object(format)))
            }
            if let effort = thinking.effort { output.append(.init("effort", .string(effort.rawValue))) }
            let after: [OrderedJSON.Member] = output.isEmpty ? [] : [.init("output_config", .object(output))]
            templates[form] = BodyTemplate(before: before, after: after)
        }
        self.templates = templates
    }

    func body(_ turns: [Turn], form: ModelSetting.AnswerForm) -> Data {
        templates[form]?.body(turns.map(AnthropicRequest.message)) ?? Data()
    }

    private static func message(_ turn: Turn) -> OrderedJSON {
        let text = OrderedJSON.string(turn.text)
        guard !turn.images.isEmpty else {
            return .object([.init("role", .string(turn.role.rawValue)), .init("content", text)])
        }
        // Images before the text: so they are understood best.
        var blocks = turn.images.map { image in
            OrderedJSON.object([.init("type", .string("image")), .init("source", source(image))])
        }
        blocks.append(.object([.init("type", .string("text")), .init("text", text)]))
        return .object([.init("role", .string(turn.role.rawValue)), .init("content", .array(blocks))])
    }

    private static func source(_ image: ImageFile) -> OrderedJSON {
        switch image.source {
        case .address(let url): .object([.init("type", .string("url")), .init("url", .string(url))])
        case .data:
            .object([
                .init("type", .string("base64")), .init("media_type", .string(image.facts?.mediaType ?? "image/png")),
                .init("data", .string(image.base64)),
            ])
        }
    }

    private static func system(_ text: String, _ cache: ModelSetting.PromptCache) -> OrderedJSON {
        var block: [OrderedJSON.Member] = [.init("type", .string("text")), .init("text", .string(text))]
        switch cache {
        case .off: break
        case .fiveMinutes: block.append(.init("cache_control", .object([.init("type", .string("ephemeral"))])))
        case .oneHour:
            let control: [OrderedJSON.Member] = [.init("type", .string("ephemeral")), .init("ttl", .string("1h"))]
            block.append(.init("cache_control", .object(control)))
        }
        return .object(block)
    }

    private static func tool(_ prompt: Prompt, facts: ModelFacts?) -> [OrderedJSON.Member] {
        var tool: [OrderedJSON.Member] = [
            .init("name", .string(toolName)),
            .init("description", .string(prompt.toolDescription)),
        ]
        // A strict tool is held to its schema by the same means as a structured answer.
        if facts?.hasStructuredOutput == true { tool.append(.init("strict", .bool(true))) }
        tool.append(.init("input_schema", prompt.schema))
        let choice: [OrderedJSON.Member] = [
            .init("type", .string("tool")), .init("name", .string(toolName)),
            .init("disable_parallel_tool_use", .bool(true)),
        ]
        return [.init("tools", .array([.object(tool)])), .init("tool_choice", .object(choice))]
    }

    /// The cache to ask for. Where the instructions are surely too short for the model, none: their tokens are at most
    /// as many as their bytes.
    private static func cache(_ needs: inout Requirements, _ prompt: Prompt) -> ModelSetting.PromptCache {
        let asked = needs.setting.cache
        guard asked != .off, let facts = needs.facts, let minimum = facts.minimumCacheablePrefix else { return asked }
        let likely = TokenEstimate.expected(prompt.system, newTokenizer: facts.hasNewTokenizer)
        if likely < minimum {
            needs.note(
                "cache = \"\(asked.rawValue)\" will save nothing: the instructions have about \(likely) tokens, and "
                    + "\(needs.setting.model) caches from \(minimum) on")
        }
        let surest = TokenEstimate.worst(prompt.system) + TokenEstimate.worst(prompt.schemaText)
        return surest < minimum ? .off : asked
    }
}
