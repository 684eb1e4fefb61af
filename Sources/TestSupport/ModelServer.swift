import FlyingFox
import FlyingSocks
package import Foundation
import Synchronization

/// The services of models on 127.0.0.1: checks requests as the real ones do, answers as it is told, and keeps a ledger of
/// what it would bill. Nothing in it depends on the client under test.
package final class ModelServer: Sendable {
    struct State {
        var queue: [(operation: Operation?, behaviour: Behaviour)] = []
        var ledger = Ledger()
        /// Prefixes in the prompt cache, by model and text.
        var cached: Set<String> = []
        /// How often each body of a question came.
        var attempts: [Data: Int] = [:]
        var batches = BatchDesk()
        var batchPlan = BatchPlan()
        var numbered = 0
        var inProgress = 0
        var arrived = 0
        var arrivals: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var gates: [Gate] = []
        /// Entries of the ledger whose bodies have not come yet.
        var stalled: [Int] = []
        var isStopped = false
    }

    let apiKey: String
    let labels: [String]
    let models: [String: ServedModel]
    let listed: [ServedModel]
    let credentials: AWSCredentials
    let r1IsEmptyWhenStructured: Bool
    let clock: @Sendable () -> Date
    let answer: @Sendable (Question) -> Answer
    private let behave: @Sendable (Question) -> Behaviour?
    private let faults: Faults?
    let state = Mutex(State())
    private let server = Mutex<(http: HTTPServer, task: Task<Void, any Error>)?>(nil)

    /// - Parameters:
    ///   - apiKey: the key of every service; the bearer token too.
    ///   - labels: of a question that names none, because it asks for plain text.
    ///   - models: beside `ServedModel.all`, or instead of those of the same name.
    ///   - credentials: for signed requests to Bedrock.
    ///   - r1IsEmptyWhenStructured: whether DeepSeek R1 has nothing to say when it is asked for JSON by `response_format`.
    ///   - clock: what signatures and the dates of batches are held against.
    ///   - faults: what goes wrong by chance.
    ///   - behave: what to do with a question when nothing is enqueued; before `faults`.
    ///   - answer: what the model says when nothing else is told; must be the same for the same question.
    package init(
        apiKey: String = "test-key", labels: [String] = [], models: [ServedModel] = [],
        credentials: AWSCredentials = AWSCredentials(), r1IsEmptyWhenStructured: Bool = true,
        clock: @escaping @Sendable () -> Date = { Date() }, faults: Faults? = nil,
        behave: @escaping @Sendable (Question) -> Behaviour? = { _ in nil },
        answer: @escaping @Sendable (Question) -> Answer = Answer.byName
    ) {
        self.apiKey = apiKey
        self.labels = labels
        self.models = ServedModel.table(models)
        listed = ServedModel.all + models
        self.credentials = credentials
        self.r1IsEmptyWhenStructured = r1IsEmptyWhenStructured
        self.clock = clock
        self.faults = faults
        self.behave = behave
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
        // As long as any test: how long a request is held is for the tests to say.
        let http = HTTPServer(address: address, timeout: 3_600, logger: .disabled, handler: handler)
        // Each priority has threads of its own. Those of the usual one are held by tests that compute for long: a server among
        // them would answer too late for clients that ask whether it is there.
        let task = Task(priority: .high) { try await http.run() }
        server.withLock { $0 = (http, task) }
        try await http.waitUntilListening(timeout: 3_600)
        guard case .ip4(_, let port) = await http.listeningAddress else { throw URLError(.cannotConnectToHost) }
        return "http://127.0.0.1:\(port)"
    }

    /// Lets held requests go, breaks stalled ones off, and closes the port: from then on, connecting is refused. Nobody
    /// waits for requests any longer.
    package func stop() async {
        let arrivals = state.withLock { state in
            state.isStopped = true
            defer { state.arrivals = [] }
            return state.arrivals
        }
        for arrival in arrivals { arrival.continuation.resume() }
        open(.stopped)
        guard let running = server.withLock({ $0 }) else { return }
        await running.http.stop(timeout: 0)
        running.task.cancel()
    }

    /// These come first, one for each request, in order.
    ///
    /// - Parameter operation: only requests of this kind take them; nil: any.
    package func enqueue(_ behaviours: Behaviour..., at operation: Operation? = nil) {
        state.withLock { state in state.queue += behaviours.map { (operation, $0) } }
    }

    /// What has happened so far.
    package var ledger: Ledger { state.withLock { $0.ledger } }

    /// Requests that have arrived since the start, answered or not.
    package var arrived: Int { state.withLock { $0.arrived } }

    /// Returns once so many requests have arrived since the start, answered or not; or when the server is stopped.
    package func waitForRequests(_ count: Int) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isThere = state.withLock { state in
                if state.arrived >= count || state.isStopped { return true }
                state.arrivals.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// Lets all requests go on that are held or stalled.
    package func release() {
        state.withLock { state in
            for index in state.stalled { state.ledger.setDelivered(index) }
            state.stalled = []
        }
        open(.released)
    }

    /// Empties the prompt cache, as time does.
    package func expireCache() { state.withLock { $0.cached = [] } }

    /// Changes how batches are treated; `outcome` only of those that are created from now on.
    package func planBatches(_ change: (inout BatchPlan) -> Void) {
        state.withLock { state in
            change(&state.batchPlan)
            for index in state.batches.batches.indices { change(&state.batches.batches[index].plan) }
        }
    }

    /// Ends every batch that is under way.
    package func endBatches() {
        let now = clock()
        state.withLock { state in
            for index in state.batches.batches.indices { end(index, &state, now) }
        }
    }

    func end(_ index: Int, _ state: inout State, _ now: Date) {
        state.ledger.batchCharges += state.batches.batches[index].end(models, cached: &state.cached, now)
    }

    // MARK: - A request's way

    private func handle(_ request: HTTPRequest) async -> HTTPResponse {
        let call = await Call(request)
        let route = Route(call)
        let requestNumber = state.withLock { state in
            state.inProgress += 1
            state.ledger.mostAtOnce = max(state.ledger.mostAtOnce, state.inProgress)
            state.numbered += 1
            return state.numbered
        }
        defer { state.withLock { $0.inProgress -= 1 } }
        let intake = intake(call, route, state.withLock { $0.batchPlan })
        let course = course(intake, route)
        let gate = course.isHeld || course.transport == .stalled ? makeGate() : nil
        let isStalled = course.transport == .stalled
        // A stalled one is announced once it is in the books, or a release would find nothing to deliver.
        if !isStalled { announceArrival() }
        if course.isHeld { _ = await gate?.wait() }
        var reply = reply(to: intake, course.told, call, route, requestNumber, isDone: course.transport != .hungUp)
        reply.headers.merge(course.headers) { $1 }
        var wire = reply
        if course.isGzipped {
            wire.body = reply.body.gzipped
            wire.headers["content-encoding"] = "gzip"
        }
        let isWhole = course.transport == .whole && !course.isGarbled
        record(reply, call, route, wasDelivered: isWhole, isStalled: isStalled)
        if isStalled { announceArrival() }
        return wire.response(course.transport, gate: isStalled ? gate : nil)
    }

    private func record(_ reply: Reply, _ call: Call, _ route: Route, wasDelivered: Bool, isStalled: Bool) {
        state.withLock { state in
            let entry = Ledger.Entry(
                api: route.api, operation: route.operation, call: call, status: reply.status, reply: reply.body,
                requestID: reply.headers[Failure.idHeader(route.api)] ?? "", charge: reply.charge,
                wasDelivered: false, batchID: reply.batchID)
            state.ledger.entries.append(entry)
            if wasDelivered { state.ledger.setDelivered(state.ledger.entries.count - 1) }
            if isStalled { state.stalled.append(state.ledger.entries.count - 1) }
        }
    }

    /// What is enqueued comes first, then what `behave` says, then chance.
    private func course(_ intake: Result<Work, Failure>, _ route: Route) -> Course {
        let queued = state.withLock { state -> Behaviour? in
            let index = state.queue.firstIndex { $0.operation == nil || $0.operation == route.operation }
            return index.map { state.queue.remove(at: $0).behaviour }
        }
        if queued != nil { return Course(queued) }
        guard case .success(.ask(var question)) = intake else { return Course(nil) }
        question.attempt = state.withLock { state in
            state.attempts[question.call.body, default: 0] += 1
            return state.attempts[question.call.body] ?? 1
        }
        return Course(behave(question) ?? faults?.behaviour(for: question))
    }

    /// Whoever waits for this request hears of it once the gate is there: a `release()` after that is for it too.
    private func makeGate() -> Gate {
        let gate = Gate()
        let isStopped = state.withLock { state in
            if !state.isStopped { state.gates.append(gate) }
            return state.isStopped
        }
        if isStopped { gate.open(.stopped) }
        return gate
    }

    private func open(_ opening: Gate.Opening) {
        let gates = state.withLock { state in
            defer { state.gates = [] }
            return state.gates
        }
        for gate in gates { gate.open(opening) }
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
}

extension ModelServer.Call {
    init(_ request: HTTPRequest) async {
        var headers: [String: String] = [:]
        for (name, value) in request.headers { headers[name.rawValue.lowercased()] = value }
        let body = (try? await request.bodyData) ?? Data()
        self.init(
            method: request.method.rawValue, path: request.target.path(), query: request.target.query(),
            headers: headers, body: body)
    }
}
