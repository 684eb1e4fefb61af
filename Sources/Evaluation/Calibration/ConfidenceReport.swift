import Labeling

/// What the models' confidences are worth, and what would make them worth more.
package struct ConfidenceReport: Hashable, Sendable {
    /// Those with a confidence where there is a ground truth, in the order of the report.
    package var models: [ModelConfidence]
    /// The stated confidence under which a second opinion is asked; nil: there is no such rule.
    package var escalationThreshold: Double?
    /// What is undefined and why, what was left out: sentences for people.
    package var notes: [String] = []

    /// Nil: there is nothing to say it of.
    init?(_ source: DetailSource) {
        let evidence = source.evidence
        models = evidence.models.indices.compactMap { ModelConfidence(evidence, model: $0) }
        guard !models.isEmpty else { return nil }
        escalationThreshold = source.settings.escalationThreshold
        notes = makeNotes(isMultiLabel: evidence.isMultiLabel)
    }
}

/// What one model's confidences are worth.
package struct ModelConfidence: Hashable, Sendable {
    package var model: String
    package var all: ConfidenceFigures
    /// Of truth decided without the model's answer in view alone; nil: there is none.
    package var blind: ConfidenceFigures?
    /// By the label that the model gave, in the task's order, those that occur: of blind truth where `isBlindEnough`.
    package var perLabel: [LabelConfidence]
    package var calibration: ModelCalibration

    /// There is so much blind truth that the rest can be left out.
    package var isBlindEnough: Bool { (blind?.n ?? 0) >= ConfidenceTable.enoughBlind }
    /// The figures to go by.
    package var honest: ConfidenceFigures { isBlindEnough ? blind ?? all : all }

    init?(_ evidence: Evidence, model: Int) {
        let answers = evidence.models[model]
        let bit: UInt64 = model < 64 ? 1 << UInt64(model) : 0
        var kept = ConfidenceAnswers()
        for item in 0..<evidence.count where evidence.items.truth[item] > 0 {
            guard answers.label[item] != Evidence.absent, let confidence = answers.usableConfidence(item) else {
                continue
            }
            kept.add(
                confidence, isRight: answers.label[item] == evidence.items.truth[item],
                isBlind: evidence.items.shown[item] & bit == 0)
        }
        let groups = kept.groups()
        guard let all = ConfidenceFigures(groups.all) else { return nil }
        self.model = answers.model
        self.all = all
        let blindN = groups.blind.reduce(0) { $0 + $1.n }
        blind = blindN == all.n ? all : ConfidenceFigures(groups.blind)
        let onlyBlind = blindN >= ConfidenceTable.enoughBlind
        perLabel = ModelConfidence.perLabel(evidence, answers, seen: onlyBlind ? bit : 0)
        calibration = ModelCalibration(evidence, model: model)
    }

    /// - Parameter seen: the bit of the model whose seen truths are left out; 0: none are.
    private static func perLabel(_ evidence: Evidence, _ answers: AnswerColumns, seen: UInt64) -> [LabelConfidence] {
        let count = ReliabilityBins.count
        var bins = [ReliabilityBins.Sum](repeating: ReliabilityBins.Sum(), count: evidence.labels.count * count)
        for item in 0..<evidence.count where evidence.items.truth[item] > 0 {
            guard let label = Evidence.label(of: answers.label[item]), evidence.items.shown[item] & seen == 0,
                let confidence = answers.usableConfidence(item)
            else { continue }
            let bin = CalibrationTally.bin(of: confidence)
            let isRight = answers.label[item] == evidence.items.truth[item]
            bins[label * count + bin].add(confidence, n: 1, right: isRight ? 1 : 0)
        }
        return evidence.labels.indices.compactMap { label in
            LabelConfidence(evidence.labels[label], bins: bins[(label * count)..<((label + 1) * count)])
        }
    }
}

extension CalibrationTally {
    /// Right-closed, as in `add`: 0.1 belongs to the first bin.
    ///
    /// - Parameter confidence: 0 to 1.
    static func bin(of confidence: Double) -> Int {
        var index = min(Int(confidence * 10), binCount - 1)
        while index > 0, confidence <= edges[index] { index -= 1 }
        while index < binCount - 1, confidence > edges[index + 1] { index += 1 }
        return index
    }
}

extension ConfidenceReport {
    private func makeNotes(isMultiLabel: Bool) -> [String] {
        var notes = [
            "Confidence: no interval is given for ECE and for the largest gap, which grow as bins get smaller: hold them "
                + "against their value by chance, the mean for a model whose every confidence is right."
        ]
        if isMultiLabel {
            notes.append("Confidence: an answer is a whole set of labels here, and each set is a label of its own.")
        }
        for model in models { notes += model.notes }
        return notes
    }
}

extension ModelConfidence {
    fileprivate var notes: [String] {
        var notes: [String] = []
        if all.ranking.auroc == nil {
            let side = all.ranking.wrong == 0 ? "right" : "wrong"
            notes.append("\(model): AUROC of the confidence is undefined, for every answer is \(side).")
        } else if all.ranking.low == nil {
            notes.append(
                "\(model): no interval for the AUROC of the confidence: it needs two right and two wrong answers, and "
                    + "some that stand in another order than others.")
        }
        if all.brier.low == nil || all.logLoss.low == nil {
            notes.append(
                "\(model): no interval for Brier score and log loss: they need two answers that are not alike.")
        }
        if all.clipped > 0 {
            notes.append(
                "\(model): \(all.clipped) of \(all.n) confidences lie within \(Calibrator.clip) of 0 or 1; for log loss "
                    + "and logits they count as \(Calibrator.clip) away from it.")
        }
        if blind == nil {
            notes.append(
                "\(model): all truth was decided with its answer in view: its confidence has no blind figures.")
        }
        if calibration.overall == nil {
            notes.append(
                "\(model): no calibrator is fitted: that needs \(CalibratorChoice.fewest) answers with a label, a "
                    + "confidence and a ground truth, \(CalibratorChoice.fewestOfEach) of them right and as many wrong; "
                    + "there are \(calibration.n).")
        }
        if calibration.labelsLeftOut > 0 {
            notes.append(
                "\(model): calibrators by label are fitted for the \(ModelCalibration.mostLabels) most frequent labels; "
                    + "\(calibration.labelsLeftOut) more would have enough ground truth.")
        }
        return notes
    }
}
