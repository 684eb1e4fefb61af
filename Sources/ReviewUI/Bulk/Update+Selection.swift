import Cells
import Labeling

extension ReviewModel {
    /// Lines are selected, so that a decision is meant for all of them.
    var isSelecting: Bool { bulk.selection != nil }

    mutating func toggleSelection() {
        guard let current else { return }
        hasActed = true
        defer { saySelection() }
        guard var selection = bulk.selection, !selection.isAll else {
            bulk.selection = BulkState.Selection(anchor: current, anchorIndex: cursor)
            return
        }
        if selection.anchor == nil {
            (selection.anchor, selection.anchorIndex) = (current, cursor)
        } else {
            selection.lines.formUnion(openLines(selection))
            selection.anchor = nil
        }
        bulk.selection = selection
    }

    mutating func selectAll() {
        hasActed = true
        bulk.selection = BulkState.Selection(isAll: true)
        saySelection()
    }

    /// The screen shows what is selected; line by line nothing else says it.
    mutating func saySelection() {
        guard typing.isPlain else { return }
        guard let words = selectedWords else {
            notice = Notice(text: "Nothing is selected.", role: .muted)
            return
        }
        let isOpen = bulk.selection?.anchor != nil
        let how = isOpen ? "go on to select more" : "a deciding command says first what it would do"
        notice = Notice(text: "\(words): \(how); escape drops it.", role: .muted)
    }

    /// Drops the selection; false: there is none.
    mutating func dropSelection() -> Bool {
        defer { bulk.selection = nil }
        return bulk.selection != nil
    }

    private func openRange(_ selection: BulkState.Selection) -> ClosedRange<Int>? {
        guard selection.anchor != nil, let queue, queue.indices.contains(selection.anchorIndex),
            queue.indices.contains(cursor)
        else { return nil }
        return min(selection.anchorIndex, cursor)...max(selection.anchorIndex, cursor)
    }

    private func openLines(_ selection: BulkState.Selection) -> ArraySlice<ItemNumber> {
        openRange(selection).flatMap { queue?[$0] } ?? []
    }

    func isSelected(line index: Int) -> Bool {
        guard let selection = bulk.selection, let queue, queue.indices.contains(index) else { return false }
        return selection.isAll || openRange(selection)?.contains(index) == true
            || selection.lines.contains(queue[index])
    }

    /// `selected 37`; nil: nothing is. Lines are counted, with what is folded under them as far as that is quick.
    var selectedWords: String? {
        guard let selection = bulk.selection else { return nil }
        if selection.isAll { return "selected \(((queue?.count ?? 0) + bulk.folds.folded).grouped)" }
        let range = openRange(selection)
        let lines = (range?.count ?? 0) + selection.lines.count
        guard lines <= 2_000 else { return "selected \(lines.grouped) lines" }
        return "selected \(selectedItems(selection).count.grouped)"
    }

    /// In the list's order, folded items after their line.
    private func selectedItems(_ selection: BulkState.Selection) -> [ItemNumber] {
        guard let queue else { return [] }
        var lines: [ItemNumber] = []
        if selection.isAll {
            lines = queue
        } else {
            lines = Array(openLines(selection))
            let known = Set(lines)
            lines += selection.lines.filter { !known.contains($0) }.sorted()
        }
        guard bulk.folds.folded > 0 else { return lines }
        return lines.flatMap { [$0] + foldedMembers(of: $0) }
    }

    // MARK: What to do with them

    /// A command that decides, with a selection: what it means for all; nil: nothing in particular.
    func bulkChoice(_ command: Command) -> BulkChoice? {
        guard isSelecting else { return nil }
        return switch command {
        case .accept: .acceptFirst
        case .acceptSecond: .acceptSecond
        case .reject: .reject
        case .flag: .flag
        case .skip: .skip
        default: nil
        }
    }

    mutating func proposeBulk(_ verdict: Verdict, now: Timestamp) -> [Effect] {
        switch verdict {
        case .accept: propose(.acceptFirst)
        case .override(let label): propose(.label(label))
        case .reject: propose(.reject)
        case .flag: propose(.flag)
        case .skip: propose(.skip)
        }
    }

