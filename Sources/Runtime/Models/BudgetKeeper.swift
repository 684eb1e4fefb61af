import Inference
import Labeling
import Storage
import Synchronization

/// Lets a request go out only if even its worst price stays within every limit.
///
/// What is reserved for answers in flight counts as spent until they are there, so that together they cannot pass a
/// limit. Other programs on the same store are seen when the sums are read again, at most a second later.
final class BudgetKeeper: Sendable {
    /// What this process has spent on a task and set aside, whoever asks: keepers that share it keep the limits together.
    final class Spending: Sendable {
        fileprivate struct Sums {
            var total = Money.zero
            var today = Money.zero
            var reserved = Money.zero
            /// What the answers of open batches can cost.
            var held: [BatchID: Money] = [:]
            var readAt = Timestamp(milliseconds: 0)

            var setAside: Money { held.values.reduce(reserved, +) }
        }

        fileprivate let sums = Mutex(Sums())
    }

    private struct Run {
        var spent = Money.zero
        var reserved = Money.zero
    }

    private let budget: Budget
    /// The limit of this run alone.
    private let runLimit: Money?
    private let runLimitName: String
    private let store: Store
    private let spending: Spending
    private let run = Mutex(Run())
    private static let rereadMilliseconds: Int64 = 1_000

    init(budget: Budget, runLimit: Money? = nil, store: Store, spending: Spending) {
        self.budget = budget
        let own = runLimit ?? budget.run
        self.runLimit = budget.run.map { min($0, own ?? $0) } ?? own
        runLimitName = runLimit != nil && self.runLimit == runLimit ? "--budget" : "run-usd"
        self.store = store
        self.spending = spending
    }

    enum Answer: Equatable {
        case granted(Money)
        /// In a reviewer's words.
        case refused(String)
    }

    /// - Parameter worst: the most the request can cost; nil when no price is known for the model.
    func reserve(_ worst: Money?, model: String, now: Timestamp = .now()) throws -> Answer {
        let limits = [budget.total, budget.daily, runLimit].compactMap(\.self)
        guard let worst else {
            if limits.isEmpty { return .granted(.zero) }
            return .refused(
                "no price is known for \(model), so the budget cannot be kept; take the limits out to ask it")
        }
        return try spending.sums.withLock { sums in
            let age = now.milliseconds - sums.readAt.milliseconds
            if !(0...Self.rereadMilliseconds).contains(age) || now.day != sums.readAt.day {
                // What may have been billed without an answer arriving counts: a limit is a limit.
                sums.total = try store.spent() + store.atRisk()
                sums.today = try store.spent(on: now.day) + store.atRisk(on: now.day)
                sums.readAt = now
            }
            let setAside = sums.setAside
            return run.withLock { run in
                let checks: [(Money?, Money, Money, String)] = [
                    (budget.total, sums.total, setAside, "total-usd"),
                    (budget.daily, sums.today, setAside, "daily-usd"),
                    (runLimit, run.spent, run.reserved, runLimitName),
                ]
                for (limit, spent, reserved, name) in checks {
                    if let limit, spent + reserved + worst > limit {
                        return .refused(
                            "the next answer can cost up to $\(worst.rounded(decimals: 4)), which could pass \(name) "
                                + "($\(limit.decimal(minimumDecimals: 2))); spent so far: "
                                + "$\(spent.decimal(minimumDecimals: 2))")
                    }
                }
                sums.reserved += worst
                run.reserved += worst
                return .granted(worst)
            }
        }
    }

    /// Sets aside what the answers of batches can cost that are in a provider's hands, whatever the limits, and gives
    /// back what was set aside for those that are closed by now.
    ///
    /// - Parameter clients: what a batch of another model can cost is not known, and not set aside.
    func holdOpenBatches(of clients: [any ModelClient]) throws {
        guard budget.total != nil || budget.daily != nil else { return }
        let open = try store.openBatches()
        let known = spending.sums.withLock { sums in
            let closed = Set(sums.held.keys).subtracting(open.map(\.id))
            for batch in closed { sums.held[batch] = nil }
            // What their answers have cost is in the store.
            if !closed.isEmpty { sums.readAt = Timestamp(milliseconds: 0) }
            return Set(sums.held.keys)
        }
        for batch in open where !known.contains(batch.id) {
            guard let service = clients.first(where: { $0.model == batch.model })?.batches else { continue }
            var sum = Money.zero
            var after: Storage.RequestID?
            while true {
                let page = try store.requests(of: batch.id, limit: 1_000, after: after)
                guard let last = page.last else { break }
                after = last.request
                for request in page where request.state == .open {
                    sum += service.estimate(request.item.item).worst ?? .zero
                }
            }
            spending.sums.withLock { $0.held[batch.id] = sum }
        }
    }

    /// Gives back what was held for a batch.
    func letGo(of batch: BatchID) {
        spending.sums.withLock { $0.held[batch] = nil }
    }

    /// Gives a reservation back; what was really spent counts from now on.
    func settle(_ reserved: Money, spent: Money) {
        spending.sums.withLock { sums in
            sums.reserved = sums.reserved - reserved
            sums.total += spent
            sums.today += spent
        }
        run.withLock { run in
            run.reserved = run.reserved - reserved
            run.spent += spent
        }
    }
}
