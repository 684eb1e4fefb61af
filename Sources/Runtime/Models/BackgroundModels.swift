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
    private let run = Mutex<ClassificationRun?>(nil)
    /// What the review was told last.
    private let told = Mutex<ModelActivity?>(nil)
    private let isStopped = Atomic<Bool>(false)
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    /// How often the store is looked at for what others wrote.
    private static let watchMilliseconds = 400
    /// How long items that failed are left alone.
    private static let restMilliseconds: Int64 = 30_000
    /// How often providers are asked whether batches have ended that were left with them.
    private static let batchMilliseconds: Int64 = 60_000
    /// While a run goes on, the review hears of it no more often than this.
    private static let reportMilliseconds: Int64 = 200

    package init(
        store: Store, task: TaskDefinition, claims: Claims, mailbox: Mailbox,
        makeClients: (@Sendable () throws(Failure) -> ModelClients)?
    ) {
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

    /// Sends nothing more, gives up what is in flight, and returns when the thread has ended.
    package func stop() {
        isStopped.store(true, ordering: .relaxed)
        run.withLock { $0 }?.cancel()
        wake.signal()
        ended.wait()
    }

    private func work() {
        var token = try? store.changeToken()
        var halted: String?
        if makeClients == nil { halted = "models are off" }
        var restsUntil: Int64 = 0
        var batchesLookedAt: Int64 = 0
        while !isStopped.load(ordering: .relaxed) {
            let now = Timestamp.now().milliseconds
            if halted == nil, now >= batchesLookedAt + Self.batchMilliseconds {
                batchesLookedAt = now
                collectBatches()
            }
            if halted == nil, now >= restsUntil {
                halted = classifyWhatWaits(&restsUntil)
            }
            tellOfChanges(since: &token)
            _ = wake.wait(timeout: .now() + .milliseconds(Self.watchMilliseconds))
        }
    }

    /// What `classify --batch --detach` has left with a provider.
    private func collectBatches() {
        guard let makeClients, let open = try? store.openBatches(), !open.isEmpty, let clients = try? makeClients()
        else {
            return
        }
        _ = try? BatchRun(store: store, task: task, clients: clients, claims: claims).collectWhatHasEnded()
    }

    /// What is in the hands of providers; nil: nothing.
    private var waitingBatches: WaitingBatches? {
        guard let open = try? store.openBatches(), !open.isEmpty else { return nil }
        return WaitingBatches(count: open.count, requests: open.reduce(0) { $0 + $1.requests })
    }

    private func tellOfChanges(since token: inout ChangeToken?) {
        guard let now = try? store.changeToken(), now != token, let counts = try? store.counts() else { return }
        token = now
        mailbox.post(.storeChanged(counts))
    }

    private func tell(_ activity: ModelActivity) {
        let isNews = told.withLock { told in
            defer { told = activity }
            return told != activity
        }
        if isNews { mailbox.post(.modelsProgressed(activity)) }
    }

    /// Nil: all that waited was asked, and more may come; else why no model is asked any more in this session.
    ///
    /// - Parameter restsUntil: set when items failed: in milliseconds since 1970.
    private func classifyWhatWaits(_ restsUntil: inout Int64) -> String? {
        guard let makeClients else { return nil }
        do {
            guard try store.isAnythingAwaiting(of: task) else {
                tell(ModelActivity(batches: waitingBatches))
                return nil
            }
            tell(ModelActivity(isWorking: true, batches: waitingBatches))
            let lastReport = Mutex<Int64>(0)
            let run = ClassificationRun(store: store, task: task, clients: try makeClients(), claims: claims) {
                [self] progress in
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
                if let counts = try? store.counts() { mailbox.post(.storeChanged(counts)) }
            }
            self.run.withLock { $0 = run }
            if isStopped.load(ordering: .relaxed) { return nil }
            let end = try run.run()
            if let counts = try? store.counts() { mailbox.post(.storeChanged(counts)) }
            let reason = end.failure?.message ?? end.budgetNotice
            // Single items that failed are tried again, but not at once.
            if end.failed > 0 { restsUntil = Timestamp.now().milliseconds + Self.restMilliseconds }
            tell(
                ModelActivity(
                    failed: end.failed, stopped: reason ?? end.reasons.keys.min(), batches: waitingBatches))
            return reason
        } catch {
            tell(ModelActivity(stopped: "\(error)"))
            return "\(error)"
        }
    }
}
