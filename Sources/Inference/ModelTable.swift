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

    init(date: String, source: String, models: [ModelFacts], file: String) throws(ModelTableError) {
        var positions: [String: Int] = [:]
        for (index, model) in models.enumerated() {
            for name in [model.id] + model.aliases where positions.updateValue(index, forKey: name) != nil {
                throw ModelTableError(file: file, message: "two models are called \(name)")
            }
        }
        self.date = date
        self.source = source
        self.models = models
        self.positions = positions
    }

    /// The model of this id or alias; an inference profile of Bedrock leads to the model it is of.
    package func facts(for model: String) -> ModelFacts? {
        (positions[model] ?? positions[CloudModelID(model).base]).map { models[$0] }
    }

    /// What a token costs on a day.
    ///
    /// - Parameters:
    ///   - promptTokens: the whole prompt, cached tokens included; it decides between short and long price.
    ///   - moment: nil: today's price.
    package func price(for model: String, promptTokens: Int = 0, on moment: Timestamp? = nil) -> ModelPrice? {
        facts(for: model).map { price(of: $0, promptTokens: promptTokens, on: moment) }
    }

    private func price(of facts: ModelFacts, promptTokens: Int, on moment: Timestamp?) -> ModelPrice {
        if let long = facts.longPrice, let limit = facts.longPriceOver, promptTokens > limit { return long }
        guard let moment, !facts.earlier.isEmpty else { return facts.price }
        let day = moment.day
        return facts.earlier.first { day < $0.until }?.price ?? facts.price
    }

    /// What the provider bills for an answer, to the picodollar; `.unknown` for a model that is not in the table, and for
    /// one that is not offered in batches when it is asked for in a batch.
    ///
    /// - Parameters:
    ///   - moment: when the answer came; nil: today's prices.
    ///   - isUSInference: the answer says that inference was bound to the USA.
    ///   - isRegional: whether the model was asked at a regional endpoint; nil: as the model's id says.
    package func cost(
        of usage: Usage, model: String, service: Prediction.Service = .standard, on moment: Timestamp? = nil,
        isUSInference: Bool = false, isRegional: Bool? = nil
    ) -> Cost {
        guard let facts = facts(for: model) else { return .unknown }
        let price = price(of: facts, promptTokens: usage.promptTokens, on: moment)
        let hour = usage.cacheCreation1hInputTokens
        var sum = price.input * usage.inputTokens + price.output * usage.outputTokens
        sum += price.cacheRead * usage.cacheReadInputTokens + price.cacheWrite1h * hour
        sum += price.cacheWrite5m * max(0, usage.cacheCreationInputTokens - hour)
        if service == .batch {
            guard let percent = facts.batchPercent else { return .unknown }
            sum = sum.percent(percent)
        }
        if isUSInference { sum = sum.percent(facts.usInferencePercent) }
        if isRegional ?? CloudModelID(model).isRegional { sum = sum.percent(facts.regionalPercent) }
        return .charged(sum)
    }

    /// The newest model of a family that is neither legacy nor on its way out: what `renga init` proposes.
    package func newestActive(family: String) -> ModelFacts? {
        models.last { $0.family == family && $0.status == .active }
    }

    /// The floor for the output limit of a model that is not in the table, in tokens: that of a family in its name. Hosts
    /// have their own ids for one model; its price differs among them, how it works does not.
    func likelyMinimum(of model: String) -> Int? {
        let name = model.lowercased()
        return models.filter { name.contains($0.family) }.compactMap(\.minimumCompletionTokens).max()
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

/// The id of an Anthropic model at Bedrock: with the region of an inference profile before it, and perhaps as an ARN.
struct CloudModelID {
    /// Without profile and ARN.
    let base: String
    /// Whether the name itself says so: every Bedrock id but a `global.` profile.
    let isRegional: Bool

    init(_ model: String) {
        guard model.contains("anthropic.") else {
            (base, isRegional) = (model, false)
            return
        }
        let name = model.split(separator: "/").last ?? model[...]
        let regions = ["global.", "us.", "eu.", "jp.", "apac.", "au."]
        guard let region = regions.first(where: { name.hasPrefix($0) }) else {
            (base, isRegional) = (String(name), name.hasPrefix("anthropic."))
            return
        }
        (base, isRegional) = (String(name.dropFirst(region.count)), region != "global.")
    }
}

extension Money {
    /// So many hundredths of the amount, rounded down to the picodollar, without overflow on the way.
    func percent(_ percent: Int) -> Money {
        if percent == 100 { return self }
        let (hundreds, rest) = picodollars.quotientAndRemainder(dividingBy: 100)
        return Money(picodollars: hundreds) * percent + Money(picodollars: rest * Int64(percent) / 100)
    }
}
