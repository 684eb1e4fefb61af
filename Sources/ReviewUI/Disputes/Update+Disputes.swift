import Cells
import Labeling

// Deciding between reviewers, and saying where the guideline is unclear.

extension ReviewModel {
    /// The list that was asked for is on screen.
    mutating func listArrived() {
        disputes.isListed = query.filter == .disputed
        // Where each item is looked at by itself, none is decided with others.
        if disputes.isListed { bulk.selection = nil }
    }

    mutating func disputeAnswered(_ message: DisputeMessage, now: Timestamp) -> [Effect] {
        switch message {
        case .tagged(let request, let counts):
            guard case .disputes(.tag(let number))? = awaiting[request] else { return [] }
            awaiting[request] = nil
            self.counts = counts
            let says = disputes.tags[number] ?? false
            notice = Notice(text: says ? "Saved: \(unclearNotice)" : "Saved: the tag is gone.", role: .saved)
            renew(number)
        case .tagFailed(let request, let reason):
            guard case .disputes(.tag(let number))? = awaiting[request] else { return [] }
            awaiting[request] = nil
            isQuitting = hasEnded
            // What the store has holds.
            disputes.tags[number] = nil
            notice = Notice(text: "Tag NOT saved: \(reason)", role: .error)
            renew(number)
        }
        return []
    }

    func whyDisputeUnavailable(_ command: Command) -> String? {
        if command == .reason {
            guard let last = lastDecision else { return "You have decided nothing in this session yet." }
            return last.number == nil
                ? "That was decided for many items: go to one, and \(keymap.key(for: .note)) writes a note on it." : nil
        }
        if let whyNoItem { return whyNoItem }
        guard let index = Command.sides.firstIndex(of: command) else { return nil }
        guard !isSelecting else { return "Sides are taken one by one: \(Key.escape) drops the selection." }
        guard let detail = currentDetail else { return nil }
        guard isAdjudicating(rows[detail.row.number] ?? detail.row) else {
            return "There is nobody to side with here: the list \(QueueFilter.disputed.rawValue) (:adjudicate) has the "
                + "items that reviewers differ on."
        }
        let votes = votes(of: detail)
        guard index < votes.count else {
            return "\(votes.count == 1 ? "One reviewer has" : "\(votes.count) reviewers have") decided this item."
        }
        let vote = votes[index].decision
        guard index < shownVotes(of: detail).count else {
            return "\(vote.reviewer)'s answer has no room on this screen: make it larger, or choose a label."
        }
        guard let label = vote.verdict.label else { return nil }
        return task.labels.contains(label) ? nil : "\(label) is no label of this task: choose one."
    }

    /// Decides for what this reviewer said.
    mutating func side(_ command: Command, now: Timestamp) -> [Effect] {
        guard let index = Command.sides.firstIndex(of: command), let detail = currentDetail else { return [] }
        let votes = shownVotes(of: detail)
        guard votes.indices.contains(index) else { return [] }
        return decide(verdict(siding: votes[index].decision, on: detail), now: now)
    }

    /// A label is accepted where the reviewer has the first opinion before them and it says the same.
    private func verdict(siding vote: Decision, on detail: ItemDetail) -> Verdict {
        switch vote.verdict {
        case .accept(let label), .override(let label): verdict(keeping: FirstChoice(label: label), on: detail)
        case .reject, .flag, .skip: vote.verdict
        }
    }

    /// What siding with a reviewer of this name, or of the only name that begins so, comes to; nil: nobody is meant.
    func siding(with name: String) -> Message? {
        guard !name.isEmpty, let detail = currentDetail else { return nil }
        let votes = shownVotes(of: detail)
        let begin = votes.filter { $0.decision.reviewer.hasPrefix(name) }
        let meant = votes.first { $0.decision.reviewer == name } ?? (begin.count == 1 ? begin[0] : nil)
        guard let meant else { return nil }
        if let command = meant.command { return .command(command) }
        switch meant.decision.verdict {
        case .accept(let label), .override(let label): return choosesSeveral ? nil : .choose(label)
        case .reject: return .command(.reject)
        case .flag: return .command(.flag)
        case .skip: return nil
        }
    }

    // MARK: The unclear guideline

    /// What is tagged now goes with a decision that is still to be made.
    private func tagsWhatComes(_ detail: ItemDetail) -> Bool {
        let row = rows[detail.row.number] ?? detail.row
        return !hasDecided(row) || (isAdjudicating(row) && !row.isAdjudicated)
    }

    /// This reviewer says that the guideline is unclear at the item, on disk or with the decision to come.
    func saysUnclear(_ detail: ItemDetail) -> Bool {
        if let said = disputes.tags[detail.row.number] { return said }
        if tagsWhatComes(detail) { return false }
        return detail.decisions.last { $0.reviewer == reviewer && $0.undoneAt == nil }?.isUnclear ?? false
    }

    mutating func toggleUnclear(now: Timestamp) -> [Effect] {
        guard let current, let detail = currentDetail else { return [] }
        hasActed = true
        let says = !saysUnclear(detail)
        // Who has tagged so many items has decided most of them; what is near is kept.
        if disputes.tags.count > 20_000 { disputes.tags = disputes.tags.filter { details[$0.key] != nil } }
        disputes.tags[current] = says
        guard !tagsWhatComes(detail) else {
            let words = says ? "It goes with your decision: \(unclearNotice)" : "The tag is gone."
            notice = Notice(text: words, role: .muted)
            return []
        }
        notice = Notice(text: says ? "Saving the tag…" : "Taking the tag away…", role: .waiting)
        return [.disputes(.tag(request(.disputes(.tag(current))), unclear: says, on: current, at: now))]
    }

    private var unclearNotice: String { "the guideline is unclear here. filter unclear lists such items." }

    // MARK: The reason

    /// Asks for the reason of the decision made last, where the reviewer already is at the next item.
    mutating func askReason() {
        guard let last = lastDecision, let number = last.number else { return }
        ask(.reason(on: number, last.id), text: last.note)
    }

    mutating func saveReason(_ text: String) -> [Effect] {
        if let reason = whyDisputeUnavailable(.reason) {
            notice = Notice(text: reason, role: .warning)
            return []
        }
        let words = text.asOneLine
        guard words.contains(where: { !$0.isWhitespace }), let number = lastDecision?.number else { return [] }
        decisions[decisions.count - 1].note = words
        return [.saveNote(request(.note(number)), words, on: number)]
    }
}
