import Foundation
import Inference
package import Labeling
package import Storage
import Synchronization

/// Asks the models about everything that waits for them: first opinions, then second ones where the policy wants them.
///
/// One plain thread owns the run: it stores each intent before a request is sent, and each answer before anything else
/// happens to it. Only the requests themselves are asynchronous. A run that ends at any point is taken up by the next.
package final class ClassificationRun: Sendable {
    /// What a run is to do.
    package struct Options: Sendable {
        /// At most this many items are taken up.
        package var limit: Int?
        package var models: Models
        /// The limit of this run alone, beside the task's budget.
        package var budget: Money?

        package enum Models: Hashable, Sendable { case both, first, second }

        package init(limit: Int? = nil, models: Models = .both, budget: Money? = nil) {
            self.limit = limit
            self.models = models
            self.budget = budget
        }
    }

    /// How far a run is, or how it ended.
    package struct Progress: Sendable {
        package var requested = 0
        /// First opinions stored.
        package var classified = 0
        package var failed = 0
        /// Second opinions stored.
        package var secondOpinions = 0
        package var inFlight = 0
        /// Spent by this run; an estimate apart.
        package var cost = Money.zero
        package var estimated = Money.zero
        package var stopped: Stop?
        /// Why a model is asked no more in this run.
        package var failure: Failure?
        /// Why single items got no answer: the message, and how often.
        package var reasons: [String: Int] = [:]
        /// Why the budget stopped the run, in words.
        package var budgetNotice: String?

        package init() {}
    }

    package enum Stop: String, Sendable { case budget, signal }

    let store: Store
    let task: TaskDefinition
    let options: Options
    let claims: Claims
    let budget: BudgetKeeper
    private let lanes: [ModelLane.Setting]
    private let report: @Sendable (Progress) -> Void
    private let stopping = Atomic<Bool>(false)
    private let requests = Mutex(Requests())

    private struct Requests {
        var tasks: [Storage.RequestID: Task<Void, Never>] = [:]
        /// One that is sent in the moment of cancelling must not be missed.
        var areCancelled = false
    }

    /// - Parameter report: called after every stored answer, on the run's thread.
    package init(
        store: Store, task: TaskDefinition, clients: ModelClients, options: Options = Options(),
        claims: Claims = Claims(), report: @escaping @Sendable (Progress) -> Void = { _ in }
    ) {
        self.store = store
        self.task = task
        self.options = options
        self.claims = claims
        self.report = report
        budget = BudgetKeeper(
            budget: task.budget, runLimit: options.budget, store: store, spending: claims.spending)
        var lanes: [ModelLane.Setting] = []
        if options.models != .second {
            lanes.append(
                ModelLane.Setting(client: clients.first, isSecond: false, cachesPrompt: task.first.cache != .off))
        }
        if options.models != .first, let second = clients.second {
            lanes.append(ModelLane.Setting(client: second, isSecond: true, cachesPrompt: task.second?.cache != .off))
        }
        self.lanes = lanes
    }

    /// No further request is sent; answers in flight are waited for and stored.
    package func stop() { stopping.store(true, ordering: .relaxed) }

    /// Answers in flight are given up too.
    package func cancel() {
        stop()
        let tasks = requests.withLock { requests in
            requests.areCancelled = true
            return Array(requests.tasks.values)
        }
        for task in tasks { task.cancel() }
    }

    /// Runs to the end. Blocks: call it on a thread of its own.
    ///
    /// - Throws: where the store fails; what was stored stays.
    package func run() throws -> Progress {
        var progress = Progress()
        let quota = Quota(limit: options.limit)
        let lanes = lanes.map { ModelLane($0, store: store, quota: quota) }
        if lanes.contains(where: \.isSecond) { try escalateKnownFirstOpinions() }
        let answers = AnswerQueue<LaneAnswer>()
        do {
            try run(lanes, answers, &progress)
        } catch {
            // What is in flight is paid for: each answer gets its own chance to be stored.
            while lanes.contains(where: { $0.inFlight > 0 }) { try? store(answers.take(), lanes, &progress) }
            throw error
        }
        if stopping.load(ordering: .relaxed), progress.stopped == nil { progress.stopped = .signal }
        return progress
    }

    private func run(
        _ lanes: [ModelLane], _ answers: AnswerQueue<LaneAnswer>, _ progress: inout Progress
    ) throws {
        while true {
            for lane in lanes {
                if stopping.load(ordering: .relaxed) { lane.halt() }
                try fill(lane, lanes, answers, &progress)
            }
            progress.inFlight = lanes.reduce(0) { $0 + $1.inFlight }
            report(progress)
            if progress.inFlight == 0, lanes.allSatisfy(\.isDone) { return }
            guard progress.inFlight > 0 else { continue }
            // An offline model computes on, however slow the other one is.
            let computes = lanes.contains { $0.client is OfflineClient && !$0.isDone }
            guard let answer = computes ? answers.takeIfThere() : answers.take() else { continue }
            try store(answer, lanes, &progress)
        }
    }

    // MARK: Sending

    private func fill(
        _ lane: ModelLane, _ lanes: [ModelLane], _ answers: AnswerQueue<LaneAnswer>, _ progress: inout Progress
    ) throws {
        if let offline = lane.client as? OfflineClient {
            try answerOffline(lane, offline, &progress, lanes.first { $0.isSecond })
            return
        }
        while lane.inFlight < lane.width, !stopping.load(ordering: .relaxed), let due = try lane.next() {
            guard claims.claim(due.number, lane.client.model) else { continue }
            var isSent = false
            defer { if !isSent { claims.release(due.number, lane.client.model) } }
            // The list of what waits was read a while ago; a reviewer may have asked since.
            if try store.isAnswered(due.number, by: lane.client.model) { continue }
            switch try budget.reserve(lane.client.estimate(due.item).worst, model: lane.client.model) {
            case .refused(let reason):
                // What is held back for answers in flight mostly comes free when they are there.
                if lanes.contains(where: { $0.inFlight > 0 }) { return lane.putBack(due) }
                lane.halt()
                progress.stopped = .budget
                progress.budgetNotice = reason
                return
            case .granted(let reserved):
                let intent = RequestIntent(
                    item: due.number, model: lane.client.model, escalation: due.reason,
                    promptVersion: lane.client.promptVersion, at: .now())
                let request: Storage.RequestID
                do {
                    request = try store.recordIntent(intent)
                } catch {
                    budget.settle(reserved, spent: .zero)
                    throw error
                }
                isSent = true
                progress.requested += 1
                lane.inFlight += 1
                send(due, request, reserved, lane, answers)
            }
        }
    }

    private func send(
        _ due: ModelLane.Due, _ request: Storage.RequestID, _ reserved: Money, _ lane: ModelLane,
        _ answers: AnswerQueue<LaneAnswer>
    ) {
        let client = lane.client
        let index = lane.isSecond && lanes.count > 1 ? 1 : 0
        let task = Task {
            let result: Result<Prediction, InferenceError>
            do throws(InferenceError) {
                result = .success(try await client.ask(Question(due.item, escalation: due.reason)) { _ in })
            } catch {
                result = .failure(error)
            }
            answers.put(LaneAnswer(lane: index, due: due, request: request, reserved: reserved, result: result))
        }
        let isCancelled = requests.withLock { requests in
            requests.tasks[request] = task
            return requests.areCancelled
        }
        if isCancelled { task.cancel() }
    }

    // MARK: Storing

    private func store(_ answer: LaneAnswer, _ lanes: [ModelLane], _ progress: inout Progress) throws {
        let lane = lanes[answer.lane]
        lane.inFlight -= 1
        lane.isWarm = true
        _ = requests.withLock { $0.tasks.removeValue(forKey: answer.request) }
        defer { claims.release(answer.due.number, lane.client.model) }
        switch answer.result {
        case .success(let prediction):
            let reason = lane.isSecond ? nil : escalation(after: prediction, of: answer.due.item.id)
            try store.record(prediction, for: answer.request, escalate: reason)
            lane.failuresInARow = 0
            count(prediction, lane, &progress)
            budget.settle(answer.reserved, spent: prediction.cost.spent ?? .zero)
            if let reason {
                let due = ModelLane.Due(number: answer.due.number, item: answer.due.item, reason: reason)
                lanes.first { $0.isSecond }?.add(due)
            }
        case .failure(let error):
            budget.settle(answer.reserved, spent: .zero)
            try store.recordFailure(
                RequestFailure(
                    request: answer.request, message: error.message, httpStatus: error.status,
                    attempts: error.attempts, at: .now()))
            guard error.kind != .cancelled else { return }
            progress.failed += 1
            progress.reasons[error.description, default: 0] += 1
            lane.failuresInARow += 1
            // A trouble of the service shows soon; a row of bad items may be chance, a long one is not.
            let patience = error.isAboutTheService ? max(4, lane.client.concurrency) : 25
            let isHopeless = lane.failuresInARow >= patience
            if error.isFatalForRun || isHopeless {
                lane.halt()
                progress.failure = progress.failure ?? Failure(error)
            }
        }
    }

    /// Offline answers are computed here, many at once, and stored in one transaction.
    private func answerOffline(
        _ lane: ModelLane, _ client: OfflineClient, _ progress: inout Progress, _ second: ModelLane?
    ) throws {
        var batch: [ModelLane.Due] = []
        while batch.count < 64, let due = try lane.next() {
            if claims.claim(due.number, client.model) { batch.append(due) }
        }
        guard !batch.isEmpty else { return }
        defer { for due in batch { claims.release(due.number, client.model) } }
        // The reason is part of the answer: items that were escalated for the same one are answered together.
        for (reason, group) in Dictionary(grouping: batch, by: \.reason) {
            let predictions = client.answers(to: group.map(\.item), escalation: reason)
            let answers = zip(group, predictions).map { due, prediction in
                Answer(
                    item: due.number, prediction: prediction,
                    escalate: lane.isSecond ? nil : escalation(after: prediction, of: due.item.id))
            }
            try store.record(answers)
            for (due, answer) in zip(group, answers) {
                progress.requested += 1
                count(answer.prediction, lane, &progress)
                if let reason = answer.escalate {
                    second?.add(ModelLane.Due(number: due.number, item: due.item, reason: reason))
                }
            }
        }
    }

    private func count(_ prediction: Prediction, _ lane: ModelLane, _ progress: inout Progress) {
        if lane.isSecond { progress.secondOpinions += 1 } else { progress.classified += 1 }
        switch prediction.cost {
        case .charged(let money): progress.cost += money
        case .estimated(let money, _): progress.estimated += money
        case .unknown: break
        }
    }
}
