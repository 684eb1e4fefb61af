import Foundation

/// A port on 127.0.0.1 at which nobody listens, and which nobody else can be given meanwhile: connecting is refused.
package final class ClosedPort: Sendable {
    private let descriptor: Int32
    package let address: String

    package init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &name) { [descriptor] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        address = "http://127.0.0.1:\(UInt16(bigEndian: name.sin_port))"
        guard isBound else { throw ProgramError.cannotStart("a port", reason: String(cString: strerror(errno))) }
    }

    deinit { close(descriptor) }
}
