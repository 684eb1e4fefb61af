package import Labeling

internal import GRDB

extension Store {
    /// Gives the items of a selection as `forEachAnnotated(groundTruthOnly:_:)` does.
    ///
    /// - Parameters:
    ///   - expression: only items of which this holds.
    ///   - since: only items with something new since then: the item itself, a decision, or one that was taken back.
    package func forEachAnnotated(
        groundTruthOnly: Bool, matching expression: FilterExpression, since: Timestamp?,
        _ body: (StoredItem) throws -> Void
    ) throws {
        guard expression != .everything || since != nil else {
            return try forEachAnnotated(groundTruthOnly: groundTruthOnly, body)
        }
        var (chosen, end): (Set<Int64>, Int64) = ([], 0)
        try forEachAnnotated(groundTruthOnly: groundTruthOnly) { item in
            let number = item.number.value
            if number >= end {
                end = number + Store.selectionStep
                chosen = try read { try selection(number..<end, matching: expression, since: since, $0) }
            }
            if chosen.contains(number) { try body(item) }
        }
    }

    private static let selectionStep: Int64 = 4096

    private func selection(
        _ numbers: Range<Int64>, matching expression: FilterExpression, since: Timestamp?, _ db: Database
    ) throws -> Set<Int64> {
        let filter = FilterSQL(expression)
        var arguments: StatementArguments = ["selectFrom": numbers.lowerBound, "selectTo": numbers.upperBound]
        arguments += StatementArguments(filter.arguments)
        var conditions = "q.item >= :selectFrom AND q.item < :selectTo AND (\(filter.text))"
        if let since {
            arguments += ["since": since.milliseconds]
            conditions += """
                 AND (
                    EXISTS (SELECT 1 FROM item i WHERE i.number = q.item AND i.added_at >= :since)
                    OR EXISTS (
                        SELECT 1 FROM decision d WHERE d.item = q.item AND (d.at >= :since
                            OR EXISTS (SELECT 1 FROM undo u WHERE u.decision = d.id AND u.at >= :since))))
                """
        }
        return Set(
            try db.all("SELECT q.item FROM queue q NOT INDEXED WHERE \(conditions)", arguments) {
                try $0.value(0) as Int64
            })
    }

    /// Gives each item that is a near duplicate of another, with the id of the one its group is kept under.
    package func forEachNearDuplicate(_ body: (ItemNumber, Item.ID) throws -> Void) throws {
        var last: Int64 = 0
        while true {
            let page = try read { db in
                try db.all(
                    """
                    SELECT a.item, CAST(i.id AS BLOB) FROM alike a CROSS JOIN item i ON i.number = a.leader
                    WHERE a.item > ? ORDER BY a.item LIMIT 4096
                    """, [last]
                ) { (try $0.value(0) as Int64, Item.ID(try $0.text(1))) }
            }
            guard let end = page.last?.0 else { return }
            for (number, leader) in page { try body(ItemNumber(number), leader) }
            last = end
        }
    }
}
