import Foundation
import Labeling

/// Asks a model over HTTP, in whichever protocol and at whichever provider.
final class HTTPModelClient: ModelClient {
    let model: String
    let isPaid = true
    let promptVersion: String
    let notices: [String]
    let concurrency: Int

    let setting: ModelSetting
    let dialect: any Dialect
    let sender: Sender
    let table: ModelTable
    let facts: ModelFacts?
    let writer: QuestionWriter
    let judgement: Judgement
    let forms: AnswerForms
    /// Whether the prices are the regional ones of a cloud provider.
    let isRegional: Bool
    /// Whether an empty answer to a structured request is asked for again in words: what R1 and its kind need. A model
    /// that the table does not know may be one of them.
    let asksAgainInWords: Bool
    private let makeBatches: @Sendable (HTTPModelClient) -> (any BatchService)?

    /// - Parameter batches: makes the provider's batch service out of the finished client.
    init(
        setting: ModelSetting, task: TaskDefinition, table: ModelTable, dialect: any Dialect, access: any Access,
        images: ImageSource, transport: Transport, pace: Pace,
        batches: @escaping @Sendable (HTTPModelClient) -> (any BatchService)? = { _ in nil }
    ) {
        self.setting = setting
        self.dialect = dialect
        self.table = table
        model = setting.model
        concurrency = setting.concurrency
        facts = table.facts(for: setting.model)
        sender = Sender(setting: setting, access: access, transport: transport, pace: pace)
        judgement = Judgement(labels: task.labels)
        forms = AnswerForms(dialect.forms, model: setting.model)
        isRegional = access.isRegional || CloudModelID(setting.model).isRegional
        asksAgainInWords = setting.provider == .openai && facts?.isReasoning ?? true
        notices = dialect.notices + access.notices
        makeBatches = batches
        let redaction = Redaction(task.privacy.redact)
        let isRedacting = !task.privacy.redact.isEmpty
        writer = QuestionWriter(
            prompt: Prompt(task), labels: task.labels, model: setting.model,
            images: facts.map { $0.images != nil } ?? true ? images : nil,
            mask: { isRedacting ? redaction.masked($0).text : $0 })
        // Over the whole body with no item in it.
        var sent = dialect.body([Turn(role: .user, text: "")], form: dialect.forms[0])
        if isRedacting { sent += Data("redact \(task.privacy.redact.map(\.rawValue).sorted())".utf8) }
        promptVersion = String(Prompt.hash(sent).prefix(16))
    }

    var lateNotices: [String] { forms.notices }

    var batches: (any BatchService)? { facts?.batchPercent == nil ? nil : makeBatches(self) }

    func ask(
        _ question: Question, attempted: @escaping @Sendable (Attempt) -> Void
    ) async throws(InferenceError) -> Prediction {
        let turns = try turns(for: question)
        if setting.samples > 1 { return try await vote(turns, question, attempted) }
        return try await draw(turns, question, attempted).prediction
    }

    func turns(for question: Question) throws(InferenceError) -> [Turn] {
        try refuseIfTooLong(question.item)
        return try writer.turns(for: question)
    }

    /// One answer, with what it took to get it.
    struct Draw: Sendable {
        /// With usage and cost of all exchanges.
        var prediction: Prediction
        /// Of the last exchange alone.
        var usage: Usage
        var cost: Cost
    }

    func draw(
        _ turns: [Turn], _ question: Question, _ attempted: @escaping @Sendable (Attempt) -> Void
    ) async throws(InferenceError) -> Draw {
        var tally = Sender.Tally()
        var form = forms.current
        var discarded: Prediction?
        while true {
            let (answer, response) = try await exchange(turns, &form, &tally, attempted)
            var prediction = prediction(answer, response, question)
            let draw = (usage: prediction.usage, cost: prediction.cost)
            if prediction.outcome == .empty, asksAgainInWords, form != .plain {
                attempted(
                    Attempt(
                        kind: .discarded, outcome: .empty, usage: draw.usage, cost: draw.cost,
                        requestID: prediction.requestID,
                        detail: "an empty answer to a structured request; asked again in words", at: sender.now))
                discarded = prediction
                form = .plain
                continue
            }
            if let discarded {
                prediction.usage = prediction.usage + discarded.usage
                prediction.cost = prediction.cost + discarded.cost
                if prediction.outcome != .empty { forms.settle(on: form) }
            }
            return Draw(prediction: prediction, usage: draw.usage, cost: draw.cost)
        }
    }

