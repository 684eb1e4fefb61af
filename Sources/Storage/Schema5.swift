internal import GRDB

/// Version 5: which items are alike, and how many items a rule has decided.
enum Schema5 {
    static func migrate(_ db: Database) throws {
        try db.execute(sql: tables)
        try db.execute(sql: triggers)
    }

    private static let tables = """
        -- The first item of each text, by the fingerprint of what `Likeness` leaves of it. As a key of integers it is
        -- the table's own order: no index beside it.
        CREATE TABLE likeness (
            hash INTEGER PRIMARY KEY,
            item INTEGER NOT NULL
        ) STRICT;
        -- The items whose texts are nearly that of an earlier one.
        CREATE TABLE alike (
            item INTEGER PRIMARY KEY,
            leader INTEGER NOT NULL
        ) STRICT;
        -- Items up to this number have been compared.
        CREATE TABLE likeness_progress (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            item INTEGER NOT NULL
        ) STRICT;
        INSERT INTO likeness_progress (only, item) VALUES (1, 0);

        -- Of `first_agreed`, `first_compared` and `decided`: by decisions of a rule, which say nothing of the model.
        ALTER TABLE counters ADD COLUMN policy_agreed INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE counters ADD COLUMN policy_compared INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE counters ADD COLUMN policy_decided INTEGER NOT NULL DEFAULT 0;
        """

    /// Whether the row's decision was made by a rule.
    static func isByPolicy(_ word: String) -> String {
        """
        EXISTS (SELECT 1 FROM decision d CROSS JOIN act a ON a.id = d.act WHERE d.id = \(word) AND a.kind = 'policy')
        """
    }

    private static let decided = Schema.oneOf("ROW.state", ["accepted", "overridden", "rejected"])

    /// What a row of the queue adds to each counter, where its decision was made by a rule.
    private static let contributions = [
        ("policy_agreed", "coalesce(ROW.first_label = ROW.label, 0)"),
        ("policy_compared", "(\(decided) AND ROW.first IS NOT NULL)"),
        ("policy_decided", decided),
    ]

    private static func add(_ sign: String, _ row: String) -> String {
        let sums = contributions.map { name, expression in
            "\(name) = \(name) \(sign) \(expression.replacing("ROW", with: row))"
        }
        return """
            UPDATE counters SET \(sums.joined(separator: ", ")) WHERE only = 1 AND \(isByPolicy("\(row).word"));
            """
    }

    // Hardly a row that is written has a decision: the others cost one comparison.
    private static let triggers = """
        CREATE TRIGGER policy_row_is_counted AFTER INSERT ON queue WHEN new.word IS NOT NULL BEGIN
            \(add("+", "new"))
        END;
        CREATE TRIGGER policy_row_is_recounted AFTER UPDATE OF word, state, label, first, first_label ON queue
        WHEN old.word IS NOT NULL OR new.word IS NOT NULL BEGIN
            \(add("-", "old"))
            \(add("+", "new"))
        END;
        CREATE TRIGGER policy_row_is_uncounted AFTER DELETE ON queue WHEN old.word IS NOT NULL BEGIN
            \(add("-", "old"))
        END;
        """
}
