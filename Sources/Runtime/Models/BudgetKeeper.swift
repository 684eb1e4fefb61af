import Labeling
import Storage
import Synchronization

/// Lets a request go out only if even its worst price stays within every limit.
///
/// What is reserved for answers in flight counts as spent until they are there, so that together they cannot pass a
/// limit. Other programs on the same store are seen when the sums are read again, at most a second later.
final class BudgetKeeper: Sendable {
    private let budget: Budget
    /// The limit of this run alone.
    private let runLimit: Money?
    private let store: Store
    private let state: Mutex<State>

    private struct State {
        var total = Money.zero
        var today = Money.zero
        var run = Money.zero
        var reserved = Money.zero
        var readAt = Timestamp(milliseconds: 0)
    }

    init(budget: Budget, runLimit: Money? = nil, store: Store) {
        self.budget = budget
        self.runLimit = runLimit
        self.store = store
        state = Mutex(State())
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
        return try state.withLock { state in
            if now.milliseconds - state.readAt.milliseconds > 1_000 || now.day != state.readAt.day {
                state.total = try store.spent()
                state.today = try store.spent(on: now.day)
                state.readAt = now
            }
            let coming = state.reserved + worst
            let checks: [(Money?, Money, String)] = [
                (budget.total, state.total, "total-usd"), (budget.daily, state.today, "daily-usd"),
                (runLimit, state.run, "--budget"),
            ]
            for (limit, spent, name) in checks {
                if let limit, spent + coming > limit {
                    return .refused(
                        "the next answer could pass \(name) (\(limit.decimal(minimumDecimals: 2))); "
                            + "spent so far: \(spent.decimal(minimumDecimals: 2))")
                }
            }
            state.reserved += worst
            return .granted(worst)
        }
    }

    /// Gives a reservation back; what was really spent counts from now on.
    func settle(_ reserved: Money, spent: Money) {
        state.withLock { state in
            state.reserved = state.reserved - reserved
            state.total += spent
            state.today += spent
            state.run += spent
        }
    }
}
