import Foundation

/// Where items are read from.
package enum ItemSource: Hashable, Sendable {
    /// A file; `-` is the standard input.
    case path(String)
    case standardInput
    /// An open file, read from where it stands and left open.
    case descriptor(Int32, name: String)
    case bytes([UInt8], name: String)

    /// What messages and rejected lines call it.
    package var name: String {
        switch self {
        case .path("-"), .standardInput: "standard input"
        case .path(let path): path
        case .descriptor(_, let name), .bytes(_, let name): name
        }
    }
}

/// The bytes of a source, as they come.
final class ByteInput {
    enum Outcome {
        case bytes
        /// A regular file has no more for now.
        case endForNow
        case end
        /// A stop was asked for; what comes after is not known.
        case stopped
    }

    let name: String
    /// The size of a regular file when it was opened.
    let totalBytes: Int64?
    private(set) var bytesRead: Int64 = 0
    private let descriptor: Int32?
    private let closes: Bool
    private var memory: ArraySlice<UInt8> = []
    private let chunkBytes: Int
    private let stopRequested: (@Sendable () -> Bool)?
    private var chunk: [UInt8]
    /// Whether this is a named pipe that nobody has written into yet: what reads as its end is no end.
    private var awaitsWriter = false

    init(_ source: ItemSource, options: ReadingOptions) throws(InputProblem) {
        name = source.name
        chunkBytes = options.chunkBytes
        stopRequested = options.stopRequested
        switch source {
        case .path("-"), .standardInput: (descriptor, closes) = (STDIN_FILENO, false)
        case .descriptor(let given, _): (descriptor, closes) = (given, false)
        case .path(let path):
            (descriptor, closes) = (try ByteInput.open(path), true)
            awaitsWriter = descriptor.map(ByteInput.isNamedPipe) ?? false
        case .bytes(let bytes, _):
            (descriptor, closes) = (nil, false)
            memory = bytes[...]
        }
        chunk = descriptor == nil ? [] : [UInt8](repeating: 0, count: options.chunkBytes)
        totalBytes = descriptor.map(ByteInput.regularSize) ?? Int64(memory.count)
        if let descriptor, ByteInput.isDirectory(descriptor) {
            if closes { close(descriptor) }
            throw .cannotOpen(name, reason: "it is a folder")
        }
    }

    deinit {
        if let descriptor, closes { close(descriptor) }
    }

    /// Whether a read now would have to wait for another program or person.
    var wouldWait: Bool {
        guard let descriptor else { return false }
        return !isReady(descriptor, milliseconds: 0)
    }

    /// Appends what there is, at most one chunk, waiting until there is something.
    func read(into buffer: inout [UInt8]) throws(InputProblem) -> Outcome {
        guard let descriptor else {
            let part = memory.prefix(chunkBytes)
            memory = memory.dropFirst(part.count)
            bytesRead += Int64(part.count)
            buffer += part
            return part.isEmpty ? .end : .bytes
        }
        while true {
            if let stopRequested {
                while !stopRequested() {
                    if isReady(descriptor, milliseconds: 200) { break }
                }
                if stopRequested() { return .stopped }
            }
            let count = chunk.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
            let failure = errno
            if count > 0 {
                awaitsWriter = false
                bytesRead += Int64(count)
                buffer += chunk[..<count]
                return .bytes
            }
            if count == 0, awaitsWriter, !hasHungUp(descriptor) {
                // Nothing tells of a writer who opens it and writes nothing.
                usleep(20_000)
                continue
            }
            if count == 0 { return try endOfFile(descriptor) }
            switch failure {
            case EINTR: continue
            case EAGAIN: _ = isReady(descriptor, milliseconds: 200)
            case EISDIR: throw .cannotRead(name, reason: "it is a folder")
            default: throw .cannotRead(name, reason: SystemError.text(failure))
            }
        }
    }

    private func endOfFile(_ descriptor: Int32) throws(InputProblem) -> Outcome {
        guard totalBytes != nil, let size = ByteInput.regularSize(descriptor) else { return .end }
        guard closes, size < bytesRead else { return .endForNow }
        throw .cannotRead(name, reason: "it became shorter while it was read; import it again from its start")
    }

    private func isReady(_ descriptor: Int32, milliseconds: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&request, 1, milliseconds) > 0
    }

    /// Whether a writer has been there, who has gone.
    private func hasHungUp(_ descriptor: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&request, 1, 0) > 0 && request.revents & Int16(POLLHUP) != 0
    }

    private static func isNamedPipe(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
    }

    private static func open(_ path: String) throws(InputProblem) -> Int32 {
        while true {
            // A named pipe without a writer would be waited for here, where nothing could stop it.
            let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
            if descriptor >= 0 { return descriptor }
            switch errno {
            case EINTR: continue
            case ENOENT, ENOTDIR: throw .notFound(path)
            case EACCES, EPERM: throw .notPermitted(path)
            case let failure: throw .cannotOpen(path, reason: SystemError.text(failure))
            }
        }
    }

    private static func regularSize(_ descriptor: Int32) -> Int64? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int64(status.st_size)
    }

    private static func isDirectory(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}

enum SystemError {
    /// The system's words for an error number.
    static func text(_ number: Int32) -> String { String(cString: strerror(number)) }
}
