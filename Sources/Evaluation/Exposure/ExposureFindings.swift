/// What the models' answers in view did to the reviewers' decisions.
package struct ExposureFindings: Hashable, Sendable {
    /// Models with an answer to an item with ground truth, in the order of the report.
    package var models: [ModelExposure]
    /// Of all reviewers together; nil: nobody chose before a model's answer appeared.
    package var anchoring: Anchoring?
    /// By name.
    package var reviewers: [ReviewerAnchoring]
    package var notes: [String] = []

    /// Nil: there is nothing to say it of.
    init?(_ source: DetailSource) {
        let evidence = source.evidence
        models = evidence.models.indices.compactMap { ModelExposure(evidence, model: $0) }
        reviewers = Anchoring.list(evidence)
        guard !models.isEmpty || !reviewers.isEmpty else { return nil }
        if !reviewers.isEmpty {
            anchoring = reviewers.reduce(into: Anchoring()) { $0.add($1.figures) }
        }
        for model in models {
            if model.isOnlySeen {
                notes.append(
                    "\(model.model): all \(model.all.n) items were decided with its answer in view, so its accuracy is that of "
                        + "seen truth alone, which flatters; difference is null.")
            }
        }
        let unseen = models.filter { $0.shown.n == 0 }.map(\.model)
        if !unseen.isEmpty {
            let names = unseen.prefix(5).joined(separator: ", ") + (unseen.count > 5 ? " and others" : "")
            notes.append("No truth was decided with an answer of \(names) in view: shown and difference are null.")
        }
        if evidence.models.count > 64 {
            notes.append("Whether a model was in view is known of the first 64 alone; the others count as blind.")
        }
        if evidence.isMultiLabel, !models.isEmpty {
            notes.append("By exposure, accuracy and kappa are of whole sets of labels, and macro F1 is null.")
        }
        if let anchoring, anchoring.undecidable > 0 {
            notes.append(
                "Anchoring: of \(anchoring.undecidable) of \(anchoring.n) first choices nobody but their reviewer tells whether "
                    + "they were right; they count in changed, towards and away alone.")
        }
    }

    package var sections: [ReportSection] { [exposureSection, anchoringSection].compactMap { $0 } }

    private var exposureSection: ReportSection? {
        guard models.contains(where: { $0.shown.n > 0 }) else { return nil }
        var rows: [[String]] = []
        var blocks: [ReportBlock] = []
        for model in models {
            rows.append([
                model.model, "\(model.all.n)", Shown.interval(model.all.accuracy), "\(model.blind.n)",
                Shown.interval(model.blind.accuracy), "\(model.shown.n)", Shown.interval(model.shown.accuracy),
                Shown.points(model.difference),
            ])
            if model.isOnlySeen {
                blocks.append(
                    .warning(
                        "\(model.model): only truth decided with its answer in view supports its figures. Decide some items "
                            + "blind (`blind-sample`) before you trust them."))
            } else if let difference = model.difference, difference.high < 0 {
                blocks.append(
                    .warning(
                        "\(model.model): it looks better where reviewers saw its answer (\(Shown.points(difference)) points "
                            + "blind less shown). Trust the blind figure."))
            }
        }
        let table = ReportTable(
            header: [
                "model", "n", "accuracy", "n blind", "accuracy", "n shown", "accuracy", "blind - shown, points",
            ], rows: rows)
        return ReportSection(
            "What the reviewers had in view",
            reading:
                "Shown: decided with this model's answer in view; blind: without it, or imported. A difference below 0 "
                + "says that seeing the answer drew reviewers to it, if both kinds of items are alike: a blind sample is, "
                + "an order that shows the hard ones first is not.",
            blocks: [.table(table)] + blocks)
    }

    private var anchoringSection: ReportSection? {
        guard let anchoring else { return nil }
        let all = reviewers.count > 1 ? [ReviewerAnchoring(reviewer: "all", figures: anchoring)] : []
        func share(_ part: Int, _ whole: Int, _ interval: Interval?) -> String {
            "\(part)/\(whole) \(Shown.interval(interval))"
        }
        let changes = (reviewers + all).map { row -> [String] in
            let figures = row.figures
            return [
                row.reviewer, "\(figures.n)", share(figures.changed, figures.n, figures.changedShare),
                "\(figures.towards)", "\(figures.away)", "\(figures.elsewhere)",
                share(figures.followed, figures.differed, figures.followedShare),
            ]
        }
        let outcomes = (reviewers + all).map { row -> [String] in
            let figures = row.figures
            return [
                row.reviewer, "\(figures.decidable)",
                share(figures.rightChanged, figures.right, figures.rightChangedShare),
                share(figures.wrongMended, figures.wrong, figures.wrongMendedShare),
                share(figures.followedWrong, figures.differedFromWrong, figures.followedWrongShare),
                Shown.points(figures.effect),
            ]
        }
        var blocks: [ReportBlock] = [
            .table(
                ReportTable(
                    "Changed after the answers appeared",
                    header: ["reviewer", "n", "changed", "to a model", "from a model", "else", "gave in to a model"],
                    rows: changes))
        ]
        if anchoring.decidable > 0 {
            blocks.append(
                .table(
                    ReportTable(
                        "Where it is known who was right",
                        header: [
                            "reviewer", "n", "right made wrong", "wrong made right", "gave in to a wrong model",
                            "gain, points",
                        ], rows: outcomes)))
        }
        let sources = [
            (anchoring.byAdjudication, "an adjudication"), (anchoring.byOthers, "the other reviewers"),
            (anchoring.byGold, "imported gold"),
        ].filter { $0.0 > 0 }.map { "\($0.0) by \($0.1)" }
        let told = sources.isEmpty ? "nothing" : sources.joined(separator: ", ")
        blocks.append(.text("Right and wrong told: \(told); not known: \(anchoring.undecidable)."))
        return ReportSection(
            "First choices, and what the reveal did to them",
            reading:
                "Gave in: the first choice was no model's, the decision is. Much of it where the model is wrong says that "
                + "the model leads the reviewer.",
            blocks: blocks)
    }
}
