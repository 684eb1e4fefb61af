package import Labeling

/// The models that Renga knows, with their prices on a date.
package struct ModelTable: Sendable {
    /// When the prices were checked, as `2026-11-21`.
    package let date: String
    /// Where they were found.
    package let source: String
    /// In each family the oldest first.
    package let models: [ModelFacts]
    private let positions: [String: Int]

    init(date: String, source: String, models: [ModelFacts]) throws(ModelTableError) {
        var positions: [String: Int] = [:]
        for (index, model) in models.enumerated() {
            for name in [model.id] + model.aliases where positions.updateValue(index, forKey: name) != nil {
                throw ModelTableError(message: "two models are called \(name)")
            }
        }
        self.date = date
        self.source = source
        self.models = models
        self.positions = positions
    }

    /// The model of this id or alias.
    package func facts(for model: String) -> ModelFacts? {
        positions[model].map { models[$0] }
    }

    /// - Parameter promptTokens: the whole prompt, cached tokens included; it decides between short and long price.
    package func price(for model: String, promptTokens: Int = 0) -> ModelPrice? {
        guard let facts = facts(for: model) else { return nil }
        if let long = facts.longPrice, let limit = facts.longPriceOver, promptTokens > limit { return long }
        return facts.price
    }

    /// What the provider bills for an answer, to the picodollar; `.unknown` for a model that is not in the table.
    ///
    /// - Parameters:
    ///   - cacheLifetime: what the request asked for; prices cache writes that `cacheCreation` does not explain.
    ///   - cacheCreation: the breakdown in the answer, where there is one.
    ///   - isUSInference: the answer says that inference was bound to the USA.
    package func cost(
        of usage: Usage, model: String, cacheLifetime: ModelSetting.PromptCache = .fiveMinutes,
        cacheCreation: CacheCreation? = nil, isUSInference: Bool = false
    ) -> Cost {
        let (written, read) = (usage.cacheCreationInputTokens, usage.cacheReadInputTokens)
        let prompt = usage.inputTokens.addingClamped(written).addingClamped(read)
        guard let facts = facts(for: model), let price = price(for: model, promptTokens: prompt) else {
            return .unknown
        }
        let explained = cacheCreation.map { $0.fiveMinutes.addingClamped($0.oneHour) } ?? 0
        var sum = price.input * usage.inputTokens + price.output * usage.outputTokens + price.cacheRead * read
        if let cacheCreation {
            sum += price.cacheWrite5m * cacheCreation.fiveMinutes + price.cacheWrite1h * cacheCreation.oneHour
        }
        sum += price.cacheWrite(cacheLifetime) * max(0, written - explained)
        if isUSInference, facts.usInferencePercent != 100 {
            let (hundreds, rest) = sum.picodollars.quotientAndRemainder(dividingBy: 100)
            let percent = facts.usInferencePercent
            sum = Money(picodollars: hundreds) * percent + Money(picodollars: rest * Int64(percent) / 100)
        }
        return .charged(sum)
    }

    /// The newest model of a family that is neither legacy nor on its way out: what `renga init` proposes.
    package func newestActive(family: String) -> ModelFacts? {
        models.last { $0.family == family && $0.status == .active }
    }

    /// What a person should know before using the model; nil: nothing, or the model is not in the table.
    package func warning(for model: String) -> String? {
        guard let facts = facts(for: model), facts.status != .active else { return nil }
        let successor = newestActive(family: facts.family).map { "; \($0.id) is the newest of its family" } ?? ""
        switch facts.status {
        case .active: return nil
        case .legacy:
            let date = facts.notRetiredBefore.map { ", which the provider may retire from \($0) on" } ?? ""
            return "\(model) is a legacy model\(date)\(successor)"
        case .deprecated:
            let date = facts.retires.map { " and ends on \($0)" } ?? ""
            return "\(model) is deprecated\(date)\(successor)"
        case .retired:
            let date = facts.retires.map { " on \($0)" } ?? ""
            return "\(model) was retired\(date): requests to it fail\(successor)"
        }
    }
}
