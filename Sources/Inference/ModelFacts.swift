package import Labeling

/// What the model table says of one model.
package struct ModelFacts: Hashable, Sendable {
    /// The pinned id.
    package var id: String
    /// Names that lead to the same model.
    package var aliases: [String]
    package var provider: Provider
    package var family: String
    package var status: Status
    /// The last day, as `2026-11-30`; nil: none is announced.
    package var retires: String?
    /// The day before which the provider will not retire the model.
    package var notRetiredBefore: String?
    package var price: ModelPrice
    /// Replaces `price` for every token of a request whose whole prompt is over `longPriceOver` tokens.
    package var longPrice: ModelPrice?
    package var longPriceOver: Int?
    /// What a token costs in a batch, in percent of its price; nil: the model is not offered in batches.
    package var batchPercent: Int?
    package var contextTokens: Int
    package var maxOutputTokens: Int?
    /// Shorter prompts are silently not cached, in tokens; nil: not known.
    package var minimumCacheablePrefix: Int?
    /// Whether a request may carry `temperature`.
    package var acceptsSampling: Bool
    package var thinksByDefault: Bool
    package var thinkingCanBeDisabled: Bool
    package var hasStructuredOutput: Bool
    /// Whether the model counts about 30 % more tokens for the same text than Haiku 4.5 does.
    package var hasNewTokenizer: Bool
    /// The share of every price when inference is bound to the USA, in percent.
    package var usInferencePercent: Int

    package enum Status: String, Hashable, Sendable, CaseIterable {
        case active, legacy, deprecated, retired
    }
}

/// What one token of each class costs. Every published price is a whole number of picodollars.
package struct ModelPrice: Hashable, Sendable {
    package var input: Money
    package var output: Money
    package var cacheWrite5m: Money
    package var cacheWrite1h: Money
    package var cacheRead: Money

    package init(input: Money, output: Money, cacheWrite5m: Money, cacheWrite1h: Money, cacheRead: Money) {
        self.input = input
        self.output = output
        self.cacheWrite5m = cacheWrite5m
        self.cacheWrite1h = cacheWrite1h
        self.cacheRead = cacheRead
    }

    /// The price of one token that was written to the cache for this long.
    package func cacheWrite(_ lifetime: ModelSetting.PromptCache) -> Money {
        lifetime == .oneHour ? cacheWrite1h : cacheWrite5m
    }
}

/// How the tokens written to the cache divide by lifetime.
package struct CacheCreation: Hashable, Sendable {
    package var fiveMinutes: Int
    package var oneHour: Int

    package init(fiveMinutes: Int, oneHour: Int) {
        self.fiveMinutes = fiveMinutes
        self.oneHour = oneHour
    }
}

/// Why a model table cannot be read.
package struct ModelTableError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where the TOML itself is malformed, from 1; nil: the TOML is sound, `message` names the key.
    package var line: Int?
    package var column: Int?
    package var message: String

    package var description: String {
        guard let line else { return "models.toml: \(message)" }
        return "models.toml:\(line):\(column ?? 1): \(message)"
    }
}
