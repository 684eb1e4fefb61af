import Cells
import Labeling

// No key waits for the disk, and no key acts on an item that its reviewer did not mean: what is typed about an item that
// is still being read is kept, with everything typed after it, and done in the same order once the item is there.

/// More than this is not kept: nobody types that far ahead.
private let mostTypedAhead = 1_000
private let heldMilliseconds: Int64 = 400

extension ReviewModel {
    /// What the reviewer does: at once, or after what must be waited for.
    mutating func receive(_ message: Message, now: Timestamp) -> [Effect] {
        if !typedAhead.isEmpty, message == .key(.escape) || message == .key(.control("c")) {
            dropTypedAhead()
            notice = Notice(text: "What was typed ahead is dropped.", role: .warning)
            return []
        }
        if case .key = message, decides(message) || toggles(message), isHeld(now) {
            // What says why the item is another one stays; anything else would leave the key without an answer.
            if notice?.role != .warning, notice?.role != .error {
                notice = Notice(text: "Another item came under the cursor: look again.", role: .warning)
            }
            return []
        }
        guard typedAhead.isEmpty, !mustWait(message) else {
            if typedAhead.count < mostTypedAhead { typedAhead.append(message) }
            return []
        }
        return obey(message, now: now)
    }

    private mutating func obey(_ message: Message, now: Timestamp) -> [Effect] {
        switch message {
        case .key(let key): press(key, now: now)
        case .paste(let text): insert(text)
        case .command(let command): perform(command, now: now)
        case .choose(let label): choosesSeveral ? chooseWhole(label, now: now) : choose(label, now: now)
        case .note(let text): saveNote(text)
        case .outside(.point(let number)): goToPointed(number)
        case .typing(.line(let line)): obey(line: line, now: now)
        default: []
        }
    }

    mutating func replayTypedAhead(now: Timestamp) -> [Effect] {
        var effects: [Effect] = []
        while let message = typedAhead.first, !mustWait(message) {
            typedAhead.removeFirst()
            let isDecision = decides(message)
            let unsavedBefore = unsaved.count
            let choicesBefore = eyes.firstChoices.count
            effects += obey(message, now: now)
            keepCursorVisible()
            // A decision that is refused leaves the cursor where it is: what follows was meant for other items.
            if isDecision, unsaved.count == unsavedBefore, eyes.firstChoices.count == choicesBefore { dropTypedAhead() }
        }
        return effects
    }

    mutating func dropTypedAhead() { typedAhead.removeAll() }

    /// The next moment belongs to keys that were meant for another item.
    mutating func hold(_ now: Timestamp) {
        heldUntil = Timestamp(milliseconds: now.milliseconds + heldMilliseconds)
    }

    /// Whether another item has just come under the cursor. A clock that was set back must not make the moment long.
    func isHeld(_ now: Timestamp) -> Bool {
        heldUntil.map { now < $0 && $0.milliseconds - now.milliseconds <= heldMilliseconds } ?? false
    }

    // MARK: What waits

    private func decides(_ message: Message) -> Bool {
        if case .key(let key) = message, picker != nil { return choosesInPicker(key) }
        if let meant = meaningOnCommandLine(message) { return meant.decides }
        guard mode == .review else { return false }
        switch message {
        case .key(let key) where savesLabels(key): return true
        case .key(let key):
            switch keymap.meaning(of: key, after: typing.pressed) {
            case .command(let command): return command.decides
            case .label: return !choosesSeveral
            case .prefix, nil: return false
            }
        default: return message.decides
        }
    }

    private func mustWait(_ message: Message) -> Bool {
        let meant = meaningOnCommandLine(message)
        guard mode == .review || meant != nil else { return false }
        let message = meant ?? message
        switch message {
        case .key(let key) where savesLabels(key): return waitsForItem
        case .key(let key):
            switch keymap.meaning(of: key, after: typing.pressed) {
            case .command(let command): return mustWait(command)
            case .label: return waitsForItem || waitsForLease
            case .prefix: return false
            case nil: return opensPicker(key) && (waitsForItem || waitsForLease)
            }
        case .command(let command): return mustWait(command)
        case .choose: return waitsForItem || waitsForLease
        case .note: return waitsForItem
        case .outside(.point): return isOnItsWay
        default: return false
        }
    }

    private func mustWait(_ command: Command) -> Bool {
        switch command {
        case .accept, .acceptSecond, .pickLabel, .reject, .flag, .skip, .sideFirst, .sideSecond, .sideThird:
            waitsForItem || waitsForLease
        case .note, .secondOpinion, .viewImage, .nextImage,
            .showMasked, .history, .showConcealed, .unclear, .copyText, .copyID, .open, .unfoldGroup:
            waitsForItem
        case .last, .selectAll: isOnItsWay || find.isPartial
        case .next, .previous, .nextPage, .previousPage, .first, .nextUndecided, .scrollDown, .scrollUp, .scrollStart,
            .scrollEnd, .select, .nextMatch, .previousMatch, .reason:
            isOnItsWay
        // A save that fails after all must not make undo take back the decision before it.
        case .undo: isOnItsWay || !unsaved.isEmpty || isSavingTogether
        case .nextFilter, .previousFilter, .filter, .search, .nextOrder, .reload, .help, .guidelines, .redraw, .quit,
            .dashboard, .doubts, .toggleMouse, .nextTheme, .togglePace, .widenQueue, .narrowQueue, .pause, .commandLine:
            false
        }
    }

    /// The list, or the item to go to in it, is not known yet.
    private var isOnItsWay: Bool {
        listFrom != nil || awaiting.values.contains(.undo) || (queue == nil && isReadingQueue)
    }

    private var waitsForItem: Bool {
        if isOnItsWay { return true }
        guard let current else { return false }
        return (details[current] == nil && !missing.contains(current)) || isReadingGroup
    }
}

extension Message {
    /// Decides whatever item is under the cursor, without any key being looked up.
    fileprivate var decides: Bool {
        switch self {
        case .command(let command): command.decides
        case .choose: true
        default: false
        }
    }
}

extension Command {
    var decides: Bool {
        switch self {
        case .accept, .acceptSecond, .reject, .flag, .skip, .sideFirst, .sideSecond, .sideThird: true
        default: false
        }
    }
}
