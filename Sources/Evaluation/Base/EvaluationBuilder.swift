package import Labeling

/// Takes items one by one into columns (`Evidence`), and makes the report of them.
///
/// The result does not depend on the order of the items, but for the order of models and labels that neither the task
/// nor `modelOrder` names.
package struct EvaluationBuilder: Sendable {
    private var evidence: Evidence
    private let severe: Set<Label>
    private let big: String?

    /// - Parameters:
    ///   - modelOrder: the models to list first, usually those of the task from cheap to strong.
    ///   - severe: the labels that are costly to miss and to raise in vain; those outside the set are said in `notes`.
    ///   - big: the model that every other is held against; nil: the last of `modelOrder`, where it names two or more.
    package init(labels: LabelSet, modelOrder: [String] = [], severe: Set<Label> = [], big: String? = nil) {
        self.init(labels: LabelIndex(labels), modelOrder: modelOrder, severe: severe, big: big)
    }

    /// For files without a task.
    ///
    /// - Parameters:
    ///   - labelNames: in the order of the report; of names that differ in case alone the first counts.
    ///   - discovering: whether labels that items bring join them, by first appearance, up to 1,000.
    package init(
        labelNames: [String], discovering: Bool = false, modelOrder: [String] = [], severe: Set<Label> = [],
        big: String? = nil
    ) {
        self.init(
            labels: LabelIndex(labels: labelNames.map(Label.init), isDiscovering: discovering), modelOrder: modelOrder,
            severe: severe, big: big)
    }

    private init(labels: LabelIndex, modelOrder: [String], severe: Set<Label>, big: String?) {
        evidence = Evidence(labels: labels, modelOrder: modelOrder)
        self.severe = severe
        self.big = big ?? (modelOrder.count > 1 ? modelOrder.last : nil)
    }

    /// Adds an item whose ground truth follows from its own decisions and gold.
    package mutating func add(_ item: AnnotatedItem, number: Int64? = nil, group: String? = nil) {
        add(item, truth: GroundTruth.resolve(decisions: item.decisions, gold: item.gold), number: number, group: group)
    }

    /// Adds an item. Of several predictions of one model the newest counts: the latest in time, or the later in the
    /// list where times are equal or missing.
    ///
    /// - Parameters:
    ///   - truth: nil: not decided, or flagged.
    ///   - number: what the item is called by in lists (`ItemColumns.number`); nil: its place, from 1.
    ///   - group: the value that it is grouped by; nil: it has none.
    package mutating func add(
        _ item: AnnotatedItem, truth: GroundTruth?, number: Int64? = nil, group: String? = nil
    ) {
        evidence.add(item, truth: truth, number: number, group: group)
    }

    /// Only which decisions are worth a second look; nil: no item has a ground truth.
    ///
    /// - Parameter most: so many are listed.
    package func doubts(most: Int) -> DoubtsReport? {
        var evidence = evidence
        evidence.finish()
        return DoubtsReport(evidence, most: most)
    }

    /// What the items so far amount to; more may be added after.
    package func report(_ settings: EvaluationSettings = EvaluationSettings()) -> EvaluationReport {
        var evidence = evidence
        evidence.finish()
        return EvaluationReport(evidence, severe: severe, big: big, settings: settings)
    }
}
