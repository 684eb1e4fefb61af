import Foundation

/// A folder that is filled beside its place and takes it in one step; without `commit` nothing is left of it.
final class ReplacedFolder {
    private let final: String
    private let temporary: String
    /// Holds the lock on the folder that is filled.
    private let descriptor: Int32
    private var isDone = false

    init(_ path: String) throws(OutputProblem) {
        final =
            realpath(path, nil).map { real in
                defer { free(real) }
                return String(cString: real)
            } ?? path
        guard let made = TemporaryOutput.makeFolder(for: final) else {
            throw .cannotCreate(path, reason: SystemError.text(errno))
        }
        (temporary, descriptor) = made
        // mkdtemp makes 0700: give what any new folder here gets.
        let mask = umask(0)
        umask(mask)
        chmod(temporary, 0o777 & ~mask)
    }

    deinit {
        if !isDone { try? FileManager.default.removeItem(atPath: temporary) }
        close(descriptor)
    }

    /// Where a file of the folder is written; the folders on the way are made.
    func path(of name: String) throws(OutputProblem) -> String {
        let path = "\(temporary)/\(name)"
        do {
            try FileManager.default.createDirectory(
                at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        } catch {
            throw .cannotCreate(path, reason: "its folder cannot be made")
        }
        return path
    }

    /// Takes the place of what was there. Where the file system cannot change two folders with each other there is a
    /// moment without either.
    func commit() throws(OutputProblem) {
        var status = stat()
        let isThere = lstat(final, &status) == 0
        var old: String?
        if isThere {
            if exchanged() {
                old = temporary
            } else {
                let aside = temporary + ".old"
                guard rename(final, aside) == 0 else { throw problem() }
                guard rename(temporary, final) == 0 else {
                    let failure = problem()
                    rename(aside, final)
                    throw failure
                }
                old = aside
            }
        } else if rename(temporary, final) != 0 {
            throw problem()
        }
        isDone = true
        if let old { try? FileManager.default.removeItem(atPath: old) }
    }

    private typealias Exchange =
        @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32)
        -> Int32

    /// Changes the two folders with each other in one step. Swift's module of the C library leaves this call out, and older
    /// libraries and some file systems have none.
    private func exchanged() -> Bool {
        guard let symbol = dlsym(nil, "renameat2") else { return false }
        let exchange: UInt32 = 2
        return unsafeBitCast(symbol, to: Exchange.self)(AT_FDCWD, temporary, AT_FDCWD, final, exchange) == 0
    }

    private func problem() -> OutputProblem { .cannotWrite(final, reason: SystemError.text(errno)) }
}
