import Labeling

/// The sentences under a report: every undefined value, and whatever was left out, said once.
struct ReportNotes {
    private(set) var sentences: [String] = []
    private let labels: [Label]
    private var hasTruth = false

    init(labels: [Label]) {
        self.labels = labels
    }

    mutating func describe(_ truth: TruthTally, labels index: LabelIndex) {
        hasTruth = truth.n > 0
        if !hasTruth {
            note("No item has a label as ground truth yet, so no figure says how often a model is right.")
        }
        if truth.rejected > 0 {
            note(
                "\(Shown.count(truth.rejected, "item")) rejected in review (no label fits): left out of the figures about models."
            )
        }
        if truth.outside > 0 {
            let reason =
                index.isDiscovering
                ? "is beyond the \(LabelIndex.mostDiscovered) labels that are told apart" : "is not of the label set"
            note("\(Shown.count(truth.outside, "item")) left out: the label of the ground truth \(reason).")
        }
        let counts = truth.report(labels: index)
        if index.several != nil {
            note(
                "An item can have several labels: accuracy and agreement are of whole sets (subset accuracy), a set "
                    + "with a label too many or too few is wrong; F1 and the lines by label are of each label, and the "
                    + "confusion of sets is null.")
        }
        if counts[.imported] > 0 {
            note("Imported ground truth (\(Shown.count(counts[.imported], "item"))) counts as blind in by_exposure.")
        }
        let occurring = counts.labels.filter { $0.n > 0 }
        if occurring.count == 1, index.several == nil, let only = occurring.first {
            note("The ground truth has one label alone (\(only.label)): kappa can say nothing, F1 little.")
        }
    }

    mutating func describe(byPolicy: Int) {
        guard byPolicy > 0 else { return }
        note(
            "\(Shown.count(byPolicy, "item")) accepted by rule: no evidence about the model whose answers they are, and left out of the "
                + "ground truth here.")
    }

    mutating func describe(_ report: ModelReport, tally: ModelTally) {
        let model = report.model
        if tally.snapshots.count > 1 {
            note(
                "\(model): the answers come from \(tally.snapshots.count) snapshots of it "
                    + "(\(tally.snapshots.joined(separator: ", "))): its figures mix them.")
        }
        if tally.promptVersions.count > 1 {
            note(
                "\(model): it was asked with \(tally.promptVersions.count) versions of the prompt: "
                    + "its figures mix them.")
        }
        guard report.n > 0 else {
            if hasTruth { note("\(model): no answer to an item with ground truth, so its figures are null.") }
            describeAnswers(report)
            return
        }
        if report.unanswered > 0 {
            note("\(model): \(Shown.count(report.unanswered, "item")) with ground truth not answered: left out.")
        }
        if report.noLabel > 0 {
            note("\(model): \(report.noLabel) of \(report.n) answers have no valid label: counted as wrong.")
        }
        list(
            report.perLabel.filter { $0.predicted == 0 && $0.support > 0 }, "\(model): never predicted",
            "precision is null, and enters the F1 means as 0")
        list(
            report.perLabel.filter { $0.support == 0 && $0.predicted > 0 }, "\(model): predicted but never true",
            "recall is null")
        list(
            report.perLabel.filter { $0.support == 0 && $0.predicted == 0 }, "\(model): neither true nor predicted",
            "precision, recall and F1 are null, and macro F1 leaves them out")
        if report.cohenKappa == nil {
            note("\(model): kappa is null, for truth and predictions are one and the same label throughout.")
        } else if report.confusion.pairCounts.isOneSided {
            note("\(model): kappa is 0 by definition, for truth or predictions are the same label throughout.")
        }
        describeCalibration(report, tally: tally)
        describeCost(report)
        describeSeverity(report)
        if report.latency.n < report.n {
            note("\(model): \(report.latency.n) of \(report.n) answers have a latency\(nullIfNone(report.latency.n)).")
        }
        let unusable = tally.evaluated.unusableLatencies + tally.others.unusableLatencies
        if unusable > 0 { note("\(model): \(unusable) latencies are negative or no number: left out.") }
        if report.byExposure.shown.n == 0 {
            note("\(model): no truth was decided with its answer in view, so that accuracy is null.")
        }
        if report.byExposure.blind.n == 0 {
            note("\(model): no truth was decided without its answer in view, so that accuracy is null.")
        }
        describeAnswers(report)
    }

    private mutating func describeCalibration(_ report: ModelReport, tally: ModelTally) {
        if report.ece.n < report.n {
            let rule = nullIfNone(report.ece.n, "Brier score and ECE are over these", "Brier score and ECE are null")
            note("\(report.model): \(report.ece.n) of \(report.n) answers have a usable confidence\(rule).")
        }
        if tally.calibration.unusable > 0 {
            note("\(report.model): \(tally.calibration.unusable) confidences are not in 0 to 1: left out.")
        }
    }

    private mutating func describeCost(_ report: ModelReport) {
        let model = report.model
        if report.unknownCosts > 0 {
            let rule =
                report.cost == nil
                ? "cost and cost per correct answer are null"
                : "the cost is a lower bound, and cost per correct answer is null"
            note("\(model): the cost of \(report.unknownCosts) of \(report.n) answers is unknown: \(rule).")
        } else if report.correct == 0 {
            note("\(model): no answer is correct, so the cost per correct answer is null.")
        }
        if let estimated = report.estimatedCost {
            note("\(model): unbilled answers would have cost \(estimated.decimal()) USD: not part of the cost.")
        }
    }

