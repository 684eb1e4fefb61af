package import Foundation
package import Labeling

/// One model, ready to be asked.
package protocol ModelClient: Sendable {
    /// As the task file names it; predictions are grouped by this name.
    var model: String { get }
    /// False: asking costs nothing.
    var isPaid: Bool { get }
    /// 16 hexadecimal digits over everything that is sent but the item.
    var promptVersion: String { get }
    /// What a person should know before a run: a legacy model, a setting that is not sent, a cache that saves nothing.
    var notices: [String] { get }
    /// Requests under way at once.
    var concurrency: Int { get }

    /// What asking about this item costs.
    func estimate(_ item: Item) -> CostEstimate

    /// Asks for one prediction, with the provider's retries. A refusal, a cut answer or an invalid one is a prediction
    /// too, with its cost; an error is thrown only when there is no answer at all. Cancelling the task ends the requests
    /// promptly.
    ///
    /// - Parameter attempted: told at once of every exchange that may have cost something and is not the prediction
    ///   itself. Called on any thread, never after the return.
    func ask(
        _ question: Question, attempted: @escaping @Sendable (Attempt) -> Void
    ) async throws(InferenceError) -> Prediction

    /// Whether the provider knows key and model; costs nothing.
    ///
    /// - Throws: why a request would fail.
    func check() async throws(InferenceError)

    /// The provider's batch service; nil: it has none for this model.
    var batches: (any BatchService)? { get }
}

extension ModelClient {
    package var batches: (any BatchService)? { nil }
    package var lateNotices: [String] { [] }
}

/// What a model is asked about an item.
package struct Question: Sendable {
    package var item: Item
    /// Why, when it is a further opinion.
    package var escalation: EscalationReason?
    /// The model's first answer to the item, which was not valid: it is shown to the model again, with what is wrong.
    package var repairing: Prediction?

    package init(_ item: Item, escalation: EscalationReason? = nil, repairing: Prediction? = nil) {
        self.item = item
        self.escalation = escalation
        self.repairing = repairing
    }
}

/// What one answer costs. Nil: no price is known.
package struct CostEstimate: Hashable, Sendable {
    /// For a forecast.
    package var expected: Money?
    /// Never passed by one attempt: what to hold back from a budget before sending.
    package var worst: Money?

    package init(expected: Money?, worst: Money?) {
        self.expected = expected
        self.worst = worst
    }
}

/// The client of one `[models.…]` table.
///
/// Offline models are trained here: CPU work of up to about a second, so not for a thread that draws.
///
/// - Parameters:
///   - environment: where keys and addresses come from.
///   - training: what reviewers have decided; only the offline models look at it.
///   - transport: nil makes one; clients may share it.
/// - Throws: `.configuration` or `.authentication`, before anything is sent.
package func makeClient(
    setting: ModelSetting, task: TaskDefinition, table: ModelTable, environment: [String: String],
    training: [TrainingExample] = [], transport: Transport? = nil, pace: Pace = .real, imageFolder: URL? = nil
) throws(InferenceError) -> any ModelClient {
    switch setting.provider {
    case .anthropic:
        return try AnthropicClient(
            setting: setting, task: task, table: table, environment: environment,
            transport: transport ?? Transport(), pace: pace)
    case .offline:
        return try OfflineClient(setting: setting, task: task, table: table, training: training)
    case .openai, .bedrock, .vertex:
        throw InferenceError(
            kind: .configuration,
            message: "provider = \"\(setting.provider.rawValue)\" is not supported in this version; "
                + "use provider = \"anthropic\" or \"offline\"")
    }
}
