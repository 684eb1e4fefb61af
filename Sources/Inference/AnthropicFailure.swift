import Foundation
import Labeling

/// An answer whose status is not 2xx.
struct AnthropicFailure {
    let response: HTTPResponse
    let access: AnthropicAccess
    /// `error.details.error_code`: a stable code for the exact cause, where the server gives one.
    let code: String?
    private let type: String?
    private let message: String
    private let requestID: String?

    init(_ response: HTTPResponse, access: AnthropicAccess) {
        self.response = response
        self.access = access
        // Not every body is ours: a proxy or an edge server may answer in HTML, or not at all.
        let body = try? JSONDecoder().decode(JSONValue.self, from: response.body)
        let error = body?["error"]
        code = error?["details"]?["error_code"]?.text
        type = error?["type"]?.text
        message = error?["message"]?.text ?? error?.text ?? String(decoding: response.body.prefix(300), as: UTF8.self)
        requestID = response.headers["request-id"] ?? body?["request_id"]?.text
    }

    /// A cap on spending: it keeps failing until the account or the month changes.
    var isSpendCap: Bool {
        ["enforced_spend_limit_reached", "contract_spend_limit_reached"].contains(code)
    }

    func error(model: String, retryLimit: Double, date: Double) -> InferenceError {
        let status = response.status
        var isFatal: Bool?
        let kind: InferenceError.Kind
        let advice: String
        switch status {
        case _ where isSpendCap: (kind, advice) = (.spendCap, "a spend cap of the account is reached")
        case 401: (kind, advice) = (.authentication, "the key is not accepted; check the key")
        case 402: (kind, advice) = (.payment, "the account must be paid up first")
        case 403: (kind, advice) = (.permission, "the key may not use \(model)")
        case 404: (kind, advice) = (.notFound, "\(access.host) does not know \(model); check model and base-url")
        case 413: (kind, advice) = (.tooLarge, "the item is too long")
        case 429:
            kind = .rateLimited
            let wait = RetryPolicy.askedWait(response.headers, date: date) ?? 0
            // Every further item would be told the same.
            if wait > retryLimit { isFatal = true }
            advice = wait > retryLimit ? "asked to wait \(AnthropicFailure.whole(wait)) s" : "too many requests"
        case 529: (kind, advice) = (.overloaded, "the provider is overloaded")
        case 408, 504: (kind, advice) = (.timeout, "the provider took too long")
        case 500...: (kind, advice) = (.server, "the provider failed")
        case 300..<400: (kind, advice) = (.configuration, "redirects are not followed; check base-url")
        default: (kind, advice) = (.invalidRequest, "\(access.host) does not accept the request to \(model)")
        }
        let words = [type, message].compactMap(\.self).filter { !$0.isBlank }.joined(separator: ": ")
        let said = access.secret.cleaned(words)
        return InferenceError(
            kind: kind, message: "\(advice) (\(status)\(said.isEmpty ? "" : " " + said))", status: status,
            requestID: requestID.map { access.secret.cleaned($0, limit: 80) }, isFatalForRun: isFatal)
    }

    private static func whole(_ seconds: Double) -> String { String(Int(min(seconds.rounded(.up), 1e9))) }
}

extension JSONValue {
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// A count: a whole number from 0; nil for anything else, null included.
    var count: Int? {
        guard case .integer(let value) = self, value >= 0 else { return nil }
        return Int(exactly: value)
    }

    var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        // By its digits: Decimal's own conversion does not always give the nearest Double.
        case .number(let value): Double("\(value)")
        default: nil
        }
    }
}
