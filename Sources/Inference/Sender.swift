import Foundation
import Labeling

/// Sends requests as the official clients do: with their retries, and never faster than the key allows.
final class Sender: Sendable {
    let access: any Access
    let transport: Transport
    let pace: Pace
    let model: String
    private let timeout: Duration
    private let concurrency: Int
    let policy = RetryPolicy()
    let governor: RateGovernor

    /// What was sent for one question so far.
    struct Tally {
        var attempts = 0
        /// Requests whose answer was lost, or cannot be read: they may have been billed.
        var lost = 0
    }

    /// What one exchange is sent with.
    struct Terms {
        /// What a lost answer may have cost; nil: no price is known.
        var worst: Money?
        /// Whether a request with the same instructions was accepted before.
        var isProven: @Sendable () -> Bool
        var cost: @Sendable (Usage) -> Cost
        var attempted: @Sendable (Attempt) -> Void
    }

    init(setting: ModelSetting, access: any Access, transport: Transport, pace: Pace) {
        self.access = access
        self.transport = transport
        self.pace = pace
        model = setting.model
        timeout = .seconds(max(1, setting.timeoutSeconds))
        concurrency = max(1, setting.concurrency)
        governor = RateGovernor.of(host: access.host, secret: access.secret)
        governor.join(concurrency)
    }

    deinit { governor.leave(concurrency) }

    var now: Timestamp { Timestamp(milliseconds: Int64((pace.date() * 1_000).rounded())) }

    /// Sends a body until there is an answer to it, or none is to be had.
    func exchange(
        _ body: Data, terms: Terms, tally: inout Tally,
        read: (HTTPResponse) throws(MalformedAnswer) -> ModelAnswer
    ) async throws(InferenceError) -> (ModelAnswer, HTTPResponse) {
        var attempt = 0
        var hasNewKey = false
        while true {
            let pass = try await admission(tally)
            attempt += 1
            tally.attempts += 1
            switch await send(body) {
            case .failure(.access(let error)):
                governor.finish(pass, .other)
                throw counted(error, tally)
            case .failure(.transport(let error)):
                governor.finish(pass, .other)
                if error.mayHaveBeenBilled {
                    tally.lost += 1
                    terms.attempted(lost(error, terms))
                }
                guard case .again(let wait) = policy.verdict(on: error, attempt: attempt, random: pace.random()) else {
                    throw failure(error, tally)
                }
                try await pause(.seconds(wait), tally)
            case .success(let response):
                governor.heed(RateReport(response.headers, date: pace.date()), now: pace.now())
                let failure: ProviderFailure
                if (200..<300).contains(response.status) {
                    do throws(MalformedAnswer) {
                        let answer = try read(response)
                        governor.finish(pass, .answered)
                        return (answer, response)
                    } catch {
                        tally.lost += 1
                        terms.attempted(discarded(error, response, terms))
                        guard let inside = error.failure, inside.status != 200 else {
                            governor.finish(pass, .other)
                            throw counted(malformed(error, response), tally)
                        }
                        failure = inside
                    }
                } else {
                    failure = ProviderFailure(response)
                }
                governor.finish(pass, [429, 529].contains(failure.status) && !failure.isSpendCap ? .throttled : .other)
                if response.status == 401, !hasNewKey, access.keyWasRefused() {
                    hasNewKey = true
                    continue
                }
                let verdict = policy.verdict(on: failure, attempt: attempt, random: pace.random(), date: pace.date())
                guard case .again(let wait) = verdict else {
                    var error = self.failure(failure, isProven: terms.isProven(), tally)
                    // A signature tells the time, and a wrong one looks like a wrong key.
                    if access is BedrockAccess, let skew = BedrockAccess.clockSkew(response, date: pace.date()) {
                        error.message = "\(skew); \(error.message)"
                    }
                    throw error
                }
                if failure.status == 429 || failure.headers["retry-after"] != nil {
                    governor.close(until: pace.now() + .seconds(wait))
                } else {
                    try await pause(.seconds(wait), tally)
                }
            }
        }
    }

