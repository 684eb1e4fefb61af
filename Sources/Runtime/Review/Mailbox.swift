import Foundation
package import ReviewUI
import Synchronization

/// Where the edges leave messages for the loop: the only thing that both may change.
///
/// The loop sleeps in `poll` on the terminal and on `descriptor`, which becomes readable when a message is there.
package final class Mailbox: Sendable {
    private let messages = Mutex<[Message]>([])
    /// Readable while messages wait.
    package let descriptor: Int32
    private let writeEnd: Int32

    package init() throws(Failure) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            throw Failure(.inputOutput, "no pipe could be made: \(String(cString: strerror(errno)))")
        }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        descriptor = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        close(descriptor)
        close(writeEnd)
    }

    package func post(_ message: Message) {
        let isFirst = messages.withLock { messages in
            messages.append(message)
            return messages.count == 1
        }
        guard isFirst else { return }
        var byte: UInt8 = 1
        // A full pipe is readable already, which is all that is wanted.
        _ = write(writeEnd, &byte, 1)
    }

    /// Takes all messages, in the order they were posted.
    package func drain() -> [Message] {
        var buffer = [UInt8](repeating: 0, count: 64)
        while read(descriptor, &buffer, buffer.count) > 0 {}
        return messages.withLock { messages in
            defer { messages.removeAll(keepingCapacity: true) }
            return messages
        }
    }

    /// Sleeps until a message waits, or `milliseconds` have passed.
    package func wait(milliseconds: Int32) {
        var descriptors = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&descriptors, 1, milliseconds)
    }
}
