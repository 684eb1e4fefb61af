import Foundation
import Inference
import Labeling
import Storage

/// One run's dealings with the batch services: what it has submitted, placed and collected. Belongs to the run's thread.
final class BatchDesk {
    let run: BatchRun
    /// Whether a batch that has never arrived is submitted once more; otherwise its items wait again.
    let submits: Bool
    var progress = BatchRun.Progress()
    /// Models that are submitted nothing more in this run: the provider said no.
    var halted: Set<String> = []
    /// Models that could pass a limit, until answers have cost less than their worst.
    var outOfBudget: Set<String> = []
    /// The provider cannot be reached, so that waiting on is in vain.
    var isUnreachable = false
    /// How often a request about an item has come back without an answer in this run; too often, and it is left alone.
    var setbacks: [ItemNumber: Int] = [:]
    /// Items submitted in this run, for its limit.
    var taken: Set<ItemNumber> = []
    /// What is set aside for the answers of a batch of this run.
    var reserved: [BatchID: Money] = [:]
    /// The provider's ids of batches that turned out to hold requests of somebody else.
    var foreign: Set<String> = []
    /// How often the provider's list had nothing that could be this batch.
    var vainLooks: [BatchID: Int] = [:]
    /// Batches whose results had ended before all requests were told of.
    var shortResults: Set<BatchID> = []
    /// Batches that the provider does not know under the id it gave them.
    private var unknown: Set<BatchID> = []
    private var failedLooks = 0
    /// Providers keep results for 29 days.
    private static let keptMilliseconds: Int64 = 30 * 86_400_000

    init(run: BatchRun, submits: Bool) {
        self.run = run
        self.submits = submits
    }

    var store: Store { run.store }

    /// What answers have cost is known now, and is mostly less than what was set aside.
    func budgetMayHaveEased() {
        guard !outOfBudget.isEmpty else { return }
        outOfBudget = []
        (progress.stopped, progress.budgetNotice) = (nil, nil)
    }

    /// Whether it is not known if the provider has it, and as which of its batches.
    func isUnplaced(_ batch: StoredBatch) -> Bool { batch.providerID.map(foreign.contains) ?? true }

    /// The open batches that this run can do something about. Of the others it is told why they wait; when their
    /// results are no longer kept, their items wait again.
    func batchesInReach() throws -> [(batch: StoredBatch, service: any BatchService)] {
        var found: [(StoredBatch, any BatchService)] = []
        for batch in try store.openBatches() {
            let service = run.clients.all.first { $0.model == batch.model }?.batches
            if let service, service.url == batch.endpoint, !unknown.contains(batch.id) {
                found.append((batch, service))
            } else if Timestamp.now().milliseconds - batch.at.milliseconds > Self.keptMilliseconds {
                try abandon(batch, "its results are no longer kept by the provider")
            } else if let service, service.url != batch.endpoint {
                note("batch \(batch.id.value) is at \(batch.endpoint), and the task now asks \(service.url): it waits")
            } else if service == nil {
                note("batch \(batch.id.value) of \(batch.model) waits: the task does not ask this model any more")
            }
        }
        return found
    }

    /// Looks after every open batch once.
    ///
    /// - Returns: whether anything came of it.
    func look() throws -> Bool {
        var isNews = false
        for (batch, service) in try batchesInReach() where !run.pause.isStopped {
            do throws(InferenceError) {
                isNews = try look(batch, service) || isNews
                failedLooks = 0
            } catch {
                // A look that was given up because the run is to end.
                if run.pause.isStopped { continue }
                note("batch \(batch.providerID ?? "\(batch.id.value)"): \(error.message)")
                if error.kind == .notFound, batch.providerID != nil {
                    unknown.insert(batch.id)
                    note("if it was deleted, renga classify --batch --cancel gives its items back")
                    progress.failure = progress.failure ?? Failure(error)
                    continue
                }
                failedLooks += 1
                if error.isFatalForRun || failedLooks >= 10 {
                    progress.failure = Failure(error)
                    isUnreachable = true
                }
            }
        }
        if let failure = storeFailure { throw failure }
        return isNews
    }

    /// What the store threw while results were read: it ends the run.
    var storeFailure: (any Error)?

    private func look(_ batch: StoredBatch, _ service: any BatchService) throws(InferenceError) -> Bool {
        guard let id = batch.providerID, !isUnplaced(batch) else {
            return try place(batch, service)
        }
        let state = try run.waitForLook { () async throws(InferenceError) in try await service.state(of: id) }
        guard state.status == .ended else { return false }
        do {
            return try collect(batch, state, service)
        } catch let error as InferenceError {
            throw error
        } catch {
            // Given up because the run is to end.
            if !(error is CancellationError) { storeFailure = error }
            return false
        }
    }

    /// What is in the hands of providers.
    func countOpen() throws {
        let open = try store.openBatches()
        progress.openBatches = open.count
        progress.openRequests = open.reduce(0) { $0 + $1.requests }
    }

    func note(_ notice: String) {
        if !progress.notices.contains(notice), progress.notices.count < 20 { progress.notices.append(notice) }
    }

    /// Its items wait again.
    func abandon(_ batch: StoredBatch, _ reason: String) throws {
        try store.record(.abandoned(reason: reason), of: batch.id)
        release(batch.id)
        note("batch \(batch.providerID ?? "\(batch.id.value)"): \(reason); its items wait again")
    }

    func release(_ batch: BatchID) {
        if let money = reserved.removeValue(forKey: batch) { run.budget.settle(money, spent: .zero) }
        run.budget.letGo(of: batch)
    }

    func fail(_ reason: String) {
        progress.failed += 1
        progress.reasons[reason, default: 0] += 1
    }
}
