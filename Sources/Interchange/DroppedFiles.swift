import Foundation

/// The files of a folder into which other programs drop them: each is named once it is whole, and again when it has
/// changed since.
///
/// A file is whole when its writer has closed it, when it was moved or linked in, or when nobody has changed it for
/// a while: for two seconds, where nothing is known of a writer (files from before, other systems than Linux, files of other
/// machines), for thirty where one has made the file and not closed it. Folders in the folder are left alone. One thread
/// uses it.
package final class DroppedFiles {
    private struct State: Hashable {
        var number: ino_t
        var size: off_t
        var seconds: Int
        var nanoseconds: Int
    }

    private struct Seen {
        var state: State
        var since: ContinuousClock.Instant
        /// Whether somebody has made it and not closed it, as far as we were told.
        var isBeingWritten: Bool
    }

    package let path: String
    private let watch: FolderWatch?
    private let clock: @Sendable () -> ContinuousClock.Instant
    private var waiting: [String: Seen] = [:]
    private var taken: [String: State] = [:]
    private var lastLook: ContinuousClock.Instant?
    private static let quiet = Duration.seconds(2)
    private static let quietWhileWritten = Duration.seconds(30)
    /// How often the whole folder is listed: with a watch only for what it may have missed.
    private static let lookEvery = (watched: Duration.seconds(5), unwatched: Duration.milliseconds(500))

    /// - Parameters:
    ///   - watches: whether to ask the system to be told of changes, where it can.
    ///   - clock: time that never goes back.
    package init(
        _ path: String, watches: Bool = true,
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.path = path
        self.clock = clock
        // Before the first look, so that nothing falls between them.
        watch = watches ? FolderWatch(path) : nil
    }

    /// The paths of the files that have become whole since the last call, by name.
    ///
    /// - Throws: where the folder cannot be read.
    package func next() throws(InputProblem) -> [String] {
        let now = clock()
        var whole: [String] = []
        for event in watch?.events() ?? [] {
            switch event {
            case .missed: lastLook = nil
            case .made(let name): note(name, now, isBeingWritten: true)
            case .whole(let name): take(name, &whole)
            }
        }
        let pause = watch == nil ? DroppedFiles.lookEvery.unwatched : DroppedFiles.lookEvery.watched
        if lastLook.map({ now - $0 >= pause }) ?? true {
            for name in try DroppedFiles.names(in: path) { note(name, now, isBeingWritten: false) }
            lastLook = now
        }
        for (name, seen) in waiting {
            guard let state = DroppedFiles.state(of: path + "/" + name) else {
                waiting[name] = nil
                continue
            }
            let quiet = seen.isBeingWritten ? DroppedFiles.quietWhileWritten : DroppedFiles.quiet
            if state != seen.state {
                waiting[name] = Seen(state: state, since: now, isBeingWritten: seen.isBeingWritten)
            } else if now - seen.since >= quiet {
                take(name, &whole)
            }
        }
        return whole.sorted(by: DroppedFiles.isBefore).map { path + "/" + $0 }
    }

    /// The paths of all files of a folder that are no hidden or temporary ones, by name.
    package static func all(in folder: String) throws(InputProblem) -> [String] {
        try names(in: folder).filter { state(of: folder + "/" + $0) != nil }.sorted(by: isBefore)
            .map { folder.hasSuffix("/") ? folder + $0 : folder + "/" + $0 }
    }

    private func note(_ name: String, _ now: ContinuousClock.Instant, isBeingWritten: Bool) {
        guard !DroppedFiles.isTemporary(name), waiting[name] == nil,
            let state = DroppedFiles.state(of: path + "/" + name),
            taken[name] != state
        else { return }
        // A file from before that nobody has touched for a while does not wait again.
        let age = Int(time(nil)) - state.seconds
        let isOld = !isBeingWritten && age > DroppedFiles.quiet.components.seconds
        waiting[name] = Seen(
            state: state, since: isOld ? now - DroppedFiles.quiet : now, isBeingWritten: isBeingWritten)
    }

    private func take(_ name: String, _ whole: inout [String]) {
        waiting[name] = nil
        guard !DroppedFiles.isTemporary(name), let state = DroppedFiles.state(of: path + "/" + name),
            taken.updateValue(state, forKey: name) != state
        else { return }
        whole.append(name)
    }

    /// Names by which programs mark what is not meant to be read, or not yet.
    package static func isTemporary(_ name: String) -> Bool {
        let endings = [
            "~", ".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".download", ".swp", ".lock",
        ]
        let folded = name.lowercased()
        return folded.hasPrefix(".") || folded.hasPrefix("#") || endings.contains { folded.hasSuffix($0) }
    }

    private static func isBefore(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// Nil: there is no regular file of that name.
    private static func state(of path: String) -> State? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        #if canImport(Darwin)
            let changed = status.st_mtimespec
        #else
            let changed = status.st_mtim
        #endif
        return State(
            number: status.st_ino, size: status.st_size, seconds: changed.tv_sec, nanoseconds: changed.tv_nsec)
    }

    private static func names(in folder: String) throws(InputProblem) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !isTemporary($0) }
        } catch {
            var status = stat()
            guard stat(folder, &status) == 0 else { throw .notFound(folder) }
            guard access(folder, R_OK | X_OK) == 0 else { throw .notPermitted(folder) }
            throw .cannotRead(folder, reason: "its files cannot be listed")
        }
    }
}
