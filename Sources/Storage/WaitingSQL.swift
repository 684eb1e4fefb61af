internal import GRDB
internal import Labeling

/// The statements that list what still has to be asked: in the order of items, a page after the item `:after`.
///
/// Each walks an index that holds nothing else than what waits, in that order, so that a page and a count cost the same
/// in a store of a million items as in a small one. The two that cannot, say so.
enum WaitingSQL {
    /// Items whose first opinion is due.
    static let firstOpinions = """
        SELECT i.number, \(ItemRow.columns)
        FROM queue q INDEXED BY queue_unclassified CROSS JOIN item i ON i.number = q.item
        WHERE q.first IS NULL AND q.held = 0 AND q.item > :after ORDER BY q.item LIMIT :limit
        """

    static let firstOpinionsCount = "SELECT items - classified - held FROM counters"

    /// Items that the model `:model`, which gives no first opinions, has not answered: reads all items.
    static let anyModel = """
        SELECT i.number, \(ItemRow.columns) FROM item i
        WHERE i.number > :after AND \(isOpen("i.number")) ORDER BY i.number LIMIT :limit
        """

    static let anyModelCount = "SELECT count(*) FROM item i WHERE \(isOpen("i.number"))"

    /// Items escalated to `:rung` without an answer of its model, with the first reason that was recorded.
    static let escalated = """
        SELECT i.number, \(ItemRow.columns), (
                SELECT e.reason FROM escalation e WHERE e.item = d.item AND e.rung = d.rung ORDER BY e.id LIMIT 1)
        FROM due d CROSS JOIN item i ON i.number = d.item
        WHERE d.rung = :rung AND d.repair = 0 AND d.held = 0 AND d.item > :after ORDER BY d.item LIMIT :limit
        """

    /// Items about which the model of `:rung` is asked once more, with its newest answer.
    static let repairs = """
        SELECT i.number, \(ItemRow.columns), \(PredictionRow.columns(of: "p"))
        FROM due d CROSS JOIN item i ON i.number = d.item CROSS JOIN prediction p ON p.id = (
            SELECT max(n.id) FROM prediction n
            WHERE n.item = d.item AND n.model = (SELECT l.model FROM ladder l WHERE l.rung = d.rung))
        WHERE d.rung = :rung AND d.repair = 1 AND d.held = 0 AND d.item > :after ORDER BY d.item LIMIT :limit
        """

    static let dueCount = "SELECT count(*) FROM due WHERE rung = :rung AND repair = :repair AND held = 0"

    /// Items with a ground truth that is a label, and no answer of `:model`.
    static let onTruth = """
        SELECT i.number, \(ItemRow.columns) FROM item i WHERE i.number IN (\(truths) ORDER BY 1 LIMIT :limit)
        ORDER BY i.number
        """

    static let onTruthCount = "SELECT count(*) FROM (\(truths))"

    /// Decided with a label, or undecided with a gold. What is due is one or the other, so none comes twice.
    private static let truths = """
        SELECT DISTINCT d.item FROM decision d INDEXED BY decision_on_item CROSS JOIN queue q ON q.item = d.item
        WHERE d.item > :after AND q.label IS NOT NULL AND \(isOpen("d.item"))
        UNION ALL
        SELECT g.item FROM gold g CROSS JOIN queue q ON q.item = g.item
        WHERE g.item > :after AND \(Schema.oneOf("q.state", ["undecided", "skipped"])) AND \(isOpen("g.item"))
        """

    /// The newest answer of the ladder to each item that has not gone to a higher rung, where there is one: reads all
    /// items.
    static let standing = """
        SELECT q.item, CAST(i.id AS BLOB), p.imported, \(PredictionRow.columns(of: "p"))
        FROM queue q NOT INDEXED CROSS JOIN prediction p ON p.id = coalesce(q.second, q.first)
            CROSS JOIN ladder l ON l.model = p.model CROSS JOIN item i ON i.number = q.item
        WHERE q.item > :after AND l.rung < (SELECT max(t.rung) FROM ladder t)
            AND NOT EXISTS (SELECT 1 FROM escalation e WHERE e.item = q.item AND e.rung > l.rung)
        ORDER BY q.item LIMIT :limit
        """

    /// The newest answer of `:model` to `:item`, if the model is to be asked once more: the rule of `due`, where a
    /// model outside the ladder counts as the first.
    static let repairOfItem = """
        SELECT \(PredictionRow.columns(of: "p")) FROM prediction p
        WHERE p.id = (SELECT max(n.id) FROM prediction n WHERE n.item = :item AND n.model = :model)
            AND p.imported = 0 AND p.repair = 0 AND \(SchemaQueue2.isRepairable("p.outcome"))
            AND NOT EXISTS (
                SELECT 1 FROM escalation e
                WHERE e.item = p.item AND e.rung > coalesce((SELECT l.rung FROM ladder l WHERE l.model = p.model), 0))
        """

    /// Whether the item has no answer of `:model`, and none is owed by an open batch.
    private static func isOpen(_ item: String) -> String {
        "NOT EXISTS (SELECT 1 FROM prediction_row p WHERE p.item = \(item) "
            + "AND p.model = \(SchemaPredictions8.number(":model"))) "
            + "AND NOT \(SchemaQueue2.isHeld(item: item, model: ":model"))"
    }
}
