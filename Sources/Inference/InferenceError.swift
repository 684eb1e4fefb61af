/// Why there is no answer to an item.
package struct InferenceError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The task or the environment asks for what cannot be done; nothing was sent.
        case configuration
        /// No key, or a wrong one.
        case authentication
        case payment
        case permission
        /// The provider does not know the model, or the address.
        case notFound
        case invalidRequest
        /// This item is too long for the model or the provider.
        case tooLarge
        case rateLimited
        /// A spend cap of the account is reached: waiting does not help.
        case spendCap
        case overloaded
        case server
        /// The server's answer is none: not JSON, an error with status 200, or over the size limit.
        case badResponse
        case unreachable
        case timeout
        case cancelled
    }

    package var kind: Kind
    /// What happened and what to do, for people. Holds no key and no control character.
    package var message: String
    package var status: Int?
    package var requestID: String?
    /// Requests sent; those before the last were retried.
    package var attempts: Int
    /// Requests whose answer was lost after they may have reached the provider: they may have been billed.
    package var possiblyBilled: Int
    /// True: every further item would fail in the same way, so the run ends. False: only this item failed.
    package var isFatalForRun: Bool

    package init(
        kind: Kind, message: String, status: Int? = nil, requestID: String? = nil, attempts: Int = 0,
        possiblyBilled: Int = 0, isFatalForRun: Bool? = nil
    ) {
        self.kind = kind
        self.message = message
        self.status = status
        self.requestID = requestID
        self.attempts = attempts
        self.possiblyBilled = possiblyBilled
        self.isFatalForRun = isFatalForRun ?? kind.endsRun
    }

    package var description: String {
        guard let requestID else { return message }
        return "\(message) (request \(requestID))"
    }
}

extension InferenceError.Kind {
    fileprivate var endsRun: Bool {
        switch self {
        case .configuration, .authentication, .payment, .permission, .notFound, .invalidRequest, .spendCap: true
        case .tooLarge, .rateLimited, .overloaded, .server, .badResponse, .unreachable, .timeout, .cancelled: false
        }
    }
}

/// A key: never printed, and taken out of whatever a server says.
struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let value: String
    /// What else must not be printed: the token of a session, for one.
    var others: [String] = []

    var description: String { "(hidden)" }
    var debugDescription: String { "(hidden)" }
    var customMirror: Mirror { Mirror(reflecting: "(hidden)") }

    /// The text fit for an error message: without the key, without control characters, not endless.
    func cleaned(_ text: String, limit: Int = 400) -> String {
        var hidden = text
        for secret in [value] + others where !secret.isEmpty { hidden = hidden.replacing(secret, with: "(hidden)") }
        var clean = ""
        var isSpace = false
        for character in hidden {
            if clean.count == limit { return clean + "…" }
            let isBlank = character.isWhitespace || character.unicodeScalars.contains { $0.properties.isControl }
            if !isBlank { clean.append(character) } else if !isSpace { clean.append(" ") }
            isSpace = isBlank
        }
        return clean
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isControl: Bool {
        // Format characters too: among them are the marks that turn the direction of text.
        generalCategory == .control || generalCategory == .format
    }
}
