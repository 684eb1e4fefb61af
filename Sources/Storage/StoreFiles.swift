internal import Foundation

/// The files of an open store, to be known again.
///
/// SQLite writes on into a file that was deleted, or beside one that took its name, and says that all is well: what was
/// committed there is gone with the program, and pages of one store come into another.
struct StoreFiles: Sendable {
    private let path: String
    private let known: [String: Identity]

    private struct Identity: Hashable, Sendable {
        var device: dev_t
        var number: ino_t
    }

    /// - Parameter path: of a store that is open, so that its journal is there too.
    init(path: String) {
        self.path = path
        known = Dictionary(
            ["", "-wal"].compactMap { ending in StoreFiles.identity(path + ending).map { (ending, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// Throws `replaced` where one of the files was moved, deleted or put in another's place since it was opened.
    func check() throws(StoreError) {
        for (ending, identity) in known where StoreFiles.identity(path + ending) != identity {
            throw .replaced(path: path + ending)
        }
    }

    /// Brings to the disk what was committed without waiting for it. SQLite holds no lock on the journal itself, which
    /// closing it here would end.
    func synchronizeJournal() throws(StoreError) {
        let descriptor = open(path + "-wal", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .replaced(path: path + "-wal") }
        defer { close(descriptor) }
        #if canImport(Darwin)
            let result = fcntl(descriptor, F_FULLFSYNC)
        #else
            let result = fsync(descriptor)
        #endif
        guard result < 0 else { return }
        let failure = errno
        if failure == ENOSPC || failure == EDQUOT { throw .full(path: path) }
        throw .failed(path: path, detail: String(cString: strerror(failure)))
    }

    private static func identity(_ path: String) -> Identity? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Identity(device: status.st_dev, number: status.st_ino)
    }
}
