import Foundation
import Labeling

/// Anthropic's own API, or a gateway that speaks it.
struct AnthropicAccess: Access {
    let host: String
    let secret: Secret
    let notices: [String]
    /// Where messages go.
    let url: String
    let headers: [(name: String, value: String)]
    private let model: String

    private static let tokenVariable = "ANTHROPIC_AUTH_TOKEN"
    private static let official = "https://api.anthropic.com"

    init(setting: ModelSetting, environment: [String: String]) throws(InferenceError) {
        let key = try KeySource.key(
            setting: setting, variables: ["ANTHROPIC_API_KEY", AnthropicAccess.tokenVariable],
            environment: environment)
        let address = try ServiceAddress(
            setting: setting, variables: ["ANTHROPIC_BASE_URL"], environment: environment,
            official: AnthropicAccess.official)
        let further = try CustomHeaders.read(environment)
        secret = Secret(
            value: key.secret.value, others: key.secret.others + further.map(\.value).filter { $0.count > 7 })
        model = setting.model
        url = address.base + "/v1/messages"
        host = address.host
        notices = address.notices + key.notices
        // Bearer tokens are what `ANTHROPIC_AUTH_TOKEN` holds; every other key goes into `x-api-key`.
        let usual: ModelSetting.KeyHeader = key.origin == AnthropicAccess.tokenVariable ? .bearer : .apiKey
        let isBearer = (setting.keyHeader ?? usual) == .bearer
        let own: [(name: String, value: String)] = [
            ("accept", "application/json"), ("content-type", "application/json"),
            // The version that still takes `temperature`; answers have the same shape under the newer one.
            ("anthropic-version", "2023-06-01"),
            isBearer ? ("authorization", "Bearer \(secret.value)") : ("x-api-key", secret.value),
        ]
        headers = own.filter { header in !further.contains { $0.name.lowercased() == header.name } } + further
    }

    func request(body: Data, date: Double) async throws(InferenceError) -> HTTPRequest {
        HTTPRequest(url: url, headers: headers, body: body)
    }

    func check(date: Double) async throws(InferenceError) -> HTTPRequest {
        HTTPRequest(url: "\(url.dropLast("/messages".count))/models/\(model)", headers: headers, timeout: .seconds(20))
    }
}

/// `ANTHROPIC_CUSTOM_HEADERS`: lines of `Name: value`, as the official clients read them.
enum CustomHeaders {
    static let variable = "ANTHROPIC_CUSTOM_HEADERS"

    /// - Throws: `.configuration` for a line that is none, or that could carry a further header; what it says is not told.
    static func read(_ environment: [String: String]) throws(InferenceError) -> [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        let lines = (environment[variable] ?? "").split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, line) in lines.enumerated() where !String(line).isBlank {
            let parts = line.split(separator: ":", maxSplits: 1)
            let name = parts.first.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
            let value = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
            let isName = !name.isEmpty && name.utf8.allSatisfy { $0 > 32 && $0 < 127 }
            guard parts.count == 2, isName, value.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) else {
                throw InferenceError(
                    kind: .configuration,
                    message: "line \(index + 1) of \(variable) is no header such as Name: value, or has a control "
                        + "character")
            }
            headers.append((name, value))
        }
        return headers
    }
}
