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
    /// What came to light only when the model was asked: it does not take the form of answer that was tried first.
    var lateNotices: [String] { get }
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
    @discardableResult func check() async throws(InferenceError) -> ModelCheck

    /// The provider's batch service; nil: it has none for this model.
    var batches: (any BatchService)? { get }
}

extension ModelClient {
    package var lateNotices: [String] { [] }
    package var batches: (any BatchService)? { nil }
}

/// What a provider lets one know that knows key and model.
package struct ModelCheck: Hashable, Sendable {
    /// How far this machine's clock is ahead of the provider's, in seconds; nil: it does not tell the time.
    package var clockAhead: Double?

    package init(clockAhead: Double? = nil) {
        self.clockAhead = clockAhead
    }
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
///   - imageFolder: what the paths of images are relative to; nil: the current folder.
/// - Throws: `.configuration` or `.authentication`, before anything is sent.
package func makeClient(
    setting: ModelSetting, task: TaskDefinition, table: ModelTable, environment: [String: String],
    training: [TrainingExample] = [], transport: Transport? = nil, pace: Pace = .real,
    imageFolder: URL? = nil
) throws(InferenceError) -> any ModelClient {
    let prompt = Prompt(task)
    let transport = setting.provider == .offline ? nil : transport ?? Transport()
    let images = ImageSource(
        folder: imageFolder, isCloud: setting.provider == .bedrock || setting.provider == .vertex)
    func client(
        _ dialect: any Dialect, _ access: any Access,
        batches: @escaping @Sendable (HTTPModelClient) -> (any BatchService)? = { _ in nil }
    ) -> any ModelClient {
        HTTPModelClient(
            setting: setting, task: task, table: table, dialect: dialect, access: access,
            images: images, transport: transport ?? Transport(), pace: pace, batches: batches)
    }
    func claude(_ envelope: AnthropicRequest.Envelope) throws(InferenceError) -> AnthropicRequest {
        try AnthropicRequest(setting: setting, prompt: prompt, table: table, envelope: envelope)
    }
    switch setting.provider {
    case .anthropic:
        let access = try AnthropicAccess(setting: setting, environment: environment)
        return client(try claude(.messages), access) { $0.anthropicBatches(access) }
    case .openai:
        let access = try OpenAIAccess(setting: setting, environment: environment)
        let dialect = try OpenAIRequest(
            setting: setting, prompt: prompt, table: table, isOfficial: access.isOfficial)
        return client(dialect, access)
    case .bedrock:
        let access = try BedrockAccess(setting: setting, environment: environment)
        return client(try claude(access.envelope), access)
    case .vertex:
        let access = try VertexAccess(setting: setting, environment: environment)
        return client(try claude(access.envelope), access)
    case .offline:
        return try OfflineClient(setting: setting, task: task, table: table, training: training)
    }
}
