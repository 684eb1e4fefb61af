extension InferenceError {
    /// What it means for a request to a model that there is no answer.
    ///
    /// - Parameter possiblyBilled: requests whose answer was lost, this one included if it may have arrived.
    init(_ error: TransportError, host: String, secret: Secret, attempts: Int = 1, possiblyBilled: Int = 0) {
        let (kind, text): (Kind, String) =
            switch error {
            case .unreachable(let reason): (.unreachable, "\(host) cannot be reached: \(reason)")
            case .interrupted(let reason): (.unreachable, "the connection to \(host) broke: \(reason)")
            case .timeout: (.timeout, "\(host) did not answer in time")
            case .cancelled: (.cancelled, "cancelled")
            case .tooLarge(let limit): (.badResponse, "\(host) answered with over \(limit) bytes")
            case .invalid(let reason): (.configuration, "the request cannot be sent: \(reason)")
            }
        self.init(
            kind: kind, message: secret.cleaned(text), attempts: attempts, possiblyBilled: possiblyBilled)
    }
}
