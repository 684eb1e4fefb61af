/// What a task file says: the labels, the models and the rules of one labelling task.
package struct TaskDefinition: Hashable, Sendable {
    package var name: String
    /// Sent to the models, shown to reviewers.
    package var instructions: String
    /// The text of the guidelines file; nil when the task names none.
    package var guidelines: String?
    package var labels: LabelSet
    package var first: ModelSetting
    /// Nil: this task asks no second opinions.
    package var second: ModelSetting?
    package var secondOpinion: SecondOpinionPolicy
    package var budget: Budget
    package var review: ReviewSettings

    package init(
        name: String, instructions: String = "", guidelines: String? = nil, labels: LabelSet, first: ModelSetting,
        second: ModelSetting? = nil, secondOpinion: SecondOpinionPolicy = SecondOpinionPolicy(),
        budget: Budget = Budget(), review: ReviewSettings = ReviewSettings()
    ) {
        self.name = name
        self.instructions = instructions
        self.guidelines = guidelines
        self.labels = labels
        self.first = first
        self.second = second
        self.secondOpinion = secondOpinion
        self.budget = budget
        self.review = review
    }
}

/// Who answers.
package enum Provider: String, Hashable, Sendable, CaseIterable {
    case anthropic, openai, bedrock, vertex, offline
}

/// One `[models.…]` table.
package struct ModelSetting: Hashable, Sendable {
    package var provider: Provider
    package var model: String
    /// Nil: the provider's usual address, or its environment variable.
    package var baseURL: String?
    /// The environment variable that holds the key; nil: the provider's usual one.
    package var apiKeyEnvironment: String?
    package var maxTokens: Int
    package var temperature: Double?
    package var cache: PromptCache
    /// Requests under way at once.
    package var concurrency: Int

    package init(
        provider: Provider, model: String, baseURL: String? = nil, apiKeyEnvironment: String? = nil,
        maxTokens: Int = 512, temperature: Double? = nil, cache: PromptCache = .off, concurrency: Int = 8
    ) {
        self.provider = provider
        self.model = model
        self.baseURL = baseURL
        self.apiKeyEnvironment = apiKeyEnvironment
        self.maxTokens = maxTokens
        self.temperature = temperature
        self.cache = cache
        self.concurrency = concurrency
    }

    package enum PromptCache: String, Hashable, Sendable, CaseIterable {
        case off
        case fiveMinutes = "5m"
        case oneHour = "1h"
    }
}

/// What may be spent; nil: no limit.
package struct Budget: Hashable, Sendable {
    package var total: Money?
    package var daily: Money?

    package init(total: Money? = nil, daily: Money? = nil) {
        self.total = total
        self.daily = daily
    }
}

/// The `[review]` table.
package struct ReviewSettings: Hashable, Sendable {
    package var order: QueueOrder
    /// Share of items shown without the models' answers until the reviewer has decided, 0 to 1.
    package var blindSample: Double
    package var theme: String

    package init(order: QueueOrder = .uncertain, blindSample: Double = 0, theme: String = "dark") {
        self.order = order
        self.blindSample = blindSample
        self.theme = theme
    }

    /// Whether this item belongs to the blind sample: the same answer every time.
    package func isBlind(_ item: Item.ID) -> Bool {
        StableShare.contains(item, share: blindSample, purpose: "blind")
    }
}
