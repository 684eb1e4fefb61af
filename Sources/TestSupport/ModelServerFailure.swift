import Foundation

extension ModelServer {
    /// A request that is not done, in no service's words yet.
    struct Failure: Error {
        var status: Int
        var type: String?
        var message: String
        var headers: [String: String] = [:]
        var code: String?
        /// The parameter at fault, which OpenAI names.
        var parameter: String?

        static func invalid(_ message: String) -> Failure { Failure(status: 400, message: message) }
        static func extra(_ field: String) -> Failure { .invalid("\(field): Extra inputs are not permitted") }
        static func notFound(_ message: String) -> Failure { Failure(status: 404, message: message) }

        func reply(_ route: Route, requestID: String) -> Reply {
            let api = route.api
            var fields = ["content-type": "application/json", Failure.idHeader(api): requestID]
            let body: Data
            switch (api, route.operation) {
            // Bedrock's endpoint for messages speaks as Anthropic does.
            case (.anthropic, _), (.vertex, _), (.bedrock, .messages):
                body = json(["type": "error", "error": error, "request_id": requestID])
            case (.openAI, _):
                body = json([
                    "error": [
                        "message": message, "type": type ?? openAIType, "param": orNull(parameter),
                        "code": orNull(code ?? openAICode),
                    ]
                ])
            case (.bedrock, _):
                fields["x-amzn-errortype"] = type?.hasSuffix("Exception") == true ? type : bedrockName
                body = json(["message": message])
            }
            return Reply(status: status, headers: fields.merging(headers) { $1 }, body: body)
        }

        /// The inner object of Anthropic's shape.
        var error: [String: Any] {
            var error: [String: Any] = ["type": type ?? anthropicType, "message": message]
            if let code { error["details"] = ["error_code": code] }
            return error
        }

        static func idHeader(_ api: API) -> String {
            switch api {
            case .anthropic, .vertex: "request-id"
            case .openAI: "x-request-id"
            case .bedrock: "x-amzn-requestid"
            }
        }

        private var anthropicType: String {
            switch status {
            case 400: "invalid_request_error"
            case 401: "authentication_error"
            case 402: "billing_error"
            case 403: "permission_error"
            case 404: "not_found_error"
            case 409: "conflict_error"
            case 413: "request_too_large"
            case 429: "rate_limit_error"
            case 504: "timeout_error"
            case 529: "overloaded_error"
            default: "api_error"
            }
        }

        private var openAIType: String {
            switch status {
            case 429: "rate_limit_error"
            case 500...: "server_error"
            default: "invalid_request_error"
            }
        }

        private var openAICode: String? {
            switch status {
            case 401: "invalid_api_key"
            case 404: "model_not_found"
            case 429: "rate_limit_exceeded"
            default: nil
            }
        }

        private var bedrockName: String {
            switch status {
            case 401, 403: "AccessDeniedException"
            case 404: "ResourceNotFoundException"
            case 408: "ModelTimeoutException"
            case 424: "ModelErrorException"
            case 429: "ThrottlingException"
            case 500: "InternalServerException"
            case 503: "ServiceUnavailableException"
            default: "ValidationException"
            }
        }
    }
}

/// What goes back over the wire.
struct Reply: Sendable {
    var status = 200
    var headers: [String: String] = ["content-type": "application/json"]
    var body: Data
    var charge: ModelServer.Charge?
    var batchID: String?
}
