import Inference
import Labeling
import Storage

/// Takes in what the models of a run answer: stores it, counts it, and gives on what follows from it. Belongs to the
/// run's thread.
final class AnswerDesk {
    let lanes: [ModelLane]
    var progress = ClassificationRun.Progress()
    private let run: ClassificationRun
    /// What attempts of requests in flight have cost, or may have.
    private var attempted: [Storage.RequestID: Money] = [:]

    init(run: ClassificationRun, lanes: [ModelLane]) {
        self.run = run
        self.lanes = lanes
    }

    var inFlight: Int { lanes.reduce(0) { $0 + $1.inFlight } }
    var asksFurtherOpinions: Bool { lanes.contains { ($0.source.rung ?? 0) > 0 } }

    // MARK: Storing

    /// All of it in one transaction, before anything else happens to it.
    ///
    /// - Parameter intents: of requests that are to be sent next.
    /// - Returns: their numbers.
    @discardableResult
    func store(_ news: [LaneNews], intents: [RequestIntent] = []) throws -> [Storage.RequestID] {
        guard !news.isEmpty || !intents.isEmpty else { return [] }
        let news = news.map(\.told)
        let ids: [Storage.RequestID]
        do {
            ids = try run.store.record(news.map(outcome), intents: intents)
        } catch {
            storeWhatCanBe(news)
            throw error
        }
        for piece in news { settle(piece) }
        return ids
    }

    /// Where the store is in trouble: each by itself, so that one that cannot be stored takes no other with it.
    func storeWhatCanBe(_ news: [LaneNews]) {
        for piece in news.map(\.told) {
            try? run.store.record([outcome(piece)])
            settle(piece)
        }
    }

    private func outcome(_ news: LaneNews) -> RequestOutcome {
        switch news {
        case .attempted(let request, let attempt): .attempted(request.id, attempt)
        case .ended(let request, .success(let prediction)):
            .answered(request.id, prediction, next: step(after: prediction, request))
        case .ended(let request, .failure(let error)):
            .failed(
                RequestFailure(
                    request: request.id, message: error.message, httpStatus: error.status, attempts: error.attempts,
                    at: .now()))
        }
    }

    private func step(after prediction: Prediction, _ request: SentRequest) -> LadderStep? {
        let step = run.step(after: prediction, of: request.due.item.id)
        // A comparison of models leads nowhere else.
        if lanes[request.lane].source == .truth, case .escalate = step { return nil }
        return step
    }

    private func settle(_ news: LaneNews) {
        switch news {
        case .attempted(let request, let attempt):
            let cost = (attempt.cost.spent ?? .zero) + (attempt.possible ?? .zero)
            attempted[request.id, default: .zero] += cost
            if attempt.kind == .lost {
                progress.lost += 1
                progress.possible += attempt.possible ?? .zero
            }
        case .ended(let request, let result):
            let lane = lanes[request.lane]
            lane.inFlight -= 1
            lane.isWarm = true
            run.forget(request)
            let attempts = attempted.removeValue(forKey: request.id) ?? .zero
            switch result {
            case .success(let prediction):
                // Its cost holds that of its attempts, but for those whose answer was lost.
                run.budget.settle(request.reserved, spent: max(prediction.cost.spent ?? .zero, attempts))
                take(prediction, request, lane)
            case .failure(let error):
                run.budget.settle(request.reserved, spent: attempts)
                if error.kind != .cancelled { take(error, lane) }
            }
            run.claims.release(request.due.number, lane.client.model)
        }
    }

    private func take(_ prediction: Prediction, _ request: SentRequest, _ lane: ModelLane) {
        lane.failuresInARow = 0
        let step = step(after: prediction, request)
        count(prediction, lane, isLast: step != .repair)
        let due = request.due
        switch step {
        case .repair:
            lane.add(
                ModelLane.Due(number: due.number, item: due.item, reason: due.reason, repairing: prediction))
        case .escalate(let rung, let reason):
            let further = ModelLane.Due(number: due.number, item: due.item, reason: reason)
            lanes.first { $0.source.rung == rung }?.add(further)
        case nil: break
        }
    }

    private func take(_ error: InferenceError, _ lane: ModelLane) {
        progress.failed += 1
        progress.troubled.insert(lane.client.model)
        progress.reasons[error.description, default: 0] += 1
        lane.failuresInARow += 1
        // A trouble of the service shows soon; a row of bad items may be chance, a long one is not.
        let patience = error.isAboutTheService ? max(4, lane.client.concurrency) : 25
        if error.isFatalForRun || lane.failuresInARow >= patience {
            lane.halt()
            progress.failure = progress.failure ?? Failure(error)
        }
    }

    // MARK: Offline

    /// Offline answers are computed here, many at once, and stored in one transaction.
    ///
    /// - Returns: whether there was anything to answer.
    func answerOffline(_ lane: ModelLane, _ client: OfflineClient) throws -> Bool {
        var batch: [ModelLane.Due] = []
        while batch.count < 64, let due = try lane.next() {
            if run.claims.claim(due.number, client.model) { batch.append(due) }
        }
        guard !batch.isEmpty else { return false }
        defer { for due in batch { run.claims.release(due.number, client.model) } }
        // The reason is part of the answer: items that were escalated for the same one are answered together.
        for (reason, group) in Dictionary(grouping: batch, by: \.reason) {
            let answers = zip(group, client.answers(to: group.map(\.item), escalation: reason)).map { due, prediction in
                var next = run.step(after: prediction, of: due.item.id)
                if lane.source == .truth { next = nil }
                return Answer(item: due.number, prediction: prediction, next: next)
            }
            try run.store.record(answers)
            for (due, answer) in zip(group, answers) {
                progress.requested += 1
                count(answer.prediction, lane, isLast: true)
                if case .escalate(let rung, let reason) = answer.next {
                    let further = ModelLane.Due(number: due.number, item: due.item, reason: reason)
                    lanes.first { $0.source.rung == rung }?.add(further)
                }
            }
        }
        return true
    }

    // MARK: Counting

    private func count(_ prediction: Prediction, _ lane: ModelLane, isLast: Bool) {
        if !isLast {
            progress.repairs += 1
        } else if lane.isFirst {
            progress.classified += 1
        } else {
            progress.secondOpinions += 1
        }
        if isLast, prediction.outcome != .labeled { progress.outcomes[prediction.outcome, default: 0] += 1 }
        switch prediction.cost {
        case .charged(let money): progress.cost += money
        case .estimated(let money, _): progress.estimated += money
        case .unknown: break
        }
    }
}
