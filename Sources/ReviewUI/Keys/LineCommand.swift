import Cells
import Labeling

/// A command of the command line that takes words after its name. Commands without any are in `Binding.all`.
///
/// Parts of the review add theirs to `all`: completion, help, documentation and `--plain` are made from it.
struct LineCommand: Sendable {
    let name: String
    /// `NAME`, `on|off`, `[WORD]`: as help shows them.
    let arguments: String
    let help: String
    /// What can stand after the name.
    let candidates: @Sendable (ReviewModel) -> [Candidate]
    /// Why it can do nothing now; nil: it can.
    let whyUnavailable: @Sendable (ReviewModel) -> String?
    let action: Action

    enum Action: Sendable {
        /// Means the same as this message, and so waits, and is refused, like it. Nil: these words mean nothing.
        case message(@Sendable (ReviewModel, String) -> Message?)
        /// - Note: the words have no blanks around them, and may be empty.
        case run(@Sendable (inout ReviewModel, String, Timestamp) -> [Effect])
    }

    /// What completion offers.
    struct Candidate: Hashable, Sendable {
        var text: String
        var help: String
    }

    init(
        _ name: String, _ arguments: String, _ help: String,
        candidates: @escaping @Sendable (ReviewModel) -> [Candidate] = { _ in [] },
        whyUnavailable: @escaping @Sendable (ReviewModel) -> String? = { _ in nil }, _ action: Action
    ) {
        self.name = name
        self.arguments = arguments
        self.help = help
        self.candidates = candidates
        self.whyUnavailable = whyUnavailable
        self.action = action
    }
}

extension LineCommand {
    /// In the order of the help.
    static let all: [LineCommand] = [
        LineCommand(
            "label", "NAME", "choose this label for the item", candidates: { $0.labelCandidates },
            .message { model, words in
                (model.task.labels.label(matching: words) ?? model.severalLabels(words)).map(Message.choose)
            }),
        LineCommand(
            "note", "TEXT", "write a note on this item",
            .message { _, words in words.isEmpty ? .command(.note) : .note(words) }),
        LineCommand(
            "reason", "TEXT", "write why, on the item you decided last",
            .run { model, words, _ in
                if words.isEmpty { return model.perform(.reason, now: model.find.now) }
                return model.saveReason(words)
            }),
        LineCommand(
            "side", "NAME", "adjudicating: decide for what this reviewer said", candidates: { $0.sideCandidates },
            .message { model, words in model.siding(with: words) }),
        LineCommand(
            "adjudicate", "", "list the items that reviewers differ on, to decide between them",
            .run { model, _, _ in model.list(named: QueueFilter.disputed.rawValue) }),
        LineCommand(
            "filter", "EXPR", "list what fits: label:billing conf<0.8 disagree; empty: everything",
            .run { model, words, _ in model.applyFilter(words) }),
        LineCommand(
            "save-filter", "NAME", "keep the filter in force under a name: a list of the Tab key, and @NAME",
            .run { model, words, _ in model.saveFilter(words) }),
        LineCommand(
            "forget-filter", "NAME", "forget a filter that was kept",
            candidates: { $0.find.kept.map { Candidate(text: "@" + $0.name, help: $0.text) } },
            .run { model, words, _ in model.forgetFilter(words) }),
        LineCommand(
            "list", "NAME", "another list: to do, all, decided, …",
            candidates: { $0.listCandidates },
            .run { model, words, _ in model.list(named: words) }),
        LineCommand(
            "order", "NAME", "another order: uncertain, random, …",
            candidates: { _ in QueueOrder.allCases.map { Candidate(text: $0.rawValue, help: "") } },
            .run { model, words, _ in model.order(named: words) }),
        LineCommand(
            "search", "TEXT", "list what has this in its text or id; empty: everything",
            .run { model, words, _ in model.applySearch(words) }),
        LineCommand(
            "go", "N or ID", "go to the N-th line of the list, or to the item of this id in whatever list",
            .run { model, words, _ in model.go(toLine: words) }),
        LineCommand(
            "theme", "NAME", "show another theme; it is shown while you choose", candidates: { $0.themeCandidates },
            whyUnavailable: { $0.whyNoThemes }, .run { model, words, _ in model.chooseTheme(words) }),
        LineCommand(
            "mouse", "on|off", "take the mouse, or leave it to the terminal",
            candidates: { _ in ["on", "off"].map { Candidate(text: $0, help: "") } },
            whyUnavailable: { $0.whyUnavailable(.toggleMouse) }, .run { model, words, _ in model.setMouse(words) }),
        LineCommand(
            "auto-accept", "0.97", "accept all first opinions this sure, after a look at the measured risk",
            .run { model, words, _ in model.proposeAcceptance(words) }),
        LineCommand(
            "revoke", "", "take back the newest acceptance by rule, as one",
            .run { model, _, _ in model.revokeAcceptance() }),
        LineCommand(
            "help", "[WORD]", "the help page; with a word: what it says of it",
            .run { model, words, now in model.openHelp(about: words) }),
    ]

