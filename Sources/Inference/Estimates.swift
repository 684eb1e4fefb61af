import Foundation
import Labeling

extension HTTPModelClient {
    func estimate(_ item: Item) -> CostEstimate {
        estimate(item, service: .standard)
    }

    func estimate(_ item: Item, service: Prediction.Service) -> CostEstimate {
        guard let facts else { return CostEstimate(expected: nil, worst: nil) }
        // Without the frame, which would cost a hash: its length is all that counts here.
        let text = writer.mask(item.text)
        let images = item.images.reduce(0) { sum, reference in
            let image = try? ImageFacts.read(reference, relativeTo: writer.images?.folder)
            return sum.addingClamped(tokens(image, facts))
        }
        let count = service == .batch ? 1 : setting.samples
        let message = TokenEstimate.expected(
            text, furtherASCII: Prompt.frameLength, newTokenizer: facts.hasNewTokenizer)

        let form = dialect.forms[0]
        let overhead = form == .tool ? TokenEstimate.expectedToolOverhead : TokenEstimate.expectedOverhead
        let prefix = writer.prompt.likelyTokens(newTokenizer: facts.hasNewTokenizer) + overhead
        let isThinking = dialect.maxTokens > setting.maxTokens || facts.thinksByDefault && setting.thinking != .off
        let thinking =
            facts.isReasoning ? TokenEstimate.expectedReasoning : isThinking ? TokenEstimate.expectedThinking : 0
        var usage = Usage(
            inputTokens: (prefix + message).addingClamped(images),
            outputTokens: min(TokenEstimate.expectedAnswer + thinking, dialect.maxTokens))
        if setting.cache != .off, let minimum = facts.minimumCacheablePrefix, prefix >= minimum {
            usage.inputTokens = message.addingClamped(images)
            usage.cacheReadInputTokens = prefix
        }
        let expected = cost(of: usage, service: service).spent
        // A structured request that is answered with nothing is asked again, once.
        let exchanges = asksAgainInWords && form != .plain ? 2 : 1
        let worst = worst(bytes: Prompt.frameLength + text.utf8.count, images: images, service: service)
        return CostEstimate(expected: expected.map { $0 * count }, worst: worst.map { $0 * (count * exchanges) })
    }

    /// The most that one exchange of these turns can cost; nil: no price is known.
    func worst(_ turns: [Turn]) -> Money? {
        guard let facts else { return nil }
        let bytes = turns.reduce(0) { $0 + $1.text.utf8.count }
        let images = turns.flatMap(\.images).map { tokens($0.facts, facts) }.reduce(0) { $0.addingClamped($1) }
        return worst(bytes: bytes, images: images, service: .standard)
    }

    private func worst(bytes: Int, images: Int, service: Prediction.Service) -> Money? {
        guard let facts else { return nil }
        // No text has more tokens than bytes.
        let texts = fixedBytes + bytes + TokenEstimate.worstOverhead
        let tokens = texts.addingClamped(images)
        let price = table.price(for: facts.id, promptTokens: tokens, on: sender.now) ?? facts.price
        // Everything written to the cache, or nothing: whichever is dearer.
        let input = setting.cache == .off ? price.input : max(price.input, price.cacheWrite(setting.cache))
        var sum = input * tokens + price.output * dialect.maxTokens
        if service == .batch { sum = sum.percent(facts.batchPercent ?? 100) }
        // An account can be bound to the USA without the request saying so; never less than what is asked here.
        sum = sum.percent(max(100, facts.usInferencePercent))
        if isRegional { sum = sum.percent(max(100, facts.regionalPercent)) }
        // What was rounded down on the way.
        return sum + Money(picodollars: 1_000)
    }

    private var fixedBytes: Int {
        TokenEstimate.worst(writer.prompt.system) + TokenEstimate.worst(writer.prompt.schemaText)
    }

    /// - Parameter image: nil: not known, so as many as an image can have.
    private func tokens(_ image: ImageFacts?, _ facts: ModelFacts) -> Int {
        guard let counting = facts.images else { return 0 }
        return image.map { counting.count(width: $0.width, height: $0.height) } ?? counting.most
    }
}
