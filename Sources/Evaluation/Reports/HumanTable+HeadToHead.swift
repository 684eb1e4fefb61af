import Labeling

extension EvaluationReport {
    /// What share of the answers is no use, and what a thousand items cost.
    var outcomeLines: [String] {
        var table = TextTable(["model", "answers", "invalid", "refused", "cut off", "USD per 1,000"])
        for model in models {
            let outcomes = model.outcomes
            table.add([
                model.model, "\(outcomes.n)", Shown.interval(outcomes.invalid), Shown.interval(outcomes.refusal),
                Shown.interval(outcomes.truncated),
                model.answers.costPerThousand?.rounded(decimals: 6) ?? Shown.undefined,
            ])
        }
        return ["Answers without a label, of all answers (95 % intervals), and the cost of 1,000 items"] + table.lines
    }

    /// How near the sets of labels come to the truth, where an item can have several.
    var setLines: [String] {
        guard isMultiLabel else { return [] }
        var table = TextTable(["model", "n", "Jaccard", "micro F1", "Hamming loss"])
        for model in models {
            table.add([
                model.model, "\(model.n)", Shown.score(model.sets?.jaccard), Shown.score(model.sets?.microF1),
                Shown.score(model.sets?.hammingLoss),
            ])
        }
        return ["", "Sets of labels, where a part may be right (Jaccard, F1: 1 is perfect; Hamming loss: 0)"]
            + table.lines
    }

    /// The costly mistakes about labels marked severe.
    var severityLines: [String] {
        guard let labels = models.compactMap(\.severity).first?.labels else { return [] }
        var table = TextTable(["model", "severe", "let pass", "not severe", "false alarms"])
        for model in models {
            guard let severity = model.severity else { continue }
            table.add([
                model.model, "\(severity.severe)", rate(severity.falseAccepts, severity.falseAcceptRate),
                "\(severity.notSevere)", rate(severity.falseRejects, severity.falseRejectRate),
            ])
        }
        let names = labels.map { TextTable.printable($0.name) }.joined(separator: ", ")
        return ["Labels of high severity: \(names)"] + table.lines
            + ["  let pass: severe in truth, and the model gave another label or none; false alarms: the reverse"]
    }

    /// Whether the smaller models can take the big one's place.
    var headToHeadLines: [String] {
        // Without a common item with truth there is nothing to show; the notes say it.
        guard let big = headToHead.first?.big, headToHead.contains(where: { $0.n > 0 }) else { return [] }
        var table = TextTable(["model", "n", "points behind", "only it right", "only big right", "advice"])
        var sentences: [String] = []
        for report in headToHead {
            table.add([
                report.small, "\(report.n)", Shown.points(report.difference), "\(report.onlySmall)",
                "\(report.onlyBig)", report.advice?.rawValue ?? Shown.undefined,
            ])
            sentences.append("  \(TextTable.printable(report.small)): \(report.words)")
        }
        let name = TextTable.printable(big)
        return ["Smaller models against \(name) (points of accuracy with their 95 % interval)"] + table.lines
            + sentences
            + ["  keep: at most 5 points behind; watch: up to 10; avoid: over 10"]
    }

    private func rate(_ count: Int, _ interval: Interval?) -> String {
        "\(count): \(Shown.interval(interval))"
    }
}

extension Shown {
    /// `3.1 [-0.4, 6.8]`
    static func points(_ difference: PairedDifference?) -> String {
        guard let difference else { return undefined }
        let (low, high) = (fixed(difference.low * 100, decimals: 1), fixed(difference.high * 100, decimals: 1))
        return "\(fixed(difference.value * 100, decimals: 1)) [\(low), \(high)]"
    }
}
