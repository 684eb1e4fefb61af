import Dispatch
import Foundation
import Inference
package import Labeling
package import Storage
import Synchronization

/// Asks the models through their providers' batch services: cheaper, and answered within a day.
///
/// What is to be sent is stored before it is sent, and each request carries the store's number of it: a run that ends at
/// any point, between the provider's yes and our note of it too, is taken up by the next without a second submission.
/// One plain thread owns the run.
package final class BatchRun: Sendable {
    package struct Options: Sendable {
        /// At most this many items are submitted.
        package var limit: Int?
        /// The rungs of the ladder that are asked; nil: all.
        package var rungs: Set<Int>?
        /// The limit of this run alone, beside the task's budget.
        package var budget: Money?
        /// Submit, and leave the answers to a later run.
        package var detaches: Bool

        package init(limit: Int? = nil, rungs: Set<Int>? = nil, budget: Money? = nil, detaches: Bool = false) {
            self.limit = limit
            self.rungs = rungs
            self.budget = budget
            self.detaches = detaches
        }
    }

    /// How far a run is, or how it ended.
    package struct Progress: Sendable {
        /// Batches and requests that this run handed over.
        package var submittedBatches = 0
        package var requested = 0
        package var collectedBatches = 0
        /// Batches and requests in the provider's hands.
        package var openBatches = 0
        package var openRequests = 0
        /// First opinions and further ones stored; failed requests of each kind in `reasons`.
        package var classified = 0
        package var secondOpinions = 0
        package var repairs = 0
        package var failed = 0
        package var cost = Money.zero
        package var outcomes: [Prediction.Outcome: Int] = [:]
        package var reasons: [String: Int] = [:]
        package var stopped: ClassificationRun.Stop?
        package var failure: Failure?
        package var budgetNotice: String?
        /// What a person should know of single batches.
        package var notices: [String] = []
        /// Seconds to the next look; nil: not waiting.
        package var waits: Int?

        package init() {}
    }

    let store: Store
    let task: TaskDefinition
    let clients: ModelClients
    let options: Options
    let budget: BudgetKeeper
    let pause: Pause
    /// The look at the provider that is under way.
    private let currentLook = Mutex<Task<Void, Never>?>(nil)
    private let report: @Sendable (Progress) -> Void

    /// - Parameters:
    ///   - wait: for so many seconds or until woken; tests give their own and never wait.
    ///   - report: called when something changed, on the run's thread.
    package init(
        store: Store, task: TaskDefinition, clients: ModelClients, options: Options = Options(),
        claims: Claims = Claims(), wait: (@Sendable (_ seconds: Int) -> Void)? = nil,
        report: @escaping @Sendable (Progress) -> Void = { _ in }
    ) {
        self.store = store
        self.task = task
        self.clients = clients
        self.options = options
        self.report = report
        pause = Pause(wait: wait)
        budget = BudgetKeeper(budget: task.budget, runLimit: options.budget, store: store, spending: claims.spending)
    }

    /// Stops waiting: what is with the provider stays there, for the next run.
    package func stop() {
        pause.stop()
        currentLook.withLock { $0 }?.cancel()
    }

    /// Waits for what may be given up when the run is to end: everything but submitting and cancelling.
    func waitForLook<Value: Sendable, Problem: Error>(
        _ work: @escaping @Sendable () async throws(Problem) -> Value
    ) throws(Problem) -> Value {
        defer { currentLook.withLock { $0 = nil } }
        return try wait(for: work) { task in
            currentLook.withLock { $0 = task }
            if pause.isStopped { task.cancel() }
        }
    }

    /// The models of the run that their providers do not take in batches, by name.
    package var withoutBatches: [String] {
        rungs.filter { clients.all[$0].batches == nil }.map { clients.all[$0].model }
    }

    var rungs: [Int] { clients.all.indices.filter { options.rungs?.contains($0) != false } }

    /// Submits what waits, and unless the run detaches, waits for the answers, and for those that follow from them.
    ///
    /// - Throws: where the store fails; what was stored stays.
    package func run() throws -> Progress {
        let desk = BatchDesk(run: self, submits: true)
        try budget.holdOpenBatches(of: clients.all)
        try escalateStandingAnswers(of: task, in: store)
        var pauses = Pauses()
        while !pause.isStopped {
            try desk.submitWhatWaits()
            try show(desk, waits: nil)
            let awaited = try desk.batchesInReach().filter { !options.detaches || desk.isUnplaced($0.batch) }
            if awaited.isEmpty { break }
            let news = try desk.look()
            try show(desk, waits: nil)
            if news {
                pauses = Pauses()
                desk.budgetMayHaveEased()
            } else if !pause.isStopped {
                let seconds = pauses.next()
                try show(desk, waits: seconds)
                pause.wait(seconds)
            }
            if let failure = desk.progress.failure, desk.isUnreachable { throw failure }
        }
        try desk.countOpen()
        if pause.isStopped, desk.progress.stopped == nil { desk.progress.stopped = .signal }
        return desk.progress
    }

    /// Stores the answers of batches that have ended; the others are only counted. Waits for nothing.
    package func collectWhatHasEnded() throws -> Progress {
        let desk = BatchDesk(run: self, submits: false)
        if try !store.openBatches().isEmpty { _ = try desk.look() }
        try desk.countOpen()
        return desk.progress
    }

    /// Asks the providers to cancel every open batch; what was answered by then is still collected, and paid.
    package func cancelAll() throws -> Progress {
        let desk = BatchDesk(run: self, submits: false)
        try desk.cancelAll()
        try desk.countOpen()
        return desk.progress
    }

    private func show(_ desk: BatchDesk, waits: Int?) throws {
        try desk.countOpen()
        desk.progress.waits = waits
        report(desk.progress)
    }
}

/// The time between two looks at the provider: from 5 seconds to a minute.
private struct Pauses {
    private var seconds = 5

    mutating func next() -> Int {
        defer { seconds = min(60, seconds * 2) }
        return seconds
    }
}

/// A wait that can be ended from another thread, for good.
final class Pause: Sendable {
    private let wake = DispatchSemaphore(value: 0)
    private let stopped = Atomic<Bool>(false)
    private let custom: (@Sendable (Int) -> Void)?

    init(wait: (@Sendable (Int) -> Void)?) {
        custom = wait
    }

    var isStopped: Bool { stopped.load(ordering: .relaxed) }

    func stop() {
        stopped.store(true, ordering: .relaxed)
        wake.signal()
    }

    func wait(_ seconds: Int) {
        if let custom { custom(seconds) } else { _ = wake.wait(timeout: .now() + .seconds(seconds)) }
    }
}
