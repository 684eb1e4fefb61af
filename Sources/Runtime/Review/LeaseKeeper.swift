import Dispatch
import Foundation
import Labeling
import ReviewUI
import Storage
import Synchronization

/// Keeps a session's items its own while it lives, and tells it which items others have.
///
/// One thread of its own for both; it ends with `stop`. What it writes goes through the lane of writes, so that it
/// never stands between a decision and its lease.
final class LeaseKeeper: Sendable {
    /// Unique among all sessions on the store.
    let holder: String
    private let store: Store
    private let reviewer: String
    private let mailbox: Mailbox
    private let writes: DispatchQueue
    /// What the session was given.
    private let granted = Mutex<Set<ItemNumber>>([])
    /// When the reviewer was last known to be there, in milliseconds of `clock`.
    private let seenAt: Atomic<Int64>
    private let clock: @Sendable () -> Int64
    /// What the session was told last.
    private let told = Mutex<[Lease]>([])
    private let isStopped = Atomic<Bool>(false)
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    /// How often others' leases are looked at.
    private static let watchMilliseconds = 400
    /// A third of what a lease lasts: two renewals may fail.
    private static let renewMilliseconds = Store.leaseMilliseconds / 3
    /// Who does nothing for so long has gone away from an open terminal, and their items are others' to take.
    static let awayMilliseconds: Int64 = 600_000

    /// - Parameter clock: milliseconds that only ever grow.
    init(
        store: Store, reviewer: String, mailbox: Mailbox, writes: DispatchQueue, holder: String = SessionHolder.make(),
        clock: @escaping @Sendable () -> Int64 = { Int64(DispatchTime.now().uptimeNanoseconds / 1_000_000) }
    ) {
        self.clock = clock
        seenAt = Atomic(clock())
        self.store = store
        self.reviewer = reviewer
        self.mailbox = mailbox
        self.writes = writes
        self.holder = holder
    }

    func start() {
        Thread.detachNewThread { [self] in
            work()
            ended.signal()
        }
    }

    /// Gives everything back, once the writes asked for so far are done.
    func stop() {
        isStopped.store(true, ordering: .relaxed)
        wake.signal()
        ended.wait()
        giveBack()
    }

    /// Once the writes asked for so far are done.
    func giveBack() {
        writes.sync { try? store.releaseLeases(of: holder) }
    }

    private func work() {
        var renewedAt = DispatchTime.now()
        while !isStopped.load(ordering: .relaxed) {
            look()
            let now = DispatchTime.now()
            if now.uptimeNanoseconds - renewedAt.uptimeNanoseconds >= UInt64(Self.renewMilliseconds) * 1_000_000 {
                renewedAt = now
                writes.async { [self] in renewUnlessAway() }
            }
            _ = wake.wait(timeout: .now() + .milliseconds(Self.watchMilliseconds))
        }
    }

    /// Tells the session when others have taken, kept or given back items.
    private func look() {
        guard let all = try? store.leases(besides: holder, closedTo: reviewer) else { return }
        let others = all.filter { !SessionHolder.isGone($0.holder) }
        let isNews = told.withLock { told in
            defer { told = others }
            return told != others
        }
        if isNews { mailbox.post(.care(.held(others.map(\.inView)))) }
    }

    /// Runs on the lane of writes.
    func take(_ items: [ItemNumber]) throws -> (granted: [LeasedItem], others: [HeldItem]) {
        try releaseGone()
        let answer = try store.lease(items, holder: holder, reviewer: reviewer)
        granted.withLock { $0 = Set(answer.granted.map(\.item)) }
        told.withLock { $0 = answer.others }
        let items = answer.granted.map { LeasedItem(number: $0.item, state: $0.state, decidedLabel: $0.label) }
        return (items, answer.others.map(\.inView))
    }

    /// What sessions had that ended without a word is free at once: nobody waits for his own items after a crash.
    private func releaseGone() throws {
        for holder in Set(try store.leases(besides: holder).map(\.holder)) where SessionHolder.isGone(holder) {
            try store.releaseLeases(of: holder)
        }
    }

    /// The reviewer did something. What ran out while they were away is theirs again, as far as nobody took it, before
    /// anything that they decide now is written.
    func touch() {
        let now = clock()
        let last = seenAt.exchange(now, ordering: .relaxed)
        if now - last >= Self.awayMilliseconds { writes.async { [self] in renew() } }
    }

    /// Runs on the lane of writes.
    func renewUnlessAway() {
        if clock() - seenAt.load(ordering: .relaxed) < Self.awayMilliseconds { renew() }
    }

    /// Runs on the lane of writes.
    func renew() {
        guard let kept = try? store.renewLeases(of: holder) else { return }
        let lost = granted.withLock { granted in
            defer { granted.formIntersection(kept) }
            return granted.subtracting(kept)
        }
        if !lost.isEmpty { mailbox.post(.care(.leasesLost(lost.sorted()))) }
    }
}

extension Lease {
    fileprivate var inView: HeldItem { HeldItem(number: item, reviewer: reviewer, until: until.timeOfDay) }
}
