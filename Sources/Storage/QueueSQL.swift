internal import GRDB
internal import Labeling

/// The statements that list a queue in its order.
struct QueueSQL {
    var text: String
    /// What comes after it, with the same arguments: the items without a first opinion.
    var unanswered: String?
    /// The items of `text` with their places, in no order, where the whole random order is asked for: quicker sorted by the
    /// caller than kept in an index, whose every row would be written at a place of chance.
    var unsorted: String?
    var arguments = StatementArguments()

    /// - Parameter isVoting: whether the task has several reviewers (`truth_rule`).
    init(_ query: QueueQuery, isVoting: Bool = false) {
        var conditions = ["(\(QueueSQL.condition(query.filter)))"]
        if query.filter == .disputed, let kept = query.keepDecidedAfter {
            // Those that were adjudicated since.
            conditions[0] = "(\(conditions[0]) OR q.item IN (\(QueueSQL.adjudicatedSince)))"
            arguments += ["kept": kept.value]
        } else if isVoting, query.filter == .todo {
            arguments += ["todoOf": query.reviewer?.withoutNUL]
            conditions[0] = "(\(QueueSQL.todoByVotes))"
            if let kept = query.keepDecidedAfter {
                conditions[0] = "(\(conditions[0]) OR q.item IN (\(QueueSQL.votedSince)))"
                arguments += ["kept": kept.value]
            }
        } else if let kept = query.keepDecidedAfter, let before = QueueSQL.actionsBefore(query.filter) {
            // What was listed as of that decision, and was decided since.
            conditions[0] = """
                (\(conditions[0]) OR q.item IN (
                    SELECT d.item FROM decision d WHERE d.id > :kept AND coalesce((
                        SELECT x.action FROM decision x
                        WHERE x.item = d.item AND x.id <= :kept
                            AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = x.id)
                        ORDER BY x.action = 'skip', x.at DESC, x.id DESC LIMIT 1), '') IN (\(before))))
                """
            arguments += ["kept": kept.value]
        }
        var (source, order) = ("queue q \(QueueSQL.index(query.order))", QueueSQL.order(query.order))
        let isRanked = query.only == nil && query.order == .informative
        if let only = query.only {
            (source, order) = ("json_each(:only) o CROSS JOIN queue q ON q.item = o.value", "o.key")
            arguments += ["only": only.map(\.value).json]
        } else if query.filter == .disputed {
            // Few items are in dispute: they are sorted, and the others not looked at.
            let kept = query.keepDecidedAfter == nil ? "" : " UNION \(QueueSQL.adjudicatedSince)"
            source = """
                (SELECT y.item AS item FROM tally y WHERE y.disputed\(kept)) z CROSS JOIN queue q ON q.item = z.item
                """
        }
        if let matching = QueueSQL.matching(query, &arguments) { conditions.append(matching) }
        let limit = query.limit.map { $0 >= 0 && !isRanked ? " LIMIT \($0)" : "" } ?? ""
        let columns = isRanked ? "q.item, q.uncertain, q.disagrees, q.shuffle" : "q.item"
        let condition = conditions.joined(separator: " AND ")
        text = "SELECT \(columns) FROM \(source) WHERE \(condition)\nORDER BY \(order)\(limit)"
        guard query.only == nil, query.filter != .disputed else { return }
        switch query.order {
        case .uncertain, .disagreement:
            text = "SELECT q.item FROM \(source) WHERE q.uncertain < 2.0 AND \(condition)\nORDER BY \(order)\(limit)"
            unanswered = """
                SELECT q.item FROM queue q NOT INDEXED WHERE q.uncertain = 2.0 AND \(condition)
                ORDER BY q.item\(limit)
                """
        case .random:
            text = """
                SELECT q.item FROM \(source) WHERE q.shuffle < \(Schema8.beginning) AND \(condition)
                ORDER BY \(order)\(limit)
                """
            unsorted = "SELECT q.item, q.shuffle FROM queue q NOT INDEXED WHERE \(condition)"
        case .oldest, .newest, .informative: break
        }
    }

    /// The search and the filter: the items that they mean are found first, in the order of the tables, and the list's
    /// index is gone through with them at hand. The other way round, each row would be read from another place.
    private static func matching(_ query: QueueQuery, _ arguments: inout StatementArguments) -> String? {
        let search = query.search.isEmpty ? .everything : FilterExpression.condition(.search(query.search))
        var members: [String] = []
        if search != .everything || query.expression != .everything {
            let filter = FilterSQL(.all([search, query.expression]))
            arguments += StatementArguments(filter.arguments)
            let andOpen = query.hiding.map { " AND \(isOpen($0, &arguments))" } ?? ""
            members.append("+q.item IN (SELECT q.item FROM queue q NOT INDEXED WHERE (\(filter.text))\(andOpen))")
        }
        guard !members.isEmpty else { return nil }
        if !query.keeping.isEmpty {
            arguments += ["keeping": query.keeping.map(\.value).sorted().json]
            members.append("+q.item IN (SELECT value FROM json_each(:keeping))")
        }
        return "(\(members.joined(separator: " OR ")))"
    }

