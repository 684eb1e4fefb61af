import Foundation
import Labeling
import Testing

@testable import Inference

/// The shipped table against a price list that was typed a second time, and every bill against arithmetic of its own.
struct PriceListTests {
    /// Thousandths of a dollar for a million tokens, that is 1,000 picodollars for one.
    struct Row: Sendable, CustomTestStringConvertible {
        var model: String
        var input, output, written5m, written1h, read: Int
        var batch: (input: Int, output: Int)?
        var context: Int
        var most: Int?
        var prefix: Int?
        var us: Bool
        var longFrom: Int?

        var testDescription: String { model + (longFrom.map { " over \($0)" } ?? "") }

        init(
            _ model: String, _ prices: [Int], batch: (input: Int, output: Int)?, _ context: Int, _ most: Int?,
            _ prefix: Int?, us: Bool = true, longFrom: Int? = nil
        ) {
            self.model = model
            (input, output, written5m, written1h, read) = (prices[0], prices[1], prices[2], prices[3], prices[4])
            self.batch = batch
            (self.context, self.most, self.prefix, self.us, self.longFrom) = (context, most, prefix, us, longFrom)
        }

        /// What a bill of these tokens must be, in picodollars.
        func bill(_ usage: Usage, isBatch: Bool = false, percents: [Int] = []) -> Int? {
            let hour = usage.cacheCreation1hInputTokens
            let (half, isOffered) = (isBatch ? 2 : 1, batch != nil)
            guard !isBatch || isOffered else { return nil }
            var sum = usage.inputTokens * (isBatch ? batch?.input ?? 0 : input) * 1_000
            sum += usage.outputTokens * (isBatch ? batch?.output ?? 0 : output) * 1_000
            sum += (usage.cacheCreationInputTokens - hour) * written5m * 1_000 / half
            sum += hour * written1h * 1_000 / half + usage.cacheReadInputTokens * read * 1_000 / half
            return percents.reduce(sum) { $0 * $1 / 100 }
        }
    }

    private static let (k200, m1, k64, k128) = (200_000, 1_000_000, 64_000, 128_000)

    static let rows: [Row] = [
        Row(
            "claude-haiku-4-5", [1_000, 5_000, 1_250, 2_000, 100], batch: (500, 2_500), k200, k64, 4_096, us: false),
        Row("claude-haiku-5-5", [100, 500, 125, 200, 10], batch: (50, 250), m1, k128, 512),
        Row(
            "claude-haiku-5-5", [500, 2_500, 625, 1_000, 50], batch: (250, 1_250), m1, k128, 512, longFrom: 100_001),
        Row(
            "claude-sonnet-4-5", [3_000, 15_000, 3_750, 6_000, 300], batch: (1_500, 7_500), k200, k64, 1_024,
            us: false),
        Row("claude-sonnet-4-6", [3_000, 15_000, 3_750, 6_000, 300], batch: (1_500, 7_500), m1, k128, 1_024),
        Row("claude-sonnet-5", [2_000, 10_000, 2_500, 4_000, 200], batch: (1_000, 5_000), m1, k128, 1_024),
        Row("claude-sonnet-5-5", [2_000, 10_000, 2_500, 4_000, 100], batch: (1_000, 5_000), m1, k128, 512),
        Row(
            "claude-opus-4-5", [5_000, 25_000, 6_250, 10_000, 500], batch: (2_500, 12_500), k200, k64, 4_096,
            us: false),
        Row("claude-opus-4-6", [5_000, 25_000, 6_250, 10_000, 500], batch: (2_500, 12_500), m1, k128, 4_096),
        Row("claude-opus-4-7", [5_000, 25_000, 6_250, 10_000, 500], batch: (2_500, 12_500), m1, k128, 2_048),
        Row("claude-opus-4-8", [5_000, 25_000, 6_250, 10_000, 500], batch: (2_500, 12_500), m1, k128, 1_024),
        Row("claude-opus-5", [5_000, 25_000, 6_250, 10_000, 500], batch: (2_500, 12_500), m1, k128, 512),
        Row("claude-opus-5-5", [4_000, 20_000, 5_000, 8_000, 200], batch: (2_000, 10_000), m1, k128, 512),
        Row("claude-fable-5", [10_000, 50_000, 12_500, 20_000, 1_000], batch: (5_000, 25_000), m1, k128, 512),
        Row("claude-mythos-5", [10_000, 50_000, 12_500, 20_000, 1_000], batch: (5_000, 25_000), m1, k128, 512),
        Row("claude-fable-5-1", [10_000, 50_000, 12_500, 20_000, 250], batch: (5_000, 25_000), m1, k128, 512),
        Row("claude-mythos-5-1", [10_000, 50_000, 12_500, 20_000, 250], batch: (5_000, 25_000), m1, k128, 512),
        Row("claude-fable-5-2", [8_000, 40_000, 10_000, 16_000, 200], batch: nil, m1, nil, nil),
        Row("claude-mythos-5-2", [8_000, 40_000, 10_000, 16_000, 200], batch: nil, m1, nil, nil),
        // Where writing to the cache has no price of its own, it costs what other tokens do.
        Row("deepseek/deepseek-r1-0528", [500, 2_150, 500, 500, 350], batch: nil, 163_840, nil, nil, us: false),
        Row("gpt-5.4", [2_500, 15_000, 2_500, 2_500, 250], batch: (1_250, 7_500), 1_050_000, k128, nil, us: false),
        Row(
            "gpt-5.4", [5_000, 22_500, 5_000, 5_000, 500], batch: (2_500, 11_250), 1_050_000, k128, nil, us: false,
            longFrom: 272_001),
        Row(
            "google/gemini-3.1-flash-lite", [250, 1_500, 250, 250, 25], batch: (125, 750), 1_048_576, 65_536, nil,
            us: false),
    ]

