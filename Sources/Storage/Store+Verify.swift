internal import GRDB
internal import Labeling

extension Store {
    /// Proves the store sound, as of one moment: the file's own integrity, references, queue and counters against a
    /// recomputation from the rows, and that every answer and every undo belongs to what it says.
    package func verify() throws -> VerifyReport {
        try read { db in
            var report = VerifyReport(
                findings: [], items: try count("item", db), predictions: try count("prediction", db),
                decisions: try count("decision", db))
            for line in try String.fetchAll(db, sql: "PRAGMA integrity_check") where line != "ok" {
                report.findings.append("the file is damaged: \(line)")
            }
            report.findings += try db.all("PRAGMA foreign_key_check") { row in
                let table: String = try row.value(0)
                let parent: String = try row.value(2)
                return "a row of \(table) refers to a row of \(parent) that does not exist"
            }
            for check in VerifyChecks.all {
                let wrong = try String.fetchAll(db, sql: check.sql)
                guard !wrong.isEmpty else { continue }
                let some = wrong.prefix(5).joined(separator: ", ")
                report.findings.append(
                    "\(check.finding): \(some)\(wrong.count > 5 ? " and \(wrong.count - 5) more" : "")")
            }
            report.findings += try missingTriggers(db).map { "the guard \($0) is missing: rows may have been changed" }
            return report
        }
    }

    private func count(_ table: String, _ db: Database) throws -> Int {
        try db.first("SELECT count(*) FROM \(table)", [], { try $0.value(0) }) ?? 0
    }

    private func missingTriggers(_ db: Database) throws -> [String] {
        let present = Set(try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'"))
        return SchemaTriggers.names1.filter { !present.contains($0) }
    }
}

/// What must hold between the rows of a store. Each query gives one word for each thing that is wrong.
///
/// They say anew what the triggers keep, in other words, so that an error in one shows against the other.
private enum VerifyChecks {
    struct Check {
        var finding: String
        var sql: String
    }

    static let all = [
        Check(
            finding: "the queue is not what predictions and decisions make it, for the items",
            sql: """
                SELECT id FROM item WHERE number IN (
                    SELECT item FROM (SELECT \(queueColumns) FROM queue EXCEPT SELECT \(queueColumns) FROM queue_from_scratch)
                    UNION
                    SELECT item FROM (SELECT \(queueColumns) FROM queue_from_scratch EXCEPT SELECT \(queueColumns) FROM queue))
                """),
        Check(
            finding: "the queue and the ground truth differ for the items",
            sql: """
                SELECT i.id FROM queue q JOIN item i ON i.number = q.item
                LEFT JOIN ground_truth t ON t.item = q.item AND t.provenance = 'single'
                WHERE iif(q.state IN ('accepted', 'overridden', 'rejected'), q.word, NULL) IS NOT t.decision
                """),
        Check(finding: "counters are wrong", sql: counters),
        Check(finding: "sums of spending are wrong for", sql: spending),
        Check(
            finding: "answers of another item or model than their requests asked, as predictions",
            sql: """
                SELECT p.id FROM prediction p JOIN request r ON r.id = p.request
                WHERE p.item <> r.item OR p.model <> r.model
                """),
        Check(
            finding: "more than one answer is stored for the requests",
            sql: "SELECT request FROM prediction WHERE request IS NOT NULL GROUP BY request HAVING count(*) > 1"),
        Check(
            finding: "undone more than once, the decisions",
            sql: "SELECT decision FROM undo GROUP BY decision HAVING count(*) > 1"),
        Check(
            finding: "undone without such a decision, as undo rows",
            sql: "SELECT id FROM undo WHERE decision NOT IN (SELECT id FROM decision)"),
        Check(
            finding: "notes that belong to another item or reviewer than their decisions",
            sql: """
                SELECT n.id FROM note n JOIN decision d ON d.id = n.decision
                WHERE n.item <> d.item OR n.reviewer <> d.reviewer
                """),
    ]

