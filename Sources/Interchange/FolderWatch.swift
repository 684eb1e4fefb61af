import Foundation

/// What the system tells of a folder's files; Linux alone has it.
final class FolderWatch {
    enum Event: Hashable {
        /// A file was made; whoever made it may still write to it.
        case made(String)
        /// A file was closed by who wrote to it, or moved or linked in.
        case whole(String)
        /// Some were lost.
        case missed
    }

    private let descriptor: Int32

    /// Nil: nothing is told of this folder.
    init?(_ path: String) {
        #if os(Linux)
            let opened = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
            guard opened >= 0 else { return nil }
            let what = UInt32(IN_CLOSE_WRITE) | UInt32(IN_MOVED_TO) | UInt32(IN_CREATE) | UInt32(IN_ONLYDIR)
            guard inotify_add_watch(opened, path, what) >= 0 else {
                close(opened)
                return nil
            }
            descriptor = opened
            folder = path
        #else
            return nil
        #endif
    }

    deinit { close(descriptor) }

    #if os(Linux)
        private let folder: String
        private var buffer = [UInt8](repeating: 0, count: 64 * 1024)

        /// What has come since the last call; does not wait.
        func events() -> [Event] {
            var events: [Event] = []
            while true {
                let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return events }
                buffer.withUnsafeBytes { parse(UnsafeRawBufferPointer(rebasing: $0[..<count]), into: &events) }
            }
        }

        private func parse(_ bytes: UnsafeRawBufferPointer, into events: inout [Event]) {
            let head = MemoryLayout<inotify_event>.size
            var place = 0
            while place + head <= bytes.count {
                let event = bytes.loadUnaligned(fromByteOffset: place, as: inotify_event.self)
                let end = place + head + Int(event.len)
                guard end <= bytes.count else { return }
                let name = String(decoding: bytes[(place + head)..<end].prefix { $0 != 0 }, as: UTF8.self)
                place = end
                if event.mask & UInt32(IN_Q_OVERFLOW) != 0 {
                    events.append(.missed)
                } else if event.mask & (UInt32(IN_CLOSE_WRITE) | UInt32(IN_MOVED_TO)) != 0 {
                    events.append(.whole(name))
                } else if event.mask & UInt32(IN_CREATE) != 0 {
                    // A second name for a file that is there: nobody will close it.
                    var status = stat()
                    let isLinked = stat(folder + "/" + name, &status) == 0 && status.st_nlink > 1
                    events.append(isLinked ? .whole(name) : .made(name))
                }
            }
        }
    #else
        func events() -> [Event] { [] }
    #endif
}
