import Labeling

extension RiskReport {
    /// A section for each model, and one for the rules that stand.
    package var sections: [ReportSection] {
        policySections + models.map { $0.section(risk: risk, delta: delta) }
    }

    private var policySections: [ReportSection] {
        guard !policies.isEmpty else { return [] }
        let blocks = policies.map { policy -> ReportBlock in
            policy.isContradicted ? .warning(policy.alarmSentences) : .text(policy.auditSentence)
        }
        return [
            ReportSection(
                "Accepted by rule",
                reading:
                    "Evidence is what a bet on the rule being worse than promised would have made of 1: from 20 on it is contradicted.",
                blocks: blocks)
        ]
    }
}

extension RiskReport.ModelRisk {
    /// Of labels as many rows as a page holds.
    private static let mostLabels = 20

    func section(risk: Double?, delta: Double) -> ReportSection {
        var blocks: [ReportBlock] = warnings.map { .warning($0) }
        if let curve {
            blocks.append(
                .text(
                    "\(basisWords). Area under the risk-coverage curve \(Shown.score(curve.area)), of which "
                        + "\(Shown.score(curve.excess)) is more than the best possible order of these answers."))
        }
        if let choice { blocks += choice.sentences(guaranteed).map { .text($0) } }
        if !rows.isEmpty { blocks.append(.table(table(delta: delta))) }
        if let words = savingsWords { blocks.append(.text(words)) }
        if let plot { blocks.append(.plot(plot)) }
        if let labels { blocks += labels.blocks(risk: risk ?? 0, delta: delta, most: Self.mostLabels) }
        if let sets { blocks += sets.blocks }
        return ReportSection(
            "What \(model) may decide alone",
            reading:
                "Errors are shares of what would be accepted; “at most” holds for all rows of the table together with "
                + "\(Shown.percentage(1 - delta)); coverage is the share of all \(answers) answers.", blocks: blocks)
    }

    private var basisWords: String {
        let kind = basis.isBlind ? "decided without its answer in view" : "whatever was in view"
        return "Measured on \(basis.n) answers with ground truth (\(kind)), \(curve?.errors ?? 0) wrong"
    }

    /// What makes the figures worth less than they seem.
    package var warnings: [String] {
        guard basis.n > 0 else { return ["No ground truth of \(model)'s answers: nothing is known of its risk."] }
        var warnings: [String] = []
        if !basis.isBlind {
            warnings.append(
                "Only \(basis.blind) of \(basis.blind + basis.shown) answers were judged without \(model)'s answer in view; "
                    + "who sees an answer tends to follow it, so the true risk may be higher. Review some items blind.")
        }
        if basis.chosen > 0, !basis.isComplete {
            warnings.append(
                "\(basis.chosen) of the \(basis.n) were decided in an order that prefers doubtful items: they are no random "
                    + "sample of what lies above a threshold, and the bounds are not proven. Decide "
                    + "\(RiskBasis.enoughUnchosen) items in the order random.")
        }
        return warnings
    }

    private func table(delta: Double) -> ReportTable {
        var header = ["confidence from", "n", "wrong", "error", "at most", "accepted", "coverage"]
        if savings.secondOpinion != nil { header.append("USD saved") }
        if savings.seconds != nil { header.append("hours saved") }
        if savings.perHour != nil, savings.seconds != nil { header.append("labour USD") }
        let cells = rows.map { row -> [String] in
            var cells = [
                row.threshold.shortShare, "\(row.n)", "\(row.errors)", Shown.share(row.risk),
                row.n > 0 ? row.upper.percentAtMost : Shown.undefined, "\(row.accepted)", Shown.share(row.coverage),
            ]
            if savings.secondOpinion != nil { cells.append(row.money?.rounded(decimals: 2) ?? Shown.undefined) }
            if savings.seconds != nil {
                cells.append(row.minutes.map { Shown.fixed($0 / 60, decimals: 1) } ?? Shown.undefined)
            }
            if savings.perHour != nil, savings.seconds != nil {
                cells.append(row.labour?.rounded(decimals: 2) ?? Shown.undefined)
            }
            return cells
        }
        return ReportTable("Accepted by machine from a confidence on", header: header, rows: cells)
    }

    private var savingsWords: String? {
        var parts: [String] = []
        if let next = savings.nextModel, let mean = savings.secondOpinion {
            let kind = savings.isEstimate ? "would have cost" : "cost"
            parts.append(
                "an answer of \(next) \(kind) $\(mean.rounded(decimals: 6)) in the mean of \(savings.secondOpinions)")
        }
        if let seconds = savings.seconds {
            parts.append("a decision took \(Shown.fixed(seconds, decimals: 1)) s in the median of \(savings.decisions)")
        }
        guard !parts.isEmpty else { return nil }
        return "Saved against asking about every item: " + parts.joined(separator: "; ") + "."
    }

