import Foundation
import Labeling
import Synchronization

/// Claude models on Google Vertex AI.
final class VertexAccess: Access {
    let host: String
    let notices: [String]
    /// What the body must look like.
    let envelope = AnthropicRequest.Envelope.vertex
    let isRegional: Bool
    private let url: String
    private let token: Token

    private enum Token: Sendable {
        case fixed(Secret)
        case command(TokenCommand)
    }

    private static let tokenVariables = ["GOOGLE_ACCESS_TOKEN", "CLOUDSDK_AUTH_ACCESS_TOKEN"]
    private static let projectVariables = ["ANTHROPIC_VERTEX_PROJECT_ID", "GOOGLE_CLOUD_PROJECT"]
    private static let regionVariables = ["CLOUD_ML_REGION", "GOOGLE_CLOUD_LOCATION"]

    init(setting: ModelSetting, environment: [String: String]) throws(InferenceError) {
        let project = try VertexAccess.name(
            "project", setting.project, VertexAccess.projectVariables, example: "my-project", setting, environment)
        let region = try VertexAccess.name(
            "region", setting.region, VertexAccess.regionVariables, example: "global", setting, environment)
        let official =
            switch region {
            case "global": "https://aiplatform.googleapis.com/v1"
            case "us", "eu": "https://aiplatform.\(region).rep.googleapis.com/v1"
            default: "https://\(region)-aiplatform.googleapis.com/v1"
            }
        let address = try ServiceAddress(
            setting: setting, variables: ["ANTHROPIC_VERTEX_BASE_URL"], environment: environment, official: official)
        host = address.host
        isRegional = region != "global"
        url =
            "\(address.base)/projects/\(project)/locations/\(region)/publishers/anthropic/models/"
            + SigV4.encoded(setting.model, keeping: "@") + ":rawPredict"
        if setting.tokenCommand.isEmpty {
            guard
                let key = try KeySource.optionalKey(
                    setting: setting, variables: VertexAccess.tokenVariables, environment: environment)
            else {
                throw InferenceError(
                    kind: .authentication,
                    message: "no access token for \(setting.model): set token-command = "
                        + "[\"gcloud\", \"auth\", \"print-access-token\"] in the task file, or GOOGLE_ACCESS_TOKEN")
            }
            token = .fixed(key.secret)
            notices = address.notices + key.notices
        } else {
            token = .command(TokenCommand(setting.tokenCommand, environment: environment))
            notices = address.notices
        }
    }

    /// The token in use; empty before a command has given one.
    var secret: Secret {
        switch token {
        case .fixed(let secret): secret
        case .command(let command): command.current
        }
    }

    func request(body: Data, date: Double) async throws(InferenceError) -> HTTPRequest {
        let secret: Secret
        switch token {
        case .fixed(let fixed): secret = fixed
        case .command(let command): secret = try await command.token(date: date)
        }
        return HTTPRequest(
            url: url,
            headers: [
                ("accept", "application/json"), ("content-type", "application/json"),
                ("authorization", "Bearer \(secret.value)"),
            ], body: body)
    }

    /// There is no list of models to ask: the shortest message, with an answer of one token.
    func check(date: Double) async throws(InferenceError) -> HTTPRequest {
        let members = [.init("anthropic_version", .string("vertex-2023-10-16"))] + OrderedJSON.shortestMessage
        var request = try await request(body: OrderedJSON.object(members).data, date: date)
        request.timeout = .seconds(20)
        return request
    }

    func keyWasRefused() -> Bool {
        guard case .command(let command) = token else { return false }
        command.forget()
        return true
    }

    private static func name(
        _ key: String, _ value: String?, _ variables: [String], example: String, _ setting: ModelSetting,
        _ environment: [String: String]
    ) throws(InferenceError) -> String {
        let places = [(key, value)] + variables.map { ($0, environment[$0]) }
        guard let (origin, text) = places.first(where: { $0.1?.isBlank == false }), let text else {
            throw InferenceError(
                kind: .configuration,
                message: "no \(key) for \(setting.model): set \(key) = \"\(example)\" in the task file, "
                    + "or \(variables.joined(separator: " or "))")
        }
        return try ServiceAddress.checkedName(text, origin: origin)
    }
}