    private static let queueColumns = """
        item, state, word, label, answered, first, first_label, first_confidence, second, second_label, shuffle,
        disagrees, uncertain
        """

    private static var counters: String {
        let recounts = [
            ("items", "(SELECT count(*) FROM item)"),
            ("classified", "(SELECT count(DISTINCT item) FROM prediction WHERE model = (SELECT first FROM models))"),
            (
                "second_opinions",
                "(SELECT count(DISTINCT item) FROM prediction WHERE model = (SELECT second FROM models))"
            ),
            ("decided", "(SELECT count(*) FROM ground_truth WHERE provenance = 'single')"),
            ("flagged", "(SELECT count(*) FROM queue_from_scratch WHERE state = 'flagged')"),
            ("skipped", "(SELECT count(*) FROM queue_from_scratch WHERE state = 'skipped')"),
            ("disagreements", "(SELECT count(*) FROM queue_from_scratch WHERE first_label <> second_label)"),
            (
                "first_agreed",
                """
                (SELECT count(*) FROM ground_truth t JOIN queue_from_scratch q ON q.item = t.item
                    WHERE t.provenance = 'single' AND t.label = q.first_label)
                """
            ),
            (
                "first_compared",
                """
                (SELECT count(*) FROM ground_truth t JOIN queue_from_scratch q ON q.item = t.item
                    WHERE t.provenance = 'single' AND q.first IS NOT NULL)
                """
            ),
            ("gold", "(SELECT count(*) FROM gold)"),
            ("rejected_lines", "(SELECT count(*) FROM reject)"),
        ]
        return recounts.map { name, recount in
            """
            SELECT '\(name) ' || have || ' instead of ' || must
            FROM (SELECT (SELECT \(name) FROM counters) AS have, \(recount) AS must) WHERE have IS NOT must
            """
        }.joined(separator: "\nUNION ALL\n")
    }

    private static var spending: String {
        let sums = [
            ("charged", total("iif(cost_basis = 'charged', picodollars, 0)")),
            ("estimated", total("iif(cost_basis = 'estimated', picodollars, 0)")),
            ("input_tokens", total("input_tokens")), ("output_tokens", total("output_tokens")),
            ("cache_creation_input_tokens", total("cache_creation_input_tokens")),
            ("cache_read_input_tokens", total("cache_read_input_tokens")),
        ]
        let columns = sums.map { "\($0.1) AS \($0.0)" }.joined(separator: ",\n")
        let differs = sums.map { "a.\($0.0) <> s.\($0.0)" }.joined(separator: " OR ")
        return """
            WITH again AS (
                SELECT coalesce(date(iif(imported, at, coalesce(at, recorded_at)) / 1000, 'unixepoch'), '') AS day,
                    model, imported, count(*) AS answers, sum(cost_basis = 'unknown') AS unknown, \(columns)
                FROM prediction GROUP BY 1, 2, 3)
            SELECT s.model || ' on ' || iif(s.day = '', 'an unknown day', s.day) FROM spending s
            LEFT JOIN again a ON a.day = s.day AND a.model = s.model AND a.imported = s.imported
            WHERE a.answers IS NOT s.answers OR a.unknown IS NOT s.unknown OR \(differs)
            UNION ALL
            SELECT a.model || ' on ' || a.day FROM again a
            LEFT JOIN spending s ON a.day = s.day AND a.model = s.model AND a.imported = s.imported
            WHERE s.model IS NULL
            """
    }

    /// The sum of a column, at most the largest integer. Split into millions and the rest it cannot overflow.
    private static func total(_ value: String) -> String {
        let millions = "(sum(\(value) / 1000000) + sum(\(value) % 1000000) / 1000000)"
        return """
            iif(\(millions) >= 9223372036854, 9223372036854775807,
                \(millions) * 1000000 + sum(\(value) % 1000000) % 1000000)
            """
    }
}
