import Cells
import Foundation
import Labeling

/// What a line of input means in `--plain`.
package enum PlainMeaning: Equatable, Sendable {
    case message(Message)
    /// Words for the reviewer: help, or why nothing is done.
    case say(String)
    /// The item is to be said once more.
    case again
    case quit
    case nothing
}

// The same commands and rules as on the screen, one a line: by key, by name or the beginning of a name, with words
// after the name as on the command line.

extension ReviewModel {
    /// Words that mean the same whatever keys are in force: scripts rely on them.
    private static let lasting: [String: Command] = [
        "a": .accept, "x": .reject, "f": .flag, "s": .skip, "u": .undo, "o": .secondOpinion, "q": .quit,
        "exit": .quit,
    ]

    /// - Parameter line: without blanks around it.
    package func plainMeaning(_ line: String) -> PlainMeaning {
        if mode == .paused { return plainMeaningInPause(line) }
        if line.isEmpty { return .nothing }
        switch mode {
        case .bulk(let page): return .message(.key(line == "yes" && page.isReady ? .character("y") : .escape))
        case .paused, .picker, .prompt, .filterLine, .commandLine:
            // A question is open: the line answers it, by a key.
            guard let key = Key(name: line) else {
                return .say("A question is open: say a key by its name (enter, escape, …).\n")
            }
            return .message(.key(key))
        case .review, .help, .guidelines, .history, .dashboard: break
        }
        if line == "?" { return .say(plainHelp()) }
        if line == "escape" { return .message(.key(.escape)) }
        if line.hasPrefix("n ") { return .message(.note(String(line.dropFirst(2)))) }
        if line == "keep", pendingChoice != nil { return .message(.command(.accept)) }
        if let label = task.labels.label(matching: line) ?? severalLabels(line) { return .message(.choose(label)) }
        if let command = ReviewModel.lasting[line] { return meaning(of: command) }
        if let number = Int(line), number >= 1, number <= task.labels.count {
            return .message(.choose(task.labels.labels[number - 1]))
        }
        if line == "escape", isSelecting { return .message(.key(.escape)) }
        if let meaning = meaning(ofKeys: line) { return meaning }
        return meaning(ofPlainLine: named(line))
    }

    /// The pause ends as on the screen, or with an empty line; `q` ends the session.
    private func plainMeaningInPause(_ line: String) -> PlainMeaning {
        if ["q", "quit", "exit"].contains(line) { return .quit }
        let key = Key(name: line)
        let ends = ["", "P", "pause"].contains(line) || key == .escape || key == .enter
        guard ends || key.map({ keymap.meaning(of: $0) == .command(.pause) }) == true else {
            return .say("Paused. An empty line goes on, q quits.\n")
        }
        return .message(.key(.enter))
    }

    /// `/ refund`, `/refund` and `F conf<0.8` as on the screen, where a key opens the line that the words are typed in.
    private func named(_ line: String) -> String {
        let word = line.prefix { !$0.isWhitespace }
        func name(of key: Substring) -> String? {
            guard let key = Key(name: String(key)), case .command(let command)? = keymap.meaning(of: key) else {
                return nil
            }
            return switch command {
            case .search, .filter, .note, .reason: command.rawValue
            case .pickLabel: "label"
            default: nil
            }
        }
        if word.count < line.count, let name = name(of: word) { return name + line.dropFirst(word.count) }
        if line.first == "/", line.count > 1, let name = name(of: "/") { return "\(name) \(line.dropFirst())" }
        return line
    }

    /// The message that a line means; nil for anything else, `q` among it.
    package func plainMessage(_ line: String) -> Message? {
        if case .message(let message) = plainMeaning(line) { message } else { nil }
    }

    /// Decides the item, however it was said.
    package func isVerdict(_ message: Message) -> Bool {
        switch meaningOnCommandLine(message) ?? message {
        case .choose: true
        case .command(let command): command.decides
        default: false
        }
    }

    /// Keys by their names, `ctrl-d` or `Y t`; those of one sign also without a blank between them, `Yt`.
    private func meaning(ofKeys line: String) -> PlainMeaning? {
        let signs = line.count <= 3 ? KeySequence(line.map(Key.character)) : nil
        for sequence in [KeySequence(name: line), signs].compactMap(\.self) {
            guard let last = sequence.keys.last else { continue }
            switch keymap.meaning(of: last, after: Array(sequence.keys.dropLast())) {
            case .command(let command)?: return meaning(of: command)
            case .label(let label)?: return .message(.choose(label))
            case .prefix?:
                let rest = keymap.continuations(of: sequence.keys).map {
                    "  \(sequence) \($0.keys)  \($0.binding.help)\n"
                }
                return .say("\(sequence) and then:\n" + rest.joined())
            case nil: continue
            }
        }
        return nil
    }

