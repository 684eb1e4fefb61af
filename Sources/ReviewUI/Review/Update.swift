import Cells
package import Labeling

/// The one place where the review changes: takes what happened, changes the model, and says what is to be done outside.
///
/// Pure: the same model, message and time give the same result. A message that comes too late, twice or for nothing is
/// ordinary and changes nothing.
package func update(_ model: inout ReviewModel, _ message: Message, now: Timestamp) -> [Effect] {
    model.find.now = now
    model.keepWhatIsRead(now: now)
    model.careTick(message, now: now)
    var effects: [Effect]
    switch message {
    case .key, .paste, .command, .choose, .note, .typing(.line): effects = model.receive(message, now: now)
    case .resized(let size):
        model.size = size
        effects = [.redraw]
    case .recorded, .recordFailed, .care(.decidedByOther), .undone, .undoFailed, .noteSaved, .noteFailed:
        effects = model.storeAnswered(message, now: now)
    default: effects = model.outsideReported(message, now: now)
    }
    effects += model.settleView(now: now)
    effects += model.keepDashboardFresh(after: message, now: now)
    effects += model.measureIfDue()
    if model.isQuitting, model.isSettled, model.typedAhead.isEmpty { effects.append(.quit) }
    return effects
}

extension ReviewModel {
    /// What to do first: read the queue.
    package mutating func start() -> [Effect] { readQueue() + openingDoubts() }

    /// After every message: the cursor is on screen, what is seen is loaded or asked for, the clock of the item runs.
    mutating func settleView(now: Timestamp) -> [Effect] {
        keepCursorVisible()
        keepPickerVisible()
        var effects = replayTypedAhead(now: now) + loadWhatIsSeen()
        if let current, details[current] != nil {
            if onScreen?.number != current {
                onScreen = OnScreen(number: current, since: now)
                textScroll = 0
                selectedImage = 0
            }
            maskText()
            wrapText()
            effects += findMatches()
            wrapText()
        } else {
            onScreen = nil
        }
        effects += careSettle(now: now)
        noteWhatIsSeen()
        return effects
    }

    /// Breaks the text under the cursor into lines once, and not much further than it is scrolled.
    private mutating func wrapText() {
        guard let current, let detail = details[current] else { return }
        let area = layout.text
        let columns = max(area.columns, 1)
        let isMasked = showsMaskedText
        let ahead = area.rows + 100
        let isSameText = wrapped?.number == current && wrapped?.isMasked == isMasked
        if !isSameText || wrapped?.columns != columns {
            let seen = isSameText ? wrapped?.text.lines(textScroll..<textScroll + 1).first : nil
            let shown = (isMasked ? currentMasked?.text : nil) ?? detail.item.text
            var text = WrappedText(shown, columns: columns, ascii: isASCII, knownLines: ahead)
            if let offset = seen?.source.lowerBound {
                // The words at the top of the text stay there when the width changes.
                func isFound() -> Bool {
                    let last = text.lineCount - 1
                    return (text.lines(last..<last + 1).first?.source.lowerBound ?? 0) >= offset
                }
                while !text.isComplete, !isFound() { text.extend(to: text.lineCount * 2) }
                textScroll = text.line(containing: offset) ?? 0
            }
            wrapped = Wrapped(
                number: current, columns: columns, isMasked: isMasked, text: text,
                isRightToLeft: (isSameText ? wrapped?.isRightToLeft : nil) ?? hasRightToLeft(shown))
        }
        wrapped?.text.extend(to: textScroll + ahead)
        guard let text = wrapped?.text, text.isComplete else { return }
        textScroll = min(textScroll, max(0, text.lineCount - area.rows))
    }

    /// An item that has been before the reviewer's eyes for a while, with its opinion, is being read: the queue may
    /// change around it, but it stays.
    mutating func keepWhatIsRead(now: Timestamp) {
        guard let onScreen, onScreen.number == current, details[onScreen.number]?.first != nil,
            now.milliseconds - onScreen.since.milliseconds >= 700
        else { return }
        hasActed = true
    }

    /// The list of labels may have lost lines of the screen.
    private mutating func keepPickerVisible() {
        guard case .picker(var picker) = mode else { return }
        picker.keepSelectionVisible(rows: layout.pickerList.rows)
        mode = .picker(picker)
    }

