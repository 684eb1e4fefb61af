import Foundation
import Inference
import Labeling
import Storage
import Synchronization

/// What a second opinion would cost, worked out from its prompt as `classify --dry-run` does.
enum AskingPrices {
    /// Offline models are left out: they cost nothing, and would have to be trained for it. A model whose client cannot
    /// be made has no price.
    static func make(_ task: OpenTask) -> (@Sendable (Item) -> [String: Money])? {
        var definition = task.definition
        let asked = definition.ladder.dropFirst().filter { $0.provider != .offline }
        guard let first = asked.first else { return nil }
        definition.first = first
        definition.second = asked.dropFirst().first
        definition.further = Array(asked.dropFirst(2))
        var priced = task
        priced.definition = definition
        let known = Known()
        return { [priced] item in
            known.prices.withLock { known in
                if let known { return known }
                let clients = (try? ModelClients.makeForEstimates(task: priced))?.all ?? []
                let costs = clients.compactMap { client in
                    client.estimate(item).expected.map { (client.model, $0) }
                }
                let prices = Dictionary(costs, uniquingKeysWith: { first, _ in first })
                known = prices
                return prices
            }
        }
    }

    /// Prompts and prices stay as they are while a review goes on.
    private final class Known: Sendable {
        let prices = Mutex<[String: Money]?>(nil)
    }
}
