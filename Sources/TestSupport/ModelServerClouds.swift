import Foundation

/// What Bedrock and Vertex do differently from Anthropic's own service.
struct ModelServerClouds {
    typealias Failure = ModelServer.Failure

    var rules: ModelServerRules
    var apiKey: String
    var credentials: ModelServer.AWSCredentials
    var now: Date

    /// Bedrock's InvokeModel, or its own endpoint for messages.
    func bedrockQuestion(_ call: ModelServer.Call, _ route: ModelServer.Route) throws(Failure) -> ModelServer.Question {
        try checkAWS(call, service: route.operation == .invoke ? "bedrock" : "bedrock-mantle")
        var host = ModelServerRules.Host(api: .bedrock)
        guard route.operation == .invoke else {
            var body = try ModelServerRules.object(call.body)
            guard let id = body["model"] as? String, id.hasPrefix("anthropic."), !id.contains(":") else {
                throw .notFound("The model '\(body["model"] ?? "")' does not exist")
            }
            try checkVersion(call)
            body["model"] = String(id.dropFirst("anthropic.".count))
            return try named(id, try rules.question(body, call, host))
        }
        let id = route.id ?? ""
        guard let match = id.wholeMatch(of: /(?:([a-z]+)\.)?anthropic\.([a-z0-9.-]+?)(?:-v\d+(?::\d+)?)?/) else {
            throw Failure(status: 400, message: "The provided model identifier is invalid.")
        }
        guard rules.models[String(match.2)] != nil else {
            throw Failure(status: 400, message: "The provided model identifier is invalid.")
        }
        guard let profile = match.1 else {
            throw Failure(
                status: 400,
                message: "Invocation of model ID \(id) with on-demand throughput isn\u{2019}t supported. Retry your "
                    + "request with the ID or ARN of an inference profile that contains this model.")
        }
        host.model = String(match.2)
        host.isRegional = profile != "global"
        host.bodyVersion = try version(call, ["bedrock-2023-05-31"])
        return try named(id, try rules.question(call, host: host))
    }

    func vertexQuestion(_ call: ModelServer.Call, _ route: ModelServer.Route) throws(Failure) -> ModelServer.Question {
        guard call.headers["authorization"] == "Bearer \(apiKey)" else {
            throw Failure(status: 401, message: "Request had invalid authentication credentials.")
        }
        let isCounting = route.operation == .countTokens
        var host = ModelServerRules.Host(api: .vertex, isCounting: isCounting)
        host.isRegional = route.location != "global"
        host.bodyVersion = try version(call, ["vertex-2023-10-16"])
        if isCounting { return try rules.question(call, host: host) }
        let id = route.id ?? ""
        host.model = id.replacing("@", with: "-")
        // Dated models have their date after an at sign, and are not known otherwise.
        guard let name = host.model, let model = rules.models[name], id == vertexID(model) else {
            throw .notFound("Publisher Model `publishers/anthropic/models/\(id)` was not found.")
        }
        return try named(id, try rules.question(call, host: host))
    }

    private func vertexID(_ model: ServedModel) -> String {
        model.name.replacing(/-(\d{8})$/) { "@\($0.output.1)" }
    }

    private func named(_ id: String, _ question: ModelServer.Question) throws(Failure) -> ModelServer.Question {
        var question = question
        question.requestedModel = id
        return question
    }

    private func version(_ call: ModelServer.Call, _ known: [String]) throws(Failure) -> String {
        let body = try ModelServerRules.object(call.body)
        guard let version = body["anthropic_version"] as? String, known.contains(version) else {
            throw .invalid("anthropic_version: Input should be '\(known[0])'")
        }
        return version
    }

    func checkVersion(_ call: ModelServer.Call) throws(Failure) {
        let version = call.headers["anthropic-version"]
        guard version == "2023-06-01" || version == "2026-10-21" else {
            throw .invalid("anthropic-version: header is required")
        }
    }

    private func checkAWS(_ call: ModelServer.Call, service: String) throws(Failure) {
        if call.headers["authorization"]?.hasPrefix("AWS4-") == true {
            return try ModelServerSigV4(credentials: credentials, service: service).check(call, now: now)
        }
        let key = call.headers["authorization"].map { $0.replacing("Bearer ", with: "") }
        let isKnown = key == apiKey || (service == "bedrock-mantle" && call.headers["x-api-key"] == apiKey)
        guard isKnown else {
            let isMissing = call.headers["authorization"] == nil
            throw Failure(
                status: 403, type: isMissing ? "MissingAuthenticationTokenException" : "AccessDeniedException",
                message: isMissing ? "Missing Authentication Token" : "Authentication failed")
        }
    }
}
