internal import GRDB

/// What must hold between the rows of a store. Each query gives one word for each thing that is wrong.
///
/// They say anew what the triggers keep, in other words, so that an error in one shows against the other.
enum VerifyChecks {
    struct Check {
        var finding: String
        /// What is being checked, for people who wait for it.
        var subject = "what was said and asked"
        /// Where it names `:from` and `:to`, it is asked for some thousand items after another.
        var sql: String

        struct Range {
            var arguments: StatementArguments
            var share: Double?
        }

        func ranges(upTo last: Int64) -> [Range] {
            guard sql.contains(":from") else { return [Range(arguments: StatementArguments())] }
            // From below all numbers to above them: what is kept for items that do not exist is wrong too.
            let starts = stride(from: Int64(1), through: max(1, last), by: Int(VerifyChecks.itemsAtOnce))
            return starts.map { start in
                let end = start + VerifyChecks.itemsAtOnce - 1
                return Range(
                    arguments: ["from": start == 1 ? Int64.min : start, "to": end >= last ? Int64.max : end],
                    share: Double(start) / Double(max(1, last)))
            }
        }
    }

    private static let itemsAtOnce: Int64 = 10_000

    static let all = [
        Check(
            finding: "the queue is not what predictions and decisions make it, for the items", subject: "the queue",
            sql: "SELECT id FROM item WHERE number IN (\(differing("queue", key: "item", queueColumns)))"),
        Check(
            finding: "what still has to be asked is not what escalations and answers make it, for the items",
            subject: "what still has to be asked",
            sql: """
                SELECT id FROM item WHERE number IN (\(differing("due", key: "item", "rung, repair, held, item")))
                """),
        Check(
            finding: "what open batches owe is not what their requests make it, for the requests",
            sql: differing("pending", key: "request", "request, batch, item, model", isWindowed: false)),
        Check(
            finding: "the queue and the ground truth differ for the items",
            sql: """
                SELECT i.id FROM queue q JOIN item i ON i.number = q.item
                LEFT JOIN (SELECT * FROM ground_truth WHERE \(within) AND provenance <> 'imported') t ON t.item = q.item
                WHERE q.item BETWEEN :from AND :to
                    AND iif(q.state IN ('accepted', 'overridden', 'rejected'), q.word, NULL) IS NOT t.decision
                """),
        Check(
            finding: "votes are not what decisions make them, for the items",
            sql: """
                SELECT id FROM item WHERE number IN (
                    \(differing("vote", key: "item", "item, reviewer, decision, label, flag, at"))
                    UNION SELECT item FROM (
                        SELECT * FROM (
                            SELECT \(tally) FROM tally WHERE \(within)
                            EXCEPT \(VoteSQL.tallies(of: "vote_from_scratch", where: "v.\(within)")))
                        UNION ALL
                        SELECT * FROM (
                            \(VoteSQL.tallies(of: "vote_from_scratch", where: "v.\(within)"))
                            EXCEPT SELECT \(tally) FROM tally WHERE \(within))))
                """),
        Check(
            finding: "decided by more or fewer reviewers than the task says, the items",
            sql: """
                SELECT i.id FROM item i CROSS JOIN truth_rule r
                WHERE (r.overlap > 1 AND r.share < 1 AND renga_overlaps(CAST(i.id AS BLOB), r.share))
                    <> EXISTS (SELECT 1 FROM overlapped o WHERE o.item = i.number)
                """),
        Check(
            finding: "the rule of ground truth is there so many times, instead of once",
            sql: "SELECT count(*) FROM truth_rule HAVING count(*) <> 1"),
        Check(
            finding: "the row of counters is there so many times, instead of once", subject: "counters",
            sql: "SELECT count(*) FROM counters HAVING count(*) <> 1"),
        Check(
            finding: "tags that belong to no decision, as tags",
            sql: "SELECT id FROM tag WHERE decision NOT IN (SELECT id FROM decision)"),
        Check(finding: "counters are wrong", subject: "counters", sql: counters),
        Check(
            finding: "answers of another item or model than their requests asked, as predictions",
            sql: """
                SELECT p.id FROM prediction p JOIN request r ON r.id = p.request
                WHERE p.item <> r.item OR p.model <> r.model
                """),
        Check(
            finding: "predictions that name nothing, as predictions",
            sql: """
                SELECT id FROM prediction_row p WHERE \(SchemaPredictions8.names.map {
                    "p.\($0) IS NOT NULL AND p.\($0) NOT IN (SELECT id FROM name)"
                }.joined(separator: " OR "))
                """),
        Check(
            finding: "more than one answer is stored for the requests",
            sql: "SELECT request FROM prediction WHERE request IS NOT NULL GROUP BY request HAVING count(*) > 1"),
        Check(
            finding: "attempts that name no request, as attempts",
            sql: "SELECT id FROM attempt WHERE request NOT IN (SELECT id FROM request)"),
        Check(
            finding: "escalated to a rung below the second, the items",
            sql: "SELECT i.id FROM escalation e JOIN item i ON i.number = e.item WHERE e.rung < 1"),
        Check(
            finding: "calibrators without parameters that can be read",
            sql: "SELECT id FROM calibrator WHERE NOT json_valid(parameters)"),
        Check(
            finding: "batches with more or fewer requests than they were made of",
            sql: """
                SELECT b.id FROM batch b WHERE b.requests <> (SELECT count(*) FROM request r WHERE r.batch = b.id)
                """),
        Check(
            finding: "requests for another model than their batches",
            sql: "SELECT r.id FROM request r JOIN batch b ON b.id = r.batch WHERE r.model <> b.model"),
        Check(
            finding: "batches that were both collected and abandoned",
            sql: """
                SELECT e.batch FROM batch_event e WHERE e.kind IN ('collected', 'abandoned')
                GROUP BY e.batch HAVING count(DISTINCT e.kind) > 1
                """),
        Check(
            finding: "undone more than once, the decisions",
            sql: "SELECT decision FROM undo GROUP BY decision HAVING count(*) > 1"),
        Check(
            finding: "undone without such a decision, as undo rows",
            sql: "SELECT id FROM undo WHERE decision NOT IN (SELECT id FROM decision)"),
        Check(
            finding: "acts without a decision",
            sql: """
                SELECT key FROM act WHERE id NOT IN (SELECT act FROM decision WHERE act IS NOT NULL)
                    AND NOT (kind = 'policy' AND iif(json_valid(detail), json_extract(detail, '$.revokes'), 1) IS NOT NULL)
                """),
        Check(finding: "acts whose details cannot be read", sql: "SELECT key FROM act WHERE NOT json_valid(detail)"),
        Check(
            finding: "decisions whose probability is none, as decisions",
            sql: "SELECT id FROM decision WHERE probability NOT BETWEEN 0 AND 1"),
        Check(
            finding: "decisions that do not say in a readable way what was on screen, as decisions",
            sql: """
                SELECT id FROM decision
                WHERE iif(json_valid(shown), json_type(shown), '') <> 'array'
                    OR iif(json_valid(exposure), json_type(exposure), '') <> 'object' AND exposure IS NOT NULL
                """),
        Check(
            finding: "fields beside the text cannot be read, of the items",
            sql: "SELECT id FROM item WHERE iif(json_valid(meta), json_type(meta), '') <> 'object' AND meta IS NOT NULL"
        ),
        Check(
            finding: "acts of several reviewers, or of another than their decisions",
            sql: """
                SELECT DISTINCT a.key FROM act a JOIN decision d ON d.act = a.id WHERE d.reviewer <> a.reviewer
                """),
        Check(
            finding: "alike to an item that no text is compared with, the items",
            sql: """
                SELECT i.id FROM alike s JOIN item i ON i.number = s.item
                WHERE s.leader >= s.item OR s.leader NOT IN (SELECT item FROM likeness)
                """),
        Check(
            finding: "compared with other texts without having been read, as items",
            sql: """
                SELECT item FROM likeness WHERE item > coalesce((SELECT item FROM likeness_progress), 0)
                    OR item NOT IN (SELECT number FROM item)
                """),
        Check(
            finding: "near duplicates that are in no whole group, the items",
            sql: """
                SELECT i.id FROM near n JOIN item i ON i.number = n.item
                WHERE n.leader > n.item OR EXISTS (SELECT 1 FROM alike s WHERE s.item = n.item)
                    OR NOT EXISTS (SELECT 1 FROM near l WHERE l.item = n.leader AND l.leader = n.leader)
                    OR n.nearest = n.item
                    OR NOT EXISTS (SELECT 1 FROM near c WHERE c.item = n.nearest AND c.leader = n.leader)
                """),
        Check(
            finding: "near duplicates are not as many as the search for them found, as groups",
            sql: """
                SELECT groups FROM near_scan
                WHERE items <> (SELECT count(*) FROM near) OR groups <> (SELECT count(*) FROM near WHERE item = leader)
                """),
        Check(
            finding: "near duplicates without the search that found them, as items",
            sql: "SELECT count(*) FROM near WHERE NOT EXISTS (SELECT 1 FROM near_scan) HAVING count(*) > 0"),
        Check(
            finding: "notes that belong to another item or reviewer than their decisions",
            sql: """
                SELECT n.id FROM note n JOIN decision d ON d.id = n.decision
                WHERE n.item <> d.item OR n.reviewer <> d.reviewer
                """),
    ]

