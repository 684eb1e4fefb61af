internal import Foundation
internal import GRDB

/// What a backup holds.
package struct BackupReport: Hashable, Sendable {
    package var bytes: Int64
    package var items: Int
    package var predictions: Int
    package var decisions: Int
}

extension Store {
    /// Copies the store as it is at this moment into a file of its own, while others go on reading and writing.
    ///
    /// One transaction reads all of it, so that what is written meanwhile neither comes into the copy nor makes it begin
    /// anew; it waits in the `-wal` file for as long as that lasts. The copy has mode 0600, is opened and counted, and is
    /// on disk before it takes its name: a crash leaves the old file, or none.
    ///
    /// - Parameters:
    ///   - path: a backup that is there is replaced; any other file is not.
    ///   - progress: false: stop, and leave nothing.
    /// - Returns: nil: it was stopped.
    package func backUp(to path: String, progress: (StoreProgress) -> Bool = { _ in true }) throws -> BackupReport? {
        try BackupTarget.check(path)
        let draft = "\(path).new-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        defer { for suffix in ["", "-journal", "-wal", "-shm"] { unlink(draft + suffix) } }
        let descriptor = Foundation.open(draft, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Store.cannotCreate(path) }
        defer { Foundation.close(descriptor) }
        do {
            let due = try copy(to: draft, progress)
            _ = progress(StoreProgress("reading the copy"))
            guard fsync(descriptor) == 0 else { throw Store.cannotCreate(path) }
            var report = try BackupTarget.counted(draft)
            guard report == due else {
                throw StoreError.failed(path: path, detail: "the copy does not hold what the store held")
            }
            var status = stat()
            if fstat(descriptor, &status) == 0 { report.bytes = Int64(status.st_size) }
            try BackupTarget.check(path)
            guard rename(draft, path) == 0 else { throw Store.cannotCreate(path) }
            Store.syncFolder(of: path)
            return report
        } catch is Stopped {
            return nil
        } catch {
            throw StoreError(error, path: path)
        }
    }

    private struct Stopped: Error {}

    /// - Returns: what is in the copy.
    private func copy(to draft: String, _ progress: (StoreProgress) -> Bool) throws -> BackupReport {
        var configuration = Configuration()
        configuration.label = "renga.backup"
        let target = try DatabaseQueue(path: draft, configuration: configuration)
        var isStopped = false
        let report: BackupReport
        do {
            report = try target.writeWithoutTransaction { copy in
                // Nobody knows of this file: it is whole, and synced, before it has a name.
                try copy.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -2048")
                return try read { db in
                    // Counting first: the transaction is then of this moment.
                    let report = try BackupTarget.counts(db)
                    try withoutActuallyEscaping(progress) { progress in
                        try db.backup(to: copy, pagesPerStep: 2_048) { state in
                            let share = 1 - Double(state.remainingPageCount) / Double(max(1, state.totalPageCount))
                            isStopped = !progress(StoreProgress("copying", share: share))
                            guard !isStopped else { throw Stopped() }
                        }
                    }
                    return report
                }
            }
        } catch {
            // What `read` throws is of the store, whoever has thrown it.
            throw isStopped ? Stopped() : error
        }
        // What is thrown after the last pages, GRDB keeps for itself.
        guard !isStopped else { throw Stopped() }
        try target.close()
        return report
    }

    static func syncFolder(of path: String) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = Foundation.open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        Foundation.close(descriptor)
    }
}

/// The file that a backup becomes.
private enum BackupTarget {
    /// Nothing but an older backup is replaced: neither somebody's file nor a store that is worked in, and no journal is
    /// left beside that SQLite would take for the copy's.
    static func check(_ path: String) throws {
        var status = stat()
        for suffix in ["-wal", "-journal"] where stat(path + suffix, &status) == 0 && status.st_size > 0 {
            throw StoreError.noPlace(
                path: path,
                detail: "\(path)\(suffix) is there: somebody may be working in that store; name another file")
        }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard access(folder, W_OK | X_OK) == 0 else {
            throw StoreError.noPlace(path: path, detail: "its folder: \(String(cString: strerror(errno)))")
        }
        guard stat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw StoreError.noPlace(path: path, detail: "it is a folder or a device; name a file")
        }
        // An empty file is nobody's loss.
        guard status.st_size > 0 else { return }
        guard try isStore(path) else {
            throw StoreError.noPlace(path: path, detail: "this file is no backup of a store; name another file")
        }
        let task = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("renga.toml").path
        guard path.split(separator: "/").last != "renga.db" || access(task, F_OK) != 0 else {
            throw StoreError.noPlace(path: path, detail: "this is the store of a task; name another file")
        }
    }

    private static func isStore(_ path: String) throws -> Bool {
        guard let queue = try? DatabaseQueue(path: immutable(path), configuration: readOnly()) else { return false }
        defer { try? queue.close() }
        let id = try? queue.read { try Int32.fetchOne($0, sql: "PRAGMA application_id") }
        return id == Schema.applicationID
    }

    /// Opens a copy that nobody else knows of, and counts what is in it.
    static func counted(_ path: String) throws -> BackupReport {
        let queue = try DatabaseQueue(path: immutable(path), configuration: readOnly())
        defer { try? queue.close() }
        return try queue.read { db in
            guard try Int32.fetchOne(db, sql: "PRAGMA application_id") == Schema.applicationID else {
                throw StoreDamage(detail: "the copy is no store")
            }
            return try counts(db)
        }
    }

    static func counts(_ db: Database) throws -> BackupReport {
        func count(_ table: String) throws -> Int { try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0 }
        return BackupReport(
            bytes: 0, items: try count("item"), predictions: try count("prediction"), decisions: try count("decision"))
    }

    private static func readOnly() -> Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        return configuration
    }

    private static func immutable(_ path: String) -> String {
        URL(fileURLWithPath: path).absoluteString + "?immutable=1"
    }
}
