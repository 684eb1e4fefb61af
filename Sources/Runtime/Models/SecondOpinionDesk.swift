import Dispatch
import Inference
package import Labeling
package import Storage
import Synchronization

/// Asks a model above the first when a reviewer wishes it: at once, beside whatever runs in the background.
package final class SecondOpinionDesk: SecondOpinions {
    private let store: Store
    private let claims: Claims
    private let budget: BudgetKeeper
    /// Made when first needed: offline models have to be trained.
    private let makeClients: @Sendable () throws(Failure) -> ModelClients
    private let lane = DispatchQueue(label: "renga.second-opinions", qos: .userInitiated)

    package init(
        store: Store, task: TaskDefinition, claims: Claims,
        makeClients: @escaping @Sendable () throws(Failure) -> ModelClients
    ) {
        self.store = store
        self.claims = claims
        self.makeClients = makeClients
        budget = BudgetKeeper(budget: task.budget, store: store, spending: claims.spending)
    }

    package func ask(
        about number: ItemNumber, of model: String, done: @escaping @Sendable (String?) -> Void
    ) {
        lane.async { [self] in
            do {
                let clients = try makeClients()
                guard let client = clients.further.first(where: { $0.model == model }) else {
                    return done("this task asks no second opinion of \(model)")
                }
                if try store.isAnswered(number, by: model) { return done(nil) }
                if try store.isInBatch(number, for: model) {
                    return done("a batch with this question is in the provider's hands: renga classify collects it")
                }
                guard let item = try store.item(number) else { return done("the item is not in the store") }
                try budget.holdOpenBatches(of: clients.all)
                guard claims.claim(number, client.model) else { return done("\(client.model) is being asked already") }
                do {
                    try send(item, number, client, done)
                } catch {
                    claims.release(number, client.model)
                    throw error
                }
            } catch {
                done("\(error)")
            }
        }
    }

    private func send(
        _ item: Item, _ number: ItemNumber, _ client: any ModelClient, _ done: @escaping @Sendable (String?) -> Void
    ) throws {
        @Sendable func finish(_ reason: String?) {
            claims.release(number, client.model)
            done(reason)
        }
        if let offline = client as? OfflineClient {
            let answers = offline.answers(to: [item], escalation: .reviewer)
            try store.record(answers.map { Answer(item: number, prediction: $0) })
            return finish(nil)
        }
        switch try budget.reserve(client.estimate(item).worst, model: client.model) {
        case .refused(let reason): finish(reason)
        case .granted(let reserved):
            let request: Storage.RequestID
            do {
                request = try store.recordIntent(
                    RequestIntent(
                        item: number, model: client.model, escalation: .reviewer, promptVersion: client.promptVersion,
                        at: .now()))
            } catch {
                budget.settle(reserved, spent: .zero)
                throw error
            }
            let spent = Mutex(Money.zero)
            Task {
                let result: Result<Prediction, InferenceError>
                do throws(InferenceError) {
                    result = .success(
                        try await client.ask(Question(item, escalation: .reviewer)) { attempt in
                            spent.withLock { $0 += (attempt.cost.spent ?? .zero) + (attempt.possible ?? .zero) }
                            // In this order on this queue: before the end of the request.
                            self.lane.async { try? self.store.record([.attempted(request, attempt)]) }
                        })
                } catch {
                    result = .failure(error)
                }
                // Storing blocks, which nothing may do in the cooperative pool.
                self.lane.async {
                    finish(self.stored(result, request, reserved, attempts: spent.withLock { $0 }))
                }
            }
        }
    }

    private func stored(
        _ result: Result<Prediction, InferenceError>, _ request: Storage.RequestID, _ reserved: Money, attempts: Money
    ) -> String? {
        // Stored first: sums that are read in between must not miss it.
        defer {
            let answer = try? result.get()
            budget.settle(reserved, spent: max(answer?.cost.spent ?? .zero, attempts))
        }
        do {
            switch result {
            case .success(let prediction):
                // A reviewer who asked for it decides on it: nothing further is asked by itself.
                try store.record([.answered(request, prediction, next: nil)])
                return nil
            case .failure(let error):
                try store.record([
                    .failed(
                        RequestFailure(
                            request: request, message: error.message, httpStatus: error.status,
                            attempts: error.attempts, at: .now()))
                ])
                return error.description
            }
        } catch {
            return "\(error)"
        }
    }
}
