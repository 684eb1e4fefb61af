import Cells
import Labeling

/// A key and what it does, as the footer names it.
struct Hint {
    var key: String
    var words: String
}

/// What the footer names while something holds: the first situation that fits is taken.
private struct Situation: Sendable {
    let holds: @Sendable (ReviewModel) -> Bool
    let hints: @Sendable (ReviewModel) -> [Hint]
}

private let situations: [Situation] = [
    Situation(
        holds: { $0.picker != nil },
        hints: { model in
            [
                Hint(key: "\(Key.enter)", words: model.choosesSeveral ? "in or out" : "take it"),
                Hint(key: "1-9", words: "line"),
                Hint(key: "\(Key.escape)", words: model.choosesSeveral ? "done" : "leave"),
                Hint(key: "\(Key.down), \(Key.up)", words: "move"),
            ]
        }),
    Situation(
        holds: { !$0.typing.pressed.isEmpty },
        hints: { _ in [Hint(key: "\(Key.escape)", words: "leave")] }),
    Situation(
        holds: { $0.queue?.isEmpty == true },
        hints: { model in
            model.hints([
                (.help, "help"), (.nextFilter, "list"), (.search, "search"), (.undo, "undo"), (.dashboard, "dashboard"),
                (.reload, "read again"), (.quit, "quit"),
            ])
        }),
    Situation(
        holds: { $0.isSelecting },
        hints: { model in
            [model.labelHint("label all")]
                + model.hints([
                    (.accept, "accept all"), (.reject, "reject all"), (.flag, "flag all"), (.select, "end"),
                    (.help, "help"), (.undo, "undo"),
                ])
        }),
    // What another reviewer has is theirs to decide.
    Situation(
        holds: { $0.whyHeld != nil },
        hints: { model in
            model.hints([
                (.help, "help"), (.nextUndecided, "next to do"), (.secondOpinion, model.askingHint), (.note, "note"),
                (.undo, "undo"), (.nextFilter, "list"), (.search, "search"), (.quit, "quit"),
            ])
        }),
    Situation(
        holds: { model in model.currentDetail.map { !model.shownVotes(of: $0).isEmpty } ?? false },
        hints: { model in
            let sides = model.currentDetail.map(model.shownVotes(of:)) ?? []
            let isLeft = model.currentRow.map { model.isToDo($0) } ?? true
            return (isLeft ? [] : model.hints([(.nextUndecided, "next to do")]))
                + sides.flatMap { vote in
                    vote.command.map { model.hints([($0, String(vote.decision.reviewer.prefix(12)))]) } ?? []
                } + [model.labelHint("label")]
                + model.hints([
                    (.help, "help"), (.reject, "reject"), (.flag, "flag"), (.skip, "skip"), (.note, "note"),
                    (.unclear, "unclear"), (.undo, "undo"), (.nextFilter, "list"), (.quit, "quit"),
                ])
        }),
    Situation(
        holds: { model in model.currentDetail.map { model.hidesOpinions(of: $0.row) } ?? false },
        hints: { model in
            [model.labelHint("label")]
                + model.hints([
                    (.help, "help"), (.reject, "reject"), (.flag, "flag"), (.skip, "skip"), (.note, "note"),
                    (.undo, "undo"), (.guidelines, "guidelines"), (.nextFilter, "list"), (.search, "search"),
                    (.quit, "quit"),
                ])
        }),
    Situation(
        holds: { $0.queue?.isEmpty == false && $0.currentRow?.state.isDecided == true && $0.isCurrentDone },
        hints: { model in
            model.hints([
                (.help, "help"), (.nextUndecided, "next to do"), (.undo, "undo"), (.accept, "accept"),
                (.reject, "reject"), (.flag, "flag"), (.note, "note"), (.nextFilter, "list"), (.search, "search"),
                (.quit, "quit"),
            ])
        }),
    Situation(
        holds: { $0.currentRow?.disagrees == true },
        hints: { model in
            model.hints([
                (.help, "help"), (.accept, "accept"), (.acceptSecond, "take 2nd"), (.reject, "reject"),
                (.flag, "flag"), (.skip, "skip"), (.secondOpinion, "next model"), (.note, "note"), (.undo, "undo"),
                (.nextFilter, "list"), (.search, "search"), (.quit, "quit"),
            ])
        }),
    Situation(
        holds: { _ in true },
        hints: { model in
            model.hints([
                (.help, "help"), (.accept, model.pendingChoice == nil ? "accept" : "keep"),
                (.secondOpinion, model.askingHint), (.reject, "reject"),
                (.flag, "flag"), (.skip, "skip"), (.note, "note"), (.undo, "undo"), (.nextFilter, "list"),
                (.search, "search"), (.quit, "quit"),
            ])
        }),
]

extension ReviewModel {
    /// The keys that matter now, the most important first.
    var hints: [Hint] { situations.first { $0.holds(self) }?.hints(self) ?? [] }

    fileprivate func hints(_ commands: [(Command, String)]) -> [Hint] {
        commands.compactMap { command, words in
            // The last decision names its own key, and what has no key is typed by its name.
            if command == .undo, lastDecision != nil { return nil }
            // Nor is anything offered that cannot be done now; what is done with a selection asks nothing of one item.
            if bulkChoice(command) == nil, whyUnavailable(command) != nil { return nil }
            let key = keymap.key(for: command)
            return key.isEmpty ? nil : Hint(key: key, words: words)
        }
    }

    fileprivate func labelHint(_ words: String) -> Hint {
        let count = min(task.labels.count, 9)
        return Hint(key: count > 1 ? "1-\(count)" : "1", words: words)
    }
}
