/// Who may have an item before them, in SQL. Where one reviewer decides an item, one session alone; where several do, as
/// many as votes are missing, and never two of one reviewer.
///
/// Named arguments: `:holder` and `:reviewer` ask, at `:now`.
enum LeaseSQL {
    /// Whether a lease stands. A clock that was set back must not make one endless.
    static func isLive(_ lease: String, now: String = ":now") -> String {
        "(\(lease).until > \(now) AND \(lease).until <= \(now) + 2 * \(Store.leaseMilliseconds))"
    }

    private static func others(_ alias: String, on item: String) -> String {
        "\(alias).item = \(item) AND \(alias).holder IS NOT :holder AND \(isLive(alias))"
    }

    /// Whether other sessions leave room for this one on the item.
    static func isOpen(_ item: String) -> String {
        """
        (NOT EXISTS (SELECT 1 FROM lease o WHERE \(others("o", on: item)))
            OR (SELECT r.overlap > 1 FROM truth_rule r) AND \(VoteSQL.needed(item)) > 1
                AND NOT EXISTS (SELECT 1 FROM lease o WHERE \(others("o", on: item)) AND o.reviewer = :reviewer)
                AND coalesce(
                    (SELECT y.open FROM tally y WHERE y.item = \(item)),
                    (SELECT q.state IN ('undecided', 'skipped') FROM queue q WHERE q.item = \(item)))
                AND (EXISTS (SELECT 1 FROM vote v WHERE v.item = \(item) AND v.reviewer = :reviewer)
                    OR (SELECT count(*) FROM lease o
                        WHERE \(others("o", on: item))
                            AND NOT EXISTS (SELECT 1 FROM vote v WHERE v.item = \(item) AND v.reviewer = o.reviewer))
                        < \(VoteSQL.needed(item))
                            - coalesce((SELECT y.votes FROM tally y WHERE y.item = \(item)), 0)))
        """
    }

    /// Whether one more vote by `:reviewer` belongs to the item, whatever others have said there.
    static func takesVote(_ item: String) -> String {
        """
        (SELECT r.overlap > 1 FROM truth_rule r) AND \(VoteSQL.needed(item)) > (
                SELECT count(*) FROM vote v WHERE v.item = \(item) AND v.reviewer <> :reviewer AND NOT v.flag)
            AND \(VoteSQL.needed(item)) > 1
            AND NOT EXISTS (SELECT 1 FROM vote v WHERE v.item = \(item) AND v.reviewer <> :reviewer AND v.flag)
            AND NOT EXISTS (
                SELECT 1 FROM decision j
                WHERE j.item = \(item) AND j.adjudication AND j.action <> 'skip' AND \(VoteSQL.stands("j")))
        """
    }
}
