import FlyingFox
import FlyingSocks
import Foundation
import Synchronization

/// A Messages API on 127.0.0.1: checks requests as the real one does, answers as it is told, and keeps a ledger of
/// what it would bill. Nothing in it depends on the client under test.
package final class ModelServer: Sendable {
    private struct State {
        var queue: [Behaviour] = []
        var ledger = Ledger()
        /// Prefixes in the prompt cache, by model and text.
        var cached: Set<String> = []
        var arrived = 0
        var arrivals: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var held: [CheckedContinuation<Void, Never>] = []
        var isStopped = false
    }

    private let apiKey: String
    private let answer: @Sendable (Question) -> Answer
    private let state = Mutex(State())
    private let server = Mutex<(http: HTTPServer, task: Task<Void, any Error>)?>(nil)

    /// - Parameter answer: what the model says when no behaviour is queued; must be the same for the same question.
    package init(apiKey: String = "test-key", answer: @escaping @Sendable (Question) -> Answer = Answer.byName) {
        self.apiKey = apiKey
        self.answer = answer
    }

    /// Listens on a free port.
    ///
    /// - Returns: what to give as `ANTHROPIC_BASE_URL`.
    package func start() async throws -> String {
        let handler = ClosureHTTPHandler { [weak self] request in
            guard let self else { return HTTPResponse(statusCode: .serviceUnavailable) }
            return await self.handle(request)
        }
        let address = try sockaddr_in.inet(ip4: "127.0.0.1", port: 0)
        let http = HTTPServer(address: address, timeout: 120, logger: .disabled, handler: handler)
        let task = Task { try await http.run() }
        server.withLock { $0 = (http, task) }
        try await http.waitUntilListening(timeout: 10)
        guard case .ip4(_, let port) = await http.listeningAddress else { throw URLError(.cannotConnectToHost) }
        return "http://127.0.0.1:\(port)"
    }

    /// Lets held requests go and closes the port: from then on, connecting is refused.
    package func stop() async {
        state.withLock { $0.isStopped = true }
        release()
        guard let running = server.withLock({ $0 }) else { return }
        await running.http.stop(timeout: 0)
        running.task.cancel()
    }

    /// These come first, one for each request, in order.
    package func enqueue(_ behaviours: Behaviour...) {
        state.withLock { $0.queue += behaviours }
    }

    /// What has happened so far.
    package var ledger: Ledger { state.withLock { $0.ledger } }

    /// Returns once so many requests have arrived since the start, answered or not.
    package func waitForRequests(_ count: Int) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isThere = state.withLock { state in
                if state.arrived >= count { return true }
                state.arrivals.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// Lets all requests go on that a `.held` behaviour keeps waiting.
    package func release() {
        let held = state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    private func handle(_ request: HTTPRequest) async -> HTTPResponse {
        let body = (try? await request.bodyData) ?? Data()
        var headers: [String: String] = [:]
        for (name, value) in request.headers { headers[name.rawValue.lowercased()] = value }
        let queued = state.withLock { $0.queue.isEmpty ? nil : $0.queue.removeFirst() }
        var behaviour = queued
        if case .held(let then) = behaviour {
            await hold()
            behaviour = then
        } else {
            announceArrival()
        }
        let call = Call(method: request.method.rawValue, path: request.path, headers: headers, body: body)
        let reply = reply(to: call, behaviour)
        state.withLock {
            $0.ledger.entries.append(
                Ledger.Entry(call: call, status: reply.status, reply: reply.body, picodollars: reply.picodollars))
        }
        return reply.response
    }

    /// Whoever waits for this request hears of it once it is held: a `release()` after that is for it too.
    private func hold() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let goesOn = state.withLock { state in
                if state.isStopped { return true }
                state.held.append(continuation)
                return false
            }
            announceArrival()
            if goesOn { continuation.resume() }
        }
    }

    private func announceArrival() {
        let arrivals = state.withLock { state in
            state.arrived += 1
            let arrived = state.arrived
            defer { state.arrivals.removeAll { $0.count <= arrived } }
            return state.arrivals.filter { $0.count <= arrived }
        }
        for arrival in arrivals { arrival.continuation.resume() }
    }

    private func reply(to call: Call, _ behaviour: Behaviour?) -> Reply {
        switch behaviour {
        case .status(let status, let type, let message, let headers, let code):
            return .failure(status, type: type, message: message, headers: headers, code: code)
        case .raw(let status, let contentType, let body):
            return Reply(status: status, headers: ["content-type": contentType], body: Data(body.utf8))
        case .cut:
            return Reply(
                status: 200, headers: ["content-type": "application/json"], body: Data("{\"id\":".utf8), isCut: true)
        case .answer, .held, nil: break
        }
        switch ModelServerRules.check(call, apiKey: apiKey) {
        case .failure(let refusal): return refusal.reply
        case .success(let question):
            let tokens = state.withLock { state in
                TokenCount(question, isCached: !state.cached.insert(question.cacheKey).inserted)
            }
            if case .answer(let told) = behaviour { return told.reply(to: question, tokens) }
            return answer(question).reply(to: question, tokens)
        }
    }
}

extension Reply {
    var response: HTTPResponse {
        var fields = HTTPHeaders()
        for (name, value) in headers { fields[HTTPHeader(name)] = value }
        let status = HTTPStatusCode(status, phrase: "Status")
        guard isCut else { return HTTPResponse(statusCode: status, headers: fields, body: body) }
        let broken = HTTPBodySequence(from: BrokenBody(start: body), count: 1_000)
        return HTTPResponse(statusCode: status, headers: fields, body: broken)
    }
}

/// A body that begins and then fails, at which the server closes the connection.
private struct BrokenBody: AsyncBufferedSequence {
    typealias Element = UInt8
    var start: Data

    struct AsyncIterator: AsyncBufferedIteratorProtocol {
        var start: Data?

        mutating func next() async throws -> UInt8? { throw SocketError.disconnected }

        mutating func nextBuffer(suggested count: Int) async throws -> Data? {
            defer { start = nil }
            guard let start else { throw SocketError.disconnected }
            return start
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(start: start) }
}
