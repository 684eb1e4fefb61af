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

    /// - Parameters:
    ///   - byTriggers: whether the queue, counters and sums are kept by triggers, row by row, as for any other program that
    ///     writes: the result is the same.
    ///   - keeper: brings the batch to the disk later; nil: it is there when this returns.
    func add(
        _ batch: ItemBatch, _ range: Range<Int>? = nil, progress: ImportProgress? = nil, at now: Timestamp,
        byTriggers: Bool, keeper: JournalKeeper? = nil, held: (Double) -> Void = { _ in }
    ) throws -> [ImportOutcome] {
        let range = range ?? 0..<batch.count
        guard !range.isEmpty || progress != nil else { return [] }
        // Rows of nothing but items and golds are made of the numbers and constants of this very transaction.
        let manner = WritingManner(isTrusted: !byTriggers && batch.annotated.isEmpty, keeper: keeper)
        return try writeMuch(in: manner, held: held) { db in
            var intake = try Intake(into: self, now, byTriggers: byTriggers, db)
            let outcomes = try intake.take(batch, range)
            if let progress { try record(progress, db) }
            return outcomes
        }
    }

    /// Writes much at once: with 64 MB of pages in memory from here on, because an import touches pages all over its
    /// indexes. Without a keeper it is on disk when this returns, but the disk is waited for only once others may write
    /// again: no decision waits for the many megabytes before it can begin.
    ///
    /// - Parameter held: told for how many seconds nobody else could write.
    func writeMuch<T>(
        in manner: WritingManner = .light, held: (Double) -> Void = { _ in }, _ body: (Database) throws -> T
    ) throws -> T {
        let result = try writeLightly(in: manner, held: held) { db in
            try db.execute(sql: "PRAGMA cache_size = -65536")
            return try body(db)
        }
        if let keeper = manner.keeper { try keeper.settle() } else { try files.synchronizeJournal() }
        return result
    }
}

/// Many batches one after another, as of an import: each in a transaction of its own, seen by others at once, and brought to
/// the disk while the next one is written.
package struct BatchesIntake: Sendable {
    private let store: Store
    private let keeper: JournalKeeper

    package init(into store: Store) throws {
        self.store = store
        keeper = try JournalKeeper(of: store)
    }

    /// As `Store.add(_:_:progress:at:held:)`, but it is on disk only after `finish`, or some moments later.
    package func add(
        _ batch: ItemBatch, _ range: Range<Int>, progress: ImportProgress?, held: (Double) -> Void
    ) throws -> [ImportOutcome] {
        try store.add(
            batch, range, progress: progress, at: .now(), byTriggers: range.count < Intake.fewest, keeper: keeper,
            held: held)
    }

    /// Waits until all that was added is on disk. Throws what kept some of it from there.
    package func finish() throws { try keeper.finish() }
}