    private var plot: ReportPlot? {
        guard let curve, curve.points.count > 1 else { return nil }
        // The end, and about twenty more.
        let every = max(1, curve.points.count / 20)
        let points = curve.points.enumerated().filter { place, _ in
            place % every == 0 || place == curve.points.count - 1
        }.map { _, point in
            let interval = Interval.wilson(successes: point.errors, of: point.n)
            return ReportPlot.Point(
                x: point.coverage, y: point.risk, low: interval?.low, high: interval?.high, n: point.n,
                name: point.confidence.shortShare)
        }
        return ReportPlot(
            "Risk and coverage of \(model)", x: .init("coverage", range: 0...1), y: .init("share of errors"),
            series: [.init(model, kind: .line, points: points)])
    }
}

extension RiskChoice {
    /// What can be said of the wished risk.
    func sentences(_ guaranteed: GuaranteedSelection?) -> [String] {
        let wished = "at most \(Shown.percentage(risk)) errors with \(Shown.percentage(1 - delta))"
        var sentences: [String] = []
        if let row {
            sentences.append(
                "From confidence \(row.threshold.shortShare) on: \(wished) (fixed-sequence testing). It accepts "
                    + "\(row.accepted) answers, \(Shown.share(row.coverage)) of all; \(row.errors) of \(row.n) with truth "
                    + "were wrong.")
        } else {
            sentences.append("No threshold can be shown to meet \(wished) with n = \(n). \(whyNot)")
        }
        if let guaranteed {
            sentences.append(
                "By SGR, on its own, from \(guaranteed.threshold.shortShare) on: \(guaranteed.errors) of "
                    + "\(guaranteed.n) wrong, at most \(guaranteed.upper.percentAtMost).")
        }
        return sentences
    }

    private var whyNot: String {
        guard let promising else {
            return n < fewest
                ? "Even without one error \(fewest) decisions are needed."
                : "At no confidence with enough truth was the rate of errors below it."
        }
        return
            "About \(promising.more) more blind decisions on answers from \(promising.threshold.shortShare) on would be "
            + "needed if the rate seen there held (\(promising.errors) of \(promising.n) wrong)."
    }
}

extension LabelRisk {
    fileprivate func blocks(risk: Double, delta: Double, most: Int) -> [ReportBlock] {
        guard accepted > 0 else {
            let fewest = FixedSequence.fewest(risk: risk, delta: delta / Double(max(1, labels)))
            let largest = rows.map(\.n).max() ?? 0
            let why =
                largest < fewest
                ? "the most that one has is \(largest)."
                : "those that have so many were wrong too often."
            return [
                .text(
                    "No threshold for a single predicted label can be shown to meet it: for \(labels) labels at once each needs "
                        + "at least \(fewest) decisions, without an error among them; \(why)")
            ]
        }
        let shown = rows.sorted { ($1.answers, $0.label.name) < ($0.answers, $1.label.name) }.prefix(most)
        let cells = shown.map { row -> [String] in
            let more = row.choice.promising.map { "\($0.more)" } ?? Shown.undefined
            return [
                row.label.name, "\(row.answers)", "\(row.n)", "\(row.errors)", Shown.interval(row.risk),
                row.choice.row?.threshold.shortShare ?? Shown.undefined,
                row.choice.row.map { "\($0.accepted)" } ?? "0", row.choice.row == nil ? more : "0",
            ]
        }
        let hidden = rows.count > most ? " (the \(most) most frequent of \(rows.count))" : ""
        return [
            .table(
                ReportTable(
                    "A threshold for each predicted label, each with at most \(Shown.percentage(risk)) errors, all of them "
                        + "together with \(Shown.percentage(1 - delta))\(hidden)",
                    header: ["label", "answers", "n", "wrong", "error", "confidence from", "accepted", "needs more"],
                    rows: cells)),
            .text("Together they accept \(accepted) answers, \(Shown.share(coverage)) of all."),
        ]
    }
}

extension LabelSetsReport {
    fileprivate var blocks: [ReportBlock] {
        let cells = rows.map { row -> [String] in
            [
                row.method == .predictionOrAsk ? "the prediction, or ask" : "labels by confusion",
                Shown.percentage(1 - row.alpha), "\(row.n)", Shown.interval(row.coverage),
                row.meanSize.map { Shown.fixed($0, decimals: 2) } ?? Shown.undefined,
                Shown.share(row.n > 0 ? Double(row.singletons) / Double(row.n) : nil),
                Shown.share(row.singletons > 0 ? Double(row.rightSingletons) / Double(row.singletons) : nil),
            ]
        }
        let beside = beside.map { " and of \($0)" } ?? ""
        let undefined = rows.filter { $0.method == .labelsByConfusion && $0.quantile == nil }
        let few = undefined.map { Shown.percentage(1 - $0.alpha) }.joined(separator: ", ")
        return [
            .table(
                ReportTable(
                    "Sets of labels that hold the truth (conformal; calibrated on one half, checked on the other)",
                    header: ["sets", "wished", "n", "coverage", "mean size", "one label", "of these right"],
                    rows: cells, leftColumns: [0])),
            .text(
                "Coverage is over all items, not over those with one label. Confusion is counted on \(counted) answers of this "
                    + "model\(beside), calibrated on \(calibrated); all labels are \(categories), with “no label fits”."
                    + (few.isEmpty ? "" : " Too little truth for \(few): there every set holds all labels.")
            ),
        ]
    }
}
