import Inference
import Labeling
import Storage

/// One model of a run: what it is still to be asked, and how many of its answers are in flight. The lanes of a run do
/// not wait for each other, so a slow strong model never holds up first opinions. Belongs to the run's thread.
final class ModelLane {
    struct Setting: Sendable {
        let client: any ModelClient
        let source: Source
        /// The prompt is cached by the provider, which can be read only after a first answer has begun.
        let cachesPrompt: Bool
    }

    /// Which items the model is asked about.
    enum Source: Hashable, Sendable {
        /// Those that wait for this rung of the ladder.
        case opinions(rung: Int)
        /// Those with ground truth, for a comparison of models.
        case truth

        var rung: Int? {
            if case .opinions(let rung) = self { rung } else { nil }
        }
    }

    /// An item that waits for this model.
    struct Due: Sendable {
        let number: ItemNumber
        let item: Item
        /// Nil for a first opinion.
        let reason: EscalationReason?
        /// The model's first answer, where that was not valid.
        var repairing: Prediction?
    }

    let client: any ModelClient
    let source: Source
    var inFlight = 0
    /// An answer has come in this run.
    var isWarm = false
    var failuresInARow = 0
    private let cachesPrompt: Bool
    private let store: Store
    private var pending: [Due] = []
    private var position = 0
    private var after: ItemNumber?
    private var hasRepairs = true
    private var isExhausted = false
    private var isHalted = false
    /// Items came due that are not kept here: they are in the store.
    private var hasLeftOut = false
    /// A slow model's lane may be far behind the others.
    private static let mostAdded = 2_048
    /// What could come up twice in this run, and was taken up. First opinions cannot: they come in one pass.
    private var taken: Set<Claim> = []
    private let quota: Quota

    private struct Claim: Hashable {
        let number: ItemNumber
        let isRepair: Bool
    }

    init(_ setting: Setting, store: Store, quota: Quota) {
        client = setting.client
        source = setting.source
        cachesPrompt = setting.cachesPrompt
        self.store = store
        self.quota = quota
    }

    var isFirst: Bool { source == .opinions(rung: 0) }

    /// Requests under way at once: one until the provider has the prompt in its cache, so that only one pays for it.
    var width: Int { cachesPrompt && !isWarm ? 1 : client.concurrency }

    /// Nothing is left to be sent.
    var isDone: Bool { isHalted || (position >= pending.count && (isExhausted && !hasLeftOut || quota.isFull)) }

    /// Items kept in memory.
    var backlog: Int { pending.count - position }

    /// Nothing more is sent in this run.
    func halt() { isHalted = true }

    /// An item that came due during the run, and stands in the store as such.
    func add(_ due: Due) {
        guard !isHalted else { return }
        if isFirst || backlog < Self.mostAdded { pending.append(due) } else { hasLeftOut = true }
    }

    /// The item that `next` gave last could not be sent now: it comes next again.
    func putBack(_ due: Due) {
        taken.remove(Claim(number: due.number, isRepair: due.repairing != nil))
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
                if quota.admits(due.number), takeUp(due) { return due }
            } else if quota.isFull || isExhausted && !hasLeftOut {
                return nil
            } else if isExhausted {
                // From the start of the list; what was taken up before is passed over.
                (hasLeftOut, isExhausted, hasRepairs, after) = (false, false, true, nil)
            } else {
                try fetch()
            }
        }
        return nil
    }

    private func takeUp(_ due: Due) -> Bool {
        if isFirst, due.repairing == nil { return true }
        return taken.insert(Claim(number: due.number, isRepair: due.repairing != nil)).inserted
    }

    /// Repairs that an ended run left over come first.
    private func fetch() throws {
        let page = 512
        let found: [Due]
        if hasRepairs {
            found = try store.awaitingRepair(model: client.model, limit: page, after: after).map {
                Due(number: $0.number, item: $0.item, reason: $0.reason, repairing: $0.answer)
            }
        } else {
            switch source {
            case .opinions(rung: 0):
                found = try store.awaiting(model: client.model, limit: page, after: after).map {
                    Due(number: $0.number, item: $0.item, reason: nil)
                }
            case .opinions(let rung):
                found = try store.awaiting(rung: rung, model: client.model, limit: page, after: after).map {
                    Due(number: $0.number, item: $0.item, reason: $0.reason)
                }
            case .truth:
                found = try store.awaitingOnTruth(model: client.model, limit: page, after: after).map {
                    Due(number: $0.number, item: $0.item, reason: nil)
                }
            }
        }
        pending += found
        after = found.last?.number ?? after
        guard found.count < page else { return }
        if hasRepairs { (hasRepairs, after) = (false, nil) } else { isExhausted = true }
    }
}
