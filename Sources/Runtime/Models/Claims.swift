import Labeling
import Synchronization

/// Which item is being asked about of which model in this process, and what is set aside for the answers, so that the
/// background and the reviewer's wish never ask (and pay) twice, nor pass a limit together.
package final class Claims: Sendable {
    private struct Claim: Hashable {
        var number: ItemNumber
        var model: String
    }

    private let held = Mutex<Set<Claim>>([])
    let spending = BudgetKeeper.Spending()

    package init() {}

    /// True when nobody held it before.
    func claim(_ number: ItemNumber, _ model: String) -> Bool {
        held.withLock { $0.insert(Claim(number: number, model: model)).inserted }
    }

    func release(_ number: ItemNumber, _ model: String) {
        _ = held.withLock { $0.remove(Claim(number: number, model: model)) }
    }
}
