import Foundation

/// The names of inputs on a command line: patterns that no shell has expanded are expanded here.
package enum InputNames {
    /// The names, each pattern replaced by the files it means, in the order of their bytes; what a pattern means that was
    /// named before is left out. `*`, `?` and `[…]` are as in a shell, and `**` is any number of folders, which are not
    /// followed through links. A name that exists is no pattern.
    ///
    /// - Parameter problems: gets a `.noMatch` for each pattern that means no file.
    package static func expanded(_ names: [String], problems: inout [InputProblem]) -> [String] {
        var result: [String] = []
        var seen: Set<String> = []
        for name in names {
            guard isPattern(name), !exists(name) else {
                result.append(name)
                seen.insert(name)
                continue
            }
            let files = matches(name)
            if files.isEmpty { problems.append(.noMatch(name)) }
            for file in files where seen.insert(file).inserted { result.append(file) }
        }
        return result
    }

    private static func isPattern(_ name: String) -> Bool { name.utf8.contains { "*?[".utf8.contains($0) } }

    private static func exists(_ name: String) -> Bool { access(name, F_OK) == 0 }

    /// The files, never folders, whose paths match.
    private static func matches(_ pattern: String) -> [String] {
        let parts = pattern.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        var found: [String] = []
        walk(pattern.hasPrefix("/") ? "/" : "", parts[...], &found)
        return Array(Set(found)).sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    private static func walk(_ folder: String, _ parts: ArraySlice<String>, _ found: inout [String]) {
        guard let part = parts.first else { return }
        let rest = parts.dropFirst()
        if part == "**" {
            // Nothing after it: every file below.
            walk(folder, rest.isEmpty ? ["*"] : rest, &found)
            for name in entries(folder) where !name.hasPrefix(".") && kind(folder + name) == S_IFDIR {
                walk(folder + name + "/", parts, &found)
            }
            return
        }
        let names = isPattern(part) ? entries(folder).filter { fnmatch(part, $0, FNM_PERIOD) == 0 } : [part]
        for name in names {
            let path = folder + name
            if !rest.isEmpty {
                if isFolder(path) { walk(path + "/", rest, &found) }
            } else if exists(path), !isFolder(path) {
                found.append(path)
            }
        }
    }

    private static func entries(_ folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    }

    /// Of a link itself, not of what it leads to.
    private static func kind(_ path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
