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
        var builder = EvaluationBuilder(
            labels: task.definition.labels, modelOrder: models + further.filter { !models.contains($0) },
            severe: task.definition.labels.severe, big: models.count > 1 ? models.last : nil)
        let facts = try task.store.facts { builder.add($0, words: $1) }
        builder.finish(
            items: facts.items, gold: facts.gold, decisions: facts.decisions, words: facts.words
        ) { GroundTruth.resolve(decisions: $0, gold: $1) }
        var settings = settings.completed(by: task.definition)
        settings.policies = try AcceptanceRun.standingPolicies(in: task.store)
        var report = builder.report(settings)
        if var errors = report.details.errors {
            errors.listed = try errors.listed.map { error in
                guard let item = try task.store.annotated(ItemNumber(error.number)) else { return error }
                return error.completed(by: item, model: errors.model)
            }
            report.details.errors = errors
        }
        return report
    }

    /// - Parameters:
    ///   - labels: the label set; nil: the labels found in the file, in alphabetical order.
    ///   - rejected: told of each record that cannot be read.
    package static func report(
        on path: String, options: ReadingOptions, labels: LabelSet?,
        settings: EvaluationSettings = EvaluationSettings(),
        rejected: (Interchange.RejectedLine) -> Void
    ) throws -> EvaluationReport {
        var builder =
            labels.map { EvaluationBuilder(labels: $0, severe: $0.severe) }
            ?? EvaluationBuilder(labelNames: [], discovering: true)
        // Errors are shown with their texts, and a pipe cannot be read again: then the items are kept.
        var kept: [AnnotatedItem] = []
        let reader = try ItemReader(.path(path), options: options, labels: labels)
        while let record = try reader.next() {
            switch record {
            case .item(let item, _):
                builder.add(item)
                if settings.errorsOf != nil { kept.append(item) }
            case .rejected(let line): rejected(line)
            }
        }
        if labels == nil { builder.sortLabels() }
        var settings = settings
        settings.holdsAll = false
        var report = builder.report(settings)
        if var errors = report.details.errors {
            errors.listed = errors.listed.map { $0.completed(by: kept[Int($0.number) - 1], model: errors.model) }
            report.details.errors = errors
        }
        return report
    }
}

extension ModelError {
    fileprivate func completed(by item: AnnotatedItem, model: String) -> ModelError {
        var error = self
        error.id = item.item.id.value
        error.text = item.item.text
        error.rationale = item.predictions.last { $0.model == model }?.rationale
        return error
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
        for (setting, name) in zip(task.ladder, task.rungNames) where settings.rungNames[setting.model] == nil {
            settings.rungNames[setting.model] = name
        }
        for definition in task.labels.definitions {
            if let cost = definition.errorCost { settings.errorCosts[definition.label] = cost }
        }
        return settings
    }
}
