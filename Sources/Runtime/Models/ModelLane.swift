import Inference
import Labeling
import Storage

/// One model of a run: what it is still to be asked, and how many of its answers are in flight. The lanes of a run do
/// not wait for each other, so a slow second model never holds up first opinions. Belongs to the run's thread.
final class ModelLane {
    struct Setting: Sendable {
        let client: any ModelClient
        let isSecond: Bool
        /// The prompt is cached by the provider, which can be read only after a first answer has begun.
        let cachesPrompt: Bool
    }

    /// An item that waits for this model.
    struct Due: Sendable {
        let number: ItemNumber
        let item: Item
        /// Nil for a first opinion.
        let reason: EscalationReason?
    }

    let client: any ModelClient
    let isSecond: Bool
    var inFlight = 0
    /// An answer has come in this run.
    var isWarm = false
    var failuresInARow = 0
    private let cachesPrompt: Bool
    private let store: Store
    private var pending: [Due] = []
    private var position = 0
    private var after: ItemNumber?
    private var isExhausted = false
    private var isHalted = false
    /// Taken up in this run, in whatever way it ended.
    private var taken: Set<ItemNumber> = []
    private let quota: Quota

    init(_ setting: Setting, store: Store, quota: Quota) {
        client = setting.client
        isSecond = setting.isSecond
        cachesPrompt = setting.cachesPrompt
        self.store = store
        self.quota = quota
    }

    /// Requests under way at once: one until the provider has the prompt in its cache, so that only one pays for it.
    var width: Int { cachesPrompt && !isWarm ? 1 : client.concurrency }

    /// Nothing is left to be sent.
    var isDone: Bool { isHalted || (position >= pending.count && (isExhausted || quota.isFull)) }

    /// Nothing more is sent in this run.
    func halt() { isHalted = true }

    /// An item that came due during the run.
    func add(_ due: Due) { pending.append(due) }

    /// The item that `next` gave last could not be sent now: it comes next again.
    func putBack(_ due: Due) {
        taken.remove(due.number)
        if position > 0 { position -= 1 } else { pending.insert(due, at: 0) }
    }

    /// The next item to ask about; nil: none now.
    func next() throws -> Due? {
        while !isHalted {
            if position < pending.count {
                let due = pending[position]
                position += 1
                if position > 1_024 {
                    pending.removeFirst(position)
                    position = 0
                }
                if quota.admits(due.number), taken.insert(due.number).inserted { return due }
            } else if isExhausted || quota.isFull {
                return nil
            } else {
                try fetch()
            }
        }
        return nil
    }

    private func fetch() throws {
        let page = 512
        if isSecond {
            let items = try store.awaitingSecond(model: client.model, limit: page, after: after)
            pending += items.map { Due(number: $0.number, item: $0.item, reason: $0.reason) }
            after = items.last?.number ?? after
            isExhausted = items.count < page
        } else {
            let items = try store.awaiting(model: client.model, limit: page, after: after)
            pending += items.map { Due(number: $0.number, item: $0.item, reason: nil) }
            after = items.last?.number ?? after
            isExhausted = items.count < page
        }
    }
}
