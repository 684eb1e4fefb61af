/// The triggers of version 8: as those of version 2 they replace, on rows with numbers in place of names.
enum SchemaTriggers8 {
    private static func text(_ name: String) -> String { SchemaPredictions8.text(name) }

    static var all: String {
        [
            SchemaTriggers.appendOnly("prediction_row"), SchemaTriggers.appendOnly("name"), viewIsAppendOnly,
            answersToQueue, due, SchemaTriggers2.answerIsNoLongerPending(on: "prediction_row"), spending,
        ].joined(separator: "\n")
    }

    // With the words that those who write to it have always heard.
    private static let viewIsAppendOnly = SchemaTriggers.appendOnly("prediction").replacing(
        "BEFORE", with: "INSTEAD OF")

    /// What the rows of the queue from the item given on add to the counters.
    static let countNewItems = """
        UPDATE counters SET (\(SchemaTriggers2.contributions.map(\.0).joined(separator: ", "))) = (
            SELECT \(SchemaTriggers2.contributions.map { name, expression in
                "counters.\(name) + coalesce(sum(\(expression.replacing("ROW", with: "q"))), 0)"
            }.joined(separator: ",\n    "))
            FROM queue q WHERE q.item >= ?) WHERE only = 1
        """

    private static let answersToQueue = """
        CREATE TRIGGER first_opinion_enters_queue AFTER INSERT ON prediction_row
        WHEN new.model = \(SchemaPredictions8.number(SchemaTriggers2.firstModel)) BEGIN
            UPDATE queue SET answered = 1, first = new.id, first_label = \(text("new.label")),
                first_confidence = new.confidence,
                disagrees = \(Schema.disagrees(first: text("new.label"), second: "second_label")),
                uncertain = \(Schema.uncertain(first: "new.id", label: "new.label", confidence: "new.confidence"))
            WHERE item = new.item;
        END;
        CREATE TRIGGER second_opinion_enters_queue AFTER INSERT ON prediction_row
        WHEN EXISTS (SELECT 1 FROM ladder l WHERE l.model = \(text("new.model")) AND l.rung > 0) BEGIN
            UPDATE queue SET answered = 1, second = new.id, second_label = \(text("new.label")),
                disagrees = \(Schema.disagrees(first: "first_label", second: text("new.label")))
            WHERE item = new.item;
        END;
        CREATE TRIGGER other_opinion_enters_queue AFTER INSERT ON prediction_row
        WHEN NOT EXISTS (SELECT 1 FROM ladder l WHERE l.model = \(text("new.model"))) BEGIN
            UPDATE queue SET answered = 1 WHERE item = new.item AND NOT answered;
        END;
        """

    // Outcomes 1 to 3 are those after which the same model is asked once more (`SchemaQueue2.isRepairable`).
    private static let due = """
        CREATE TRIGGER prediction_settles_what_is_due AFTER INSERT ON prediction_row
        WHEN new.outcome BETWEEN 1 AND 3 OR EXISTS (SELECT 1 FROM due) BEGIN
            DELETE FROM due
            WHERE \(SchemaTriggers2.dueRows(
                "SELECT l.rung FROM ladder l WHERE l.model = \(text("new.model"))", item: "new.item"));
            INSERT INTO due (rung, repair, held, item)
            SELECT l.rung, 1, \(SchemaQueue2.isHeld(item: "new.item", model: "l.model")), new.item
            FROM ladder l
            WHERE new.imported = 0 AND new.repair = 0 AND new.outcome BETWEEN 1 AND 3 AND l.model = \(text("new.model"))
                AND NOT EXISTS (SELECT 1 FROM escalation e WHERE e.item = new.item AND e.rung > l.rung);
        END;
        """

    private static let spending = """
        CREATE TRIGGER prediction_is_paid AFTER INSERT ON prediction_row BEGIN
            INSERT INTO spending (\(SchemaSpending2.all))
            SELECT \(SchemaSpending2.ofAnswer)
            FROM prediction p JOIN (
                SELECT \(SchemaSpending2.counted) FROM attempt WHERE request = new.request AND NOT late) a
            WHERE p.id = new.id
            \(SchemaSpending2.adding)
        END;
        """
}
