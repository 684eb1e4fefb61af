import Inference
import Labeling
import Testing

struct ModelTableTests {
    private let table: ModelTable

    init() throws { table = try .shipped() }

    private func cost(_ model: String, _ usage: Usage) -> String? {
        table.cost(of: usage, model: model).spent?.decimal()
    }

    @Test(arguments: [
        ("claude-haiku-4-5", 800, 50, "0.001050"),
        ("claude-haiku-4-5-20251001", 800, 50, "0.001050"),
        ("claude-sonnet-4-6", 800, 50, "0.003150"),
        ("claude-opus-4-7", 800, 50, "0.005250"),
        ("claude-haiku-5-5", 800, 50, "0.000105"),
        ("claude-opus-5-5", 800, 50, "0.004200"),
        ("claude-fable-5-1", 1, 1, "0.000060"),
    ])
    func anAnswerCostsWhatThePriceListSays(model: String, input: Int, output: Int, dollars: String) {
        #expect(cost(model, Usage(inputTokens: input, outputTokens: output)) == dollars)
    }

    @Test func tenThousandADayCostsAMonthWhatThePublishedComparisonSays() {
        func month(_ model: String, _ input: Int, _ output: Int) -> Money? {
            table.cost(of: Usage(inputTokens: input, outputTokens: output), model: model).spent.map {
                $0 * 10_000 * 30
            }
        }
        #expect(month("claude-opus-4-7", 1_000, 100) == Money(decimal: "2250"))
        #expect(month("claude-haiku-4-5", 1_000, 100) == Money(decimal: "450"))
        #expect(month("claude-opus-4-7", 800, 50) == Money(decimal: "1575"))
        #expect(month("claude-haiku-4-5", 800, 50) == Money(decimal: "315"))
    }

    @Test func aThousandRequestsOverACachedPromptCostOneWriteAndTheReads() throws {
        let write = table.cost(of: Usage(cacheCreationInputTokens: 5_000), model: "claude-haiku-4-5").spent
        let read = table.cost(of: Usage(cacheReadInputTokens: 5_000), model: "claude-haiku-4-5").spent
        #expect(try #require(write) + (try #require(read)) * 999 == Money(decimal: "0.50575"))
    }

    @Test func cachedTokensHaveTheirOwnPrices() {
        let usage = Usage(inputTokens: 12, outputTokens: 9, cacheReadInputTokens: 5_000)
        #expect(cost("claude-haiku-4-5", usage) == "0.000557")
        #expect(cost("claude-opus-5-5", Usage(cacheReadInputTokens: 1_000_000)) == "0.200000")
        #expect(cost("claude-fable-5-1", Usage(cacheReadInputTokens: 1_000_000)) == "0.250000")
    }

    @Test func theBreakdownOfACacheWriteIsPricedOnceAndByLifetime() {
        let usage = Usage(cacheCreationInputTokens: 3_000_000)
        let model = "claude-haiku-4-5"
        let split = CacheCreation(fiveMinutes: 2_000_000, oneHour: 1_000_000)
        #expect(
            table.cost(of: usage, model: model, cacheCreation: split) == .charged(Money(picodollars: 4_500_000_000_000))
        )
        #expect(table.cost(of: usage, model: model, cacheLifetime: .oneHour).spent == Money(decimal: "6"))
        #expect(table.cost(of: usage, model: model).spent == Money(decimal: "3.75"))
    }

    @Test func aLongPromptIsPricedAsLongInEveryClass() {
        #expect(cost("claude-haiku-5-5", Usage(inputTokens: 100_000, outputTokens: 1_000)) == "0.010500")
        #expect(cost("claude-haiku-5-5", Usage(inputTokens: 100_001, outputTokens: 1_000)) == "0.0525005")
        // Cached tokens count towards the length.
        let cached = Usage(inputTokens: 1, outputTokens: 1_000, cacheReadInputTokens: 100_000)
        #expect(cost("claude-haiku-5-5", cached) == "0.0075005")
    }

    @Test func inferenceBoundToTheUSACostsATenthMoreWhereTheModelKnowsIt() {
        let usage = Usage(inputTokens: 1_000_000)
        #expect(table.cost(of: usage, model: "claude-opus-4-7", isUSInference: true).spent == Money(decimal: "5.5"))
        #expect(table.cost(of: usage, model: "claude-haiku-4-5", isUSInference: true).spent == Money(decimal: "1"))
    }

    @Test func anUnknownModelHasNoPriceRatherThanNone() {
        #expect(table.cost(of: Usage(inputTokens: 1), model: "claude-nope") == .unknown)
        #expect(table.price(for: "claude-nope") == nil)
    }

    @Test func absurdCountsDoNotTrap() {
        let usage = Usage(
            inputTokens: .max, outputTokens: .max, cacheCreationInputTokens: .max, cacheReadInputTokens: .max)
        #expect(table.cost(of: usage, model: "claude-haiku-5-5").spent == Money(picodollars: .max))
    }

    @Test func initProposesTheNewestActiveModels() {
        #expect(table.newestActive(family: "haiku")?.id == "claude-haiku-5-5")
        #expect(table.newestActive(family: "opus")?.id == "claude-opus-5-5")
        #expect(table.newestActive(family: "haiku")?.status == .active)
    }

    @Test func oldModelsAreWarnedAboutByName() throws {
        let legacy = try #require(table.warning(for: "claude-haiku-4-5-20251001"))
        #expect(legacy.contains("claude-haiku-4-5-20251001"))
        #expect(legacy.contains("claude-haiku-5-5"))
        #expect(table.warning(for: "claude-sonnet-4-5")?.contains("2026-11-30") == true)
        #expect(table.warning(for: "claude-opus-4-7") == nil)
    }

    @Test func everyModelOfTheTableIsComplete() {
        #expect(table.models.count == 18)
        for model in table.models {
            #expect(model.price.cacheWrite5m.picodollars * 4 == model.price.input.picodollars * 5)
            #expect(model.price.cacheWrite1h == model.price.input * 2)
        }
    }

    @Test func aBrokenTableSaysWhere() throws {
        let broken = #expect(throws: ModelTableError.self) { try ModelTable(toml: "date = \"x\"\nsource = =\n") }
        #expect(broken?.line == 2)
        let missing = #expect(throws: ModelTableError.self) { try ModelTable(toml: "date = \"x\"\nsource = \"y\"\n") }
        #expect(missing?.message.contains("models") == true)
    }
}
