package import Labeling

/// The two costly mistakes about labels of high severity, for each label, each model and each policy.
///
/// They add up to `SeverityReport`: one severe label in place of another is neither mistake.
package struct SafetyReport: Hashable, Sendable {
    /// Models in the order of the report, then the policies over the first one's items.
    package var lines: [SafetyLine]
}

package struct SafetyLine: Hashable, Sendable {
    /// Nil: a policy.
    package var model: String?
    package var policy: PolicyKind?
    /// With ground truth.
    package var n: Int
    /// Items whose truth is not severe.
    package var notSevere: Int
    package var labels: [SafetyLabel]
    /// Of the items that the policy would ask the second model about, those without an answer: nothing is raised there.
    package var missing: Int
}

package struct SafetyLabel: Hashable, Sendable {
    package var label: Label
    /// Items whose truth it is.
    package var n: Int
    /// Of these, those for which nothing severe was raised.
    package var misses: Int
    /// Items that are not severe, and were given this label.
    package var falseAlarms: Int
    package var missRate: Interval?
    package var falseAlarmRate: Interval?
}

extension SafetyReport {
    /// - Parameters:
    ///   - kinds: the policies to count; those that would ask the second model too many questions without an answer are
    ///     left out.
    ///   - models: the models to count, by their numbers.
    init?(_ source: DetailSource, _ columns: RoutingColumns, kinds: [PolicyKind], models: [Int]) {
        let evidence = source.evidence
        guard source.severe.contains(true) else { return nil }
        let severe = SevereLabels(evidence, isSevere: source.severe)
        lines = []
        for model in models {
            let answers = evidence.models[model].label
            let tally = SafetyTally(evidence, severe) { answers[$0] }
            guard tally.n > 0 else { continue }
            lines.append(tally.line(evidence, severe, model: evidence.models[model].model, policy: nil, missing: 0))
        }
        let (first, second) = (columns.first.label, columns.second?.label)
        for kind in kinds where kind != .firstAlone && kind != .humanAlone {
            var missing = 0
            let tally = SafetyTally(evidence, severe) { place in
                guard first[place] != Evidence.absent else { return Evidence.absent }
                if kind.asksSecond, let second, second[place] == Evidence.absent, evidence.items.truth[place] > 0,
                    kind == .secondAlone || columns.isBelow(place)
                {
                    missing += 1
                }
                return columns.outcome(kind, place)
            }
            guard tally.n > 0, RoutingTally.isComparable(missing: missing, of: tally.n) else { continue }
            lines.append(tally.line(evidence, severe, model: nil, policy: kind, missing: missing))
        }
        if lines.isEmpty { return nil }
    }
}

/// The severe labels, and which answers hold one.
private struct SevereLabels {
    /// Their numbers.
    let labels: [Int]
    /// By the code of an answer: the places in `labels` of the severe labels that it has.
    let places: [[Int]]

    init(_ evidence: Evidence, isSevere: [Bool]) {
        let labels = isSevere.indices.filter { isSevere[$0] }
        var place = [Int?](repeating: nil, count: isSevere.count)
        for (position, label) in labels.enumerated() { place[label] = position }
        self.labels = labels
        if evidence.isMultiLabel {
            places = [[]] + evidence.members.map { $0.compactMap { place[$0] } }
        } else {
            places = [[]] + evidence.labels.indices.map { $0 < place.count ? [place[$0]].compactMap(\.self) : [] }
        }
    }
}

private struct SafetyTally {
    private(set) var n = 0
    private var notSevere = 0
    private var truths: [Int]
    private var misses: [Int]
    private var alarms: [Int]

    /// - Parameter answer: `absent`: the item does not count.
    init(_ evidence: Evidence, _ severe: SevereLabels, answer: (Int) -> Evidence.Code) {
        truths = Array(repeating: 0, count: severe.labels.count)
        (misses, alarms) = (truths, truths)
        let truth = evidence.items.truth
        for place in truth.indices where truth[place] > 0 {
            let code = answer(place)
            guard code != Evidence.absent else { continue }
            n += 1
            let raised = severe.places[Int(code)]
            let real = severe.places[Int(truth[place])]
            if real.isEmpty {
                notSevere += 1
                for label in raised { alarms[label] += 1 }
            } else {
                for label in real {
                    truths[label] += 1
                    if raised.isEmpty { misses[label] += 1 }
                }
            }
        }
    }

    func line(
        _ evidence: Evidence, _ severe: SevereLabels, model: String?, policy: PolicyKind?, missing: Int
    ) -> SafetyLine {
        SafetyLine(
            model: model, policy: policy, n: n, notSevere: notSevere,
            labels: severe.labels.enumerated().map { place, number in
                SafetyLabel(
                    label: evidence.singles[number], n: truths[place], misses: misses[place],
                    falseAlarms: alarms[place], missRate: .wilson(successes: misses[place], of: truths[place]),
                    falseAlarmRate: .wilson(successes: alarms[place], of: notSevere))
            }, missing: missing)
    }
}
