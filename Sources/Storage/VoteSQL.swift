/// The rule of ground truth of schema version 6 in SQL: what `ItemVotes` (Labeling) says in Swift. Part of that version,
/// so it never changes.
///
/// Each piece speaks of one item, whose number is the SQL `item`. `votes` is where the votes stand: the table that
/// triggers keep, or the view that makes it from the rows.
enum VoteSQL {
    /// How many reviewers decide the item.
    static func needed(_ item: String) -> String {
        """
        (SELECT iif(r.overlap > 1 AND (r.share >= 1 OR EXISTS (SELECT 1 FROM overlapped w WHERE w.item = \(item))),
            r.overlap, 1) FROM truth_rule r)
        """
    }

    /// Whether the last decision in force counts, whatever else was said.
    static func isSingle(_ item: String) -> String {
        """
        (SELECT NOT r.voting OR coalesce(r.policy, iif(\(needed(item)) > 1, 'adjudicated', 'single')) = 'single'
            FROM truth_rule r)
        """
    }

    private static let isAdjudicatedOnly =
        "(SELECT coalesce(r.policy, 'adjudicated') = 'adjudicated' FROM truth_rule r)"

    static func stands(_ decision: String) -> String {
        "NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = \(decision).id)"
    }

    private static func isByPolicy(_ decision: String) -> String {
        "(\(decision).act IS NOT NULL AND (SELECT a.kind FROM act a WHERE a.id = \(decision).act) = 'policy')"
    }

    private static func isAdjudicated(_ item: String) -> String {
        """
        EXISTS (SELECT 1 FROM decision j
            WHERE j.item = \(item) AND j.adjudication AND j.action <> 'skip' AND \(stands("j")))
        """
    }

    /// Each reviewer's last word on each item, as a `SELECT`: only where the task's rule asks for it.
    static let votes = """
        SELECT d.item AS item, d.reviewer AS reviewer, d.id AS decision, d.label AS label, d.action = 'flag' AS flag,
            d.at AS at
        FROM decision d
        WHERE (SELECT r.voting FROM truth_rule r) AND d.action <> 'skip' AND NOT d.adjudication AND \(stands("d"))
            AND NOT \(isByPolicy("d"))
            AND NOT EXISTS (
                SELECT 1 FROM decision l
                WHERE l.item = d.item AND l.reviewer = d.reviewer AND l.action <> 'skip' AND NOT l.adjudication
                    AND (l.at > d.at OR l.at = d.at AND l.id > d.id) AND \(stands("l")) AND NOT \(isByPolicy("l")))
        """

    /// How the votes on each item stand, as a `SELECT`.
    static func tallies(of votes: String, where condition: String = "1") -> String {
        let missing = "t.votes < t.needed"
        return """
            SELECT t.item AS item, t.votes AS votes, t.needed AS needed,
                \(missing) AND NOT t.flagged AND NOT \(isAdjudicated("t.item")) AS open,
                NOT (\(missing)) AND NOT t.flagged AND NOT \(isSingle("t.item")) AND \(word("t.item", votes: votes)) IS NULL
                    AS disputed
            FROM (
                SELECT v.item AS item, sum(NOT v.flag) AS votes, max(v.flag) AS flagged, \(needed("v.item")) AS needed
                FROM \(votes) v WHERE \(condition) GROUP BY v.item) t
            """
    }

    /// The decision that gives the item's state; NULL: there is none, or reviewers are missing or differ.
    static func word(_ item: String, votes: String) -> String {
        """
        CASE WHEN \(isSingle(item)) OR NOT EXISTS (SELECT 1 FROM \(votes) v WHERE v.item = \(item)) THEN (
            SELECT x.id FROM decision x WHERE x.item = \(item) AND \(stands("x"))
            ORDER BY x.action = 'skip', x.adjudication DESC, x.at DESC, x.id DESC LIMIT 1)
        ELSE coalesce(
            (SELECT x.id FROM decision x
                WHERE x.item = \(item) AND x.adjudication AND x.action <> 'skip' AND \(stands("x"))
                ORDER BY x.at DESC, x.id DESC LIMIT 1),
            (SELECT v.decision FROM \(votes) v WHERE v.item = \(item) AND v.flag
                ORDER BY v.at DESC, v.decision DESC LIMIT 1),
            (SELECT v.decision FROM \(votes) v
                CROSS JOIN (SELECT count(*) AS n FROM \(votes) o WHERE o.item = \(item)) a
                WHERE v.item = \(item) AND a.n >= \(needed(item))
                    AND (SELECT count(*) FROM \(votes) o WHERE o.item = \(item) AND o.label IS v.label)
                        >= iif(\(isAdjudicatedOnly), a.n, a.n / 2 + 1)
                ORDER BY v.at DESC, v.decision DESC LIMIT 1))
        END
        """
    }

    /// Where the truth of the decision `d`, the item's word, comes from.
    static let provenance = """
        CASE WHEN d.adjudication THEN 'adjudicated' WHEN \(isSingle("d.item")) THEN 'single'
            ELSE CASE (SELECT count(*) FROM vote v WHERE v.item = d.item) WHEN 0 THEN 'single' WHEN 1 THEN 'single'
                ELSE iif(EXISTS (SELECT 1 FROM vote v WHERE v.item = d.item AND v.label IS NOT d.label),
                    'majority', 'consensus') END
        END
        """

    /// Keeps the votes on an item and its state, as statements of a trigger.
    static func keep(_ item: String) -> String {
        """
        DELETE FROM vote WHERE item = \(item);
            INSERT INTO vote (item, reviewer, decision, label, flag, at)
                SELECT item, reviewer, decision, label, flag, at FROM vote_from_scratch WHERE item = \(item);
            DELETE FROM tally WHERE item = \(item);
            INSERT INTO tally (item, votes, needed, open, disputed)
                \(tallies(of: "vote", where: "v.item = \(item)"));
            \(state("item = \(item)"))
        """
    }

    /// Sets the word, the state and the decided label of rows of the queue.
    static func state(_ condition: String) -> String {
        """
        UPDATE queue SET word = \(word("queue.item", votes: "vote")) WHERE \(condition);
            UPDATE queue SET
                label = (SELECT d.label FROM decision d WHERE d.id = queue.word),
                state = coalesce((
                    SELECT CASE d.action WHEN 'accept' THEN 'accepted' WHEN 'override' THEN 'overridden'
                        WHEN 'reject' THEN 'rejected' WHEN 'flag' THEN 'flagged' ELSE 'skipped' END
                    FROM decision d WHERE d.id = queue.word), 'undecided')
            WHERE \(condition);
        """
    }

    /// Makes votes, tallies and the states of all items that anybody has decided anew, when the rule has changed.
    static let rebuild = """
        DELETE FROM vote;
        DELETE FROM tally;
        INSERT INTO vote (item, reviewer, decision, label, flag, at)
            SELECT item, reviewer, decision, label, flag, at FROM vote_from_scratch ORDER BY item, reviewer;
        INSERT INTO tally (item, votes, needed, open, disputed) \(tallies(of: "vote")) ORDER BY t.item;
        \(state("item IN (SELECT d.item FROM decision d)"))
        """
}
