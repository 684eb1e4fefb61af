import Foundation

/// The lines that were typed after `:`, kept between sessions in a file that only its user can read.
package struct CommandHistory: Sendable {
    private let file: URL
    /// The oldest go first.
    static let mostLines = 500
    /// Nobody types longer lines; what is longer is not kept.
    static let longestLine = 4_096

    package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        file = UserFolders.state(environment).appendingPathComponent("history")
    }

    /// The newest last; none where there is no file or it cannot be read.
    package func lines() -> [String] {
        guard let data = try? Data(contentsOf: file) else { return [] }
        return Self.lines(of: data)
    }

    /// Adds a line. Several reviews may do so at once: none loses what another wrote.
    ///
    /// - Returns: why it could not be kept; nil: it is.
    package func add(_ line: String) -> String? {
        guard line.utf8.count <= Self.longestLine else { return nil }
        let folder = file.deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            return "\(folder.path): \(error.localizedDescription)"
        }
        let descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return "\(file.path): \(String(cString: strerror(errno)))" }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard flock(descriptor, LOCK_EX) == 0 else { return "\(file.path): \(String(cString: strerror(errno)))" }
        do {
            // A file that others may read was not made by us.
            _ = fchmod(descriptor, 0o600)
            let before = try handle.readToEnd() ?? Data()
            var kept = Self.lines(of: before)
            let new = line.split(whereSeparator: \.isNewline).joined(separator: " ")
            if kept.last == new { return nil }
            kept.append(new)
            if kept.count <= Self.mostLines, before.isEmpty || before.last == 0x0A {
                try handle.write(contentsOf: Data((new + "\n").utf8))
            } else {
                let all = kept.suffix(Self.mostLines).map { $0 + "\n" }.joined()
                try handle.truncate(atOffset: 0)
                try handle.write(contentsOf: Data(all.utf8))
            }
            return nil
        } catch {
            return "\(file.path): \(error.localizedDescription)"
        }
    }

    private static func lines(of data: Data) -> [String] {
        String(decoding: data.suffix(1 << 20), as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
            .suffix(mostLines)
    }
}
