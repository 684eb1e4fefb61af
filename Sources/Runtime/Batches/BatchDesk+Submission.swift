import Foundation
import Inference
import Labeling
import Storage

extension BatchDesk {
    private struct Due {
        let number: ItemNumber
        let item: Item
        let reason: EscalationReason?
        let repairing: Prediction?
        let money: Money
    }

    /// Hands over everything that waits, in as many batches as the provider's limits ask for.
    func submitWhatWaits() throws {
        for rung in run.rungs {
            let client = run.clients.all[rung]
            guard let service = client.batches else { continue }
            while !run.pause.isStopped, !halted.contains(client.model), !outOfBudget.contains(client.model) {
                // Of two whose fate is not known, one could be taken for the other.
                if try store.openBatches().contains(where: { $0.endpoint == service.url && isUnplaced($0) }) { break }
                let due = try gather(rung, client, service)
                guard !due.isEmpty else { break }
                try submit(due, client, service)
            }
        }
    }

    /// What fits into one batch, its worst price set aside.
    private func gather(_ rung: Int, _ client: any ModelClient, _ service: any BatchService) throws -> [Due] {
        var batch: [Due] = []
        var bytes = 0
        // As long as any id that will be made.
        let longestID = String(repeating: "0", count: 64)
        var pages = WaitingPages(rung: rung, model: client.model, store: store)
        while let waiting = try pages.next() {
            guard (setbacks[waiting.number] ?? 0) < 3 else { continue }
            let isKnown = taken.contains(waiting.number)
            if let limit = run.options.limit, !isKnown, taken.count >= limit {
                // First opinions come in one pass: none behind this one is known either.
                if rung == 0, waiting.repairing == nil { return batch }
                continue
            }
            let question = Question(waiting.item, escalation: waiting.reason, repairing: waiting.repairing)
            let size: Int
            do throws(InferenceError) {
                size = try service.size(of: BatchEntry(customID: longestID, question: question))
            } catch {
                setbacks[waiting.number] = 3
                fail(error.message)
                continue
            }
            if bytes + size > service.limits.bytes || batch.count == service.limits.requests {
                if !batch.isEmpty { return batch }
                // A single item that no batch can hold.
                setbacks[waiting.number] = 3
                fail("an item is too long for a batch; renga classify without --batch may take it")
                continue
            }
            switch try run.budget.reserve(service.estimate(waiting.item).worst, model: client.model) {
            case .refused(let reason):
                outOfBudget.insert(client.model)
                progress.stopped = .budget
                progress.budgetNotice = reason
                return batch
            case .granted(let money):
                taken.insert(waiting.number)
                bytes += size
                batch.append(
                    Due(
                        number: waiting.number, item: waiting.item, reason: waiting.reason,
                        repairing: waiting.repairing, money: money))
            }
        }
        return batch
    }

    private func submit(_ due: [Due], _ client: any ModelClient, _ service: any BatchService) throws {
        let now = Timestamp.now()
        let nonce = String(UInt64.random(in: .min ... .max), radix: 36)
        let (batch, ids) = try store.recordBatch(
            model: client.model, nonce: nonce, endpoint: service.url, at: now,
            due.map { due in
                RequestIntent(
                    item: due.number, model: client.model, escalation: due.reason,
                    promptVersion: client.promptVersion, at: now, isRepair: due.repairing != nil)
            })
        reserved[batch.id] = due.reduce(Money.zero) { $0 + $1.money }
        progress.requested += due.count
        let entries = zip(due, ids).map { due, id in
            BatchEntry(
                customID: CustomID(request: id, nonce: nonce).text,
                question: Question(due.item, escalation: due.reason, repairing: due.repairing))
        }
        try create(batch, entries, service)
    }

    /// - Returns: whether the provider has it now, for certain.
    @discardableResult private func create(
        _ batch: StoredBatch, _ entries: [BatchEntry], _ service: any BatchService
    ) throws -> Bool {
        do throws(InferenceError) {
            let state = try wait { () async throws(InferenceError) in try await service.create(entries) }
            recorded { try store.record(.submitted(providerID: state.id, expiresAt: state.expiresAt), of: batch.id) }
            progress.submittedBatches += 1
        } catch {
            if error.possiblyBilled > 0 {
                note("batch \(batch.id.value): \(error); looking for it at the provider")
                return false
            }
            // Nothing has arrived: its items wait again, for a run in which the trouble is mended.
            try store.record(.abandoned(reason: error.message), of: batch.id)
            release(batch.id)
            halted.insert(batch.model)
            progress.failed += entries.count
            progress.reasons[error.description, default: 0] += entries.count
            progress.failure = progress.failure ?? Failure(error)
            return false
        }
        if let storeFailure { throw storeFailure }
        return true
    }

