package import Labeling

internal import GRDB

extension Store {
    /// Records a decision on an item, and the same one on the others that are alike, in one transaction as one act.
    ///
    /// Of the others those are decided that nobody has decided (or too few have, and not this reviewer), and those that the act decided that stands on the item
    /// itself. Where another's first opinion is not the label that is accepted, it is an override. The others were not
    /// looked at: they have no time before the reviewer's eyes, and their exposure says so.
    /// What other sessions have before them is left to them.
    /// - Parameters:
    ///   - decision: with the act, which must be new.
    ///   - holder: the session that must have the item itself; nil: leases are not looked at.
    ///   - knowing: as for one decision: the other reviewers of whose decisions on the item itself the session knows.
    package func recordGroup(
        _ decision: Decision, on leader: ItemNumber, members: [ItemNumber], holder: String? = nil,
        knowing: [String]? = nil
    ) throws -> ActOutcome {
        try write { db in
            try requireItem(leader, db)
            var held: Set<ItemNumber> = []
            if let holder {
                try requireLease(on: leader, of: holder, reviewer: decision.reviewer, knowing: knowing, db)
                held = try itemsHeld(besidesSession: holder, db)
            }
            guard let act = decision.act else { throw StoreDamage(detail: "a group was decided without an act") }
            let wanted = try db.all(
                """
                SELECT q.item, q.first_label, CAST(i.id AS BLOB)
                FROM json_each(:members) j CROSS JOIN queue q ON q.item = j.value CROSS JOIN item i ON i.number = q.item
                LEFT JOIN decision d ON d.id = q.word
                WHERE q.item <> :leader AND NOT \(QueueSQL.isVotedOn) AND (q.word IS NULL OR d.act = (
                    SELECT x.act FROM queue l JOIN decision x ON x.id = l.word WHERE l.item = :leader))
                """,
                [
                    "members": members.map(\.value).json, "leader": leader.value,
                    "todoOf": decision.reviewer.withoutNUL,
                ]
            ) { (item: try $0.number(0), first: try $0.label(1), id: Item.ID(try $0.text(2))) }
            .filter { !held.contains($0.item) }
            let grounds = BulkGrounds(choice: decision.verdict.action.rawValue, items: wanted.count + 1)
            _ = try ActRow.insert(
                act, reviewer: decision.reviewer, detail: try ActRow.json(grounds), at: decision.at, db)
            var latest = try insert(decision, on: leader, db)
            if let holder { try renewLease(on: leader, of: holder, seen: latest, db) }
            let id = try db.first("SELECT CAST(id AS BLOB) FROM item WHERE number = ?", [leader.value]) {
                try $0.text(0)
            }
            var decided = [ActOutcome.Decided(id: Item.ID(id ?? ""), verdict: decision.verdict)]
            var other = decision.unseen
            for member in wanted {
                if let label = decision.verdict.label {
                    other.verdict = label == member.first ? .accept(label) : .override(label)
                }
                latest = try insert(other, on: member.item, db)
                decided.append(ActOutcome.Decided(id: member.id, verdict: other.verdict))
            }
            return ActOutcome(act: act, count: decided.count, latest: latest, decided: decided)
        }
    }

    /// Takes back all of the act that stands, in the transaction that is open.
    func undo(act: Int64, at: Timestamp, by reviewer: String, _ db: Database) throws -> UndoneDecision? {
        let first = try db.first(
            """
            SELECT d.id FROM decision d
            WHERE d.act = ? AND d.imported = 0 AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = d.id)
            ORDER BY d.id LIMIT 1
            """, [act]
        ) { try $0.value(0) as Int64 }
        guard let first else { return nil }
        try db.run(
            """
            INSERT INTO undo (decision, at, by)
            SELECT d.id, ?, ? FROM decision d
            WHERE d.act = ? AND d.imported = 0 AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = d.id)
            ORDER BY d.id
            """, [at.milliseconds, reviewer, act])
        return try undone(first, count: db.changesCount, db)
    }

    /// The decision as it was taken back.
    func undone(_ decision: Int64, count: Int, _ db: Database) throws -> UndoneDecision? {
        try db.first(
            "SELECT d.item, d.id, \(DecisionRow.columns(of: "d")) FROM decision_now d WHERE d.id = ?", [decision]
        ) { row in
            UndoneDecision(
                item: try row.number(0), decisionID: DecisionID(try row.value(1)),
                decision: try DecisionRow.decode(row, at: 2), count: count)
        }
    }

    /// Stores one decision in the transaction that is open; an empty note takes the reviewer's pending one with it.
    func insert(_ decision: Decision, on item: ItemNumber, _ db: Database) throws -> DecisionID {
        var decision = decision.storable
        if decision.note.isEmpty { decision.note = try pendingNote(on: item, by: decision.reviewer, db) }
        return try DecisionRow.insert(decision, item: item.value, imported: false, now: .now(), db)
    }
}

extension Decision {
    /// The same for an item that was decided with others, and not looked at itself.
    var unseen: Decision {
        var other = self
        other.seconds = nil
        other.note = ""
        other.firstChoice = nil
        // Nobody has looked at the disputes of the others.
        other.isAdjudication = false
        other.isUnclear = false
        var exposure = self.exposure ?? Exposure()
        exposure.seen = false
        // It was not this item that was drawn.
        exposure.draw = nil
        exposure.weight = nil
        other.probability = 1
        other.exposure = exposure
        return other
    }
}
