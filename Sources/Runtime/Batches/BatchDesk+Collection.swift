import Foundation
import Inference
import Labeling
import Storage
import Synchronization

extension BatchDesk {
    /// Stores the results of an ended batch, each as what it is, and closes it.
    ///
    /// - Returns: whether it is closed. It stays open where the results end before every request is told of, once, and
    ///   where they are those of somebody else's batch.
    /// - Throws: `InferenceError` where they cannot be read: the batch stays open, and what was read is stored.
    func collect(_ batch: StoredBatch, _ state: BatchState, _ service: any BatchService) throws -> Bool {
        let reading = Mutex(
            try BatchReading(batch, task: run.task, store: store) { service.estimate($0).worst })
        do {
            try run.waitForLook { () async throws in
                try await service.results(of: state) { result in try reading.withLock { try $0.take(result) } }
            }
        } catch let error as InferenceError where error.kind == .notFound || error.kind == .configuration {
            // Past the provider's time for keeping results: they are gone, and the items wait again.
            try reading.withLock { try $0.store() }
            count(reading.withLock { $0 }, of: batch)
            try abandon(batch, error.message)
            return true
        } catch {
            try reading.withLock { try $0.store() }
            count(reading.withLock { $0 }, of: batch)
            throw error
        }
        if reading.withLock({ $0.found == 0 && $0.foreign > 0 }) {
            foreign.insert(state.id)
            note("batch \(state.id) is not ours; ours is looked for")
            return false
        }
        let endsEarly = reading.withLock { $0.isIncomplete } && shortResults.insert(batch.id).inserted
        try reading.withLock { reading in
            if !endsEarly { try reading.failMissing() }
            try reading.store()
        }
        count(reading.withLock { $0 }, of: batch)
        if endsEarly { return false }
        try store.record(.collected, of: batch.id)
        progress.collectedBatches += 1
        release(batch.id)
        return true
    }

    private func count(_ reading: BatchReading, of batch: StoredBatch) {
        let sums = reading.sums
        run.budget.settle(.zero, spent: sums.cost + sums.possible)
        if run.task.rung(of: batch.model) == 0 {
            progress.classified += sums.answered
        } else {
            progress.secondOpinions += sums.answered
        }
        progress.repairs += sums.repairs
        progress.cost += sums.cost
        progress.outcomes.merge(sums.outcomes) { $0 + $1 }
        for (number, reason, mayBeRetried) in sums.setbacks {
            setbacks[number, default: 0] += mayBeRetried ? 1 : 3
            // One that is submitted again in this run has not failed yet.
            if (setbacks[number] ?? 0) >= 3 || run.options.detaches { fail(reason) }
        }
        if reading.unreadable > 0 { note("\(reading.unreadable) lines of the results could not be read") }
        if reading.foreign > 0 { note("\(reading.foreign) results are of no request of ours") }
    }
}

/// The results of one batch on their way into the store, a few hundred in a transaction.
private struct BatchReading {
    struct Sums {
        /// Answers that are not to be repaired.
        var answered = 0
        var repairs = 0
        var cost = Money.zero
        /// What answers may have cost that cannot be read.
        var possible = Money.zero
        var outcomes: [Prediction.Outcome: Int] = [:]
        var setbacks: [(ItemNumber, reason: String, mayBeRetried: Bool)] = []
    }

    private struct Sent {
        let number: ItemNumber
        let id: Item.ID
        let escalation: EscalationReason?
        let isRepair: Bool
        var isSettled: Bool
    }

    private(set) var sums = Sums()
    private(set) var found = 0
    private(set) var foreign = 0
    private(set) var unreadable = 0
    private let batch: StoredBatch
    private let task: TaskDefinition
    private let target: Store
    private let worst: @Sendable (Item) -> Money?
    private var sent: [Storage.RequestID: Sent] = [:]
    private var waiting: [RequestOutcome] = []

    init(
        _ batch: StoredBatch, task: TaskDefinition, store: Store, worst: @escaping @Sendable (Item) -> Money?
    ) throws {
        self.batch = batch
        self.worst = worst
        self.task = task
        target = store
        var after: Storage.RequestID?
        while true {
            let page = try store.requests(of: batch.id, limit: 1_000, after: after)
            guard let last = page.last else { return }
            after = last.request
            for request in page {
                sent[request.request] = Sent(
                    number: request.item.number, id: request.item.item.id, escalation: request.escalation,
                    isRepair: request.isRepair, isSettled: request.state != .open)
            }
        }
    }

    mutating func take(_ result: BatchResult) throws {
        guard let text = result.customID else {
            unreadable += 1
            return
        }
        guard let id = CustomID(text), id.nonce == batch.nonce, let request = sent[id.request] else {
            foreign += 1
            return
        }
        found += 1
        // A line that comes twice, or that an earlier reading has stored.
        guard !request.isSettled else { return }
        sent[id.request]?.isSettled = true
        switch result.outcome {
        case .answered(var prediction):
            prediction.escalation = request.escalation
            prediction.isRepair = request.isRepair
            prediction.service = .batch
            let step = task.step(after: prediction, of: request.id)
            waiting.append(.answered(id.request, prediction, next: step))
            if step == .repair { sums.repairs += 1 } else { sums.answered += 1 }
            if step != .repair, prediction.outcome != .labeled { sums.outcomes[prediction.outcome, default: 0] += 1 }
            sums.cost += prediction.cost.spent ?? .zero
        case .errored(let message, let mayBeRetried): fail(id.request, message, mayBeRetried: mayBeRetried)
        case .canceled: fail(id.request, "canceled at the provider; not billed", mayBeRetried: false)
        case .expired: fail(id.request, "expired at the provider before it was answered; not billed")
        case .unreadable(let line):
            unreadable += 1
            try keepAsLost(request.number, id.request, line)
            fail(id.request, "its result cannot be read: \(line)", mayBeRetried: false)
        }
        if waiting.count >= 256 { try store() }
    }

    /// Whether there are requests that no line has told of.
    var isIncomplete: Bool { sent.values.contains { !$0.isSettled } }

    /// It may have been billed.
    private mutating func keepAsLost(_ number: ItemNumber, _ request: Storage.RequestID, _ line: String) throws {
        let possible = try target.item(number).flatMap { worst($0) }
        waiting.append(.attempted(request, Attempt(kind: .lost, possible: possible, detail: line, at: .now())))
        sums.possible += possible ?? .zero
    }

    /// Requests that the provider's file does not speak of.
    mutating func failMissing() throws {
        for (id, request) in sent where !request.isSettled {
            sent[id]?.isSettled = true
            fail(id, "the provider's results do not speak of this request")
            if waiting.count >= 256 { try store() }
        }
    }

    mutating func store() throws {
        try target.record(waiting)
        waiting = []
    }

    private mutating func fail(_ id: Storage.RequestID, _ message: String, mayBeRetried: Bool = true) {
        waiting.append(.failed(RequestFailure(request: id, message: message, attempts: 1, at: .now())))
        if let request = sent[id] { sums.setbacks.append((request.number, message, mayBeRetried)) }
    }
}
