package import Labeling

// Distressing content: the text of an item is hidden until the reviewer asks for it.

extension ReviewModel {
    /// Why the text of an item is concealed, in a few words; nil: it is not.
    ///
    /// Where a label conceals, every item is concealed of which the reviewer may not know yet whether it has that label:
    /// those whose answers are hidden, all alike so that nothing leaks, and those that no model has put elsewhere.
    func concealment(of row: QueueRow) -> String? {
        if task.review.conceals { return "by the task" }
        guard !task.labels.concealing.isEmpty else { return nil }
        if hidesOpinions(of: row) { return isBlind(row) ? "blind item" : "answers hidden" }
        if row.state.isDecided, !hidesPeers(of: row), let label = row.decidedLabel, conceals(label) {
            return "decided \(task.labels.title(of: label))"
        }
        guard let first = row.first else { return "not classified yet" }
        guard let label = first.label else { return "first opinion \(first.outcome.words)" }
        if conceals(label) { return "first opinion \(task.labels.title(of: label))" }
        if let second = row.second?.label, conceals(second) {
            return "second opinion \(task.labels.title(of: second))"
        }
        return nil
    }

    /// The label conceals; a set of labels does so with any one of them.
    private func conceals(_ label: Label) -> Bool {
        let concealing = task.labels.concealing
        return task.labels.members(of: label)?.contains(where: concealing.contains) ?? concealing.contains(label)
    }

    /// The text is hidden now.
    package func isConcealed(_ row: QueueRow) -> Bool {
        eyes.uncovered != row.number && concealment(of: row) != nil
    }

    /// What stands in the place of the text; nil: the text does.
    func concealedWords(_ row: QueueRow) -> String? {
        guard isConcealed(row), let reason = concealment(of: row) else { return nil }
        return "concealed: \(reason); \(keymap.key(for: .showConcealed)) shows it"
    }

    mutating func toggleConcealed() {
        guard let current else { return }
        hasActed = true
        eyes.uncovered = eyes.uncovered == current ? nil : current
    }
}
