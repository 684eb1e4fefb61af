internal import GRDB
internal import Labeling

/// The statement that lists a queue in its order.
struct QueueSQL {
    var text: String
    var arguments = StatementArguments()

    init(_ query: QueueQuery) {
        var conditions = ["(\(QueueSQL.condition(query.filter)))"]
        if let kept = query.keepDecidedAfter, let before = QueueSQL.actionsBefore(query.filter) {
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
        let source = "queue q \(QueueSQL.index(query.order))"
        if let matching = QueueSQL.matching(query, &arguments) { conditions.append(matching) }
        let limit = query.limit.map { $0 >= 0 && query.order != .informative ? " LIMIT \($0)" : "" } ?? ""
        let columns = query.order == .informative ? "q.item, q.uncertain, q.disagrees, q.shuffle" : "q.item"
        text = """
            SELECT \(columns) FROM \(source) WHERE \(conditions.joined(separator: " AND "))
            ORDER BY \(QueueSQL.order(query.order))\(limit)
            """
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
        case .disputed: "0"
        case .flagged: "q.state = 'flagged'"
        case .skipped: "q.state = 'skipped'"
        case .waiting: "NOT q.answered"
        }
    }

    /// The last actions of the items a filter lists; nil: decisions do not touch the filter.
    private static func actionsBefore(_ filter: QueueFilter) -> String? {
        switch filter {
        case .todo: "'', 'skip'"
        case .decided: "'accept', 'override', 'reject'"
        case .flagged: "'flag'"
        case .skipped: "'skip'"
        case .all, .disagreements, .disputed, .waiting: nil
        }
    }

    // The index is named, because without statistics SQLite may choose one that makes it sort.
    private static func index(_ order: QueueOrder) -> String {
        switch order {
        case .uncertain: "INDEXED BY queue_by_uncertainty"
        case .disagreement: "INDEXED BY queue_by_disagreement"
        case .random: "INDEXED BY queue_by_shuffle"
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