    mutating func keepCursorVisible() {
        guard let queue else { return }
        cursor = min(max(cursor, 0), max(queue.count - 1, 0))
        let height = queueRows
        if cursor < top { top = cursor }
        if cursor >= top + height { top = cursor - height + 1 }
        top = min(max(top, 0), max(queue.count - height, 0))
    }
}

// MARK: - Answers from outside

extension ReviewModel {
    mutating func outsideReported(_ message: Message, now: Timestamp) -> [Effect] {
        switch message {
        case .queueLoaded(let request, let numbers, let counts, let latest, let folds, let policy, let drawn):
            guard take(request, .queue) else { return [] }
            find.drawn = drawn
            return queueArrived(request, arrived(folds, policy, numbers), counts, latest, now: now)
        case .rowsLoaded(let request, let loaded):
            guard case .rows(let asked)? = awaiting[request] else { return [] }
            awaiting[request] = nil
            missing.formUnion(Set(asked).subtracting(loaded.map(\.number)))
            for row in loaded where isFresh(row.number, request) {
                rows[row.number] = row
                rowRead[row.number] = request.value
            }
            stepOffDecided(now: now)
        case .detailLoaded(let request, let detail, let images):
            guard case .detail(let number)? = awaiting[request] else { return [] }
            awaiting[request] = nil
            detailArrived(detail, images, of: number, request)
            stepOffDecided(now: now)
        case .imageOpened(let request): imageAnswered(request, failure: nil)
        case .imageFailed(let request, let reason): imageAnswered(request, failure: reason)
        case .loadFailed(let request, let reason):
            return loadFailed(request, reason)
        case .storeChanged(let counts, let change):
            self.counts = counts
            return refresh(change)
        case .modelsProgressed(let activity):
            self.activity = activity
        case .secondOpinionStored(let request, let number):
            guard take(request, .secondOpinion(number)) else { return [] }
            endAskingNotice()
            renew(number)
            rowRead[number] = nil
        case .secondOpinionFailed(let request, let number, let reason):
            guard take(request, .secondOpinion(number)) else { return [] }
            notice = Notice(text: "No second opinion: \(reason)", role: .error)
        case .find(let message): return found(message, now: now)
        case .bulk(let message): return bulkAnswered(message, now: now)
        case .eyes(let message): return eyesAnswered(message, now: now)
        case .dashboard(let message): return dashboardAnswered(message, now: now)
        case .care(let message): return careAnswered(message, now: now)
        case .outside(let message): return outsideAnswered(message, now: now)
        case .typing(let message): return typingAnswered(message, now: now)
        case .doubts(let message): return doubtsAnswered(message, now: now)
        case .disputes(let message): return disputeAnswered(message, now: now)
        case .ended:
            isQuitting = true
            hasEnded = true
        default: break
        }
        return []
    }

    mutating func storeAnswered(_ message: Message, now: Timestamp) -> [Effect] {
        switch message {
        case .recorded(let request, _, let counts):
            guard take(request, .record), let index = unsaved.firstIndex(where: { $0.request == request }) else {
                return []
            }
            let saved = unsaved.remove(at: index)
            if let index = decisions.lastIndex(where: { $0.request == request }) { decisions[index].isSaved = true }
            self.counts = counts
            renew(saved.number)
            // Whether reviewers differ now, the store says.
            if rows[saved.number]?.needed ?? 1 > 1 { rowRead[saved.number] = nil }
        case .recordFailed(let request, let reason):
            guard take(request, .record), let index = unsaved.firstIndex(where: { $0.request == request }) else {
                return []
            }
            return bringBack(unsaved.remove(at: index), reason, now: now)
        case .care(.decidedByOther(let request, let other)):
            guard take(request, .record), let index = unsaved.firstIndex(where: { $0.request == request }) else {
                return []
            }
            leave(unsaved.remove(at: index), to: other, now: now)
        case .undone(let request, let undone, let counts):
            guard take(request, .undo) else { return [] }
            self.counts = counts
            return tookBack(undone)
        case .undoFailed(let request, let reason):
            guard take(request, .undo) else { return [] }
            notice = Notice(text: "Not undone: \(reason)", role: .error)
            dropTypedAhead()
        case .noteSaved(let request):
            guard case .note(let number)? = awaiting[request] else { return [] }
            awaiting[request] = nil
            notice = Notice(text: "Note saved.", role: .saved)
            renew(number)
        case .noteFailed(let request, let reason):
            guard case .note(let number)? = awaiting[request] else { return [] }
            awaiting[request] = nil
            isQuitting = hasEnded
            notice = Notice(text: "Note NOT saved: \(reason)", role: .error)
            renew(number)
        default: break
        }
        return []
    }

