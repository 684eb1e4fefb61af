package import Labeling

/// A model's two costly mistakes about labels of high severity, over its items with ground truth.
///
/// Severe is an item whose truth is one of `labels`. Taking one severe label for another is neither mistake: the item
/// was still raised.
package struct SeverityReport: Hashable, Sendable {
    /// Those marked severe, of the label set, in its order.
    package var labels: [Label]
    package var severe: Int
    /// Severe items that the model let pass: it gave a label that is not severe, or no valid label at all. The latter
    /// counts, for nothing severe was raised, and whoever acts on the label alone would not have acted.
    package var falseAccepts: Int
    /// Of the severe items; nil when there are none.
    package var falseAcceptRate: Interval?
    package var notSevere: Int
    /// Items that are not severe and that the model gave a severe label. No label is no false alarm.
    package var falseRejects: Int
    /// Of the items that are not severe; nil when there are none.
    package var falseRejectRate: Interval?
}

extension SeverityReport {
    /// - Parameter severe: for each label of the matrix, whether it is severe.
    init(_ confusion: ConfusionMatrix, severe: [Bool]) {
        var (severeItems, caught, others, falseAlarms) = (0, 0, 0, 0)
        for (truth, row) in confusion.counts.enumerated() {
            let all = row.reduce(confusion.noLabel[truth], +)
            let raised = zip(row, severe).reduce(0) { $1.1 ? $0 + $1.0 : $0 }
            if severe[truth] {
                severeItems += all
                caught += raised
            } else {
                others += all
                falseAlarms += raised
            }
        }
        self.init(
            labels: zip(confusion.labels, severe).filter(\.1).map(\.0), severe: severeItems,
            falseAccepts: severeItems - caught,
            falseAcceptRate: .wilson(successes: severeItems - caught, of: severeItems), notSevere: others,
            falseRejects: falseAlarms, falseRejectRate: .wilson(successes: falseAlarms, of: others))
    }
}
