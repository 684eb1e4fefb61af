/// How the decisions on one item stand against each other, and which label follows: the rule of ground truth where
/// several reviewers decide. The store says the same in SQL (`Storage/VoteSQL`).
package struct ItemVotes: Hashable, Sendable {
    /// How many reviewers have a label, or say that none fits, as their last word in force. Adjudications are none of
    /// them, nor is what a rule accepted.
    package var count: Int
    /// So many reviewers decide the item.
    package var needed: Int
    /// There are enough of them, the policy finds no answer in what they say, and nobody has decided between them.
    package var isDisputed: Bool
    /// Reviewers have voted, and not enough of them; nobody has flagged or adjudicated the item.
    package var isOpen: Bool
    /// The decision that gives the item's state: behind the truth, a flag, or a skip where there is nothing else. Nil
    /// where reviewers are still missing, or in dispute.
    package var decision: Decision?
    package var truth: GroundTruth?
    /// Each reviewer's last word that is a label, or that none fits, in the order of time.
    let labels: [Decision]

    /// - Parameters:
    ///   - decisions: in the order they were recorded; among equal times the later recorded is the later.
    ///   - policy: `dawidSkene` behaves as `majority` here: what it says needs all items at once.
    ///   - needed: how many reviewers decide the item, from 1.
    package init(decisions: [Decision], gold: Label?, policy: TruthPolicy = .single, needed: Int = 1) {
        let inForce = decisions.filter { $0.undoneAt == nil }
        let words = inForce.filter { $0.verdict != .skip }
        let adjudication = ItemVotes.last(words.filter(\.isAdjudication))
        let votes = ItemVotes.lastOfEach(words.filter { !$0.isAdjudication && !$0.isByPolicy })
        let labels = votes.filter { $0.verdict != .flag }
        // Stable: those of one moment stay in the order of recording.
        self.labels = labels.sorted { $0.at < $1.at }
        let flag = ItemVotes.last(votes.filter { $0.verdict == .flag })
        count = labels.count
        self.needed = max(1, needed)
        isOpen = count > 0 && count < self.needed && flag == nil && adjudication == nil
        isDisputed = false
        var provenance = GroundTruth.Provenance.single
        if let adjudication {
            decision = adjudication
            provenance = .adjudicated
        } else if policy == .single || votes.isEmpty {
            decision = ItemVotes.last(words) ?? ItemVotes.last(inForce)
        } else if let flag {
            decision = flag
        } else if count >= self.needed {
            // More than half is all but one answer, so at most one has it.
            let enough = policy == .adjudicated ? labels.count : labels.count / 2 + 1
            decision = ItemVotes.last(
                labels.filter { vote in labels.count(where: { $0.verdict.label == vote.verdict.label }) >= enough })
            isDisputed = decision == nil
            let isUnanimous = labels.allSatisfy { $0.verdict.label == labels[0].verdict.label }
            if labels.count > 1 { provenance = isUnanimous ? .consensus : .majority }
        }
        switch decision?.verdict.action {
        case .accept, .override, .reject:
            truth = GroundTruth(label: decision?.verdict.label, provenance: provenance, decision: decision)
        case .flag: truth = nil
        case .skip, nil:
            truth = isDisputed ? nil : gold.map { GroundTruth(label: $0, provenance: .imported) }
        }
    }

    private static func last(_ decisions: [Decision]) -> Decision? {
        decisions.reduce(nil) { last, next in
            guard let last, next.at < last.at else { return next }
            return last
        }
    }

    /// Each reviewer's last word, in the order of recording.
    private static func lastOfEach(_ decisions: [Decision]) -> [Decision] {
        var words: [Decision] = []
        for decision in decisions {
            // By bytes, as the store compares them.
            let known = words.firstIndex { $0.reviewer.utf8.elementsEqual(decision.reviewer.utf8) }
            guard let known else {
                words.append(decision)
                continue
            }
            guard decision.at >= words[known].at else { continue }
            // In the order of recording, by which equal times are told apart.
            words.remove(at: known)
            words.append(decision)
        }
        return words
    }
}

extension GroundTruth {
    /// The rule of ground truth where several reviewers decide (`ItemVotes`). An adjudication in force goes before
    /// everything; `single` is the last decision in force; under the others `needed` reviewers must have said
    /// something, and a flag takes the item out. Where nothing is decided the imported gold stands, but not in a dispute.
    ///
    /// - Parameter decisions: in the order they were recorded.
    package static func resolve(
        decisions: [Decision], gold: Label?, policy: TruthPolicy, needed: Int
    ) -> GroundTruth? {
        ItemVotes(decisions: decisions, gold: gold, policy: policy, needed: needed).truth
    }

    /// What a weighing of all reviewers over all items says of this one. An adjudication goes before it, as do a flag, and
    /// the gold or a rule's acceptance where no reviewer has voted.
    ///
    /// - Parameter weighed: the label (nil: no label fits) and its probability; nil: two are equally likely.
    package static func weighed(
        _ weighed: (label: Label?, probability: Double?)?, decisions: [Decision], gold: Label?
    ) -> GroundTruth? {
        let votes = ItemVotes(decisions: decisions, gold: gold, policy: .majority, needed: 1)
        if votes.count == 0 || votes.decision?.isAdjudication == true || votes.decision?.verdict == .flag {
            return votes.truth
        }
        guard let weighed else { return nil }
        var truth = GroundTruth(label: weighed.label, provenance: .dawidSkene, probability: weighed.probability)
        // The newest vote for it. There may be none: a label can be the likeliest that nobody gave.
        truth.decision = votes.labels.last { $0.verdict.label == weighed.label }
        return truth
    }

    /// The labels' reviewers behind a truth that several found: those whose last word in force it is, by first word.
    package func reviewers(among decisions: [Decision]) -> [String] {
        guard provenance == .consensus || provenance == .majority || provenance == .dawidSkene else { return [] }
        var last: [Decision] = []
        for decision in decisions where decision.undoneAt == nil && decision.verdict != .skip {
            if decision.isAdjudication || decision.isByPolicy { continue }
            if let known = last.firstIndex(where: { $0.reviewer.utf8.elementsEqual(decision.reviewer.utf8) }) {
                if decision.at >= last[known].at { last[known] = decision }
            } else {
                last.append(decision)
            }
        }
        return last.filter { $0.verdict.action != .flag && $0.verdict.label == label }.map(\.reviewer)
    }
}

extension ReviewSettings {
    /// Which label counts for this item: what the task file says, else `adjudicated` where several reviewers decide it
    /// and `single` where one does.
    package func truthPolicy(for item: Item.ID) -> TruthPolicy {
        truth ?? (reviewersNeeded(for: item) > 1 ? .adjudicated : .single)
    }
}
