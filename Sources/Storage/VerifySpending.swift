internal import GRDB
internal import Labeling

// The sums of spending, made anew from the rows. A part of them at a time: SQLite sorts what it sums up, and ten million
// predictions sorted at once take a gigabyte.

extension Store {
    func wrongSpending(_ db: Database, _ telling: (StoreProgress) -> Void) throws -> [String] {
        var anew = SpendingRows()
        for (statements, table) in [([SpendingSQL.unasked], "prediction_row"), (SpendingSQL.asked, "request")] {
            let last = try Int64.fetchOne(db, sql: "SELECT max(id) FROM \(table)") ?? 0
            for statement in statements {
                let rows = try SteppedStatement(statement, [0, -1], db)
                for start in stride(from: Int64(1), through: max(1, last), by: SpendingSQL.atOnce) {
                    telling(StoreProgress("checking spending", share: Double(start) / Double(max(1, last))))
                    let end = start + Int64(SpendingSQL.atOnce) - 1
                    rows.restart(start == 1 ? .min : start, end >= last ? .max : end)
                    try anew.add(rows)
                }
            }
        }
        var kept = SpendingRows()
        try kept.add(SteppedStatement("SELECT \(SchemaSpending2.all) FROM spending", [], db))
        var wrong = WrongOnes()
        for name in anew.differing(from: kept) { wrong.add(name) }
        return wrong.words.map { ["sums of spending are wrong for: \($0)"] } ?? []
    }
}

/// Rows of `spending`, by their keys.
private struct SpendingRows {
    private var sums: [[String]: [Int64]] = [:]

    mutating func add(_ rows: SteppedStatement) throws {
        let keys = SchemaSpending2.keys.count
        while try rows.next() {
            let key = (0..<keys).map { rows.text(Int32($0)) }
            let values = SchemaSpending2.sums.indices.map { rows.int(Int32(keys + $0)) }
            guard let known = sums[key] else {
                sums[key] = values
                continue
            }
            // As the sums do: they stop at the largest integer.
            sums[key] = zip(known, values).map { one, other in
                let (sum, isTooLarge) = one.addingReportingOverflow(other)
                return isTooLarge ? .max : sum
            }
        }
    }

    /// What the rows that differ are of, in words, each once.
    func differing(from other: SpendingRows) -> [String] {
        let keys = Set(sums.keys).union(other.sums.keys).filter { sums[$0] != other.sums[$0] }
        return Set(keys.map { "\($0[1]) on \($0[0].isEmpty ? "an unknown day" : $0[0])" }).sorted()
    }
}

/// `spending_from_scratch` in parts.
private enum SpendingSQL {
    static let atOnce = 50_000

    /// Answers that were not asked for here, from the rows themselves: numbers are grouped in a tenth of the time of names.
    static let unasked = """
        SELECT CASE WHEN typeof(day) = 'text' THEN day ELSE \(SchemaSpending2.day("day * 86400000")) END,
            \(SchemaPredictions8.text("model")), imported, iif(alone, 'answer', 'vote'),
            \(SchemaPredictions8.outcome.word("outcome")), coalesce(\(SchemaPredictions8.escalation.word("reason")), ''),
            \(SchemaPredictions8.service.word("service")), repair, \(totals)
        FROM (
            SELECT CASE WHEN moment >= 0 THEN moment / 86400000 ELSE \(SchemaSpending2.day("moment")) END AS day, *
            FROM (
                SELECT iif(p.imported, p.at, coalesce(p.at, p.recorded_at)) AS moment, p.model AS model,
                    p.imported AS imported, p.samples IS NULL AS alone, p.outcome AS outcome, p.escalation AS reason,
                    p.service AS service, p.repair AS repair, 1 AS count,
                    iif(p.cost_basis = 1, p.picodollars, 0) AS charged,
                    iif(p.cost_basis = 2, p.picodollars, 0) AS estimated, p.cost_basis = 0 AS unknown, 0 AS possible,
                    \(SchemaSpending2.tokens.map { "p.\($0) AS \($0)" }.joined(separator: ", "))
                FROM prediction_row p WHERE p.id BETWEEN ? AND ? AND p.request IS NULL))
        GROUP BY day, model, imported, alone, outcome, reason, service, repair
        """

    /// Answers that were asked for, with attempts before them and without, and attempts.
    static let asked = [
        summed(
            """
            SELECT \(SchemaSpending2.ofAnswer)
            FROM (
                SELECT request, \(SchemaSpending2.counted) FROM attempt
                WHERE NOT late AND request BETWEEN ?1 AND ?2 GROUP BY request) a
            CROSS JOIN prediction p ON p.request = a.request
            """),
        summed(
            """
            SELECT \(SchemaSpending2.ofAnswer)
            FROM prediction p CROSS JOIN (
                SELECT 0 AS charged, 0 AS estimated,
                    \(SchemaSpending2.tokens.map { "0 AS \($0)" }.joined(separator: ", "))) a
            WHERE p.request BETWEEN ?1 AND ?2
                AND NOT EXISTS (SELECT 1 FROM attempt t WHERE t.request = p.request AND NOT t.late)
            """),
        summed(
            """
            SELECT \(SchemaSpending2.ofAttempt)
            FROM request r CROSS JOIN attempt a ON a.request = r.id WHERE r.id BETWEEN ?1 AND ?2
            """),
    ]

    private static func summed(_ rows: String) -> String {
        let keys = SchemaSpending2.keys.joined(separator: ", ")
        return "SELECT \(keys), \(totals) FROM (\(rows)) GROUP BY \(keys)"
    }

    private static let totals = SchemaSpending2.sums.map(SchemaSpending2.total).joined(separator: ", ")
}