    private static let queueColumns = """
        item, state, word, label, answered, held, first, first_label, first_confidence, second, second_label,
        shuffle, disagrees, uncertain
        """

    private static let within = "item BETWEEN :from AND :to"

    private static let tally = "item, votes, needed, open, disputed"

    /// The counters, anew. Of the queue, which was itself made anew and compared: once through it, not once for each.
    private static var counters: String {
        let byPolicy = """
            t.decision IN (SELECT d.id FROM decision d JOIN act a ON a.id = d.act WHERE a.kind = 'policy')
            """
        let recounts = [
            ("items", "(SELECT count(*) FROM item)"),
            ("classified", "q.classified"), ("second_opinions", "q.second_opinions"), ("held", "q.held"),
            ("decided", "t.decided"), ("flagged", "q.flagged"), ("skipped", "q.skipped"),
            ("disagreements", "q.disagreements"), ("first_agreed", "t.first_agreed"),
            ("first_compared", "t.first_compared"), ("policy_agreed", "t.policy_agreed"),
            ("policy_compared", "t.policy_compared"), ("policy_decided", "t.policy_decided"),
            ("disputed", "(SELECT count(*) FROM tally WHERE disputed)"),
            ("partly_decided", "(SELECT count(*) FROM tally WHERE open)"),
            ("gold", "(SELECT count(*) FROM gold)"),
            ("rejected_lines", "(SELECT count(*) FROM reject)"),
        ]
        let must = recounts.map { "\($1) AS \($0)" }.joined(separator: ", ")
        let wrong = recounts.map { name, _ in
            """
            SELECT '\(name) ' || c.\(name) || ' instead of ' || m.\(name) FROM counters c CROSS JOIN must m
            WHERE c.\(name) IS NOT m.\(name)
            """
        }
        return """
            WITH must AS MATERIALIZED (
                SELECT \(must) FROM (
                    SELECT count(first) AS classified, count(second) AS second_opinions,
                        coalesce(sum(held AND first IS NULL), 0) AS held,
                        coalesce(sum(state = 'flagged'), 0) AS flagged,
                        coalesce(sum(state = 'skipped'), 0) AS skipped,
                        coalesce(sum(first_label <> second_label), 0) AS disagreements
                    FROM queue) q
                CROSS JOIN (
                    SELECT count(*) AS decided, coalesce(sum(t.label = q.first_label), 0) AS first_agreed,
                        count(q.first) AS first_compared,
                        coalesce(sum(t.label = q.first_label AND \(byPolicy)), 0) AS policy_agreed,
                        coalesce(sum(q.first IS NOT NULL AND \(byPolicy)), 0) AS policy_compared,
                        coalesce(sum(\(byPolicy)), 0) AS policy_decided
                    FROM ground_truth t JOIN queue q ON q.item = t.item WHERE t.provenance <> 'imported') t)
            \(wrong.joined(separator: "\nUNION ALL\n"))
            """
    }

    /// The keys of rows that differ between a table that is kept and a view that makes it anew.
    private static func differing(_ table: String, key: String, _ columns: String, isWindowed: Bool = true) -> String {
        let condition = isWindowed ? " WHERE \(within)" : ""
        let (kept, made) = (
            "SELECT \(columns) FROM \(table)\(condition)", "SELECT \(columns) FROM \(table)_from_scratch\(condition)"
        )
        return """
            SELECT DISTINCT \(key) FROM (
                SELECT * FROM (\(kept) EXCEPT \(made)) UNION ALL SELECT * FROM (\(made) EXCEPT \(kept)))
            """
    }
}

/// What is wrong in one way: the first few, and how many more.
struct WrongOnes {
    private var some: [String] = []
    private var count = 0
    private static let mostNamed = 5

    mutating func add(_ one: String) {
        if count < Self.mostNamed { some.append(one) }
        count += 1
    }

    /// Nil: nothing is.
    var words: String? {
        guard count > 0 else { return nil }
        return some.joined(separator: ", ") + (count > some.count ? " and \(count - some.count) more" : "")
    }
}
