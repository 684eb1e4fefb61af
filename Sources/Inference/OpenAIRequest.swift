import Foundation
import Labeling

/// Chat completions, as OpenAI defined them and many others speak them: how a question is written in it.
struct OpenAIRequest: Dialect {
    let forms: [ModelSetting.AnswerForm]
    let maxTokens: Int
    let notices: [String]
    private let templates: [ModelSetting.AnswerForm: BodyTemplate]

    static let name = "record_label"

    /// - Parameter isOfficial: whether requests go to OpenAI itself, which has its own name for the output limit.
    init(
        setting: ModelSetting, prompt: Prompt, table: ModelTable, isOfficial: Bool
    ) throws(InferenceError) {
        var needs = try Requirements(setting, table)
        let effort = try OpenAIRequest.effort(needs)
        let isThinking = effort != nil || needs.facts?.thinksByDefault == true
        // A floor that the provider names has its room for thinking in it.
        let hasFloor = needs.facts?.minimumCompletionTokens != nil
        maxTokens = try needs.limit(room: isThinking && !hasFloor ? Requirements.thinkingRoom : 0)
        let temperature = try needs.temperature(upTo: 2, isThinking: effort != nil)
        forms = try needs.forms(
            possible: ModelSetting.AnswerForm.allCases, untold: [.schema, .json, .plain], isStrict: false)
        if setting.cache != .off {
            needs.note("cache = \"\(setting.cache.rawValue)\" is not sent: here the provider decides what it caches")
        }
        let wantsTokens = needs.facts?.hasLogProbabilities == true && !isThinking
        if wantsTokens, prompt.asksForSeveral {
            needs.note(
                "confidence is what the model states: the probabilities of tokens say nothing of a set of labels, "
                    + "which can be written in more than one order")
        }
        notices = needs.notices
        let limit = isOfficial || needs.facts?.family == "gpt" ? "max_completion_tokens" : "max_tokens"
        var templates: [ModelSetting.AnswerForm: BodyTemplate] = [:]
        // A model that has no JSON mode can still be asked in words: that is where an empty answer leads.
        for form in Set(forms + [.plain]) {
            var before: [OrderedJSON.Member] = [
                .init("model", .string(setting.model)), .init(limit, .integer(maxTokens)),
            ]
            if let temperature { before.append(.init("temperature", .number(temperature))) }
            if let effort { before.append(.init("reasoning_effort", .string(effort.rawValue))) }
            // A call's arguments come without them, and reasoning models refuse to give them.
            if wantsTokens, !prompt.asksForSeveral, form != .tool {
                before.append(.init("logprobs", .bool(true)))
            }
            before += OpenAIRequest.form(form, prompt)
            let system: [OrderedJSON.Member] = [
                .init("role", .string("system")), .init("content", .string(prompt.system(form))),
            ]
            templates[form] = BodyTemplate(before: before, opening: [.object(system)])
        }
        self.templates = templates
    }

    func body(_ turns: [Turn], form: ModelSetting.AnswerForm) -> Data {
        templates[form]?.body(turns.map(OpenAIRequest.message)) ?? Data()
    }

    private static func effort(_ needs: Requirements) throws(InferenceError) -> ModelSetting.Thinking.Effort? {
        switch needs.setting.thinking {
        case .off: return nil
        case .effort(let effort):
            if let facts = needs.facts, !facts.efforts.contains(effort) {
                let known = facts.efforts.map { "\"\($0.rawValue)\"" }
                throw needs.refusal(
                    "thinking = \"\(effort.rawValue)\"", (known + ["\"off\""]).joined(separator: ", "))
            }
            return effort
        case .budget(let tokens):
            throw needs.refusal(
                "thinking = \(tokens)", "an effort such as \"low\": this provider takes no number of tokens")
        }
    }

    private static func form(_ form: ModelSetting.AnswerForm, _ prompt: Prompt) -> [OrderedJSON.Member] {
        switch form {
        case .schema:
            let schema: [OrderedJSON.Member] = [
                .init("name", .string(name)), .init("strict", .bool(true)), .init("schema", prompt.schema),
            ]
            let format: [OrderedJSON.Member] = [
                .init("type", .string("json_schema")), .init("json_schema", .object(schema)),
            ]
            return [.init("response_format", .object(format))]
        case .tool:
            let function: [OrderedJSON.Member] = [
                .init("name", .string(name)), .init("description", .string(prompt.toolDescription)),
                .init("parameters", prompt.schema),
            ]
            let tool: [OrderedJSON.Member] = [.init("type", .string("function")), .init("function", .object(function))]
            let choice: [OrderedJSON.Member] = [
                .init("type", .string("function")), .init("function", .object([.init("name", .string(name))])),
            ]
            return [.init("tools", .array([.object(tool)])), .init("tool_choice", .object(choice))]
        case .json: return [.init("response_format", .object([.init("type", .string("json_object"))]))]
        case .plain: return []
        }
    }

    private static func message(_ turn: Turn) -> OrderedJSON {
        let text = OrderedJSON.string(turn.text)
        guard !turn.images.isEmpty else {
            return .object([.init("role", .string(turn.role.rawValue)), .init("content", text)])
        }
        var parts = turn.images.map { image in
            OrderedJSON.object([
                .init("type", .string("image_url")),
                .init("image_url", .object([.init("url", .string(address(image)))])),
            ])
        }
        parts.append(.object([.init("type", .string("text")), .init("text", text)]))
        return .object([.init("role", .string(turn.role.rawValue)), .init("content", .array(parts))])
    }

    private static func address(_ image: ImageFile) -> String {
        switch image.source {
        case .address(let url): url
        case .data: "data:\(image.facts?.mediaType ?? "image/png");base64,\(image.base64)"
        }
    }
}
