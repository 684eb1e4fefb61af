internal import Labeling

internal import GRDB

extension Store {
    /// What is known of imports of inputs that begin like this, those that came farthest first.
    package func imports(heads: [String]) throws -> [ImportProgress] {
        guard !heads.isEmpty else { return [] }
        let places = heads.map { _ in "?" }.joined(separator: ", ")
        return try read { db in
            try db.all(
                """
                SELECT \(Store.progressColumns) FROM import_progress WHERE head IN (\(places))
                ORDER BY checked DESC, id DESC LIMIT 1000
                """, StatementArguments(heads), Store.progress)
        }
    }

    /// Stores how far an import has come, when everything up to there is in the store already. Not waited for on its way to
    /// the disk: what a loss of power takes of it costs time, no item.
    package func record(_ progress: ImportProgress) throws {
        try writeLightly { try record(progress, $0) }
    }

    /// The same, in a transaction of the caller.
    func record(_ progress: ImportProgress, _ db: Database) throws {
        try db.run(
            """
            INSERT INTO import_progress (ticket, head, checked, content, offset, line, complete, read, rejected, source, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?)
            ON CONFLICT (ticket) DO UPDATE SET head = excluded.head, checked = excluded.checked,
                content = excluded.content, offset = excluded.offset, line = excluded.line,
                complete = excluded.complete, read = excluded.read, rejected = excluded.rejected,
                source = excluded.source, at = excluded.at
            """,
            [
                progress.ticket, progress.head, progress.checked, progress.content, progress.offset, progress.line,
                progress.isComplete, progress.read, progress.rejected, progress.source.exact,
                Timestamp.now().milliseconds,
            ])
        // What else says the same of the same input says nothing more.
        guard progress.isComplete else { return }
        try db.run(
            "DELETE FROM import_progress WHERE head = ? AND content = ? AND checked = ? AND ticket <> ?",
            [progress.head, progress.content, progress.checked, progress.ticket])
    }

    private static let progressColumns =
        "ticket, head, checked, content, offset, line, complete, read, rejected, CAST(source AS BLOB)"

    private static func progress(_ row: Row) throws -> ImportProgress {
        ImportProgress(
            content: try row.value(3), offset: try row.value(4), line: try row.value(5), isComplete: try row.value(6),
            ticket: try row.value(0), head: try row.value(1), checked: try row.value(2), read: try row.value(7),
            rejected: try row.value(8), source: try row.text(9))
    }
}
