extension RiskReport {
    /// What is undefined and why, what was left out: sentences for people.
    package var notes: [String] {
        var notes: [String] = []
        for model in silent {
            notes.append(
                "\(model): no answer has both a label and a confidence from 0 to 1, so it has no risk-coverage curve and no "
                    + "threshold.")
        }
        for model in models { notes += model.notes(risk: risk) }
        return notes
    }
}

extension RiskReport.ModelRisk {
    fileprivate func notes(risk: Double?) -> [String] {
        var notes: [String] = []
        if unusable > 0 {
            notes.append(
                "\(model): \(unusable) of \(answers) answers have no valid label or no usable confidence; no threshold accepts "
                    + "them, and coverage counts them as not accepted.")
        }
        guard basis.n > 0 else {
            notes.append("\(model): no ground truth of its answers, so its risk-coverage curve is undefined.")
            return notes
        }
        if basis.rejected > 0 {
            notes.append(
                "\(model): in \(basis.rejected) of the \(basis.n) answers that its risk is measured on the truth is that no label "
                    + "fits: errors here, and in no other figure.")
        }
        if basis.leavesOutChosen {
            notes.append(
                "\(model): its risk is measured without the truth from orders that prefer doubtful items, for there is enough "
                    + "other.")
        }
        if !basis.isComplete, basis.chosen == 0, basis.random < basis.n {
            notes.append(
                "\(model): of the \(basis.n) answers that its risk is measured on, \(basis.n - basis.random) have a truth of which "
                    + "it is not known that it was drawn at random; the bounds hold as far as it was.")
        }
        if savings.seconds == nil { notes.append("\(model): no decision has a time, so minutes saved are undefined.") }
        if savings.nextModel != nil, savings.secondOpinion == nil {
            notes.append("\(model): no cost of a second opinion is known, so money saved is undefined.")
        }
        if sets == nil {
            notes.append(
                "\(model): fewer than 100 answers with ground truth, or items with several labels: no conformal sets of labels."
            )
        }
        return notes
    }
}
