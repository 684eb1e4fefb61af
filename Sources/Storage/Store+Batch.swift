package import Labeling

internal import GRDB

extension Store {
    /// Takes in a batch in one transaction: all of it is on disk, with how far the import of its input has come, or
    /// nothing.
    ///
    /// The same id with the same text and images is a duplicate that adds only what is new: predictions, decisions,
    /// undoings, notes and tags of known decisions, and a gold where there was none. Another text, other images or
    /// another gold are a conflict, and nothing of that element is taken.
    /// - Parameters:
    ///   - range: which entries; nil: all.
    ///   - held: told for how many seconds nobody else could write.
    /// - Returns: one outcome for each entry, in order.
    package func add(
        _ batch: ItemBatch, _ range: Range<Int>? = nil, progress: ImportProgress? = nil, at now: Timestamp = .now(),
        held: (Double) -> Void = { _ in }
    ) throws -> [ImportOutcome] {
        let range = range ?? 0..<batch.count
        return try add(
            batch, range, progress: progress, at: now, byTriggers: range.count < Intake.fewest, held: held)
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
        _ batch: ItemBatch, _ range: Range<Int>? = nil, progress: ImportProgress? = nil, at now: Timestamp,
        byTriggers: Bool, held: (Double) -> Void = { _ in }
    ) throws -> [ImportOutcome] {
        let range = range ?? 0..<batch.count
        guard !range.isEmpty || progress != nil else { return [] }
        return try writeMuch(held: held) { db in
            var intake = try Intake(into: self, now, byTriggers: byTriggers, db)
            let outcomes = try intake.take(batch, range)
            if let progress { try record(progress, db) }
            return outcomes
        }
    }
}
