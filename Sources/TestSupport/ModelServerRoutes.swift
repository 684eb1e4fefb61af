import Foundation

extension ModelServer {
    /// Whose manner of speaking a request and its answer have.
    package enum API: Sendable { case anthropic, openAI, bedrock, vertex }

    /// What a request is for.
    package enum Operation: Sendable {
        case messages, countTokens, listModels, retrieveModel
        case createBatch, retrieveBatch, listBatches, cancelBatch, deleteBatch, batchResults
        case chat
        /// Bedrock's `/model/{id}/invoke`.
        case invoke
        /// Vertex's `…/models/{id}:rawPredict`.
        case rawPredict
        /// No service has such a path.
        case unknown
    }

    /// Where a request is addressed to.
    struct Route: Sendable {
        var api = API.anthropic
        var operation = Operation.unknown
        /// Of a model or a batch, with its percent-escapes undone.
        var id: String?
        /// Vertex: `global` or a region.
        var location: String?

        init(_ call: Call) {
            let parts = call.path.split(separator: "/").map { String($0).removingPercentEncoding ?? String($0) }
            let isMantle = parts.first == "anthropic"
            switch (call.method, parts.suffix(2).joined(separator: "/")) {
            case ("POST", "chat/completions"): (api, operation) = (.openAI, .chat)
            case ("POST", let end) where end.hasSuffix("/invoke") && parts.count == 3 && parts[0] == "model":
                (api, operation, id) = (.bedrock, .invoke, parts[1])
            case ("POST", let end) where end.hasSuffix(":rawPredict"):
                api = .vertex
                id = parts.last.map { String($0.dropLast(":rawPredict".count)) }
                operation = id == "count-tokens" ? .countTokens : .rawPredict
                location = parts.firstIndex(of: "locations").flatMap { parts.dropFirst($0 + 1).first }
            case ("POST", "v1/messages"):
                operation = .messages
                if isMantle, Route.isBedrocks(call) { api = .bedrock }
            case _ where isMantle: break
            case ("POST", "messages/count_tokens"): operation = .countTokens
            case ("POST", "messages/batches"): operation = .createBatch
            case ("GET", "messages/batches"): operation = .listBatches
            case ("GET", let end) where end.hasSuffix("/models") || end == "models":
                (api, operation) = (Route.modelsAPI(call), .listModels)
            default: readID(call.method, parts, call)
            }
            if operation == .unknown, parts.contains("chat") { api = .openAI }
        }

        private mutating func readID(_ method: String, _ parts: [String], _ call: Call) {
            if let models = parts.firstIndex(of: "models"), method == "GET", parts.count > models + 1 {
                // The ids of OpenRouter have a slash.
                (api, operation) = (Route.modelsAPI(call), .retrieveModel)
                id = parts[(models + 1)...].joined(separator: "/")
            }
            guard let batches = parts.firstIndex(of: "batches"), parts.count > batches + 1 else { return }
            id = parts[batches + 1]
            switch (method, parts.dropFirst(batches + 2).first) {
            case ("GET", nil): operation = .retrieveBatch
            case ("DELETE", nil): operation = .deleteBatch
            case ("POST", "cancel"): operation = .cancelBatch
            case ("GET", "results"): operation = .batchResults
            default: break
            }
        }

        /// Other services too serve the Messages API below `/anthropic`; Bedrock's ids tell.
        private static func isBedrocks(_ call: Call) -> Bool {
            call.headers["authorization"]?.hasPrefix("AWS4-") == true
                || String(decoding: call.body, as: UTF8.self).contains(#""anthropic."#)
        }

        /// Both have `/v1/models`; only one has versions.
        private static func modelsAPI(_ call: Call) -> API {
            call.headers["anthropic-version"] == nil ? .openAI : .anthropic
        }
    }
}
