package import Labeling

internal import GRDB

/// One session's claim to an item: while it stands, no other session decides there.
package struct Lease: Hashable, Sendable {
    package var item: ItemNumber
    package var reviewer: String
    /// The session: two of one reviewer are two.
    package var holder: String
    package var until: Timestamp

    package init(item: ItemNumber, reviewer: String, holder: String, until: Timestamp) {
        self.item = item
        self.reviewer = reviewer
        self.holder = holder
        self.until = until
    }
}

/// What a session got when it asked for items.
package struct LeaseAnswer: Hashable, Sendable {
    package struct Granted: Hashable, Sendable {
        package var item: ItemNumber
        package var state: ReviewState
        package var label: Label?
    }

    /// What is the session's now, of what it asked for, as it stands at this moment.
    package var granted: [Granted]
    /// What other sessions have, and this one therefore cannot: each item once.
    package var others: [Lease]
}

extension Store {
    /// How long a lease stands without being renewed, in milliseconds.
    package static let leaseMilliseconds: Int64 = 60_000

    /// Takes the items that no other session has for this one, in one transaction, and gives back all that it had and
    /// does not ask for now. Items that several reviewers decide are taken by as many sessions as votes are missing, each
    /// of another reviewer.
    package func lease(
        _ items: [ItemNumber], holder: String, reviewer: String, now: Timestamp = .now()
    ) throws -> LeaseAnswer {
        try writeLightly { db in
            let wanted = items.map(\.value).json
            try db.run(
                "DELETE FROM lease WHERE holder = ? AND item NOT IN (SELECT value FROM json_each(?))", [holder, wanted])
            try db.run(
                "DELETE FROM lease WHERE holder <> :holder AND NOT \(LeaseSQL.isLive("lease"))",
                ["holder": holder, "now": now.milliseconds])
            try db.run(
                """
                INSERT INTO lease (item, reviewer, holder, until, seen)
                SELECT i.number, :reviewer, :holder, :until,
                    coalesce((SELECT max(d.id) FROM decision d WHERE d.item = i.number), 0)
                FROM json_each(:wanted) j CROSS JOIN item i ON i.number = j.value
                WHERE EXISTS (SELECT 1 FROM lease m WHERE m.item = i.number AND m.holder = :holder)
                    OR \(LeaseSQL.isOpen("i.number"))
                ON CONFLICT (item, holder) DO UPDATE SET until = excluded.until, seen = excluded.seen
                """,
                [
                    "reviewer": reviewer.withoutNUL, "holder": holder, "now": now.milliseconds,
                    "until": now.milliseconds + Store.leaseMilliseconds, "wanted": wanted,
                ])
            let granted = try db.all(
                "SELECT q.item, q.state, q.label FROM lease l JOIN queue q ON q.item = l.item WHERE l.holder = ?",
                [holder]
            ) {
                LeaseAnswer.Granted(item: try $0.number(0), state: try $0.someWord(1), label: try $0.label(2))
            }
            return LeaseAnswer(granted: granted, others: try leases(besides: holder, closedTo: reviewer, now: now, db))
        }
    }

    /// The session is alive: what it has is its own for another while.
    ///
    /// - Returns: what it has. What ran out meanwhile, and somebody else took, is missing.
    package func renewLeases(of holder: String, now: Timestamp = .now()) throws -> Set<ItemNumber> {
        try writeLightly { db in
            try db.run(
                "UPDATE lease SET until = ? WHERE holder = ?",
                [now.milliseconds + Store.leaseMilliseconds, holder])
            return Set(try db.all("SELECT item FROM lease WHERE holder = ?", [holder]) { try $0.number(0) })
        }
    }

    /// Gives back at once all that this session has; items it never had are not touched.
    package func releaseLeases(of holder: String) throws {
        try writeLightly { db in try db.run("DELETE FROM lease WHERE holder = ?", [holder]) }
    }

    /// The leases that stand, by item.
    ///
    /// - Parameters:
    ///   - holder: whose are left out; nil: nobody's.
    ///   - reviewer: only items that other sessions leave no room on for this reviewer, each once; nil: all leases.
    package func leases(
        besides holder: String? = nil, closedTo reviewer: String? = nil, now: Timestamp = .now()
    ) throws -> [Lease] {
        try read { try leases(besides: holder, closedTo: reviewer, now: now, $0) }
    }

