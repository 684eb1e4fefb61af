import Cells
import Labeling

extension ReviewModel {
    mutating func ask(_ purpose: Prompt.Purpose, text: String = "") {
        mode = .prompt(Prompt(purpose: purpose, text: text))
    }

    mutating func type(_ key: Key, into prompt: Prompt) -> [Effect] {
        if key == .enter { return finish(prompt) }
        var prompt = prompt
        switch prompt.line.edit(key) {
        case .changed: mode = .prompt(prompt)
        case .left: mode = .review
        case .nothing: break
        }
        return []
    }

    /// Pasted text is text, never keys: where nothing is typed it does nothing.
    mutating func insert(_ text: String) -> [Effect] {
        switch mode {
        case .prompt(var prompt):
            prompt.line.insert(text)
            mode = .prompt(prompt)
        case .picker(let picker): paste(text, into: picker)
        case .filterLine(let line): return paste(text, into: line)
        case .commandLine(let line): return paste(text, into: line)
        case .help where typing.helpSearch.isTyping: pasteOnHelp(text)
        case .review, .help, .guidelines, .history, .dashboard, .bulk, .paused:
            notice = Notice(text: "Pasted text is ignored here.", role: .muted)
        }
        return []
    }

    private mutating func finish(_ prompt: Prompt) -> [Effect] {
        mode = .review
        switch prompt.purpose {
        case .search:
            return applySearch(prompt.text)
        case .note(let number): return saveNote(prompt.text, on: number)
        case .reason: return saveReason(prompt.text)
        }
    }
}

/// What a key did to a line that is typed.
enum LineEdit {
    case changed
    /// The reviewer left the line: Escape, or Backspace where there was nothing.
    case left
    case nothing
}

extension String {
    /// Does what the key means in a line that is typed; Enter is no part of it.
    mutating func edit(_ key: Key) -> LineEdit {
        switch key {
        case .escape, .control("c"), .control("g"): return .left
        case .backspace, .delete:
            if isEmpty { return .left }
            removeLast()
        case .control("u"): self = ""
        case .control("w"):
            while last?.isWhitespace == true { removeLast() }
            while let last, !last.isWhitespace { removeLast() }
        case .character(let character): append(character)
        default: return .nothing
        }
        return .changed
    }

    /// With blanks in place of line breaks.
    var asOneLine: String { split(whereSeparator: \.isNewline).joined(separator: " ") }
}
