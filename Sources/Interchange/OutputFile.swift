import Foundation

/// Where an output goes.
package enum OutputDestination: Hashable, Sendable {
    /// A file; `-` is the standard output.
    case path(String)
    case standardOutput
    /// An open file, left open.
    case descriptor(Int32, name: String)

    package var name: String {
        switch self {
        case .path("-"), .standardOutput: "standard output"
        case .path(let path): path
        case .descriptor(_, let name): name
        }
    }
}

/// Why an output was not written.
package enum OutputProblem: Error, Hashable, CustomStringConvertible {
    case cannotCreate(String, reason: String)
    case cannotWrite(String, reason: String)
    /// The reader of a pipe went away: for `renga export | head` no failure.
    case closed(String)

    package var description: String {
        switch self {
        case .cannotCreate(let path, let reason): "\(path): cannot be created: \(reason)"
        case .cannotWrite(let name, let reason): "\(name): cannot be written: \(reason)"
        case .closed(let name): "\(name): nobody reads it any more"
        }
    }
}

/// An output that appears whole or not at all.
///
/// A file is written beside its final place under another name, and takes that place in one step at `commit`, after
/// its bytes are on disk: a reader, and a crash, find the old file or the new one. Pipes, devices and the standard
/// output are written to directly. Without `commit` nothing is left of a file. Belongs to one thread.
package final class OutputFile {
    package let name: String
    private let descriptor: Int32
    private let closes: Bool
    /// Nil: written to directly.
    private let replacement: (temporary: String, final: String)?
    private var buffer: [UInt8] = []
    private var isDone = false
    private static let bufferBytes = 256 * 1024

    /// - Throws: `.cannotCreate`.
    package init(_ destination: OutputDestination) throws(OutputProblem) {
        name = destination.name
        switch destination {
        case .path("-"), .standardOutput: (descriptor, closes, replacement) = (STDOUT_FILENO, false, nil)
        case .descriptor(let given, _): (descriptor, closes, replacement) = (given, false, nil)
        case .path(let path):
            var status = stat()
            let exists = stat(path, &status) == 0
            if exists, status.st_mode & S_IFMT == S_IFDIR { throw .cannotCreate(path, reason: "it is a folder") }
            if exists, status.st_mode & S_IFMT != S_IFREG {
                descriptor = open(path, O_WRONLY | O_CLOEXEC)
                (closes, replacement) = (true, nil)
            } else {
                let final = OutputFile.resolved(path)
                guard let made = TemporaryOutput.makeFile(for: final) else {
                    throw .cannotCreate(path, reason: SystemError.text(errno))
                }
                (descriptor, closes, replacement) = (made.descriptor, true, (made.path, final))
                // mkstemp makes 0600: give the mode of the file that is replaced, or what any new file here gets.
                let mask = umask(0)
                umask(mask)
                fchmod(descriptor, exists ? status.st_mode & 0o777 : 0o666 & ~mask)
            }
            if descriptor < 0 { throw .cannotCreate(path, reason: SystemError.text(errno)) }
        }
    }

    deinit {
        if closes, !isDone { close(descriptor) }
        if let replacement, !isDone { unlink(replacement.temporary) }
    }

    package func write(_ text: String) throws(OutputProblem) {
        buffer += text.utf8
        if buffer.count >= OutputFile.bufferBytes { try flush() }
    }

    package func write(_ bytes: [UInt8]) throws(OutputProblem) {
        buffer += bytes
        if buffer.count >= OutputFile.bufferBytes { try flush() }
    }

    /// Hands what was written so far to the system.
    package func flush() throws(OutputProblem) {
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                Foundation.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            }
            let failure = errno
            if count >= 0 {
                written += count
                continue
            }
            switch failure {
            case EINTR: continue
            case EAGAIN:
                var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&request, 1, 1_000)
            case EPIPE: throw .closed(name)
            default: throw .cannotWrite(name, reason: SystemError.text(failure))
            }
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Brings all bytes of a file to the disk, under its temporary name: `commit` can hardly fail after it.
    package func settle() throws(OutputProblem) {
        try flush()
        guard replacement != nil, !isDone else { return }
        guard fsync(descriptor) == 0 else { throw .cannotWrite(name, reason: SystemError.text(errno)) }
    }

    /// Ends the output; a file is on disk, under its name, when this returns.
    package func commit() throws(OutputProblem) {
        guard !isDone else { return }
        try flush()
        guard let replacement else {
            isDone = true
            if closes { close(descriptor) }
            return
        }
        guard fsync(descriptor) == 0 else { throw .cannotWrite(name, reason: SystemError.text(errno)) }
        guard rename(replacement.temporary, replacement.final) == 0 else {
            throw .cannotWrite(name, reason: SystemError.text(errno))
        }
        isDone = true
        close(descriptor)
        // The new name is only as durable as the folder that holds it.
        let folder = open(OutputFile.folder(of: replacement.final), O_RDONLY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    /// The file that a symbolic link leads to, so that the link stays one.
    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
