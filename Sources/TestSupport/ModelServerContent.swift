import Foundation

/// Reads tools, system and messages in the order in which they make up the prompt.
struct ModelServerContent {
    typealias Object = ModelServerRules.Object
    typealias Failure = ModelServer.Failure

    let model: ServedModel
    let host: ModelServerRules.Host
    /// Whether the last block ends a prefix to cache, without being marked itself.
    let marksLast: Bool
    private var prompt = ""
    private var marks = 0
    private var hasShortMark = false

    init(model: ServedModel, host: ModelServerRules.Host, marksLast: Bool) {
        self.model = model
        self.host = host
        self.marksLast = marksLast
    }

    mutating func read(
        tools value: Any?, choice: Any?, into question: inout ModelServer.Question
    ) throws(Failure) {
        guard let value else {
            if choice != nil { throw .invalid("tool_choice: may only be specified while providing tools") }
            return
        }
        guard let tools = value as? [Object], !tools.isEmpty else { throw .invalid("tools: Input should be a list") }
        var schemas: [String: Object] = [:]
        for (index, tool) in tools.enumerated() {
            let path = "tools.\(index)."
            let fields: Set<String> = ["name", "description", "input_schema", "strict", "cache_control", "type"]
            try ModelServerRules.only(fields, in: tool, at: path)
            guard let name = tool["name"] as? String, name.wholeMatch(of: /[a-zA-Z0-9_-]{1,64}/) != nil else {
                throw .invalid(path + "name: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'")
            }
            guard let schema = tool["input_schema"] as? Object, schema["type"] as? String == "object" else {
                throw .invalid(path + "input_schema.type: Field required")
            }
            if tool["strict"] as? Bool == true { try ModelServerSchema.check(schema, at: path + "input_schema") }
            schemas[name] = schema
            prompt += String(decoding: json(tool.filter { $0.key != "cache_control" }), as: UTF8.self)
            try mark(tool["cache_control"], at: path + "cache_control", into: &question)
        }
        try read(choice: choice, schemas, into: &question)
        question.promptBytes = prompt.utf8.count
    }

    private func read(
        choice value: Any?, _ schemas: [String: Object], into question: inout ModelServer.Question
    ) throws(Failure) {
        let choice = value as? Object ?? ["type": "auto"]
        try ModelServerRules.only(["type", "name", "disable_parallel_tool_use"], in: choice, at: "tool_choice.")
        let isForced = ["any", "tool"].contains(choice["type"] as? String)
        question.hiddenTokens += isForced ? 588 : 496
        var name = schemas.keys.sorted().first
        switch choice["type"] as? String {
        case "none": return
        case "auto", "any": break
        case "tool":
            name = choice["name"] as? String
            guard let name, schemas[name] != nil else {
                throw .invalid("tool_choice.name: no tool of this name is provided")
            }
        default: throw .invalid("tool_choice.type: Input should be 'auto', 'any', 'tool' or 'none'")
        }
        if isForced, !model.takesForcedTool {
            throw .invalid("tool_choice forces tool use and is not compatible with this model.")
        }
        guard let name, let schema = schemas[name] else { return }
        question.form = .tool(name)
        ModelServerSchema.readProperties(of: schema, into: &question)
    }

    mutating func read(system value: Any?, into question: inout ModelServer.Question) throws(Failure) {
        defer { question.promptBytes = prompt.utf8.count }
        guard let value else { return }
        if let text = value as? String {
            prompt += text
            question.system = text
            return
        }
        guard let blocks = value as? [Object] else { throw .invalid("system: Input should be a string or an array") }
        for (index, block) in blocks.enumerated() {
            let path = "system.\(index)"
            try ModelServerRules.only(["type", "text", "cache_control", "citations"], in: block, at: path + ".")
            guard block["type"] as? String == "text", let part = block["text"] as? String, !part.isEmpty else {
                throw .invalid(path + ": text content blocks must be non-empty")
            }
            prompt += part
            question.system += part
            try mark(block["cache_control"], at: path + ".cache_control", into: &question)
        }
    }

