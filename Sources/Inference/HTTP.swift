package import Foundation

/// One request, as `Transport` sends it: a POST when it has a body or an upload, else a GET.
package struct HTTPRequest: Sendable {
    package var url: String
    /// Sent in this order, beside the ones libcurl adds. A value with a control character is never sent.
    package var headers: [(name: String, value: String)]
    package var body: Data?
    /// A file whose bytes are the body; read as they are sent, so that its size does not matter. Such a request is
    /// never sent a second time by libcurl, not even when a kept connection turns out to be closed.
    package var upload: URL?
    /// For the whole exchange, connecting included.
    package var timeout: Duration
    /// For name lookup, connecting and the TLS handshake.
    package var connectTimeout: Duration = .seconds(5)
    /// From the last byte sent to the first byte of the answer; nil: `timeout` alone.
    package var firstByteTimeout: Duration?
    /// Between two bytes of the answer.
    package var stallTimeout: Duration = .seconds(60)

    package init(
        url: String, headers: [(name: String, value: String)] = [], body: Data? = nil, upload: URL? = nil,
        timeout: Duration = .seconds(300)
    ) {
        self.url = url
        self.headers = headers
        self.body = body
        self.upload = upload
        self.timeout = timeout
    }
}

/// A complete answer of a server, whatever its status.
package struct HTTPResponse: Sendable {
    package var status: Int
    /// By lower-cased name; of a repeated header the last value.
    package var headers: [String: String]
    /// Decompressed.
    package var body: Data
    package var elapsedMilliseconds: Double

    package init(status: Int, headers: [String: String] = [:], body: Data = Data(), elapsedMilliseconds: Double = 0) {
        self.status = status
        self.headers = headers
        self.body = body
        self.elapsedMilliseconds = elapsedMilliseconds
    }
}

/// Why there is no answer.
package enum TransportError: Error, Hashable, Sendable {
    /// Nothing was sent: no such host, connection refused, TLS not trusted.
    case unreachable(String)
    /// The connection broke after the request may have left: the server may have worked, and billed.
    case interrupted(String)
    case timeout
    case cancelled
    /// The body, or a line of it, is over the limit, in bytes.
    case tooLarge(limit: Int)
    /// The request cannot be sent as it is: its URL or a header is malformed, its file cannot be read.
    case invalid(String)

    /// Whether the server may have answered, and billed, without us seeing it.
    package var mayHaveBeenBilled: Bool {
        switch self {
        case .interrupted, .timeout, .cancelled, .tooLarge: true
        case .unreachable, .invalid: false
        }
    }
}

extension HTTPResponse {
    /// Seconds since 1970, as the server's clock shows; nil: it does not say.
    var date: Double? { headers["date"].flatMap { HTTPDate.seconds($0) } }
}
