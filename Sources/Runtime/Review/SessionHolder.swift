import Foundation

/// The name under which a session has items, and whether the session can still be alive.
enum SessionHolder {
    /// Unique among all sessions: machine, name space of processes, process, and a random word.
    static func make() -> String { "\(place)/\(getpid())/\(UUID().uuidString)" }

    /// The session's program ran on this machine and is no more, so what it has binds nobody. False wherever that cannot be
    /// told: then its leases run out by themselves.
    static func isGone(_ holder: String) -> Bool {
        let parts = holder.split(separator: "/")
        guard parts.count == 4, parts[0] + "/" + parts[1] == place, let pid = pid_t(parts[2]), pid > 0 else {
            return false
        }
        return kill(pid, 0) != 0 && errno == ESRCH
    }

    private static let place: String = {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let host = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        // Containers that share a disk may share a host's name, but not its processes.
        let space = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? "-"
        return "\(String(decoding: host, as: UTF8.self))/\(space)".split(separator: "/").prefix(2).joined(
            separator: "/")
    }()
}
