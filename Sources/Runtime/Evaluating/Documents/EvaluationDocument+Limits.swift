import Evaluation
import Interchange

extension JSONDocument {
    init(_ report: LimitsReport) {
        self = .array(
            report.checks.map { check in
                [
                    "figure": .string(check.limit.figure.rawValue), "models": JSONDocument(check.subject),
                    "limit": .double(check.limit.limit), "value": JSONDocument(check.value),
                    "low": JSONDocument(check.interval?.low), "high": JSONDocument(check.interval?.high),
                    "n": JSONDocument(check.n), "passed": JSONDocument(check.isPassed),
                    "reason": JSONDocument(check.reason),
                ]
            })
    }
}
