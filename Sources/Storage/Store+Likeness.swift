package import Labeling

internal import GRDB

extension Store {
    /// Compares the next items with all before them, in one transaction, and remembers which are alike. A loss of power may
    /// take what is newest of it, which is then done again.
    ///
    /// - Parameters:
    ///   - limit: of items; fewer where texts are long.
    ///   - held: told for how many seconds nobody else could write.
    /// - Returns: whether there is more to do.
    package func catchUpLikeness(limit: Int, held: (Double) -> Void = { _ in }) throws -> Bool {
        let texts = try textsToCompare(limit: limit)
        try compare(texts, held: held)
        return texts.isMore
    }

    /// What is left of the next texts, read before anything is locked.
    package struct TextsToCompare: Sendable {
        fileprivate var chunk: [(item: Int64, essence: [UInt8])]
        /// The last of the items read; nil: none is left.
        fileprivate var newest: Int64?
        fileprivate var isMore: Bool
    }

    package func textsToCompare(limit: Int) throws -> TextsToCompare { try read { try essences(limit: limit, $0) } }

    /// Remembers which of these are alike to others before them.
    package func compare(_ texts: TextsToCompare, held: (Double) -> Void = { _ in }) throws {
        guard let newest = texts.newest else { return }
        try writeLightly(held: held) { db in
            // Another program may have been faster, for all of them or for some: an item that was compared already would
            // be found alike to itself.
            let done = try likenessProgress(db)
            guard done < newest else { return }
            for (item, essence) in texts.chunk where item > done { try compare(item, essence, db) }
            try db.run("UPDATE likeness_progress SET item = ? WHERE only = 1", [newest])
        }
    }

    /// More bytes of text than this are not compared in one step.
    private static let mostBytes = 4 << 20

    private func likenessProgress(_ db: Database) throws -> Int64 {
        try db.first("SELECT item FROM likeness_progress") { try $0.value(0) } ?? 0
    }

    private func essences(limit: Int, _ db: Database) throws -> TextsToCompare {
        let cursor = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT number, CAST(text AS BLOB), images IS NOT NULL FROM item WHERE number > ? ORDER BY number
                    """), arguments: [try likenessProgress(db)])
        var chunk: [(Int64, [UInt8])] = []
        var newest: Int64?
        var bytes = 0
        var count = 0
        while let row = try cursor.next() {
            guard count < limit, bytes < Store.mostBytes else {
                return TextsToCompare(chunk: chunk, newest: newest, isMore: true)
            }
            let item: Int64 = try row.value(0)
            newest = item
            count += 1
            // Pictures may differ where texts do not.
            if try row.value(2) as Bool { continue }
            let text = try row.text(1)
            bytes += text.utf8.count
            if let essence = Likeness.essence(of: text) { chunk.append((item, essence)) }
        }
        return TextsToCompare(chunk: chunk, newest: newest, isMore: false)
    }

    private func compare(_ item: Int64, _ essence: [UInt8], _ db: Database) throws {
        let hash = Likeness.fingerprint(of: essence)
        let leader = try db.first("SELECT item FROM likeness WHERE hash = ?", [hash]) { try $0.value(0) as Int64 }
        guard let leader else {
            try db.run("INSERT INTO likeness (hash, item) VALUES (?, ?)", [hash, item])
            return
        }
        let text = try db.first("SELECT CAST(text AS BLOB) FROM item WHERE number = ?", [leader]) { try $0.text(0) }
        // Another text with the same fingerprint, which nobody but an attacker will see, stays by itself.
        guard let text, Likeness.essence(of: text) == essence else { return }
        try db.run("INSERT INTO alike (item, leader) VALUES (?, ?)", [item, leader])
    }

    /// How often which label is the first opinion of these items, most first.
    package func firstOpinions(of items: [ItemNumber]) throws -> [BulkPreview.LabelShare] {
        try read { db in
            try db.all(
                """
                SELECT q.first_label, count(*) FROM json_each(?) j CROSS JOIN queue q ON q.item = j.value
                GROUP BY q.first_label ORDER BY count(*) DESC, q.first_label
                """, [items.map(\.value).json]
            ) { BulkPreview.LabelShare(label: try $0.label(0), count: try $0.value(1)) }
        }
    }

    /// The group of each item that is in one: of undecided items by their texts, of others by the act that decided
    /// them together. Items that the rule hides, and disputes, are in none.
    package func groups(blind: BlindRule?) throws -> [ItemNumber: Int64] {
        try read { db in
            let rows = try db.all(
                """
                WITH member(item, leader) AS (
                    SELECT item, leader FROM item_group UNION ALL SELECT DISTINCT leader, leader FROM item_group)
                SELECT m.item, m.leader, q.state, a.id, q.first_confidence, q.disagrees, CAST(i.id AS BLOB)
                FROM member m CROSS JOIN queue q ON q.item = m.item CROSS JOIN item i ON i.number = m.item
                LEFT JOIN decision d ON d.id = q.word LEFT JOIN act a ON a.id = d.act AND a.kind = 'group'
                WHERE (q.word IS NULL OR a.id IS NOT NULL)
                    AND NOT EXISTS (SELECT 1 FROM tally y WHERE y.item = m.item AND y.disputed)
                """
            ) { row -> (ItemNumber, Int64)? in
                if let blind {
                    let isHidden = blind.hides(
                        Item.ID(try row.text(6)), confidence: try row.value(4), disagrees: try row.value(5))
                    if isHidden { return nil }
                }
                // Acts have negative numbers here, so that they are no item's.
                return (try row.number(0), try (row.value(3) as Int64?).map { -$0 } ?? row.value(1))
            }
            return Dictionary(rows.compactMap(\.self), uniquingKeysWith: { first, _ in first })
        }
    }
}
