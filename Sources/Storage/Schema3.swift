internal import GRDB

/// Version 3: acts, what was on screen, and who has which item before them.
enum Schema3 {
    static func migrate(_ db: Database) throws {
        try db.execute(sql: tables)
        try db.execute(sql: SchemaTriggers.appendOnly("act"))
    }

    private static let tables = """
        -- Decisions made together. `detail` is a JSON object: what it was that was decided, and on what grounds.
        CREATE TABLE act (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL CHECK (\(Schema.oneOf("kind", ["group", "bulk", "policy"]))),
            reviewer TEXT NOT NULL,
            detail TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;

        ALTER TABLE decision ADD COLUMN act INTEGER REFERENCES act(id);
        -- A JSON object (`Exposure`).
        ALTER TABLE decision ADD COLUMN exposure TEXT;
        CREATE INDEX decision_of_act ON decision(act) WHERE act IS NOT NULL;

        -- Who has an item before them, until when. No history: rows are changed and removed. `holder` is one session;
        -- `seen` is the newest decision on the item that it knows of, 0 for none.
        CREATE TABLE lease (
            item INTEGER PRIMARY KEY REFERENCES item(number),
            reviewer TEXT NOT NULL,
            holder TEXT NOT NULL,
            until INTEGER NOT NULL,
            seen INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX lease_by_holder ON lease(holder);

        DROP VIEW decision_now;
        -- A decision as it stands now: undone or not, with the newest note.
        CREATE VIEW decision_now AS
        SELECT d.id, d.item, d.reviewer, d.action, d.label, d.at, d.seconds,
            coalesce((SELECT n.text FROM note n WHERE n.decision = d.id ORDER BY n.id DESC LIMIT 1), d.note) AS note,
            d.shown, d.first_choice, d.probability, u.at AS undone_at, u.by AS undone_by, d.imported, d.recorded_at,
            d.exposure, a.key AS act_key, a.kind AS act_kind
        FROM decision d LEFT JOIN undo u ON u.decision = d.id LEFT JOIN act a ON a.id = d.act;
        """
}
