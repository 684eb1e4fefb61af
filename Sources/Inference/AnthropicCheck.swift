extension AnthropicClient {
    /// Asks the Models API for this model: free of charge, and refused like a message where key or model are wrong.
    func check() async throws(InferenceError) {
        let base = access.url.dropLast("/messages".count)
        let request = HTTPRequest(url: "\(base)/models/\(model)", headers: access.headers, timeout: .seconds(20))
        let response: HTTPResponse
        do {
            response = try await transport.send(request)
        } catch {
            throw failure(error, attempts: 1, lost: 0)
        }
        guard (200..<300).contains(response.status) else {
            throw failure(AnthropicFailure(response, access: access), attempts: 1, lost: 0)
        }
    }
}
