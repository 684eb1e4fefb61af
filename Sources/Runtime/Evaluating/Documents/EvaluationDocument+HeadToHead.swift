import Evaluation
import Interchange
import Labeling

extension JSONDocument {
    init(_ outcomes: OutcomesReport) {
        func rate(_ n: Int, _ interval: Interval?) -> JSONDocument {
            ["count": JSONDocument(n), "rate": JSONDocument(interval)]
        }
        self = [
            "n": JSONDocument(outcomes.n),
            "counts": .object(outcomes.counts.map { Member($0.outcome.rawValue, JSONDocument($0.n)) }),
            "invalid": rate(outcomes.invalidCount, outcomes.invalid),
            "refusal": rate(outcomes[.refusal], outcomes.refusal),
            "truncated": rate(outcomes[.truncated], outcomes.truncated),
        ]
    }

    init(_ severity: SeverityReport) {
        self = [
            "labels": JSONDocument(severity.labels.map(\.name)),
            "false_accepts": [
                "n": JSONDocument(severity.severe), "count": JSONDocument(severity.falseAccepts),
                "rate": JSONDocument(severity.falseAcceptRate),
            ],
            "false_rejects": [
                "n": JSONDocument(severity.notSevere), "count": JSONDocument(severity.falseRejects),
                "rate": JSONDocument(severity.falseRejectRate),
            ],
        ]
    }

    init(_ report: HeadToHeadReport) {
        self = [
            "small": .string(report.small), "big": .string(report.big), "n": JSONDocument(report.n),
            "only_small_right": JSONDocument(report.onlySmall), "only_big_right": JSONDocument(report.onlyBig),
            "difference": [
                "value": JSONDocument(report.difference?.value), "low": JSONDocument(report.difference?.low),
                "high": JSONDocument(report.difference?.high),
            ],
            "advice": JSONDocument(report.advice?.rawValue), "settled": JSONDocument(report.isSettled),
            "needs_more": JSONDocument(report.needsMore), "words": .string(report.words),
        ]
    }
}
