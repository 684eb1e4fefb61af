private import CSQLite
internal import Dispatch
internal import Foundation
internal import GRDB

/// The store of one task: everything that was said of its items, by whom and when, in one SQLite file.
///
/// Several processes may have it open. Every write is one transaction, and what was decided, answered or paid for is on disk
/// when the method returns; where a method waits for less, it says so. Reads see the last committed state and never wait
/// for a writer for long. All methods block, so call them on a thread of
/// your own, never in the Swift concurrency pool. All throw `StoreError`, and those that take a closure also what
/// the closure throws.
package final class Store: Sendable {
    package let path: String
    package let isReadOnly: Bool
    private let pool: DatabasePool
    let files: StoreFiles

    private init(path: String, isReadOnly: Bool, pool: DatabasePool) {
        self.path = path
        self.isReadOnly = isReadOnly
        self.pool = pool
        files = StoreFiles(path: path)
    }

    /// Makes an empty store with mode 0600 and opens it. The file appears whole or not at all.
    ///
    /// Throws `alreadyExists` if there is a file, whoever made it.
    package static func create(at path: String) throws -> Store {
        guard !FileManager.default.fileExists(atPath: path) else { throw StoreError.alreadyExists(path: path) }
        let draft = "\(path).new-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        defer { for suffix in ["", "-journal"] { unlink(draft + suffix) } }
        let descriptor = Foundation.open(draft, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw cannotCreate(path) }
        Foundation.close(descriptor)
        do {
            let queue = try DatabaseQueue(path: draft, configuration: configuration(readOnly: false))
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA page_size = \(pageSize); PRAGMA application_id = \(Schema.applicationID)")
            }
            try Schema.migrator.migrate(queue)
            try queue.close()
        } catch {
            throw StoreError(error, path: path)
        }
        try publish(draft, as: path)
        return try open(at: path)
    }

    /// Opens a store, and brings one of an older program up to date.
    ///
    /// - Parameters:
    ///   - willMigrate: called before that is done.
    ///   - migrating: called then and while it lasts, minutes for millions of answers; false ends it. Each version's step
    ///     is one transaction, so whatever ends it leaves a whole store.
    ///
    /// Throws `missing`, `notAStore`, `newer`, `readOnly`, `cannotOpen` or `stopped`; the file is then as it was.
    package static func open(
        at path: String, readOnly: Bool = false, willMigrate: () -> Void = {},
        migrating: (StoreProgress) -> Bool = { _ in true }
    ) throws -> Store {
        guard FileManager.default.fileExists(atPath: path) else { throw StoreError.missing(path: path) }
        guard access(path, R_OK) == 0 else {
            throw StoreError.cannotOpen(path: path, detail: String(cString: strerror(errno)))
        }
        guard readOnly || access(path, W_OK) == 0 else { throw StoreError.readOnly(path: path) }
        do {
            let address = readOnly ? addressToRead(path) : path
            try checkThatItIsOurs(path, address: address, readOnly: readOnly)
            let pool = try DatabasePool(path: address, configuration: configuration(readOnly: readOnly))
            if !readOnly {
                if try pool.read({ try !Schema.migrator.hasCompletedMigrations($0) }) {
                    willMigrate()
                    try migrate(pool, path, migrating)
                }
                // GRDB sets NORMAL after any preparation of ours, and with that a commit is not on disk when it
                // returns, so this must come last.
                try pool.writeWithoutTransaction {
                    try $0.execute(sql: "PRAGMA synchronous = FULL; PRAGMA cache_size = -\(writingKilobytes)")
                }
            }
            return Store(path: path, isReadOnly: readOnly, pool: pool)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    private static func migrate(_ pool: DatabasePool, _ path: String, _ migrating: (StoreProgress) -> Bool) throws {
        let version = try pool.read { try Schema.migrator.appliedIdentifiers($0).count }
        let last = Schema.migrator.migrations.count
        let progress = StoreProgress("bringing the store up to date (version \(version) to \(last))")
        var isStopped = !migrating(progress)
        guard !isStopped else { throw StoreError.stopped(path: path) }
        do {
            try withoutActuallyEscaping(migrating) { migrating in
                let question = WorkQuestion {
                    if !isStopped { isStopped = !migrating(progress) }
                    return !isStopped
                }
                // Steps are written on the one connection that writes.
                pool.writeWithoutTransaction { $0.ask(question) }
                defer { pool.writeWithoutTransaction { $0.ask(nil) } }
                try withExtendedLifetime(question) { try Schema.migrator.migrate(pool) }
            }
        } catch {
            throw isStopped ? StoreError.stopped(path: path) : error
        }
    }

    /// Ends all connections; anything asked afterwards throws.
    package func close() throws {
        do { try pool.close() } catch { throw StoreError(error, path: path) }
    }

    /// Whether the store holds no item.
    package var isEmpty: Bool {
        get throws { try read { try Row.fetchOne($0, sql: "SELECT 1 FROM item LIMIT 1") == nil } }
    }

    func read<T>(_ body: (Database) throws -> T) throws -> T {
        do { return try pool.read(body) } catch { throw StoreError(error, path: path) }
    }

    func write<T>(_ body: (Database) throws -> T) throws -> T {
        guard !isReadOnly else { throw StoreError.readOnly(path: path) }
        return try inItsPlace {
            do { return try pool.write(body) } catch { throw StoreError(error, path: path) }
        }
    }

    /// Writes what is no history, without waiting for the disk: a loss of power may take it, a crash of the program
    /// does not. What is written afterwards is as safe as ever.
    ///
    /// - Parameter held: told for how many seconds nobody else could write.
    func writeLightly<T>(held: (Double) -> Void = { _ in }, _ body: (Database) throws -> T) throws -> T {
        try writeLightly(in: .light, held: held, body)
    }

    func writeLightly<T>(
        in manner: WritingManner, held: (Double) -> Void, _ body: (Database) throws -> T
    ) throws -> T {
        guard !isReadOnly else { throw StoreError.readOnly(path: path) }
        var began: UInt64?
        defer { if let began { held(Double(DispatchTime.now().uptimeNanoseconds - began) / 1e9) } }
        return try onWriter { db in
            try manner.begin(db)
            let result = Result {
                var value: T?
                try db.inTransaction(.immediate) {
                    began = DispatchTime.now().uptimeNanoseconds
                    value = try body(db)
                    return .commit
                }
                return value
            }
            // Also after a failure: no decision may be written in this mode.
            try manner.end(db)
            guard let value = try result.get() else { throw StoreDamage(detail: "a write had no result") }
            return value
        }
    }

    /// Runs on the one connection that writes, outside of a transaction.
    func onWriter<T>(_ body: (Database) throws -> T) throws -> T {
        try inItsPlace {
            do { return try pool.writeWithoutTransaction(body) } catch { throw StoreError(error, path: path) }
        }
    }

    /// Before, so that nothing is written where another store may be now; after, because what was written into a file
    /// that is gone by then is not on disk.
    private func inItsPlace<T>(_ write: () throws -> T) throws -> T {
        try files.check()
        let result = try write()
        try files.check()
        return result
    }

    /// Of the usual 4096 bytes a thirtieth is left over beside items of some hundred bytes.
    static let pageSize = 8_192

    /// Of the one connection that writes: a run that works through a million items must fit in 100 MB.
    private static let writingKilobytes = 8_192

    static func configuration(readOnly: Bool) -> Configuration {
        var configuration = Configuration()
        _ = Store.countsNoMemory
        configuration.label = "renga.store"
        configuration.readonly = readOnly
        // SQLite's own waiting looks after up to 100 ms only: between the transactions of an import, which pauses some
        // milliseconds after each, a decision would not get in. 20 seconds at most.
        configuration.busyMode = .callback { count in
            usleep(2_000)
            return count < 10_000
        }
        configuration.prepareDatabase { db in
            // Sorted keys stay out of /tmp, where others could read them.
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
            // 2 MB for each connection that reads: the system keeps the file's pages, and a review of a million items
            // must fit in 60 MB.
            try db.execute(sql: "PRAGMA cache_size = -2048")
            try db.copyJournalUnasked()
            // Without it macOS answers an fsync before the disk has the data; other systems ignore it.
            try db.execute(sql: "PRAGMA fullfsync = ON")
            FilterFunctions.add(to: db)
        }
        return configuration
    }

    /// Nobody asks how much memory SQLite has; counting it took a thirtieth of an import's time.
    private static let countsNoMemory = csqlite_count_no_memory()

    /// SQLite reads a store in WAL mode only where it may make files beside it. Where it may not, and no journal is there
    /// that holds more than the file, the file is all there is, and is read as one that nobody changes.
    private static func addressToRead(_ path: String) -> String {
        let url = URL(fileURLWithPath: path)
        guard access(url.deletingLastPathComponent().path, W_OK) != 0 else { return path }
        var status = stat()
        if stat(path + "-wal", &status) == 0, status.st_size > 0 { return path }
        return url.absoluteString + "?immutable=1"
    }

    /// Looks before anything is written, because opening for writing would turn any SQLite file to WAL mode.
    private static func checkThatItIsOurs(_ path: String, address: String, readOnly: Bool) throws {
        let queue = try DatabaseQueue(path: address, configuration: configuration(readOnly: true))
        defer { try? queue.close() }
        try queue.read { db in
            guard try Int32.fetchOne(db, sql: "PRAGMA application_id") == Schema.applicationID else {
                throw StoreError.notAStore(path: path)
            }
            guard try !Schema.migrator.hasBeenSuperseded(db) else { throw StoreError.newer(path: path) }
            if readOnly, try !Schema.migrator.hasCompletedMigrations(db) {
                throw StoreError.cannotOpen(
                    path: path, detail: "an older Renga made it, and bringing it up to date needs permission to write")
            }
        }
    }

    /// Gives the finished draft its name, unless someone was faster, and makes the name durable.
    private static func publish(_ draft: String, as path: String) throws {
        if link(draft, path) != 0 {
            guard errno != EEXIST else { throw StoreError.alreadyExists(path: path) }
            // Some file systems have no hard links.
            guard access(path, F_OK) != 0, rename(draft, path) == 0 else { throw cannotCreate(path) }
        }
        syncFolder(of: path)
    }

    static func cannotCreate(_ path: String) -> StoreError {
        switch errno {
        case ENOSPC, EDQUOT: .full(path: path)
        case EROFS: .readOnly(path: path)
        default: .cannotOpen(path: path, detail: String(cString: strerror(errno)))
        }
    }
}
