/// One `[models.…]` table.
package struct ModelSetting: Hashable, Sendable {
    package var provider: Provider
    package var model: String
    /// Nil: the provider's usual address, or its environment variable.
    package var baseURL: String?
    /// The environment variable that holds the key; nil: the provider's usual one.
    package var apiKeyEnvironment: String?
    /// The file that holds the key, as an absolute path; it goes before the environment.
    package var apiKeyFile: String?
    /// How the key is sent; nil: as the provider's own client does.
    package var keyHeader: KeyHeader?
    /// The program and its arguments that print an access token (Vertex); run without a shell.
    package var tokenCommand: [String]
    /// Of AWS and Google; nil: from the environment.
    package var region: String?
    /// Of Google; nil: from the environment.
    package var project: String?
    /// How an answer is asked for; nil: the best that the model is known to take.
    package var answerForm: AnswerForm?
    package var maxTokens: Int
    package var temperature: Double?
    package var thinking: Thinking
    /// How many answers are drawn for one prediction; over 1 their vote is the confidence.
    package var samples: Int
    package var cache: PromptCache
    /// Requests under way at once.
    package var concurrency: Int
    /// For one request, in seconds, from connecting to the last byte.
    package var timeoutSeconds: Int

    package init(
        provider: Provider, model: String, baseURL: String? = nil, apiKeyEnvironment: String? = nil,
        apiKeyFile: String? = nil, keyHeader: KeyHeader? = nil, tokenCommand: [String] = [], region: String? = nil,
        project: String? = nil, answerForm: AnswerForm? = nil, maxTokens: Int = 512, temperature: Double? = nil,
        thinking: Thinking = .off, samples: Int = 1, cache: PromptCache = .off, concurrency: Int = 8,
        timeoutSeconds: Int = 300
    ) {
        self.provider = provider
        self.model = model
        self.baseURL = baseURL
        self.apiKeyEnvironment = apiKeyEnvironment
        self.apiKeyFile = apiKeyFile
        self.keyHeader = keyHeader
        self.tokenCommand = tokenCommand
        self.region = region
        self.project = project
        self.answerForm = answerForm
        self.maxTokens = maxTokens
        self.temperature = temperature
        self.thinking = thinking
        self.samples = samples
        self.cache = cache
        self.concurrency = concurrency
        self.timeoutSeconds = timeoutSeconds
    }

    package enum PromptCache: String, Hashable, Sendable, CaseIterable {
        case off
        case fiveMinutes = "5m"
        case oneHour = "1h"
    }

    package enum KeyHeader: String, Hashable, Sendable, CaseIterable {
        case apiKey = "x-api-key"
        case bearer
    }

    /// From the strictest to the loosest.
    package enum AnswerForm: String, Hashable, Sendable, CaseIterable {
        /// A JSON schema that the provider enforces.
        case schema
        /// A tool that the model must call.
        case tool
        /// Any JSON object, enforced; its members asked for in words.
        case json
        /// Asked for in words alone.
        case plain
    }

    /// How much a model thinks before it answers; every word of it is paid for.
    package enum Thinking: Hashable, Sendable {
        case off
        case effort(Effort)
        /// At most so many tokens; from 1,024 on.
        case budget(tokens: Int)

        package enum Effort: String, Hashable, Sendable, CaseIterable {
            case minimal, low, medium, high, xhigh, max
        }
    }
}
