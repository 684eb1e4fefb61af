internal import Foundation
internal import GRDB
package import Labeling

extension Store {
    /// Gives every item with all that is known of it, in the order of arrival.
    ///
    /// All of it is as of one moment, whoever writes meanwhile: one transaction reads it, on a thread of its own, a few
    /// megabytes ahead of `body`. `body` runs on the thread that calls, and may write to this very store. While that
    /// lasts, what others write stays in the store's `-wal` file, which grows by it: taken into the store as soon as the
    /// reader has ended.
    /// - Parameters:
    ///   - groundTruthOnly: only items that have a ground truth.
    ///   - matching: only items of which this holds, as in the review.
    ///   - since: only items that came in at this time or later, or of which a decision was made, taken in or undone.
    package func forEachAnnotated(
        groundTruthOnly: Bool = false, matching filter: FilterExpression = .everything, since: Timestamp? = nil,
        _ body: (StoredItem) throws -> Void
    ) throws {
        let ahead = ReadAhead()
        let wanted = AnnotationReader.Wanted(groundTruthOnly: groundTruthOnly, filter: filter, since: since)
        // The caller waits for the reader's end, so the store is there as long as it reads. A thread that held it would let
        // go of it some time after, and a program that ends in between would not have closed it: its `-wal` would stay.
        Thread.detachNewThread { [unowned self] in
            ahead.finish(giveAll(wanted, to: ahead))
        }
        defer { ahead.leave() }
        while let batch = try ahead.take() {
            for item in batch { try body(item) }
        }
    }

    private func giveAll(_ wanted: AnnotationReader.Wanted, to ahead: ReadAhead) -> Result<Void, any Error> {
        Result {
            try read { db in
                var reader = try AnnotationReader(wanted, db)
                try reader.read { ahead.give($0, weight: $1) }
            }
        }
    }

    /// What reviewers have decided, for models that learn: in the order of arrival, never the imported gold, and never
    /// what a rule accepted, from which a model would learn that it is right.
    package func trainingExamples() throws -> [TrainingExample] {
        try read { db in
            try db.all(
                """
                SELECT CAST(i.id AS BLOB), CAST(i.text AS BLOB), t.label
                FROM ground_truth t JOIN item i ON i.number = t.item
                WHERE t.provenance <> 'imported' AND t.label IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM decision d JOIN act a ON a.id = d.act WHERE d.id = t.decision AND a.kind = 'policy')
                ORDER BY t.item
                """
            ) { row in
                TrainingExample(
                    id: Item.ID(try row.text(0)), text: try row.text(1), label: Label(try row.value(2)))
            }
        }
    }
}
