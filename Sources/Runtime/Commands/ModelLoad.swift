import Evaluation
import Inference
package import Labeling

/// What one item takes of a model, on average: for projections.
package struct ModelLoad: Hashable, Sendable {
    package var model: String
    /// The whole prompt, cached tokens included.
    package var input: MeanTokens
    package var output: MeanTokens
    /// Tokens at the prompt's beginning that are the same for every item; nil: there is no task to tell.
    package var prefix: Int?
    /// How long a cache would keep them.
    package var lifetime: ModelSetting.PromptCache

    package init(
        model: String, input: MeanTokens, output: MeanTokens, prefix: Int? = nil,
        lifetime: ModelSetting.PromptCache = .fiveMinutes
    ) {
        self.model = model
        self.input = input
        self.output = output
        self.prefix = prefix
        self.lifetime = lifetime
    }

    func standard(_ items: Int, _ table: ModelTable) -> CostProjection.Amount {
        guard let price = price(table) else { return .none(.unknownPrice) }
        return .perDay(input.cost(of: items, at: price.input) + output.cost(of: items, at: price.output))
    }

    func batch(_ items: Int, _ table: ModelTable) -> CostProjection.Amount {
        guard let facts = table.facts(for: model) else { return .none(.unknownPrice) }
        guard let percent = facts.batchPercent else { return .none(.noBatches) }
        guard let share = standard(items, table).perDay?.times(percent, over: 100) else { return .none(.unknownPrice) }
        return .perDay(share)
    }

    /// One write of the prefix, and a read for each further item.
    func cached(_ items: Int, _ table: ModelTable) -> CostProjection.Amount {
        guard let facts = table.facts(for: model), let price = price(table) else { return .none(.unknownPrice) }
        guard items > 0 else { return .perDay(.zero) }
        guard let known = prefix else { return .none(.unknownPrompt) }
        let prefix = min(known, input.sum / input.items)
        guard let minimum = facts.minimumCacheablePrefix, prefix >= minimum else { return .none(.tooShort) }
        // Every read keeps a cache for its lifetime again: it stays while the items come that often.
        let oftenEnough = lifetime == .oneHour ? 24 : 24 * 12
        guard items >= oftenEnough else { return .none(.tooRare) }
        let written = price.cacheWrite(lifetime) * prefix
        let read = price.cacheRead * prefix * (items - 1)
        let rest = MeanTokens(sum: input.sum - prefix * input.items, items: input.items, source: input.source)
        return .perDay(
            written + read + rest.cost(of: items, at: price.input) + output.cost(of: items, at: price.output))
    }

    private func price(_ table: ModelTable) -> ModelPrice? {
        table.price(for: model, promptTokens: input.sum / input.items)
    }
}

/// A mean number of tokens, kept as a fraction so that nothing is lost.
package struct MeanTokens: Hashable, Sendable {
    package let sum: Int
    /// 1 or more.
    package let items: Int
    package let source: Source

    package enum Source: Hashable, Sendable {
        /// By the user.
        case given
        /// Over the answers in the store.
        case measured
        /// From the length of the prompt.
        case estimated
    }

    package init(sum: Int, items: Int = 1, source: Source) {
        self.sum = max(0, sum)
        self.items = max(1, items)
        self.source = source
    }

    package var value: Double { Double(sum) / Double(items) }

    /// Exact, rounded half up to 10⁻¹² dollars.
    func cost(of count: Int, at price: Money) -> Money {
        (price * sum).times(count, over: items) ?? .zero
    }
}
