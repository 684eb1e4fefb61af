package import Labeling

/// How good the models are, as measured; the values of `renga evaluate --json` under the same words.
///
/// A value that is undefined is nil, and `notes` has a sentence about it. Nothing in here is NaN or infinite.
package struct EvaluationReport: Hashable, Sendable {
    /// All items seen, with or without ground truth.
    package var items: Int
    /// In the task's order; every list of labels below follows it.
    package var labels: [Label]
    package var groundTruth: GroundTruthReport
    package var models: [ModelReport]
    /// Every two models, `a` before `b` in the order of `models`.
    package var pairs: [PairReport]
    /// Every other model against the big one, in the order of `models`; empty when none is named, or it has no answer.
    package var headToHead: [HeadToHeadReport]
    package var reviewers: ReviewersReport
    /// Sentences for people: what is undefined and why, what was left out.
    package var notes: [String]
    /// An item can have several labels, or none: accuracy and agreement are of whole sets, figures by label of each.
    package var isMultiLabel: Bool = false
    /// What was asked for beyond the figures above.
    package var details = EvaluationDetails()
}

extension GroundTruthReport {
    /// Items of `n` whose truth comes from there.
    package subscript(provenance: GroundTruth.Provenance) -> Int {
        provenances.first { $0.provenance == provenance }?.n ?? 0
    }
}

package struct GroundTruthReport: Hashable, Sendable {
    /// Items whose ground truth is a label of the set.
    package var n: Int
    /// All labels of the set.
    package var labels: [LabelCount]
    /// Items of which a reviewer said that no label fits: not in `n`, and in no figure about models.
    package var rejected: Int
    /// Of `n`: where it comes from; those that occur.
    package var provenances: [ProvenanceCount]
    /// Of `n`: items that have no label at all; nil where an item has always one.
    package var empty: Int? = nil
    /// Items that a rule decided (`renga review --auto-accept`): not in `n` by that, and in no figure.
    package var byPolicy: Int
}

package struct ProvenanceCount: Hashable, Sendable {
    package var provenance: GroundTruth.Provenance
    package var n: Int
}

package struct LabelCount: Hashable, Sendable {
    package var label: Label
    package var n: Int
}

/// What two or more reviewers make of the same items, the models left aside.
package struct ReviewersReport: Hashable, Sendable {
    /// Reviewers with at least one label or rejection in force.
    package var n: Int
    /// Items with the labels of two reviewers or more; the two coefficients are over these.
    package var items: Int
    package var fleissKappa: Double?
    package var krippendorffAlpha: Double?
    /// Only reviewers with common items; `a` before `b` by name.
    package var pairs: [ReviewerPairReport]
}

package struct ReviewerPairReport: Hashable, Sendable {
    package var a: String
    package var b: String
    /// Items that both labelled or rejected.
    package var n: Int
    package var agreement: Interval?
    package var cohenKappa: Double?
    /// The mean over the items; nil also where an item has one label.
    package var jaccard: Double? = nil
    /// Kappa of each label, in the task's order; empty where an item has one label.
    package var labelKappas: [LabelKappa] = []
}

/// Agreement of two reviewers on one label of several: yes or no.
package struct LabelKappa: Hashable, Sendable {
    package var label: Label
    package var cohenKappa: Double?
}
