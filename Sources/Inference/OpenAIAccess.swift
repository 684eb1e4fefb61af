import Foundation
import Labeling

/// OpenAI's API, or one of the many that speak its language: DeepSeek, OpenRouter, vLLM, Ollama, gateways.
struct OpenAIAccess: Access {
    let host: String
    let secret: Secret
    let notices: [String]
    /// Whether requests go to OpenAI itself.
    let isOfficial: Bool
    private let base: String
    private let headers: [(name: String, value: String)]
    private let model: String

    private static let official = "https://api.openai.com/v1"

    init(setting: ModelSetting, environment: [String: String]) throws(InferenceError) {
        let address = try ServiceAddress(
            setting: setting, variables: ["OPENAI_BASE_URL"], environment: environment, official: OpenAIAccess.official)
        let name = URLComponents(string: address.base)?.host?.lowercased() ?? ""
        let isLocal = ["localhost", "127.0.0.1", "::1", "[::1]"].contains(name)
        // A server on this machine needs no key, but gets one that is there.
        let key =
            isLocal
            ? try KeySource.optionalKey(setting: setting, variables: ["OPENAI_API_KEY"], environment: environment)
            : try KeySource.key(setting: setting, variables: ["OPENAI_API_KEY"], environment: environment)
        base = address.base
        host = address.host
        secret = key?.secret ?? Secret(value: "")
        notices = address.notices + (key?.notices ?? [])
        isOfficial = name == "api.openai.com"
        model = setting.model
        var headers: [(name: String, value: String)] = [
            ("accept", "application/json"), ("content-type", "application/json"),
        ]
        if let key {
            headers.append(
                setting.keyHeader == .apiKey
                    ? ("x-api-key", key.secret.value) : ("authorization", "Bearer \(key.secret.value)"))
        }
        self.headers = headers
    }

    func request(body: Data, date: Double) async throws(InferenceError) -> HTTPRequest {
        HTTPRequest(url: base + "/chat/completions", headers: headers, body: body)
    }

    /// The list of models: what all of these servers have. OpenAI itself can be asked for the one.
    func check(date: Double) async throws(InferenceError) -> HTTPRequest {
        let url = isOfficial ? "\(base)/models/\(model)" : "\(base)/models"
        return HTTPRequest(url: url, headers: headers, timeout: .seconds(20))
    }
}
