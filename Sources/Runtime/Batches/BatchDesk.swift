import Foundation
import Inference
import Labeling
import Storage

/// One run's dealings with the batch services: what it has submitted, placed and collected. Belongs to the run's thread.
final class BatchDesk {
    let run: BatchRun
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
    /// What is set aside for the answers of a batch: of this run, of an earlier one.
    var reserved: [BatchID: Money] = [:]
    var held: [BatchID: Money] = [:]
    private var failedLooks = 0

    init(run: BatchRun) {
        self.run = run
    }

    var store: Store { run.store }

    func service(for model: String) -> (any BatchService)? {
        run.clients.all.first { $0.model == model }?.batches
    }

    /// The answers of batches that earlier runs handed over will cost something: the limits hold for them too.
    func holdBudgetOfOpenBatches() throws {
        for batch in try store.openBatches() {
            guard let service = service(for: batch.model) else { continue }
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
            run.budget.hold(sum)
            held[batch.id] = sum
        }
    }

    /// What answers have cost is known now, and is mostly less than what was set aside.
    func budgetMayHaveEased() {
        guard !outOfBudget.isEmpty else { return }
        outOfBudget = []
        (progress.stopped, progress.budgetNotice) = (nil, nil)
    }

    /// Looks after every open batch once.
    ///
    /// - Returns: whether anything came of it.
    func look() throws -> Bool {
        var isNews = false
        for batch in try store.openBatches() where !run.pause.isStopped {
            guard let service = service(for: batch.model) else {
                note("batch \(batch.id.value) of \(batch.model) waits: the task does not ask this model any more")
                continue
            }
            guard batch.endpoint == service.url else {
                note("batch \(batch.id.value) is at \(batch.endpoint), and the task now asks \(service.url): it waits")
                continue
            }
            do throws(InferenceError) {
                isNews = try look(batch, service) || isNews
                failedLooks = 0
            } catch {
                failedLooks += 1
                note("\(error)")
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
        guard let id = batch.providerID else {
            return try place(batch, service)
        }
        let state = try wait { () async throws(InferenceError) in try await service.state(of: id) }
        guard state.status == .ended else { return false }
        do {
            try collect(batch, state, service)
            return true
        } catch let error as InferenceError {
            throw error
        } catch {
            storeFailure = error
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

    func cancelAll() throws {
        for batch in try store.openBatches() {
            guard let id = batch.providerID, let service = service(for: batch.model) else { continue }
            do throws(InferenceError) {
                _ = try wait { () async throws(InferenceError) in try await service.cancel(id) }
                note(
                    "batch \(id): asked to cancel \(batch.requests) requests; renga classify collects what was answered"
                )
            } catch {
                note("batch \(id): \(error)")
                progress.failure = Failure(error)
            }
        }
    }
}
