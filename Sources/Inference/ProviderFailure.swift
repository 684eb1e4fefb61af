import Foundation
import Labeling

/// An answer that says that there is none, in whichever of the providers' shapes.
struct ProviderFailure: Error {
    var status: Int
    var headers: [String: String]
    /// A stable word for the exact cause, where there is one.
    private(set) var code: String?
    private(set) var type: String?
    private(set) var message: String
    private(set) var requestID: String?
    /// Anthropic's codes and Bedrock's quotas are about the account; codes of others may be about one request.
    private var isAboutAccount = false

    /// Reads what Anthropic, OpenAI and those that follow it, Bedrock (`message`, and a header with the name) and Google
    /// (`status`, at times in an array) answer; and whatever a proxy or an edge server puts in their place.
    init(_ response: HTTPResponse) {
        status = response.status
        headers = response.headers
        message = ""
        let root = JSON(response.body)
        let body = root?.elements.first ?? root
        read(body?["error"] ?? body ?? .null)
        if body?["error"] == nil || body?["error"] == .null {
            // `ValidationException:http://…`
            type = headers["x-amzn-errortype"]?.split(separator: ":").first.map(String.init) ?? body?["__type"]?.text
            isAboutAccount = type == "ServiceQuotaExceededException"
        }
        if message.isEmpty { message = String(decoding: response.body.prefix(300), as: UTF8.self) }
        let names = ["request-id", "x-request-id", "x-amzn-requestid", "x-amzn-request-id"]
        requestID = names.lazy.compactMap { response.headers[$0] }.first ?? body?["request_id"]?.text
    }

    /// The error inside a body that came with status 200; its own number, where it has one, is the status.
    init(inBody error: JSON) {
        let number = error["code"]?.count ?? error["code"]?.text.flatMap { Int($0) }
        status = number.flatMap { (400...599).contains($0) ? $0 : nil } ?? 200
        headers = [:]
        message = ""
        read(error)
    }

    private mutating func read(_ error: JSON) {
        type = error["type"]?.text ?? error["status"]?.text
        message = [error["message"], error["Message"], error["detail"], error].lazy.compactMap { $0?.text }.first ?? ""
        if let own = error["details"]?["error_code"]?.text {
            (code, isAboutAccount) = (own, true)
        } else if let text = error["code"]?.text, Int(text) == nil {
            code = text
        }
    }

    /// A cap on spending, or no credit left: it keeps failing until the account or the month changes.
    var isSpendCap: Bool {
        let codes = ["enforced_spend_limit_reached", "contract_spend_limit_reached", "insufficient_quota"]
        return codes.contains { $0 == code || $0 == type }
    }

    /// - Parameters:
    ///   - retryLimit: the longest wait, in seconds, that is waited for.
    ///   - date: seconds since 1970.
    ///   - isProven: whether a request with the same instructions was accepted before.
    func error(
        model: String, host: String, secret: Secret, retryLimit: Double, date: Double, isProven: Bool
    ) -> InferenceError {
        var isFatal: Bool?
        let kind: InferenceError.Kind
        let advice: String
        switch status {
        case _ where isSpendCap:
            (kind, advice) = (.spendCap, "the account has no credit left, or its spend cap is reached")
        case _ where code == "context_length_exceeded": (kind, advice) = (.tooLarge, "the item is too long")
        case 401 where secret.value.isEmpty:
            (kind, advice) = (.authentication, "\(host) wants a key: set OPENAI_API_KEY, api-key-env or api-key-file")
        case 401: (kind, advice) = (.authentication, "the key is not accepted; check the key")
        case 402: (kind, advice) = (.payment, "the account must be paid up first")
        case 403 where ["InvalidSignatureException", "SignatureDoesNotMatch"].contains(type):
            (kind, advice) = (
                .authentication, "the signature is not accepted; check AWS_SECRET_ACCESS_KEY, region and the clock"
            )
        case 403: (kind, advice) = (.permission, "the key may not use \(model)")
        case 404: (kind, advice) = (.notFound, "\(host) does not know \(model); check model and base-url")
        case 413: (kind, advice) = (.tooLarge, "the item is too long")
        case 429:
            kind = .rateLimited
            let wait = RetryPolicy.askedWait(headers, date: date) ?? 0
            // Every further item would be told the same.
            if wait > retryLimit { isFatal = true }
            advice = wait > retryLimit ? "asked to wait \(ProviderFailure.whole(wait)) s" : "too many requests"
        case 529: (kind, advice) = (.overloaded, "the provider is overloaded")
        case 408, 504: (kind, advice) = (.timeout, "the provider took too long")
        case 409: (kind, advice) = (.server, "the provider reports a conflict")
        case 424, 500...: (kind, advice) = (.server, "the provider failed")
        case 300..<400: (kind, advice) = (.configuration, "redirects are not followed; check base-url")
        case ..<300: (kind, advice) = (.badResponse, "\(host) answered with an error")
        default: (kind, advice) = (.invalidRequest, "\(host) does not accept the request to \(model)")
        }
        // With the same instructions accepted before, and no account-wide code, the item is at fault.
        if kind == .invalidRequest, isProven, !isAboutAccount { isFatal = false }
        let words = [type, message].compactMap(\.self).filter { !$0.isBlank }.joined(separator: ": ")
        let said = secret.cleaned(words)
        return InferenceError(
            kind: kind, message: "\(advice) (\(status)\(said.isEmpty ? "" : " " + said))", status: status,
            requestID: requestID.map { secret.cleaned($0, limit: 80) }, isFatalForRun: isFatal)
    }

    private static func whole(_ seconds: Double) -> String { String(Int(min(seconds.rounded(.up), 1e9))) }
}