    private mutating func describeSeverity(_ report: ModelReport) {
        guard let severity = report.severity else { return }
        if severity.severe == 0 {
            note("\(report.model): no item is truly of a severe label, so the rate of false accepts is null.")
        }
        if severity.notSevere == 0 {
            note("\(report.model): every item is truly of a severe label, so the rate of false rejects is null.")
        }
    }

    private mutating func describeAnswers(_ report: ModelReport) {
        let answers = report.answers
        if answers.unknownCosts > 0 { note("\(report.model): with a cost unknown, the cost of 1,000 items is null.") }
        // Where truth covers all answers, the lines about the truth have said it.
        guard answers.n > report.n else { return }
        if answers.unknownCosts > 0 {
            let rule = answers.cost == nil ? "null" : "a lower bound"
            note(
                "\(report.model): over all \(answers.n) answers the cost is \(rule); that of "
                    + "\(answers.unknownCosts) is unknown.")
        }
        if answers.latency.n == 0 { note("\(report.model): none of all \(answers.n) answers has a latency.") }
    }

    mutating func describe(_ report: PairReport, tally: PairTally) {
        let pair = "\(report.a) and \(report.b)"
        guard report.n > 0 else {
            note("\(pair): no item has answers of both, so their figures are null.")
            return
        }
        if report.cohenKappa == nil {
            note("\(pair): kappa is null, for both gave one and the same answer throughout.")
        } else if tally.answers.isOneSided {
            note("\(pair): kappa is 0 by definition, for one of them gave the same answer throughout.")
        }
        let failures = tally.answers.second(.besides).n
        if failures > 0 {
            note("\(pair): \(failures) answers of \(report.b) have no valid label, and no line in per_label.")
        }
        switch report.mcnemarP {
        case nil where hasTruth: note("\(pair): no item with ground truth has answers of both: mcnemar_p is null.")
        case nil: note("\(pair): mcnemar_p is null without ground truth.")
        case 0?: note("\(pair): mcnemar_p is below the smallest number that can be written, not exactly 0.")
        default: break
        }
        if report.mcnemar.n > 0, report.mcnemar.onlyA + report.mcnemar.onlyB == 0 {
            note("\(pair): right and wrong on the same items, so mcnemar_p is 1.")
        }
    }

    /// - Parameter answered: items with ground truth that the small model answered.
    mutating func describe(_ report: HeadToHeadReport, answered: Int) {
        let pair = "\(report.small) against \(report.big)"
        if report.n == 0 {
            note("\(pair): no item with ground truth has answers of both, so difference and advice are null.")
        } else if report.needsMore == nil {
            note("\(pair): the difference lies on a limit of the advice, so needs_more is null.")
        }
        if report.n > 0, report.n < answered {
            note(
                "\(pair): over the \(report.n) of \(answered) items that \(report.big) answered too. Where escalation chose "
                    + "them they are the harder ones, and over all items the difference may be another.")
        }
    }

    /// - Parameter outside: labels marked severe that the label set does not have.
    mutating func describe(severeOutside outside: Int) {
        if outside > 0 { note("Marked severe, but not of the label set: \(outside) (left out).") }
    }

    mutating func describe(_ report: ReviewersReport, tally: ReviewersTally) {
        if tally.outside > 0 {
            note("Reviewers: \(tally.outside) decided labels are not of the label set: left out.")
        }
        guard report.items > 0 else {
            note("Reviewers: no item was labelled by two of them, so their agreement is null.")
            return
        }
        if report.krippendorffAlpha == nil {
            note("Reviewers: one label was given throughout, so Fleiss' kappa and Krippendorff's alpha are null.")
        }
        let counts = tally.ratings.ratingCounts
        if report.fleissKappa != nil, counts.count > 1, let least = counts.first, let most = counts.last {
            note(
                "Reviewers: items have from \(least) to \(most) labels, so Fleiss' kappa is in Gwet's generalisation; "
                    + "Krippendorff's alpha is made for this.")
        }
        for pair in report.pairs where pair.cohenKappa == nil {
            note("\(pair.a) and \(pair.b): kappa is null, for both gave one and the same label throughout.")
        }
        for (a, b) in tally.oneSidedPairs {
            note("\(a) and \(b): kappa is 0 by definition, for one of them gave the same label throughout.")
        }
    }

    private mutating func note(_ sentence: String) { sentences.append(sentence) }

    private mutating func list(_ reports: [LabelReport], _ what: String, _ consequence: String) {
        guard !reports.isEmpty else { return }
        let names = reports.prefix(5).map(\.label.name).joined(separator: ", ")
        let more = reports.count > 5 ? " and \(reports.count - 5) more" : ""
        note("\(what): \(names)\(more) (\(consequence)).")
    }

    private func nullIfNone(
        _ count: Int, _ some: String = "the percentiles are over these", _ none: String = "the percentiles are null"
    ) -> String { ": " + (count == 0 ? none : some) }
}