    /// Opens the page that says what it would do.
    mutating func propose(_ choice: BulkChoice) -> [Effect] {
        guard let selection = bulk.selection else { return [] }
        if query.filter == .disputed {
            notice = Notice(text: whyBulkUnavailable(.select) ?? "", role: .warning)
            return []
        }
        if blindSession || commitsFirst {
            notice = Notice(text: "In a blind session every item is decided by itself.", role: .warning)
            return []
        }
        let items = selectedItems(selection)
        guard items.count <= BulkPlan.mostItems else {
            notice = Notice(
                text: "\(items.count.grouped) items are too many at once, \(BulkPlan.mostItems.grouped) is the most: "
                    + "narrow the list with a filter.", role: .warning)
            return []
        }
        let plan = BulkPlan(
            choice: choice, items: items, blind: blindRule,
            labels: Set(task.labels.labels),
            concealed: task.review.conceals ? Set(task.labels.labels) : task.labels.concealing,
            list: query.filter.rawValue)
        notice = nil
        mode = .bulk(BulkPage(subject: .selection(plan, nil)))
        return [.bulk(.preview(request(.bulk(.preview)), plan, round: 0))]
    }

    /// Which items are hidden from the reviewer by what they are.
    var blindRule: BlindRule { BlindRule(share: task.review.blindSample, audit: bulk.policy?.rule) }

    mutating func press(_ key: Key, in page: BulkPage, now: Timestamp) -> [Effect] {
        notice = nil
        switch key {
        // It ends the line that opened the page: typed once more, or ahead, it is no consent.
        case .enter:
            if page.isReady { notice = Notice(text: "Enter does nothing: y does it.", role: .warning) }
        // What is typed before the page shows what it would do is dropped: nobody has read it.
        case .character("y"):
            guard page.isReady else { return [] }
            mode = .review
            return carryOut(page, now: now)
        case .character("r"):
            guard case .selection(let plan, let preview?) = page.subject, preview.eligible > 0 else { return [] }
            var next = page
            next.round += 1
            mode = .bulk(next)
            return [.bulk(.preview(request(.bulk(.preview)), plan, round: next.round))]
        case .down, .character("j"), .character(" "), .pageDown: return scroll(page, by: 1)
        case .up, .character("k"), .backspace, .pageUp: return scroll(page, by: -1)
        case .control("l"): return [.redraw]
        case .escape, .character("q"), .character("n"), .control("c"):
            mode = .review
            // An answer that still comes is for nobody.
            for (request, awaited) in awaiting where awaited == .bulk(.preview) || awaited == .bulk(.statement) {
                awaiting[request] = nil
            }
            notice = Notice(text: "Nothing was decided.", role: .muted)
        default: break
        }
        return []
    }

    private mutating func scroll(_ page: BulkPage, by step: Int) -> [Effect] {
        var next = page
        next.scroll = min(max(0, page.scroll + step), max(0, bulkLines(page).count - max(size.rows - 2, 1)))
        mode = .bulk(next)
        return []
    }

    private mutating func carryOut(_ page: BulkPage, now: Timestamp) -> [Effect] {
        switch page.subject {
        case .selection(let plan, let preview?):
            let act = newAct(.bulk, now: now)
            let request = request(.bulk(.write))
            bulk.saving[request] = BulkState.Saving(
                act: act, phrase: plan.choice.phrase(in: task.labels), items: preview.eligible,
                selection: bulk.selection)
            bulk.selection = nil
            return [.bulk(.record(request, plan, latestPrediction: preview.latestPrediction, act, at: now))]
        case .rule(let rule, let statement?):
            let act = newAct(.policy, now: now)
            let request = request(.bulk(.write))
            bulk.saving[request] = BulkState.Saving(
                act: act, phrase: "auto-accept \(rule.threshold.shortShare)", items: statement.figures.accepted)
            return [.bulk(.apply(request, statement, act, at: now))]
        default: return []
        }
    }
}

extension BulkChoice {
    func phrase(in labels: LabelSet) -> String {
        switch self {
        case .acceptFirst: "accept each first opinion"
        case .acceptSecond: "take each second opinion"
        case .label(let label): "label \(labels.title(of: label))"
        case .reject: "reject"
        case .flag: "flag"
        case .skip: "skip"
        }
    }
}