    mutating func read(messages value: Any?, into question: inout ModelServer.Question) throws(Failure) {
        guard let messages = value as? [Object] else { throw .invalid("messages: Field required") }
        guard let last = messages.last else { throw .invalid("messages: at least one message is required") }
        for (index, message) in messages.enumerated() {
            let path = "messages.\(index)"
            try ModelServerRules.only(["role", "content"], in: message, at: path + ".")
            guard let role = message["role"] as? String, ["user", "assistant"].contains(role) else {
                throw .invalid(path + ".role: Input should be 'user' or 'assistant'")
            }
            let text: String
            if let content = message["content"] as? String {
                if content.isEmpty { throw .invalid(path + ": \(role) messages must have non-empty content") }
                text = content
                prompt += "\u{0}\(role)\u{0}" + content
            } else if let blocks = message["content"] as? [Object], !blocks.isEmpty {
                text = try read(blocks, role, at: path, into: &question)
            } else {
                throw .invalid(path + ".content: Field required")
            }
            question.turns.append(.init(role: role, text: text))
        }
        if messages.first?["role"] as? String != "user" { throw .invalid("messages: first message must use 'user'") }
        if last["role"] as? String != "user", !model.takesPrefill {
            throw .invalid(
                "This model does not support assistant message prefill. The conversation must end with a user message.")
        }
        let limit = model.contextWindow <= 200_000 ? 100 : 600
        if question.images > limit { throw .invalid("messages: at most \(limit) images are allowed") }
        if marksLast { try mark(["type": "ephemeral"] as Object, at: "cache_control", into: &question) }
        question.promptBytes = prompt.utf8.count
    }

    private mutating func read(
        _ blocks: [Object], _ role: String, at path: String, into question: inout ModelServer.Question
    ) throws(Failure) -> String {
        var text = ""
        prompt += "\u{0}\(role)\u{0}"
        for (index, block) in blocks.enumerated() {
            let path = "\(path).content.\(index)"
            switch block["type"] as? String {
            case "text":
                try ModelServerRules.only(["type", "text", "cache_control", "citations"], in: block, at: path + ".")
                guard let part = block["text"] as? String, !part.isEmpty else {
                    throw .invalid("messages: text content blocks must be non-empty")
                }
                text += part
                prompt += part
            case "image" where role == "user":
                try ModelServerRules.only(
                    ["type", "source", "cache_control", "transformations"], in: block, at: path + ".")
                question.images += 1
                let isOld = model.contextWindow <= 200_000 || model.efforts.count == 4
                question.imageTokens += try ModelServerImages.tokens(
                    block["source"], at: path + ".source", isOld: isOld, host.api)
            case "tool_use" where role == "assistant", "thinking" where role == "assistant",
                "tool_result" where role == "user":
                prompt += String(decoding: json(block), as: UTF8.self)
            default:
                throw .invalid(path + ".type: Input tag '\(block["type"] ?? "")' found using 'type' does not match")
            }
            try mark(block["cache_control"], at: path + ".cache_control", into: &question)
        }
        return text
    }

    private mutating func mark(
        _ value: Any?, at path: String, into question: inout ModelServer.Question
    ) throws(Failure) {
        guard let value else { return }
        guard let fields = value as? Object, fields["type"] as? String == "ephemeral" else {
            throw .invalid(path + ".type: Input should be 'ephemeral'")
        }
        try ModelServerRules.only(["type", "ttl"], in: fields, at: path + ".")
        let lifetime = fields["ttl"] as? String ?? "5m"
        guard lifetime == "5m" || lifetime == "1h" else { throw .invalid(path + ".ttl: Input should be '5m' or '1h'") }
        marks += 1
        if marks > 4 { throw .invalid("A maximum of 4 blocks with cache_control may be provided. Found \(marks).") }
        if lifetime == "1h", hasShortMark {
            throw .invalid("a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block.")
        }
        hasShortMark = lifetime == "5m"
        question.breakpoints.append(.init(prefix: prompt, isHour: lifetime == "1h"))
    }
}