    private let table: ModelTable

    init() throws { table = try .shipped() }

    @Test func theListHasEveryModelOfTheTable() {
        #expect(Set(PriceListTests.rows.compactMap { table.facts(for: $0.model)?.id }) == Set(table.models.map(\.id)))
    }

    @Test(arguments: rows)
    func everyFigureOfTheTableStandsInTheList(row: Row) throws {
        let facts = try #require(table.facts(for: row.model))
        #expect(facts.contextTokens == row.context)
        #expect(facts.maxOutputTokens == row.most)
        #expect(facts.minimumCacheablePrefix == row.prefix)
        #expect(facts.batchPercent == (row.batch == nil ? nil : 50))
        let price = try #require(table.price(for: row.model, promptTokens: row.longFrom ?? 0))
        #expect(
            [price.input, price.output, price.cacheWrite5m, price.cacheWrite1h, price.cacheRead].map(\.picodollars)
                == [row.input, row.output, row.written5m, row.written1h, row.read].map { Int64($0 * 1_000) })
    }

    /// A prompt of at least so many tokens, with some of every class; more thinking than answer.
    private func usage(from tokens: Int) -> Usage {
        Usage(
            inputTokens: 7, outputTokens: 1_003, cacheCreationInputTokens: 31,
            cacheReadInputTokens: max(5, tokens - 38),
            cacheCreation1hInputTokens: 13, reasoningTokens: 990)
    }

    @Test(arguments: rows)
    func everyBillIsTheSumOfItsClassesRoundedOnce(row: Row) {
        let usage = usage(from: row.longFrom ?? 0)
        func money(_ bill: Int?) -> Cost { bill.map { .charged(Money(picodollars: Int64($0))) } ?? .unknown }
        #expect(table.cost(of: usage, model: row.model) == money(row.bill(usage)))
        #expect(table.cost(of: usage, model: row.model, service: .batch) == money(row.bill(usage, isBatch: true)))
        let us = row.us ? [110] : []
        #expect(
            table.cost(of: usage, model: row.model, isUSInference: true) == money(row.bill(usage, percents: us)))
        #expect(
            table.cost(of: usage, model: row.model, service: .batch, isUSInference: true)
                == money(row.bill(usage, isBatch: true, percents: us)))
        let isClaude = row.model.hasPrefix("claude")
        #expect(
            table.cost(of: usage, model: row.model, isRegional: true)
                == money(row.bill(usage, percents: isClaude ? [110] : [])))
    }

    @Test(arguments: rows.filter { $0.longFrom != nil })
    func oneTokenBelowTheBandTheShortPriceHolds(row: Row) throws {
        let limit = try #require(row.longFrom)
        let short = try #require(PriceListTests.rows.first { $0.model == row.model && $0.longFrom == nil })
        var usage = usage(from: limit)
        usage.cacheReadInputTokens -= 1
        let bill = try #require(short.bill(usage))
        #expect(table.cost(of: usage, model: row.model) == .charged(Money(picodollars: Int64(bill))))
    }

    /// 400 and 2.15 for each completion token against Haiku's 1,050: the published comparison of the two.
    @Test func aReasoningModelIsCheaperThanHaikuOnlyWhileItReasonsLittle() throws {
        func cost(_ model: String, _ output: Int) throws -> Money {
            try #require(
                table.cost(of: Usage(inputTokens: 800, outputTokens: output, reasoningTokens: output), model: model)
                    .spent)
        }
        let haiku = try cost("claude-haiku-4-5", 50)
        #expect(try cost("deepseek/deepseek-r1-0528", 302) < haiku)
        #expect(try cost("deepseek/deepseek-r1-0528", 303) > haiku)
    }
}
