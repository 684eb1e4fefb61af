package import Labeling

/// Takes items one by one into columns (`Evidence`), and makes the report of them.
///
/// The result does not depend on the order of the items, but for the order of models and labels that neither the task
/// nor `modelOrder` names.
package struct EvaluationBuilder: Sendable {
    private var evidence: Evidence
    /// Predictions that came as facts, until their items are known.
    private var facts: FactsReader?
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

    /// Adds a prediction to an item that `finish` will add: for a million items at once. Items are not added in any other
    /// way then.
    package mutating func add(_ prediction: PredictionFacts, words: WordTable) {
        var reader = facts.take() ?? FactsReader(evidence)
        reader.add(prediction, words: words)
        facts = reader
    }

    /// Adds the items of the predictions so far, with their truth and decisions.
    ///
    /// - Parameter groups: what each item is grouped by; empty: nothing.
    package mutating func finish(_ items: TaskFacts, groups: [String?] = []) {
        var reader = facts.take() ?? FactsReader(evidence)
        evidence = reader.finish(items, groups: groups)
    }

    /// Whether some answer was asked for because a hash chose the item, and for no other reason.
    package var hasSampledAnswers: Bool {
        evidence.models.contains { $0.reason.contains(AnswerColumns.sampled) }
    }

    /// Says that the item at this place, from 0, is of the share that a hash chose, for whatever reason it was asked about
    /// twice. Without it the share is only what was sure enough to be asked about for no other reason.
    package mutating func markFixedShare(_ place: Int) {
        if evidence.items.marks.indices.contains(place) { evidence.items.marks[place].insert(.fixedShare) }
    }

    /// How many items were added.
    package var count: Int { evidence.count }

    /// Where labels joined as items brought them: puts them in the order of their names.
    package mutating func sortLabels() { evidence.sortLabels() }

    /// Only which decisions are worth a second look; nil: no item has a ground truth.
    ///
    /// - Parameters:
    ///   - most: so many are listed.
    ///   - named: how labels are called in the words of the reasons.
    package func doubts(most: Int, named: @escaping (Label) -> String = \.name) -> DoubtsReport? {
        DoubtsReport(finished(), most: most, named: named)
    }

    /// What the items so far amount to; more may be added after.
    package func report(_ settings: EvaluationSettings = EvaluationSettings()) -> EvaluationReport {
        EvaluationReport(finished(), severe: severe, big: big, settings: settings)
    }

    /// All columns as long as there are items.
    func finished() -> Evidence {
        var evidence = evidence
        evidence.finish()
        return evidence
    }
}
