import Foundation
import Labeling

/// Where requests go, and the key that opens the door.
struct AnthropicAccess: Access {
    let url: String
    /// For messages.
    let host: String
    let secret: Secret
    let notices: [String]
    /// Bearer tokens are what `ANTHROPIC_AUTH_TOKEN` holds; every other key goes into `x-api-key`.
    private let isBearer: Bool
    private let model: String

    private static let tokenVariable = "ANTHROPIC_AUTH_TOKEN"
    private static let official = "https://api.anthropic.com"

    init(setting: ModelSetting, environment: [String: String]) throws(InferenceError) {
        (secret, isBearer) = try AnthropicAccess.key(setting, environment)
        model = setting.model
        let variable = "ANTHROPIC_BASE_URL"
        let fromEnvironment = environment[variable].flatMap { $0.isBlank ? nil : $0 }
        let address = setting.baseURL ?? fromEnvironment ?? AnthropicAccess.official
        let origin = setting.baseURL != nil ? "base-url" : variable
        guard let parts = URLComponents(string: address.trimmingCharacters(in: .whitespacesAndNewlines)),
            let scheme = parts.scheme?.lowercased(), scheme == "https" || scheme == "http",
            let host = parts.host, !host.isEmpty, parts.query == nil, parts.fragment == nil, parts.user == nil
        else {
            throw InferenceError(
                kind: .configuration,
                message: "\(origin) is no address such as \(AnthropicAccess.official): "
                    + secret.cleaned(address, limit: 120))
        }
        var base = parts.string ?? address
        while base.hasSuffix("/") { base.removeLast() }
        url = base + "/v1/messages"
        self.host = parts.port.map { "\(host):\($0)" } ?? host
        notices = AnthropicAccess.notices(setting, scheme: scheme, host: host)
    }

    var headers: [(name: String, value: String)] {
        [
            ("accept", "application/json"), ("content-type", "application/json"),
            // The version that still takes `temperature`; answers have the same shape under the newer one.
            ("anthropic-version", "2023-06-01"),
            isBearer ? ("authorization", "Bearer \(secret.value)") : ("x-api-key", secret.value),
        ]
    }

    func request(body: Data, date: Double) async throws(InferenceError) -> HTTPRequest {
        HTTPRequest(url: url, headers: headers, body: body)
    }

    func check(date: Double) async throws(InferenceError) -> HTTPRequest {
        HTTPRequest(url: "\(url.dropLast("/messages".count))/models/\(model)", headers: headers, timeout: .seconds(20))
    }

    private static func key(
        _ setting: ModelSetting, _ environment: [String: String]
    ) throws(InferenceError) -> (Secret, isBearer: Bool) {
        let names = setting.apiKeyEnvironment.map { [$0] } ?? ["ANTHROPIC_API_KEY", tokenVariable]
        for name in names {
            let value = (environment[name] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
            if value.isEmpty { continue }
            guard value.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
                throw InferenceError(
                    kind: .authentication, message: "\(name) holds a character that no key has; set it again")
            }
            return (Secret(value: value), name == tokenVariable)
        }
        throw InferenceError(
            kind: .authentication,
            message: "no key for \(setting.model): set \(names[0]), or use provider = \"offline\"")
    }

    private static func notices(_ setting: ModelSetting, scheme: String, host: String) -> [String] {
        var notices: [String] = []
        if setting.baseURL != nil, host != "api.anthropic.com" {
            notices.append("requests to \(setting.model), and the key, go to \(host), as the task file says")
        }
        if scheme == "http", !["localhost", "127.0.0.1", "::1", "[::1]"].contains(host) {
            notices.append("requests to \(host) are not encrypted: anyone on the way can read the items and the key")
        }
        return notices
    }
}