    /// Asks what costs nothing and fails where key, address or model are wrong.
    func check() async throws(InferenceError) -> HTTPResponse {
        let request = try await access.check(date: pace.date())
        let response: HTTPResponse
        do throws(TransportError) {
            response = try await transport.send(request)
        } catch {
            throw failure(error, Tally(attempts: 1))
        }
        guard (200..<300).contains(response.status) else {
            throw failure(ProviderFailure(response), isProven: false, Tally(attempts: 1))
        }
        return response
    }

    private enum NotSent: Error {
        case access(InferenceError)
        case transport(TransportError)
    }

    private func send(_ body: Data) async -> Result<HTTPResponse, NotSent> {
        var request: HTTPRequest
        do throws(InferenceError) {
            request = try await access.request(body: body, date: pace.date())
        } catch {
            return .failure(.access(error))
        }
        request.timeout = timeout
        do throws(TransportError) {
            return .success(try await transport.send(request))
        } catch {
            return .failure(.transport(error))
        }
    }

    /// Waits until the key may be used, and for a turn.
    private func admission(_ tally: Tally) async throws(InferenceError) -> RateGovernor.Pass {
        while true {
            try await pause(governor.remaining(at: pace.now()), tally)
            guard let pass = await governor.pass() else { throw cancelled(tally) }
            if governor.remaining(at: pace.now()) == .zero { return pass }
            governor.finish(pass, .other)
        }
    }

    private func pause(_ wait: Duration, _ tally: Tally) async throws(InferenceError) {
        do {
            if wait > .zero { try await pace.sleep(wait) }
            try Task.checkCancellation()
        } catch {
            throw cancelled(tally)
        }
    }
}

extension Sender {
    private func cancelled(_ tally: Tally) -> InferenceError {
        counted(InferenceError(kind: .cancelled, message: "cancelled"), tally)
    }

    private func counted(_ error: InferenceError, _ tally: Tally) -> InferenceError {
        var error = error
        error.attempts = tally.attempts
        error.possiblyBilled = tally.lost
        return error
    }

    func failure(_ error: TransportError, _ tally: Tally) -> InferenceError {
        InferenceError(
            error, host: access.host, secret: access.secret, attempts: tally.attempts, possiblyBilled: tally.lost)
    }

    func failure(_ failure: ProviderFailure, isProven: Bool, _ tally: Tally) -> InferenceError {
        let error = failure.error(
            model: model, host: access.host, secret: access.secret, retryLimit: policy.longestWait, date: pace.date(),
            isProven: isProven)
        return counted(error, tally)
    }

    private func malformed(_ answer: MalformedAnswer, _ response: HTTPResponse) -> InferenceError {
        InferenceError(
            kind: .badResponse,
            message: "\(access.host) answered \(response.status), but \(answer.reason): "
                + access.secret.cleaned(answer.excerpt, limit: 200),
            status: response.status, requestID: response.requestID)
    }

    private func lost(_ error: TransportError, _ terms: Terms) -> Attempt {
        Attempt(kind: .lost, possible: terms.worst, detail: failure(error, Tally()).message, at: now)
    }

    private func discarded(_ answer: MalformedAnswer, _ response: HTTPResponse, _ terms: Terms) -> Attempt {
        Attempt(
            kind: .discarded, outcome: .invalidOutput, usage: answer.usage ?? Usage(),
            cost: answer.usage.map(terms.cost) ?? .unknown, requestID: response.requestID,
            detail: malformed(answer, response).message, at: now)
    }
}

extension HTTPResponse {
    /// The provider's id of the request, for questions to the provider.
    var requestID: String? {
        headers["request-id"] ?? headers["x-request-id"] ?? headers["x-amzn-requestid"]
    }
}