    /// Sends the turns in this form, and in the next ones where the provider does not take it.
    private func exchange(
        _ turns: [Turn], _ form: inout ModelSetting.AnswerForm, _ tally: inout Sender.Tally,
        _ attempted: @escaping @Sendable (Attempt) -> Void
    ) async throws(InferenceError) -> (ModelAnswer, HTTPResponse) {
        while true {
            let asked = form
            let (forms, dialect) = (forms, dialect)
            let terms = Sender.Terms(
                worst: worst(turns), isProven: { forms.isProven(asked) }, cost: { [self] in cost(of: $0) },
                attempted: attempted)
            do throws(InferenceError) {
                let exchange = try await sender.exchange(dialect.body(turns, form: form), terms: terms, tally: &tally) {
                    response throws(MalformedAnswer) in
                    try dialect.read(response.body, form: asked)
                }
                forms.accepted(form)
                return exchange
            } catch {
                guard error.kind == .invalidRequest, [400, 422].contains(error.status),
                    forms.stepDown(from: form, status: error.status)
                else { throw error }
                form = forms.current
            }
        }
    }

    private func prediction(_ answer: ModelAnswer, _ response: HTTPResponse, _ question: Question) -> Prediction {
        var prediction = prediction(answer, requestID: response.requestID)
        prediction.latencyMilliseconds = response.elapsedMilliseconds
        prediction.escalation = question.escalation
        prediction.isRepair = question.repairing != nil
        return prediction
    }

    /// What an answer is worth, and what it cost.
    func prediction(
        _ answer: ModelAnswer, requestID: String?, service: Prediction.Service = .standard
    ) -> Prediction {
        let charged = answer.usage.map {
            answer.isFree
                ? .charged(.zero)
                : cost(of: $0, answeredBy: answer.model, service: service, isUSInference: answer.isUSInference)
        }
        var prediction = Prediction(
            model: model, snapshot: answer.model, usage: answer.usage ?? Usage(), cost: charged ?? .unknown,
            requestID: requestID ?? answer.id, promptVersion: promptVersion, at: sender.now, service: service)
        judgement.judge(answer, into: &prediction)
        return prediction
    }

    func cost(
        of usage: Usage, answeredBy snapshot: String? = nil, service: Prediction.Service = .standard,
        isUSInference: Bool = false
    ) -> Cost {
        let priced = snapshot.flatMap { table.facts(for: $0)?.id } ?? model
        return table.cost(
            of: usage, model: priced, service: service, on: sender.now, isUSInference: isUSInference,
            isRegional: isRegional)
    }

    func check() async throws(InferenceError) -> ModelCheck {
        let response = try await sender.check()
        if dialect.lists(model, in: response.body) {
            let clock = response.headers["date"].flatMap(HTTPDate.seconds)
            return ModelCheck(clockAhead: clock.map { sender.pace.date() - $0 })
        }
        throw InferenceError(
            kind: .notFound, message: "\(sender.access.host) does not list \(model); check model and base-url",
            attempts: 1)
    }

    private func refuseIfTooLong(_ item: Item) throws(InferenceError) {
        guard let facts else { return }
        // No text has more tokens than bytes: most need not be counted.
        let bytes = item.text.utf8.count
        guard bytes > facts.contextTokens || bytes > 30 << 20 else { return }
        let tokens = TokenEstimate.expected(item.text, newTokenizer: facts.hasNewTokenizer)
        guard tokens > facts.contextTokens || bytes > 30 << 20 else { return }
        let name = sender.access.secret.cleaned(item.id.value, limit: 80)
        throw InferenceError(
            kind: .tooLarge, message: "item \(name) has about \(tokens) tokens; \(model) takes \(facts.contextTokens)")
    }
}

extension Cost {
    /// Both together; unknown as soon as one is.
    static func + (left: Cost, right: Cost) -> Cost {
        guard case .charged(let one) = left, case .charged(let other) = right else { return .unknown }
        return .charged(one + other)
    }
}
