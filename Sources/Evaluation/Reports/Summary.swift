import Labeling

/// What a report comes to, in a few sentences for somebody who reads no further: each with its number, its n and its
/// interval. Nothing is computed here that a section does not show, and where little is known it says so.
package struct Summary: Hashable, Sendable {
    package var sentences: [String] = []

    /// Without a wished risk this one is looked at.
    static let usualRisk = 0.05
    /// Under so many items a share says little: it is told, and called so.
    static let few = 30
    /// With more models the best and the worst are named.
    static let mostModels = 3
    /// A long list of warnings is read by nobody.
    static let mostWarnings = 3
    /// As many names as a sentence bears.
    static let mostNames = 5

    let report: EvaluationReport
    var details: EvaluationDetails { report.details }

    init(_ report: EvaluationReport) {
        self.report = report
        let right = [accuracy, better].compactMap(\.self)
        sentences = [truth, right.isEmpty ? nil : right.joined(separator: " "), people, machine, labels, change]
            .compactMap(\.self)
        sentences += warnings.prefix(Summary.mostWarnings)
        sentences += [next].compactMap(\.self)
    }

    package var section: ReportSection {
        ReportSection("In short", reading: "", blocks: sentences.isEmpty ? [] : [.list(sentences)])
    }

    // MARK: How right

    private var truth: String? {
        guard report.groundTruth.n == 0 else { return nil }
        return report.models.isEmpty && report.groundTruth.rejected == 0
            ? "Nothing is decided and no model has answered: there is nothing to say yet."
            : "No item has a label as ground truth: nothing is known of how right a model is."
    }

    private var accuracy: String? {
        let known = report.models.filter { $0.n > 0 }
        guard !known.isEmpty else { return nil }
        guard known.count > Summary.mostModels else { return known.map(accuracy).joined(separator: " ") }
        let order = known.sorted { ($1.accuracy?.value ?? 0) < ($0.accuracy?.value ?? 0) }
        guard let best = order.first, let worst = order.last else { return nil }
        return
            "Of \(known.count) models the best and the worst on their own items: \(accuracy(best)) \(accuracy(worst))"
    }

    private func accuracy(_ model: ModelReport) -> String {
        let right = report.isMultiLabel ? "names the whole set of labels right for" : "is right on"
        let figures = details.exposure?.models.first { $0.model == model.model }
        let blind = figures?.blind ?? ExposureFigures(n: 0)
        var words: String
        if blind.n > 0 {
            let kind =
                switch figures?.imported ?? 0 {
                case blind.n: "whose truth was imported"
                case 0: "decided without its answer in view"
                default: "with imported truth, or decided without its answer in view"
                }
            words = "\(model.model) \(right) \(Shown.interval(blind.accuracy)) of \(blind.n) items \(kind)"
        } else {
            words =
                "\(model.model) \(right) \(Shown.interval(model.accuracy)) of \(model.n) items, all decided with its "
                + "answer in view, which flatters"
        }
        if (blind.n > 0 ? blind.n : model.n) < Summary.few { words += " (too few to rely on)" }
        if let (sampling, estimate) = estimate(model.model), let all = estimate.accuracy {
            let share = Shown.interval(Interval(value: all.value, low: all.low, high: all.high))
            let drawn = "\(all.n) drawn at random"
            guard !estimate.differs else {
                // The decided items are not like the others: theirs is not the figure to go by.
                return "\(model.model) \(right) about \(share) of all \(sampling.items) items (\(drawn), weighed); the "
                    + "decided ones are not like the others, and the plain \(Shown.share(model.accuracy?.value)) of "
                    + "\(model.n) misleads."
            }
            words += "; of all \(sampling.items) items on about \(share) (\(drawn), weighed)"
        }
        return words + "."
    }

    /// What was drawn at random says of all items; nil: it says nothing of them.
    private func estimate(_ model: String) -> (SamplingReport, ModelEstimates)? {
        guard let sampling = details.sampling, sampling.basis != DrawnSample.Basis.census.rawValue,
            let estimate = sampling.models.first(where: { $0.model == model }), estimate.accuracy != nil
        else { return nil }
        return (sampling, estimate)
    }

    /// Whether the decided items are known to be unlike the others for this model.
    func misleads(_ model: String) -> Bool { estimate(model)?.1.differs ?? false }

    /// Of two models.
    private var better: String? {
        guard report.models.count == 2, let pair = report.pairs.first, pair.mcnemar.n > 0, let p = pair.mcnemarP
        else { return nil }
        guard !misleads(pair.a), !misleads(pair.b) else { return nil }
        let counts = pair.mcnemar
        let found =
            "on the \(counts.n) items with truth that both answered, only \(pair.a) is right on \(counts.onlyA), only "
            + "\(pair.b) on \(counts.onlyB) (McNemar p \(Shown.probability(p)))"
        guard p < 0.05 else { return "Neither model is shown to be better: \(found)." }
        return "\(counts.onlyA > counts.onlyB ? pair.a : pair.b) is the better one: \(found)."
    }

    // MARK: People

    private var people: String? {
        guard let raters = details.raters, raters.all.items > 0 else {
            guard report.groundTruth.n > report.groundTruth[.imported] else { return nil }
            return
                "No item was labelled by two reviewers: whether people agree is not known, and a model can be no more "
                + "right than they are."
        }
        let all = raters.all
        var words =
            "The \(raters.reviewers) reviewers agree in \(Shown.share(all.agreement)) of the pairs of labels on "
            + "\(all.items) items"
        guard let alpha = all.krippendorffAlpha.value else { return words + "." }
        words += "; Krippendorff's alpha is \(Shown.figure(all.krippendorffAlpha)), "
        // Krippendorff's own limits.
        return words
            + (alpha >= 0.8
                ? "enough to rely on."
                : alpha >= 0.667
                    ? "enough for tentative conclusions alone (0.8 is asked for)."
                    : "too low for any conclusion (0.667 is the least): mend the guidelines first.")
    }

    // MARK: Drift

    private var change: String? {
        guard let drift = details.drift else { return nil }
        let tested = drift.series.filter { $0.test != nil }
        let changed = tested.filter { $0.change != nil }
        let said = changed.filter { $0.what == .accuracy }
        // A model's agreement changes with its accuracy: it is told where no accuracy did.
        let told = (said.isEmpty ? changed : said).prefix(2).compactMap { series -> String? in
            guard let change = series.change else { return nil }
            let name =
                series.what == .agreement
                ? "The agreement of \(series.models.joined(separator: " and "))"
                : "The accuracy of \(series.models.joined())"
            let (before, after) = (change.before, change.after)
            return "\(name) \(after.share.value < before.share.value ? "fell" : "rose") about "
                + "\(Timestamp(milliseconds: after.from).day): \(Shown.interval(before.share)) before (n = \(before.n)), "
                + "\(Shown.interval(after.share)) after (n = \(after.n))."
        }
        guard told.isEmpty else { return told.joined(separator: " ") }
        let spread = tested.filter { one in
            guard let first = one.segments.first, let last = one.segments.last else { return false }
            return first.from < last.to
        }
        guard let n = spread.map(\.n).max() else { return nil }
        return "No change over time was found (up to \(n) items; smallest p "
            + "\(Shown.probability(spread.compactMap { $0.test?.corrected }.min())))."
    }
}

extension EvaluationReport {
    /// The whole report in a few sentences.
    package var summary: Summary { Summary(self) }
}
