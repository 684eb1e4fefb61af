private import CSQLite
internal import GRDB
private import GRDBSQLite

/// What holds on the one connection that writes during a transaction, and what holds again after it.
struct WritingManner {
    /// The rows hold by how they are made: foreign keys and checks are not tried for each.
    var isTrusted = false
    /// Copies the journal; nil: who writes does it themselves.
    var keeper: JournalKeeper?

    static let light = WritingManner()

    /// Where it fails, what held before holds again.
    func begin(_ db: Database) throws {
        do {
            try db.execute(sql: "PRAGMA synchronous = NORMAL")
            if isTrusted { try db.execute(sql: "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON") }
            if let keeper { db.tell(keeper) }
        } catch {
            try? end(db)
            throw error
        }
    }

    /// Tries each of its parts, whether or not one before it fails.
    func end(_ db: Database) throws {
        let parts = [
            Result { try db.execute(sql: "PRAGMA synchronous = FULL") },
            Result { try db.setTriggers(true) },
            Result {
                if isTrusted { try db.execute(sql: "PRAGMA foreign_keys = ON; PRAGMA ignore_check_constraints = OFF") }
            },
            Result { if keeper != nil { try db.copyJournalUnasked() } },
        ]
        for part in parts { try part.get() }
    }
}

extension Database {
    /// Whether triggers speak on this connection. Whoever silences them does their work, in the same transaction.
    func setTriggers(_ areOn: Bool) throws {
        guard csqlite_set_triggers(sqliteConnection, areOn) else {
            throw StoreDamage(detail: "SQLite refuses to switch its triggers")
        }
    }

    /// Whoever commits copies the journal into the store's file when it has grown by 32 MB: most of the pages that much
    /// writing touches are written once then.
    func copyJournalUnasked() throws {
        try execute(sql: "PRAGMA wal_autocheckpoint = \(JournalKeeper.pages(of: self, bytes: JournalKeeper.due))")
    }

    /// The keeper copies the journal, and is told after each commit how many pages it has.
    fileprivate func tell(_ keeper: JournalKeeper) {
        sqlite3_wal_hook(
            sqliteConnection,
            { context, _, _, pages in
                guard let context else { return SQLITE_OK }
                Unmanaged<JournalKeeper>.fromOpaque(context).takeUnretainedValue().note(pages: Int(pages))
                return SQLITE_OK
            }, Unmanaged.passUnretained(keeper).toOpaque())
    }
}
