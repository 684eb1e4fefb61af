import Labeling
import TOMLKit

extension ModelTable {
    /// The table that is part of the program.
    package static func shipped() throws(ModelTableError) -> ModelTable {
        try ModelTable(toml: String(decoding: PackageResources.models_toml, as: UTF8.self))
    }

    /// Reads a table in the format of the shipped `models.toml`. Unknown keys are refused: a misspelt price would
    /// otherwise be no price.
    package init(toml: String) throws(ModelTableError) {
        let file: ModelTableFile
        do {
            file = try TOMLDecoder(strictDecoding: true).decode(ModelTableFile.self, from: toml)
        } catch let error as TOMLParseError {
            throw ModelTableError(
                line: error.source.begin.line, column: error.source.begin.column, message: error.description)
        } catch let error as UnexpectedKeysError {
            throw ModelTableError(message: "unknown keys: \(error.keys.keys.sorted().joined(separator: ", "))")
        } catch let error as DecodingError {
            throw ModelTableError(message: ModelTableFile.explain(error))
        } catch {
            throw ModelTableError(message: "\(error)")
        }
        var models: [ModelFacts] = []
        for row in file.models { models.append(try row.facts()) }
        try self.init(date: file.date, source: file.source, models: models)
    }
}

/// The file as it is written; `facts()` checks what types cannot say.
private struct ModelTableFile: Decodable {
    var date: String
    var source: String
    var models: [Row]

    struct Prices: Decodable {
        var input, output, cacheWrite5m, cacheWrite1h, cacheRead: String

        enum CodingKeys: String, CodingKey {
            case input, output
            case cacheWrite5m = "cache-write-5m"
            case cacheWrite1h = "cache-write-1h"
            case cacheRead = "cache-read"
        }
    }

    struct Row: Decodable {
        var id: String
        var aliases: [String]?
        var provider, family, status: String
        var retires, notRetiredBefore: String?
        var price: Prices
        var longPrice: Prices?
        var longPriceOver, batchPercent: Int?
        var context: Int
        var maxOutput, minCacheablePrefix: Int?
        var acceptsSampling, thinkingByDefault, thinkingCanBeDisabled, structuredOutput, newTokenizer: Bool
        var usInferencePercent: Int

        enum CodingKeys: String, CodingKey {
            case id, aliases, provider, family, status, retires, price, context
            case notRetiredBefore = "not-retired-before"
            case longPrice = "long-price"
            case longPriceOver = "long-price-over"
            case batchPercent = "batch-percent"
            case maxOutput = "max-output"
            case minCacheablePrefix = "min-cacheable-prefix"
            case acceptsSampling = "accepts-sampling"
            case thinkingByDefault = "thinking-by-default"
            case thinkingCanBeDisabled = "thinking-can-be-disabled"
            case structuredOutput = "structured-output"
            case newTokenizer = "new-tokenizer"
            case usInferencePercent = "us-inference-percent"
        }

        func facts() throws(ModelTableError) -> ModelFacts {
            guard let provider = Provider(rawValue: provider) else {
                throw ModelTableError(message: "\(id): unknown provider \(provider)")
            }
            guard let status = ModelFacts.Status(rawValue: status) else {
                throw ModelTableError(message: "\(id): status is active, legacy, deprecated or retired, not \(status)")
            }
            guard (longPrice == nil) == (longPriceOver == nil) else {
                throw ModelTableError(message: "\(id): long-price and long-price-over belong together")
            }
            var long: ModelPrice?
            if let longPrice { long = try perToken(longPrice) }
            return ModelFacts(
                id: id, aliases: aliases ?? [], provider: provider, family: family, status: status, retires: retires,
                notRetiredBefore: notRetiredBefore, price: try perToken(price), longPrice: long,
                longPriceOver: longPriceOver, batchPercent: batchPercent, contextTokens: context, maxOutputTokens: maxOutput,
                minimumCacheablePrefix: minCacheablePrefix, acceptsSampling: acceptsSampling,
                thinksByDefault: thinkingByDefault, thinkingCanBeDisabled: thinkingCanBeDisabled,
                hasStructuredOutput: structuredOutput, hasNewTokenizer: newTokenizer,
                usInferencePercent: usInferencePercent)
        }

        private func perToken(_ prices: Prices) throws(ModelTableError) -> ModelPrice {
            ModelPrice(
                input: try perToken(prices.input), output: try perToken(prices.output),
                cacheWrite5m: try perToken(prices.cacheWrite5m), cacheWrite1h: try perToken(prices.cacheWrite1h),
                cacheRead: try perToken(prices.cacheRead))
        }

        /// Dollars per million tokens; at most six decimals, so that one token costs whole picodollars.
        private func perToken(_ dollars: String) throws(ModelTableError) -> Money {
            guard let money = Money(decimal: dollars), money >= .zero, money.picodollars % 1_000_000 == 0 else {
                throw ModelTableError(message: "\(id): \(dollars) is no price with at most six decimals")
            }
            return Money(picodollars: money.picodollars / 1_000_000)
        }
    }

    static func explain(_ error: DecodingError) -> String {
        let context: DecodingError.Context
        var missing = ""
        switch error {
        case .keyNotFound(let key, let at): (context, missing) = (at, "\(key.stringValue) is missing")
        case .valueNotFound(_, let at), .typeMismatch(_, let at), .dataCorrupted(let at): context = at
        @unknown default: return "\(error)"
        }
        let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
        return "\(path.isEmpty ? "" : path + ": ")\(missing.isEmpty ? context.debugDescription : missing)"
    }
}
