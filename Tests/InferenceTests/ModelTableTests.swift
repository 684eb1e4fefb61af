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
        func dollars(ofAnHour: Int) -> String? {
            cost(
                "claude-haiku-4-5",
                Usage(cacheCreationInputTokens: 3_000_000, cacheCreation1hInputTokens: ofAnHour))
        }
        #expect(dollars(ofAnHour: 1_000_000) == "4.500000")
        #expect(dollars(ofAnHour: 3_000_000) == "6.000000")
        #expect(dollars(ofAnHour: 0) == "3.750000")
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
        #expect(table.models.count == 21)
        for model in table.models where model.provider == .anthropic {
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

    @Test func aBatchCostsItsShareOfEveryClass() {
        let usage = Usage(
            inputTokens: 1, outputTokens: 1, cacheCreationInputTokens: 2, cacheReadInputTokens: 1,
            cacheCreation1hInputTokens: 1)
        let cost = table.cost(of: usage, model: "claude-haiku-4-5", service: .batch)
        // 0.50, 2.50, 0.625, 1.00 and 0.05 dollars a million.
        #expect(cost == .charged(Money(picodollars: 4_675_000)))
        #expect(table.cost(of: usage, model: "deepseek/deepseek-r1-0528", service: .batch) == .unknown)
    }

    @Test func anAnswerCostsWhatWasThePriceOnItsDay() throws {
        let usage = Usage(cacheReadInputTokens: 1_000_000)
        func cost(_ day: String) throws -> Money? {
            let moment = try #require(Timestamp(rfc3339: day))
            return table.cost(of: usage, model: "claude-sonnet-5-5", on: moment).spent
        }
        #expect(try cost("2026-10-06T23:59:59Z") == Money(decimal: "0.2"))
        #expect(try cost("2026-10-07T00:00:00Z") == Money(decimal: "0.1"))
        #expect(table.cost(of: usage, model: "claude-sonnet-5-5").spent == Money(decimal: "0.1"))
        let earlier = table.price(for: "claude-sonnet-5-5", on: Timestamp(rfc3339: "2026-09-01T00:00:00Z"))
        #expect(earlier?.cacheRead == Money(picodollars: 200_000))
    }

    @Test(arguments: [
        ("global.anthropic.claude-haiku-4-5-20251001-v1:0", "1.000000"),
        ("us.anthropic.claude-haiku-4-5-20251001-v1:0", "1.100000"),
        ("arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0", "1.100000"),
        ("claude-haiku-4-5@20251001", "1.000000"), ("us.anthropic.claude-opus-4-7", "5.500000"),
        ("gpt-5.4", "5.000000"), ("deepseek/deepseek-r1-0528", "0.500000"),
    ])
    func aModelIsFoundByTheNameThatAProviderHasForIt(model: String, dollars: String) {
        #expect(cost(model, Usage(inputTokens: 1_000_000)) == dollars)
    }

    @Test func aTableOfTheTasksOwnReplacesRowsAndAddsSome() throws {
        let own = """
            date = "2027-01-01"
            source = "our contract"
            [[models]]
            id = "claude-haiku-4-5"
            provider = "anthropic"
            family = "haiku"
            price = { input = "0.90", output = "4.50" }
            context = 200000
            structured-output = true
            [[models]]
            id = "qwen-of-our-own"
            provider = "openai"
            family = "qwen"
            price = { input = "0", output = "0" }
            context = 32000
            """
        let table = try table.overridden(by: own, file: "prices.toml")
        #expect(table.facts(for: "claude-haiku-4-5")?.source == "our contract")
        #expect(table.facts(for: "claude-haiku-4-5")?.date == "2027-01-01")
        // Without a price of its own, a cached token costs what others do.
        #expect(table.price(for: "claude-haiku-4-5")?.cacheRead == Money(picodollars: 900_000))
        #expect(table.cost(of: Usage(inputTokens: 5), model: "qwen-of-our-own") == .charged(.zero))
        #expect(table.facts(for: "claude-opus-4-7")?.source == table.source)
        #expect(table.models.count == self.table.models.count + 1)
    }

    @Test(arguments: [
        ("unheard-of = 1", "unheard-of"), ("price = { input = \"x\", output = \"1\" }", "x is no price"),
        ("effort = [\"much\"]", "effort knows minimal, low"), ("batch-percent = 0", "share in percent"),
        ("earlier = [{ until = \"2026-13-01\", price = { input = \"1\", output = \"1\" } }]", "2026-13-01"),
        ("long-price-over = 5", "belong together"),
    ])
    func aMistakeInATableOfTheTasksOwnIsSaidWithTheFile(line: String, says: String) {
        let price = line.hasPrefix("price") ? "" : "price = { input = \"1\", output = \"1\" }"
        let own = """
            date = "2027-01-01"
            source = "us"
            [[models]]
            id = "x"
            provider = "openai"
            family = "x"
            context = 1
            \(price)
            \(line)
            """
        let error = #expect(throws: ModelTableError.self) { try table.overridden(by: own, file: "prices.toml") }
        #expect(error?.description.hasPrefix("prices.toml: ") == true)
        #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
    }
}
