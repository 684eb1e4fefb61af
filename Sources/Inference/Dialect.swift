import Foundation
import Labeling

/// How a provider's protocol writes a question and reads an answer. Where requests go is another matter: `Access`.
protocol Dialect: Sendable {
    /// The forms in which the answer can be asked for, the first one first; more than one: where the model takes none of
    /// the earlier ones, the next is tried.
    var forms: [ModelSetting.AnswerForm] { get }
    /// The output limit that is sent.
    var maxTokens: Int { get }
    /// What a person should know before a run.
    var notices: [String] { get }

    func body(_ turns: [Turn], form: ModelSetting.AnswerForm) -> Data
    /// - Throws: why the body, which came with status 200, is no answer.
    func read(_ body: Data, form: ModelSetting.AnswerForm) throws(MalformedAnswer) -> ModelAnswer
    /// False: the answer to a check is a list of models, and this one is not on it.
    func lists(_ model: String, in body: Data) -> Bool
}

extension Dialect {
    func lists(_ model: String, in body: Data) -> Bool { true }
}

/// What one side said.
struct Turn: Sendable {
    enum Role: String, Sendable {
        case user, assistant
    }

    var role: Role
    var text: String
    var images: [ImageFile] = []
}

/// A body with status 200 that is no answer.
struct MalformedAnswer: Error {
    var reason: String
    var excerpt: String
    /// Where the body is an error after all, with a status of its own.
    var failure: ProviderFailure?
    /// What the provider says it has used nevertheless.
    var usage: Usage?
}

/// What a model said, whatever the protocol.
struct ModelAnswer: Sendable {
    enum Stop: Hashable, Sendable {
        case complete, refusal, truncated
        /// For a reason that this version does not know, or none.
        case unknown
    }

    var id: String?
    /// The model that says it answered.
    var model: String?
    var stop: Stop
    var stopReason: String?
    /// Without what the model thought.
    var text: String
    /// Why it refused, where it says so.
    var refusal: String?
    /// Nil: the answer does not say what it used, so its cost is unknown.
    var usage: Usage?
    var isUSInference = false
    /// Whether nothing is billed, whatever `usage` says.
    var isFree = false
    /// The tokens of `text`, where they were given.
    var tokens: [TokenProbability] = []
    /// Whether the provider was to enforce the form: then `text` is the document and nothing else.
    var isEnforced: Bool
}

struct TokenProbability: Hashable, Sendable {
    var bytes: [UInt8]
    var logProbability: Double
}

extension MalformedAnswer {
    /// - Parameter body: of which the beginning is shown.
    init(_ reason: String, _ body: Data, usage: Usage? = nil) {
        self.init(reason: reason, excerpt: String(decoding: body.prefix(400), as: UTF8.self), usage: usage)
    }
}
