import Labeling

extension EvaluationReport {
    /// The report for people, in the order in which it is read; the notes are not in it.
    package var sections: [ReportSection] {
        var sections = [summary.section, truthSection]
        if !models.isEmpty {
            sections.append(accuracySection)
            sections.append(contentsOf: [exposureSection, setSection].compactMap(\.self))
            sections.append(costSection)
            sections.append(outcomeSection)
            sections.append(contentsOf: [severitySection].compactMap(\.self))
            for model in models where model.n > 0 {
                sections.append(labelSection(of: model))
                if model.sets == nil { sections.append(model.confusion.section(of: model.model)) }
            }
        }
        sections += pairs.map { pair in
            var section = pair.section
            // The same by label stands, with who is right, in the section of `details.routing`.
            if let routing = details.routing, routing.first == pair.a, routing.second == pair.b,
                !routing.pairLabels.isEmpty
            {
                section.blocks.removeAll { if case .table = $0 { true } else { false } }
                section.reading = ""
            }
            return section
        }
        sections.append(contentsOf: [headToHeadSection].compactMap(\.self))
        // Each two of them stand in the section of `details.raters`, but for what sets of labels have.
        if reviewers.n > 1 {
            var section = reviewers.section
            if details.raters != nil, !isMultiLabel { (section.blocks, section.reading) = ([], "") }
            sections.append(section)
        }
        return sections + details.sections
    }

    private var truthSection: ReportSection {
        var line = "Ground truth: \(groundTruth.n) of \(items) items"
        if groundTruth.n > 0 {
            let imported = groundTruth[.imported]
            line += " (\(groundTruth.n - imported) decided in review, \(imported) imported)"
        }
        if let empty = groundTruth.empty, groundTruth.n > 0 { line += "; \(empty) of them without any label" }
        if groundTruth.rejected > 0 { line += "; \(groundTruth.rejected) more fit no label" }
        guard groundTruth.n > 0 else { return ReportSection(line, reading: "", blocks: []) }
        let several = groundTruth.provenances.filter { $0.provenance != .single && $0.provenance != .imported }
        var blocks: [ReportBlock] = []
        if !several.isEmpty {
            blocks.append(
                .text(
                    "Where it comes from: "
                        + groundTruth.provenances.map { "\($0.provenance.rawValue) \($0.n)" }.joined(separator: ", ")
                        + "."))
        }
        return ReportSection(line, reading: "", blocks: blocks)
    }

    private var accuracySection: ReportSection {
        let rows = models.map { model in
            [
                model.model, "\(model.n)", Shown.interval(model.accuracy), Shown.score(model.macroF1),
                Shown.score(model.weightedF1), Shown.score(model.cohenKappa), Shown.score(model.brier),
                Shown.score(model.ece.value), "\(model.ece.n)",
            ]
        }
        return ReportSection(
            "Models against the ground truth (accuracy with its 95 % interval)",
            reading: "F1, kappa: 1 is perfect, kappa 0 is chance; Brier, ECE judge the confidence: 0 is perfect",
            blocks: [
                .table(
                    ReportTable(
                        header: [
                            "model", "n", isMultiLabel ? "subset accuracy" : "accuracy", "macro F1", "weighted F1",
                            "kappa", "Brier", "ECE", "n with confidence",
                        ], rows: rows))
            ])
    }

    private var exposureSection: ReportSection? {
        guard details.exposure == nil, models.contains(where: { $0.byExposure.shown.n > 0 }) else { return nil }
        let rows = models.map { model in
            let (blind, shown) = (model.byExposure.blind, model.byExposure.shown)
            return [
                model.model, "\(blind.n)", Shown.interval(blind.accuracy), "\(shown.n)", Shown.interval(shown.accuracy),
            ]
        }
        return ReportSection(
            "Truth decided without (blind) and with (shown) the model's answer in view",
            reading: "where shown is much higher than blind, the reviewers followed the model: believe blind",
            blocks: [
                .table(ReportTable(header: ["model", "n blind", "accuracy", "n shown", "accuracy"], rows: rows))
            ])
    }

    /// How near the sets of labels come to the truth, where an item can have several.
    private var setSection: ReportSection? {
        guard isMultiLabel else { return nil }
        let rows = models.map { model in
            [
                model.model, "\(model.n)", Shown.score(model.sets?.jaccard), Shown.score(model.sets?.microF1),
                Shown.score(model.sets?.hammingLoss),
            ]
        }
        return ReportSection(
            "Sets of labels, where a part may be right", reading: "Jaccard, F1: 1 is perfect; Hamming loss: 0",
            blocks: [
                .table(ReportTable(header: ["model", "n", "Jaccard", "micro F1", "Hamming loss"], rows: rows))
            ])
    }

