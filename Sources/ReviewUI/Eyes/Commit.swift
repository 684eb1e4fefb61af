import Labeling

// Commit, then reveal: the reviewer chooses before the models' answers appear; one more key keeps or changes the choice.

extension ReviewModel {
    /// Models' answers appear after a first choice.
    var commitsFirst: Bool { commitSession || task.review.reveal == .afterChoice }

    /// The reviewer has to choose before the models' answers appear. Blind items are decided at once, and so are those
    /// that no model has answered: there is nothing to reveal.
    func mustCommitFirst(_ detail: ItemDetail) -> Bool {
        commitsFirst && !isBlind(detail.row) && !hasDecided(detail.row) && !isAdjudicating(detail.row)
            && eyes.firstChoices[detail.row.number] == nil && (detail.first != nil || detail.second != nil)
    }

    /// Whether the verdict can be a first choice: a label, or that none fits. A flag and a skip need none.
    func isChoice(_ verdict: Verdict) -> Bool {
        switch verdict {
        case .accept, .override, .reject: true
        case .flag, .skip: false
        }
    }

    /// Keeps the first choice and reveals the models' answers.
    mutating func commit(_ verdict: Verdict, on detail: ItemDetail, now: Timestamp) -> [Effect] {
        eyes.firstChoices[detail.row.number] = FirstChoice(label: verdict.label)
        notice = nil
        return []
    }

    /// What was chosen on this item before the models' answers appeared.
    func firstChoice(on number: ItemNumber) -> Label? { eyes.firstChoices[number]?.label }

    /// The first choice that waits to be kept or changed, of the item under the cursor.
    var pendingChoice: FirstChoice? {
        guard let detail = currentDetail, !hasDecided(detail.row), !isAdjudicating(detail.row) else { return nil }
        return eyes.firstChoices[detail.row.number]
    }

    /// What keeping the choice decides: the first opinion's label is accepted where it is the same.
    func verdict(keeping choice: FirstChoice, on detail: ItemDetail) -> Verdict {
        guard let label = choice.label else { return .reject }
        let isFirst = label == detail.first?.label && mayAccept(detail.first, of: detail)
        return isFirst ? .accept(label) : .override(label)
    }

    /// Why a command that takes a model's answer cannot; nil: it can.
    func whyAnswerHidden(_ command: Command, _ detail: ItemDetail) -> String? {
        if hidesOpinions(of: detail.row) {
            return isBlind(detail.row)
                ? "Blind item: choose the label yourself; the models' answers come after."
                : "Choose a label first; the models' answers appear then."
        }
        if command == .accept, pendingChoice != nil { return nil }
        let opinion = command == .accept ? detail.first : detail.second
        if let opinion, !mayAccept(opinion, of: detail) {
            return "\(opinion.model)'s answer has no room on this screen: make it larger, or choose a label."
        }
        return nil
    }

    /// The reviewer sees the opinion, or has seen it.
    private func mayAccept(_ opinion: Prediction?, of detail: ItemDetail) -> Bool {
        guard let model = opinion?.model else { return false }
        return seenModels(of: detail).contains(model)
    }

    /// `Your choice: Billing. a or enter keeps it, another label changes it.`
    func choiceWords(columns: Int) -> String? {
        guard let choice = pendingChoice else { return nil }
        let title = choice.label.map { task.labels.title(of: $0) } ?? "no label fits"
        let keys = keymap.keys(for: .accept).map(\.description)
        let keep = keys.isEmpty ? "accept" : keys.joined(separator: " or ")
        let long = "Your choice: \(title). \(keep) keeps it, another label changes it."
        return long.count + 2 <= columns ? long : "\(keys.last ?? "accept") keeps \(title)"
    }
}
