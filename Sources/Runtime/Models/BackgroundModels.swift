import Dispatch
import Foundation
package import Labeling
import ReviewUI
package import Storage
import Synchronization

/// Classifies what waits while a reviewer works, and tells the review when anybody has written to the store.
///
/// One thread of its own; it ends with `stop`.
package final class BackgroundModels: Sendable {
    private let store: Store
    private let task: TaskDefinition
    private let claims: Claims
    /// Nil: this session asks no models, and only watches the store.
    private let makeClients: (@Sendable () throws(Failure) -> ModelClients)?
    private let mailbox: Mailbox
    private let pace: ListPace
    private let run = Mutex<ClassificationRun?>(nil)
    /// A look at batches, on a thread of its own: a batch service that does not answer holds up nothing else.
    private let batchRun = Mutex<BatchRun?>(nil)
    private let batchLooks = DispatchGroup()
    /// What the review was told last.
    private let told = Mutex<ModelActivity?>(nil)
    private let isStopped = Atomic<Bool>(false)
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    /// How often the store is looked at for what others wrote.
    private static let watchMilliseconds = 400
    /// How long a model that left items without an answer is left alone at first; longer each time, while it answers
    /// none.
    private static let restMilliseconds: Int64 = 30_000
    private static let longestRestMilliseconds: Int64 = 480_000
    /// How often providers are asked whether batches have ended that were left with them.
    private static let batchMilliseconds: Int64 = 60_000
    /// While a run goes on, the review hears of it no more often than this.
    private static let reportMilliseconds: Int64 = 200

    package init(
        store: Store, task: TaskDefinition, claims: Claims, mailbox: Mailbox,
        pace: ListPace = ListPace(), makeClients: (@Sendable () throws(Failure) -> ModelClients)?
    ) {
        self.pace = pace
        self.store = store
        self.task = task
        self.claims = claims
        self.mailbox = mailbox
        self.makeClients = makeClients
    }

    package func start() {
        if makeClients != nil { tell(ModelActivity(isWorking: true)) }
        Thread.detachNewThread { [self] in
            work()
            ended.signal()
        }
    }

    /// Sends nothing more, gives up what is in flight, and returns when all threads have ended.
    package func stop() {
        isStopped.store(true, ordering: .relaxed)
        run.withLock { $0 }?.cancel()
        batchRun.withLock { $0 }?.stop()
        wake.signal()
        ended.wait()
        batchLooks.wait()
    }

    private func work() {
        var token = try? store.changeToken()
        var isHalted = makeClients == nil
        // Opinions that came with their items call for further ones even when nothing waits for a first one.
        if !isHalted, task.ladder.count > 1 { try? escalateStandingAnswers(of: task, in: store) }
        var rests = Rests()
        var batchesLookedAt: Int64 = 0
        while !isStopped.load(ordering: .relaxed) {
            let now = Timestamp.now().milliseconds
            if !isHalted, now >= batchesLookedAt + Self.batchMilliseconds {
                batchesLookedAt = now
                collectBatches()
            }
            if !isHalted { isHalted = classifyWhatWaits(&rests) }
            tellOfChanges(since: &token)
            _ = wake.wait(timeout: .now() + .milliseconds(Self.watchMilliseconds))
        }
    }

    /// What `classify --batch --detach` has left with a provider.
    private func collectBatches() {
        guard let makeClients, batchRun.withLock({ $0 == nil }), let open = try? store.openBatches(), !open.isEmpty,
            let clients = try? makeClients()
        else {
            return
        }
        let look = BatchRun(store: store, task: task, clients: clients, claims: claims)
        batchRun.withLock { $0 = look }
        if isStopped.load(ordering: .relaxed) { look.stop() }
        batchLooks.enter()
        Thread.detachNewThread { [self] in
            _ = try? look.collectWhatHasEnded()
            batchRun.withLock { $0 = nil }
            batchLooks.leave()
        }
    }

    /// What is in the hands of providers; nil: nothing.
    private var waitingBatches: WaitingBatches? {
        guard let open = try? store.openBatches(), !open.isEmpty else { return nil }
        return WaitingBatches(count: open.count, requests: open.reduce(0) { $0 + $1.requests })
    }

    private func tellOfChanges(since token: inout ChangeToken?) {
        guard let before = token else {
            token = try? store.changeToken()
            return
        }
        guard !pace.isTooEarly, let (now, change) = try? store.changes(since: before),
            let counts = try? store.counts()
        else { return }
        token = now
        mailbox.post(.storeChanged(counts, change))
        pace.told()
    }

    private func tell(_ activity: ModelActivity) {
        let isNews = told.withLock { told in
            defer { told = activity }
            return told != activity
        }
        if isNews { mailbox.post(.modelsProgressed(activity)) }
    }

    /// - Returns: whether no model is asked any more in this session, because none can be.
    private func classifyWhatWaits(_ rests: inout Rests) -> Bool {
        guard let makeClients else { return true }
        do {
            let rungs = rests.rungsAwake(of: task)
            guard try store.isAnythingAwaiting(of: task, rungs: rungs) else {
                // What a resting model has said stays on screen.
                if rungs.count == task.ladder.count { tell(ModelActivity(batches: waitingBatches)) }
                return false
            }
            tell(ModelActivity(isWorking: true, batches: waitingBatches))
            let lastReport = Mutex<Int64>(0)
            let run = ClassificationRun(
                store: store, task: task, clients: try makeClients(), options: .init(rungs: rungs), claims: claims
            ) { [self] progress in
                let now = Timestamp.now().milliseconds
                let isDue = lastReport.withLock { last in
                    guard now - last > Self.reportMilliseconds else { return false }
                    last = now
                    return true
                }
                guard isDue else { return }
                tell(
                    ModelActivity(
                        inFlight: progress.inFlight, failed: progress.failed, isWorking: true, batches: waitingBatches))
                guard !pace.isTooEarly, let counts = try? store.counts() else { return }
                mailbox.post(.storeChanged(counts))
                pace.told()
            }
            self.run.withLock { $0 = run }
            if isStopped.load(ordering: .relaxed) { return false }
            let end = try run.run()
            if let counts = try? store.counts() { mailbox.post(.storeChanged(counts)) }
            rests.take(end, rungs: rungs, task: task)
            let reason = end.failure?.message ?? end.budgetNotice ?? end.reasons.keys.min()
            tell(ModelActivity(failed: end.failed, stopped: reason, batches: waitingBatches))
            return false
        } catch {
            tell(ModelActivity(stopped: "\(error)"))
            return true
        }
    }

    /// Which models are left alone for a while, so that the others go on. A daily limit ends at midnight, and a service
    /// in trouble recovers: nothing is given up for the whole session.
    private struct Rests {
        private struct Rest {
            var until: Int64
            var length: Int64
        }

        private var rests: [String: Rest] = [:]

        func rungsAwake(of task: TaskDefinition) -> Set<Int> {
            let now = Timestamp.now().milliseconds
            return Set(
                task.ladder.indices.filter { rung in
                    guard let rest = rests[task.ladder[rung].model] else { return true }
                    // A clock that was set back must not make a rest endless.
                    return now >= rest.until || rest.until - now > rest.length
                })
        }

        mutating func take(_ end: ClassificationRun.Progress, rungs: Set<Int>, task: TaskDefinition) {
            let now = Timestamp.now().milliseconds
            for rung in rungs {
                let model = task.ladder[rung].model
                guard end.troubled.contains(model) || end.stopped == .budget else {
                    rests[model] = nil
                    continue
                }
                let answered = rung == 0 ? end.classified : end.secondOpinions
                let last = answered == 0 ? rests[model]?.length : nil
                let length =
                    last.map { min($0 * 2, BackgroundModels.longestRestMilliseconds) }
                    ?? BackgroundModels.restMilliseconds
                rests[model] = Rest(until: now + length, length: length)
            }
        }
    }
}
