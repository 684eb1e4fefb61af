/// The triggers of schema version 1: whoever writes, by whatever program, the queue and the sums stay true, in the
/// same transaction; and what was said cannot be unsaid.
enum SchemaTriggers {
    static let appendOnlyTables1 = [
        "item", "gold", "request", "failure", "prediction", "escalation", "decision", "undo", "note", "reject",
    ]

    static var all1: String {
        (appendOnlyTables1.map(appendOnly) + [
            otherRowsToQueue1, predictionToQueue1, queueToCounters(contributions1, columns: countedColumns1), spending1,
        ]).joined(separator: "\n")
    }

    static func appendOnly(_ table: String) -> String {
        """
        CREATE TRIGGER \(table)_is_never_changed BEFORE UPDATE ON \(table)
        BEGIN SELECT raise(ABORT, '\(table) rows are never changed'); END;
        CREATE TRIGGER \(table)_is_never_removed BEFORE DELETE ON \(table)
        BEGIN SELECT raise(ABORT, '\(table) rows are never removed'); END;
        """
    }

    static let otherRowsToQueue1 = """
        CREATE TRIGGER item_enters_queue AFTER INSERT ON item BEGIN
            INSERT INTO queue (item, shuffle) VALUES (new.number, new.shuffle);
        END;

        CREATE TRIGGER decision_enters_queue AFTER INSERT ON decision BEGIN
            \(wordOfQueue(item: "new.item"))
        END;

        CREATE TRIGGER undo_enters_queue AFTER INSERT ON undo BEGIN
            \(wordOfQueue(item: "(SELECT d.item FROM decision d WHERE d.id = new.decision)"))
        END;

        CREATE TRIGGER gold_is_counted AFTER INSERT ON gold BEGIN
            UPDATE counters SET gold = gold + 1 WHERE only = 1;
        END;

        CREATE TRIGGER reject_is_counted AFTER INSERT ON reject BEGIN
            UPDATE counters SET rejected_lines = rejected_lines + 1 WHERE only = 1;
        END;
        """

    private static var predictionToQueue1: String {
        func ifOpinion(_ which: String, _ value: String, else kept: String) -> String {
            "iif(new.model IS (SELECT m.\(which) FROM models m), \(value), \(kept))"
        }
        let first = ifOpinion("first", "new.id", else: "first")
        let firstLabel = ifOpinion("first", "new.label", else: "first_label")
        let firstConfidence = ifOpinion("first", "new.confidence", else: "first_confidence")
        let secondLabel = ifOpinion("second", "new.label", else: "second_label")
        return """
            CREATE TRIGGER prediction_enters_queue AFTER INSERT ON prediction BEGIN
                UPDATE queue SET
                    answered = 1,
                    first = \(first),
                    first_label = \(firstLabel),
                    first_confidence = \(firstConfidence),
                    second = \(ifOpinion("second", "new.id", else: "second")),
                    second_label = \(secondLabel),
                    disagrees = \(Schema.disagrees(first: firstLabel, second: secondLabel)),
                    uncertain = \(Schema.uncertain(first: first, label: firstLabel, confidence: firstConfidence))
                WHERE item = new.item;
            END;
            """
    }

    private static func wordOfQueue(item: String) -> String {
        """
        UPDATE queue SET word = (
                SELECT d.id FROM decision d
                WHERE d.item = queue.item AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = d.id)
                ORDER BY d.action = 'skip', d.at DESC, d.id DESC LIMIT 1)
            WHERE item = \(item);
            UPDATE queue SET
                label = (SELECT d.label FROM decision d WHERE d.id = queue.word),
                state = coalesce((
                    SELECT CASE d.action WHEN 'accept' THEN 'accepted' WHEN 'override' THEN 'overridden'
                        WHEN 'reject' THEN 'rejected' WHEN 'flag' THEN 'flagged' ELSE 'skipped' END
                    FROM decision d WHERE d.id = queue.word), 'undecided')
            WHERE item = \(item);
        """
    }

    private static let decidedStates = ["accepted", "overridden", "rejected"]

    /// What one queue row adds to each counter; `ROW` stands for `new` or `old`.
    static let contributions1 = [
        ("items", "1"),
        ("classified", "(ROW.first IS NOT NULL)"),
        ("second_opinions", "(ROW.second IS NOT NULL)"),
        ("decided", Schema.oneOf("ROW.state", decidedStates)),
        ("flagged", "(ROW.state = 'flagged')"),
        ("skipped", "(ROW.state = 'skipped')"),
        ("disagreements", "ROW.disagrees"),
        // Only accepted and overridden rows have a label.
        ("first_agreed", "coalesce(ROW.first_label = ROW.label, 0)"),
        ("first_compared", "(\(Schema.oneOf("ROW.state", decidedStates)) AND ROW.first IS NOT NULL)"),
    ]

    private static let countedColumns1 = "state, label, first, first_label, second, disagrees"

    /// - Parameter columns: those of the queue that the contributions are made of.
    static func queueToCounters(_ contributions: [(String, String)], columns: String) -> String {
        func sums(_ signs: [(sign: String, row: String)]) -> String {
            contributions.map { name, expression in
                let terms = signs.map { " \($0.sign) \(expression.replacing("ROW", with: $0.row))" }
                return "\(name) = \(name)\(terms.joined())"
            }.joined(separator: ",\n    ")
        }
        return """
            CREATE TRIGGER queue_row_is_counted AFTER INSERT ON queue BEGIN
                UPDATE counters SET \(sums([("+", "new")])) WHERE only = 1;
            END;
            CREATE TRIGGER queue_row_is_recounted
            AFTER UPDATE OF \(columns) ON queue BEGIN
                UPDATE counters SET \(sums([("+", "new"), ("-", "old")])) WHERE only = 1;
            END;
            CREATE TRIGGER queue_row_is_uncounted AFTER DELETE ON queue BEGIN
                UPDATE counters SET \(sums([("-", "old")])) WHERE only = 1;
            END;
            """
    }

    private static var spending1: String {
        let sums = [
            "answers", "charged", "estimated", "unknown", "input_tokens", "output_tokens",
            "cache_creation_input_tokens", "cache_read_input_tokens",
        ]
        // Both sides are never negative, so the sum stops at the largest integer instead of becoming a float.
        let saturating = sums.map { "\($0) = min(\($0), 9223372036854775807 - excluded.\($0)) + excluded.\($0)" }
        return """
            CREATE TRIGGER prediction_is_paid AFTER INSERT ON prediction BEGIN
                INSERT INTO spending (day, model, imported, \(sums.joined(separator: ", ")))
                VALUES (
                    coalesce(date(iif(new.imported, new.at, coalesce(new.at, new.recorded_at)) / 1000, 'unixepoch'), ''),
                    new.model, new.imported, 1,
                    iif(new.cost_basis = 'charged', new.picodollars, 0),
                    iif(new.cost_basis = 'estimated', new.picodollars, 0),
                    new.cost_basis = 'unknown',
                    new.input_tokens, new.output_tokens, new.cache_creation_input_tokens, new.cache_read_input_tokens)
                ON CONFLICT (day, model, imported) DO UPDATE SET \(saturating.joined(separator: ", "));
            END;
            """
    }
}
