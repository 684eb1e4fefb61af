import Cells
import Labeling

// Which theme the terminal shows. The review knows themes by name only: what they look like is the terminal's business.

extension ReviewModel {
    var themeCandidates: [LineCommand.Candidate] {
        typing.themes.map { LineCommand.Candidate(text: $0.name, help: $0.help) }
    }

    var whyNoThemes: String? {
        if typing.isPlain { return "There are no themes here: this review goes line by line." }
        return typing.themes.isEmpty
            ? "The program's themes were not found: renga doctor says where they should be." : nil
    }

    mutating func showNextTheme() -> [Effect] {
        let names = typing.themes.map(\.name)
        let next = names.firstIndex(of: typing.theme).map { ($0 + 1) % names.count } ?? 0
        guard names.indices.contains(next) else { return [] }
        notice = Notice(text: "Theme: \(names[next]).", role: .muted)
        return show(theme: names[next])
    }

    mutating func chooseTheme(_ name: String) -> [Effect] {
        let names = typing.themes.map(\.name)
        guard names.contains(name) else {
            notice = .unknown("theme", name, nearest(to: name, among: names))
            return []
        }
        notice = Notice(
            text: "Theme: \(name). In the task file, [review] theme = \"\(name)\" keeps it.", role: .muted)
        return show(theme: name)
    }

    /// Asks for the theme, unless it is the one that was asked for last.
    mutating func show(theme name: String) -> [Effect] {
        guard name != typing.theme else { return [] }
        typing.theme = name
        return [.typing(.readTheme(request(.typing(.theme(name))), name))]
    }

    /// What came from outside; a line is the reviewer's, and is received with the keys.
    mutating func typingAnswered(_ message: TypingMessage, now: Timestamp) -> [Effect] {
        switch message {
        case .line: break
        case .themeRead(let request, let name):
            guard awaiting[request] == .typing(.theme(name)) else { return [] }
            awaiting[request] = nil
            // Another was asked for meanwhile: its answer follows.
            guard name == typing.theme else { return [] }
            typing.shownTheme = name
            return [.typing(.useTheme(name))]
        case .themeFailed(let request, let name, let reason):
            guard awaiting[request] == .typing(.theme(name)) else { return [] }
            awaiting[request] = nil
            guard name == typing.theme else { return [] }
            typing.theme = typing.shownTheme
            notice = Notice(text: "Theme not changed: \(reason.asOneLine)", role: .error)
        case .historyFailed(let reason):
            notice = Notice(text: "The command line's history is not kept: \(reason.asOneLine)", role: .warning)
        }
        return []
    }
}
