package import Foundation

/// Where a user's own files are, as the XDG Base Directory Specification says.
package enum UserFolders {
    /// `keys.toml` and what else a user writes: `$XDG_CONFIG_HOME/renga`, else `~/.config/renga`.
    package static func configuration(_ environment: [String: String]) -> URL {
        folder("XDG_CONFIG_HOME", ".config", environment)
    }

    /// What the program keeps for itself between sessions: `$XDG_STATE_HOME/renga`, else `~/.local/state/renga`.
    package static func state(_ environment: [String: String]) -> URL {
        folder("XDG_STATE_HOME", ".local/state", environment)
    }

    private static func folder(_ variable: String, _ usual: String, _ environment: [String: String]) -> URL {
        // The specification: a path that is not absolute is to be ignored.
        if let path = environment[variable], path.hasPrefix("/") {
            return URL(fileURLWithPath: path).appendingPathComponent("renga")
        }
        let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? NSHomeDirectory()
        return URL(fileURLWithPath: home).appendingPathComponent(usual).appendingPathComponent("renga")
    }
}
