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
        var source = "queue q \(QueueSQL.index(query.order))"
        if !query.search.isEmpty {
            source += " CROSS JOIN item i ON i.number = q.item"
            // SQLite's own lower() knows ASCII only, and is many times faster than one that knows Unicode.
            let isPlain = query.search.utf8.allSatisfy { $0 < 0x80 }
            let lower = isPlain ? "lower" : DatabaseFunction.lowercase.name
            conditions.append(
                "(instr(\(lower)(i.text), CAST(:search AS TEXT)) OR instr(\(lower)(i.id), CAST(:search AS TEXT)))")
            arguments += ["search": query.search.lowercased().exact]
        }
        text = """
            SELECT q.item FROM \(source) WHERE \(conditions.joined(separator: " AND ")) ORDER BY \(QueueSQL.order(query.order))
            """
    }

    private static func condition(_ filter: QueueFilter) -> String {
        switch filter {
        case .todo: "q.state IN ('undecided', 'skipped')"
        case .all: "1"
        case .decided: "q.state IN ('accepted', 'overridden', 'rejected')"
        case .disagreements: "q.disagrees"
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
        case .all, .disagreements, .waiting: nil
        }
    }

    // The index is named, because without statistics SQLite may choose one that makes it sort.
    private static func index(_ order: QueueOrder) -> String {
        switch order {
        case .uncertain, .informative: "INDEXED BY queue_by_uncertainty"
        case .disagreement: "INDEXED BY queue_by_disagreement"
        case .random: "INDEXED BY queue_by_shuffle"
        case .oldest, .newest: "NOT INDEXED"
        }
    }

    private static func order(_ order: QueueOrder) -> String {
        switch order {
        case .uncertain, .informative: "q.uncertain, q.item"
        case .disagreement: "q.disagrees DESC, q.uncertain, q.item"
        case .random: "q.shuffle, q.item"
        case .oldest: "q.item"
        case .newest: "q.item DESC"
        }
    }
}
