import Labeling

extension RatersReport {
    /// What is undefined and why, what was left out.
    func sentences(_ evidence: Evidence) -> [String] {
        var notes: [String] = []
        if all.items > 0 { notes += agreementNotes }
        if isWithoutLabels {
            notes.append(
                "Raters: per_label is left out: \(evidence.singles.count) labels and items with up to "
                    + "\(evidence.reviewers.count) reviewers would make too many numbers.")
        }
        if sawPeers > 0 {
            notes.append(
                "Raters: \(sawPeers) of \(all.ratings) labels were given with other reviewers' decisions on screen: their "
                    + "agreement is no independent one, and flatters.")
        }
        if isMultiLabel, all.items > 0 {
            notes.append(
                "Raters: agreement is of whole sets of labels, each set an answer of its own; AC1 takes the "
                    + "\(scale) sets that were given for all there are. per_label is yes or no for each label.")
        }
        let compared = standings.flatMap { [$0.others, $0.adjudicated, $0.gold] }.filter { $0.n > 0 }
        if compared.contains(where: { $0.cohenKappa.value == nil }) {
            notes.append(
                "Raters: in against, kappa is null where a reviewer and what they are held against have one and the same label "
                    + "throughout.")
        }
        if standings.contains(where: { $0.adjudicated.n > 0 }) {
            notes.append(
                "Raters: adjudicated items are those where reviewers differed: agreement with the adjudication is over the "
                    + "hard items, and low for everybody.")
        }
        return notes + (truth?.sentences ?? [])
    }

    private var agreementNotes: [String] {
        var notes: [String] = []
        let items = all.items == 1 ? "the one item" : "all \(all.items) items"
        if all.isOneCategory, all.isUnanimous {
            notes.append(
                "Raters: all gave one and the same label on \(items). Kappa and alpha are null: without a second label "
                    + "nothing says how much agreement chance alone would give. AC1 is defined, and 1.")
        } else if all.isUnanimous {
            notes.append("Raters: all agree on \(items).")
        }
        if all.isUnanimous {
            notes.append(
                "Raters: with no disagreement seen the variances are 0; the lower bounds are made from Wilson's bound for "
                    + "\(all.items) agreements of \(all.items).")
        } else if all.items == 1 {
            notes.append("Raters: one item alone has two labels: the coefficients have no interval.")
        } else if all.fleissKappa.value != nil, all.fleissKappa.low == nil {
            notes.append("Raters: all items agree to the same degree: the coefficients have no interval.")
        }
        let oneLabel = pairs.filter { $0.figures.n > 0 && $0.figures.cohenKappa.value == nil }
        if !oneLabel.isEmpty, !all.isOneCategory {
            notes.append(
                "Raters: \(Shown.count(oneLabel.count, "pair")) of reviewers gave one and the same label to all common items: "
                    + "their kappa and alpha are null, AC1 is 1.")
        }
        let flat = pairs.filter { $0.figures.cohenKappa.value != nil && $0.figures.cohenKappa.low == nil }
        if !flat.isEmpty {
            notes.append(
                "Raters: \(Shown.count(flat.count, "pair")) of reviewers without an interval of kappa: one of the two "
                    + "gave the same label throughout, so kappa is 0 whatever the agreement, and its variance too.")
        }
        if pairs.contains(where: { $0.labels.contains { $0.figures.cohenKappa.value == nil } }) {
            notes.append(
                "Raters: in per_label of two reviewers, kappa and alpha are null where both gave the label to all common items."
            )
        }
        let silent = labels.filter { $0.figures.isOneCategory }
        if !silent.isEmpty {
            notes.append(
                "Raters: \(Shown.count(silent.count, "label")) given to every item by everybody: kappa and alpha of it are null."
            )
        }
        return notes
    }

}

extension TruthFindings {
    var sentences: [String] {
        var notes = ["The ground truth is made of the reviewers' labels by the policy \(policy.rawValue)."]
        let several = policy != .single
        if several {
            notes.append(
                "A truth made of several labels counts as decided with a model in view if it was in view in any of those "
                    + "labels.")
        }
        if ties > 0 {
            notes.append(
                "\(Shown.count(ties, "item")) without ground truth: "
                    + (policy == .dawidSkene && !isRefused
                        ? "two labels are equally likely." : "no label has more than half of the reviewers."))
        }
        if disputed > 0 {
            notes.append(
                "\(Shown.count(disputed, "item")) without ground truth: the reviewers differ, and nobody has adjudicated."
            )
        }
        if tooFew > 0 {
            notes.append(
                "\(Shown.count(tooFew, "item")) without ground truth: fewer than \(overlap) reviewers labelled them."
            )
        }
        if isRefused {
            notes.append(
                "Dawid-Skene was not fitted: there are too many labels and reviewers' answers for it. The ground truth is "
                    + "by majority instead.")
        }
        if let model = dawidSkene, !model.isConverged {
            notes.append(
                "Dawid-Skene had not settled after \(model.rounds) rounds: its probabilities may still change a little."
            )
        }
        if let model = dawidSkene, model.alone > 0 {
            notes.append(
                "Dawid-Skene: \(Shown.count(model.alone, "item")) with one label alone: their probability stands on what is "
                    + "known of that reviewer elsewhere, and says too much where that is little.")
        }
        if let model = dawidSkene, model.reviewers.contains(where: { $0.accuracy == nil }) {
            notes.append(
                "Dawid-Skene: the accuracy of reviewers who share no item with another is null: nobody's word stands against "
                    + "theirs.")
        }
        if let model = dawidSkene, model.reviewers.count < 3 {
            notes.append(
                "Dawid-Skene with fewer than three reviewers cannot tell who is right where they differ: it follows how "
                    + "common the labels are.")
        }
        return notes
    }
}
