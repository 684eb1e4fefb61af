import Cells

/// Keys that wait for more, and what was typed on the command line before.
package struct TypingState: Equatable, Sendable {
    /// Began a sequence; empty: none.
    var pressed: [Key] = []
}

/// A command that is typed by its name.
package struct CommandLine: Hashable, Sendable {
    package var text = ""
}
