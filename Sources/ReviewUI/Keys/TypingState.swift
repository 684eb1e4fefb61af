import Cells
import Labeling

/// Keys that wait for more, what was typed on the command line before, what the help is searched for, and the themes.
package struct TypingState: Equatable, Sendable {
    /// Began a sequence; empty: none.
    var pressed: [Key] = []
    /// Lines of the command line, the newest last.
    package internal(set) var history: [String]
    /// What the help page shows alone.
    var helpSearch = HelpSearch()
    package internal(set) var preset = KeyPreset.default
    /// The themes there are; none: this review draws no colours.
    package let themes: [ThemeChoice]
    /// The theme that was asked for last.
    package internal(set) var theme: String
    /// The theme that the terminal shows.
    var shownTheme: String
    /// The review is spoken line by line.
    package let isPlain: Bool

    static let mostHistory = 500

    package init(
        history: [String] = [], themes: [ThemeChoice] = [], theme: String = "", isPlain: Bool = false
    ) {
        self.history = history.suffix(TypingState.mostHistory)
        self.themes = themes
        self.theme = theme
        self.shownTheme = theme
        self.isPlain = isPlain
    }
}

/// A theme that can be shown.
package struct ThemeChoice: Hashable, Sendable {
    package let name: String
    /// In a few words.
    package let help: String

    package init(name: String, help: String) {
        self.name = name
        self.help = help
    }
}

/// What is searched on the help page.
struct HelpSearch: Hashable, Sendable {
    var text = ""
    /// Keys go into `text`.
    var isTyping = false
}

/// A command that is typed by its name.
package struct CommandLine: Hashable, Sendable {
    package internal(set) var line = LineEditor()
    /// The candidate that Tab chose last; nil: what is typed is the reviewer's own.
    var chosen: Chosen?
    /// Where Up has got to in the history, counted from its end; nil: nowhere.
    var recalled: Recalled?
    /// The theme that holds again when the line is left.
    var themeBefore = ""

    package var text: String { line.text }

    struct Chosen: Hashable, Sendable {
        /// What was typed before any candidate was put in.
        var typed: String
        var index: Int
    }

    struct Recalled: Hashable, Sendable {
        var typed: String
        /// Index in the history.
        var index: Int
    }
}

/// What the command line asks of the outside, and waits for.
package enum TypingRequest: Hashable, Sendable {
    case theme(String)
}

/// What is typed on the command line, and what comes back about themes.
package enum TypingMessage: Equatable, Sendable {
    /// A line as it would be typed after `:`.
    case line(String)
    /// The theme was read; the terminal can be told to use it.
    case themeRead(RequestID, String)
    case themeFailed(RequestID, String, reason: String)
    /// What was typed could not be kept for the next session.
    case historyFailed(reason: String)
}

/// What the command line and themes ask of the outside. Only what has a request is answered.
package enum TypingEffect: Equatable, Sendable {
    /// Reads the theme: `.themeRead` or `.themeFailed`.
    case readTheme(RequestID, String)
    /// The terminal shows from now on the theme that was read under this name.
    case useTheme(String)
    /// Keeps a line of the command line for later sessions; answered only where that fails.
    case remember(String)
}
