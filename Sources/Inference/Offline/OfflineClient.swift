import Foundation
package import Labeling

/// The models that need no network: `offline-small` stands in for Haiku, `offline-large` for Opus.
///
/// They learn from the task's labels and from what reviewers have decided. They are no language models; their
/// probabilities are honest and their costs are what the model they stand in for would have charged.
package struct OfflineClient: ModelClient {
    package let model: String
    package let isPaid = false
    /// Over instructions and labels; what was decided meanwhile does not change it.
    package let promptVersion: String
    package let notices: [String] = []
    package let concurrency = 1

    package static let smallModel = "offline-small"
    package static let largeModel = "offline-large"

    private enum Engine: Sendable {
        case small(CrossFitted<NaiveBayes>)
        case large(CrossFitted<LogisticRegression>)
        case smallOfSeveral(OneVersusRest<NaiveBayes>)
        case largeOfSeveral(OneVersusRest<LogisticRegression>)
    }

    private let engine: Engine
    private let labels: LabelSet
    private let prompt: Prompt
    private let table: ModelTable
    private let standIn: ModelFacts?
    private let fixedTokens: Int

    /// Trains: up to about a second of CPU.
    init(
        setting: ModelSetting, task: TaskDefinition, table: ModelTable, training: [TrainingExample]
    ) throws(InferenceError) {
        let family: String
        switch setting.model {
        case OfflineClient.smallModel:
            engine =
                task.labels.allowsSeveral
                ? .smallOfSeveral(OneVersusRest(labels: task.labels, decided: training, seeksThreshold: false))
                : .small(CrossFitted(labels: task.labels, decided: training))
            family = "haiku"
        case OfflineClient.largeModel:
            engine =
                task.labels.allowsSeveral
                ? .largeOfSeveral(OneVersusRest(labels: task.labels, decided: training, seeksThreshold: true))
                : .large(CrossFitted(labels: task.labels, decided: training))
            family = "opus"
        default:
            throw InferenceError(
                kind: .configuration,
                message: "there is no offline model \(setting.model); use \(OfflineClient.smallModel) or "
                    + OfflineClient.largeModel)
        }
        model = setting.model
        labels = task.labels
        prompt = Prompt(task)
        self.table = table
        standIn = table.newestActive(family: family)
        let version = prompt.hashed(with: setting.model)
        promptVersion = version
        fixedTokens =
            TokenEstimate.expected(prompt.system, newTokenizer: standIn?.hasNewTokenizer ?? false)
            + TokenEstimate.expected(
                String(decoding: prompt.schema.data, as: UTF8.self), newTokenizer: standIn?.hasNewTokenizer ?? false)
            + TokenEstimate.expectedOverhead
    }

    package func estimate(_ item: Item) -> CostEstimate {
        CostEstimate(expected: .zero, worst: .zero)
    }

    /// There is nothing that could refuse.
    package func check() async throws(InferenceError) -> ModelCheck { ModelCheck() }

    package func ask(
        _ question: Question, attempted: @escaping @Sendable (Attempt) -> Void
    ) async throws(InferenceError) -> Prediction {
        if Task.isCancelled { throw InferenceError(kind: .cancelled, message: "cancelled") }
        return answer(to: question.item, escalation: question.escalation)
    }

    /// One prediction for each item, in order; on the calling thread.
    package func answers(to items: [Item], escalation: EscalationReason? = nil) -> [Prediction] {
        items.map { answer(to: $0, escalation: escalation) }
    }

    private func answer(to item: Item, escalation: EscalationReason?) -> Prediction {
        switch engine {
        case .small(let fitted): answer(to: item, escalation, fitted)
        case .large(let fitted): answer(to: item, escalation, fitted)
        case .smallOfSeveral(let fitted): answer(to: item, escalation, fitted)
        case .largeOfSeveral(let fitted): answer(to: item, escalation, fitted)
        }
    }

    private func answer(
        to item: Item, _ escalation: EscalationReason?, _ fitted: OneVersusRest<some TextClassifier>
    ) -> Prediction {
        let start = ContinuousClock.now
        let words = Words(item.text)
        let answer = fitted.answer(to: words, of: item.id)
        let label = labels.combination(of: answer.members.map { labels.labels[$0] }) ?? LabelSet.none
        let rationale = rationale(words, answer.evidence, hasLearned: fitted.hasLearned)
        return prediction(item, label, answer.probability, rationale, since: start, escalation)
    }

    private func answer(
        to item: Item, _ escalation: EscalationReason?, _ fitted: CrossFitted<some TextClassifier>
    ) -> Prediction {
        let start = ContinuousClock.now
        let words = Words(item.text)
        let classifier = fitted.classifier(for: item.id)
        let probabilities = Softmax.probabilities(
            classifier.scores(fitted.encoder.vector(words)), temperature: fitted.temperature)
        // Of equals the first: with nothing learned, every text gets the first label at 1 over their number.
        var best = 0
        for label in probabilities.indices where probabilities[label] > probabilities[best] { best = label }
        let label = labels.labels[best]
        let rationale = rationale(words, classifier.evidence(words, for: best), hasLearned: fitted.hasLearned)
        return prediction(item, label, probabilities[best], rationale, since: start, escalation)
    }

    private func prediction(
        _ item: Item, _ label: Label, _ confidence: Double, _ rationale: String, since start: ContinuousClock.Instant,
        _ escalation: EscalationReason?
    ) -> Prediction {
        let usage = usage(item.text, label: label, rationale: rationale)
        var cost = Cost.unknown
        if let standIn, let money = table.cost(of: usage, model: standIn.id).spent {
            cost = .estimated(money, as: standIn.id)
        }
        return Prediction(
            model: model, label: label, confidence: confidence, confidenceSource: .probability,
            rationale: rationale, usage: usage, cost: cost,
            latencyMilliseconds: (ContinuousClock.now - start).inMilliseconds, escalation: escalation,
            promptVersion: promptVersion, stopReason: "end_turn", at: .now())
    }

    /// Tokens of the prompt that would have been sent, and of such an answer.
    private func usage(_ text: String, label: Label, rationale: String) -> Usage {
        func tokens(_ text: String) -> Int {
            TokenEstimate.expected(text, newTokenizer: standIn?.hasNewTokenizer ?? false)
        }
        var said = "\"label\":\"\(label.name)\""
        if labels.allowsSeveral {
            said = "\"labels\":[\((labels.members(of: label) ?? []).map { "\"\($0.name)\"" }.joined(separator: ","))]"
        }
        let answer = "{\"rationale\":\"\(rationale)\",\(said),\"confidence\":0.97}"
        return Usage(inputTokens: fixedTokens + tokens(prompt.message(text)), outputTokens: tokens(answer))
    }

    private func rationale(_ words: Words, _ evidence: [Double], hasLearned: Bool) -> String {
        if labels.count == 1, !labels.allowsSeveral { return "the task has no other label" }
        if !hasLearned { return "nothing to learn from: no label has a description or an example" }
        var weights: [String: Double] = [:]
        var order: [String] = []
        for (word, weight) in zip(words.list, evidence) {
            let shown = String(String.UnicodeScalarView(word.prefix(24)))
            if weights[shown] == nil { order.append(shown) }
            weights[shown, default: 0] += weight
        }
        let ranked = order.enumerated().sorted { left, right in
            let (one, other) = (weights[left.element] ?? 0, weights[right.element] ?? 0)
            return one == other ? left.offset < right.offset : one > other
        }
        let strongest = ranked.map(\.element).filter { (weights[$0] ?? 0) > 0 }.prefix(3)
        if strongest.isEmpty { return "no word of the text speaks for any label" }
        return "words that weigh most: " + strongest.joined(separator: ", ")
    }
}

extension Prompt {
    /// The version of what a model that is not asked over a network goes by.
    func hashed(with model: String) -> String {
        String(Prompt.hash(Data(model.utf8) + [0] + Data(system.utf8) + schema.data).prefix(16))
    }
}
