import GRDB

/// Version 10: groups of near duplicates.
enum Schema10 {
    static func migrate(_ db: Database) throws { try db.execute(sql: tables) }

    private static let tables = """
        -- Two reviews that compared the newest items at once have found some alike to themselves.
        DELETE FROM alike WHERE item = leader;

        -- The items of each group, the first of them too: `leader`, the one that came in first. `nearest` is another of the
        -- group, with which the similarity is at least the threshold. Of items that are `alike` only the leader is here.
        CREATE TABLE near (
            item INTEGER PRIMARY KEY REFERENCES item(number),
            leader INTEGER NOT NULL,
            nearest INTEGER NOT NULL
        ) STRICT;

        -- How and when they were found, up to which item; no row: never. `groups` and `items` count the rows above.
        CREATE TABLE near_scan (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            id INTEGER NOT NULL,
            threshold REAL NOT NULL CHECK (threshold BETWEEN 0 AND 1),
            through INTEGER NOT NULL,
            groups INTEGER NOT NULL,
            items INTEGER NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;

        -- Of every item that is alike or near to an earlier one: the first of its group. An item that is not here leads
        -- itself.
        CREATE VIEW item_group AS
        SELECT s.item AS item, coalesce(n.leader, s.leader) AS leader
        FROM alike s LEFT JOIN near n ON n.item = s.leader
        UNION ALL
        SELECT n.item, n.leader FROM near n WHERE n.item <> n.leader;
        """
}
