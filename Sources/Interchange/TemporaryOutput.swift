import Foundation

/// The names under which outputs are written before they take their places, and what a program that was killed has left
/// under such names.
///
/// Who writes one holds a lock on it, which the kernel takes back however the program ends: a file with such a name that
/// nobody locks is a stray one.
enum TemporaryOutput {
    private static let mark = ".renga-"
    private static let letters = 6

    /// Makes and locks a file beside its place. Nil: see `errno`.
    static func makeFile(for final: String) -> (path: String, descriptor: Int32)? {
        removeStrays(of: final)
        while true {
            var template = template(of: final)
            let descriptor = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkstemp($0) } ?? -1 }
            guard descriptor >= 0 else { return nil }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            // Between its making and its lock another program may have taken it for a stray one.
            if isLocked(descriptor) { return (path(template), descriptor) }
            close(descriptor)
        }
    }

    /// Makes and locks a folder beside its place. Nil: see `errno`.
    static func makeFolder(for final: String) -> (path: String, descriptor: Int32)? {
        removeStrays(of: final)
        while true {
            var template = template(of: final)
            guard template.withUnsafeMutableBufferPointer({ $0.baseAddress.flatMap { mkdtemp($0) } }) != nil else {
                return nil
            }
            let descriptor = open(path(template), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            if descriptor >= 0, isLocked(descriptor) { return (path(template), descriptor) }
            let failure = errno
            if descriptor >= 0 { close(descriptor) } else if failure != ENOENT { return nil }
        }
    }

    /// Locks it, and says whether it still has its name. Where a file system knows no locks nobody takes strays away.
    private static func isLocked(_ descriptor: Int32) -> Bool {
        var status = stat()
        _ = flock(descriptor, LOCK_EX | LOCK_NB)
        return fstat(descriptor, &status) == 0 && status.st_nlink > 0
    }

    /// Takes away what programs that were killed have left of this output.
    private static func removeStrays(of final: String) {
        let cut = final.lastIndex(of: "/").map { final.index(after: $0) } ?? final.startIndex
        let (folder, prefix) = (String(final[..<cut]), Array((final[cut...] + mark).utf8))
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder) else {
            return
        }
        for name in names where isTemporary(Array(name.utf8), prefix) {
            let path = folder + name
            let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { continue }
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    private static func isTemporary(_ name: [UInt8], _ prefix: [UInt8]) -> Bool {
        name.count == prefix.count + letters && name.starts(with: prefix)
            && name.suffix(letters).allSatisfy {
                switch $0 {
                case 48...57, 65...90, 97...122: true
                default: false
                }
            }
    }

    private static func template(of final: String) -> [CChar] {
        Array((final + mark + String(repeating: "X", count: letters)).utf8CString)
    }

    private static func path(_ template: [CChar]) -> String {
        String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
