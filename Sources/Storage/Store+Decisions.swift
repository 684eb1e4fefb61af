package import Labeling

internal import GRDB

extension Store {
    /// Records a decision. When this returns, it is on disk.
    ///
    /// An empty note takes the reviewer's pending note with it. Where several reviewers decide the item, others'
    /// decisions are no conflict while votes are missing, unless this one adjudicates between them.
    ///
    /// - Parameter holder: the session that must have the item; nil: it need not be anybody's. Throws `heldBy`,
    ///   `decidedBy` or `notHeld` where it is not this session's, or somebody else has decided since it was.
    /// - Parameter knowing: the other reviewers of whose decisions on the item the session knows; any other's that stands
    ///   is a conflict too (`decidedBy`). Nil, or without a holder: that is not looked at.
    package func record(
        _ decision: Decision, on item: ItemNumber, holder: String? = nil, knowing: [String]? = nil
    ) throws -> DecisionID {
        try write { db in
            try requireItem(item, db)
            var decision = decision.storable
            if let holder {
                try requireLease(
                    on: item, of: holder, reviewer: decision.reviewer, knowing: knowing,
                    adjudicating: decision.isAdjudication, db)
            }
            if decision.note.isEmpty { decision.note = try pendingNote(on: item, by: decision.reviewer, db) }
            let id = try DecisionRow.insert(decision, item: item.value, imported: false, now: .now(), db)
            if let holder { try renewLease(on: item, of: holder, seen: id, db) }
            return id
        }
    }

    /// Takes back the reviewer's newest decision that is not yet taken back, and with each call the one before it,
    /// over restarts too; what was decided together, together. Imported decisions stay. Nil: there is none.
    package func undoLast(by reviewer: String, at: Timestamp = .now()) throws -> UndoneDecision? {
        try write { db in
            let newest = try db.first(
                """
                SELECT x.id, x.act FROM decision x
                WHERE x.reviewer = ? AND x.imported = 0
                    AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = x.id)
                ORDER BY x.id DESC LIMIT 1
                """, [reviewer.withoutNUL]
            ) { (id: try $0.value(0) as Int64, act: try $0.value(1) as Int64?) }
            guard let newest else { return nil }
            if let act = newest.act { return try undo(act: act, at: at, by: reviewer.withoutNUL, db) }
            try DecisionRow.insertUndo(of: DecisionID(newest.id), at: at, by: reviewer.withoutNUL, db)
            return try undone(newest.id, count: 1, db)
        }
    }

    /// Notes something on an item. If the reviewer has a decision on it that stands, this becomes that decision's note;
    /// else it waits for the reviewer's next decision there. An empty text takes an earlier note away; the log keeps it.
    package func addNote(_ text: String, on item: ItemNumber, by reviewer: String, at: Timestamp = .now()) throws {
        try write { db in
            try requireItem(item, db)
            let decision = try db.first(
                """
                SELECT d.id FROM decision d
                WHERE d.item = ? AND d.reviewer = ? AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = d.id)
                ORDER BY d.action = 'skip', d.at DESC, d.id DESC LIMIT 1
                """, [item.value, reviewer.withoutNUL]
            ) { DecisionID(try $0.value(0)) }
            try insertNote(text, item: item.value, by: reviewer.withoutNUL, at: at, decision: decision, db)
        }
    }

    /// Nil: nothing is decided yet.
    package func latestDecision() throws -> DecisionID? {
        try read { try Int64.fetchOne($0, sql: "SELECT max(id) FROM decision").map { DecisionID($0) } }
    }

    func insertNote(
        _ text: String, item: Int64, by reviewer: String, at: Timestamp, decision: DecisionID?, _ db: Database
    ) throws {
        try db.run(
            "INSERT INTO note (item, reviewer, text, at, decision) VALUES (?, ?, CAST(? AS TEXT), ?, ?)",
            [item, reviewer, text.exact, at.milliseconds, decision?.value])
    }

    /// The reviewer's newest note on an item on which no decision of theirs stands; so a note comes back with an undo.
    func pendingNote(on item: ItemNumber, by reviewer: String, _ db: Database) throws -> String {
        try db.first(
            """
            SELECT CAST(n.text AS BLOB) FROM note n
            WHERE n.item = ?1 AND n.reviewer = ?2 AND NOT EXISTS (
                SELECT 1 FROM decision d WHERE d.item = ?1 AND d.reviewer = ?2
                    AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = d.id))
            ORDER BY n.id DESC LIMIT 1
            """, [item.value, reviewer.withoutNUL]
        ) { try $0.text(0) } ?? ""
    }
}
