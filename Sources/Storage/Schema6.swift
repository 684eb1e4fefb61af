import GRDB

/// Version 6: several reviewers: adjudications, the tag "guideline unclear", votes and disputes.
enum Schema6 {
    static func migrate(_ db: Database) throws {
        try db.execute(sql: tables)
        try db.execute(sql: views)
        try db.execute(sql: triggers)
        try db.execute(sql: SchemaTriggers.appendOnly("tag"))
    }

    private static let tables = """
        ALTER TABLE decision ADD COLUMN adjudication INTEGER NOT NULL DEFAULT 0 CHECK (adjudication IN (0, 1));
        -- As it was made; tags may say otherwise since.
        ALTER TABLE decision ADD COLUMN unclear INTEGER NOT NULL DEFAULT 0 CHECK (unclear IN (0, 1));
        CREATE INDEX decision_unclear ON decision(item) WHERE unclear;

        -- That a decision's reviewer finds the guideline unclear there, or no longer does: the newest row counts.
        CREATE TABLE tag (
            id INTEGER PRIMARY KEY,
            decision INTEGER NOT NULL REFERENCES decision(id),
            unclear INTEGER NOT NULL CHECK (unclear IN (0, 1)),
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX tag_of_decision ON tag(decision);

        -- What the task file says of several reviewers. `policy` is NULL where each item has its own: `adjudicated` with
        -- several reviewers, `single` with one. `voting`: for some item more than the last decision counts or is asked.
        CREATE TABLE truth_rule (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            overlap INTEGER NOT NULL DEFAULT 1 CHECK (overlap >= 1),
            share REAL NOT NULL DEFAULT 1 CHECK (share BETWEEN 0 AND 1),
            policy TEXT CHECK (\(Schema.oneOf("policy", ["single", "majority", "adjudicated", "dawid-skene"]))),
            voting INTEGER NOT NULL DEFAULT 0 CHECK (voting IN (0, 1))
        ) STRICT;
        INSERT INTO truth_rule (only) VALUES (1);
        -- The items that several reviewers decide, where that is a share of all: kept by who adds items.
        CREATE TABLE overlapped (item INTEGER PRIMARY KEY) STRICT;

        -- Each reviewer's last word, and how they stand. Empty while nothing is voted on.
        CREATE TABLE vote (
            item INTEGER NOT NULL,
            reviewer TEXT NOT NULL,
            decision INTEGER NOT NULL,
            label TEXT,
            flag INTEGER NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (item, reviewer)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE tally (
            item INTEGER PRIMARY KEY,
            votes INTEGER NOT NULL,
            needed INTEGER NOT NULL,
            -- Votes are missing, and nobody has flagged or adjudicated the item.
            open INTEGER NOT NULL,
            disputed INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX tally_in_dispute ON tally(item) WHERE disputed;
        CREATE INDEX tally_open ON tally(item) WHERE open;
        ALTER TABLE counters ADD COLUMN disputed INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE counters ADD COLUMN partly_decided INTEGER NOT NULL DEFAULT 0;

        -- As many sessions as votes are missing may have one item before them.
        DROP TABLE lease;
        CREATE TABLE lease (
            item INTEGER NOT NULL REFERENCES item(number),
            reviewer TEXT NOT NULL,
            holder TEXT NOT NULL,
            until INTEGER NOT NULL,
            seen INTEGER NOT NULL,
            PRIMARY KEY (item, holder)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX lease_by_holder ON lease(holder);
        """