    private func meaning(ofPlainLine line: String) -> PlainMeaning {
        // Without the colon a slip of two letters must not decide.
        switch meaning(ofLine: line, fewest: line.hasPrefix(":") ? 1 : 3) {
        case .nothing: return .nothing
        case .command(let command): return meaning(of: command)
        case .mistake(let words):
            let hasName = ReviewModel.lineNames.contains { $0.text == ReviewModel.parts(ofLine: line).name }
            return .say(hasName ? "\(words)\n" : "\"\(plain(line))\" is no command. \(nearWords(words))\(shortHelp)\n")
        case .line(let command, let words):
            // A number by itself is a label's; lines of the list are gone to by name.
            if command.name == "go", Int(line) != nil {
                return .say("\"\(plain(line))\" is no label's number. \(shortHelp)\n")
            }
            if command.name == "help" { return .say(plainHelp(about: words)) }
            if let reason = whyNotPlain(command, words) { return .say("\(command.name): \(reason)\n") }
            return .message(.typing(.line(line)))
        }
    }

    private func nearWords(_ words: String) -> String {
        guard let start = words.range(of: "did you mean ") ?? words.range(of: "may be ") else { return "" }
        let rest = words[start.lowerBound...]
        return (rest.first?.uppercased() ?? "") + rest.dropFirst() + " "
    }

    private var shortHelp: String { "? lists the commands and labels." }

    private func meaning(of command: Command) -> PlainMeaning {
        switch command {
        case .quit: return .quit
        case .help: return .say(plainHelp())
        case .redraw: return .again
        default:
            if let reason = whyNotPlain(command) { return .say("\(command.rawValue): \(reason)\n") }
            return .message(.command(command))
        }
    }

    /// Why a command of the screen makes no sense line by line; nil: it does.
    private func whyNotPlain(_ command: Command) -> String? {
        switch command {
        case .pickLabel: "say the label itself: its name, its number or its key."
        case .note: "say it on the same line: note TEXT."
        case .reason: "say it on the same line: reason TEXT."
        case .search: "say it on the same line: search TEXT; search alone lists everything again."
        case .filter: "say it on the same line: filter EXPR; filter alone lists everything again."
        case .commandLine: "every line is one: theme, order random, go 3, …"
        case .scrollDown, .scrollUp: "the whole text is said."
        case .nextTheme, .toggleMouse, .widenQueue, .narrowQueue, .copyText, .copyID:
            "belongs to the full screen; this review goes line by line."
        default: nil
        }
    }

    private func whyNotPlain(_ command: LineCommand, _ words: String) -> String? {
        if let reason = command.whyUnavailable(self) { return reason }
        if command.name == "note", words.isEmpty { return whyNotPlain(.note) }
        if command.name == "reason", words.isEmpty { return whyNotPlain(.reason) }
        return command.name == "mouse" ? whyNotPlain(.toggleMouse) : nil
    }

    /// All commands, with their keys and names; or those that have a word in them.
    package func plainHelp(about word: String = "") -> String {
        var lines: [String] = []
        for (index, definition) in task.labels.definitions.enumerated() where word.isEmpty {
            let keys = keymap.labelKeys[index].map(\.description).filter { $0 != "\(index + 1)" }
            let name = ([String(index + 1), definition.label.name] + keys).joined(separator: ", ")
            lines.append("  \(plainWords(name))  label: \(plainWords(definition.title))")
        }
        if word.isEmpty, choosesSeveral {
            lines.append("  1 3 or a, c  these labels and no others; none: no label at all")
        }
        lines.append("  n WORDS  write a note on this item")
        lines.append("  history peers  the history, with what others decided where that is hidden")
        lines.append("  escape  drop the selection")
        for entry in helpEntries where word.isEmpty || entry.matches(word) {
            guard !entry.name.isEmpty, !entry.text.hasPrefix("override to ") else { continue }
            let names = entry.key.hasPrefix(entry.name) ? entry.key : "\(entry.name), \(entry.key)"
            let here = Command(rawValue: entry.name).flatMap(whyNotPlain).map { " (line by line: \($0))" } ?? ""
            let more = entry.text.contains("(not now: ") ? "" : here
            lines.append("  \(plainWords(names))  \(plainWords(entry.text))\(more)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The lines of the page that is open, as it would stand on a screen that is long enough; nil: none is open.
    ///
    /// It holds for every page there is: what a page draws is what is said.
    package var plainPage: [String]? {
        switch mode {
        case .guidelines, .help: return pageLines.map { $0.key.isEmpty ? $0.text : "\($0.key)  \($0.text)" }
        case .paused: return drawnLines().filter { !$0.isEmpty }
        case .history, .dashboard, .bulk:
            var lines = drawnLines()
            // Between the page and its last line, which names its keys, there is nothing but blank lines.
            while let blank = lines.dropLast().last, blank.isEmpty, lines.count > 1 {
                lines.remove(at: lines.count - 2)
            }
            return lines
        case .review, .prompt, .picker, .filterLine, .commandLine: return nil
        }
    }

    /// What a screen that is long enough would show, without blanks around its lines in a pause, where all is centred.
    private func drawnLines() -> [String] {
        var long = self
        long.size = Size(rows: 200, columns: 100)
        return view(long).canvas.text.map { line in
            let line = line.reversed().drop { $0 == " " }.reversed()
            return mode == .paused ? String(line.drop { $0 == " " }) : String(line)
        }
    }

    /// Leaves a page that only shows something; a question stays open.
    package mutating func leavePlainPage() {
        switch mode {
        case .guidelines, .help, .history, .dashboard: mode = .review
        case .review, .prompt, .picker, .filterLine, .commandLine, .bulk, .paused: break
        }
    }
}
