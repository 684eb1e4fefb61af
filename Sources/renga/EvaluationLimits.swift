import Evaluation

/// What `--fail-under` says once the report is printed.
enum EvaluationLimits {
    /// Names each limit that does not hold on standard error.
    ///
    /// - Returns: whether all hold.
    static func tell(_ report: EvaluationReport) -> Bool {
        guard let limits = report.details.limits else { return true }
        for check in limits.checks where !check.isPassed { Console.error("--fail-under: \(check.words)") }
        return limits.isPassed
    }
}
