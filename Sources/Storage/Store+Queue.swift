package import Labeling

internal import Foundation
internal import GRDB

extension Store {
    /// The numbers of all items that the query lists, in its order.
    package func order(_ query: QueueQuery) throws -> [ItemNumber] {
        guard query.isMixed else { return try plainOrder(query) }
        return try list(query).numbers
    }

    /// The same, and which of them stand in a place of the random share (`RandomShare`).
    ///
    /// The share costs the beginning of one more index: nothing is sorted.
    package func list(_ query: QueueQuery) throws -> (numbers: [ItemNumber], drawn: Set<ItemNumber>) {
        let ordered = try plainOrder(query)
        guard query.isMixed, !ordered.isEmpty else { return (ordered, []) }
        var random = query
        random.order = .random
        random.limit = RandomShare.needed(for: ordered.count, share: query.randomShare)
        return try RandomShare.mix(ordered, with: plainOrder(random), share: query.randomShare, limit: query.limit)
    }

    private func plainOrder(_ query: QueueQuery) throws -> [ItemNumber] {
        let statement = QueueSQL(query, isVoting: try read(isVoting))
        guard query.order == .informative, query.only == nil else {
            return try read { db in
                if statement.unsorted != nil { return try randomOrder(statement, limit: query.limit, db) }
                var list: [ItemNumber] = []
                // A list that grows is copied again and again, and a million numbers are 8 MB.
                if query.limit == nil, query.search.isEmpty, query.expression == .everything, query.only == nil,
                    [.todo, .all].contains(query.filter)
                {
                    list.reserveCapacity(try db.first("SELECT items FROM counters") { try $0.value(0) } ?? 0)
                }
                try append(statement.text, statement.arguments, to: &list, db)
                guard let unanswered = statement.unanswered, try isAnyUnanswered(db) else { return list }
                guard let limit = query.limit, limit >= 0 else {
                    try append(unanswered, statement.arguments, to: &list, db)
                    return list
                }
                guard list.count < limit else { return list }
                try append(unanswered, statement.arguments, to: &list, db)
                return Array(list.prefix(limit))
            }
        }
        var drawn: [(key: Double, item: ItemNumber)] = []
        try read { db in
            try db.step(statement.text, statement.arguments) { row in
                let weight = InformativeDraw.weight(uncertain: row.double(1) ?? 2, disagrees: row.int(2) != 0)
                let key = InformativeDraw.key(shuffle: row.double(3) ?? 0, weight: weight)
                drawn.append((key, ItemNumber(row.int(0))))
            }
        }
        drawn.sort { ($0.key, $0.item) < ($1.key, $1.item) }
        return drawn.prefix(query.limit ?? .max).map(\.item)
    }

    private func append(
        _ sql: String, _ arguments: StatementArguments, to list: inout [ItemNumber], _ db: Database
    ) throws {
        try db.step(sql, arguments) { list.append(ItemNumber($0.int(0))) }
    }

    /// Whether an item has no first opinion.
    private func isAnyUnanswered(_ db: Database) throws -> Bool {
        try db.first("SELECT items > classified FROM counters") { try $0.value(0) } ?? true
    }

    /// The beginning, if that is enough, or all items sorted by their places.
    private func randomOrder(_ statement: QueueSQL, limit: Int?, _ db: Database) throws -> [ItemNumber] {
        let limit = limit.flatMap { $0 >= 0 ? $0 : nil }
        if let limit {
            var list: [ItemNumber] = []
            try append(statement.text, statement.arguments, to: &list, db)
            if list.count >= limit { return list }
        }
        guard let unsorted = statement.unsorted else { return [] }
        var order = RandomOrder()
        try db.step(unsorted, statement.arguments) { order.add(ItemNumber($0.int(0)), place: $0.double(1) ?? 0) }
        return order.sorted(limit: limit ?? .max)
    }

    /// - Parameter start: where `uncertain`, `disagrees` and `shuffle` of the queue stand.
    private static func draw(_ row: Row, at start: Int) throws -> InformativeDraw {
        InformativeDraw(
            shuffle: try row.value(start + 2),
            weight: InformativeDraw.weight(uncertain: try row.value(start), disagrees: try row.value(start + 1)))
    }

    /// The rows of these items, in the order given; a number that no item has is left out.
    package func rows(_ numbers: [ItemNumber]) throws -> [QueueRow] {
        guard !numbers.isEmpty else { return [] }
        return try read { try rows(numbers, $0) }
    }

    /// Everything the review shows of an item; nil: there is no such item.
    /// - Parameter reviewer: whose pending note is wanted.
    package func detail(_ number: ItemNumber, reviewer: String) throws -> ItemDetail? {
        try read { db in
            guard let row = try rows([number], db).first else { return nil }
            let item = try db.first("SELECT \(ItemRow.columns) FROM item i WHERE i.number = ?", [number.value]) {
                try ItemRow.decode($0, at: 0)
            }
            guard let item else { return nil }
            let opinions = try db.all(
                """
                SELECT p.id IS q.first, p.id IS q.second, \(PredictionRow.columns(of: "p"))
                FROM queue q JOIN prediction p ON p.id IN (q.first, q.second) WHERE q.item = ?
                """, [number.value]
            ) { row in
                let isFirst: Bool = try row.value(0)
                let isSecond: Bool = try row.value(1)
                return (isFirst, isSecond, try PredictionRow.decode(row, at: 2))
            }
            return ItemDetail(
                row: row, item: item, first: opinions.first { $0.0 }?.2, second: opinions.first { $0.1 }?.2,
                decisions: try storedDecisions(of: number.value, db).map(\.decision),
                pendingNote: try pendingNote(on: number, by: reviewer, db), spent: try spent(on: number, db))
        }
    }