    private var costSection: ReportSection {
        let rows = models.map { model in
            let answers = model.answers
            let isPartial = answers.cost != nil && answers.unknownCosts > 0
            return [
                model.model, "\(answers.n)", "\(answers.noLabel)",
                (isPartial ? "at least " : "") + (answers.cost?.decimal() ?? Shown.undefined),
                answers.estimatedCost?.decimal() ?? Shown.undefined,
                model.costPerCorrect?.rounded(decimals: 9) ?? Shown.undefined, "\(answers.latency.n)",
                Shown.milliseconds(answers.latency.p50), Shown.milliseconds(answers.latency.p99),
            ]
        }
        return ReportSection(
            "Cost and latency of all answers",
            reading: "per correct: of those with ground truth; not billed: what offline answers would have cost",
            blocks: [
                .table(
                    ReportTable(
                        header: [
                            "model", "answers", "no label", "cost USD", "not billed USD", "USD per correct", "n timed",
                            "p50 ms", "p99 ms",
                        ], rows: rows))
            ])
    }

    /// What share of the answers is no use, and what a thousand items cost.
    private var outcomeSection: ReportSection {
        let rows = models.map { model in
            let outcomes = model.outcomes
            return [
                model.model, "\(outcomes.n)", Shown.interval(outcomes.invalid), Shown.interval(outcomes.refusal),
                Shown.interval(outcomes.truncated),
                model.answers.costPerThousand?.rounded(decimals: 6) ?? Shown.undefined,
            ]
        }
        return ReportSection(
            "Answers without a label, of all answers (95 % intervals), and the cost of 1,000 items",
            reading: "an answer without a label is wrong, and is paid for all the same",
            blocks: [
                .table(
                    ReportTable(
                        header: ["model", "answers", "invalid", "refused", "cut off", "USD per 1,000"], rows: rows))
            ])
    }

    /// The costly mistakes about labels marked severe.
    private var severitySection: ReportSection? {
        guard let labels = models.compactMap(\.severity).first?.labels else { return nil }
        let rows = models.compactMap { model in
            model.severity.map { severity in
                [
                    model.model, "\(severity.severe)", Shown.rate(severity.falseAccepts, severity.falseAcceptRate),
                    "\(severity.notSevere)", Shown.rate(severity.falseRejects, severity.falseRejectRate),
                ]
            }
        }
        return ReportSection(
            "Labels of high severity: " + labels.map(\.name).joined(separator: ", "),
            reading: "let pass: severe in truth, and the model gave another label or none; false alarms: the reverse",
            blocks: [
                .table(
                    ReportTable(header: ["model", "severe", "let pass", "not severe", "false alarms"], rows: rows))
            ])
    }

    private func labelSection(of model: ModelReport) -> ReportSection {
        let kappa = model.sets == nil ? [] : ["kappa"]
        let occurring = model.perLabel.filter { $0.support + $0.predicted > 0 }
        let rows = occurring.map { label in
            [
                label.label.name, "\(label.support)", "\(label.predicted)", Shown.interval(label.precisionInterval),
                Shown.interval(label.recallInterval), Shown.interval(label.f1Interval),
            ] + kappa.map { _ in Shown.score(label.cohenKappa) }
        }
        var blocks: [ReportBlock] = [
            .table(
                ReportTable(header: ["label", "true", "predicted", "precision", "recall", "F1"] + kappa, rows: rows)
                    .brief(by: occurring.map(\.mistakes), "those with the most mistakes"))
        ]
        let others = model.perLabel.count - occurring.count
        if others > 0 { blocks.append(.text("\(others) more neither true nor predicted")) }
        return ReportSection(
            "Labels by \(model.model) (n = \(model.n))",
            reading:
                "precision: how often the label is right when given; recall: how much of the label is found; 95 % intervals",
            blocks: blocks)
    }

    /// Whether the smaller models can take the big one's place.
    private var headToHeadSection: ReportSection? {
        // Without a common item with truth there is nothing to show; the notes say it.
        guard let big = headToHead.first?.big, headToHead.contains(where: { $0.n > 0 }) else { return nil }
        let rows = headToHead.map { report in
            [
                report.small, "\(report.n)", Shown.points(report.difference), "\(report.onlySmall)",
                "\(report.onlyBig)", report.advice?.rawValue ?? Shown.undefined,
            ]
        }
        return ReportSection(
            "Smaller models against \(big) (points of accuracy with their 95 % interval)",
            reading: "keep: at most 5 points behind; watch: up to 10; avoid: over 10",
            blocks: [
                .table(
                    ReportTable(
                        header: ["model", "n", "points behind", "only it right", "only big right", "advice"], rows: rows
                    )
                )
            ] + headToHead.map { .text("\($0.small): \($0.words)") })
    }
}

extension LabelReport {
    /// Items where it is true and not predicted, or the reverse.
    fileprivate var mistakes: Int {
        let both = ((precision ?? 0) * Double(predicted)).rounded()
        return support + predicted - 2 * Int(both)
    }
}
