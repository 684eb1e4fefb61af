import Labeling

extension ConfidenceReport {
    /// One for each model.
    package var sections: [ReportSection] { models.map { $0.section(threshold: escalationThreshold) } }
}

extension ModelConfidence {
    /// More labels than this are no longer read.
    private static let mostLabels = 20

    func section(threshold: Double?) -> ReportSection {
        var blocks: [ReportBlock] = []
        if !isBlindEnough, all.n > (blind?.n ?? 0) {
            blocks.append(
                .warning(
                    "Only \(blind?.n ?? 0) of \(all.n) truths were decided without this model's answer in view: "
                        + "truth that was decided with it flatters the model."))
        }
        let which = isBlindEnough && honest.n < all.n ? "blind truth" : "all truth"
        blocks.append(.plot(plot(honest.equalWidth, "bins of equal width", which)))
        blocks.append(.plot(plot(honest.equalMass, "bins of equal size", which)))
        blocks.append(.table(figures))
        blocks.append(.table(labelTable(which)))
        blocks += [calibratorTable, labelCalibrators].compactMap { $0 }.map { .table($0) }
        blocks += calibratorWords.map { .text($0) }
        if let threshold { blocks.append(.text(thresholdWords(threshold))) }
        return ReportSection(
            "Confidence of \(model)",
            reading: "On the diagonal a confidence is as good as its word; below it the model is too sure of itself. "
                + "ECE, Brier and log loss: 0 is perfect; AUROC: 1 ranks every right answer above every wrong one, 0.5 "
                + "none. A small calibration p: these confidences are no shares of right answers.",
            blocks: blocks)
    }

    private func plot(_ bins: ReliabilityBins, _ kind: String, _ which: String) -> ReportPlot {
        let points = bins.bins.compactMap { bin -> ReportPlot.Point? in
            guard let x = bin.meanConfidence, let share = bin.accuracy else { return nil }
            return ReportPlot.Point(x: x, y: share.value, low: share.low, high: share.high, n: bin.n)
        }
        return ReportPlot(
            "Reliability of \(model), \(kind), Wilson's 95 % intervals, n = \(honest.n) (\(which))",
            x: ReportPlot.Axis("confidence", range: 0...1),
            y: ReportPlot.Axis("right", range: 0...1),
            series: [ReportPlot.Series("right", kind: .points, points: points)],
            hasDiagonal: true)
    }

    private var figures: ReportTable {
        // Where both are the same there is nothing to hold against each other.
        let columns = blind == all ? [all] : [all, blind].compactMap(\.self)
        let names = blind == all ? ["all truth, blind"] : Array(["all truth", "blind truth"].prefix(columns.count))
        func row(_ name: String, _ cell: (ConfidenceFigures) -> String) -> [String] { [name] + columns.map(cell) }
        return ReportTable(
            "What the confidence is worth, with 95 % intervals", header: [""] + names,
            rows: [
                row("n") { "\($0.n)" },
                row("accuracy") { Shown.interval($0.accuracy) },
                row("mean confidence") { Shown.share($0.meanConfidence) },
                row("confidence less accuracy") { $0.overconfidence.shown },
                row("ECE, equal width (by chance)") { $0.equalWidth.shown },
                row("ECE, equal size (by chance)") { $0.equalMass.shown },
                row("largest gap, equal width (n)") { $0.equalWidth.shownLargest },
                row("largest gap, equal size (n)") { $0.equalMass.shownLargest },
                row("Brier score") { $0.brier.shown },
                row("= reliability") { Shown.fixed($0.brierParts.reliability, decimals: 4) },
                row("- resolution") { Shown.fixed($0.brierParts.resolution, decimals: 4) },
                row("+ uncertainty") { Shown.fixed($0.brierParts.uncertainty, decimals: 4) },
                row("+ variance within bins") { Shown.fixed($0.brierParts.withinVariance, decimals: 4) },
                row("- covariance within bins") { Shown.fixed($0.brierParts.withinCovariance, decimals: 4) },
                row("log loss") { $0.logLoss.shown },
                row("AUROC of being right") { $0.ranking.shown },
                row("calibration p") { Shown.probability($0.test.p) },
            ])
    }

    private func labelTable(_ which: String) -> ReportTable {
        let most = perLabel.enumerated().sorted { ($1.element.n, $0.offset) < ($0.element.n, $1.offset) }
            .prefix(ModelConfidence.mostLabels).sorted { $0.offset < $1.offset }.map(\.element)
        let more = perLabel.count > most.count ? ", the \(most.count) most frequent of \(perLabel.count)" : ""
        return ReportTable(
            "By the label that it gave (\(which)\(more))",
            header: ["label", "n", "right", "mean confidence", "ECE", "by chance"],
            rows: most.map { label in
                [
                    label.label.name, "\(label.n)", Shown.interval(label.accuracy), Shown.share(label.meanConfidence),
                    Shown.score(label.ece), Shown.score(label.eceByChance),
                ]
            })
    }

