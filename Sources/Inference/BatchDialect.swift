import Foundation
import Labeling

extension HTTPModelClient {
    /// Anthropic's batches of the requests that this client would send one by one.
    func anthropicBatches(_ access: AnthropicAccess) -> AnthropicBatches {
        let dialect = AnthropicBatches.Dialect(
            params: { question throws(InferenceError) in
                self.dialect.body(try self.turns(for: question), form: self.forms.current)
            },
            answer: { message throws(InferenceError) in
                do throws(MalformedAnswer) {
                    let answer = try self.dialect.read(message, form: self.forms.current)
                    return self.prediction(answer, requestID: nil, service: .batch)
                } catch {
                    throw InferenceError(
                        kind: .badResponse, message: access.secret.cleaned("\(error.reason): \(error.excerpt)"))
                }
            },
            estimate: { self.estimate($0, service: .batch) },
            failure: { response, attempt in self.sender.verdict(on: response, attempt: attempt) })
        return AnthropicBatches(
            url: access.url + "/batches", host: access.host, secret: access.secret, headers: access.headers,
            dialect: dialect, transport: sender.transport, pace: sender.pace)
    }
}

extension Sender {
    /// What a failed answer means, and the seconds after which to ask again; nil: do not.
    func verdict(on response: HTTPResponse, attempt: Int) -> (error: InferenceError, retryAfter: Double?) {
        let failure = ProviderFailure(response)
        let error = self.failure(failure, isProven: false, Tally(attempts: attempt))
        switch policy.verdict(on: failure, attempt: attempt, random: pace.random(), date: pace.date()) {
        case .giveUp: return (error, nil)
        case .again(let wait): return (error, wait)
        }
    }
}
