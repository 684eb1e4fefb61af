/// A model as the services sell it and what it takes. Written down here a second time on purpose, so that an error in the
/// program's own tables shows.
package struct ServedModel: Sendable {
    /// Picodollars a token.
    package struct Prices: Sendable {
        package var input, output, write5m, write1h, read: Int64

        /// - Parameters: in thousandths of a dollar for a million tokens.
        package init(_ input: Int64, _ output: Int64, write5m: Int64, write1h: Int64, read: Int64) {
            self.input = input * 1_000
            self.output = output * 1_000
            self.write5m = write5m * 1_000
            self.write1h = write1h * 1_000
            self.read = read * 1_000
        }
    }

    package enum Vendor: Sendable { case anthropic, openAI }

    /// What answers call it.
    package var name: String
    package var aliases: [String] = []
    package var vendor = Vendor.anthropic
    package var prices: Prices
    /// For every token of a request whose prompt has more than `longFrom`.
    package var longPrices: Prices?
    package var longFrom = Int.max
    package var contextWindow = 1_000_000
    package var maximumOutput = 128_000
    /// Prompts with a shorter prefix are not cached, without a word.
    package var minimumPrefix = 512
    package var takesSampling = false
    package var takesPrefill = false
    package var takesForcedTool = true
    package var thinking: Set<String> = ["adaptive", "disabled"]
    package var thinksUnasked = true
    package var efforts: Set<String> = ["low", "medium", "high", "xhigh", "max"]
    package var takesGeography = true
    package var takesImages = true
    /// Whether only `max_completion_tokens` is understood.
    package var refusesMaxTokens = false
    /// Whether it behaves as DeepSeek R1 0528 was seen to: it reasons first, and has nothing to say to a structured output.
    package var isR1 = false

    package init(_ name: String, _ prices: Prices) {
        self.name = name
        self.prices = prices
    }

    private init(_ name: String, _ prices: Prices, _ change: (inout ServedModel) -> Void) {
        self.init(name, prices)
        change(&self)
    }

    /// By each of their names.
    static func table(_ more: [ServedModel] = []) -> [String: ServedModel] {
        var table: [String: ServedModel] = [:]
        for model in all + more {
            for name in [model.name] + model.aliases { table[name] = model }
        }
        return table
    }

    func prices(promptTokens: Int) -> Prices {
        promptTokens > longFrom ? longPrices ?? prices : prices
    }

    /// Exact: every price of the table can be halved, and raised by a tenth, without a rest.
    func picodollars(_ usage: ModelServer.Usage, isBatch: Bool = false, isRegional: Bool = false) -> Int64 {
        let prices = prices(promptTokens: usage.prompt)
        var sum = prices.input * Int64(usage.input) + prices.output * Int64(usage.output)
        sum += prices.write5m * Int64(usage.written5m) + prices.write1h * Int64(usage.written1h)
        sum += prices.read * Int64(usage.read)
        if isRegional { sum = sum / 10 * 11 }
        return isBatch ? sum / 2 : sum
    }

    // MARK: - What is served

    private static let old: Set<String> = ["enabled", "disabled"]
    private static let noXHigh: Set<String> = ["low", "medium", "high", "max"]

    package static let all: [ServedModel] = claude + others

    private static let claude: [ServedModel] = [
        .init("claude-fable-5-1", Prices(10_000, 50_000, write5m: 12_500, write1h: 20_000, read: 250), newest),
        .init("claude-opus-5-5", Prices(4_000, 20_000, write5m: 5_000, write1h: 8_000, read: 200), newest),
        .init("claude-sonnet-5-5", Prices(2_000, 10_000, write5m: 2_500, write1h: 4_000, read: 100), newest),
        .init("claude-haiku-5-5", Prices(100, 500, write5m: 125, write1h: 200, read: 10)) {
            $0.longPrices = Prices(500, 2_500, write5m: 625, write1h: 1_000, read: 50)
            $0.longFrom = 100_000
        },
        .init("claude-opus-5", opus),
        .init("claude-sonnet-5", Prices(2_000, 10_000, write5m: 2_500, write1h: 4_000, read: 200)) {
            $0.minimumPrefix = 1_024
        },
        .init("claude-fable-5", Prices(10_000, 50_000, write5m: 12_500, write1h: 20_000, read: 1_000)) {
            $0.thinking = ["adaptive"]
        },
        .init("claude-opus-4-8", opus) {
            $0.minimumPrefix = 1_024
            $0.thinksUnasked = false
        },
        .init("claude-opus-4-7", opus) {
            $0.minimumPrefix = 2_048
            $0.thinksUnasked = false
        },
        .init("claude-sonnet-4-6", sonnet) {
            $0.minimumPrefix = 1_024
            generation46(&$0)
        },
        .init("claude-opus-4-6", opus) {
            $0.minimumPrefix = 4_096
            generation46(&$0)
        },
        .init("claude-opus-4-5-20251101", opus) {
            $0.aliases = ["claude-opus-4-5"]
            $0.minimumPrefix = 4_096
            generation45(&$0)
            $0.efforts = noXHigh
        },
        .init("claude-haiku-4-5-20251001", Prices(1_000, 5_000, write5m: 1_250, write1h: 2_000, read: 100)) {
            $0.aliases = ["claude-haiku-4-5"]
            $0.minimumPrefix = 4_096
            generation45(&$0)
        },
        .init("claude-sonnet-4-5-20250929", sonnet) {
            $0.aliases = ["claude-sonnet-4-5"]
            $0.minimumPrefix = 1_024
            generation45(&$0)
        },
    ]

    private static let others: [ServedModel] = [
        .init("gpt-5.4-2026-03-05", Prices(2_500, 15_000, write5m: 2_500, write1h: 2_500, read: 250)) {
            $0.aliases = ["gpt-5.4"]
            $0.vendor = .openAI
            $0.longPrices = Prices(5_000, 22_500, write5m: 5_000, write1h: 5_000, read: 500)
            $0.longFrom = 272_000
            $0.contextWindow = 1_050_000
            $0.refusesMaxTokens = true
            $0.thinksUnasked = false
        },
        .init("deepseek/deepseek-r1-0528", Prices(500, 2_150, write5m: 500, write1h: 500, read: 350)) {
            $0.aliases = ["deepseek-r1-0528", "deepseek-ai/DeepSeek-R1-0528"]
            $0.vendor = .openAI
            $0.contextWindow = 163_840
            $0.takesImages = false
            $0.isR1 = true
        },
        // A model on one's own machine, which bills nothing and tells its usage all the same.
        .init("local-model", Prices(0, 0, write5m: 0, write1h: 0, read: 0)) {
            $0.vendor = .openAI
            $0.contextWindow = 32_768
            $0.thinksUnasked = false
        },
    ]

    private static let opus = Prices(5_000, 25_000, write5m: 6_250, write1h: 10_000, read: 500)
    private static let sonnet = Prices(3_000, 15_000, write5m: 3_750, write1h: 6_000, read: 300)

    private static func newest(_ model: inout ServedModel) {
        model.takesForcedTool = false
        model.thinking = ["adaptive"]
    }

    private static func generation46(_ model: inout ServedModel) {
        model.takesSampling = true
        model.thinking = ["adaptive", "enabled", "disabled"]
        model.thinksUnasked = false
        model.efforts = noXHigh
    }

    private static func generation45(_ model: inout ServedModel) {
        model.takesSampling = true
        model.takesPrefill = true
        model.thinking = old
        model.thinksUnasked = false
        model.efforts = []
        model.contextWindow = 200_000
        model.maximumOutput = 64_000
        model.takesGeography = false
    }
}
