package import Labeling

/// What a machine may decide alone, and with which risk.
package struct RiskReport: Hashable, Sendable {
    /// The wished share of errors; nil: none was named.
    package var risk: Double?
    /// With which each statement of a model may fail.
    package var delta: Double
    /// In the order of the report, those with a confidence.
    package var models: [ModelRisk]
    /// Models whose answers state no confidence, or have no valid label.
    package var silent: [String]
    /// Acceptances by rule that were not taken back, and what their audits say.
    package var policies: [StandingPolicy]

    /// One model's thresholds.
    package struct ModelRisk: Hashable, Sendable {
        package var model: String
        /// All its answers, and those that no threshold accepts: without a valid label or a confidence.
        package var answers: Int
        package var unusable: Int
        package var basis: RiskBasis
        package var curve: RiskCurve?
        package var savings: RiskSavings
        package var rows: [RiskRow]
        /// Nil: no risk was named.
        package var choice: RiskChoice?
        package var guaranteed: GuaranteedSelection?
        package var labels: LabelRisk?
        /// Nil: too little truth, or an item can have several labels.
        package var sets: LabelSetsReport?
    }

    /// Nil: no model has answered, and no rule stands.
    init?(_ source: DetailSource) {
        let (evidence, settings) = (source.evidence, source.settings)
        guard !source.base.models.isEmpty || !settings.policies.isEmpty else { return nil }
        (risk, delta, policies) = (settings.risk, settings.delta, settings.policies)
        (models, silent) = ([], [])
        let numbers = source.base.models.compactMap { report in
            evidence.models.firstIndex { $0.model == report.model }
        }
        let pace = RiskSavings.Pace(evidence.ratings)
        for (place, number) in numbers.enumerated() {
            let next = place + 1 < numbers.count ? numbers[place + 1] : nil
            let sample = RiskSample(evidence, model: number)
            guard sample.levels.count > 0 else {
                silent.append(evidence.models[number].model)
                continue
            }
            models.append(ModelRisk(evidence, sample, model: number, next: next, pace: pace, settings))
        }
    }
}

extension RiskReport.ModelRisk {
    /// The shares of misses for which sets of labels are given, beside the wished risk.
    private static let usualAlphas = [0.1, 0.05, 0.01]

    fileprivate init(
        _ evidence: Evidence, _ sample: RiskSample, model number: Int, next: Int?, pace: RiskSavings.Pace,
        _ settings: EvaluationSettings
    ) {
        model = evidence.models[number].model
        (answers, unusable, basis) = (sample.answers, sample.unusable, sample.basis)
        savings = RiskSavings(evidence, next: next, pace: pace, perHour: settings.reviewerCostPerHour)
        curve = RiskCurve(sample.levels)
        let tables = RiskTables(levels: sample.levels, answers: sample.answers, savings: savings)
        rows = sample.levels.totalTruth > 0 ? tables.rows(delta: settings.delta) : []
        if let risk = settings.risk {
            choice = tables.choice(risk: risk, delta: settings.delta)
            guaranteed = GuaranteedSelection(sample.levels, risk: risk, delta: settings.delta)
            if !evidence.isMultiLabel, sample.levels.totalTruth > 0 {
                labels = LabelRisk(evidence, sample, savings: savings, risk: risk, delta: settings.delta)
            }
        }
        if !evidence.isMultiLabel {
            var alphas = Self.usualAlphas
            if let risk = settings.risk, !alphas.contains(risk) { alphas.append(risk) }
            sets = LabelSetsReport(
                evidence, sample, model: number, next: next, alphas: alphas.sorted(by: >))
        }
    }
}
