import Cells
import Labeling

extension ReviewModel {
    mutating func openCommandLine(_ text: String = "") {
        var line = CommandLine()
        line.line = LineEditor(text)
        line.themeBefore = typing.theme
        mode = .commandLine(line)
        // What is typed is meant for the item on screen, however long it takes.
        if current != nil { hasActed = true }
    }

    mutating func type(_ key: Key, into line: CommandLine, now: Timestamp) -> [Effect] {
        var line = line
        notice = nil
        switch key {
        case .enter: return finish(line, now: now)
        case .tab: complete(&line, by: 1)
        case .backTab: complete(&line, by: -1)
        case .up, .control("p"): recall(&line, by: -1)
        case .down, .control("n"): recall(&line, by: 1)
        case .control("l"): return [.redraw]
        default:
            switch line.line.edit(key) {
            case .changed:
                line.chosen = nil
                line.recalled = nil
            case .left:
                mode = .review
                return show(theme: line.themeBefore)
            case .nothing: return []
            }
        }
        mode = .commandLine(line)
        return preview(line)
    }

    mutating func paste(_ text: String, into line: CommandLine) -> [Effect] {
        var line = line
        line.line.insert(text)
        line.chosen = nil
        line.recalled = nil
        mode = .commandLine(line)
        return preview(line)
    }

    /// The theme that stands on the line is shown while it stands there.
    private mutating func preview(_ line: CommandLine) -> [Effect] {
        let (name, words) = ReviewModel.parts(ofLine: line.text)
        let isTheme = name == "theme" && typing.themes.contains { $0.name == words }
        return show(theme: isTheme ? words : line.themeBefore)
    }

    private mutating func finish(_ line: CommandLine, now: Timestamp) -> [Effect] {
        mode = .review
        return remember(line.text) + obey(line: line.text, now: now)
    }

    private mutating func remember(_ text: String) -> [Effect] {
        let (name, words) = ReviewModel.parts(ofLine: text)
        let line = words.isEmpty ? name : "\(name) \(words)"
        guard !name.isEmpty, typing.history.last != line else { return [] }
        typing.history.append(line)
        if typing.history.count > TypingState.mostHistory { typing.history.removeFirst() }
        return [.typing(.remember(line))]
    }

    // MARK: Completion

    /// What the line can become: whole lines, with the part that is shown of each.
    func candidates(for line: CommandLine) -> [LineCommand.Candidate] {
        let typed = line.chosen?.typed ?? line.text
        let (name, words) = ReviewModel.parts(ofLine: typed)
        if isTypingName(typed) { return fitting(name, in: ReviewModel.lineNames) }
        guard let command = LineCommand.named(name) else { return [] }
        return fitting(words, in: command.candidates(self))
    }

    private func isTypingName(_ text: String) -> Bool {
        !text.drop { $0.isWhitespace || $0 == ":" }.contains(where: \.isWhitespace)
    }

    /// Those that begin with it; where none does, those that have it elsewhere.
    private func fitting(_ typed: String, in all: [LineCommand.Candidate]) -> [LineCommand.Candidate] {
        let word = typed.lowercased()
        let first = all.filter { $0.text.lowercased().hasPrefix(word) }
        return first.isEmpty ? all.filter { $0.text.lowercased().contains(word) } : first
    }

    private func complete(_ line: inout CommandLine, by step: Int) {
        let found = candidates(for: line)
        guard !found.isEmpty else { return }
        let typed = line.chosen?.typed ?? line.text
        let isName = isTypingName(typed)
        let index: Int =
            if let chosen = line.chosen {
                (chosen.index + step + found.count) % found.count
            } else {
                step > 0 ? 0 : found.count - 1
            }
        let head = isName ? "" : ReviewModel.parts(ofLine: typed).name + " "
        let isOnly = found.count == 1
        let takesWords = isName && isOnly && LineCommand.named(found[index].text) != nil
        line.line = LineEditor(head + found[index].text + (takesWords ? " " : ""))
        line.chosen = isOnly ? nil : CommandLine.Chosen(typed: typed, index: index)
        line.recalled = nil
    }

    // MARK: History

    /// The line before or after, of those that begin with what was typed.
    private func recall(_ line: inout CommandLine, by step: Int) {
        let typed = line.recalled?.typed ?? line.text
        var index = line.recalled?.index ?? typing.history.count
        repeat { index += step } while typing.history.indices.contains(index) && !typing.history[index].hasPrefix(typed)
        line.chosen = nil
        if typing.history.indices.contains(index) {
            line.recalled = CommandLine.Recalled(typed: typed, index: index)
            line.line = LineEditor(typing.history[index])
        } else if index >= typing.history.count, line.recalled != nil {
            line.recalled = nil
            line.line = LineEditor(typed)
        }
    }
}
