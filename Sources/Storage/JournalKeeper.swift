internal import Dispatch
internal import Foundation
internal import GRDB
internal import Synchronization

/// Beside a thread that writes batch after batch: brings what it has committed to the disk, and copies it from the journal
/// into the store's file, while the next batch is written.
///
/// Half of an import's time went by while the one thread that may write waited for the disk, or copied.
final class JournalKeeper: Sendable {
    /// The bytes by which the journal grows before it is copied.
    static let due = 32 << 20
    /// With so many bytes, the writer waits until all are copied, so that the journal begins anew.
    static let most = 128 << 20

    private let store: Store
    private let duePages: Int
    private let mostPages: Int
    private let queue = DispatchQueue(label: "renga.journal")
    private let state = Mutex(State(limit: 0))
    private let copier = Mutex<DatabaseQueue?>(nil)

    private struct State {
        /// In the journal after the last commit.
        var pages = 0
        /// Of these, how many are in the store's file.
        var copied = 0
        /// At how many the writer waits.
        var limit: Int
        /// There are commits that have not been waited for yet.
        var isAsked = false
        var failure: StoreError?
    }

    init(of store: Store, due: Int = JournalKeeper.due, most: Int = JournalKeeper.most) throws {
        self.store = store
        (duePages, mostPages) = try store.read {
            (try JournalKeeper.pages(of: $0, bytes: due), try JournalKeeper.pages(of: $0, bytes: most))
        }
        let mostPages = mostPages
        state.withLock { $0.limit = mostPages }
    }

    /// How many pages so many bytes are.
    static func pages(of db: Database, bytes: Int) throws -> Int {
        let page = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 4_096
        return max(bytes / max(page, 512), 1)
    }

    /// What SQLite says after a commit.
    func note(pages: Int) {
        state.withLock {
            // The journal began anew: all that it held is in the store's file.
            if pages < $0.pages { ($0.copied, $0.limit) = (0, mostPages) }
            $0.pages = pages
        }
    }

    /// After each transaction. Throws what went wrong after earlier ones.
    func settle() throws {
        let (isFirst, isFull, failure) = state.withLock { state in
            defer { state.isAsked = true }
            return (!state.isAsked, state.pages >= state.limit, state.failure)
        }
        if let failure { throw failure }
        if isFirst { queue.async { self.work() } }
        guard isFull else { return }
        queue.sync { copy() }
        // Where a reader is in the way the journal grows on; not every commit is to wait for it.
        state.withLock { $0.limit = $0.pages + duePages }
    }

    /// Waits until all that was committed is on disk. Throws what went wrong on the way.
    func finish() throws {
        queue.sync {
            if state.withLock({ $0.isAsked }) { work() }
            copier.withLock {
                try? $0?.close()
                $0 = nil
            }
        }
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    private func work() {
        let isDue = state.withLock {
            $0.isAsked = false
            return $0.pages - $0.copied >= duePages
        }
        attempt { try store.files.synchronizeJournal() }
        if isDue { copy() }
    }

    private func copy() {
        attempt {
            do {
                try copier.withLock { copier in
                    let connection =
                        try copier
                        ?? DatabaseQueue(path: store.path, configuration: Store.configuration(readOnly: false))
                    copier = connection
                    let copied = try connection.writeWithoutTransaction { db in
                        // A connection that has read nothing yet knows of no journal.
                        try db.execute(sql: "SELECT 1 FROM sqlite_schema LIMIT 1")
                        return try db.checkpoint(.passive).checkpointedFrameCount
                    }
                    state.withLock { $0.copied = max(copied, 0) }
                }
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                // Somebody else is copying.
            } catch {
                throw StoreError(error, path: store.path)
            }
        }
    }

    private func attempt(_ work: () throws -> Void) {
        do {
            try work()
        } catch {
            let failure = error as? StoreError ?? StoreError(error, path: store.path)
            state.withLock { $0.failure = $0.failure ?? failure }
        }
    }
}
