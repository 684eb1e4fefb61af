import Cells
import Labeling

// Tasks in which an item can have several labels: a label's key adds it to what is chosen or takes it out, and Enter saves
// the set. Where the models' answers are in view, choosing begins from the first opinion's labels, for most of them are
// right; an item that is decided begins from what is saved, and a blind one from nothing.

extension ReviewModel {
    /// A label's key adds the label to what is chosen, or takes it out again.
    var choosesSeveral: Bool { task.labels.allowsSeveral }

    /// What Enter does with the item under the cursor.
    enum EnterMeaning: Hashable {
        case save(Label), accept(Label)
        /// The item has these labels already, and nothing else is chosen.
        case nothing(Label)
        /// There is neither a choice nor an opinion in view.
        case choose
    }

    /// Nil: there is no item, or an item has one label.
    var enterMeaning: EnterMeaning? {
        guard choosesSeveral, let detail = currentDetail else { return nil }
        let row = rows[detail.row.number] ?? detail.row
        let visible = visibleOpinions(of: detail).first { $0.model == detail.first?.model }
        let proposed = visible?.label.flatMap { task.labels.contains($0) ? $0 : nil }
        if let label = chosenLabel(on: detail.row.number) { return label == proposed ? .accept(label) : .save(label) }
        if let label = savedLabel(of: row) { return .nothing(label) }
        return proposed.map(EnterMeaning.accept) ?? .choose
    }

    /// The labels that the signs show as chosen: those that Enter would save, or that are saved.
    var shownChoice: Set<Label> {
        switch enterMeaning {
        case .save(let label), .accept(let label), .nothing(let label): Set(task.labels.members(of: label) ?? [])
        case .choose, nil: []
        }
    }

    func chosenLabel(on number: ItemNumber) -> Label? {
        several.chosen[number].flatMap { task.labels.combination(of: $0) }
    }

    private func savedLabel(of row: QueueRow) -> Label? {
        // What a colleague saved is not shown by signs either, as long as it is hidden.
        guard row.state.isDecided, !hidesPeers(of: row) else { return nil }
        return row.decidedLabel.flatMap { task.labels.contains($0) ? $0 : nil }
    }

    /// - Parameter label: one label of the task, or the set of none, which clears what is chosen.
    mutating func toggle(_ label: Label) -> [Effect] {
        guard let number = current, details[number] != nil else { return [] }
        hasActed = true
        notice = nil
        several.hasWarned = false
        if label == LabelSet.none {
            several.chosen[number] = []
            return []
        }
        var set = several.chosen[number] ?? shownChoice
        if several.chosen[number] == nil, !set.isEmpty { sayWhereChoosingBegins() }
        set.formSymmetricDifference([label])
        several.chosen[number] = set
        return []
    }

    private mutating func sayWhereChoosingBegins() {
        if case .nothing = enterMeaning {
            notice = Notice(text: "Begun from what is saved; 0 clears.", role: .muted)
        } else {
            notice = Notice(text: "Begun from the 1st opinion; 0 clears.", role: .muted)
        }
    }

    /// What Enter does where an item can have several labels.
    mutating func saveLabels(now: Timestamp) -> [Effect] {
        notice = nil
        switch enterMeaning {
        case .save(let label): return decide(.override(label), now: now)
        case .accept(let label): return decide(.accept(label), now: now)
        case .nothing(let label):
            notice = Notice(
                text: "\(task.labels.title(of: label)) is saved already: choose other labels to change it.",
                role: .muted)
        case .choose:
            notice = Notice(
                text: "Choose labels by their keys, then Enter; 0 and Enter: none of them.", role: .warning)
        case nil:
            // Every command about an item says why there is none.
            if let reason = whyUnavailable(.flag) { notice = Notice(text: reason, role: .warning) }
        }
        return []
    }

    /// A whole set at once, as a line of `--plain` names it.
    mutating func chooseWhole(_ label: Label, now: Timestamp) -> [Effect] {
        if let reason = whyUnavailable(.flag) {
            notice = Notice(text: reason, role: .warning)
            return []
        }
        return task.labels.contains(label) ? decide(.override(label), now: now) : []
    }

    // MARK: Keys

    /// Enter, whatever else is bound to it: the label line says so.
    func savesLabels(_ key: Key) -> Bool {
        choosesSeveral && mode == .review && key == .enter && typing.pressed.isEmpty
    }

    /// Whether the message changes what is chosen for the item under the cursor, without deciding it.
    func toggles(_ message: Message) -> Bool {
        guard choosesSeveral, case .key(let key) = message else { return false }
        if picker != nil { return isChoiceInPicker(key) }
        guard mode == .review, case .label? = keymap.meaning(of: key, after: typing.pressed) else { return false }
        return true
    }

    // MARK: What becomes of a choice

    /// The item is decided: what was chosen for it is saved, or is no longer wanted. One that is put off keeps it.
    mutating func endChoice(on number: ItemNumber, _ verdict: Verdict) {
        if verdict != .skip { several.chosen[number] = nil }
    }

    /// The decision was taken back, or not saved after all: its labels are chosen again, to be changed and saved.
    mutating func restoreChoice(on number: ItemNumber, _ verdict: Verdict) {
        guard choosesSeveral, case .override(let label) = verdict, let members = task.labels.members(of: label) else {
            return
        }
        several.chosen[number] = Set(members)
    }

    /// Whether something chosen would be lost by quitting, which is said once.
    mutating func warnsOfChoices() -> Bool {
        guard !several.chosen.isEmpty, !several.hasWarned else { return false }
        several.hasWarned = true
        let count = several.chosen.count
        let key = keymap.key(for: .quit)
        let what = count == 1 ? "Labels chosen on 1 item are" : "Labels chosen on \(count.grouped) items are"
        notice = Notice(text: "\(what) not saved. \(key) again quits all the same.", role: .warning)
        return true
    }
}
