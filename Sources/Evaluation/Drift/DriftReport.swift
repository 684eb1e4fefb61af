import Labeling

/// The figures over time, and by group.
package struct DriftReport: Hashable, Sendable {
    /// `week`, or the field of the items as it was asked for.
    package var by: String
    package var groups: [DriftGroup]
    /// Items without a time, or without a value of the field.
    package var without: Int
    /// Groups that were taken together as "(others)".
    package var joined: Int
    package var tests: [Homogeneity]
    package var series: [DriftSeries]
    package var versions: [ModelVersions]
    /// What is undefined and why, what was left out: sentences for people.
    package private(set) var notes: [String] = []
    /// Somebody asked for these groups.
    let isAsked: Bool

    /// Nil: there is nothing to say it of.
    init?(_ source: DetailSource) {
        let evidence = source.evidence
        let models = evidence.models.indices.filter { model in
            evidence.models[model].label.contains { $0 != Evidence.absent }
        }
        guard evidence.count > 0, !models.isEmpty || source.base.groundTruth.n > 0 else { return nil }
        isAsked = source.settings.by != nil
        let isByWeek = source.settings.by.map { $0.lowercased() == "week" } ?? true
        by = isByWeek ? "week" : source.settings.by ?? ""
        let grouping = isByWeek ? DriftGrouping(weeksOf: evidence) : DriftGrouping(valuesOf: evidence)
        let seed = source.settings.seed
        groups = DriftGroup.all(grouping, evidence, models: models)
        (without, joined) = (grouping.without, grouping.joined)
        tests = DriftReport.tests(groups, seed: seed)
        series = DriftSeries.all(evidence, models: models, seed: seed)
        versions = ModelVersions.all(evidence, models: models)
        notes = makeNotes(items: evidence.count, isMultiLabel: evidence.isMultiLabel)
    }

    private static func tests(_ groups: [DriftGroup], seed: UInt64) -> [Homogeneity] {
        guard groups.count > 1, let first = groups.first else { return [] }
        var tests: [Homogeneity?] = []
        for (place, figures) in first.figures.enumerated() {
            let model = [figures.model]
            tests.append(
                Homogeneity(
                    .accuracy, models: model,
                    groups.map { GroupShare(group: $0.name, hits: $0.figures[place].correct, n: $0.figures[place].n) },
                    seed: seed))
            tests.append(
                Homogeneity(
                    .invalid, models: model,
                    groups.map {
                        GroupShare(group: $0.name, hits: $0.figures[place].invalid, n: $0.figures[place].answered)
                    }, seed: seed))
        }
        if first.agreement != nil {
            tests.append(
                Homogeneity(
                    .agreement, models: first.figures.prefix(2).map(\.model),
                    groups.compactMap { group in
                        group.agreement.map { GroupShare(group: group.name, hits: $0.agreements, n: $0.n) }
                    }, seed: seed))
        }
        var order: [Label: Int] = [:]
        for group in groups { for label in group.names where order[label] == nil { order[label] = order.count } }
        tests.append(
            Homogeneity(
                labels: groups.map { group in
                    var counts = [Int](repeating: 0, count: order.count)
                    for (label, n) in zip(group.names, group.counts) {
                        if let place = order[label] { counts[place] = n }
                    }
                    return counts
                }))
        var found = tests.compactMap(\.self)
        for (index, p) in zip(found.indices, holm(found.map(\.p))) { found[index].corrected = p }
        return found
    }

    private func makeNotes(items: Int, isMultiLabel: Bool) -> [String] {
        var notes: [String] = []
        if without > 0 {
            notes.append(
                by == "week"
                    ? "Drift: \(without) of \(items) items have no time of an answer or a decision: in no week."
                    : "Drift: \(without) of \(items) items have no value of \(by): they are the group (none).")
        }
        if joined > 0 {
            notes.append(
                "Drift: \(joined) of the groups by \(by) were taken together as (others): at most "
                    + "\(DriftGrouping.most) are told apart, the largest.")
        }
        if groups.count == 1, isAsked { notes.append("Drift: all items are of one \(by), so nothing can be compared.") }
        if isMultiLabel, groups.count > 1 {
            notes.append(
                "Drift: labels are tested for being spread alike by counting each label of a set, and labels of one set "
                    + "are not independent: take that p as a hint.")
        }
        for one in series {
            let what = one.what == .agreement ? one.models.joined(separator: " and ") : one.models.joined()
            if one.what == .agreement, one.source == .all {
                notes.append(
                    "\(what): no second opinion was asked for a fixed share (second-opinion.sample), so their agreement "
                        + "over time is of all items that both answered; where hard items are asked twice it follows "
                        + "the rule for asking too.")
            }
            if one.withoutTime > 0 {
                notes.append(
                    "\(what): \(one.withoutTime) answers have no time, and are not in the \(one.what.rawValue) over time."
                )
            }
            if one.test == nil, one.n > 0 {
                notes.append(
                    "\(what): \(one.n) items are too few to test the \(one.what.rawValue) for a change "
                        + "(\(Changepoint.fewest) are the least).")
            }
        }
        for model in versions where model.unlisted > 0 {
            notes.append("\(model.model): \(model.unlisted) further versions are not listed; the largest are.")
        }
        return notes
    }
}
