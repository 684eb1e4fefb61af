import Foundation

/// The models' list and entries.
enum ModelServerModels {
    static func entry(_ model: ServedModel, _ api: ModelServer.API) -> [String: Any] {
        guard api == .anthropic else {
            return ["id": model.name, "object": "model", "created": 1_795_226_200, "owned_by": "test"]
        }
        func support(_ isThere: Bool) -> [String: Any] { ["supported": isThere] }
        var efforts: [String: Any] = ["supported": !model.efforts.isEmpty]
        for level in ["low", "medium", "high", "xhigh", "max"] {
            efforts[level] = support(model.efforts.contains(level))
        }
        var thinking: [String: Any] = [:]
        for type in ["adaptive", "enabled", "disabled", "between_tools"] {
            thinking[type] = support(model.thinking.contains(type))
        }
        let isOld = model.contextWindow <= 200_000
        return [
            "id": model.name, "type": "model", "display_name": model.name, "created_at": "2026-01-01T00:00:00Z",
            "max_input_tokens": model.contextWindow, "max_tokens": model.maximumOutput,
            "lifecycle": isOld ? "deprecated" : "active",
            "deprecated_at": isOld ? "2026-08-01T00:00:00Z" : NSNull(),
            "retires_at": isOld ? "2027-02-01T00:00:00Z" : NSNull(),
            "capabilities": [
                "batch": support(true), "citations": support(true), "code_execution": support(false),
                "image_input": support(true), "pdf_input": support(true), "structured_outputs": support(true),
                "effort": efforts, "thinking": ["supported": true, "types": thinking],
                "context_management": support(false),
                "server_tools": ["supported": false, "code_execution": support(false), "web_search": support(false)],
            ],
        ]
    }

    static func list(_ call: ModelServer.Call, _ api: ModelServer.API, _ all: [ServedModel]) throws(ModelServer.Failure)
        -> [String: Any]
    {
        guard api == .anthropic else {
            return ["object": "list", "data": all.filter { $0.vendor == .openAI }.map { entry($0, api) }]
        }
        guard let limit = Int(call.parameter("limit") ?? "20"), (1...1_000).contains(limit) else {
            throw .invalid("limit: Input should be from 1 to 1000")
        }
        var shown = all.filter { $0.vendor == .anthropic }
        if let after = call.parameter("after_id") { shown = Array(shown.drop { $0.name != after }.dropFirst()) }
        let page = shown.prefix(limit)
        return [
            "data": page.map { entry($0, api) }, "has_more": shown.count > limit,
            "first_id": orNull(page.first?.name), "last_id": orNull(page.last?.name),
        ]
    }
}
