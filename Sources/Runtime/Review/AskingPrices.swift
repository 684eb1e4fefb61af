import Foundation
import Inference
import Labeling
import Storage

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
        return { [priced] item in
            guard let clients = try? ModelClients.makeForEstimates(task: priced) else { return [:] }
            let costs = clients.all.compactMap { client in
                client.estimate(item).expected.map { (client.model, $0) }
            }
            return Dictionary(costs, uniquingKeysWith: { first, _ in first })
        }
    }
}
