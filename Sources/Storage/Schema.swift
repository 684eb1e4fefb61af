internal import GRDB

/// The shape of `renga.db`, version by version. A migration that has shipped never changes: add another.
enum Schema {
    /// "RENG": tells a store from any other SQLite file.
    static let applicationID: Int32 = 0x5245_4E47

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            for sql in [tables1, queue1, SchemaTriggers.all1] { try db.execute(sql: sql) }
        }
        let changes = [
            Schema2.migrate, Schema3.migrate, Schema4.migrate, Schema5.migrate, Schema6.migrate, Schema7.migrate,
        ]
        for (index, change) in changes.enumerated() { migrator.registerMigration("\(index + 2)", migrate: change) }
        // These touch no key of old rows: checking all of a million items again would take longer than they do.
        for (index, change) in [Schema8.migrate, Schema9.migrate, Schema10.migrate].enumerated() {
            migrator.registerMigration("\(index + 8)", foreignKeyChecks: .immediate, migrate: change)
        }
        return migrator
    }

    private static let reasons1 = ["low-confidence", "sample", "label", "invalid-output", "refusal", "reviewer"]

    private static let states1 = ["undecided", "accepted", "overridden", "rejected", "flagged", "skipped"]

    /// The condition that a column holds one of these words.
    ///
    /// Not written with IN: for more than two words SQLite builds a table of them for every row that is written,
    /// which took most of the time of an import.
    static func oneOf(_ column: String, _ words: [String]) -> String {
        "(" + words.map { "\(column) = '\($0)'" }.joined(separator: " OR ") + ")"
    }

    /// Whether both opinions have a label, and not the same one.
    static func disagrees(first: String, second: String) -> String {
        "coalesce(\(first) <> \(second), 0)"
    }

    /// Ascending: an answer without a label, a label without a confidence, by confidence, no answer.
    static func uncertain(first: String, label: String, confidence: String) -> String {
        "iif(\(first) IS NULL, 2.0, iif(\(label) IS NULL, -2.0, coalesce(\(confidence), -1.0)))"
    }

    /// What people and models have said. Rows are added, never changed and never removed.
    ///
    /// Times are milliseconds since 1970 in UTC; `recorded_at` is when the store took the row in, which for imported
    /// rows is not when it was made.
    private static let tables1 = """
        CREATE TABLE item (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            text TEXT NOT NULL,
            meta TEXT,
            shuffle REAL NOT NULL,
            added_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE gold (
            item INTEGER PRIMARY KEY REFERENCES item(number),
            label TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE request (
            id INTEGER PRIMARY KEY,
            item INTEGER NOT NULL REFERENCES item(number),
            model TEXT NOT NULL,
            escalation TEXT CHECK (\(oneOf("escalation", reasons1))),
            prompt_version TEXT,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX request_of_item ON request(item, model);

        CREATE TABLE failure (
            id INTEGER PRIMARY KEY,
            request INTEGER NOT NULL REFERENCES request(id),
            message TEXT NOT NULL,
            http_status INTEGER,
            attempts INTEGER NOT NULL CHECK (attempts >= 0),
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX failure_of_request ON failure(request);

        CREATE TABLE prediction (
            id INTEGER PRIMARY KEY,
            item INTEGER NOT NULL REFERENCES item(number),
            model TEXT NOT NULL,
            snapshot TEXT,
            label TEXT,
            invalid_answer TEXT,
            confidence REAL CHECK (confidence BETWEEN 0 AND 1),
            confidence_source TEXT CHECK (\(oneOf("confidence_source", ["stated", "probability", "imported"]))),
            rationale TEXT,
            input_tokens INTEGER NOT NULL CHECK (input_tokens >= 0),
            output_tokens INTEGER NOT NULL CHECK (output_tokens >= 0),
            cache_creation_input_tokens INTEGER NOT NULL CHECK (cache_creation_input_tokens >= 0),
            cache_read_input_tokens INTEGER NOT NULL CHECK (cache_read_input_tokens >= 0),
            cost_basis TEXT NOT NULL CHECK (\(oneOf("cost_basis", ["charged", "estimated", "unknown"]))),
            picodollars INTEGER CHECK (picodollars >= 0),
            estimate_model TEXT,
            latency_ms REAL CHECK (latency_ms >= 0),
            outcome TEXT NOT NULL CHECK (\(oneOf("outcome", ["labeled", "invalid-output", "refusal", "truncated"]))),
            escalation TEXT CHECK (\(oneOf("escalation", reasons1))),
            provider_request TEXT,
            prompt_version TEXT,
            stop_reason TEXT,
            at INTEGER,
            request INTEGER REFERENCES request(id),
            imported INTEGER NOT NULL CHECK (imported IN (0, 1)),
            recorded_at INTEGER NOT NULL,
            CHECK ((outcome = 'labeled') = (label IS NOT NULL)),
            CHECK ((cost_basis = 'unknown') = (picodollars IS NULL)),
            CHECK ((cost_basis = 'estimated') = (estimate_model IS NOT NULL))
        ) STRICT;
        CREATE INDEX prediction_of_item ON prediction(item, model);
        CREATE INDEX prediction_of_request ON prediction(request) WHERE request IS NOT NULL;

        CREATE TABLE escalation (
            id INTEGER PRIMARY KEY,
            item INTEGER NOT NULL REFERENCES item(number),
            reason TEXT NOT NULL CHECK (\(oneOf("reason", reasons1))),
            at INTEGER NOT NULL,
            UNIQUE (item, reason)
        ) STRICT;

        CREATE TABLE decision (
            id INTEGER PRIMARY KEY,
            item INTEGER NOT NULL REFERENCES item(number),
            reviewer TEXT NOT NULL,
            action TEXT NOT NULL CHECK (\(oneOf("action", ["accept", "override", "reject", "flag", "skip"]))),
            label TEXT,
            at INTEGER NOT NULL,
            seconds REAL CHECK (seconds >= 0),
            note TEXT NOT NULL,
            shown TEXT NOT NULL,
            first_choice TEXT,
            probability REAL NOT NULL CHECK (probability > 0 AND probability <= 1),
            imported INTEGER NOT NULL CHECK (imported IN (0, 1)),
            recorded_at INTEGER NOT NULL,
            CHECK ((action IN ('accept', 'override')) = (label IS NOT NULL))
        ) STRICT;
        CREATE INDEX decision_on_item ON decision(item);
        CREATE INDEX decision_by_reviewer ON decision(reviewer) WHERE imported = 0;

        CREATE TABLE undo (
            id INTEGER PRIMARY KEY,
            decision INTEGER NOT NULL UNIQUE REFERENCES decision(id),
            at INTEGER NOT NULL,
            by TEXT
        ) STRICT;

        CREATE TABLE note (
            id INTEGER PRIMARY KEY,
            item INTEGER NOT NULL REFERENCES item(number),
            reviewer TEXT NOT NULL,
            text TEXT NOT NULL,
            at INTEGER NOT NULL,
            decision INTEGER REFERENCES decision(id)
        ) STRICT;
        CREATE INDEX note_on_item ON note(item, reviewer);
        CREATE INDEX note_of_decision ON note(decision) WHERE decision IS NOT NULL;

        CREATE TABLE reject (
            id INTEGER PRIMARY KEY,
            source TEXT NOT NULL,
            line INTEGER NOT NULL,
            reason TEXT NOT NULL,
            bytes BLOB NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX reject_of_source ON reject(source, line);
        """

    static let decisionViews1 = """
        -- A decision as it stands now: undone or not, with the newest note.
        CREATE VIEW decision_now AS
        SELECT d.id, d.item, d.reviewer, d.action, d.label, d.at, d.seconds,
            coalesce((SELECT n.text FROM note n WHERE n.decision = d.id ORDER BY n.id DESC LIMIT 1), d.note) AS note,
            d.shown, d.first_choice, d.probability, u.at AS undone_at, u.by AS undone_by, d.imported, d.recorded_at
        FROM decision d LEFT JOIN undo u ON u.decision = d.id;

        -- The rule of ground truth: the last decision in time that was not undone and is no skip; a flag takes the
        -- item out; without any, the imported gold.
        CREATE VIEW ground_truth AS
        SELECT d.item AS item, d.label AS label, 'single' AS provenance, d.id AS decision
        FROM decision d
        WHERE d.action <> 'flag' AND d.id = (
            SELECT x.id FROM decision x
            WHERE x.item = d.item AND x.action <> 'skip' AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = x.id)
            ORDER BY x.at DESC, x.id DESC LIMIT 1)
        UNION ALL
        SELECT g.item, g.label, 'imported', NULL
        FROM gold g
        WHERE NOT EXISTS (
            SELECT 1 FROM decision x
            WHERE x.item = g.item AND x.action <> 'skip' AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = x.id));
        """

    /// What follows from the rows above: views, and tables that triggers keep.
    private static let queue1 = """
        \(decisionViews1)

        -- The names by which predictions are first and second opinions.
        CREATE TABLE models (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            first TEXT,
            second TEXT,
            rebuilds INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        INSERT INTO models (only) VALUES (1);

        -- One row for each item: all that lists, orders and counts need. `word` is the decision that gives the
        -- state: the last in time that was not undone, where a skip counts only if there is nothing else. What is
        -- kept by triggers needs no foreign keys, and they cost a quarter of an import.
        CREATE TABLE queue (
            item INTEGER PRIMARY KEY REFERENCES item(number),
            state TEXT NOT NULL DEFAULT 'undecided' CHECK (\(oneOf("state", states1))),
            word INTEGER,
            label TEXT,
            answered INTEGER NOT NULL DEFAULT 0 CHECK (answered IN (0, 1)),
            first INTEGER,
            first_label TEXT,
            first_confidence REAL,
            second INTEGER,
            second_label TEXT,
            shuffle REAL NOT NULL,
            -- Two sort keys. Plain columns, because SQLite reads the whole row where an index holds generated ones.
            disagrees INTEGER NOT NULL DEFAULT 0
                CHECK (disagrees = \(disagrees(first: "first_label", second: "second_label"))),
            uncertain REAL NOT NULL DEFAULT 2.0
                CHECK (uncertain = \(uncertain(first: "first", label: "first_label", confidence: "first_confidence")))
        ) STRICT;
        -- Each index holds what every filter asks, so that a list reads nothing but the index, in its order.
        CREATE INDEX queue_by_uncertainty ON queue(uncertain, item, state, disagrees, answered);
        CREATE INDEX queue_by_disagreement ON queue(disagrees DESC, uncertain, item, state, answered);
        CREATE INDEX queue_by_shuffle ON queue(shuffle, item, state, disagrees, answered);
        CREATE INDEX queue_unclassified ON queue(item) WHERE first IS NULL;

        -- The queue as it must be, from the rows themselves.
        CREATE VIEW queue_from_scratch AS
        SELECT o.item AS item,
            CASE d.action WHEN 'accept' THEN 'accepted' WHEN 'override' THEN 'overridden' WHEN 'reject' THEN 'rejected'
                WHEN 'flag' THEN 'flagged' WHEN 'skip' THEN 'skipped' ELSE 'undecided' END AS state,
            d.id AS word, d.label AS label, o.answered AS answered,
            f.id AS first, f.label AS first_label, f.confidence AS first_confidence,
            s.id AS second, s.label AS second_label, o.shuffle AS shuffle,
            \(disagrees(first: "f.label", second: "s.label")) AS disagrees,
            \(uncertain(first: "f.id", label: "f.label", confidence: "f.confidence")) AS uncertain
        FROM (
            SELECT i.number AS item, i.shuffle AS shuffle,
                EXISTS (SELECT 1 FROM prediction p WHERE p.item = i.number) AS answered,
                (SELECT x.id FROM decision x
                    WHERE x.item = i.number AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = x.id)
                    ORDER BY x.action = 'skip', x.at DESC, x.id DESC LIMIT 1) AS word,
                (SELECT max(p.id) FROM prediction p
                    WHERE p.item = i.number AND p.model = (SELECT m.first FROM models m)) AS first,
                (SELECT max(p.id) FROM prediction p
                    WHERE p.item = i.number AND p.model = (SELECT m.second FROM models m)) AS second
            FROM item i) o
        LEFT JOIN decision d ON d.id = o.word
        LEFT JOIN prediction f ON f.id = o.first
        LEFT JOIN prediction s ON s.id = o.second;

        -- Sums, so that counts need not count.
        CREATE TABLE counters (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            items INTEGER NOT NULL DEFAULT 0,
            classified INTEGER NOT NULL DEFAULT 0,
            second_opinions INTEGER NOT NULL DEFAULT 0,
            decided INTEGER NOT NULL DEFAULT 0,
            flagged INTEGER NOT NULL DEFAULT 0,
            skipped INTEGER NOT NULL DEFAULT 0,
            disagreements INTEGER NOT NULL DEFAULT 0,
            first_agreed INTEGER NOT NULL DEFAULT 0,
            first_compared INTEGER NOT NULL DEFAULT 0,
            gold INTEGER NOT NULL DEFAULT 0,
            rejected_lines INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        INSERT INTO counters (only) VALUES (1);

        -- Money and tokens by day (in UTC; '' where unknown), model and origin. Sums stop at the largest integer.
        CREATE TABLE spending (
            day TEXT NOT NULL,
            model TEXT NOT NULL,
            imported INTEGER NOT NULL CHECK (imported IN (0, 1)),
            answers INTEGER NOT NULL,
            charged INTEGER NOT NULL,
            estimated INTEGER NOT NULL,
            unknown INTEGER NOT NULL,
            input_tokens INTEGER NOT NULL,
            output_tokens INTEGER NOT NULL,
            cache_creation_input_tokens INTEGER NOT NULL,
            cache_read_input_tokens INTEGER NOT NULL,
            PRIMARY KEY (day, model, imported)
        ) STRICT, WITHOUT ROWID;
        """
}
