package import Labeling

/// How far the reviewers agree, with each other and with what else is known, and what was made of their labels.
package struct RatersReport: Hashable, Sendable {
    /// Reviewers with a label or rejection of their own; adjudications are none.
    package var reviewers: Int
    /// The answers that could be given: labels, and "no label fits" where anybody said so. AC1 depends on it.
    package var scale: Int
    package var all: AgreementFigures
    /// Each label against all other answers, yes or no; in the task's order, only labels that a reviewer gave.
    package var labels: [LabelAgreement]
    /// There would have been too many numbers by label.
    package var isWithoutLabels: Bool
    /// `a` before `b` by name; only reviewers with common items.
    package var pairs: [RaterPair]
    /// By name.
    package var standings: [ReviewerStanding]
    /// The most frequent first.
    package var confused: [LabelConfusion]
    /// Pairs of labels of one item that differ; `confused` adds up to it.
    package var differing: Int
    /// How often which two labels met on one item, for those confused most.
    package var meetings: ReportHeatMap?
    /// Of the ratings in `all`: those made with others' decisions on screen.
    package var sawPeers: Int
    package var unclear: UnclearItems
    /// Nil: the ground truth is what the items say.
    package var truth: TruthFindings?

    package var notes: [String]
    var isMultiLabel: Bool

    /// Nil: nobody labelled anything.
    init?(_ source: DetailSource) {
        let evidence = source.evidence
        guard evidence.ratings.end > 0 else { return nil }
        let tally = RatersTally(evidence)
        isMultiLabel = evidence.isMultiLabel
        // Of n labels there are 2ⁿ sets: those that were given are the scale then.
        let answers = isMultiLabel ? tally.moments.occurring : evidence.labels.count + (tally.hasBesides ? 1 : 0)
        scale = max(2, answers)
        reviewers = tally.reviewers
        all = tally.moments.figures(scale: scale)
        labels = LabelAgreement.list(tally.labels, names: evidence.singles)
        isWithoutLabels = tally.labels.isGivenUp
        pairs = RaterPair.list(tally, evidence, scale: scale)
        standings = StandingsTally(evidence).standings(evidence, scale: scale)
        let confusions = tally.moments.confused
        differing = confusions.reduce(0) { $0 + $1.pairs }
        confused = LabelConfusion.list(confusions, evidence)
        meetings = LabelConfusion.map(confusions, tally.moments, evidence)
        sawPeers = tally.sawPeers
        unclear = UnclearItems(evidence)
        truth = TruthFindings(evidence)
        notes = []
        notes = sentences(evidence)
    }
}

/// One label against all other answers.
package struct LabelAgreement: Hashable, Sendable {
    package var label: Label
    /// Items with two labels or more, of which one at least is this.
    package var given: Int
    /// Over all items with two labels or more.
    package var figures: AgreementFigures

    static func list(_ counts: LabelCounts, names: [Label]) -> [LabelAgreement] {
        guard !counts.isGivenUp else { return [] }
        return names.enumerated().compactMap { number, label in
            counts.table(number).map {
                LabelAgreement(label: label, given: $0.items, figures: $0.moments.figures(scale: 2))
            }
        }
    }
}

package struct RaterPair: Hashable, Sendable {
    package var a: String
    package var b: String
    package var figures: PairAgreement
    /// Only labels that one of the two gave.
    package var labels: [LabelPairAgreement]

    static func list(_ tally: RatersTally, _ evidence: Evidence, scale: Int) -> [RaterPair] {
        let members = evidence.members
        let lists = tally.pairs.map { pair, table -> RaterPair in
            let (first, second) = (evidence.reviewers[Int(pair.first)], evidence.reviewers[Int(pair.second)])
            // Reviewers are numbered as they appear; the figures shall not depend on that, not in the last digit.
            let table = first < second ? table : table.transposed
            let labels = table.byLabel { code in
                guard let number = Evidence.label(of: code) else { return [] }
                return members.isEmpty ? [number] : members[number]
            }
            return RaterPair(
                a: min(first, second), b: max(first, second), figures: table.figures(scale: scale),
                labels: labels.map { label, table in
                    LabelPairAgreement(
                        label: evidence.singles[label], given: table.n - table.neither,
                        figures: table.figures(scale: 2))
                })
        }
        return lists.sorted { ($0.a, $0.b) < ($1.a, $1.b) }
    }
}

package struct LabelPairAgreement: Hashable, Sendable {
    package var label: Label
    /// Items that one of the two gave it.
    package var given: Int
    /// Over all items that both labelled.
    package var figures: PairAgreement
}
