import Foundation

/// A provider's door: where requests go, and what opens it. The language spoken behind it is another matter.
protocol Access: Sendable {
    /// With its port where it is not the usual one; for messages.
    var host: String { get }
    /// What must never be printed.
    var secret: Secret { get }
    /// What a person should know before a run.
    var notices: [String] { get }
    /// Whether the provider charges its regional price here, beside what the model's id says.
    var isRegional: Bool { get }

    /// The request that carries this body to the model, signed where the provider wants it.
    ///
    /// - Parameter date: seconds since 1970, for signatures and for tokens that expire.
    /// - Throws: `.authentication` where a key cannot be had.
    func request(body: Data, date: Double) async throws(InferenceError) -> HTTPRequest

    /// A request that costs next to nothing and fails where key, address or model are wrong.
    func check(date: Double) async throws(InferenceError) -> HTTPRequest

    /// Called when the provider has not accepted the key (401). True: another one can be had; ask again, once.
    func keyWasRefused() -> Bool
}

extension Access {
    var isRegional: Bool { false }
    func keyWasRefused() -> Bool { false }
}