    private static let views = """
        DROP VIEW decision_now;
        -- A decision as it stands now: undone or not, with the newest note and tag.
        CREATE VIEW decision_now AS
        SELECT d.id, d.item, d.reviewer, d.action, d.label, d.at, d.seconds,
            coalesce((SELECT n.text FROM note n WHERE n.decision = d.id ORDER BY n.id DESC LIMIT 1), d.note) AS note,
            d.shown, d.first_choice, d.probability, u.at AS undone_at, u.by AS undone_by, d.imported, d.recorded_at,
            d.exposure, a.key AS act_key, a.kind AS act_kind, d.adjudication,
            coalesce((SELECT t.unclear FROM tag t WHERE t.decision = d.id ORDER BY t.id DESC LIMIT 1), d.unclear)
                AS unclear
        FROM decision d LEFT JOIN undo u ON u.decision = d.id LEFT JOIN act a ON a.id = d.act;

        CREATE VIEW vote_from_scratch AS \(VoteSQL.votes);
        CREATE VIEW tally_from_scratch AS \(VoteSQL.tallies(of: "vote_from_scratch"));

        DROP VIEW ground_truth;
        -- The rule of ground truth (`ItemVotes`): an adjudication; else what the reviewers say by the task's rule, whose
        -- flags take the item out; where nothing is decided and nothing in dispute, the imported gold.
        CREATE VIEW ground_truth AS
        SELECT d.item AS item, d.label AS label, \(VoteSQL.provenance) AS provenance, d.id AS decision
        FROM decision d
        WHERE d.action <> 'flag' AND d.action <> 'skip' AND d.id = \(VoteSQL.word("d.item", votes: "vote"))
        UNION ALL
        SELECT g.item, g.label, 'imported', NULL
        FROM gold g
        WHERE coalesce(
                (SELECT x.action FROM decision x WHERE x.id = \(VoteSQL.word("g.item", votes: "vote"))), 'skip') = 'skip'
            AND NOT EXISTS (SELECT 1 FROM tally t WHERE t.item = g.item AND t.disputed);

        DROP VIEW queue_from_scratch;
        CREATE VIEW queue_from_scratch AS
        SELECT o.item AS item,
            CASE d.action WHEN 'accept' THEN 'accepted' WHEN 'override' THEN 'overridden' WHEN 'reject' THEN 'rejected'
                WHEN 'flag' THEN 'flagged' WHEN 'skip' THEN 'skipped' ELSE 'undecided' END AS state,
            d.id AS word, d.label AS label, o.answered AS answered, o.held AS held,
            f.id AS first, f.label AS first_label, f.confidence AS first_confidence,
            s.id AS second, s.label AS second_label, o.shuffle AS shuffle,
            \(Schema.disagrees(first: "f.label", second: "s.label")) AS disagrees,
            \(Schema.uncertain(first: "f.id", label: "f.label", confidence: "f.confidence")) AS uncertain
        FROM (
            SELECT i.number AS item, i.shuffle AS shuffle,
                EXISTS (SELECT 1 FROM prediction p WHERE p.item = i.number) AS answered,
                \(SchemaQueue2.isHeld(item: "i.number", model: "(SELECT l.model FROM ladder l WHERE l.rung = 0)")) AS held,
                \(VoteSQL.word("i.number", votes: "vote_from_scratch")) AS word,
                (SELECT max(p.id) FROM prediction p
                    WHERE p.item = i.number AND p.model = (SELECT l.model FROM ladder l WHERE l.rung = 0)) AS first,
                (SELECT max(p.id) FROM prediction p
                    WHERE p.item = i.number AND p.model IN (SELECT l.model FROM ladder l WHERE l.rung > 0)) AS second
            FROM item i) o
        LEFT JOIN decision d ON d.id = o.word
        LEFT JOIN prediction f ON f.id = o.first
        LEFT JOIN prediction s ON s.id = o.second;
        """

    private static let triggers = """
        DROP TRIGGER decision_enters_queue;
        CREATE TRIGGER decision_enters_queue AFTER INSERT ON decision BEGIN
            \(VoteSQL.keep("new.item"))
        END;
        DROP TRIGGER undo_enters_queue;
        CREATE TRIGGER undo_enters_queue AFTER INSERT ON undo BEGIN
            \(VoteSQL.keep("(SELECT d.item FROM decision d WHERE d.id = new.decision)"))
        END;
        CREATE TRIGGER tally_is_counted AFTER INSERT ON tally BEGIN
            UPDATE counters SET disputed = disputed + new.disputed, partly_decided = partly_decided + new.open
            WHERE only = 1;
        END;
        CREATE TRIGGER tally_is_uncounted AFTER DELETE ON tally BEGIN
            UPDATE counters SET disputed = disputed - old.disputed, partly_decided = partly_decided - old.open
            WHERE only = 1;
        END;
        """
}
