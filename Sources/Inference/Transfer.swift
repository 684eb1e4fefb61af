import CCurl
import Foundation

/// One libcurl handle and the request it carries; taken again for the next one when all went well. Lives on the
/// transfer thread alone; libcurl's callbacks borrow it through a pointer, so it must outlive its handle, which it
/// frees itself.
final class Transfer {
    let handle: UnsafeMutableRawPointer
    private let setup: TransferSetup
    let errorText: UnsafeMutablePointer<CChar>
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var headers: [(name: String, value: String)] = []
    private var url = ""

    private var submission: Submission?
    var answer = TransferAnswer()
    /// The open file of an upload.
    var upload: FileHandle?
    private var began = ContinuousClock.now
    /// When the last byte went or came.
    var moved = ContinuousClock.now

    init(_ setup: TransferSetup) throws(TransportError) {
        guard let handle = curl_easy_init() else { throw .unreachable("libcurl gave no handle") }
        self.handle = handle
        self.setup = setup
        errorText = .allocate(capacity: ccurl_error_size)
        errorText.initialize(repeating: 0, count: ccurl_error_size)
        try configure()
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headerList)
        errorText.deallocate()
    }

    /// What is the same for all requests.
    private func configure() throws(TransportError) {
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_USERAGENT, "renga/0.1")
        try set(CURLOPT_ACCEPT_ENCODING, "gzip")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        for (option, path) in setup.certificates { try set(option, path) }
        try set(CURLOPT_NOPROXY, setup.noProxy)
        try set(CURLOPT_HTTP_VERSION, ccurl_http_version_2_tls)
        // A proxy is told none of our headers when it connects us through: the key is among them.
        try set(CURLOPT_HEADEROPT, ccurl_header_separate)
        // The proxy's own answer to that is not the beginning of the server's.
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try set(CURLOPT_NOSIGNAL, 1)
        // Without it, cancelling waits for a name lookup that is under way.
        try set(CURLOPT_QUICK_EXIT, 1)
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_TCP_KEEPIDLE, 60)
        try set(CURLOPT_TCP_KEEPINTVL, 60)
        try check(ccurl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText))
        let context = Unmanaged.passUnretained(self).toOpaque()
        try check(ccurl_set_body_sink(handle, receiveBody, context))
        try check(ccurl_set_header_sink(handle, receiveHeader, context))
    }

    var number: UInt64? { submission?.number }

    /// Makes the handle ready to carry this request.
    func begin(_ submission: Submission) throws(TransportError) {
        let request = submission.request
        began = .now
        moved = began
        errorText[0] = 0
        answer.begin(lines: submission.lines, bodyLimit: setup.bodyLimit)
        if request.url != url || url.isEmpty {
            url = ""
            try set(CURLOPT_URL, request.url)
            // Better one connection for all than one for each, where the handshake tells whether that works. Without
            // TLS only the first answer would tell, and all other requests would wait for it.
            try set(CURLOPT_PIPEWAIT, isEncrypted(request) ? 1 : 0)
            try set(CURLOPT_PROXY, setup.proxy(for: request.url))
            url = request.url
        }
        try set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(request.connectTimeout))
        try set(CURLOPT_TIMEOUT_MS, milliseconds(request.timeout))
        try setHeaders(request.headers)
        try setBody(request)
        self.submission = submission
    }

    /// Lets go of the request; whoever calls this resumes its continuation.
    func end() -> Submission? {
        defer { submission = nil }
        // libcurl keeps its copy of a body until the next one.
        if let body = submission?.request.body, body.count > 64 << 10 {
            ccurl_set_string(handle, CURLOPT_COPYPOSTFIELDS, nil)
        }
        upload = nil
        answer.end()
        return submission
    }

    private func setBody(_ request: HTTPRequest) throws(TransportError) {
        try set(CURLOPT_FRESH_CONNECT, request.upload == nil ? 0 : 1)
        if let file = request.upload {
            guard let handle = try? FileHandle(forReadingFrom: file), let size = try? handle.seekToEnd(),
                (try? handle.seek(toOffset: 0)) != nil
            else { throw .invalid("\(file.lastPathComponent) cannot be read") }
            upload = handle
            try set(CURLOPT_POST, 1)
            let context = Unmanaged.passUnretained(self).toOpaque()
            try check(ccurl_set_body_source(self.handle, sendBody, rewindBody, context, Int(size)))
        } else if let body = request.body {
            try set(CURLOPT_POST, 1)
            let code = body.withUnsafeBytes { bytes in
                // An empty body has no address; libcurl then copies nothing from any other.
                ccurl_set_body(handle, bytes.baseAddress ?? UnsafeRawPointer(errorText), bytes.count)
            }
            try check(code)
        } else {
            try set(CURLOPT_HTTPGET, 1)
        }
    }

    private func setHeaders(_ wanted: [(name: String, value: String)]) throws(TransportError) {
        guard headerList == nil || !headers.elementsEqual(wanted, by: ==) else { return }
        curl_slist_free_all(headerList)
        headerList = nil
        // An empty `Expect` stops libcurl from waiting a second for "100 Continue" before a large body.
        for (name, value) in wanted + [("Expect", "")] {
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
        headers = wanted
    }

    private func isEncrypted(_ request: HTTPRequest) -> Bool { request.url.lowercased().hasPrefix("https:") }

    private func milliseconds(_ duration: Duration) -> Int { Int(min(max(1, duration.inMilliseconds), 1e9)) }

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
}

extension Transfer {
    /// What libcurl's verdict on the finished transfer means.
    func result(_ code: CURLcode) -> TransferResult {
        if code == CURLE_OK { answer.finishLines() }
        if let problem = answer.problem { return .failure(problem) }
        let reason = String(cString: errorText[0] == 0 ? curl_easy_strerror(code) : UnsafePointer(errorText))
        switch code {
        case CURLE_OK:
            let elapsed = (ContinuousClock.now - began).inMilliseconds
            return .success(
                HTTPResponse(
                    status: status, headers: answer.headers, body: answer.body, elapsedMilliseconds: elapsed))
        case CURLE_OPERATION_TIMEDOUT:
            // Before the request has left, a timeout is a host that does not answer.
            return .failure(wasSent ? .timeout : .unreachable(reason))
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: return .failure(.invalid(reason))
        default: return .failure(wasSent ? .interrupted(reason) : .unreachable(reason))
        }
    }

    /// When the other side will have been silent for too long; nil: libcurl watches the rest.
    var deadline: ContinuousClock.Instant? {
        guard let request = submission?.request else { return nil }
        if answer.hasBegun { return moved + request.stallTimeout }
        return request.firstByteTimeout.map { moved + $0 }
    }

    var silenceError: TransportError {
        wasSent ? .timeout : .unreachable("no answer in time")
    }

    var status: Int {
        var status = 0
        ccurl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return status
    }

    private var wasSent: Bool {
        var bytes = 0
        ccurl_get_long(handle, CURLINFO_REQUEST_SIZE, &bytes)
        guard bytes > 0, let request = submission?.request, isEncrypted(request) else { return bytes > 0 }
        // What a proxy was asked counts as well; our request leaves after the handshake with the server.
        var newConnections = 0
        var handshake = 0
        ccurl_get_long(handle, CURLINFO_NUM_CONNECTS, &newConnections)
        ccurl_get_offset(handle, CURLINFO_APPCONNECT_TIME_T, &handshake)
        return newConnections == 0 || handshake > 0
    }
}
