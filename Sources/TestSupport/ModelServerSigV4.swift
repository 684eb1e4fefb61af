import Crypto
import Foundation

extension ModelServer {
    /// Who may sign requests to Bedrock. The defaults are AWS's own for examples.
    package struct AWSCredentials: Sendable {
        package var accessKey = "AKIDEXAMPLE"
        package var secretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
        package var region = "us-east-1"
        package var sessionToken: String?

        package init() {}
    }
}

/// Checks signatures of AWS's version 4, by computing them once more.
package struct ModelServerSigV4: Sendable {
    package var credentials: ModelServer.AWSCredentials
    package var service: String

    package init(credentials: ModelServer.AWSCredentials, service: String) {
        self.credentials = credentials
        self.service = service
    }

    /// The signature of a request, in hexadecimal digits.
    ///
    /// - Parameter signedHeaders: names in lower case, in the order in which they are signed.
    package func signature(of call: ModelServer.Call, signedHeaders: [String], date: String) -> String {
        let headers = signedHeaders.map { name in
            let words = (call.headers[name] ?? "").split(separator: " ")
            return "\(name):\(words.joined(separator: " "))\n"
        }
        let canonical = [
            call.method, ModelServerSigV4.encoded(call.path), ModelServerSigV4.canonical(query: call.query),
            headers.joined(), signedHeaders.joined(separator: ";"), hex(SHA256.hash(data: call.body)),
        ].joined(separator: "\n")
        let scope = scope(date)
        let digest = hex(SHA256.hash(data: Data(canonical.utf8)))
        let text = "AWS4-HMAC-SHA256\n\(date)\n\(scope.joined(separator: "/"))\n\(digest)"
        var key = SymmetricKey(data: Data("AWS4\(credentials.secretKey)".utf8))
        for part in scope {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Data(part.utf8), using: key))
        }
        return hex(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key))
    }

    /// - Parameter now: a signature may be five minutes away from it.
    func check(_ call: ModelServer.Call, now: Date) throws(ModelServer.Failure) {
        func refused(_ name: String, _ message: String) -> ModelServer.Failure {
            ModelServer.Failure(status: 403, type: name, message: message)
        }
        let pattern = /AWS4-HMAC-SHA256 Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})/
        guard let match = call.headers["authorization"]?.wholeMatch(of: pattern) else {
            throw refused("IncompleteSignatureException", "Authorization header is not in the form of Version 4")
        }
        let credential = match.1.split(separator: "/").map(String.init)
        guard let date = call.headers["x-amz-date"], let signedAt = ModelServerSigV4.time(date) else {
            throw refused("IncompleteSignatureException", "X-Amz-Date must be of the form 20261121T000000Z")
        }
        guard credential.first == credentials.accessKey,
            call.headers["x-amz-security-token"] == credentials.sessionToken
        else { throw refused("UnrecognizedClientException", "The security token included in the request is invalid.") }
        guard credential.dropFirst() == scope(date)[...] else {
            throw refused(
                "InvalidSignatureException",
                "Credential should be scoped to \(scope(date).joined(separator: "/")), not to "
                    + credential.dropFirst().joined(separator: "/"))
        }
        guard abs(signedAt.timeIntervalSince(now)) <= 300 else {
            throw refused("InvalidSignatureException", "Signature expired or not yet current: \(date)")
        }
        let names = match.2.split(separator: ";").map(String.init)
        let needed = ["host"] + call.headers.keys.filter { $0.hasPrefix("x-amz-") }
        guard names == names.sorted(), needed.allSatisfy(names.contains) else {
            throw refused("InvalidSignatureException", "'Host' and all 'X-Amz-' headers must be signed, in order.")
        }
        guard signature(of: call, signedHeaders: names, date: date) == match.3 else {
            throw refused(
                "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided.")
        }
    }

    private func scope(_ date: String) -> [String] {
        [String(date.prefix(8)), credentials.region, service, "aws4_request"]
    }

    /// The path as it was sent, encoded once more: all services but S3 sign it so.
    private static func encoded(_ path: String) -> String {
        path.isEmpty ? "/" : escaped(path, keeping: "/")
    }

    private static func canonical(query: String) -> String {
        let pairs = query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map {
                String($0).removingPercentEncoding ?? String($0)
            }
            return escaped(parts[0], keeping: "") + "=" + escaped(parts.count > 1 ? parts[1] : "", keeping: "")
        }
        return pairs.sorted().joined(separator: "&")
    }

    private static func escaped(_ text: String, keeping: String) -> String {
        let kept = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~\(keeping)".utf8)
        var result = ""
        for byte in text.utf8 {
            result += kept.contains(byte) ? String(UnicodeScalar(byte)) : String(format: "%%%02X", Int(byte))
        }
        return result
    }

    private static func time(_ text: String) -> Date? {
        guard let match = text.wholeMatch(of: /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/) else { return nil }
        let words = match.output
        return try? Date("\(words.1)-\(words.2)-\(words.3)T\(words.4):\(words.5):\(words.6)Z", strategy: .iso8601)
    }

    private func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String(format: "%02x", Int($0)) }.joined()
    }
}
