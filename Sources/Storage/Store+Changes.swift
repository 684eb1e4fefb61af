package import Labeling

internal import GRDB

extension Store {
    private static let listColumns = [
        "max(number) FROM item", "max(id) FROM request", "max(id) FROM failure", "max(id) FROM prediction",
        "max(id) FROM escalation", "max(id) FROM attempt", "rebuilds FROM counters", "gold FROM counters",
        "max(item) FROM alike", "id FROM near_scan",
    ]
    private static let otherColumns = [
        "max(id) FROM reject", "max(id) FROM batch", "max(id) FROM batch_event",
    ]
    /// More items than this are not named.
    private static let mostNamed = 500

    /// A cheap value that differs from an earlier one as soon as anybody has written anything that a review shows.
    package func changeToken() throws -> ChangeToken { try read { try changeToken($0) } }

    private func changeToken(_ db: Database) throws -> ChangeToken {
        let columns =
            ["max(id) FROM decision", "max(id) FROM undo", "max(id) FROM note", "max(id) FROM tag"] + Store.listColumns
            + Store.otherColumns
        let list = columns.map { "coalesce((SELECT \($0)), 0)" }.joined(separator: ", ")
        let last = try db.first("SELECT \(list)") { row in try columns.indices.map { try row.value($0) as Int64 } }
        guard let last else { throw StoreDamage(detail: "the row of counters is gone") }
        return ChangeToken(
            lists: Array(last.dropFirst(4).prefix(Store.listColumns.count)), decision: last[0], undo: last[1],
            note: last[2], tag: last[3], others: last.suffix(Store.otherColumns.count))
    }

    /// What has been written since the token was given, by any process.
    ///
    /// - Returns: the token of now, and the change; nil where there is none.
    package func changes(since old: ChangeToken) throws -> (token: ChangeToken, change: StoreChange)? {
        try read { db -> (token: ChangeToken, change: StoreChange)? in
            let token = try changeToken(db)
            guard token != old else { return nil }
            let items = try db.all(
                """
                SELECT item FROM decision WHERE id > :decision
                UNION SELECT d.item FROM undo u CROSS JOIN decision d ON d.id = u.decision WHERE u.id > :undo
                UNION SELECT item FROM note WHERE id > :note
                UNION SELECT d.item FROM tag t CROSS JOIN decision d ON d.id = t.decision WHERE t.id > :tag
                LIMIT \(Store.mostNamed + 1)
                """, ["decision": old.decision, "undo": old.undo, "note": old.note, "tag": old.tag]
            ) { try $0.number(0) }
            return (
                token,
                StoreChange(
                    reachesLists: token.lists != old.lists, takesBack: token.undo != old.undo,
                    touched: items.count > Store.mostNamed ? nil : items)
            )
        }
    }
}
