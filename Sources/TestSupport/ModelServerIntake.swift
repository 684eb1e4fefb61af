import Foundation

extension ModelServer {
    /// What a request that is taken asks to be done.
    enum Work {
        case ask(Question), count(Question)
        case models, model(ServedModel)
        case create([BatchRequest], BatchPlan), retrieve(String), list, cancel(String), delete(String), results(String)
    }

    /// Checks a request as the service would whose path it has.
    func intake(_ call: Call, _ route: Route, _ plan: BatchPlan) -> Result<Work, Failure> {
        do throws(Failure) {
            return .success(try work(call, route, plan))
        } catch {
            return .failure(error)
        }
    }

    /// What a body may have; nil: any number. Those that create a batch have their plan's.
    private static func mostMegabytes(_ route: Route) -> Int? {
        switch (route.api, route.operation) {
        case (.anthropic, .messages), (.anthropic, .countTokens): 32
        case (.bedrock, .invoke): 20
        case (.vertex, _): 30
        default: nil
        }
    }

    private func work(_ call: Call, _ route: Route, _ plan: BatchPlan) throws(Failure) -> Work {
        let rules = ModelServerRules(models: models, labels: labels)
        let clouds = ModelServerClouds(rules: rules, apiKey: apiKey, credentials: credentials, now: clock())
        guard route.operation != .unknown else { throw .notFound("Not Found") }
        if let most = ModelServer.mostMegabytes(route), call.body.count > most << 20 {
            throw Failure(status: 413, message: "Request exceeds the maximum allowed number of bytes.")
        }
        switch route.api {
        case .bedrock: return .ask(try clouds.bedrockQuestion(call, route))
        case .vertex:
            let question = try clouds.vertexQuestion(call, route)
            return route.operation == .countTokens ? .count(question) : .ask(question)
        case .openAI:
            guard call.headers["authorization"] == "Bearer \(apiKey)" else {
                throw Failure(status: 401, message: "Incorrect API key provided.")
            }
            if route.operation == .chat {
                return .ask(try ModelServerChat(models: models, labels: labels).question(call))
            }
        case .anthropic:
            let bearer = call.headers["authorization"].map { $0.replacing("Bearer ", with: "") }
            guard (call.headers["x-api-key"] ?? bearer) == apiKey else {
                throw Failure(status: 401, message: "invalid x-api-key")
            }
            try clouds.checkVersion(call)
        }
        let id = route.id ?? ""
        switch route.operation {
        case .messages: return .ask(try rules.question(call))
        case .countTokens: return .count(try rules.question(call, host: ModelServerRules.Host(isCounting: true)))
        case .listModels: return .models
        case .retrieveModel:
            guard let model = models[id] else { throw .notFound("model: \(id)") }
            return .model(model)
        case .createBatch: return .create(try ModelServer.batchRequests(call, rules, plan, answer: answer), plan)
        case .retrieveBatch: return .retrieve(id)
        case .listBatches: return .list
        case .cancelBatch: return .cancel(id)
        case .deleteBatch: return .delete(id)
        case .batchResults: return .results(id)
        case .chat, .invoke, .rawPredict, .unknown: throw .notFound("Not Found")
        }
    }
}
