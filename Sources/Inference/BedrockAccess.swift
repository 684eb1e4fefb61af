import Foundation
import Labeling

/// Claude models on Amazon Bedrock, through one of its two APIs: InvokeModel for ids of inference profiles and ids
/// with a version (`us.anthropic.…`, `…-v1:0`), the Messages endpoint for plain ones (`anthropic.…`).
struct BedrockAccess: Access {
    let host: String
    let secret: Secret
    let notices: [String]
    /// What the body must look like.
    let envelope: AnthropicRequest.Envelope
    private let url: String
    private let model: String
    private let credential: Credential

    private enum Credential: Sendable {
        case bearer(Secret, isAPIKeyHeader: Bool)
        case signing(SigV4)
    }

    private static let tokenVariable = "AWS_BEARER_TOKEN_BEDROCK"
    private static let regionVariables = ["AWS_REGION", "AWS_DEFAULT_REGION"]

    init(setting: ModelSetting, environment: [String: String]) throws(InferenceError) {
        model = setting.model
        envelope = try BedrockAccess.isPlain(setting.model) ? .messages : .bedrock
        let key = try KeySource.optionalKey(
            setting: setting, variables: [BedrockAccess.tokenVariable], environment: environment)
        let region = try BedrockAccess.region(setting, environment)
        if let key {
            secret = key.secret
            credential = .bearer(key.secret, isAPIKeyHeader: setting.keyHeader == .apiKey && envelope == .messages)
        } else {
            let service = envelope == .messages ? "bedrock-mantle" : "bedrock"
            let signer = try BedrockAccess.signer(setting, environment, region: region, service: service)
            secret = Secret(value: signer.secretKey.value, others: signer.sessionToken.map { [$0] } ?? [])
            credential = .signing(signer)
        }
        let address = try BedrockAccess.address(setting, environment, envelope, region: region)
        host = address.host
        notices = address.notices + (key?.notices ?? [])
        url =
            envelope == .messages
            ? address.base + "/v1/messages"
            : "\(address.base)/model/\(SigV4.encoded(setting.model, keeping: ":"))/invoke"
    }

    func request(body: Data, date: Double) async throws(InferenceError) -> HTTPRequest {
        var request = HTTPRequest(
            url: url, headers: [("accept", "application/json"), ("content-type", "application/json")], body: body)
        if envelope == .messages { request.headers.append(("anthropic-version", "2023-06-01")) }
        switch credential {
        case .bearer(let key, let isAPIKeyHeader):
            request.headers.append(
                isAPIKeyHeader ? ("x-api-key", key.value) : ("authorization", "Bearer \(key.value)"))
            return request
        case .signing(let signer): return signer.signed(request, date: date)
        }
    }

    /// There is no list of models to ask: the shortest message, with an answer of one token.
    func check(date: Double) async throws(InferenceError) -> HTTPRequest {
        var members: [OrderedJSON.Member] = [
            envelope == .messages
                ? .init("model", .string(model)) : .init("anthropic_version", .string("bedrock-2023-05-31"))
        ]
        members += OrderedJSON.shortestMessage
        var request = try await request(body: OrderedJSON.object(members).data, date: date)
        request.timeout = .seconds(20)
        return request
    }

    /// Why AWS refused a request, when it was for the time in its signature; nil: for something else.
    ///
    /// - Parameter date: of the request, in seconds since 1970.
    static func clockSkew(_ response: HTTPResponse, date: Double) -> String? {
        guard response.status == 403, let theirs = response.date, abs(date - theirs) > 240 else { return nil }
        let minutes = Int((min(abs(date - theirs), 1e9) / 60).rounded())
        return "this computer's clock is \(minutes) minutes \(date > theirs ? "fast" : "slow"), and AWS takes no "
            + "signature that is off by over five; set the clock"
    }

    private static func isPlain(_ model: String) throws(InferenceError) -> Bool {
        let parts = model.split(separator: ".", omittingEmptySubsequences: false)
        guard !model.hasPrefix("claude-") else {
            throw InferenceError(
                kind: .configuration,
                message: "Bedrock has no model \(model): write anthropic.\(model), or the id of an inference profile "
                    + "such as global.anthropic.claude-haiku-4-5-20251001-v1:0")
        }
        return parts.first == "anthropic" && !model.contains(":") && model.firstRange(of: /-v[0-9]+$/) == nil
    }

    private static func region(
        _ setting: ModelSetting, _ environment: [String: String]
    ) throws(InferenceError) -> String {
        let places = [("region", setting.region)] + regionVariables.map { ($0, environment[$0]) }
        guard let (name, value) = places.first(where: { $0.1?.isBlank == false }), let region = value else {
            throw InferenceError(
                kind: .configuration,
                message: "no region for \(setting.model): set region = \"us-east-1\" (or another) in the task file, "
                    + "or AWS_REGION")
        }
        return try ServiceAddress.checkedName(region, origin: name)
    }

    private static func signer(
        _ setting: ModelSetting, _ environment: [String: String], region: String, service: String
    ) throws(InferenceError) -> SigV4 {
        func value(_ name: String) throws(InferenceError) -> Secret? {
            guard let text = environment[name], !text.isBlank else { return nil }
            return try KeySource.checked(text, origin: name)
        }
        let (id, key) = (try value("AWS_ACCESS_KEY_ID"), try value("AWS_SECRET_ACCESS_KEY"))
        guard let id, let key else {
            let missing = id == nil ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY"
            throw InferenceError(
                kind: .authentication,
                message: id == nil && key == nil
                    ? "no key for \(setting.model): set \(tokenVariable), or AWS_ACCESS_KEY_ID and "
                        + "AWS_SECRET_ACCESS_KEY (a profile's: aws configure export-credentials --format env)"
                    : "half a key for \(setting.model): set \(missing) too")
        }
        return SigV4(
            accessKey: id.value, secretKey: key, sessionToken: try value("AWS_SESSION_TOKEN")?.value,
            region: region, service: service)
    }

    private static func address(
        _ setting: ModelSetting, _ environment: [String: String], _ envelope: AnthropicRequest.Envelope, region: String
    ) throws(InferenceError) -> ServiceAddress {
        let official =
            envelope == .messages
            ? "https://bedrock-mantle.\(region).api.aws/anthropic"
            : "https://bedrock-runtime.\(region).amazonaws.com"
        let variables =
            envelope == .messages
            ? ["ANTHROPIC_BEDROCK_MANTLE_BASE_URL"]
            : ["ANTHROPIC_BEDROCK_BASE_URL", "AWS_ENDPOINT_URL_BEDROCK_RUNTIME"]
        return try ServiceAddress(setting: setting, variables: variables, environment: environment, official: official)
    }
}

extension OrderedJSON {
    /// A question that every model takes and that costs a few tokens.
    static let shortestMessage: [Member] = [
        .init("max_tokens", .integer(1)),
        .init(
            "messages",
            .array([.object([.init("role", .string("user")), .init("content", .string("x"))])])),
    ]
}
