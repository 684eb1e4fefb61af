package import Evaluation
package import Interchange
package import Labeling
import Storage

/// Compares models with the ground truth of a task, or of a file without one.
package enum EvaluationRun {
    /// - Parameter further: models beside the task's own, in the order in which they are to stand.
    package static func report(
        on task: OpenTask, further: [String] = [], settings: EvaluationSettings = EvaluationSettings()
    ) throws -> EvaluationReport {
        let models = task.definition.ladder.map(\.model)
        let field = try GroupField.read(settings.by)
        var builder = EvaluationBuilder(
            labels: task.definition.labels, modelOrder: models + further.filter { !models.contains($0) },
            severe: task.definition.labels.severe, big: models.count > 1 ? models.last : nil)
        try task.store.forEachAnnotated { item in
            builder.add(
                item.annotated, truth: item.truth, number: item.number.value,
                group: field?.value(of: item.annotated.item))
        }
        return try builder.report(settings.completed(by: task.definition)).naming {
            try task.store.item(ItemNumber($0))?.id
        }
    }

    /// - Parameters:
    ///   - labels: the label set; nil: the labels found in the file, in alphabetical order.
    ///   - rejected: told of each record that cannot be read.
    package static func report(
        on path: String, options: ReadingOptions, labels: LabelSet?,
        settings: EvaluationSettings = EvaluationSettings(),
        rejected: (Interchange.RejectedLine) -> Void
    ) throws -> EvaluationReport {
        let field = try GroupField.read(settings.by)
        var items: [AnnotatedItem] = []
        let reader = try ItemReader(.path(path), options: options, labels: labels)
        while let record = try reader.next() {
            switch record {
            case .item(let item, _): items.append(item)
            case .rejected(let line): rejected(line)
            }
        }
        var builder =
            labels.map { EvaluationBuilder(labels: $0, severe: $0.severe) }
            ?? EvaluationBuilder(labelNames: names(in: items))
        for item in items { builder.add(item, group: field?.value(of: item.item)) }
        return builder.report(settings).naming { number in
            items.indices.contains(Int(number) - 1) ? items[Int(number) - 1].item.id : nil
        }
    }

    /// Every label that the file uses, in truth or in predictions.
    private static func names(in items: [AnnotatedItem]) -> [String] {
        var names: Set<String> = []
        for item in items {
            if let gold = item.gold { names.insert(gold.name) }
            for prediction in item.predictions { if let label = prediction.label { names.insert(label.name) } }
            for decision in item.decisions { if let label = decision.verdict.label { names.insert(label.name) } }
        }
        return names.sorted()
    }
}

extension EvaluationSettings {
    /// With what a task file says of it, where nothing else was asked for.
    func completed(by task: TaskDefinition) -> EvaluationSettings {
        var settings = self
        settings.truth = truth ?? task.review.truth
        settings.overlap = task.review.overlap
        settings.reviewerCostPerHour = reviewerCostPerHour ?? task.review.costPerHour
        settings.escalationThreshold = task.second == nil ? nil : task.secondOpinion.belowConfidence
        for definition in task.labels.definitions {
            if let cost = definition.errorCost { settings.errorCosts[definition.label] = cost }
        }
        return settings
    }
}
