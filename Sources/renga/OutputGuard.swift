import Foundation
import Runtime

/// Keeps a report or an export from taking the place of what it is made of. No backup would bring decisions back.
enum OutputGuard {
    /// - Parameters:
    ///   - output: where it is to go; `-` is the standard output.
    ///   - task: the task's file, beside which its store lies.
    ///   - read: another file that is read.
    static func check(_ output: String, task: URL?, read: String? = nil) throws(Failure) {
        guard output != "-", let target = FileIdentity(output) else { return }
        var kept: [(path: String, what: String)] = []
        if let task {
            let store = TaskFolder(task.deletingLastPathComponent()).store.path
            kept.append((task.path, "the task's file"))
            kept += ["", "-wal", "-shm"].map { (store + $0, "the task's store") }
        }
        if let read { kept.append((read, "what is read")) }
        for one in kept where FileIdentity(one.path) == target {
            throw Failure(.cannotCreate, "\(output): is \(one.what), and would be lost; name another file")
        }
    }
}

/// Which file a path leads to, whatever it is called.
private struct FileIdentity: Equatable {
    var device: dev_t
    var number: ino_t

    /// Nil: there is no such file, or it is none that is replaced, as a terminal or a pipe.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        (device, number) = (status.st_dev, status.st_ino)
    }
}