    /// How many leases were left by programs that ended without giving them back. They bind nobody.
    package func staleLeases(now: Timestamp = .now()) throws -> Int {
        try read { db in
            try db.first(
                "SELECT count(*) FROM lease WHERE NOT \(LeaseSQL.isLive("lease"))", ["now": now.milliseconds]
            ) { try $0.value(0) } ?? 0
        }
    }

    /// What a reviewer has worked since then by the times of their decisions, in seconds, undone ones too.
    package func workedSeconds(by reviewer: String, since: Timestamp) throws -> Double {
        try read { db in
            try db.first(
                "SELECT total(seconds) FROM decision WHERE reviewer = ? AND imported = 0 AND at >= ?",
                [reviewer.withoutNUL, since.milliseconds]
            ) { try $0.value(0) } ?? 0
        }
    }

    private func leases(
        besides holder: String?, closedTo reviewer: String? = nil, now: Timestamp, _ db: Database
    ) throws -> [Lease] {
        var arguments: StatementArguments = ["holder": holder, "now": now.milliseconds]
        if let reviewer { arguments += ["reviewer": reviewer.withoutNUL] }
        let closed = reviewer == nil ? "" : "AND NOT \(LeaseSQL.isOpen("l.item"))"
        let all = try db.all(
            """
            SELECT l.item, l.reviewer, l.holder, l.until FROM lease l
            WHERE l.holder IS NOT :holder AND \(LeaseSQL.isLive("l")) \(closed) ORDER BY l.item, l.holder
            """, arguments
        ) {
            Lease(
                item: try $0.number(0), reviewer: try $0.value(1), holder: try $0.value(2), until: try $0.time(3))
        }
        guard reviewer != nil else { return all }
        return all.indices.filter { $0 == 0 || all[$0].item != all[$0 - 1].item }.map { all[$0] }
    }

    /// The items that other reviewers have before them.
    func itemsHeld(besides reviewer: String, _ db: Database, now: Timestamp = .now()) throws -> Set<ItemNumber> {
        let mine = reviewer.withoutNUL
        return Set(try leases(besides: nil, now: now, db).filter { $0.reviewer != mine }.map(\.item))
    }

    /// The items that other sessions have before them, the same reviewer's too.
    func itemsHeld(besidesSession holder: String, _ db: Database, now: Timestamp = .now()) throws -> Set<ItemNumber> {
        Set(try leases(besides: holder, now: now, db).map(\.item))
    }

    /// Throws unless the session has the item, and nobody else has decided there since it has, or without its knowing.
    ///
    /// A lease that has run out binds nobody else, and still proves that nobody else had the item. Where several
    /// reviewers decide the item, what others have said is no conflict while votes are missing; it is for who adjudicates.
    func requireLease(
        on item: ItemNumber, of holder: String, reviewer: String, knowing: [String]?, adjudicating: Bool = false,
        _ db: Database
    ) throws {
        let lease = try db.first(
            "SELECT holder, reviewer, until, seen FROM lease WHERE item = ? ORDER BY holder <> ? LIMIT 1",
            [item.value, holder]
        ) {
            (
                holder: try $0.value(0) as String, reviewer: try $0.value(1) as String, until: try $0.time(2),
                seen: try $0.value(3) as Int64
            )
        }
        guard let lease else { throw StoreError.notHeld }
        guard lease.holder == holder else { throw StoreError.heldBy(reviewer: lease.reviewer, until: lease.until) }
        let others = try db.all(
            """
            SELECT d.reviewer, d.id, d.action = 'skip' FROM decision d
            WHERE d.item = ? AND d.reviewer <> ? AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = d.id)
            ORDER BY d.id DESC
            """, [item.value, reviewer.withoutNUL]
        ) { (reviewer: try $0.value(0) as String, id: try $0.value(1) as Int64, isSkip: try $0.value(2) as Bool) }
        let news = others.first { other in
            other.id > lease.seen || (!other.isSkip && knowing.map { !$0.contains(other.reviewer) } ?? false)
        }
        guard let news else { return }
        let takesVote = try db.first(
            "SELECT \(LeaseSQL.takesVote(":item"))", ["item": item.value, "reviewer": reviewer.withoutNUL]
        ) { try $0.value(0) as Bool }
        if takesVote == true, !adjudicating { return }
        throw StoreError.decidedBy(reviewer: news.reviewer)
    }

    func renewLease(on item: ItemNumber, of holder: String, seen: DecisionID, _ db: Database) throws {
        try db.run("UPDATE lease SET seen = ? WHERE item = ? AND holder = ?", [seen.value, item.value, holder])
    }
}
