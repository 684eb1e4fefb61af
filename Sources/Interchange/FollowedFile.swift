import Foundation

/// A regular file that other programs write on, by its name: it may grow, be cut, be moved away, and come again.
///
/// It is looked at, not watched: that works on every file system, those of other machines too. One thread uses it.
package final class FollowedFile {
    package enum News: Hashable, Sendable {
        /// There is nothing to read.
        case none
        /// There is more to read.
        case more
        /// What was read is gone: it was cut, or written anew in place. `restart` begins at its start.
        case truncated
        /// There is another file of that name, with something in it. The old one has no more to read.
        case replaced
        /// There is no file of that name any more. The old one has no more to read for now.
        case gone
    }

    package let path: String
    private var descriptor: Int32?
    /// The last bytes before the place that was read up to, and that place.
    private var tail: (end: off_t, bytes: [UInt8]) = (0, [])
    private static let tailBytes = 512

    package init(_ path: String) { self.path = path }

    deinit { closeFile() }

    /// The open file, for a reader; nil: there is none.
    package var source: ItemSource? { descriptor.map { .descriptor($0, name: path) } }

    /// Opens the file that has the name now, at its start.
    ///
    /// - Returns: false where there is none.
    package func open() throws(InputProblem) -> Bool {
        closeFile()
        while true {
            // A file that has become a pipe must not hold us up.
            let opened = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
            if opened >= 0 {
                descriptor = opened
                tail = (0, [])
                return true
            }
            switch errno {
            case EINTR: continue
            case ENOENT, ENOTDIR: return false
            case EACCES, EPERM: throw .notPermitted(path)
            case let failure: throw .cannotOpen(path, reason: SystemError.text(failure))
            }
        }
    }

    /// Begins again at the start of the open file.
    package func restart() {
        guard let descriptor else { return }
        lseek(descriptor, 0, SEEK_SET)
        tail = (0, [])
    }

    /// Remembers what was read last, when a reader has come to the end: what is there later is compared with it.
    package func mark() {
        guard let descriptor else { return }
        let end = lseek(descriptor, 0, SEEK_CUR)
        guard end > 0, end != tail.end else { return }
        tail = (end, read(FollowedFile.tailBytes, before: end, descriptor))
    }

    package func look() -> News {
        var status = stat()
        guard let descriptor, fstat(descriptor, &status) == 0 else { return .gone }
        let place = lseek(descriptor, 0, SEEK_CUR)
        if status.st_size < place { return .truncated }
        if status.st_size > place {
            // It may have been cut and have grown past the old place since the last look.
            let isSame = tail.end != place || read(tail.bytes.count, before: place, descriptor) == tail.bytes
            return isSame ? .more : .truncated
        }
        var named = stat()
        guard stat(path, &named) == 0 else { return .gone }
        let isSame = named.st_ino == status.st_ino && named.st_dev == status.st_dev
        // An empty new file is no reason to leave the old one: its writer may not have changed over yet.
        return isSame || named.st_size == 0 ? .none : .replaced
    }

    private func read(_ count: Int, before end: off_t, _ descriptor: Int32) -> [UInt8] {
        let wanted = Int(min(off_t(count), end))
        var bytes = [UInt8](repeating: 0, count: wanted)
        let got = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, wanted, end - off_t(wanted)) }
        return Array(bytes.prefix(max(got, 0)))
    }

    private func closeFile() {
        if let descriptor { close(descriptor) }
        descriptor = nil
    }
}
