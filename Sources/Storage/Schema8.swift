import GRDB

/// Version 8: a smaller store, that takes items in faster.
///
/// Numbers in place of names in the rows of predictions, and indexes of the queue without what nobody has answered.
enum Schema8 {
    /// The part of all items, by their place in the random order, that `queue_random_beginning` holds.
    static let beginning = "0.015625"

    static func migrate(_ db: Database) throws {
        try db.execute(sql: queueIndexes)
        try db.execute(sql: "DROP VIEW queue_from_scratch")
        try db.execute(sql: SchemaPredictions8.tables)
        try db.execute(sql: SchemaPredictions8.view)
        try db.execute(sql: queueFromScratch)
        try db.execute(sql: SchemaTriggers8.all)
    }

    private static let queueIndexes = """
        -- One place of the index by chance for each item is what took most of an import's time.
        DROP INDEX queue_by_shuffle;
        -- The first of the random order, for lists that are cut off: of the whole order the rows are sorted.
        CREATE INDEX queue_random_beginning ON queue(shuffle, item, state, disagrees)
            WHERE shuffle < \(beginning);
        -- Items without a first opinion (2.0) come last in both orders, by their numbers: the table's own order. Said of a
        -- column that the index holds, so that a list reads nothing else.
        DROP INDEX queue_by_uncertainty;
        CREATE INDEX queue_by_uncertainty ON queue(uncertain, item, state, disagrees, answered) WHERE uncertain < 2.0;
        DROP INDEX queue_by_disagreement;
        CREATE INDEX queue_by_disagreement ON queue(disagrees DESC, uncertain, item, state, answered)
            WHERE uncertain < 2.0;
        -- Rows of an index end with the row's number, so this is by item, with the item once.
        DROP INDEX queue_unclassified;
        CREATE INDEX queue_unclassified ON queue(held) WHERE first IS NULL AND held = 0;
        """

    private static func text(_ name: String) -> String { SchemaPredictions8.text(name) }

    /// As in version 6, of the rows of predictions themselves: a view at the right of a LEFT JOIN may be made a table of
    /// all predictions first.
    private static let queueFromScratch = """
        CREATE VIEW queue_from_scratch AS
        SELECT o.item AS item,
            CASE d.action WHEN 'accept' THEN 'accepted' WHEN 'override' THEN 'overridden' WHEN 'reject' THEN 'rejected'
                WHEN 'flag' THEN 'flagged' WHEN 'skip' THEN 'skipped' ELSE 'undecided' END AS state,
            d.id AS word, d.label AS label, o.answered AS answered, o.held AS held,
            f.id AS first, \(text("f.label")) AS first_label, f.confidence AS first_confidence,
            s.id AS second, \(text("s.label")) AS second_label, o.shuffle AS shuffle,
            \(Schema.disagrees(first: "f.label", second: "s.label")) AS disagrees,
            \(Schema.uncertain(first: "f.id", label: "f.label", confidence: "f.confidence")) AS uncertain
        FROM (
            SELECT i.number AS item, i.shuffle AS shuffle,
                \(opinions(of: "i.number")),
                \(SchemaQueue2.isHeld(item: "i.number", model: "(SELECT l.model FROM ladder l WHERE l.rung = 0)")) AS held,
                \(VoteSQL.word("i.number", votes: "vote_from_scratch")) AS word
            FROM item i) o
        LEFT JOIN decision d ON d.id = o.word
        LEFT JOIN prediction_row f ON f.id = o.first
        LEFT JOIN prediction_row s ON s.id = o.second;
        """

    /// Whether an item is answered, and which predictions are its opinions.
    private static func opinions(of item: String) -> String {
        """
        EXISTS (SELECT 1 FROM prediction_row p WHERE p.item = \(item)) AS answered,
                (SELECT max(p.id) FROM prediction_row p
                    WHERE p.item = \(item) AND p.model = (
                        SELECT n.id FROM name n WHERE n.text = (SELECT l.model FROM ladder l WHERE l.rung = 0))) AS first,
                (SELECT max(p.id) FROM prediction_row p
                    WHERE p.item = \(item) AND p.model IN (
                        SELECT n.id FROM ladder l CROSS JOIN name n ON n.text = l.model WHERE l.rung > 0)) AS second
        """
    }

    /// Rows of the queue for new items from the number given on, of which nothing is known but predictions.
    static let queueOfNewItems = """
        INSERT INTO queue (item, shuffle, answered, first, first_label, first_confidence, second, second_label, disagrees,
            uncertain)
        SELECT o.item, o.shuffle, o.answered, f.id, \(text("f.label")), f.confidence, s.id, \(text("s.label")),
            \(Schema.disagrees(first: "f.label", second: "s.label")),
            \(Schema.uncertain(first: "f.id", label: "f.label", confidence: "f.confidence"))
        FROM (
            SELECT i.number AS item, i.shuffle AS shuffle,
                \(opinions(of: "i.number"))
            FROM item i WHERE i.number >= ?) o
        LEFT JOIN prediction_row f ON f.id = o.first
        LEFT JOIN prediction_row s ON s.id = o.second
        """

    /// The same of items of which nothing at all is known.
    static let queueOfPlainItems =
        "INSERT INTO queue (item, shuffle) SELECT number, shuffle FROM item WHERE number >= ?"
}
