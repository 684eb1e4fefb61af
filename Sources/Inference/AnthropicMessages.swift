import Foundation
import Labeling
import Synchronization

/// Asks a Claude model through the Messages API.
final class AnthropicClient: ModelClient {
    let model: String
    let isPaid = true
    let promptVersion: String
    let notices: [String]
    let concurrency: Int

    private let request: AnthropicRequest
    let access: AnthropicAccess
    private let labels: LabelSet
    private let table: ModelTable
    let transport: Transport
    private let pace: Pace
    private let policy = RetryPolicy()
    private let gate = RateGate()
    /// Whether these very instructions have been accepted once: a later 400 is then about its item.
    private let isProven = Mutex(false)

    init(
        setting: ModelSetting, task: TaskDefinition, table: ModelTable, environment: [String: String],
        transport: Transport, pace: Pace
    ) throws(InferenceError) {
        access = try AnthropicAccess(setting: setting, environment: environment)
        request = try AnthropicRequest(setting: setting, task: task, table: table)
        model = setting.model
        concurrency = setting.concurrency
        promptVersion = request.version
        notices = request.notices + access.notices
        labels = task.labels
        self.table = table
        self.transport = transport
        self.pace = pace
    }

    func estimate(_ item: Item) -> CostEstimate {
        request.estimate(item.text, table: table)
    }

    func ask(
        _ question: Question, attempted: @escaping @Sendable (Attempt) -> Void
    ) async throws(InferenceError) -> Prediction {
        let (item, escalation) = (question.item, question.escalation)
        try refuseIfTooLong(item)
        let http = HTTPRequest(
            url: access.url, headers: access.headers, body: request.body(request.prompt.message(item.text)).data)
        var attempt = 0
        var lost = 0
        while true {
            try await pause(gate.remaining(at: pace.now()), attempts: attempt, lost: lost)
            attempt += 1
            switch await send(http) {
            case .failure(let error):
                if error.mayHaveBeenBilled { lost += 1 }
                guard case .again(let wait) = policy.verdict(on: error, attempt: attempt, random: pace.random()) else {
                    throw failure(error, attempts: attempt, lost: lost)
                }
                try await pause(.seconds(wait), attempts: attempt, lost: lost)
            case .success(let response) where (200..<300).contains(response.status):
                return try prediction(response, escalation: escalation, attempts: attempt, lost: lost)
            case .success(let response):
                let answer = AnthropicFailure(response, access: access)
                let verdict =
                    answer.isSpendCap
                    ? .giveUp
                    : policy.verdict(on: response, attempt: attempt, random: pace.random(), date: pace.date())
                guard case .again(let wait) = verdict else {
                    throw failure(answer, attempts: attempt, lost: lost)
                }
                if response.status == 429 || response.headers["retry-after"] != nil {
                    gate.close(until: pace.now() + .seconds(wait))
                } else {
                    try await pause(.seconds(wait), attempts: attempt, lost: lost)
                }
            }
        }
    }

    private func send(_ http: HTTPRequest) async -> TransferResult {
        do {
            return .success(try await transport.send(http))
        } catch {
            return .failure(error)
        }
    }

    private func pause(_ wait: Duration, attempts: Int, lost: Int) async throws(InferenceError) {
        do {
            if wait > .zero { try await pace.sleep(wait) }
            try Task.checkCancellation()
        } catch {
            throw InferenceError(kind: .cancelled, message: "cancelled", attempts: attempts, possiblyBilled: lost)
        }
    }

    private func refuseIfTooLong(_ item: Item) throws(InferenceError) {
        guard let facts = request.facts else { return }
        let tokens = TokenEstimate.expected(item.text, newTokenizer: facts.hasNewTokenizer)
        guard tokens > facts.contextTokens || item.text.utf8.count > 30 << 20 else { return }
        throw InferenceError(
            kind: .tooLarge,
            message: "item \(access.secret.cleaned(item.id.value, limit: 80)) has about \(tokens) tokens; "
                + "\(model) takes \(facts.contextTokens)")
    }

    private func prediction(
        _ response: HTTPResponse, escalation: EscalationReason?, attempts: Int, lost: Int
    ) throws(InferenceError) -> Prediction {
        let answer: AnthropicAnswer
        do {
            answer = try AnthropicAnswer(response.body)
        } catch {
            throw InferenceError(
                kind: .badResponse,
                message: "\(access.host) answered \(response.status), but \(error.reason): "
                    + access.secret.cleaned(error.excerpt, limit: 200),
                status: response.status, requestID: response.headers["request-id"], attempts: attempts,
                possiblyBilled: lost + 1)
        }
        isProven.withLock { $0 = true }
        let priced = answer.model.flatMap { table.facts(for: $0)?.id } ?? model
        let cost =
            answer.usage.map {
                table.cost(
                    of: $0, model: priced, cacheLifetime: request.setting.cache, cacheCreation: answer.cacheCreation,
                    isUSInference: answer.isUSInference)
            } ?? .unknown
        var prediction = Prediction(
            model: model, snapshot: answer.model, usage: answer.usage ?? Usage(), cost: cost,
            latencyMilliseconds: response.elapsedMilliseconds, escalation: escalation,
            requestID: response.headers["request-id"] ?? answer.id, promptVersion: promptVersion,
            stopReason: answer.stopReason,
            at: Timestamp(milliseconds: Int64((pace.date() * 1_000).rounded())))
        answer.judge(labels: labels, into: &prediction)
        return prediction
    }

    func failure(_ error: TransportError, attempts: Int, lost: Int) -> InferenceError {
        let (kind, text): (InferenceError.Kind, String) =
            switch error {
            case .unreachable(let reason): (.unreachable, "\(access.host) cannot be reached: \(reason)")
            case .interrupted(let reason): (.unreachable, "the connection to \(access.host) broke: \(reason)")
            case .timeout: (.timeout, "\(access.host) did not answer in time")
            case .cancelled: (.cancelled, "cancelled")
            case .tooLarge(let limit): (.badResponse, "\(access.host) answered with over \(limit) bytes")
            case .invalid(let reason): (.configuration, "the request cannot be sent: \(reason)")
            }
        return InferenceError(
            kind: kind, message: access.secret.cleaned(text), attempts: attempts, possiblyBilled: lost)
    }

    func failure(_ answer: AnthropicFailure, attempts: Int, lost: Int) -> InferenceError {
        var error = answer.error(model: model, retryLimit: policy.longestWait, date: pace.date())
        error.attempts = attempts
        error.possiblyBilled = lost
        // With the same instructions accepted before, and no account-wide code, the item is at fault.
        if error.kind == .invalidRequest, answer.code == nil, isProven.withLock({ $0 }) {
            error.isFatalForRun = false
        }
        return error
    }
}
