internal import GRDB
internal import Labeling

extension Store {
    /// Gives every item with all that is known of it, in the order of arrival.
    ///
    /// A page is read at a time, each as of one moment, and `body` runs between the pages: memory stays small, writers
    /// are never held up, and `body` may write to this very store. Items that arrive meanwhile are given too.
    /// - Parameter groundTruthOnly: only items that have a ground truth.
    package func forEachAnnotated(groundTruthOnly: Bool = false, _ body: (StoredItem) throws -> Void) throws {
        var next: Int64 = 1
        while let (page, last) = try read({ try page(from: next, groundTruthOnly, $0) }) {
            for item in page { try body(item) }
            next = last + 1
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

    private static let pageSize: Int64 = 512

    /// The items from `start` on, `pageSize` numbers of them; nil: there are no more.
    private func page(
        from start: Int64, _ groundTruthOnly: Bool, _ db: Database
    ) throws -> (items: [StoredItem], last: Int64)? {
        // Numbers have no gaps, because items are never removed.
        let newest = try db.first("SELECT max(number) FROM item", [], { try $0.value(0) as Int64? }) ?? nil
        guard let newest, newest >= start else { return nil }
        let last = min(newest, start + Store.pageSize - 1)
        let range: StatementArguments = ["start": start, "last": last]
        // The whole range is joined in order: four queries for a page, none for an item.
        let truths = try db.all(
            """
            SELECT t.item, t.label, t.provenance, t.decision FROM ground_truth t WHERE t.item BETWEEN :start AND :last
            """, range
        ) { row in
            let truth = GroundTruth(label: try row.label(1), provenance: try row.someWord(2))
            return (item: try row.value(0) as Int64, truth: truth, decision: try row.value(3) as Int64?)
        }
        let truthOfItem = Dictionary(truths.map { ($0.item, $0) }, uniquingKeysWith: { first, _ in first })
        func within(_ column: String) -> String {
            let wanted = "\(column) BETWEEN :start AND :last"
            return groundTruthOnly
                ? "\(wanted) AND \(column) IN (SELECT g.item FROM ground_truth g WHERE g.item BETWEEN :start AND :last)"
                : wanted
        }
        var predictions = try grouped(
            "SELECT p.item, \(PredictionRow.columns(of: "p")) FROM prediction p WHERE \(within("p.item")) ORDER BY p.id",
            range, db
        ) { try PredictionRow.decode($0, at: 1) }
        var decisions = try grouped(
            """
            SELECT d.item, d.id, \(DecisionRow.columns(of: "d")) FROM decision_now d
            WHERE \(within("d.item")) ORDER BY d.id
            """, range, db
        ) { (id: try $0.value(1) as Int64, decision: try DecisionRow.decode($0, at: 2)) }
        let items = try db.all(
            """
            SELECT i.number, g.label, \(ItemRow.columns) FROM item i LEFT JOIN gold g ON g.item = i.number
            WHERE \(within("i.number")) ORDER BY i.number
            """, range
        ) { row in
            let number: Int64 = try row.value(0)
            let acts = decisions.removeValue(forKey: number) ?? []
            var truth = truthOfItem[number]?.truth
            if let id = truthOfItem[number]?.decision {
                truth?.decision = acts.first { $0.id == id }?.decision
            }
            return StoredItem(
                number: ItemNumber(number),
                annotated: AnnotatedItem(
                    item: try ItemRow.decode(row, at: 2), gold: try row.label(1),
                    predictions: predictions.removeValue(forKey: number) ?? [], decisions: acts.map(\.decision)),
                truth: truth)
        }
        return (items, last)
    }

    /// The rows of a query by the item in their first column.
    private func grouped<T>(
        _ sql: String, _ arguments: StatementArguments, _ db: Database, _ decode: (Row) throws -> T
    ) throws -> [Int64: [T]] {
        var groups: [Int64: [T]] = [:]
        let rows = try db.all(sql, arguments) { (item: try $0.value(0) as Int64, value: try decode($0)) }
        for row in rows { groups[row.item, default: []].append(row.value) }
        return groups
    }
}
