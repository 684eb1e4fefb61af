package import Inference
import Labeling
import Storage

extension CostProjection {
    /// What the user said; nil: to be found out.
    package struct Wishes: Hashable, Sendable {
        /// 1 or more.
        package var perDay: Int
        package var inputTokens: Int?
        package var outputTokens: Int?
        /// 0 to 1.
        package var escalated: Double?
        /// From cheap to strong; empty: those of the task.
        package var models: [String]

        package init(
            perDay: Int, inputTokens: Int? = nil, outputTokens: Int? = nil, escalated: Double? = nil,
            models: [String] = []
        ) {
            self.perDay = perDay
            self.inputTokens = inputTokens
            self.outputTokens = outputTokens
            self.escalated = escalated
            self.models = models
        }

        /// Whether these numbers are enough without a task.
        package var areComplete: Bool { inputTokens != nil && outputTokens != nil && !models.isEmpty }
    }

    /// Reads what is missing in the wishes from the task and its store. Asks no model and needs no key.
    ///
    /// - Parameter task: nil: there is none.
    /// - Throws: `Failure` where something is missing that only a task could tell; `StoreError`.
    package static func make(_ wishes: Wishes, task: OpenTask?, table: ModelTable) throws -> CostProjection {
        guard task != nil || wishes.areComplete else {
            throw Failure(
                .usage, "without a task, --per-day needs --models, --input-tokens and --output-tokens too.")
        }
        let ladder = task?.definition.ladder ?? []
        var settings: [ModelSetting] = []
        for name in wishes.models {
            let setting = setting(named: name, ladder: ladder, table: table)
            if !settings.contains(where: { $0.model == setting.model }) { settings.append(setting) }
        }
        let spending = try task?.store.spending() ?? []
        let loads = try (settings.isEmpty ? ladder : settings).map { setting in
            try load(setting, wishes, task: task, spending: spending, table: table)
        }
        return CostProjection(perDay: wishes.perDay, share: try share(wishes, task), loads: loads, table: table)
    }

    /// As `renga evaluate --run` reads names: `first`, `second`, a model of the task or of the table, `PROVIDER:MODEL`.
    private static func setting(named name: String, ladder: [ModelSetting], table: ModelTable) -> ModelSetting {
        if name == "first", let first = ladder.first { return first }
        if name == "second", ladder.count > 1 { return ladder[1] }
        if let known = ladder.first(where: { $0.model == name }) { return known }
        let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
        if parts.count == 2, let provider = Provider(rawValue: parts[0]) {
            return ladder.first { $0.model == parts[1] } ?? ModelSetting(provider: provider, model: parts[1])
        }
        return ModelSetting(provider: table.facts(for: name)?.provider ?? .anthropic, model: name)
    }

    private static func share(_ wishes: Wishes, _ task: OpenTask?) throws -> EscalatedShare {
        if let escalated = wishes.escalated { return EscalatedShare(value: escalated, source: .given) }
        guard let task else { return EscalatedShare(value: SecondOpinionPolicy().sample, source: .sample) }
        let counts = try task.store.counts()
        return EscalatedShare(
            secondOpinions: counts.secondOpinions, answered: counts.items - counts.unclassified,
            sample: task.definition.secondOpinion.sample)
    }

    private static func load(
        _ setting: ModelSetting, _ wishes: Wishes, task: OpenTask?, spending: [Spending], table: ModelTable
    ) throws -> ModelLoad {
        let lifetime = setting.cache == .off ? .fiveMinutes : setting.cache
        let given = (
            input: wishes.inputTokens.map { MeanTokens(sum: $0, source: .given) },
            output: wishes.outputTokens.map { MeanTokens(sum: $0, source: .given) }
        )
        guard let task else {
            // Both are given: `make` has seen to it.
            let none = MeanTokens(sum: 0, source: .given)
            return ModelLoad(
                model: setting.model, input: given.input ?? none, output: given.output ?? none, lifetime: lifetime)
        }
        let texts = try task.store.awaiting(model: setting.model, limit: 200).map(\.item.text)
        let estimate = PromptEstimate(
            setting, task: task.definition, facts: table.facts(for: setting.model), texts: texts)
        let measured = MeanTokens.measured(spending, model: setting.model)
        return ModelLoad(
            model: setting.model,
            input: given.input ?? measured?.input
                ?? MeanTokens(sum: estimate.stable + estimate.item, source: .estimated),
            output: given.output ?? measured?.output ?? MeanTokens(sum: estimate.answer, source: .estimated),
            prefix: estimate.stable, lifetime: lifetime)
    }
}

extension MeanTokens {
    /// Over what this store has asked, else over imported answers; with the tokens of samples and of answers that were
    /// thrown away, for they were paid for too. Nil: no answer says how many tokens it had.
    static func measured(_ spending: [Spending], model: String) -> (input: MeanTokens, output: MeanTokens)? {
        for imported in [false, true] {
            let rows = spending.filter { $0.model == model && $0.imported == imported && $0.kind != .lost }
            let usage = rows.reduce(Usage()) { $0 + $1.usage }
            let answers = rows.reduce(0) { $0.addingClamped($1.answers) }
            guard answers > 0, usage.promptTokens > 0 else { continue }
            return (
                MeanTokens(sum: usage.promptTokens, items: answers, source: .measured),
                MeanTokens(sum: usage.outputTokens, items: answers, source: .measured)
            )
        }
        return nil
    }
}
