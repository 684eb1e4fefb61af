import Evaluation
package import Labeling
package import Storage

/// The ground truth of a task's items by the model of Dawid and Skene, which needs all of them at once.
package struct WeighedTruth {
    /// There are too many labels and answers to fit the model: it is the majority.
    package let isRefused: Bool
    private let weighed: [Int64: ResolvedTruth]
    private let review: ReviewSettings

    package init(of task: OpenTask) throws {
        let resolved = try EvaluationRun.builder(on: task).weighedTruth()
        isRefused = resolved == nil
        weighed = Dictionary((resolved ?? []).map { ($0.item, $0) }, uniquingKeysWith: { first, _ in first })
        review = task.definition.review
    }

    package func truth(of item: StoredItem) -> GroundTruth? {
        let annotated = item.annotated
        guard !isRefused else {
            return GroundTruth.resolve(
                decisions: annotated.decisions, gold: annotated.gold, policy: .majority,
                needed: review.reviewersNeeded(for: annotated.item.id))
        }
        return GroundTruth.weighed(
            weighed[item.number.value].map { ($0.label, $0.probability) }, decisions: annotated.decisions,
            gold: annotated.gold)
    }
}