    /// Whether the answers to an item are open to the reviewer.
    private static func isOpen(_ hiding: HiddenAnswers, _ arguments: inout StatementArguments) -> String {
        arguments += ["openTo": hiding.reviewer.withoutNUL]
        let isMine = """
            (q.state NOT IN ('undecided', 'skipped') AND EXISTS (
                SELECT 1 FROM decision d WHERE d.item = q.item AND d.reviewer = :openTo AND d.action <> 'skip'
                    AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = d.id)))
            """
        guard let rule = hiding.rule else { return isMine }
        arguments += ["blind": rule.share, "auditFrom": rule.audit?.threshold, "audit": rule.audit?.share]
        return """
            (NOT (SELECT renga_hides(CAST(i.id AS BLOB), q.first_confidence, q.disagrees, :blind, :auditFrom, :audit)
                FROM item i WHERE i.number = q.item) OR \(isMine))
            """
    }

    private static func condition(_ filter: QueueFilter) -> String {
        switch filter {
        case .todo: "q.state IN ('undecided', 'skipped')"
        case .all: "1"
        case .decided: "q.state IN ('accepted', 'overridden', 'rejected')"
        case .disagreements: "q.disagrees"
        case .disputed: "EXISTS (SELECT 1 FROM tally y WHERE y.item = q.item AND y.disputed)"
        case .flagged: "q.state = 'flagged'"
        case .skipped: "q.state = 'skipped'"
        case .waiting: "NOT q.answered"
        }
    }

    /// Whether there is nothing to say for `:todoOf` where others have spoken already: they have themselves, or no vote is
    /// missing. Nil: where anybody has.
    static let isVotedOn = """
        EXISTS (SELECT 1 FROM tally y WHERE y.item = q.item AND (NOT y.open OR :todoOf IS NULL
            OR EXISTS (SELECT 1 FROM vote v WHERE v.item = q.item AND v.reviewer = :todoOf)))
        """

    private static let adjudicatedSince = "SELECT d.item FROM decision d WHERE d.id > :kept AND d.adjudication"

    /// Where several reviewers decide: votes are missing, and this reviewer's is none of those that are there.
    private static let todoByVotes = """
        coalesce((
            SELECT y.open AND NOT EXISTS (SELECT 1 FROM vote v WHERE v.item = q.item AND v.reviewer = :todoOf)
            FROM tally y WHERE y.item = q.item), q.state IN ('undecided', 'skipped'))
        """

    /// Where several reviewers decide: what was to do as of that decision, and was decided since.
    private static let votedSince = """
        SELECT d.item FROM decision d WHERE d.id > :kept AND (
            SELECT count(DISTINCT x.reviewer) < \(VoteSQL.needed("d.item")) AND coalesce(max(x.reviewer = :todoOf), 0) = 0
                AND coalesce(max(x.action = 'flag' OR x.adjudication), 0) = 0
            FROM decision x
            WHERE x.item = d.item AND x.id <= :kept AND x.action <> 'skip'
                AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = x.id))
        """

    /// The last actions of the items a filter lists; nil: decisions do not touch the filter.
    private static func actionsBefore(_ filter: QueueFilter) -> String? {
        switch filter {
        case .todo: "'', 'skip'"
        case .decided: "'accept', 'override', 'reject'"
        case .flagged: "'flag'"
        case .skipped: "'skip'"
        case .all, .disagreements, .waiting, .disputed: nil
        }
    }

    // The index is named, because without statistics SQLite may choose one that makes it sort.
    private static func index(_ order: QueueOrder) -> String {
        switch order {
        case .uncertain: "INDEXED BY queue_by_uncertainty"
        case .disagreement: "INDEXED BY queue_by_disagreement"
        case .random: "INDEXED BY queue_random_beginning"
        case .oldest, .newest, .informative: "NOT INDEXED"
        }
    }

    private static func order(_ order: QueueOrder) -> String {
        switch order {
        case .uncertain: "q.uncertain, q.item"
        case .disagreement: "q.disagrees DESC, q.uncertain, q.item"
        case .random: "q.shuffle, q.item"
        // Informative items are sorted by the caller: by what no index knows.
        case .oldest, .informative: "q.item"
        case .newest: "q.item DESC"
        }
    }
}
