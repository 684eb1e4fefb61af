internal import Foundation
internal import GRDB
internal import Labeling

/// A filter as a condition on a row `q` of the queue: 1 where `FilterExpression.matches` says true, else 0, never NULL.
///
/// What the queue itself does not hold is asked in subqueries, so that a filter reads no more than it speaks of.
struct FilterSQL {
    /// The values, by names that nothing else of a statement has.
    private(set) var arguments: [String: (any DatabaseValueConvertible)?] = [:]
    private(set) var text = "1"

    init(_ expression: FilterExpression) { text = sql(expression) }

    private mutating func sql(_ expression: FilterExpression) -> String {
        switch expression {
        case .everything: "1"
        case .condition(let condition): sql(condition)
        case .not(let inner): "NOT (\(sql(inner)))"
        case .all(let members): joined(members.map { sql($0) }[...], by: "AND", none: "1")
        case .any(let members): joined(members.map { sql($0) }[...], by: "OR", none: "0")
        }
    }

    /// As a balanced tree: SQLite allows a depth of 1,000, and a filter may be longer.
    private func joined(_ members: ArraySlice<String>, by word: String, none: String) -> String {
        guard members.count > 1 else { return members.first ?? none }
        let middle = members.startIndex + members.count / 2
        let left = joined(members[..<middle], by: word, none: none)
        return "(\(left) \(word) \(joined(members[middle...], by: word, none: none)))"
    }

    mutating func argument(_ value: (any DatabaseValueConvertible)?) -> String {
        let name = "f\(arguments.count)"
        arguments[name] = value
        return ":\(name)"
    }

    /// A word of a closed set is safe to write; it never comes from a person.
    private func isOne<Word: RawRepresentable>(
        _ column: String, of words: [Word]
    ) -> String where Word.RawValue == String {
        let list = words.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return "coalesce(\(column) IN (\(list)), 0)"
    }

    private mutating func sql(_ condition: FilterCondition) -> String {
        switch condition {
        case .search(let words): return search(words)
        case .present(let field): return isPresent(field, condition)
        case .label(let field, let labels):
            let names = labels.map { argument($0.name) }.joined(separator: ", ")
            return "coalesce(\(column(field)) IN (\(names)), 0)"
        case .outcome(let field, let outcomes): return isOne(column(field), of: outcomes)
        case .state(let states): return joined(states.map(sql)[...], by: "OR", none: "0")
        case .reason(let reasons):
            return """
                (EXISTS (SELECT 1 FROM escalation e WHERE e.item = q.item AND \(isOne("e.reason", of: reasons)))
                    OR EXISTS (SELECT 1 FROM prediction p WHERE p.item = q.item AND \(isOne("p.escalation", of: reasons))))
                """
        case .words(let field, let match, let values): return words(field, match, values)
        case .number(let field, let comparison, let number):
            return compared(column(field), comparison, number)
        case .cost(let comparison, let money): return compared(Self.spent, comparison, money.picodollars)
        case .date(let field, let comparison, let date):
            let (from, before) = date.bounds(comparison)
            var bounds: [String] = []
            if let from { bounds.append("t.at >= \(argument(from.milliseconds))") }
            if let before { bounds.append("t.at < \(argument(before.milliseconds))") }
            let holds = bounds.isEmpty ? "t.at IS NOT NULL" : bounds.joined(separator: " AND ")
            return "coalesce((SELECT \(holds) FROM (SELECT \(column(field)) AS at) t), 0)"
        case .meta, .metaNumber: return meta(condition)
        case .has(let thing): return has(thing)
        case .flag(let flag):
            switch flag {
            case .disagree: return "q.disagrees"
            case .agree: return "coalesce(q.first_label = q.second_label, 0)"
            case .blind: return "coalesce(\(ofWord("shown")) = '[]', 0)"
            case .disputed: return "EXISTS (SELECT 1 FROM tally y WHERE y.item = q.item AND y.disputed)"
            case .adjudicated: return "coalesce(\(ofWord("adjudication")), 0)"
            case .unclear: return "q.item IN (\(QueueSQL.unclear))"
            }
        }
    }

    private mutating func compared(
        _ column: String, _ comparison: FilterComparison, _ value: some DatabaseValueConvertible
    ) -> String {
        let sign = comparison == .equal ? "=" : comparison.rawValue
        return "coalesce(\(column) \(sign) \(argument(value)), 0)"
    }

    private func sql(_ state: FilterState) -> String {
        switch state {
        case .todo: "q.state IN ('undecided', 'skipped')"
        case .decided: "q.state IN ('accepted', 'overridden', 'rejected')"
        case .waiting: "NOT q.answered"
        case .undecided, .accepted, .overridden, .rejected, .flagged, .skipped: "q.state = '\(state.rawValue)'"
        }
    }

