import Foundation
import Labeling
import Synchronization

/// Anthropic's Message Batches API.
struct AnthropicBatches: BatchService {
    /// What the batches need of the client whose requests they carry.
    struct Dialect: Sendable {
        /// The body that the question would have as a request of its own.
        var params: @Sendable (Question) throws(InferenceError) -> Data
        /// The prediction that a message, as JSON, makes; at the batch price.
        var answer: @Sendable (Data) throws(InferenceError) -> Prediction
        /// At the batch price.
        var estimate: @Sendable (Item) -> CostEstimate
        /// What an answer means whose status is not 2xx, and the seconds after which to ask again; nil: do not.
        var failure: @Sendable (HTTPResponse, _ attempt: Int) -> (error: InferenceError, retryAfter: Double?)
    }

    /// 256 MB are allowed, whatever an MB is; the rest is head-room.
    static let official = BatchLimits(requests: 100_000, bytes: 250_000_000)

    /// `…/v1/messages/batches`
    let url: String
    /// For messages.
    let host: String
    let secret: Secret
    /// With the key.
    let headers: [(name: String, value: String)]
    let dialect: Dialect
    let transport: Transport
    let pace: Pace
    var limits = AnthropicBatches.official

    private static let pageSize = 100
    private static let mostPages = 100

    func size(of entry: BatchEntry) throws(InferenceError) -> Int {
        try dialect.params(entry.question).count + AnthropicBatchBody.frameSize + entry.customID.utf8.count
    }

    func estimate(_ item: Item) -> CostEstimate { dialect.estimate(item) }

    /// Sent again only where the provider cannot have taken it: no connection, or an answer that says so. When that is
    /// not known, the error's `possiblyBilled` is 1: look at `recent` before sending it again.
    func create(_ entries: [BatchEntry]) async throws(InferenceError) -> BatchState {
        let body = try await AnthropicBatchBody(entries: entries, limits: limits, params: dialect.params).write()
        defer { try? FileManager.default.removeItem(at: body) }
        var request = HTTPRequest(url: url, headers: headers, upload: body, timeout: .seconds(3_600))
        request.firstByteTimeout = .seconds(300)
        return try state(try await send(request, isRepeatable: false), isCreation: true)
    }

    func state(of id: String) async throws(InferenceError) -> BatchState {
        try state(try await send(get(path(id)), isRepeatable: true))
    }

    func cancel(_ id: String) async throws(InferenceError) -> BatchState {
        var request = get(path(id) + "/cancel")
        request.body = Data()
        return try state(try await send(request, isRepeatable: true))
    }

    func recent(since moment: Timestamp) async throws(InferenceError) -> [BatchState] {
        var found: [BatchState] = []
        var page = "?limit=\(AnthropicBatches.pageSize)"
        for _ in 0..<AnthropicBatches.mostPages {
            let response = try await send(get(url + page), isRepeatable: true)
            guard let list = JSON(response.body), case .array(let elements)? = list["data"] else {
                throw unreadable(response)
            }
            for element in elements {
                guard let batch = BatchState(element) else { throw unreadable(response) }
                // Newest first: behind one that is too old there are only older ones.
                if let made = batch.createdAt, made < moment { return found }
                found.append(batch)
            }
            guard list["has_more"] == .bool(true), let last = found.last else { return found }
            page = "?limit=\(AnthropicBatches.pageSize)&after_id=\(SigV4.encoded(last.id))"
        }
        return found
    }

    func results(
        of batch: BatchState, result: @escaping @Sendable (BatchResult) throws -> Void
    ) async throws {
        var request = get(try resultsAddress(of: batch))
        // However long the reading of a large file takes, and what is done with its lines.
        request.timeout = .seconds(86_400)
        let reader = BatchResultReader(secret: secret, answer: dialect.answer)
        let hasBegun = Atomic(false)
        _ = try await send(isRepeatable: true) { () async throws -> HTTPResponse in
            do {
                return try await transport.lines(of: request) { line in
                    guard let read = reader.result(of: line) else { return }
                    hasBegun.store(true, ordering: .relaxed)
                    try result(read)
                }
            } catch let error as TransportError where hasBegun.load(ordering: .relaxed) {
                // What has been handed on shall not come twice.
                throw InferenceError(error, host: host, secret: secret)
            }
        }
    }

    private func path(_ id: String) -> String { "\(url)/\(SigV4.encoded(id))" }

    private func get(_ address: String) -> HTTPRequest {
        HTTPRequest(url: address, headers: headers, timeout: .seconds(60))
    }

    /// - Throws: when there are no results to read, or they are at a place that must not see the key.
    private func resultsAddress(of batch: BatchState) throws(InferenceError) -> String {
        let name = secret.cleaned(batch.id, limit: 80)
        guard let address = batch.resultsURL else {
            let reason =
                if let gone = batch.archivedAt {
                    "were kept until \(gone.rfc3339)"
                } else if batch.status == .ended {
                    "are no longer kept: the provider gives no address for them"
                } else {
                    "are not there yet: it has not ended"
                }
            throw InferenceError(
                kind: .notFound, message: "the results of batch \(name) \(reason)", isFatalForRun: false)
        }
        guard let there = URLComponents(string: address), let here = URLComponents(string: url),
            there.scheme?.lowercased() == here.scheme?.lowercased(), let host = there.host?.lowercased(),
            host == here.host?.lowercased(), there.usedPort == here.usedPort, there.user == nil
        else {
            throw InferenceError(
                kind: .badResponse,
                message: "the results of batch \(name) are said to be at \(secret.cleaned(address, limit: 120)); "
                    + "the key of \(self.host) is not sent there")
        }
        return address
    }

    private func state(_ response: HTTPResponse, isCreation: Bool = false) throws(InferenceError) -> BatchState {
        guard let state = JSON(response.body).flatMap({ BatchState($0) }) else {
            throw unreadable(response, possiblyBilled: isCreation ? 1 : 0)
        }
        return state
    }

    private func unreadable(_ response: HTTPResponse, possiblyBilled: Int = 0) -> InferenceError {
        let start = String(decoding: response.body.prefix(400), as: UTF8.self)
        return InferenceError(
            kind: .badResponse,
            message: "\(host) answered \(response.status), but with no batch: \(secret.cleaned(start, limit: 200))",
            status: response.status, requestID: response.headers["request-id"].map { secret.cleaned($0, limit: 80) },
            attempts: 1, possiblyBilled: possiblyBilled)
    }
}

extension URLComponents {
    fileprivate var usedPort: Int { port ?? (scheme?.lowercased() == "https" ? 443 : 80) }
}