    private mutating func tookBack(_ undone: UndoneDecision?) -> [Effect] {
        guard let undone else {
            notice = Notice(text: "Nothing to undo: you have no decision left in this task.", role: .warning)
            dropTypedAhead()
            return []
        }
        if undone.count > 1 { return tookBackTogether(undone) }
        if let index = decisions.lastIndex(where: { $0.id == undone.id && $0.verdict == undone.verdict }) {
            // The newest that stood was taken back: what is on disk after it no longer stood, for somebody revoked it
            // elsewhere, and must not be shown as saved.
            let later = decisions[index...].dropFirst().filter { !$0.isSaved }
            decisions.removeSubrange(index...)
            decisions += later
        }
        forget(undone.number)
        rows[undone.number] = nil
        doubtReturns(undone.number)
        disputes.putOff.remove(undone.number)
        restoreChoice(on: undone.number, undone.verdict)
        notice = Notice(text: "Undone: \(undone.verdict.phrase(in: task.labels)) on \(undone.id).", role: .saved)
        return go(to: undone.number)
    }

    /// The item counts as the other's, who has decided it; the reviewer goes on where they are.
    private mutating func leave(_ lost: Unsaved, to other: String, now: Timestamp) {
        takeBack(lost)
        let words = "\(lost.decision.verdict.phrase(in: task.labels)) on \(lost.previous?.id.value ?? "an item")"
        notice = Notice(text: "NOT saved: \(words): \(other) has just decided on that item.", role: .error)
        care.leases.expected = current == lost.number ? lost.number : care.leases.expected
        if care.leases.revisited == lost.number { care.leases.revisited = nil }
    }

    private mutating func takeBack(_ lost: Unsaved) {
        rows[lost.number] = lost.previous
        forget(lost.number)
        disputes.putOff.remove(lost.number)
        // Its line says what the other decided.
        rowRead[lost.number] = nil
        decisions.removeAll { $0.request == lost.request }
        restoreChoice(on: lost.number, lost.decision.verdict)
        doubtReturns(lost.number)
        care.leases.mine.remove(lost.number)
        isQuitting = hasEnded
    }

    private mutating func bringBack(_ lost: Unsaved, _ reason: String, now: Timestamp) -> [Effect] {
        takeBack(lost)
        notice = Notice(text: "NOT saved: \(reason)", role: .error)
        // What was typed for the items after it is not meant for this one.
        dropTypedAhead()
        // Where several fail, the reviewer goes on from the first.
        if isHeld(now) { return [] }
        hold(now)
        return go(to: lost.number)
    }

    /// Puts the cursor on the item; where the list does not have it, in a list that does.
    mutating func go(to number: ItemNumber) -> [Effect] {
        // What was selected was selected from where the cursor stood.
        bulk.selection = nil
        if listFrom == nil, moveCursor(to: number) { return [] }
        goTo = number
        return readAnew()
    }

    /// Takes an answer to what was asked; false: nobody asked this, or it is answered already.
    private mutating func take(_ request: RequestID, _ awaited: Awaited) -> Bool {
        guard awaiting[request] == awaited else { return false }
        awaiting[request] = nil
        return true
    }
}

extension Verdict {
    /// The verdict in a reviewer's words: `override to Billing`.
    package func phrase(in labels: LabelSet) -> String {
        switch self {
        case .accept(let label): "accept \(labels.title(of: label))"
        case .override(let label): "override to \(labels.title(of: label))"
        case .reject: "reject"
        case .flag: "flag"
        case .skip: "skip"
        }
    }
}