    /// The counts of the task, kept as it grows: as quick for a million items as for ten.
    package func counts() throws -> TaskCounts {
        try read { db in
            let counted = try db.first(
                """
                SELECT items, classified, second_opinions, decided, flagged, skipped, disagreements, first_agreed,
                    first_compared, gold, rejected_lines, policy_agreed, policy_compared, policy_decided,
                    disputed, partly_decided FROM counters
                """
            ) { row in
                var counts = TaskCounts()
                counts.items = try row.value(0)
                counts.unclassified = try counts.items - row.value(1)
                counts.secondOpinions = try row.value(2)
                counts.decided = try row.value(3)
                counts.flagged = try row.value(4)
                counts.undecided = counts.items - counts.decided - counts.flagged
                counts.skipped = try row.value(5)
                counts.disagreements = try row.value(6)
                // A model is not held against answers that were accepted because they were its own.
                counts.firstAgreed = try row.value(7) - row.value(11)
                counts.firstCompared = try row.value(8) - row.value(12)
                counts.byPolicy = try row.value(13)
                counts.gold = try row.value(9)
                counts.rejectedLines = try row.value(10)
                counts.disputed = try row.value(14)
                counts.partlyDecided = try row.value(15)
                return counts
            }
            guard var counts = counted else { throw StoreDamage(detail: "the row of counters is gone") }
            counts.unclear =
                try db.first("SELECT count(DISTINCT item) FROM (\(QueueSQL.unclear))") { try $0.value(0) } ?? 0
            counts.spent = try Spending.sum("charged", on: nil, includingImported: true, db)
            counts.estimated = try Spending.sum("estimated", on: nil, includingImported: true, db)
            return counts
        }
    }

    // Bytes that hold 200 characters of nearly any text.
    private static let excerptBytes = 1_600

    func rows(_ numbers: [ItemNumber], _ db: Database) throws -> [QueueRow] {
        try db.all(
            """
            SELECT q.item, CAST(i.id AS BLOB), substr(CAST(i.text AS BLOB), 1, \(Store.excerptBytes)), q.state, q.label,
                f.model, f.label, f.outcome, f.confidence, f.cost_basis, f.picodollars, f.estimate_model,
                s.model, s.label, s.outcome, s.confidence, s.cost_basis, s.picodollars, s.estimate_model,
                iif(q.word IS NULL AND y.item IS NULL, NULL, (
                    SELECT json_group_array(DISTINCT d.reviewer) FROM decision d
                    WHERE d.item = q.item AND d.action <> 'skip'
                        AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = d.id))),
                q.uncertain, q.disagrees, q.shuffle,
                coalesce(y.votes, (
                    SELECT count(DISTINCT d.reviewer) FROM decision d LEFT JOIN act a ON a.id = d.act
                    WHERE d.item = q.item AND q.word IS NOT NULL AND NOT d.adjudication
                        AND d.action IN ('accept', 'override', 'reject') AND a.kind IS NOT 'policy'
                        AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = d.id))),
                \(VoteSQL.needed("q.item")), coalesce(y.disputed, 0),
                coalesce((SELECT d.adjudication FROM decision d WHERE d.id = q.word), 0)
            FROM json_each(?) j
            CROSS JOIN queue q ON q.item = j.value
            CROSS JOIN item i ON i.number = q.item
            LEFT JOIN prediction f ON f.id = q.first
            LEFT JOIN prediction s ON s.id = q.second
            LEFT JOIN tally y ON y.item = q.item
            """, [numbers.map(\.value).json]
        ) { row in
            let text = try row.text(2)
            var excerpt = text.prefix(200)
            // The last bytes may be the beginning of a character.
            if excerpt.endIndex == text.endIndex, text.utf8.count >= Store.excerptBytes { excerpt = excerpt.dropLast() }
            var line = QueueRow(
                number: try row.number(0), id: Item.ID(try row.text(1)), excerpt: String(excerpt),
                state: try row.someWord(3), decidedLabel: try row.label(4), first: try opinion(row, at: 5),
                second: try opinion(row, at: 12), reviewers: try DecisionRow.names(row.value(19)),
                drawn: try Store.draw(row, at: 20).probability)
            line.shuffle = try row.value(22)
            line.weight = InformativeDraw.weight(uncertain: try row.value(20), disagrees: try row.value(21))
            line.votes = try row.value(23)
            line.needed = try row.value(24)
            line.isDisputed = try row.value(25)
            line.isAdjudicated = try row.value(26)
            return line
        }
    }

    private func opinion(_ row: Row, at start: Int) throws -> Opinion? {
        guard let model = try row.value(start) as String? else { return nil }
        return Opinion(
            model: model, label: try row.label(start + 1), outcome: try row.someWord(start + 2),
            confidence: try row.value(start + 3), cost: try CostColumns.cost(row, at: start + 4))
    }
}
