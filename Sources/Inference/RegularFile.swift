import Foundation

/// A file whose bytes lie on a disk: opening a pipe or a device could wait for ever, and is refused.
final class RegularFile {
    struct Problem: Error {
        let reason: String
    }

    let size: Int
    /// Whether other users may read it.
    let isOpenToOthers: Bool
    private let descriptor: Int32

    init(_ path: String) throws(Problem) {
        descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw Problem(reason: String(cString: strerror(errno))) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw Problem(reason: "it is no regular file")
        }
        size = Int(facts.st_size)
        isOpenToOthers = facts.st_mode & 0o077 != 0
    }

    deinit { close(descriptor) }

    /// The bytes there, fewer at the file's end.
    func read(at offset: Int, count: Int) throws(Problem) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(0, min(count, size - offset)))
        var done = 0
        while done < bytes.count {
            let taken = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, offset + done)
            }
            if taken < 0, errno == EINTR { continue }
            guard taken >= 0 else { throw Problem(reason: String(cString: strerror(errno))) }
            if taken == 0 { break }
            done += taken
        }
        bytes.removeLast(bytes.count - done)
        return bytes
    }
}
