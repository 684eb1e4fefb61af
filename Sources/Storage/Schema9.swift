import GRDB

/// Version 9: how far each import has come.
enum Schema9 {
    static func migrate(_ db: Database) throws {
        try db.execute(sql: table)
    }

    private static let table = """
        -- No history: a row is an import of one input and is written over as the import goes on. It says that all records
        -- before `offset` are in the store, of an input whose first `checked` bytes have the SHA-256 `content`. Without
        -- the rows nothing is lost: inputs are then read from their start again.
        CREATE TABLE import_progress (
            id INTEGER PRIMARY KEY,
            ticket TEXT NOT NULL UNIQUE,
            head TEXT NOT NULL,
            checked INTEGER NOT NULL CHECK (checked >= 0),
            content TEXT NOT NULL,
            offset INTEGER NOT NULL CHECK (offset >= 0),
            line INTEGER NOT NULL CHECK (line >= 1),
            complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
            read INTEGER NOT NULL CHECK (read >= 0),
            rejected INTEGER NOT NULL CHECK (rejected BETWEEN 0 AND read),
            source TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX import_progress_by_head ON import_progress(head);
        """
}