    /// Finds out whether the provider has taken a batch whose submission was cut short, and submits it if not.
    ///
    /// The provider's list does not tell whose a batch is; its time and size do, and its results prove it: they carry
    /// our ids. A batch that turns out to be somebody else's is let go in `collect`, and the next one looked for. The
    /// list may be late, so a batch is held for lost only after several looks in vain, or when it is old.
    ///
    /// - Returns: whether anything is known now that was not.
    func place(_ batch: StoredBatch, _ service: any BatchService) throws(InferenceError) -> Bool {
        let known: Set<String> = recorded { Set(try store.batches().compactMap(\.providerID)) } ?? []
        // Clocks differ, by hours where one is set to the wrong zone.
        let since = Timestamp(milliseconds: batch.at.milliseconds - 86_400_000)
        let recent = try run.waitForLook { () async throws(InferenceError) in try await service.recent(since: since) }
        // The nearest in time, of those that nobody has claimed.
        let candidates = recent.filter {
            !known.contains($0.id) && !foreign.contains($0.id) && $0.counts.total == batch.requests
        }
        if let found = candidates.min(by: { distance($0, batch) < distance($1, batch) }) {
            recorded { try store.record(.submitted(providerID: found.id, expiresAt: found.expiresAt), of: batch.id) }
            note(
                "batch \(found.id) had arrived before the earlier run ended: \(batch.requests) requests, not sent again"
            )
            progress.submittedBatches += 1
            return storeFailure == nil
        }
        vainLooks[batch.id, default: 0] += 1
        let age = Timestamp.now().milliseconds - batch.at.milliseconds
        guard vainLooks[batch.id, default: 0] >= 3 || age > 600_000 else {
            if !submits {
                note("batch \(batch.id.value): not known yet whether it has arrived; look again in some minutes")
            }
            return false
        }
        guard !run.pause.isStopped, storeFailure == nil else { return false }
        guard submits else {
            recorded { try abandon(batch, "it has never arrived at the provider") }
            return true
        }
        let entries = recorded { try self.entries(of: batch) } ?? []
        guard !entries.isEmpty else { return false }
        vainLooks[batch.id] = 0
        return recorded { try self.create(batch, entries, service) } ?? false
    }

    private func distance(_ state: BatchState, _ batch: StoredBatch) -> Int64 {
        guard let created = state.createdAt else { return .max }
        return abs(created.milliseconds - batch.at.milliseconds)
    }

    /// The requests of a stored batch as they were meant.
    private func entries(of batch: StoredBatch) throws -> [BatchEntry] {
        var entries: [BatchEntry] = []
        var after: Storage.RequestID?
        while true {
            let page = try store.requests(of: batch.id, limit: 1_000, after: after)
            guard let last = page.last else { return entries }
            after = last.request
            for request in page {
                let number = request.item.number
                let repairing = request.isRepair ? try store.needsRepair(number, by: batch.model) : nil
                entries.append(
                    BatchEntry(
                        customID: CustomID(request: request.request, nonce: batch.nonce).text,
                        question: Question(request.item.item, escalation: request.escalation, repairing: repairing)))
            }
        }
    }

    /// Runs what the store may refuse inside what a provider may refuse: the store's failure is kept for the run's end.
    @discardableResult func recorded<Value>(_ body: () throws -> Value) -> Value? {
        do {
            return try body()
        } catch {
            storeFailure = storeFailure ?? error
            return nil
        }
    }
}

/// The id by which a request of ours is known in a provider's batch: the store's number of it, and a word that no other
/// store's batch has.
struct CustomID: Hashable {
    let request: Storage.RequestID
    let nonce: String

    init(request: Storage.RequestID, nonce: String) {
        self.request = request
        self.nonce = nonce
    }

    /// Nil: not one of ours.
    init?(_ text: String) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].first == "r", let number = Int64(parts[0].dropFirst()) else { return nil }
        self.init(request: Storage.RequestID(number), nonce: String(parts[1]))
    }

    var text: String { "r\(request.value)_\(nonce)" }
}

/// All that waits for a rung, repairs first.
private struct WaitingPages {
    struct Waiting {
        let number: ItemNumber
        let item: Item
        let reason: EscalationReason?
        let repairing: Prediction?
    }

    let rung: Int
    let model: String
    let store: Store
    private var page: [Waiting] = []
    private var after: ItemNumber?
    private var isInRepairs = true

    init(rung: Int, model: String, store: Store) {
        self.rung = rung
        self.model = model
        self.store = store
    }

    mutating func next() throws -> Waiting? {
        while page.isEmpty {
            page = try fetch().reversed()
            if page.isEmpty {
                guard isInRepairs else { return nil }
                (isInRepairs, after) = (false, nil)
            }
        }
        return page.popLast()
    }

    private mutating func fetch() throws -> [Waiting] {
        let found: [Waiting]
        if isInRepairs {
            found = try store.awaitingRepair(model: model, limit: 500, after: after).map {
                Waiting(number: $0.number, item: $0.item, reason: $0.reason, repairing: $0.answer)
            }
        } else if rung == 0 {
            found = try store.awaiting(model: model, limit: 500, after: after).map {
                Waiting(number: $0.number, item: $0.item, reason: nil, repairing: nil)
            }
        } else {
            found = try store.awaiting(rung: rung, model: model, limit: 500, after: after).map {
                Waiting(number: $0.number, item: $0.item, reason: $0.reason, repairing: nil)
            }
        }
        after = found.last?.number ?? after
        return found
    }
}
