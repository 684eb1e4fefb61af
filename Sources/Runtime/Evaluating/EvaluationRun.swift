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
        var settings = settings.completed(by: task.definition)
        settings.policies = try AcceptanceRun.standingPolicies(in: task.store)
        let builder = try builder(on: task, further: further, field: GroupField.read(settings.by))
        var report = try builder.report(settings).naming { try task.store.item(ItemNumber($0))?.id }
        if var errors = report.details.errors {
            errors.listed = try errors.listed.map { error in
                guard let item = try task.store.annotated(ItemNumber(error.number)) else { return error }
                return error.completed(by: item, model: errors.model)
            }
            report.details.errors = errors
        }
        return report
    }

    /// All items of a task, in columns.
    ///
    /// - Parameter field: what they are grouped by; nil: nothing.
    static func builder(
        on task: OpenTask, further: [String] = [], field: GroupField? = nil
    ) throws -> EvaluationBuilder {
        let models = task.definition.ladder.map(\.model)
        var builder = EvaluationBuilder(
            labels: task.definition.labels, modelOrder: models + further.filter { !models.contains($0) },
            severe: task.definition.labels.severe, big: models.count > 1 ? models.last : nil)
        let facts = try task.store.facts { builder.add($0, words: $1) }
        var groups: [String?] = []
        if let field {
            groups = Array(repeating: nil, count: facts.count)
            try task.store.forEachMeta { number, meta in
                let place = Int(number.value) - 1
                if groups.indices.contains(place) { groups[place] = field.value(of: meta) }
            }
        }
        builder.finish(facts, groups: groups)
        if builder.hasSampledAnswers {
            try task.store.forEachID { number, id in
                if task.definition.secondOpinion.samples(id) { builder.markFixedShare(Int(number.value) - 1) }
            }
        }
        return builder
    }

    /// - Parameters:
    ///   - labels: the label set; nil: the labels found in the file, in alphabetical order.
    ///   - warned: told what a person should know about how the file is read.
    ///   - rejected: told of each record that cannot be read.
    package static func report(
        on path: String, options: ReadingOptions, labels: LabelSet?,
        settings: EvaluationSettings = EvaluationSettings(), warned: (String) -> Void = { _ in },
        rejected: (Interchange.RejectedLine) -> Void
    ) throws -> EvaluationReport {
        let field = try GroupField.read(settings.by)
        var builder =
            labels.map { EvaluationBuilder(labels: $0, severe: $0.severe) }
            ?? EvaluationBuilder(labelNames: [], discovering: true)
        var ids: [Item.ID] = []
        // Errors are shown with their texts, and a pipe cannot be read again: then the items are kept.
        var kept: [AnnotatedItem] = []
        let reader = try ItemReader(.path(path), options: options, labels: labels)
        defer { reader.remarks.forEach(warned) }
        while let record = try reader.next() {
            switch record {
            case .item(let item, _):
                builder.add(item, group: field?.value(of: item.item.meta))
                ids.append(item.item.id)
                if settings.errorsOf != nil { kept.append(item) }
            case .rejected(let line): rejected(line)
            }
        }
        if labels == nil { builder.sortLabels() }
        var settings = settings
        settings.holdsAll = false
        var report = builder.report(settings).naming { number in
            ids.indices.contains(Int(number) - 1) ? ids[Int(number) - 1] : nil
        }
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
        for (name, model) in zip(task.rungNames, task.ladder.map(\.model)) where settings.rungNames[model] == nil {
            settings.rungNames[model] = name
        }
        for definition in task.labels.definitions {
            if let cost = definition.errorCost { settings.errorCosts[definition.label] = cost }
        }
        return settings
    }
}
