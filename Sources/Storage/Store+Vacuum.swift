internal import Foundation
internal import GRDB

/// What a vacuum has done.
package struct VacuumReport: Hashable, Sendable {
    package var bytesBefore: Int64
    package var bytesAfter: Int64
}

/// Why a store was not vacuumed. It is as it was.
package enum VacuumProblem: Error, Hashable, Sendable, CustomStringConvertible {
    case inUse(path: String)
    case noRoom(folder: String, needed: Int64, free: Int64)

    package var description: String {
        switch self {
        case .inUse(let path):
            "another program has the store open: end it (reviews, runs of models), and try again (\(path))"
        case .noRoom(let folder, let needed, let free):
            "vacuuming needs \(needed / 1_000_000 + 1) MB of free space in \(folder), and \(free / 1_000_000) MB are free: "
                + "free some and try again"
        }
    }
}

extension Store {
    /// Writes the store's rows together anew, without the pages that nothing uses any more, and gives their space back.
    /// Nobody may have the store open, and nobody gets it while this lasts.
    ///
    /// SQLite writes what changes into a journal before it changes the file, so a crash at any moment leaves the store
    /// as it was, or as it shall be. That takes twice its size for a while.
    ///
    /// - Parameter progress: false: stop.
    /// - Returns: nil: it was stopped. Throws `VacuumProblem` too.
    package static func vacuum(
        at path: String, progress: (StoreProgress) -> Bool = { _ in true }
    ) throws -> VacuumReport? {
        // As any other command: whether it is ours, whether it can be written, and brought up to date if it is older.
        try open(at: path).close()
        let before = size(of: path)
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var isStopped = false
        do {
            var configuration = Configuration()
            configuration.label = "renga.vacuum"
            // Whoever is only just closing may do so.
            configuration.busyMode = .timeout(1)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            try queue.inDatabase { db in
                try takeAlone(db, path)
                let used = try usedBytes(db)
                // The rows sorted anew in a file of SQLite's own, and once more in the journal.
                let needed = 2 * used + used / 8
                let free = freeBytes(in: folder)
                guard free < 0 || free >= needed else {
                    throw VacuumProblem.noRoom(folder: folder, needed: needed, free: free)
                }
                try beside(folder, db) {
                    try withNewPages(db) {
                        try db.working({
                            if !isStopped { isStopped = !progress(StoreProgress("writing the store anew")) }
                            return !isStopped
                        }) { try db.execute(sql: "VACUUM") }
                    }
                }
                _ = progress(StoreProgress("giving the space back"))
                try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            }
        } catch let problem as VacuumProblem {
            throw problem
        } catch {
            if isStopped { return nil }
            throw StoreError(error, path: path)
        }
        return VacuumReport(bytesBefore: before, bytesAfter: size(of: path))
    }

    /// Other programs keep a lock on the file as long as they have it open, whether or not they are doing anything; in
    /// this mode SQLite wants it for itself.
    private static func takeAlone(_ db: Database, _ path: String) throws {
        do {
            // The pages that are needed again are few; the sorted rows go to a file, not to memory.
            try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = FILE; PRAGMA cache_size = -16384")
            try db.execute(sql: "BEGIN EXCLUSIVE; COMMIT")
        } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode) {
            throw VacuumProblem.inUse(path: path)
        }
    }

    /// With the pages of a new store: in WAL mode SQLite keeps those that the file has, so a store of an older program
    /// leaves it for as long as nobody else has it open. The other journal is as safe: it holds the pages as they were.
    private static func withNewPages(_ db: Database, _ body: () throws -> Void) throws {
        guard try Int.fetchOne(db, sql: "PRAGMA page_size") != pageSize else { return try body() }
        try db.execute(sql: "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA page_size = \(pageSize)")
        // Also where it is stopped; after a crash the next program that opens the store does so.
        defer { _ = try? String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") }
        try body()
    }

    /// Has SQLite make its own files beside the store, where there is room and nobody else looks; else they would be
    /// in /tmp, which may be memory.
    private static func beside(_ folder: String, _ db: Database, _ body: () throws -> Void) throws {
        let name = folder.replacing("'", with: "''")
        try db.execute(sql: "PRAGMA temp_store_directory = '\(name)'")
        defer { try? db.execute(sql: "PRAGMA temp_store_directory = ''") }
        try body()
    }

    private static func usedBytes(_ db: Database) throws -> Int64 {
        func number(_ pragma: String) throws -> Int64 { try Int64.fetchOne(db, sql: "PRAGMA \(pragma)") ?? 0 }
        return try (number("page_count") - number("freelist_count")) * number("page_size")
    }

    private static func size(of path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// -1: nobody knows.
    private static func freeBytes(in folder: String) -> Int64 {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return -1 }
        let (bytes, overflows) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return overflows ? .max : Int64(clamping: bytes)
    }
}
