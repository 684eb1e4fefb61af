package import Labeling

/// How a model's answers ended, over all that it answered, with or without ground truth.
///
/// Every answer is of one outcome; the three rates and the share of labelled answers add up to 1.
package struct OutcomesReport: Hashable, Sendable {
    package var n: Int
    /// Every outcome, in the order of its declaration. A label outside the set is `unknownLabel`, whatever the
    /// prediction calls itself.
    package var counts: [OutcomeCount]
    /// Answers that are no use: invalid, a label outside the set, empty, or ended for an unknown reason.
    package var invalid: Interval?
    package var refusal: Interval?
    package var truncated: Interval?

    /// The number of answers that count in `invalid`.
    package var invalidCount: Int {
        self[.invalidOutput] + self[.unknownLabel] + self[.empty] + self[.unknownStop]
    }

    package subscript(outcome: Prediction.Outcome) -> Int {
        counts.first { $0.outcome == outcome }?.n ?? 0
    }
}

package struct OutcomeCount: Hashable, Sendable {
    package var outcome: Prediction.Outcome
    package var n: Int
}

/// Outcomes, counted.
struct OutcomesTally: Sendable {
    private var counts = [Int](repeating: 0, count: Prediction.Outcome.allCases.count)

    mutating func add(_ outcome: Prediction.Outcome) {
        counts[Prediction.Outcome.allCases.firstIndex(of: outcome) ?? 0] += 1
    }

    var report: OutcomesReport {
        let n = counts.reduce(0, +)
        var report = OutcomesReport(
            n: n, counts: zip(Prediction.Outcome.allCases, counts).map { OutcomeCount(outcome: $0, n: $1) })
        report.invalid = .wilson(successes: report.invalidCount, of: n)
        report.refusal = .wilson(successes: report[.refusal], of: n)
        report.truncated = .wilson(successes: report[.truncated], of: n)
        return report
    }
}
