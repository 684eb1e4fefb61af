package import Interchange
package import Labeling
import Storage

/// What an export is asked for.
package struct ExportRequest: Sendable {
    package var format: ExportFormat
    /// A file or a folder; `-` is the standard output.
    package var output: String
    /// Items without a ground truth too.
    package var includesUndecided = false
    /// Which label counts where reviewers differ; nil: as the task has it.
    package var truth: TruthPolicy?
    package var filter = FilterExpression.everything
    /// Only items with something new since then.
    package var since: Timestamp?
    package var splits: ExportSplits?
    package var license: String?

    package init(_ format: ExportFormat, to output: String) {
        self.format = format
        self.output = output
    }
}

/// Writes a task's ground truth for other programs.
package struct ExportRun {
    private let task: OpenTask
    private let request: ExportRequest
    private let session: ExportSession

    /// Nothing is replaced before `run` has ended.
    ///
    /// - Throws: an output that cannot be written, or would take the place of what is not ours.
    package init(_ request: ExportRequest, of task: OpenTask) throws {
        self.task = task
        self.request = request
        let definition = task.definition
        var context = ExportContext(
            taskName: definition.name, instructions: definition.instructions, labels: definition.labels,
            first: definition.first.model, second: definition.second?.model)
        context.includesUndecided = request.includesUndecided
        context.license = request.license
        let shape = request.format.shape
        let target = ExportTarget(request.output, format: shape, splits: request.splits?.names)
        if !target.hasPlace, shape.isFolder || request.splits != nil {
            let what = shape.isFolder ? "\(request.format.rawValue) is a folder" : "--split makes several files"
            throw Failure(.usage, "\(what): name the place with -o")
        }
        session = try ExportSession(request.format, context, to: target)
    }

    /// - Parameters:
    ///   - progress: called after each item, with how many were written.
    ///   - tell: words for people, as they come.
    ///   - isStopped: asked after each item.
    /// - Returns: what was written, and what was not.
    package func run(
        progress: (String) -> Void = { _ in }, tell: (String) -> Void = { _ in }, isStopped: () -> Bool = { false }
    ) throws -> ExportSummary {
        let review = task.definition.review
        let policy = request.truth ?? (review.truth == .dawidSkene ? .dawidSkene : nil)
        let weighed = try policy == .dawidSkene ? WeighedTruth(of: task) : nil
        if weighed?.isRefused == true {
            tell("too many labels and reviewers' answers for dawid-skene: the majority is written")
        }
        if request.splits != nil || request.filter.asksForLikeness {
            let isCompared: Bool
            do {
                isCompared = try task.compareTexts(progress: progress, isStopped: isStopped)
            } catch let failure as Failure where failure.status == .stopped {
                throw ExportRun.stopped
            }
            if !isCompared {
                tell("the newest items were not compared with others: the store cannot be written")
            }
        }
        let groups = try nearDuplicates()
        var repeated = 0
        // Under another rule than the store's, other items have a truth.
        try task.store.forEachAnnotated(
            groundTruthOnly: !request.includesUndecided && policy == nil, matching: request.filter, since: request.since
        ) { item in
            if isStopped() { throw ExportRun.stopped }
            let annotated = item.annotated
            let truth =
                if let weighed {
                    weighed.truth(of: item)
                } else if let policy {
                    GroundTruth.resolve(
                        decisions: annotated.decisions, gold: annotated.gold, policy: policy,
                        needed: review.reviewersNeeded(for: annotated.item.id))
                } else {
                    item.truth
                }
            guard truth != nil || request.includesUndecided else { return }
            var split = 0
            if let splits = request.splits {
                if groups[item.number] != nil { repeated += 1 }
                split = groups[item.number] ?? splits.index(of: annotated.item.id)
            }
            try session.write(ExportedItem(annotated, truth: truth), split: split)
            progress("\(session.written) written")
        }
        if repeated > 0 {
            session.warnings.append(
                "\(repeated) \(repeated == 1 ? "item is" : "items are") nearly the same as an earlier one, and in its split, "
                    + "so that nothing is both learned and asked")
        }
        for name in session.emptySplits { session.warnings.append("the split \(name) has no items") }
        return try session.publish()
    }

    private static let stopped = Failure(.stopped, "stopped; nothing was written")

    /// The split of each item that is a near duplicate of an earlier one: that of the earlier one, so that no text is
    /// learned from in one split and asked about in another.
    private func nearDuplicates() throws -> [ItemNumber: Int] {
        guard let splits = request.splits else { return [:] }
        var groups: [ItemNumber: Int] = [:]
        try task.store.forEachNearDuplicate { groups[$0] = splits.index(of: $1) }
        return groups
    }
}
