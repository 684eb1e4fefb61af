import Crypto
import Foundation
import Labeling

/// AWS Signature Version 4, for requests without a query.
///
/// libcurl's own signer (7.88) signs the path as it is written, while AWS signs it encoded once more: it is wrong for
/// every model id with a colon. Source: AWS, "Create a signed AWS API request".
struct SigV4: Sendable {
    let accessKey: String
    let secretKey: Secret
    /// Of temporary credentials.
    let sessionToken: String?
    let region: String
    let service: String

    /// The request with the headers that sign it; those it has must not name a host or a date.
    ///
    /// - Parameter date: seconds since 1970; AWS takes about five minutes of difference to its own clock.
    func signed(_ request: HTTPRequest, date: Double) -> HTTPRequest {
        let moment = SigV4.moment(date)
        var signed: [(name: String, value: String)] = [("host", SigV4.host(request.url)), ("x-amz-date", moment)]
        if let sessionToken { signed.append(("x-amz-security-token", sessionToken)) }
        for (name, value) in request.headers where name.lowercased() == "content-type" {
            signed.append(("content-type", value))
        }
        signed.sort { $0.name < $1.name }
        let names = signed.map(\.name).joined(separator: ";")
        let isPost = request.body != nil
        let canonical = [
            isPost ? "POST" : "GET", SigV4.canonicalPath(request.url), "",
            signed.map { "\($0.name):\($0.value)\n" }.joined(), names,
            SigV4.hexadecimal(SHA256.hash(data: request.body ?? Data())),
        ].joined(separator: "\n")
        let day = String(moment.prefix(8))
        let scope = "\(day)/\(region)/\(service)/aws4_request"
        let text =
            "AWS4-HMAC-SHA256\n\(moment)\n\(scope)\n\(SigV4.hexadecimal(SHA256.hash(data: Data(canonical.utf8))))"
        var key = Data("AWS4\(secretKey.value)".utf8)
        for part in [day, region, service, "aws4_request"] { key = SigV4.code(part, key) }
        var result = request
        result.headers += signed.filter { $0.name.hasPrefix("x-amz-") }
        result.headers.append(
            (
                "authorization",
                "AWS4-HMAC-SHA256 Credential=\(accessKey)/\(scope), SignedHeaders=\(names), "
                    + "Signature=\(SigV4.hexadecimal(SigV4.code(text, key)))"
            ))
        return result
    }

    /// Each byte of a path's part as AWS encodes it: all but letters, digits and `-._~`.
    static func encoded(_ text: some StringProtocol, keeping kept: String = "") -> String {
        var encoded = ""
        for byte in text.utf8 {
            let character = Character(UnicodeScalar(byte))
            let isPlain = byte < 128 && (character.isLetter || character.isNumber || "-._~".contains(character))
            if isPlain || kept.contains(character) {
                encoded.append(character)
            } else {
                encoded += "%" + hexadecimal([byte]).uppercased()
            }
        }
        return encoded
    }

    private static func canonicalPath(_ url: String) -> String {
        let afterScheme = url.range(of: "://").map { url[$0.upperBound...] } ?? url[...]
        guard let slash = afterScheme.firstIndex(of: "/") else { return "/" }
        return encoded(afterScheme[slash...], keeping: "/")
    }

    /// As libcurl sends it: with the port unless it is the scheme's own.
    private static func host(_ url: String) -> String {
        let parts = URLComponents(string: url)
        let name = parts?.host ?? ""
        guard let port = parts?.port, port != (parts?.scheme?.lowercased() == "https" ? 443 : 80) else { return name }
        return "\(name):\(port)"
    }

    /// `20261121T080000Z`
    private static func moment(_ date: Double) -> String {
        let time = Timestamp(milliseconds: Int64(min(max(0, date), 1e11)) * 1_000).rfc3339
        return time.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
    }

    private static func code(_ text: String, _ key: Data) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: key)))
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
