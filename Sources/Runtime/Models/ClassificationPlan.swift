import Inference
package import Labeling
import Storage

/// What a classification run would ask, and what it would cost: for `--dry-run`.
package struct ClassificationPlan: Hashable, Sendable {
    /// Requests to the first model, and to all others.
    package var first = 0
    package var second = 0
    /// The number of further opinions depends on answers that are not there yet.
    package var secondIsGuess = false
    /// Nil: no price is known for a model that would be asked.
    package var expected: Money? = .zero
    package var worst: Money? = .zero

    /// Counts what waits, and prices each item with its own text. How many first opinions will be escalated is not
    /// known: the share among those there are is taken, and without any the task's sample share.
    ///
    /// - Parameter inBatches: at the price of the provider's batch service.
    package static func make(
        task: OpenTask, clients: ModelClients, options: ClassificationRun.Options, inBatches: Bool = false
    ) throws -> ClassificationPlan {
        var plan = ClassificationPlan()
        let limit = options.limit ?? .max
        var priced: [Item] = []
        for (rung, client) in clients.all.enumerated() where options.rungs?.contains(rung) != false {
            var after: ItemNumber?
            for repair in try task.store.awaitingRepair(model: client.model, limit: 10_000) {
                if rung == 0 { plan.first += 1 } else { plan.second += 1 }
                plan.add(repair.item, client, inBatches)
            }
            while plan.first + plan.second < limit {
                let page = try items(
                    task.store, rung: rung, model: client.model,
                    limit: min(1_000, limit - plan.first - plan.second), after: after)
                guard let last = page.last else { break }
                after = last.number
                if rung == 0 { plan.first += page.count } else { plan.second += page.count }
                for waiting in page { plan.add(waiting.item, client, inBatches) }
                if rung == 0, priced.count < 200 { priced += page.prefix(200).map(\.item) }
            }
        }
        guard options.rungs?.contains(1) != false, let second = clients.further.first else { return plan }
        let coming = Int((Double(plan.first) * (try share(task))).rounded(.up))
        guard coming > 0, !priced.isEmpty else { return plan }
        plan.secondIsGuess = true
        plan.second += coming
        for index in 0..<coming { plan.add(priced[index % priced.count], second, inBatches) }
        return plan
    }

    private static func items(
        _ store: Store, rung: Int, model: String, limit: Int, after: ItemNumber?
    ) throws -> [NumberedItem] {
        if rung == 0 { return try store.awaiting(model: model, limit: limit, after: after) }
        return try store.awaiting(rung: rung, model: model, limit: limit, after: after).map {
            NumberedItem(number: $0.number, item: $0.item)
        }
    }

    private mutating func add(_ item: Item, _ client: any ModelClient, _ inBatches: Bool) {
        let estimate = inBatches ? client.batches?.estimate(item) ?? client.estimate(item) : client.estimate(item)
        expected = expected.flatMap { sum in estimate.expected.map { sum + $0 } }
        worst = worst.flatMap { sum in estimate.worst.map { sum + $0 } }
    }

    private static func share(_ task: OpenTask) throws -> Double {
        let counts = try task.store.counts()
        return EscalatedShare(
            secondOpinions: counts.secondOpinions, answered: counts.items - counts.unclassified,
            sample: task.definition.secondOpinion.sample
        ).value
    }
}

extension Store {
    /// Whether a model on one of these rungs has something to do.
    func isAnythingAwaiting(of task: TaskDefinition, rungs: Set<Int>) throws -> Bool {
        for (rung, setting) in task.ladder.enumerated() where rungs.contains(rung) {
            let waiting =
                rung == 0
                ? try countAwaiting(model: setting.model) : try countAwaiting(rung: rung, model: setting.model)
            if waiting > 0 { return true }
            if try countAwaitingRepair(model: setting.model) > 0 { return true }
        }
        return false
    }
}
