import Labeling

extension DriftReport {
    /// Of many groups the terminal shows so many; all are in the document.
    private static let mostShown = 30
    private static let mostLabels = 6

    package var sections: [ReportSection] { [groupsSection, timeSection, versionsSection].compactMap(\.self) }

    private var shown: ArraySlice<DriftGroup> {
        // Of weeks the newest, of values the most frequent.
        by == "week" ? groups.suffix(Self.mostShown) : groups.prefix(Self.mostShown)
    }

    private var groupsSection: ReportSection? {
        guard groups.count > 1 || isAsked, !groups.isEmpty else { return nil }
        var blocks: [ReportBlock] = []
        if shown.count < groups.count {
            blocks.append(
                .text("\(shown.count) of \(groups.count) groups are shown; all are in --json."))
        }
        for (place, figures) in (groups.first?.figures ?? []).enumerated() {
            let rows = shown.map { group -> [String] in
                let figures = group.figures[place]
                return [
                    group.name, "\(figures.n)", Shown.interval(figures.accuracy), Shown.score(figures.macroF1),
                    Shown.score(figures.cohenKappa), Shown.score(figures.ece), "\(figures.answered)",
                    Shown.share(figures.invalidShare?.value),
                ]
            }
            blocks.append(
                .table(
                    ReportTable(
                        figures.model,
                        header: [by, "n", "accuracy", "macro F1", "kappa", "ECE", "answers", "invalid"], rows: rows)))
        }
        if groups.contains(where: { ($0.agreement?.n ?? 0) > 0 }), let first = groups.first {
            let names = first.figures.prefix(2).map(\.model).joined(separator: " and ")
            let hasSample = first.sampleAgreement != nil
            let rows = shown.map { group -> [String] in
                var row = [group.name, "\(group.agreement?.n ?? 0)", Shown.interval(group.agreement?.share)]
                row.append(Shown.score(group.agreement?.cohenKappa))
                if hasSample {
                    row += ["\(group.sampleAgreement?.n ?? 0)", Shown.interval(group.sampleAgreement?.share)]
                }
                return row
            }
            blocks.append(
                .table(
                    ReportTable(
                        "agreement of \(names)",
                        header: [by, "n", "agreement", "kappa"]
                            + (hasSample ? ["n of the fixed share", "its agreement"] : []),
                        rows: rows)))
        }
        if let table = labelsTable { blocks.append(.table(table)) }
        if !tests.isEmpty { blocks.append(.table(testsTable)) }
        for test in tests where test.corrected < 0.05 { blocks.append(.warning(words(test))) }
        return ReportSection(
            "By \(by)",
            reading:
                "Groups differ by chance too: look at the intervals, and at p over all groups (Holm: corrected for the "
                + "number of tests). With very many items a difference that matters to nobody has a small p as well.",
            blocks: blocks)
    }

    private var labelsTable: ReportTable? {
        var totals: [Label: Int] = [:]
        for group in groups { for (label, n) in group.labels { totals[label, default: 0] += n } }
        guard !totals.isEmpty else { return nil }
        let labels = totals.keys.sorted { (-(totals[$0] ?? 0), $0.name) < (-(totals[$1] ?? 0), $1.name) }
            .prefix(Self.mostLabels)
        let rows = shown.map { group -> [String] in
            let counts = Dictionary(group.labels, uniquingKeysWith: { $1 })
            return [group.name, "\(group.truths)"]
                + labels.map { label in
                    Shown.share(group.truths > 0 ? Double(counts[label] ?? 0) / Double(group.truths) : nil)
                }
        }
        let more = totals.count > labels.count ? " (the \(labels.count) most frequent of \(totals.count))" : ""
        return ReportTable(
            "labels of the ground truth\(more)", header: [by, "n"] + labels.map(\.name), rows: rows)
    }

    private var testsTable: ReportTable {
        ReportTable(
            "the same in all groups?",
            header: ["", "groups", "n", "chi-square", "df", "p", "Holm", "how", "stands out", "it", "all others"],
            rows: tests.map { test in
                [
                    name(test), "\(test.groups)", "\(test.n)", Shown.fixed(test.statistic, decimals: 2),
                    "\(test.degrees)",
                    Shown.probability(test.p), Shown.probability(test.corrected), test.method.rawValue,
                    test.standout.map { $0.corrected < 0.05 ? $0.group : "-" } ?? "-",
                    test.standout.map { $0.corrected < 0.05 ? Shown.interval($0.share) : "-" } ?? "-",
                    test.standout.map { $0.corrected < 0.05 ? Shown.interval($0.others) : "-" } ?? "-",
                ]
            }, leftColumns: [7, 8])
    }

    private func name(_ test: Homogeneity) -> String {
        switch test.what {
        case .accuracy: "accuracy of \(test.models.joined())"
        case .invalid: "invalid answers of \(test.models.joined())"
        case .agreement: "agreement of \(test.models.joined(separator: " and "))"
        case .labels: "labels of the truth"
        }
    }

