package import Labeling

/// Two models against each other, over all items that both answered, with or without ground truth.
///
/// Two answers without a valid label agree with each other, and with nothing else.
package struct PairReport: Hashable, Sendable {
    package var a: String
    package var b: String
    package var n: Int
    package var agreement: Interval?
    package var cohenKappa: Double?
    /// Exact and two-sided; nil without ground truth that both answered.
    package var mcnemarP: Double?
    package var mcnemar: McNemarCounts
    /// Grouped by `b`'s label: only labels that `b` gave.
    package var perLabel: [PairLabelReport]
    /// The mean over the items; nil also where an item has one label.
    package var jaccard: Double? = nil
}

package struct McNemarCounts: Hashable, Sendable {
    /// Items with a label as ground truth that both models answered.
    package var n: Int
    /// Of these, right in `a` and wrong in `b`, and the reverse.
    package var onlyA: Int
    package var onlyB: Int
}

package struct PairLabelReport: Hashable, Sendable {
    package var label: Label
    /// Items that `b` gave this label.
    package var n: Int
    /// The share of them that `a` gave it too; `interval.value` is the same number.
    package var agreement: Double
    package var interval: Interval
    package var advice: Advice
    /// Whether the whole interval calls for the same advice.
    package var isSettled: Bool
    /// How many more items with this label would settle the advice if the share stayed as it is; 0 when it is settled,
    /// nil when the share lies on a limit.
    package var needsMore: Int?
    /// Nil: none of the items has ground truth.
    package var test: LabelTest?
    /// Of both models' answers yes and no about this label; nil also where an item has one label alone.
    package var cohenKappa: Double? = nil
}

/// What the agreement on a label says about asking the second model.
package enum Advice: String, Hashable, Sendable, CaseIterable {
    /// The first model is enough: agreement from 0.95.
    case keep
    /// From 0.90 to under 0.95.
    case watch
    /// Ask the second model: agreement under 0.90.
    case route

    /// Compared as whole numbers: 19 of 20 is exactly 0.95.
    ///
    /// - Parameter n: at least 1.
    init(agreements: Int, of n: Int) {
        if agreements * 100 >= n * 95 {
            self = .keep
        } else {
            self = agreements * 100 >= n * 90 ? .watch : .route
        }
    }
}
