import Cells
import Labeling

extension ReviewModel {
    mutating func press(_ key: Key, now: Timestamp) -> [Effect] {
        switch mode {
        case .prompt(let prompt): return type(key, into: prompt)
        case .picker(let picker): return type(key, into: picker, now: now)
        case .help(let scroll): return typeOnHelp(key, scroll: scroll)
        case .guidelines(let scroll): return turnPage(key, from: scroll)
        case .filterLine(let line): return type(key, into: line, now: now)
        case .commandLine(let line): return type(key, into: line, now: now)
        case .history(let page): return press(key, in: page, now: now)
        case .dashboard(let page): return press(key, in: page, now: now)
        case .bulk(let page): return press(key, in: page, now: now)
        case .paused: return endPause(key, now: now)
        case .review: break
        }
        if savesLabels(key) { return saveLabels(now: now) }
        let pressed = typing.pressed
        typing.pressed = []
        switch keymap.meaning(of: key, after: pressed) {
        case .command(let command): return perform(command, now: now)
        case .label(let label): return choose(label, now: now)
        case .prefix:
            typing.pressed = pressed + [key]
            notice = nil
            return []
        case nil where !pressed.isEmpty:
            // These leave what is open, wherever.
            if ![.escape, .control("c"), .control("g")].contains(key) {
                let keys = KeySequence(pressed + [key])
                notice = Notice(
                    text: "\(keys) does nothing here; \(keymap.key(for: .help)) shows the keys.", role: .muted)
            }
            return []
        case nil where key == .escape:
            notice = dropSelection() ? Notice(text: "The selection is dropped.", role: .muted) : nil
            return []
        case nil where opensPicker(key):
            if let reason = whyUnavailable(.pickLabel) {
                notice = Notice(text: reason, role: .warning)
            } else {
                notice = nil
                openPicker(typed: key.description, now: now)
            }
            return []
        case nil:
            notice = Notice(text: "\(key) does nothing here; \(keymap.key(for: .help)) shows the keys.", role: .muted)
            return []
        }
    }

    mutating func perform(_ command: Command, now: Timestamp) -> [Effect] {
        if let choice = bulkChoice(command) { return propose(choice) }
        if let reason = whyUnavailable(command) {
            notice = Notice(text: reason, role: .warning)
            return []
        }
        notice = nil
        switch command {
        case .accept, .acceptSecond: return accept(command, now: now)
        case .reject: return decide(.reject, now: now)
        case .flag: return decide(.flag, now: now)
        case .skip: return decide(.skip, now: now)
        case .sideFirst, .sideSecond, .sideThird: return side(command, now: now)
        case .unclear: return toggleUnclear(now: now)
        case .reason: askReason()
        case .undo:
            hasActed = true
            return [.undoLast(request(.undo))]
        case .secondOpinion: return askSecondOpinion()
        case .note:
            guard let current, let detail = currentDetail else { return [] }
            hasActed = true
            ask(.note(on: current), text: detail.pendingNote)
        case .pickLabel: openPicker(now: now)
        case .viewImage: return viewImage()
        case .nextImage: selectNextImage()
        case .showMasked: toggleMasked()
        case .search: ask(.search)
        case .filter: return openFilterLine()
        case .nextMatch: return goToMatch(by: 1)
        case .previousMatch: return goToMatch(by: -1)
        case .history: return openHistory()
        case .showConcealed: toggleConcealed()
        case .select:
            toggleSelection()
            saySelection()
        case .selectAll:
            selectAll()
            saySelection()
        case .unfoldGroup: return toggleGroup()
        case .dashboard: return openDashboard()
        case .doubts: return showDoubts()
        case .copyText, .copyID: return copy(command)
        case .open: return openOutside(now: now)
        case .toggleMouse: return toggleMouse()
        case .nextTheme: return showNextTheme()
        case .widenQueue: moveDivider(by: 5)
        case .narrowQueue: moveDivider(by: -5)
        case .togglePace: togglePace()
        case .pause: return pause(now: now)
        case .commandLine: openCommandLine()
        case .nextFilter: return showList(by: 1)
        case .previousFilter: return showList(by: -1)
        case .nextOrder:
            query.order = neighbour(of: query.order, by: 1)
            return readAnew()
        case .reload: return refresh()
        case .help: return openHelp()
        case .guidelines: mode = .guidelines(scroll: 0)
        case .redraw: return [.redraw]
        case .quit: isQuitting = !warnsOfChoices()
        default: move(command)
        }
        return []
    }

    private mutating func move(_ command: Command) {
        let page = max(queueRows - 1, 1)
        let before = cursor
        switch command {
        case .next: cursor += 1
        case .previous: cursor -= 1
        case .nextPage: cursor += page
        case .previousPage: cursor -= page
        case .first: cursor = 0
        case .last: cursor = (queue?.count ?? 1) - 1
        case .nextUndecided:
            if let next = nextToDo(after: cursor, wrapping: true) { cursor = next } else { sayNothingIsLeft() }
        case .scrollDown: textScroll += max(layout.text.rows - 1, 1)
        case .scrollUp: textScroll = max(0, textScroll - max(layout.text.rows - 1, 1))
        case .scrollStart: textScroll = 0
        // Farther than any text; where it ends is found when it is set in lines.
        case .scrollEnd: textScroll = 1 << 40
        default: break
        }
        if cursor != before {
            hasActed = true
            keepCursorVisible()
            care.leases.chosen = command == .nextUndecided ? nil : current
            care.leases.expected = nil
            if command == .nextUndecided { expectToDo() }
        }
        switch command {
        // Who goes to the end of a list, and is there already, means that item.
        case .next, .previous, .nextPage, .previousPage, .first, .last: arrivedByHand()
        default: break
        }
    }

    mutating func show(filter: QueueFilter) -> [Effect] {
        leaveDoubts()
        find.list = nil
        query.filter = filter
        return readAnew()
    }

    /// Another list: its beginning is shown, unless the item under the cursor is in it too.
    mutating func readAnew() -> [Effect] {
        query.keepDecidedAfter = nil
        listFrom = nextRequest
        return readQueue()
    }

    private func neighbour<Value: CaseIterable & Equatable>(of value: Value, by step: Int) -> Value {
        let all = Array(Value.allCases)
        guard let index = all.firstIndex(of: value) else { return value }
        return all[(index + step + all.count) % all.count]
    }

    private mutating func turnPage(_ key: Key, from scroll: Int) -> [Effect] {
        let page = max(pageHeight, 1)
        var line = scroll
        switch key {
        case .down, .character("j"), .enter: line += 1
        case .up, .character("k"): line -= 1
        case .pageDown, .character(" "), .control("f"), .control("d"): line += page
        case .pageUp, .backspace, .control("b"), .control("u"): line -= page
        case .home, .character("g"): line = 0
        case .control("l"): return [.redraw]
        default:
            mode = .review
            return []
        }
        line = min(max(line, 0), max(pageLines.count - page, 0))
        mode = .guidelines(scroll: line)
        return []
    }
}
