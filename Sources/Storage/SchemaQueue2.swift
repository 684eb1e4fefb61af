/// What follows from the rows, in schema version 2: the queue, and what still has to be asked.
enum SchemaQueue2 {
    /// Outcomes after which the same model is asked once more (`Prediction.Outcome.isRepairable`).
    static func isRepairable(_ outcome: String) -> String {
        Schema.oneOf(outcome, ["invalid-output", "unknown-label", "empty"])
    }

    /// Whether an open batch owes the answer of a model to an item.
    static func isHeld(item: String, model: String) -> String {
        "EXISTS (SELECT 1 FROM pending w WHERE w.item = \(item) AND w.model = \(model))"
    }

    private static let queueColumns = """
        item, state, word, label, answered, held, first, first_label, first_confidence, second, second_label, shuffle,
        disagrees, uncertain
        """

    /// Makes the queue and what is due anew, from the rows themselves.
    static let rebuild = """
        DELETE FROM queue;
        INSERT INTO queue (\(queueColumns)) SELECT \(queueColumns) FROM queue_from_scratch ORDER BY item;
        DELETE FROM due;
        INSERT INTO due (rung, repair, held, item) SELECT rung, repair, held, item FROM due_from_scratch;
        """

    static let tables = """
        -- The models from cheap to strong: rung 0 gives first opinions, all others second ones.
        CREATE TABLE ladder (
            rung INTEGER PRIMARY KEY CHECK (rung >= 0),
            model TEXT NOT NULL UNIQUE
        ) STRICT;
        -- Two opinions of one model are no two: it stands on its first rung alone.
        UPDATE queue SET second = NULL, second_label = NULL, disagrees = 0
            WHERE (SELECT first = second FROM models) AND second IS NOT NULL;
        UPDATE counters SET second_opinions = 0, disagreements = 0 WHERE (SELECT first = second FROM models);
        INSERT INTO ladder (rung, model) SELECT 0, first FROM models WHERE first IS NOT NULL;
        INSERT INTO ladder (rung, model)
            SELECT 1, second FROM models WHERE second IS NOT NULL AND second IS NOT first;

        ALTER TABLE counters ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE counters ADD COLUMN rebuilds INTEGER NOT NULL DEFAULT 0;
        UPDATE counters SET rebuilds = (SELECT rebuilds FROM models);
        DROP TABLE models;

        -- What open batches still owe.
        CREATE TABLE pending (
            request INTEGER PRIMARY KEY,
            batch INTEGER NOT NULL,
            item INTEGER NOT NULL,
            model TEXT NOT NULL
        ) STRICT;
        CREATE INDEX pending_for_item ON pending(item, model);
        CREATE INDEX pending_of_batch ON pending(batch);

        -- Held: an open batch owes the first opinion.
        ALTER TABLE queue ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1));
        DROP INDEX queue_unclassified;
        CREATE INDEX queue_unclassified ON queue(item) WHERE first IS NULL AND held = 0;

        -- Without what only the list of unanswered items asks: an answer would move the row of a random place in the
        -- index, which is a page for each answer.
        DROP INDEX queue_by_shuffle;
        CREATE INDEX queue_by_shuffle ON queue(shuffle, item, state, disagrees);

        -- What the models of the ladder still have to be asked, but first opinions: an escalation to this rung without
        -- an answer (repair 0), or the same once more after an answer that was not valid (repair 1).
        CREATE TABLE due (
            rung INTEGER NOT NULL,
            repair INTEGER NOT NULL CHECK (repair IN (0, 1)),
            held INTEGER NOT NULL CHECK (held IN (0, 1)),
            item INTEGER NOT NULL,
            PRIMARY KEY (rung, repair, held, item)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO due (rung, repair, held, item) SELECT rung, repair, held, item FROM due_from_scratch;
        """

    static let views = """
        \(Schema.decisionViews1)

        CREATE VIEW pending_from_scratch AS
        SELECT r.id AS request, r.batch AS batch, r.item AS item, r.model AS model
        FROM request r
        WHERE r.batch IN (
                SELECT b.id FROM batch b
                WHERE NOT EXISTS (
                    SELECT 1 FROM batch_event e WHERE e.batch = b.id AND e.kind IN ('collected', 'abandoned')))
            AND NOT EXISTS (SELECT 1 FROM prediction p WHERE p.request = r.id)
            AND NOT EXISTS (SELECT 1 FROM failure f WHERE f.request = r.id);

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
                \(isHeld(item: "i.number", model: "(SELECT l.model FROM ladder l WHERE l.rung = 0)")) AS held,
                (SELECT x.id FROM decision x
                    WHERE x.item = i.number AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = x.id)
                    ORDER BY x.action = 'skip', x.at DESC, x.id DESC LIMIT 1) AS word,
                (SELECT max(p.id) FROM prediction p
                    WHERE p.item = i.number AND p.model = (SELECT l.model FROM ladder l WHERE l.rung = 0)) AS first,
                (SELECT max(p.id) FROM prediction p
                    WHERE p.item = i.number AND p.model IN (SELECT l.model FROM ladder l WHERE l.rung > 0)) AS second
            FROM item i) o
        LEFT JOIN decision d ON d.id = o.word
        LEFT JOIN prediction f ON f.id = o.first
        LEFT JOIN prediction s ON s.id = o.second;

        CREATE VIEW due_from_scratch AS
        SELECT DISTINCT l.rung AS rung, 0 AS repair, \(isHeld(item: "e.item", model: "l.model")) AS held, e.item AS item
        FROM escalation e JOIN ladder l ON l.rung = e.rung
        WHERE NOT EXISTS (SELECT 1 FROM prediction p WHERE p.item = e.item AND p.model = l.model)
        UNION ALL
        -- Once the item has gone to a higher rung, nobody waits for a repair.
        SELECT l.rung, 1, \(isHeld(item: "p.item", model: "p.model")), p.item
        FROM prediction p JOIN ladder l ON l.model = p.model
        WHERE p.imported = 0 AND p.repair = 0 AND \(isRepairable("p.outcome"))
            AND NOT EXISTS (SELECT 1 FROM prediction n WHERE n.item = p.item AND n.model = p.model AND n.id > p.id)
            AND NOT EXISTS (SELECT 1 FROM escalation e WHERE e.item = p.item AND e.rung > l.rung);
        """
}
