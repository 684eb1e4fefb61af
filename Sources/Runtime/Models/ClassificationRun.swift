import Foundation
package import Inference
package import Labeling
package import Storage
import Synchronization

/// Asks the models about everything that waits for them: first opinions, then further ones where the policy wants them.
///
/// One plain thread owns the run: it stores each intent before a request is sent, and each answer before anything else
/// happens to it; what comes in together is stored together. Only the requests themselves are asynchronous. A run that
/// ends at any point is taken up by the next.
package final class ClassificationRun: Sendable {
    let store: Store
    let task: TaskDefinition
    let options: Options
    let claims: Claims
    let budget: BudgetKeeper
    private let lanes: [ModelLane.Setting]
    /// All of the task, whether this run asks them or not: batches may owe answers of any.
    private let clients: [any ModelClient]
    private let report: @Sendable (Progress) -> Void
    private let stopping = Atomic<Bool>(false)
    private let requests = Mutex(Requests())

    private struct Requests {
        var tasks: [Storage.RequestID: Task<Void, Never>] = [:]
        /// One that is sent in the moment of cancelling must not be missed.
        var areCancelled = false
    }

    /// - Parameter report: called after stored answers, on the run's thread.
    package convenience init(
        store: Store, task: TaskDefinition, clients: ModelClients, options: Options = Options(),
        claims: Claims = Claims(), report: @escaping @Sendable (Progress) -> Void = { _ in }
    ) {
        let lanes = zip(clients.all, task.ladder).enumerated().compactMap { rung, model in
            options.rungs?.contains(rung) == false
                ? nil
                : ModelLane.Setting(
                    client: model.0, source: .opinions(rung: rung), cachesPrompt: model.1.cache != .off)
        }
        self.init(
            store: store, task: task, lanes: lanes, clients: clients.all, options: options, claims: claims,
            report: report)
    }

    /// Asks these models about every item with ground truth that they have not answered.
    package convenience init(
        store: Store, task: TaskDefinition, comparing clients: [any ModelClient], options: Options = Options(),
        report: @escaping @Sendable (Progress) -> Void = { _ in }
    ) {
        let lanes = clients.map { ModelLane.Setting(client: $0, source: .truth, cachesPrompt: false) }
        self.init(
            store: store, task: task, lanes: lanes, clients: clients, options: options, claims: Claims(), report: report
        )
    }

    private init(
        store: Store, task: TaskDefinition, lanes: [ModelLane.Setting], clients: [any ModelClient], options: Options,
        claims: Claims, report: @escaping @Sendable (Progress) -> Void
    ) {
        self.store = store
        self.task = task
        self.lanes = lanes
        self.clients = clients
        self.options = options
        self.claims = claims
        self.report = report
        budget = BudgetKeeper(budget: task.budget, runLimit: options.budget, store: store, spending: claims.spending)
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
        try budget.holdOpenBatches(of: clients)
        let quota = Quota(limit: options.limit)
        let desk = AnswerDesk(run: self, lanes: lanes.map { ModelLane($0, store: store, quota: quota) })
        if desk.asksFurtherOpinions { try escalateStandingAnswers(of: task, in: store) }
        let news = AnswerQueue<LaneNews>()
        do {
            try run(desk, news)
        } catch {
            // What is in flight is paid for: each answer gets its own chance to be stored.
            while desk.inFlight > 0 { desk.storeWhatCanBe(news.takeAll()) }
            throw error
        }
        if stopping.load(ordering: .relaxed), desk.progress.stopped == nil { desk.progress.stopped = .signal }
        return desk.progress
    }

    private func run(_ desk: AnswerDesk, _ news: AnswerQueue<LaneNews>) throws {
        while true {
            var isAnswered = false
            var due: [Reserved] = []
            for index in desk.lanes.indices {
                if stopping.load(ordering: .relaxed) { desk.lanes[index].halt() }
                if let offline = desk.lanes[index].client as? OfflineClient {
                    isAnswered = try desk.answerOffline(desk.lanes[index], offline) || isAnswered
                } else {
                    due += try gather(index, desk, isAloneSoFar: due.isEmpty)
                }
            }
            try send(due, after: [], desk, news)
            desk.progress.inFlight = desk.inFlight
            report(desk.progress)
            if desk.inFlight == 0, desk.lanes.allSatisfy(\.isDone) { return }
            guard desk.inFlight > 0 else { continue }
            // An offline model computes on, however slow the other one is.
            try store(isAnswered ? news.takeAllThere() : news.takeAll(), desk, news)
        }
    }

    /// Stores what came in. Where all of it are labels, the next intents go to disk with it: one wait instead of two.
    private func store(_ arrived: [LaneNews], _ desk: AnswerDesk, _ news: AnswerQueue<LaneNews>) throws {
        var leaving = Array(repeating: 0, count: desk.lanes.count)
        for piece in arrived {
            guard let lane = piece.laneThatGoesOn else { return _ = try desk.store(arrived) }
            leaving[lane] += 1
        }
        var due: [Reserved] = []
        do {
            for (index, count) in leaving.enumerated() where count > 0 {
                due += try gather(index, desk, isAloneSoFar: due.isEmpty, leaving: count)
            }
        } catch {
            release(due, desk)
            try desk.store(arrived)
            throw error
        }
        try send(due, after: arrived, desk, news)
    }

    // MARK: Sending

    private struct Reserved {
        let lane: Int
        let due: ModelLane.Due
        let money: Money
    }

    /// What the lane can send now, with its worst price set aside.
    ///
    /// - Parameters:
    ///   - isAloneSoFar: no other lane has gathered anything that is not sent yet.
    ///   - leaving: how many of those in flight have come in.
    private func gather(
        _ index: Int, _ desk: AnswerDesk, isAloneSoFar: Bool, leaving: Int = 0
    ) throws -> [Reserved] {
        let lane = desk.lanes[index]
        var gathered: [Reserved] = []
        while lane.inFlight - leaving + gathered.count < lane.width, !stopping.load(ordering: .relaxed),
            let due = try lane.next()
        {
            guard claims.claim(due.number, lane.client.model) else { continue }
            // The list of what waits was read a while ago; a reviewer may have asked for this opinion since.
            if !lane.isFirst, due.repairing == nil, try store.isAnswered(due.number, by: lane.client.model) {
                claims.release(due.number, lane.client.model)
                continue
            }
            switch try budget.reserve(lane.client.estimate(due.item).worst, model: lane.client.model) {
            case .refused(let reason):
                claims.release(due.number, lane.client.model)
                // What is held back for answers in flight mostly comes free when they are there.
                if desk.inFlight > 0 || !gathered.isEmpty || !isAloneSoFar {
                    lane.putBack(due)
                } else {
                    lane.halt()
                    desk.progress.stopped = .budget
                    desk.progress.budgetNotice = reason
                }
                return gathered
            case .granted(let money):
                gathered.append(Reserved(lane: index, due: due, money: money))
            }
        }
        return gathered
    }

    /// Stores what came in, with the intents of what is due, and sends that.
    private func send(
        _ due: [Reserved], after arrived: [LaneNews], _ desk: AnswerDesk, _ news: AnswerQueue<LaneNews>
    ) throws {
        let now = Timestamp.now()
        let intents = due.map { reserved in
            let client = desk.lanes[reserved.lane].client
            return RequestIntent(
                item: reserved.due.number, model: client.model, escalation: reserved.due.reason,
                promptVersion: client.promptVersion, at: now, isRepair: reserved.due.repairing != nil)
        }
        let ids: [Storage.RequestID]
        do {
            ids = try desk.store(arrived, intents: intents)
        } catch {
            release(due, desk)
            throw error
        }
        for (reserved, id) in zip(due, ids) {
            let lane = desk.lanes[reserved.lane]
            desk.progress.requested += 1
            lane.inFlight += 1
            send(
                SentRequest(lane: reserved.lane, due: reserved.due, id: id, reserved: reserved.money), lane.client, news
            )
        }
    }

    private func release(_ due: [Reserved], _ desk: AnswerDesk) {
        for reserved in due {
            budget.settle(reserved.money, spent: .zero)
            claims.release(reserved.due.number, desk.lanes[reserved.lane].client.model)
        }
    }

    private func send(_ request: SentRequest, _ client: any ModelClient, _ news: AnswerQueue<LaneNews>) {
        let task = Task {
            let due = request.due
            let question = Question(due.item, escalation: due.reason, repairing: due.repairing)
            let result: Result<Prediction, InferenceError>
            do throws(InferenceError) {
                result = .success(try await client.ask(question) { news.put(.attempted(request, $0)) })
            } catch {
                result = .failure(error)
            }
            news.put(.ended(request, result))
        }
        let isCancelled = requests.withLock { requests in
            requests.tasks[request.id] = task
            return requests.areCancelled
        }
        if isCancelled { task.cancel() }
    }

    func forget(_ request: SentRequest) {
        _ = requests.withLock { $0.tasks.removeValue(forKey: request.id) }
    }
}
