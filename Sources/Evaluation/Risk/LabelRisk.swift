package import Labeling

/// Thresholds for each predicted label, all of them shown at once.
package struct LabelRisk: Hashable, Sendable {
    /// Labels that the model gave; each is tested with delta divided by so many.
    package var labels: Int
    /// In the task's order.
    package var rows: [Row]
    /// Answers that would be accepted, each at its own label's threshold.
    package var accepted: Int
    /// Of all answers of the model.
    package var coverage: Double

    package struct Row: Hashable, Sendable {
        package var label: Label
        /// Answers with this label that could be accepted.
        package var answers: Int
        package var n: Int
        package var errors: Int
        /// The share of errors, at every confidence.
        package var risk: Interval?
        package var choice: RiskChoice
    }

    init(_ evidence: Evidence, _ sample: RiskSample, savings: RiskSavings, risk: Double, delta: Double) {
        let levels = sample.levelsByLabel(evidence.labels.count)
        labels = levels.count { $0.count > 0 }
        rows = []
        for (number, levels) in levels.enumerated() where levels.count > 0 {
            let tables = RiskTables(levels: levels, answers: sample.answers, savings: savings)
            rows.append(
                Row(
                    label: evidence.labels[number], answers: levels.totalAnswers, n: levels.totalTruth,
                    errors: levels.totalErrors,
                    risk: Interval.wilson(successes: levels.totalErrors, of: levels.totalTruth),
                    choice: tables.choice(risk: risk, delta: delta / Double(labels))))
        }
        accepted = rows.reduce(0) { $0 + ($1.choice.row?.accepted ?? 0) }
        coverage = sample.answers > 0 ? Double(accepted) / Double(sample.answers) : 0
    }
}