    private func has(_ thing: FilterThing) -> String {
        switch thing {
        case .note: "EXISTS (SELECT 1 FROM (\(Self.notes)) n WHERE n.text <> '')"
        case .image: "coalesce((SELECT i.images IS NOT NULL FROM item i WHERE i.number = q.item), 0)"
        case .second: "(q.second IS NOT NULL)"
        case .gold: "EXISTS (SELECT 1 FROM gold g WHERE g.item = q.item)"
        case .decision: "(q.word IS NOT NULL)"
        case .alike: "q.item IN (SELECT item FROM item_group UNION ALL SELECT leader FROM item_group)"
        case .earlier: "EXISTS (SELECT 1 FROM item_group g WHERE g.item = q.item)"
        }
    }

    private mutating func isPresent(_ field: FilterField, _ condition: FilterCondition) -> String {
        switch field {
        case .label(let field): return "(\(column(field)) IS NOT NULL)"
        case .outcome(let field): return "(\(column(field)) IS NOT NULL)"
        case .state: return "1"
        case .reason: return sql(FilterCondition.reason(EscalationReason.allCases))
        case .number(let field): return "(\(column(field)) IS NOT NULL)"
        case .cost: return "(\(Self.spent) IS NOT NULL)"
        case .date(let field): return "(\(column(field)) IS NOT NULL)"
        case .meta: return meta(condition)
        case .words(let field):
            switch field {
            case .text: return "coalesce((SELECT i.text <> '' FROM item i WHERE i.number = q.item), 0)"
            case .id: return "coalesce((SELECT i.id <> '' FROM item i WHERE i.number = q.item), 0)"
            case .note: return sql(FilterCondition.has(.note))
            case .model: return "EXISTS (SELECT 1 FROM prediction p WHERE p.item = q.item AND p.model <> '')"
            case .reviewer: return "coalesce(\(ofWord("reviewer")) <> '', 0)"
            }
        }
    }
}

// MARK: - Where values stand

extension FilterSQL {
    private func column(_ field: FilterField.OfLabel) -> String {
        switch field {
        case .label: "q.label"
        case .first: "q.first_label"
        case .second: "q.second_label"
        case .gold: "(SELECT g.label FROM gold g WHERE g.item = q.item)"
        }
    }

    private func column(_ field: FilterField.OfOutcome) -> String {
        switch field {
        case .outcome: "(SELECT p.outcome FROM prediction p WHERE p.id = q.first)"
        case .outcome2: "(SELECT p.outcome FROM prediction p WHERE p.id = q.second)"
        }
    }

    private func column(_ field: FilterField.OfNumber) -> String {
        switch field {
        case .conf: "q.first_confidence"
        case .conf2: "(SELECT p.confidence FROM prediction p WHERE p.id = q.second)"
        case .seconds: ofWord("seconds")
        case .length: "(SELECT renga_length(CAST(i.text AS BLOB)) FROM item i WHERE i.number = q.item)"
        case .tokens:
            // As floating point: absurd counts must not overflow.
            """
            (SELECT sum(CAST(p.input_tokens AS REAL) + p.output_tokens + p.cache_creation_input_tokens
                + p.cache_read_input_tokens) FROM prediction p WHERE p.item = q.item)
            """
        }
    }

    private func column(_ field: FilterField.OfDate) -> String {
        switch field {
        case .added: "(SELECT i.added_at FROM item i WHERE i.number = q.item)"
        case .decided: ofWord("at")
        }
    }

    /// A column of the decision that gives the item's state.
    func ofWord(_ column: String) -> String { "(SELECT d.\(column) FROM decision d WHERE d.id = q.word)" }

    /// In two parts, because a sum that overflows is an error.
    private static let spent = """
        (SELECT min(9223372036854775807,
            sum(iif(p.cost_basis = 'charged', p.picodollars, 0) / 1000000) * 1000000
                + sum(iif(p.cost_basis = 'charged', p.picodollars, 0) % 1000000))
        FROM prediction p WHERE p.item = q.item AND p.cost_basis <> 'unknown')
        """

    /// Those of decisions that stand, and those that wait for one.
    static let notes = """
        SELECT d.note AS text FROM decision_now d WHERE d.item = q.item AND d.undone_at IS NULL
        UNION ALL
        SELECT n.text FROM note n
        WHERE n.item = q.item
            AND n.id = (SELECT max(m.id) FROM note m WHERE m.item = n.item AND m.reviewer = n.reviewer)
            AND NOT EXISTS (
                SELECT 1 FROM decision d WHERE d.item = n.item AND d.reviewer = n.reviewer
                    AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = d.id))
        """
}
