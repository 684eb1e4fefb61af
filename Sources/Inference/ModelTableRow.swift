import Labeling

/// One `[[models]]` table of a model table's file. What is left out is what most models have.
struct ModelTableRow: Decodable {
    var id: String
    var aliases: [String]?
    var provider: String
    var family: String
    var status: String?
    var retires, notRetiredBefore: String?
    var price: Prices
    var longPrice: Prices?
    var longPriceOver, batchPercent: Int?
    var earlier: [Earlier]?
    var context: Int
    var maxOutput, minCompletionTokens, minCacheablePrefix: Int?
    var acceptsSampling, thinkingByDefault, reasoning: Bool?
    var thinking, effort: [String]?
    var structuredOutput, forcedTools, jsonMode, logprobs: Bool?
    var imageTokens: Image?
    var newTokenizer: Bool?
    var usInferencePercent, regionalPercent: Int?

    /// Dollars per million tokens, as decimal strings. Without a price of their own, cached tokens cost what others do.
    struct Prices: Decodable {
        var input, output: String
        var cacheWrite5m, cacheWrite1h, cacheRead: String?

        enum CodingKeys: String, CodingKey {
            case input, output
            case cacheWrite5m = "cache-write-5m"
            case cacheWrite1h = "cache-write-1h"
            case cacheRead = "cache-read"
        }
    }

    struct Earlier: Decodable {
        var until: String
        var price: Prices
    }

    struct Image: Decodable {
        var edge, most: Int
    }

    enum CodingKeys: String, CodingKey {
        case id, aliases, provider, family, status, retires, price, context, earlier, thinking, effort, reasoning,
            logprobs
        case notRetiredBefore = "not-retired-before"
        case longPrice = "long-price"
        case longPriceOver = "long-price-over"
        case batchPercent = "batch-percent"
        case maxOutput = "max-output"
        case minCompletionTokens = "min-completion-tokens"
        case minCacheablePrefix = "min-cacheable-prefix"
        case acceptsSampling = "accepts-sampling"
        case thinkingByDefault = "thinking-by-default"
        case structuredOutput = "structured-output"
        case forcedTools = "forced-tools"
        case jsonMode = "json-mode"
        case imageTokens = "image-tokens"
        case newTokenizer = "new-tokenizer"
        case usInferencePercent = "us-inference-percent"
        case regionalPercent = "regional-percent"
    }

    struct Problem: Error {
        var message: String
    }

    func facts(date: String, source: String) throws(Problem) -> ModelFacts {
        guard let provider = Provider(rawValue: provider) else {
            throw Problem(message: "unknown provider \(provider)")
        }
        guard (longPrice == nil) == (longPriceOver == nil) else {
            throw Problem(message: "long-price and long-price-over belong together")
        }
        for percent in [batchPercent, usInferencePercent, regionalPercent] {
            guard (1...1_000).contains(percent ?? 100) else {
                throw Problem(message: "\(percent ?? 0) is no share in percent from 1 to 1000")
            }
        }
        var long: ModelPrice?
        if let longPrice { long = try perToken(longPrice) }
        var older: [ModelFacts.EarlierPrice] = []
        for entry in earlier ?? [] {
            guard Timestamp(rfc3339: entry.until + "T00:00:00Z") != nil else {
                throw Problem(message: "until = \"\(entry.until)\" is no day such as 2026-10-07")
            }
            older.append(.init(until: entry.until, price: try perToken(entry.price)))
        }
        return ModelFacts(
            id: id, aliases: aliases ?? [], provider: provider, family: family,
            status: try word("status", status) ?? .active, retires: retires, notRetiredBefore: notRetiredBefore,
            price: try perToken(price), longPrice: long, longPriceOver: longPriceOver,
            earlier: older.sorted { $0.until < $1.until }, batchPercent: batchPercent, contextTokens: context,
            maxOutputTokens: maxOutput, minimumCompletionTokens: minCompletionTokens,
            minimumCacheablePrefix: minCacheablePrefix, acceptsSampling: acceptsSampling ?? true,
            thinksByDefault: thinkingByDefault ?? false, thinking: Set(try words("thinking", thinking)),
            efforts: try words("effort", effort), isReasoning: reasoning ?? false,
            hasStructuredOutput: structuredOutput ?? false, hasForcedTools: forcedTools ?? false,
            hasJSONMode: jsonMode ?? false, hasLogProbabilities: logprobs ?? false,
            images: imageTokens.map { ImageTokens(longestEdge: max(1, $0.edge), most: max(1, $0.most)) },
            hasNewTokenizer: newTokenizer ?? false, usInferencePercent: usInferencePercent ?? 100,
            regionalPercent: regionalPercent ?? 100, date: date, source: source)
    }

    private func words<Word: RawRepresentable<String> & CaseIterable>(
        _ key: String, _ values: [String]?
    ) throws(Problem) -> [Word] {
        var words: [Word] = []
        for value in values ?? [] { words.append(contentsOf: try word(key, value).map { [$0] } ?? []) }
        return words
    }

    private func word<Word: RawRepresentable<String> & CaseIterable>(
        _ key: String, _ value: String?
    ) throws(Problem) -> Word? {
        guard let value else { return nil }
        guard let word = Word(rawValue: value) else {
            let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(message: "\(key) knows \(known), not \(value)")
        }
        return word
    }

    private func perToken(_ prices: Prices) throws(Problem) -> ModelPrice {
        let input = try perToken(prices.input)
        return ModelPrice(
            input: input, output: try perToken(prices.output),
            cacheWrite5m: try perToken(prices.cacheWrite5m) ?? input,
            cacheWrite1h: try perToken(prices.cacheWrite1h) ?? input,
            cacheRead: try perToken(prices.cacheRead) ?? input)
    }

    private func perToken(_ dollars: String?) throws(Problem) -> Money? {
        guard let dollars else { return nil }
        return try perToken(dollars) as Money
    }

    /// Dollars per million tokens; at most six decimals, so that one token costs whole picodollars.
    private func perToken(_ dollars: String) throws(Problem) -> Money {
        guard let money = Money(decimal: dollars), money >= .zero, money.picodollars % 1_000_000 == 0 else {
            throw Problem(message: "\(dollars) is no price with at most six decimals")
        }
        return Money(picodollars: money.picodollars / 1_000_000)
    }
}
