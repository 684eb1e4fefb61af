/// The triggers of schema version 2: all that version 1 promises, for ladders, repairs, batches and attempts too.
enum SchemaTriggers2 {
    static let appendOnlyTables = SchemaTriggers.appendOnlyTables1 + ["attempt", "batch", "batch_event"]

    static var all: String {
        (appendOnlyTables.map(SchemaTriggers.appendOnly) + [
            SchemaTriggers.otherRowsToQueue1, answersToQueue, due, batches, SchemaSpending2.triggers,
            SchemaTriggers.queueToCounters(
                contributions, columns: "state, label, held, first, first_label, second, disagrees"),
        ]).joined(separator: "\n")
    }

    static let contributions =
        SchemaTriggers.contributions1 + [("held", "(ROW.held AND ROW.first IS NULL)")]

    static let firstModel = "(SELECT l.model FROM ladder l WHERE l.rung = 0)"

    /// The rows of `due` of one item on the rungs given.
    static func dueRows(_ rungs: String, repair: String = "0, 1", item: String) -> String {
        "rung IN (\(rungs)) AND repair IN (\(repair)) AND held IN (0, 1) AND item = \(item)"
    }

    // Three triggers instead of one that asks each column whose answer it is: that took longer than the row itself.
    private static let answersToQueue = """
        CREATE TRIGGER first_opinion_enters_queue AFTER INSERT ON prediction
        WHEN new.model = \(firstModel) BEGIN
            UPDATE queue SET answered = 1, first = new.id, first_label = new.label, first_confidence = new.confidence,
                disagrees = \(Schema.disagrees(first: "new.label", second: "second_label")),
                uncertain = \(Schema.uncertain(first: "new.id", label: "new.label", confidence: "new.confidence"))
            WHERE item = new.item;
        END;
        CREATE TRIGGER second_opinion_enters_queue AFTER INSERT ON prediction
        WHEN EXISTS (SELECT 1 FROM ladder l WHERE l.model = new.model AND l.rung > 0) BEGIN
            UPDATE queue SET answered = 1, second = new.id, second_label = new.label,
                disagrees = \(Schema.disagrees(first: "first_label", second: "new.label"))
            WHERE item = new.item;
        END;
        CREATE TRIGGER other_opinion_enters_queue AFTER INSERT ON prediction
        WHEN NOT EXISTS (SELECT 1 FROM ladder l WHERE l.model = new.model) BEGIN
            UPDATE queue SET answered = 1 WHERE item = new.item AND NOT answered;
        END;
        """

    // One trigger, because SQLite does not say in which order several run. Most answers come while nothing is due.
    private static let due = """
        CREATE TRIGGER prediction_settles_what_is_due AFTER INSERT ON prediction
        WHEN \(SchemaQueue2.isRepairable("new.outcome")) OR EXISTS (SELECT 1 FROM due) BEGIN
            DELETE FROM due
            WHERE \(dueRows("SELECT l.rung FROM ladder l WHERE l.model = new.model", item: "new.item"));
            INSERT INTO due (rung, repair, held, item)
            SELECT l.rung, 1, \(SchemaQueue2.isHeld(item: "new.item", model: "new.model")), new.item
            FROM ladder l
            WHERE new.imported = 0 AND new.repair = 0 AND \(SchemaQueue2.isRepairable("new.outcome"))
                AND l.model = new.model
                AND NOT EXISTS (SELECT 1 FROM escalation e WHERE e.item = new.item AND e.rung > l.rung);
        END;
        CREATE TRIGGER escalation_is_due AFTER INSERT ON escalation BEGIN
            INSERT INTO due (rung, repair, held, item)
            SELECT l.rung, 0, \(SchemaQueue2.isHeld(item: "new.item", model: "l.model")), new.item
            FROM ladder l
            WHERE l.rung = new.rung
                AND NOT EXISTS (SELECT 1 FROM prediction p WHERE p.item = new.item AND p.model = l.model)
            ON CONFLICT DO NOTHING;
            DELETE FROM due
            WHERE \(dueRows("SELECT l.rung FROM ladder l WHERE l.rung < new.rung", repair: "1", item: "new.item"));
        END;
        """

    private static let rungOf = "SELECT l.rung FROM ladder l WHERE l.model ="

    private static let batches = """
        CREATE TRIGGER request_is_pending AFTER INSERT ON request WHEN new.batch IS NOT NULL BEGIN
            INSERT INTO pending (request, batch, item, model) VALUES (new.id, new.batch, new.item, new.model);
        END;
        \(answerIsNoLongerPending(on: "prediction"))
        CREATE TRIGGER failure_is_no_longer_pending AFTER INSERT ON failure BEGIN
            DELETE FROM pending WHERE request = new.request;
        END;
        CREATE TRIGGER closed_batch_is_no_longer_pending AFTER INSERT ON batch_event
        WHEN \(Schema.oneOf("new.kind", ["collected", "abandoned"])) BEGIN
            DELETE FROM pending WHERE batch = new.batch;
        END;
        CREATE TRIGGER pending_is_held AFTER INSERT ON pending BEGIN
            UPDATE queue SET held = 1 WHERE item = new.item AND NOT held AND new.model = \(firstModel);
            UPDATE due SET held = 1
            WHERE \(dueRows("\(rungOf) new.model", item: "new.item")) AND NOT held;
        END;
        CREATE TRIGGER pending_is_held_no_longer AFTER DELETE ON pending
        WHEN NOT \(SchemaQueue2.isHeld(item: "old.item", model: "old.model")) BEGIN
            UPDATE queue SET held = 0 WHERE item = old.item AND held AND old.model = \(firstModel);
            UPDATE due SET held = 0
            WHERE \(dueRows("\(rungOf) old.model", item: "old.item")) AND held;
        END;
        """

    static func answerIsNoLongerPending(on table: String) -> String {
        """
        CREATE TRIGGER answer_is_no_longer_pending AFTER INSERT ON \(table) WHEN new.request IS NOT NULL BEGIN
            DELETE FROM pending WHERE request = new.request;
        END;
        """
    }
}
