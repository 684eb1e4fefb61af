import Inference
package import Labeling
import Storage

/// What a classification run would ask, and what it would cost: for `--dry-run`.
package struct ClassificationPlan: Hashable, Sendable {
    /// Requests to the first and to the second model.
    package var first = 0
    package var second = 0
    /// The number of second opinions depends on answers that are not there yet.
    package var secondIsGuess = false
    /// Nil: no price is known for a model that would be asked.
    package var expected: Money? = .zero
    package var worst: Money? = .zero

    /// Counts what waits, and prices each item with its own text. How many first opinions will be escalated is not
    /// known: the share among those there are is taken, and without any the task's sample share.
    package static func make(
        task: OpenTask, clients: ModelClients, options: ClassificationRun.Options
    ) throws -> ClassificationPlan {
        var plan = ClassificationPlan()
        let limit = options.limit ?? .max
        var afterFirst: ItemNumber?
        let share = try escalatedShare(task)
        var priced: [Item] = []
        while options.models != .second, plan.first < limit {
            let page = try task.store.awaiting(
                model: clients.first.model, limit: min(1_000, limit - plan.first), after: afterFirst)
            guard let last = page.last else { break }
            afterFirst = last.number
            plan.first += page.count
            for waiting in page { plan.add(clients.first.estimate(waiting.item)) }
            if priced.count < 200 { priced += page.prefix(200).map(\.item) }
        }
        guard options.models != .first, let second = clients.second else { return plan }
        var afterSecond: ItemNumber?
        let secondLimit = limit - plan.first
        while plan.second < secondLimit {
            let page = try task.store.awaitingSecond(
                model: second.model, limit: min(1_000, secondLimit - plan.second), after: afterSecond)
            guard let last = page.last else { break }
            afterSecond = last.number
            plan.second += page.count
            for waiting in page { plan.add(second.estimate(waiting.item)) }
        }
        let coming = Int((Double(plan.first) * share).rounded(.up))
        guard coming > 0, !priced.isEmpty else { return plan }
        plan.secondIsGuess = true
        plan.second += coming
        for index in 0..<coming { plan.add(second.estimate(priced[index % priced.count])) }
        return plan
    }

    private mutating func add(_ estimate: CostEstimate) {
        expected = expected.flatMap { sum in estimate.expected.map { sum + $0 } }
        worst = worst.flatMap { sum in estimate.worst.map { sum + $0 } }
    }

    private static func escalatedShare(_ task: OpenTask) throws -> Double {
        let counts = try task.store.counts()
        let answered = counts.items - counts.unclassified
        guard answered >= 20 else { return task.definition.secondOpinion.sample }
        return min(1, Double(counts.secondOpinions) / Double(answered))
    }
}
