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
    /// What the model cost before, the oldest first.
    package var earlier: [EarlierPrice]
    /// What a token costs in a batch, in percent of its price; nil: the model is not offered in batches.
    package var batchPercent: Int?
    package var contextTokens: Int
    package var maxOutputTokens: Int?
    /// The provider's floor for the output limit: below it the model is cut off while it still thinks.
    package var minimumCompletionTokens: Int?
    /// Shorter prompts are silently not cached, in tokens; nil: not known.
    package var minimumCacheablePrefix: Int?
    /// Whether a request may carry `temperature`.
    package var acceptsSampling: Bool
    package var thinksByDefault: Bool
    /// The ways to think, and not to, that a request may ask for.
    package var thinking: Set<ThinkingKind>
    /// How much thinking a request may ask for in words; empty: that is not possible.
    package var efforts: [ModelSetting.Thinking.Effort]
    /// A model that always reasons before it answers, and may answer a structured request with nothing.
    package var isReasoning: Bool
    package var hasStructuredOutput: Bool
    package var hasForcedTools: Bool
    package var hasJSONMode: Bool
    /// Whether answers come with the probabilities of their tokens.
    package var hasLogProbabilities: Bool
    /// Nil: the model takes no images.
    package var images: ImageTokens?
    /// Whether the model counts about 30 % more tokens for the same text than Haiku 4.5 does.
    package var hasNewTokenizer: Bool
    /// The share of every price when inference is bound to the USA, in percent.
    package var usInferencePercent: Int
    /// The share of every price at a regional endpoint or profile of a cloud provider, in percent.
    package var regionalPercent: Int
    /// When the row was checked, and where its figures are from.
    package var date: String
    package var source: String

    package enum Status: String, Hashable, Sendable, CaseIterable {
        case active, legacy, deprecated, retired
    }

    package enum ThinkingKind: String, Hashable, Sendable, CaseIterable {
        /// By a number of tokens.
        case enabled
        /// As much as the model finds fit, guided by an effort.
        case adaptive
        case disabled
    }

    package struct EarlierPrice: Hashable, Sendable {
        /// The first day on which it no longer held, as `2026-10-07`.
        package var until: String
        package var price: ModelPrice
    }

    /// How the forms of an answer can be asked for, the strictest first.
    package var forms: [ModelSetting.AnswerForm] {
        ModelSetting.AnswerForm.allCases.filter { form in
            switch form {
            case .schema: hasStructuredOutput
            case .tool: hasForcedTools
            case .json: hasJSONMode
            case .plain: true
            }
        }
    }
}

/// How an image is counted: one token for each square of 28 by 28 pixels, after it was made smaller to fit.
package struct ImageTokens: Hashable, Sendable {
    /// The longest side that is kept, in pixels.
    package var longestEdge: Int
    /// The most tokens that one image has.
    package var most: Int

    package init(longestEdge: Int, most: Int) {
        self.longestEdge = longestEdge
        self.most = most
    }

    /// The tokens of an image of this size in pixels.
    package func count(width: Int, height: Int) -> Int {
        guard width > 0, height > 0 else { return most }
        let scale = min(1, Double(longestEdge) / Double(max(width, height)))
        // A side that falls on a whole number of squares must not gain one by rounding.
        func squares(_ side: Int) -> Int { max(1, Int((Double(side) * scale / 28 - 1e-9).rounded(.up))) }
        let (tokens, overflows) = squares(width).multipliedReportingOverflow(by: squares(height))
        return overflows ? most : min(tokens, most)
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

/// Why a model table cannot be read.
package struct ModelTableError: Error, Hashable, Sendable, CustomStringConvertible {
    package var file: String
    /// Where the TOML itself is malformed, from 1; nil: the TOML is sound, `message` names the key.
    package var line: Int?
    package var column: Int?
    package var message: String

    init(file: String = "models.toml", line: Int? = nil, column: Int? = nil, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
    }

    package var description: String {
        guard let line else { return "\(file): \(message)" }
        return "\(file):\(line):\(column ?? 1): \(message)"
    }
}
