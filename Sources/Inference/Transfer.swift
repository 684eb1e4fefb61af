import CCurl
import Foundation

/// One request under way. Lives on the transfer thread alone; libcurl's callbacks borrow it through a pointer, so it
/// must outlive its handle, which it frees itself.
final class Transfer {
    let number: UInt64
    let handle: UnsafeMutableRawPointer
    let continuation: CheckedContinuation<TransferResult, Never>
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private let errorText: UnsafeMutablePointer<CChar>
    private let bodyLimit: Int
    private let began = ContinuousClock.now
    private var body = Data()
    private var headers: [String: String] = [:]
    private var headerBytes = 0
    private var isOverLimit = false

    private static let headerLimit = 256 << 10

    init(_ submission: Submission, bodyLimit: Int) throws(TransportError) {
        guard let handle = curl_easy_init() else { throw .unreachable("libcurl gave no handle") }
        number = submission.number
        continuation = submission.continuation
        self.handle = handle
        self.bodyLimit = bodyLimit
        errorText = .allocate(capacity: ccurl_error_size)
        errorText.initialize(repeating: 0, count: ccurl_error_size)
        try configure(submission.request)
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headerList)
        errorText.deallocate()
    }

    private func configure(_ request: HTTPRequest) throws(TransportError) {
        try set(CURLOPT_URL, request.url)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_USERAGENT, "renga/0.1")
        try set(CURLOPT_ACCEPT_ENCODING, "gzip")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_HTTP_VERSION, ccurl_http_version_2_tls)
        // Better one connection for all than one for each, where the handshake tells whether that works. Without TLS
        // only the first answer would tell, and all other requests would wait for it.
        try set(CURLOPT_PIPEWAIT, request.url.lowercased().hasPrefix("https:") ? 1 : 0)
        // A proxy is told none of our headers: the key is among them.
        try set(CURLOPT_HEADEROPT, ccurl_header_separate)
        try set(CURLOPT_NOSIGNAL, 1)
        // Without it, cancelling waits for a name lookup that is under way.
        try set(CURLOPT_QUICK_EXIT, 1)
        try set(CURLOPT_CONNECTTIMEOUT_MS, 5_000)
        try set(CURLOPT_TIMEOUT_MS, Int(min(max(1, request.timeout.inMilliseconds), 1e9)))
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_TCP_KEEPIDLE, 60)
        try set(CURLOPT_TCP_KEEPINTVL, 60)
        try check(ccurl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText))
        try setHeaders(request.headers)
        if let body = request.body {
            try set(CURLOPT_POST, 1)
            let code = body.withUnsafeBytes { bytes in
                // An empty body has no address; libcurl then copies nothing from any other.
                ccurl_set_body(handle, bytes.baseAddress ?? UnsafeRawPointer(errorText), bytes.count)
            }
            try check(code)
        }
        let context = Unmanaged.passUnretained(self).toOpaque()
        try check(ccurl_set_body_sink(handle, receiveBody, context))
        try check(ccurl_set_header_sink(handle, receiveHeader, context))
    }

    private func setHeaders(_ headers: [(name: String, value: String)]) throws(TransportError) {
        // An empty `Expect` stops libcurl from waiting a second for "100 Continue" before a large body.
        for (name, value) in headers + [("Expect", "")] {
            let isToken = !name.isEmpty && name.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: ":") }
            let isClean = value.utf8.allSatisfy { ($0 >= 32 && $0 != 127) || $0 == 9 }
            guard isToken, isClean else {
                throw .invalid("the header \(name.debugDescription) has a control character in its name or value")
            }
            guard let longer = curl_slist_append(headerList, "\(name):\(value.isEmpty ? "" : " " + value)") else {
                throw .unreachable("out of memory")
            }
            headerList = longer
        }
        try check(ccurl_set_headers(handle, headerList))
    }

    private func set(_ option: CURLoption, _ value: String) throws(TransportError) {
        guard !value.utf8.contains(0) else { throw .invalid("the URL has a zero byte") }
        try check(ccurl_set_string(handle, option, value))
    }

    private func set(_ option: CURLoption, _ value: Int) throws(TransportError) {
        try check(ccurl_set_long(handle, option, value))
    }

    private func check(_ code: CURLcode) throws(TransportError) {
        guard code == CURLE_OK else { throw .invalid(String(cString: curl_easy_strerror(code))) }
    }

    /// What libcurl's verdict on the finished transfer means.
    func result(_ code: CURLcode) -> TransferResult {
        if isOverLimit { return .failure(.tooLarge(limit: bodyLimit)) }
        let reason = String(cString: errorText[0] == 0 ? curl_easy_strerror(code) : UnsafePointer(errorText))
        switch code {
        case CURLE_OK:
            var status = 0
            ccurl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
            let elapsed = (ContinuousClock.now - began).inMilliseconds
            return .success(
                HTTPResponse(status: status, headers: headers, body: body, elapsedMilliseconds: elapsed))
        case CURLE_OPERATION_TIMEDOUT:
            // Before the request has left, a timeout is a host that does not answer.
            return .failure(wasSent ? .timeout : .unreachable(reason))
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: return .failure(.invalid(reason))
        default: return .failure(wasSent ? .interrupted(reason) : .unreachable(reason))
        }
    }

    private var wasSent: Bool {
        var bytes = 0
        ccurl_get_long(handle, CURLINFO_REQUEST_SIZE, &bytes)
        return bytes > 0
    }

    fileprivate func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= bodyLimit else {
            isOverLimit = true
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    fileprivate func takeHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= Transfer.headerLimit else {
            isOverLimit = true
            return false
        }
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            // A further status line follows a proxy's answer or a "100 Continue": its headers alone count.
            headers = [:]
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespacesAndNewlines)
            headers[line[..<colon].lowercased()] = value
        }
        return true
    }
}

private func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.take(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

private func receiveHeader(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

extension Duration {
    /// In milliseconds, with fractions.
    package var inMilliseconds: Double {
        Double(components.seconds) * 1_000 + Double(components.attoseconds) / 1e15
    }
}
