import Labeling

extension RatersReport {
    /// Longer tables are cut in a report; the JSON document has all of it.
    private static let mostRows = 20

    package var sections: [ReportSection] {
        [agreementSection, standingSection, truthSection, unclearSection].compactMap { $0 }
    }

    private var agreementSection: ReportSection? {
        guard all.items > 0 else { return nil }
        var blocks: [ReportBlock] = [
            .table(
                ReportTable(
                    "\(reviewers) reviewers, \(all.items) items with two labels or more, \(all.ratings) labels",
                    header: ["", "value [95 %]"],
                    rows: [
                        ["percent agreement", Shown.share(all.agreement)],
                        ["Fleiss' kappa", Shown.figure(all.fleissKappa)],
                        ["Krippendorff's alpha", Shown.figure(all.krippendorffAlpha)],
                        ["Gwet's AC1", Shown.figure(all.gwetAC1)],
                    ]))
        ]
        let pairRows = pairs.map { pair in
            [
                "\(pair.a), \(pair.b)", "\(pair.figures.n)", Shown.share(pair.figures.agreement),
                Shown.figure(pair.figures.cohenKappa), Shown.figure(pair.figures.krippendorffAlpha),
                Shown.figure(pair.figures.gwetAC1),
            ]
        }
        let header = ["agreement", "kappa", "alpha", "AC1"]
        blocks += RatersReport.cut("Each two reviewers", ["reviewers", "n"] + header, pairRows)
        let labelRows = labels.map { label in
            [
                label.label.name, "\(label.given)", Shown.share(label.figures.agreement),
                Shown.figure(label.figures.fleissKappa), Shown.figure(label.figures.krippendorffAlpha),
                Shown.figure(label.figures.gwetAC1),
            ]
        }
        // Of two labels each is the rest of the other.
        if labels.count > 2 || isMultiLabel {
            blocks += RatersReport.cut(
                "Each label against the rest (n: items that one reviewer at least gave it)",
                ["label", "n", "agreement", "Fleiss", "alpha", "AC1"], labelRows)
        }
        if let meetings { blocks.append(.heatMap(meetings)) }
        if let worst = confused.first {
            blocks.append(
                .text(
                    "Confused most: \(worst.a) and \(worst.b), \(worst.pairs) of \(differing) pairs of labels that differ."
                ))
        }
        if sawPeers > 0 {
            blocks.append(
                .warning(
                    "\(sawPeers) of \(all.ratings) labels were given with other reviewers' decisions on screen: this agreement "
                        + "flatters."))
        }
        return ReportSection(
            "Agreement of the reviewers",
            reading:
                "1 is perfect, 0 is what chance gives. Kappa and alpha fall where one label is nearly all there is, AC1 "
                + "does not: read them together. Krippendorff asks for an alpha of 0.8, and 0.667 at least.",
            blocks: blocks)
    }

    private var standingSection: ReportSection? {
        let known = standings.filter { $0.others.n + $0.adjudicated.n + $0.gold.n > 0 }
        guard !known.isEmpty else { return nil }
        let sources: [(name: String, figures: (ReviewerStanding) -> PairAgreement)] = [
            ("others", \.others), ("adjudicated", \.adjudicated), ("gold", \.gold),
        ].filter { source in known.contains { source.figures($0).n > 0 } }
        let rows = known.map { standing in
            [standing.reviewer, "\(standing.n)"]
                + sources.flatMap { source -> [String] in
                    let figures = source.figures(standing)
                    return ["\(figures.n)", Shown.share(figures.agreement), Shown.figure(figures.cohenKappa)]
                }
        }
        let header = ["reviewer", "labels"] + sources.flatMap { ["n \($0.name)", "agreement", "kappa"] }
        return ReportSection(
            "Each reviewer against what is known without them",
            reading:
                "Others: what more than half of an item's other reviewers said. Adjudicated: by somebody else, on items "
                + "where reviewers differed. Gold: imported, where it was not in view.",
            blocks: RatersReport.cut("", header, rows))
    }

    private var truthSection: ReportSection? {
        guard let truth else { return nil }
        var rows = [["items with ground truth", "\(truth.resolved)"]]
        if truth.ties > 0 { rows.append(["no majority", "\(truth.ties)"]) }
        if truth.disputed > 0 { rows.append(["reviewers differ, not adjudicated", "\(truth.disputed)"]) }
        if truth.tooFew > 0 { rows.append(["fewer labels than \(truth.overlap)", "\(truth.tooFew)"]) }
        if truth.flagged > 0 { rows.append(["flagged", "\(truth.flagged)"]) }
        rows.append(["truth other than the last decision", "\(truth.changed)"])
        var blocks: [ReportBlock] = [.table(ReportTable(header: ["", "items"], rows: rows))]
        if truth.isRefused {
            blocks.append(.warning("Dawid-Skene was not fitted: too many labels and answers. This is the majority."))
        }
        var reading = "What the policy could not settle has no ground truth, and is in no figure about models."
        if let model = truth.dawidSkene {
            let rows = model.reviewers.map { [$0.reviewer, "\($0.n)", Shown.share($0.accuracy)] }
            blocks += RatersReport.cut(
                "Dawid-Skene over \(model.items) items (\(model.known) adjudicated), \(model.rounds) rounds; mean probability of "
                    + "the truth \(Shown.score(model.meanProbability))",
                ["reviewer", "labels", "estimated accuracy"], rows)
            reading += " Estimated accuracies hold if reviewers err independently of each other; no interval is given."
        }
        return ReportSection("Ground truth by the policy \(truth.policy.rawValue)", reading: reading, blocks: blocks)
    }

    private var unclearSection: ReportSection? {
        guard unclear.items > 0 else { return nil }
        let isNamed = unclear.ids.count == unclear.numbers.count
        let listed = (isNamed ? unclear.ids : unclear.numbers.map { "number \($0)" }).joined(separator: ", ")
        let more = unclear.items > unclear.numbers.count ? ", and \(unclear.items - unclear.numbers.count) more" : ""
        return ReportSection(
            "Where the guideline is unclear",
            reading:
                "Reviewers tagged these items; the label is what they gave nevertheless. renga review --filter unclear "
                + "opens them.",
            blocks: RatersReport.cut("", ["label", "items"], unclear.labels.map { [$0.label, "\($0.items)"] })
                + [.text("\(Shown.count(unclear.items, "item")): \(listed)\(more)")])
    }

    private static func cut(_ caption: String, _ header: [String], _ rows: [[String]]) -> [ReportBlock] {
        guard !rows.isEmpty else { return [] }
        let table = ReportBlock.table(ReportTable(caption, header: header, rows: Array(rows.prefix(mostRows))))
        return rows.count > mostRows ? [table, .text("and \(rows.count - mostRows) more: see --json")] : [table]
    }
}
