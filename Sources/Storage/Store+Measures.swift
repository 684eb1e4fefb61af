package import Labeling

internal import GRDB

extension Store {
    /// How often each model of the ladder was right at each confidence, by the newest decisions and imported truths: so
    /// many of both at most, however large the store.
    ///
    /// Truth is what a reviewer decided, or the imported gold where nobody has; what a policy accepted without a look is
    /// none. A model is wrong where the reviewer said that no label fits. Blind is gold, and what was decided without the
    /// model's answer in view.
    package func confidenceCounts(newest: Int = 100_000) throws -> [String: [ConfidenceCount]] {
        try calibrationCounts(newest: newest).mapValues(\.byConfidence)
    }

    /// The same by the label that the model gave and by the fold of the item: what calibrators are fitted on.
    package func calibrationCounts(newest: Int = 100_000) throws -> [String: [CalibrationCount]] {
        try read { db in
            let rows = try db.all(
                Store.confidenceSQL, ["newest": newest]
            ) { row in
                (
                    model: try row.value(0) as String,
                    count: CalibrationCount(
                        label: Label(try row.value(6)), fold: try row.value(7),
                        confidence: ConfidenceCount(
                            thousandths: try row.value(1), n: try row.value(2), right: try row.value(3),
                            blind: try row.value(4), blindRight: try row.value(5)))
                )
            }
            return Dictionary(grouping: rows, by: \.model).mapValues { $0.map(\.count) }
        }
    }

    private static let confidenceSQL = """
        SELECT model, thousandths, count(*), sum(is_right), sum(is_blind), sum(is_blind AND is_right), label, fold
        FROM (
            SELECT p.model AS model, CAST(round(p.confidence * 1000) AS INTEGER) AS thousandths,
                p.label IS d.label AS is_right,
                d.shown = '[]' OR NOT EXISTS (SELECT 1 FROM json_each(d.shown) s WHERE s.value = p.model) AS is_blind,
                p.label AS label, \(CalibrationFolds.sql("d.item")) AS fold
            FROM decision d
            CROSS JOIN queue q ON q.item = d.item AND q.word = d.id
            CROSS JOIN prediction p ON p.id IN (q.first, q.second)
            LEFT JOIN act a ON a.id = d.act
            WHERE d.id > (SELECT max(id) FROM decision) - :newest AND d.action IN ('accept', 'override', 'reject')
                AND p.label IS NOT NULL AND p.confidence IS NOT NULL AND a.kind IS NOT 'policy'
            UNION ALL
            SELECT p.model, CAST(round(p.confidence * 1000) AS INTEGER), p.label = g.label, 1, p.label,
                \(CalibrationFolds.sql("g.item"))
            FROM (SELECT item, label FROM gold ORDER BY item DESC LIMIT :newest) g
            CROSS JOIN queue q ON q.item = g.item
            CROSS JOIN prediction p ON p.id IN (q.first, q.second)
            WHERE q.state IN ('undecided', 'skipped')
                AND NOT EXISTS (SELECT 1 FROM tally y WHERE y.item = g.item AND y.disputed)
                AND p.label IS NOT NULL AND p.confidence IS NOT NULL)
        GROUP BY model, label, fold, thousandths
        """

    /// What this task has paid for an answer of each model on the average, attempts and all: answers that were asked for
    /// one by one, whose costs are all known. Estimates stand where nothing was billed.
    package func meanCosts() throws -> [String: ExpectedCost] {
        try read { db in
            let rows = try db.all(
                """
                SELECT model, sum(iif(kind IN ('answer', 'vote'), count, 0)), sum(charged), sum(estimated)
                FROM spending WHERE NOT imported AND service = 'standard' GROUP BY model HAVING sum(unknown) = 0
                """
            ) { row in
                (
                    model: try row.value(0) as String, answers: try row.value(1) as Int,
                    charged: try row.value(2) as Int64, estimated: try row.value(3) as Int64
                )
            }
            var costs: [String: ExpectedCost] = [:]
            for row in rows where row.answers > 0 {
                func mean(_ sum: Int64) -> Money { Money(picodollars: sum / Int64(row.answers)) }
                let cost: Cost =
                    row.charged > 0 || row.estimated == 0
                    ? .charged(mean(row.charged)) : .estimated(mean(row.estimated), as: row.model)
                costs[row.model] = ExpectedCost(cost: cost, answers: row.answers)
            }
            return costs
        }
    }

    /// The first item of the task, by which prompts can be priced; nil: there is none.
    package func firstItem() throws -> Item? {
        try read { db in
            try db.first("SELECT \(ItemRow.columns) FROM item i ORDER BY i.number LIMIT 1") {
                try ItemRow.decode($0, at: 0)
            }
        }
    }

    /// What the answers to an item cost so far, imported ones too.
    func spent(on item: ItemNumber, _ db: Database) throws -> ItemSpending? {
        try db.first(
            """
            SELECT count(*), coalesce(sum(iif(cost_basis = 'charged', picodollars, 0)), 0),
                coalesce(sum(iif(cost_basis = 'estimated', picodollars, 0)), 0)
            FROM (SELECT cost_basis, picodollars FROM prediction WHERE item = ? ORDER BY id DESC LIMIT 1000)
            """, [item.value]
        ) { row in
            ItemSpending(
                answers: try row.value(0), charged: Money(picodollars: try row.value(1)),
                estimated: Money(picodollars: try row.value(2)))
        }
    }
}
