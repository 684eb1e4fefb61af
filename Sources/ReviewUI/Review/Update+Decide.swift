import Cells
import Labeling

extension ReviewModel {
    /// Keeps the verdict as unsaved, asks for it to be recorded, and goes on to the next item.
    mutating func decide(_ verdict: Verdict, now: Timestamp) -> [Effect] {
        guard let number = current, let detail = details[number] else { return [] }
        hasActed = true
        if isSelecting { return proposeBulk(verdict, now: now) }
        if isChoice(verdict), mustCommitFirst(detail) { return commit(verdict, on: detail, now: now) }
        let members = foldedMembers(of: number)
        let previous = rows[number] ?? detail.row
        let adjudicates = isAdjudicating(previous) && verdict != .skip
        let decision = Decision(
            reviewer: reviewer, verdict: verdict, at: now, seconds: secondsOnScreen(number, now: now),
            note: detail.pendingNote, shown: seenModels(of: detail),
            firstChoice: adjudicates ? nil : firstChoice(on: number), probability: probability(of: number),
            exposure: exposure(of: detail),
            act: members.isEmpty ? nil : newAct(.group, now: now), isAdjudication: adjudicates,
            isUnclear: saysUnclear(detail))
        let request = request(.record)
        let knowing = previous.reviewers.filter { $0 != reviewer }
        endChoice(on: number, verdict)
        unsaved.append(Unsaved(request: request, number: number, decision: decision, previous: previous))
        let row = previous.decided(verdict, by: reviewer, adjudicates: adjudicates)
        if verdict != .skip { disputes.putOff.remove(number) } else if row.votes > 0 { disputes.putOff.insert(number) }
        rows[number] = row
        details[number]?.row = row
        details[number]?.pendingNote = ""
        decisions.append(
            LastDecision(
                id: detail.item.id, verdict: verdict, isSaved: false, request: request, number: number,
                note: decision.note))
        if decisions.count > 1_000 { decisions.removeFirst() }
        notice = nil
        onScreen = nil
        find.decidedHere.insert(number)
        decided(number, now: now)
        goOn()
        return members.isEmpty
            ? [.record(request, decision, on: number, knowing: knowing)]
            : recordGroup(request, decision, on: number, members, knowing: knowing)
    }

    /// Why the command can do nothing now, in words for the reviewer; nil: it can.
    package func whyUnavailable(_ command: Command) -> String? {
        if command == .open, let words = currentDetail.flatMap({ concealedWords($0.row) }) {
            return "The item is \(words)."
        }
        if command.decides || command == .pickLabel, let whyHeld { return whyHeld }
        switch command {
        case .accept, .acceptSecond:
            guard let detail = currentDetail else { return whyNoItem }
            if let reason = whyAnswerHidden(command, detail) { return reason }
            if command == .accept, pendingChoice != nil { return nil }
            let opinion = command == .accept ? detail.first : detail.second
            guard let opinion else {
                return command == .accept
                    ? "No first opinion yet: choose a label, or wait for the model."
                    : "No second opinion yet: ask for it with \(keymap.key(for: .secondOpinion))."
            }
            guard let label = opinion.label else { return "\(opinion.model) gave no valid label: choose one." }
            return task.labels.contains(label) ? nil : "\(label) is no label of this task: choose one."
        case .reject, .flag, .skip, .note, .pickLabel: return whyNoItem
        case .secondOpinion:
            guard task.second != nil else { return "This task has no [models.second]." }
            if !canAskModels { return "Models are off in this session (--no-models)." }
            if let whyNoItem { return whyNoItem }
            // That there is one already tells that the first was unsure.
            if let detail = currentDetail, hidesOpinions(of: detail.row) { return whyAnswerHidden(command, detail) }
            guard let next = nextModel(for: currentDetail) else {
                return "\(currentDetail?.second?.model ?? "The second model") has already answered."
            }
            return isAskingSecondOpinion ? ReviewModel.isBeingAsked(next.model) : nil
        case .viewImage, .nextImage: return whyNoItem ?? whyImageUnavailable(command)
        case .nextMatch, .previousMatch, .filter: return whyFindUnavailable(command)
        case .select, .selectAll, .unfoldGroup: return whyBulkUnavailable(command)
        case .history, .showConcealed: return whyNoItem ?? whyEyesUnavailable(command)
        case .sideFirst, .sideSecond, .sideThird, .unclear, .reason: return whyDisputeUnavailable(command)
        case .copyText, .copyID, .open, .toggleMouse: return whyOutsideUnavailable(command)
        case .nextTheme: return whyNoThemes
        case .showMasked: return whyNoItem ?? whyMaskedUnavailable
        default: return nil
        }
    }

    private static func asking(_ model: String) -> String { "Asking \(model) for a second opinion…" }

    private static func isBeingAsked(_ model: String) -> String { "\(model) is being asked." }

    /// What is said while a model is asked stands no longer than that.
    mutating func endAskingNotice() {
        guard let text = notice?.text else { return }
        let isIt = task.ladder.contains { [Self.asking($0.model), Self.isBeingAsked($0.model)].contains(text) }
        if isIt { notice = nil }
    }

