import Labeling

extension AnthropicBatches {
    /// - Parameter isRepeatable: whether a request that may have arrived can be sent once more.
    func send(_ request: HTTPRequest, isRepeatable: Bool) async throws(InferenceError) -> HTTPResponse {
        do {
            return try await send(isRepeatable: isRepeatable) { () async throws -> HTTPResponse in
                try await transport.send(request)
            }
        } catch let error as InferenceError {
            throw error
        } catch {
            throw InferenceError(kind: .badResponse, message: "\(error)")
        }
    }

    /// The first 2xx answer, with the retries that are allowed.
    func send(isRepeatable: Bool, _ exchange: () async throws -> HTTPResponse) async throws -> HTTPResponse {
        let policy = RetryPolicy()
        var attempt = 0
        while true {
            attempt += 1
            var error: InferenceError
            var wait: Double?
            var mayHaveArrived: Bool
            do {
                let response = try await exchange()
                if (200..<300).contains(response.status) { return response }
                (error, wait) = dialect.failure(response, attempt)
                mayHaveArrived = AnthropicBatches.leavesOpen(response.status)
            } catch let lost as TransportError {
                error = InferenceError(lost, host: host, secret: secret)
                if case .again(let after) = policy.verdict(on: lost, attempt: attempt, random: pace.random()) {
                    wait = after
                }
                mayHaveArrived = lost.mayHaveBeenBilled
            }
            error.attempts = attempt
            error.possiblyBilled = mayHaveArrived && !isRepeatable ? 1 : 0
            guard let wait, error.possiblyBilled == 0 else { throw error }
            do {
                try await pace.sleep(.seconds(wait))
            } catch {
                throw InferenceError(kind: .cancelled, message: "cancelled", attempts: attempt)
            }
        }
    }

    /// Whether the request may have been taken all the same: something on the way lost patience with the provider.
    private static func leavesOpen(_ status: Int) -> Bool {
        status == 408 || status >= 500 && ![500, 503, 529].contains(status)
    }
}