    private func words(_ test: Homogeneity) -> String {
        let start = "\(name(test)): not the same by \(by) (p \(Shown.probability(test.corrected)))"
        guard let standout = test.standout, standout.corrected < 0.05 else { return start + "." }
        return start + "; \(standout.group) stands out: \(Shown.interval(standout.share)), all others "
            + "\(Shown.interval(standout.others))."
    }

    // MARK: Over time

    private var timeSection: ReportSection? {
        let told = series.filter { one in
            guard one.test != nil, let first = one.segments.first, let last = one.segments.last else { return false }
            return first.from < last.to
        }
        guard !told.isEmpty else { return nil }
        var blocks: [ReportBlock] = [
            .table(
                ReportTable(
                    header: ["", "items", "n", "share", "p", "Holm", "changed", "before", "after"],
                    rows: told.map { one in
                        [
                            name(one), one.source == .sample ? "fixed share" : "all", "\(one.n)",
                            Shown.interval(one.share), Shown.probability(one.test?.p),
                            Shown.probability(one.test?.corrected), one.change.map { Self.day($0.after.from) } ?? "-",
                            Shown.interval(one.change?.before.share), Shown.interval(one.change?.after.share),
                        ]
                    }, leftColumns: [1, 6]))
        ]
        for one in told {
            guard let change = one.change else { continue }
            blocks.append(
                .warning(
                    "\(name(one)) changed between item \(change.lastBeforeID ?? "\(change.lastBefore)") (\(Self.day(change.before.to))) and item "
                        + "\(change.firstAfterID ?? "\(change.firstAfter)") (\(Self.day(change.after.from))): "
                        + "\(Shown.interval(change.before.share)), n = \(change.before.n), before; "
                        + "\(Shown.interval(change.after.share)), n = \(change.after.n), after."
                        + (one.segments.count > 2
                            ? " It is not the only change: \(one.segments.count) segments are told apart." : "")))
        }
        let plotted = told.filter { $0.blocks.count > 1 }
        if !plotted.isEmpty {
            blocks.append(
                .plot(
                    ReportPlot(
                        "over time", x: .init("time", format: .time), y: .init("share", range: 0...1, format: .share),
                        series: plotted.map { one in
                            .init(
                                name(one), kind: .line,
                                points: one.blocks.map {
                                    .init(
                                        x: Double($0.from) / 2 + Double($0.to) / 2, y: $0.share.value,
                                        low: $0.share.low, high: $0.share.high, n: $0.n)
                                })
                        })))
        }
        return ReportSection(
            "Change over time",
            reading:
                "p is of a test for one change at a place that nobody named before (CUSUM). The shares before and after "
                + "are of the place that fits best, so their difference looks larger than it is.",
            blocks: blocks)
    }

    private func name(_ series: DriftSeries) -> String {
        series.what == .agreement
            ? "agreement of \(series.models.joined(separator: " and "))" : "accuracy of \(series.models.joined())"
    }

    private static func day(_ milliseconds: Int64?) -> String {
        milliseconds.map { Timestamp(milliseconds: $0).day } ?? "-"
    }

    // MARK: Versions

    private var versionsSection: ReportSection? {
        let mixed = versions.filter(\.isMixed)
        guard !mixed.isEmpty else { return nil }
        var blocks: [ReportBlock] = []
        for model in mixed {
            blocks.append(
                .warning(
                    "\(model.model): its figures mix \(model.versions.count + model.unlisted) combinations of snapshot and "
                        + "prompt."))
            blocks.append(
                .table(
                    ReportTable(
                        model.model,
                        header: [
                            "snapshot", "prompt", "first", "last", "answers", "n", "accuracy", "invalid",
                            "to the one before",
                            "p (Holm)",
                        ],
                        rows: model.versions.map { version in
                            let figures = version.figures
                            return [
                                version.snapshot ?? "-", version.promptVersion.map { String($0.prefix(12)) } ?? "-",
                                Self.day(figures.first), Self.day(figures.last), "\(figures.answered)", "\(figures.n)",
                                Shown.interval(figures.accuracy), Shown.share(figures.invalidShare?.value),
                                version.difference.map(Self.points) ?? "-", Shown.probability(version.corrected),
                            ]
                        }, leftColumns: [1, 2, 3])))
        }
        return ReportSection(
            "Versions of a model",
            reading:
                "Each version answered other items: a difference may be one of the items as well. To compare versions, "
                + "ask both about the same ones.",
            blocks: blocks)
    }

    /// `+2.1 points [-0.4, 4.6]`
    static func points(_ difference: IndependentDifference) -> String {
        func points(_ value: Double) -> String { Shown.fixed(value * 100, decimals: 1) }
        let sign = difference.value > 0 ? "+" : ""
        return "\(sign)\(points(difference.value)) points [\(points(difference.low)), \(points(difference.high))]"
    }
}
