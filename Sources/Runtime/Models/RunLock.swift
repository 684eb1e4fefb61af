import Foundation

/// Lets one program at a time ask the models about a task's waiting items, so that none is paid for twice.
///
/// The kernel lets go of the lock when the program ends, in whatever way.
package final class RunLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Nil: another program holds it.
    ///
    /// - Throws: `Failure` where the folder cannot be written.
    package static func take(in folder: TaskFolder) throws(Failure) -> RunLock? {
        let path = folder.url.appendingPathComponent(".renga.lock").path
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure(.cannotCreate, "\(path): cannot be opened: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        return RunLock(descriptor: descriptor)
    }

    deinit { close(descriptor) }
}
