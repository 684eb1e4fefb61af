package import Labeling

/// What an evaluation is asked for beyond its fixed figures.
package struct EvaluationSettings: Hashable, Sendable {
    /// Which label counts as the truth of an item; nil: as the items say.
    package var truth: TruthPolicy?
    /// So many reviewers make a majority or a consensus.
    package var overlap = 1
    /// The wished share of errors among what a machine decides, above 0 and below 1; nil: none was named.
    package var risk: Double?
    /// With which the bound on the risk may fail.
    package var delta = 0.05
    /// What the items are grouped by, for people: `week`, or a field of `meta`; nil: nothing.
    package var by: String?
    /// Limits under, or over, which the evaluation has failed.
    package var limits: [EvaluationLimit] = []
    /// What a wrong label costs, by the true label.
    package var errorCosts: [Label: Money] = [:]
    /// What an hour of a reviewer costs; nil: not known.
    package var reviewerCostPerHour: Money?
    /// The confidence under which a second opinion is asked now; nil: there is no such rule.
    package var escalationThreshold: Double?
    /// What the task file calls its models, by the name that predictions have; empty without a task.
    package var rungNames: [String: String] = [:]
    /// How many likely mistakes are listed.
    package var mostDoubts = 50
    /// The model whose errors are listed; nil: none's.
    package var errorsOf: String?
    package var mostErrors = 100
    /// Of everything that is drawn at random: the same seed gives the same report.
    package var seed: UInt64 = 1
    /// The items are all there are; false: a file, which may hold only some of them, such as those that are decided.
    package var holdsAll = true
    /// Acceptances by rule that were not taken back, the newest first, with what their audits say.
    package var policies: [StandingPolicy] = []

    package init() {}
}

/// `--fail-under agreement=0.9`: a figure, and what it must be.
package struct EvaluationLimit: Hashable, Sendable {
    package var figure: Figure
    package var limit: Double
    /// Nil: of every model, or every pair.
    package var model: String?

    package init(figure: Figure, limit: Double, model: String? = nil) {
        self.figure = figure
        self.limit = limit
        self.model = model
    }

    package enum Figure: String, Hashable, Sendable, CaseIterable {
        case accuracy, agreement, kappa, alpha
        case macroF1 = "macro-f1"
        /// An error: fails over its limit.
        case ece
        case brier

        package var isError: Bool { self == .ece || self == .brier }
    }
}

/// The parts of a report beyond the fixed figures; nil: there is nothing to say it of.
package struct EvaluationDetails: Hashable, Sendable {
    package var raters: RatersReport?
    package var exposure: ExposureFindings?
    package var sampling: SamplingReport?
    package var confidence: ConfidenceReport?
    package var risk: RiskReport?
    package var routing: RoutingReport?
    package var drift: DriftReport?
    package var doubts: DoubtsReport?
    package var errors: ErrorsReport?
    package var limits: LimitsReport?

    package init() {}

    init(_ evidence: Evidence, base: EvaluationReport, severe: [Bool], settings: EvaluationSettings) {
        let source = DetailSource(evidence: evidence, base: base, severe: severe, settings: settings)
        raters = RatersReport(source)
        exposure = ExposureFindings(source)
        sampling = SamplingReport(source)
        confidence = ConfidenceReport(source)
        risk = RiskReport(source)
        routing = RoutingReport(source)
        routing?.take(sampling)
        drift = DriftReport(source)
        doubts = DoubtsReport(source)
        errors = settings.errorsOf.flatMap { ErrorsReport(evidence, model: $0, most: settings.mostErrors) }
        limits = LimitsReport(settings.limits, base)
    }

    /// Sentences for people: what is undefined and why, what was left out.
    package var notes: [String] {
        [
            raters?.notes, exposure?.notes, sampling?.notes, confidence?.notes, risk?.notes, routing?.notes,
            drift?.notes, doubts?.notes,
        ].compactMap { $0 }.flatMap { $0 }
    }

    /// For people, in the order of a report.
    package var sections: [ReportSection] {
        [
            raters?.sections, exposure?.sections, sampling?.sections, confidence?.sections, risk?.sections,
            routing?.sections, drift?.sections, doubts?.sections, errors?.sections, limits?.sections,
        ].compactMap { $0 }.flatMap { $0 }
    }
}

/// All that a part of the report is made from.
struct DetailSource: Sendable {
    let evidence: Evidence
    let base: EvaluationReport
    /// For each single label, whether it is marked severe; empty: none is.
    let severe: [Bool]
    let settings: EvaluationSettings
}
