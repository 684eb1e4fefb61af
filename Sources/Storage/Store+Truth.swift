package import Labeling

internal import GRDB

extension Store {
    /// Says how many reviewers decide an item, for which share of the items, and whose word counts where they differ.
    /// Costs nothing when nothing changes; else the votes and the states of all decided items are made anew.
    ///
    /// `dawid-skene` is kept, and behaves as `majority` here: what it says needs all items at once, and is computed where
    /// truth is read.
    package func setTruth(overlap: Int, share: Double, policy: TruthPolicy?) throws {
        let rule = TruthRule(overlap: overlap, share: share, policy: policy)
        guard try !read({ try TruthRule.stored($0) == rule }) else { return }
        try writeMuch { db in
            let stored = try TruthRule.stored(db)
            guard stored != rule else { return }
            try db.run(
                "UPDATE truth_rule SET overlap = ?, share = ?, policy = ?, voting = ?",
                [rule.overlap, rule.share, rule.policy?.rawValue, rule.isVoting])
            if stored.share != rule.share || stored.isPartial != rule.isPartial {
                try db.execute(sql: "DELETE FROM overlapped")
                if rule.isPartial {
                    try db.run(
                        """
                        INSERT INTO overlapped (item)
                        SELECT number FROM item WHERE renga_overlaps(CAST(id AS BLOB), ?) ORDER BY number
                        """, [rule.share])
                }
            }
            try db.execute(sql: VoteSQL.rebuild)
            try db.execute(sql: "UPDATE counters SET rebuilds = rebuilds + 1")
        }
    }

    /// Keeps that the reviewer finds the guideline unclear at an item that they have decided, or no longer does: of the
    /// decision of theirs that stands there. History is not changed: the newest tag counts, and goes with its decision.
    ///
    /// - Returns: whether it is so now: false, and nothing kept, where no decision of theirs stands.
    @discardableResult
    package func tag(
        unclear: Bool, on item: ItemNumber, by reviewer: String, at: Timestamp = .now()
    ) throws -> Bool {
        try write { db in
            try requireItem(item, db)
            let known = try db.first(
                """
                SELECT d.id, d.unclear FROM decision_now d
                WHERE d.item = ? AND d.reviewer = ? AND d.undone_at IS NULL AND d.action <> 'skip'
                ORDER BY d.at DESC, d.id DESC LIMIT 1
                """, [item.value, reviewer.withoutNUL]
            ) { (id: DecisionID(try $0.value(0)), isUnclear: try $0.value(1) as Bool) }
            guard let known else { return false }
            if known.isUnclear != unclear { try insertTag(unclear, of: known.id, at: at, db) }
            return true
        }
    }

    func insertTag(_ unclear: Bool, of decision: DecisionID, at: Timestamp, _ db: Database) throws {
        try db.run(
            "INSERT INTO tag (decision, unclear, at) VALUES (?, ?, ?)", [decision.value, unclear, at.milliseconds])
    }

    /// Whether more than the last decision counts, or is asked, on some item.
    func isVoting(_ db: Database) throws -> Bool {
        try db.first("SELECT voting FROM truth_rule") { try $0.value(0) } ?? false
    }
}

/// What the task file says of several reviewers, as the store keeps it.
struct TruthRule: Equatable {
    var overlap: Int
    var share: Double
    var policy: TruthPolicy?

    init(overlap: Int, share: Double, policy: TruthPolicy?) {
        self.overlap = max(1, overlap)
        self.share = share.isFinite ? min(max(share, 0), 1) : 1
        self.policy = policy
    }

    var isVoting: Bool { overlap > 1 || !(policy == nil || policy == .single) }
    /// Several reviewers decide some items and not others.
    var isPartial: Bool { overlap > 1 && share < 1 }

    func contains(_ item: Item.ID) -> Bool { StableShare.contains(item, share: share, purpose: "overlap") }

    static func stored(_ db: Database) throws -> TruthRule {
        let rule = try db.first("SELECT overlap, share, policy FROM truth_rule") { row in
            TruthRule(overlap: try row.value(0), share: try row.value(1), policy: try row.word(2))
        }
        guard let rule else { throw StoreDamage(detail: "the row of the rule of ground truth is gone") }
        return rule
    }
}

extension QueueSQL {
    /// The items with a decision in force that says that the guideline is unclear, as a `SELECT`: without a look at
    /// all the others.
    static let unclear = """
        SELECT n.item FROM decision_now n
        WHERE n.id IN (SELECT d.id FROM decision d WHERE d.unclear UNION SELECT t.decision FROM tag t)
            AND n.unclear AND n.undone_at IS NULL AND n.action <> 'skip'
        """
}
