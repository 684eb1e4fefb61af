package import Foundation

/// Where a task lives: `renga.toml` and `renga.db` in one folder.
package struct TaskFolder: Hashable, Sendable {
    package let url: URL

    package init(_ url: URL) {
        self.url = url
    }

    package var taskFile: URL { url.appendingPathComponent(TaskFile.name) }
    package var store: URL { url.appendingPathComponent("renga.db") }

    /// Finds the task as git finds a repository.
    ///
    /// - Parameters:
    ///   - named: what `-C` said; else `$RENGA_TASK`; else the current folder or its nearest parent with a task file.
    /// - Throws: `Failure` where there is none.
    package static func find(
        named: String?, environment: [String: String] = ProcessInfo.processInfo.environment,
        current: String = FileManager.default.currentDirectoryPath
    ) throws(Failure) -> TaskFolder {
        func hasTask(_ url: URL) -> Bool {
            FileManager.default.fileExists(atPath: url.appendingPathComponent(TaskFile.name).path)
        }
        let variable = environment["RENGA_TASK"].flatMap { $0.isEmpty ? nil : $0 }
        if let path = named ?? variable {
            let folder = URL(fileURLWithPath: path)
            if hasTask(folder) { return TaskFolder(folder) }
            let source = named == nil ? "RENGA_TASK names" : "there is no task in"
            throw Failure(
                .noSuchFile,
                "\(source) \(folder.path), which has no \(TaskFile.name). Make one with: renga init \(path)")
        }
        var folder = URL(fileURLWithPath: current).standardizedFileURL
        while true {
            if hasTask(folder) { return TaskFolder(folder) }
            let parent = folder.deletingLastPathComponent().standardizedFileURL
            guard parent != folder, folder.path != "/" else { break }
            folder = parent
        }
        throw Failure(
            .noSuchFile,
            "no \(TaskFile.name) in \(current) or above. Make a task with: renga init DIR, or name one with -C DIR")
    }
}

extension URL {
    /// A path as a file in this folder names it; an absolute one is taken as it is.
    func file(named path: String) -> URL {
        path.hasPrefix("/") ? URL(fileURLWithPath: path) : appendingPathComponent(path)
    }
}
