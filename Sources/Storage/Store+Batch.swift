package import Labeling

internal import GRDB

extension Store {
    /// Takes in a batch in one transaction: all of it is on disk, with how far the import of its input has come, or
    /// nothing.
    ///
    /// The same id with the same text and images is a duplicate that adds only what is new: predictions, decisions,
    /// undoings, notes and tags of known decisions, and a gold where there was none. Another text, other images or
    /// another gold are a conflict, and nothing of that element is taken.
    /// - Returns: one outcome for each entry, in order.
    package func add(
        _ batch: ItemBatch, progress: ImportProgress? = nil, at now: Timestamp = .now()
    ) throws -> [ImportOutcome] {
        try add(batch, progress: progress, at: now, byTriggers: batch.count < Intake.fewest)
    }

    /// The same for items as values.
    package func add(_ elements: [AnnotatedItem], at now: Timestamp = .now()) throws -> [ImportOutcome] {
        var batch = ItemBatch()
        for element in elements { batch.append(element) }
        return try add(batch, at: now)
    }

    /// - Parameter byTriggers: whether the queue, counters and sums are kept by triggers, row by row, as for any other
    ///   program that writes: the result is the same.
    func add(
        _ batch: ItemBatch, progress: ImportProgress? = nil, at now: Timestamp, byTriggers: Bool
    ) throws -> [ImportOutcome] {
        guard !batch.isEmpty || progress != nil else { return [] }
        return try writeMuch { db in
            var intake = try Intake(into: self, now, byTriggers: byTriggers, db)
            let outcomes = try intake.take(batch)
            if let progress { try record(progress, db) }
            return outcomes
        }
    }
}