    private var folds: String {
        "out of sample (\(CalibrationFolds.count) folds, \(calibration.isBlind ? "blind truth" : "all truth"))"
    }

    /// Nil: none was fitted.
    private var calibratorTable: ReportTable? {
        guard let choice = calibration.overall else { return nil }
        var rows = [["as stated", "\(choice.n)"] + choice.before.shown + [Shown.undefined, Shown.undefined]]
        for (place, candidate) in choice.candidates.enumerated() {
            rows.append(
                [candidate.calibrator.kind.rawValue, "\(choice.n)"] + candidate.scores.shown + [
                    candidate.shownGain, place == choice.best ? "in use" : candidate.isBetter ? "better" : "no",
                ])
        }
        return ReportTable(
            "Calibrators, \(folds)", header: ["", "n", "Brier", "log loss", "ECE", "Brier gained [95 %]", "better"],
            rows: rows)
    }

    /// Of each label the one in use, or the one that came nearest. Nil: no label has enough truth.
    private var labelCalibrators: ReportTable? {
        let rows = calibration.labels.compactMap { choice -> [String]? in
            let nearest = choice.candidates.indices.min {
                choice.candidates[$0].scores.logLoss < choice.candidates[$1].scores.logLoss
            }
            guard let place = choice.best ?? nearest else { return nil }
            let candidate = choice.candidates[place]
            return [
                choice.label?.name ?? "", "\(choice.n)", candidate.calibrator.kind.rawValue,
                Shown.fixed(choice.before.brier, decimals: 4), Shown.fixed(candidate.scores.brier, decimals: 4),
                candidate.shownGain, place == choice.best ? "in use" : "no",
            ]
        }
        guard !rows.isEmpty else { return nil }
        return ReportTable(
            "Calibrators of one label, against the model's own, \(folds)",
            header: ["label", "n", "calibrator", "Brier without", "with", "gained [95 %]", "better"], rows: rows)
    }

    private var calibratorWords: [String] {
        guard let overall = calibration.overall else { return [] }
        let truth = calibration.isBlind ? "blind truths" : "truths"
        var words: [String] = []
        if let best = overall.best {
            let kind = overall.candidates[best].calibrator.kind.rawValue
            words.append(
                "The \(kind) calibrator is better out of sample, fitted on \(overall.n) \(truth): a review shows its "
                    + "value beside the stated confidence.")
        } else {
            words.append(
                "No calibrator is better out of sample than what the model states, by more than noise, on "
                    + "\(overall.n) \(truth): a review shows the measured share of right answers alone.")
        }
        let own = calibration.labels.filter { $0.best != nil }.compactMap { $0.label?.name }
        if !own.isEmpty {
            words.append(
                "Labels with a calibrator of their own that is better still: \(own.joined(separator: ", ")).")
        }
        return words
    }

    private func thresholdWords(_ threshold: Double) -> String {
        var words =
            "A second opinion is asked under a stated confidence of \(Shown.score(threshold)); calibration changes "
        words += "what is shown, and neither that nor who is asked."
        if let overall = calibration.overall, let best = overall.best {
            let calibrator = overall.candidates[best].calibrator
            if calibrator.covers(threshold) {
                words +=
                    " Where the model states it, it is right \(Shown.share(calibrator.apply(threshold))) of the time "
                words += "by that calibrator."
            }
        }
        return words
    }
}

extension MeanEstimate {
    fileprivate var shown: String {
        guard let low, let high else { return Shown.fixed(value, decimals: 4) }
        let ends = "[\(Shown.fixed(low, decimals: 4)), \(Shown.fixed(high, decimals: 4))]"
        return "\(Shown.fixed(value, decimals: 4)) \(ends)"
    }
}

extension ReliabilityBins {
    fileprivate var shown: String { "\(Shown.score(ece)) (\(Shown.score(eceByChance)))" }
    fileprivate var shownLargest: String { "\(Shown.score(largest)) (\(largestN))" }
}

extension ConfidenceRanking {
    fileprivate var shown: String {
        guard let auroc else { return Shown.undefined }
        guard let low, let high else { return Shown.score(auroc) }
        return "\(Shown.score(auroc)) [\(Shown.score(low)), \(Shown.score(high))]"
    }
}

extension CalibratorChoice.Candidate {
    fileprivate var shownGain: String {
        let half = Interval.normalQuantile * gainError
        let ends = "[\(Shown.fixed(gain - half, decimals: 4)), \(Shown.fixed(gain + half, decimals: 4))]"
        return "\(Shown.fixed(gain, decimals: 4)) \(ends)"
    }
}

extension CalibrationScores {
    fileprivate var shown: [String] {
        [Shown.fixed(brier, decimals: 4), Shown.fixed(logLoss, decimals: 4), Shown.score(ece)]
    }
}
