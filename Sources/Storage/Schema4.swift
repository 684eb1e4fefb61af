internal import GRDB

/// Version 4: the words of the items' texts, and the filters that reviewers keep.
enum Schema4 {
    static func migrate(_ db: Database) throws { try db.execute(sql: tables) }

    private static let tables = """
        -- Which words each text has, as `TextWords` reads and folds them: SQLite only cuts at blanks and never sees the
        -- text itself, so that its ideas of letters, which change from version to version, change no result. Without
        -- places: phrases are looked up in the text. No history: it can be made anew at any time.
        CREATE VIRTUAL TABLE item_words USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii');
        -- Words of all items up to this number are in it. Rows of items are never changed and have no gaps.
        CREATE TABLE word_index (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            upto INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        INSERT INTO word_index (only) VALUES (1);

        -- No history either: a name stands for its newest filter.
        CREATE TABLE saved_filter (
            name TEXT PRIMARY KEY,
            filter TEXT NOT NULL,
            reviewer TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        """
}