    /// Who is asked for a second opinion: the second model, and where a model above the first has answered, the one
    /// above that; nil: the strongest has answered, or there is none to ask.
    func nextModel(for detail: ItemDetail?) -> ModelSetting? {
        let rung = (detail?.second).map { (task.rung(of: $0.model) ?? 0) + 1 } ?? 1
        return task.second != nil && rung < task.ladder.count ? task.ladder[rung] : nil
    }

    /// Why nothing can be decided here; nil: there is an item, or it is being read.
    var whyNoItem: String? {
        guard queue != nil else { return isReadingQueue ? nil : "The queue could not be read." }
        guard let current else { return "There is no item here." }
        return missing.contains(current) && details[current] == nil ? "This item could not be read." : nil
    }

    mutating func choose(_ label: Label, now: Timestamp) -> [Effect] {
        if let why = whyNoItem ?? whyHeld {
            notice = Notice(text: why, role: .warning)
            return []
        }
        if choosesSeveral { return toggle(label) }
        return decide(.override(label), now: now)
    }

    mutating func accept(_ command: Command, now: Timestamp) -> [Effect] {
        guard let detail = currentDetail else { return [] }
        if command == .accept, let choice = pendingChoice {
            return decide(verdict(keeping: choice, on: detail), now: now)
        }
        if command == .accept, let label = detail.first?.label { return decide(.accept(label), now: now) }
        if command == .acceptSecond, let label = detail.second?.label { return decide(.override(label), now: now) }
        return []
    }

    mutating func askSecondOpinion() -> [Effect] {
        guard let current, let detail = currentDetail, let next = nextModel(for: detail) else { return [] }
        hasActed = true
        // Where the pane is empty it says so itself.
        if detail.second != nil { notice = Notice(text: ReviewModel.asking(next.model), role: .waiting) }
        return [.askSecondOpinion(request(.secondOpinion(current)), current, model: next.model)]
    }

    mutating func saveNote(_ text: String) -> [Effect] {
        guard let current, details[current] != nil else { return [] }
        return saveNote(text, on: current)
    }

    mutating func saveNote(_ text: String, on number: ItemNumber) -> [Effect] {
        let words = text.asOneLine
        let isBlank = !words.contains { !$0.isWhitespace }
        if isBlank, details[number]?.pendingNote.isEmpty ?? true { return [] }
        if details[number]?.row.state == .undecided || details[number]?.row.state == .skipped {
            details[number]?.pendingNote = isBlank ? "" : words
        }
        return [.saveNote(request(.note(number)), isBlank ? "" : words, on: number)]
    }
}

// MARK: - Where to go after a decision

extension ReviewModel {
    private mutating func goOn() {
        guard let queue else { return }
        if doubts.isShown { return goOnInDoubts() }
        switch query.filter {
        case .decided, .flagged:
            cursor = min(cursor + 1, max(queue.count - 1, 0))
            arrivedByHand()
        case .todo, .all, .disagreements, .skipped, .waiting, .disputed:
            if let next = nextToDo(after: cursor, wrapping: true) {
                cursor = next
                expectToDo()
            } else {
                sayNothingIsLeft()
            }
        }
    }

    mutating func sayNothingIsLeft() {
        let words =
            othersHaveSomeLeft
            ? "Nothing is left here but what others have before them."
            : currentRow.map { isToDo($0) && isPutOff($0) } == true
                ? "Only skipped items are left here." : "Nothing left to do in this list."
        notice = Notice(text: words, role: .saved)
    }

    /// Something of this list is still to do, and others have it before them.
    private var othersHaveSomeLeft: Bool {
        care.leases.others.keys.contains { number in
            rows[number].map { isToDo($0) } ?? true && queue?.contains(number) == true
        }
    }

    /// The next line that nobody has decided; lines put off by skipping come last, and only when wrapping.
    ///
    /// - Parameter end: no line from there on. What is looked for ahead of time must stay near: a line that is not known
    ///   may be to do, and in a list of what is decided each that is read makes the next one looked for.
    func nextToDo(after index: Int, wrapping: Bool, before end: Int = .max) -> Int? {
        guard let queue, !queue.isEmpty else { return nil }
        func find(_ range: some Sequence<Int>, putOff: Bool = false) -> Int? {
            range.first { line in
                care.leases.others[queue[line]] == nil && !isOvertaken(line: queue[line])
                    && rows[queue[line]].map { isToDo($0) && isPutOff($0) == putOff } ?? true
            }
        }
        let last = min(max(end, index + 1), queue.count)
        let after = min(index + 1, last)..<last
        if let next = find(after) { return next }
        guard wrapping else { return nil }
        let before = 0..<min(max(index, 0), queue.count)
        return find(before) ?? find(after, putOff: true) ?? find(before, putOff: true)
    }

    /// Puts the cursor on the item where the list has it.
    @discardableResult
    mutating func moveCursor(to number: ItemNumber) -> Bool {
        guard let index = queue?.firstIndex(of: number) else { return false }
        cursor = index
        hasActed = true
        care.leases.chosen = number
        arrivedByHand()
        return true
    }
}
