internal import Labeling

internal import Foundation
internal import GRDB

extension Store {
    /// How many bytes of text one transaction takes in, nearly: one long text more may be in it.
    private static let wordBytesAtOnce = 1_000_000

    /// Takes the words of the next items into the index; a search reads the texts of those that are not in it. A loss of
    /// power may take what is newest of it, which is then done again.
    ///
    /// - Parameters:
    ///   - limit: of items; fewer where texts are long. No decision waits for long.
    ///   - held: told for how many seconds nobody else could write.
    /// - Returns: whether there are more.
    package func catchUpWords(limit: Int = 1_000, held: (Double) -> Void = { _ in }) throws -> Bool {
        let from = try read(Store.wordIndexEnd)
        var bytes = 0
        // Folded before anything is locked.
        let next = try read { db in
            let cursor = try Row.fetchCursor(
                db, sql: "SELECT number, CAST(text AS BLOB) FROM item WHERE number > ? ORDER BY number LIMIT ?",
                arguments: [from, limit])
            var next: [(number: Int64, words: String)] = []
            while bytes < Store.wordBytesAtOnce, let row = try cursor.next() {
                let text = try row.text(1)
                bytes += text.utf8.count
                next.append((try row.value(0), TextWords.folded(text)))
            }
            return next
        }
        guard let last = next.last else { return false }
        try writeLightly(held: held) { db in
            // Another program may have been here since.
            guard try Store.wordIndexEnd(db) == from else { return }
            for (number, words) in next where !words.isEmpty {
                try db.run("INSERT INTO item_words (rowid, words) VALUES (?, ?)", [number, words])
            }
            try db.run("UPDATE word_index SET upto = ? WHERE only = 1", [last.number])
        }
        return true
    }

    private static func wordIndexEnd(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT upto FROM word_index") ?? 0
    }
}
