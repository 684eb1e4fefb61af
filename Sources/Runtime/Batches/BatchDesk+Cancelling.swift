import Inference
import Storage

extension BatchDesk {
    /// Asks the providers to take back what they have not answered.
    func cancelAll() throws {
        for (batch, service) in try batchesInReach() {
            do throws(InferenceError) {
                try cancel(batch, service)
            } catch {
                note("batch \(batch.providerID ?? "\(batch.id.value)"): \(error)")
                progress.failure = Failure(error)
            }
            if let failure = storeFailure { throw failure }
        }
    }

    private func cancel(_ batch: StoredBatch, _ service: any BatchService) throws(InferenceError) {
        var id = batch.providerID
        if id == nil, try place(batch, service) {
            id = recorded { try store.openBatches().first { $0.id == batch.id }?.providerID } ?? nil
        }
        // Not found; what became of it is told.
        guard let id else { return }
        do throws(InferenceError) {
            let state = try wait { () async throws(InferenceError) in try await service.state(of: id) }
            if state.status != .ended {
                _ = try wait { () async throws(InferenceError) in try await service.cancel(id) }
                recorded { try store.record(.note("asked to cancel"), of: batch.id) }
            }
            note("batch \(id): asked to cancel \(batch.requests) requests; renga classify collects what was answered")
        } catch {
            guard error.kind == .notFound else { throw error }
            recorded { try abandon(batch, "the provider does not know it") }
        }
    }
}