    static func named(_ name: String) -> LineCommand? { all.first { $0.name == name } }

    /// `filter EXPR`.
    var usage: String { arguments.isEmpty ? name : "\(name) \(arguments)" }
}

/// What a line of the command line means.
enum LineMeaning {
    case nothing
    case command(Command)
    case line(LineCommand, String)
    /// In words for the reviewer.
    case mistake(String)
}

extension ReviewModel {
    /// Every name that can begin a line, with its help; those that take words first.
    static let lineNames: [LineCommand.Candidate] =
        LineCommand.all.map { LineCommand.Candidate(text: $0.name, help: "\($0.arguments)  \($0.help)") }
        + Binding.all.filter { $0.command != .commandLine && LineCommand.named($0.command.rawValue) == nil }.map {
            LineCommand.Candidate(text: $0.command.rawValue, help: $0.help)
        }

    /// - Parameter fewest: a name may be shortened to no fewer letters than this.
    func meaning(ofLine text: String, fewest: Int = 1) -> LineMeaning {
        let (name, words) = ReviewModel.parts(ofLine: text)
        guard !name.isEmpty else { return .nothing }
        if let number = Int(name), number > 0, words.isEmpty, let go = LineCommand.named("go") {
            return .line(go, name)
        }
        var known = name
        if LineCommand.named(name) == nil, Command(rawValue: name) == nil {
            let fitting = ReviewModel.lineNames.map(\.text).filter { $0.hasPrefix(name) && name.count >= fewest }
            guard let only = fitting.first else {
                let near = nearest(to: name, among: ReviewModel.lineNames.map(\.text))
                let hint = near.map { "did you mean \($0)?" } ?? "Tab shows the commands."
                return .mistake("\u{201C}\(name)\u{201D} is no command; \(hint)")
            }
            guard fitting.count == 1 else {
                let some = fitting.prefix(4).joined(separator: ", ")
                return .mistake("\u{201C}\(name)\u{201D} may be \(some)\(fitting.count > 4 ? ", …" : "").")
            }
            known = only
        }
        if let line = LineCommand.named(known), !line.arguments.isEmpty || words.isEmpty { return .line(line, words) }
        guard LineCommand.named(known) == nil else { return .mistake("\(known) takes no words after it.") }
        guard let command = Command(rawValue: known) else { return .nothing }
        return words.isEmpty ? .command(command) : .mistake("\(known) takes no words after it.")
    }

    /// The name, and what stands after it.
    static func parts(ofLine text: String) -> (name: String, words: String) {
        let line = text.drop { $0.isWhitespace || $0 == ":" }
        let name = line.prefix { !$0.isWhitespace }
        let rest = line[name.endIndex...].drop(while: \.isWhitespace)
        let end = rest.lastIndex { !$0.isWhitespace }
        return (String(name), end.map { String(rest[...$0]) } ?? "")
    }

    /// The message that this line means as much as; nil: it means more than a message, or nothing.
    private func message(ofLine text: String) -> Message? {
        switch meaning(ofLine: text) {
        case .command(let command): return .command(command)
        case .line(let line, let words):
            if case .message(let message) = line.action { return message(self, words) }
            return nil
        case .nothing, .mistake: return nil
        }
    }

    /// What Enter on the command line, or a line by itself, comes to, where it is as much as a message; nil for all else.
    func meaningOnCommandLine(_ message: Message) -> Message? {
        if case .typing(.line(let text)) = message { return self.message(ofLine: text) }
        guard case .commandLine(let line) = mode, message == .key(.enter) else { return nil }
        return self.message(ofLine: line.text)
    }

    /// Does what the line says.
    mutating func obey(line text: String, now: Timestamp) -> [Effect] {
        switch meaning(ofLine: text) {
        case .nothing: return []
        case .mistake(let words):
            notice = Notice(text: words, role: .warning)
            return []
        case .command(let command): return perform(command, now: now)
        case .line(let line, let words):
            if let reason = line.whyUnavailable(self) {
                notice = Notice(text: reason, role: .warning)
                return []
            }
            notice = nil
            switch line.action {
            case .run(let run): return run(&self, words, now)
            case .message(let message):
                switch message(self, words) {
                case .command(let command)?: return perform(command, now: now)
                case .choose(let label)?: return choose(label, now: now)
                case .note(let text)?:
                    if let whyNoItem {
                        notice = Notice(text: whyNoItem, role: .warning)
                        return []
                    }
                    return saveNote(text)
                default:
                    notice = unknown(line.name, words, among: line.candidates(self).map(\.text))
                    return []
                }
            }
        }
    }
}

extension ReviewModel.Notice {
    /// `no theme "drak"; did you mean dark?`
    static func unknown(_ what: String, _ words: String, _ near: String?) -> ReviewModel.Notice {
        if words.isEmpty { return ReviewModel.Notice(text: "\(what): say which; Tab shows them.", role: .warning) }
        let hint = near.map { "did you mean \($0)?" } ?? "Tab shows them."
        return ReviewModel.Notice(text: "No \(what) \u{201C}\(words)\u{201D}; \(hint)", role: .warning)
    }
}
