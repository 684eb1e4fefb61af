package import Labeling

internal import GRDB

extension Store {
    /// Gives everything that has happened, oldest first by the event's own time, a page at a time.
    ///
    /// - Parameters:
    ///   - item: only events on this item; an id that no item has gives nothing.
    ///   - reviewer: only this reviewer's decisions, undoings and notes.
    package func forEachEvent(
        item: Item.ID? = nil, reviewer: String? = nil, _ body: (StoreEvent) throws -> Void
    ) throws {
        var wanted: ItemNumber?
        if let item {
            wanted = try number(of: item)
            guard wanted != nil else { return }
        }
        // Only the keys are sorted, the most of them in a file; the events themselves come by pages.
        var order = EventOrder()
        do {
            try read { try addKeys(to: &order, item: wanted, reviewer: reviewer, $0) }
            try order.forEachPage(of: 1_000) { page in
                let keys = try page.map { key in
                    guard let kind = Kind(rawValue: key.kind) else { throw StoreDamage(detail: "an unknown event") }
                    return EventKey(at: key.at, kind: kind, id: key.id)
                }
                for event in try read({ try events(keys[...], $0) }) { try body(event) }
            }
        } catch let problem as TemporaryFileProblem {
            throw StoreError.failed(path: path, detail: problem.description)
        }
    }

    /// Everything that has happened to one item, oldest first: at most the newest `limit` events.
    package func history(of item: ItemNumber, limit: Int = 2_000) throws -> [StoreEvent] {
        try read { db in
            var keys: [EventKey] = []
            for kind in Kind.allCases where kind != .batchMade && kind != .batch {
                // Each kind by itself: its rows come from the index by item, whatever SQLite makes of a union.
                let sql =
                    "SELECT at, id FROM (SELECT 0 AS at, 0 AS id, 0 AS item, '' AS reviewer WHERE 0 UNION ALL "
                    + "\(kind.keys)) WHERE item = ? ORDER BY 1 DESC, 2 DESC LIMIT ?"
                keys += try db.all(sql, [item.value, limit]) { row in
                    EventKey(at: try row.value(0), kind: kind, id: try row.value(1))
                }
            }
            keys.sort { ($0.at, $0.kind.rawValue, $0.id) < ($1.at, $1.kind.rawValue, $1.id) }
            return try events(keys.suffix(limit), db)
        }
    }

    private struct EventKey: Hashable {
        var at: Int64
        var kind: Kind
        var id: Int64
    }

    /// In the order in which they follow each other within one millisecond.
    private enum Kind: Int8, CaseIterable {
        case imported, gold, batchMade, attempt, prediction, escalated, failed, batch, act, decision, note, undone,
            tagged

        /// Whether a reviewer did it.
        var isOfReviewers: Bool {
            switch self {
            case .act, .decision, .note, .undone, .tagged: true
            case .imported, .gold, .batchMade, .attempt, .prediction, .escalated, .failed, .batch: false
            }
        }

        /// `at`, id, item and reviewer of every event of the kind, as a `SELECT`.
        var keys: String {
            switch self {
            case .imported: "SELECT added_at, number, number, NULL FROM item"
            case .gold: "SELECT at, item, item, NULL FROM gold"
            case .batchMade: "SELECT at, id, NULL, NULL FROM batch"
            case .attempt: "SELECT a.at, a.id, r.item, NULL FROM attempt a JOIN request r ON r.id = a.request"
            case .batch: "SELECT at, id, NULL, NULL FROM batch_event"
            case .prediction: "SELECT coalesce(at, recorded_at), id, item, NULL FROM prediction"
            case .escalated: "SELECT at, id, item, NULL FROM escalation"
            case .failed: "SELECT f.at, f.id, r.item, NULL FROM failure f JOIN request r ON r.id = f.request"
            case .act: "SELECT at, id, NULL, reviewer FROM act"
            case .decision: "SELECT at, id, item, reviewer FROM decision"
            case .note: "SELECT at, id, item, reviewer FROM note"
            case .undone: "SELECT u.at, u.id, d.item, u.by FROM undo u JOIN decision d ON d.id = u.decision"
            case .tagged: "SELECT t.at, t.id, d.item, d.reviewer FROM tag t JOIN decision d ON d.id = t.decision"
            }
        }

        /// Item number, item id, key id, and what the event is made of, of the keys in `json_each`.
        var rows: String {
            let (source, item, key, columns) =
                switch self {
                case .imported: ("item x", "x.number", "x.number", "NULL")
                case .gold: ("gold x", "x.item", "x.item", "x.label")
                case .prediction: ("prediction x", "x.item", "x.id", PredictionRow.columns(of: "x"))
                case .batchMade: ("batch x", "NULL", "x.id", BatchRow.columns(of: "x"))
                case .attempt:
                    (
                        "attempt x JOIN request r ON r.id = x.request", "r.item", "x.id",
                        "r.model, \(AttemptRow.columns(of: "x"))"
                    )
                case .batch:
                    (
                        "batch_event x JOIN batch b ON b.id = x.batch", "NULL", "x.id",
                        "b.id, b.model, \(BatchRow.eventColumns(of: "x"))"
                    )
                case .escalated: ("escalation x", "x.item", "x.id", "x.reason, x.rung")
                case .failed:
                    (
                        "failure x JOIN request r ON r.id = x.request", "r.item", "x.id",
                        "r.model, CAST(x.message AS BLOB), x.http_status, x.attempts"
                    )
                case .act:
                    (
                        "act x", "NULL", "x.id",
                        "x.key, x.kind, x.reviewer, x.detail, (SELECT count(*) FROM decision d WHERE d.act = x.id)"
                    )
                case .decision: ("decision_now x", "x.item", "x.id", "x.id, \(DecisionRow.columns(of: "x"))")
                case .note: ("note x", "x.item", "x.id", "x.reviewer, CAST(x.text AS BLOB)")
                case .undone:
                    (
                        "undo x JOIN decision_now d ON d.id = x.decision", "d.item", "x.id",
                        "d.id, \(DecisionRow.columns(of: "d"))"
                    )
                case .tagged:
                    (
                        "tag x JOIN decision_now d ON d.id = x.decision", "d.item", "x.id",
                        "x.unclear, d.id, \(DecisionRow.columns(of: "d"))"
                    )
                }
            return """
                SELECT i.number, CAST(i.id AS BLOB), \(key), \(columns) FROM \(source) LEFT JOIN item i ON i.number = \(item)
                WHERE \(key) IN (SELECT value FROM json_each(?))
                """
        }

        func what(_ row: Row, at start: Int) throws -> StoreEvent.What {
            switch self {
            case .imported: .imported
            case .gold: .gold(Label(try row.value(start)))
            case .prediction: .prediction(try PredictionRow.decode(row, at: start))
            case .batchMade: .batchMade(try BatchRow.decode(row, at: start))
            case .attempt: .attempt(model: try row.value(start), try AttemptRow.decode(row, at: start + 1))
            case .batch:
                .batch(
                    BatchID(try row.value(start)), model: try row.value(start + 1),
                    try BatchRow.event(row, at: start + 2))
            case .escalated: .escalated(try row.someWord(start), rung: try row.value(start + 1))
            case .failed:
                .failed(
                    model: try row.value(start), message: try row.text(start + 1),
                    httpStatus: try row.value(start + 2), attempts: try row.value(start + 3))
            case .act:
                .act(
                    StoredAct(
                        act: Act(key: try row.value(start), kind: try row.someWord(start + 1)),
                        reviewer: try row.value(start + 2), detail: try row.value(start + 3),
                        decisions: try row.value(start + 4)))
            case .decision:
                .decision(DecisionID(try row.value(start)), try DecisionRow.decode(row, at: start + 1))
            case .note: .note(reviewer: try row.value(start), text: try row.text(start + 1))
            case .undone:
                .undone(DecisionID(try row.value(start)), try DecisionRow.decode(row, at: start + 1))
            case .tagged:
                .tagged(
                    DecisionID(try row.value(start + 1)), try DecisionRow.decode(row, at: start + 2),
                    isUnclear: try row.value(start))
            }
        }
    }

    private func addKeys(
        to order: inout EventOrder, item: ItemNumber?, reviewer: String?, _ db: Database
    ) throws {
        var conditions = ["1"]
        var arguments = StatementArguments()
        if let item {
            conditions.append("item = :item")
            arguments += ["item": item.value]
        }
        if let reviewer {
            conditions.append("reviewer = :reviewer")
            arguments += ["reviewer": reviewer.withoutNUL]
        }
        let condition = conditions.joined(separator: " AND ")
        // What models did, ten million times, is not looked through for what a reviewer did.
        for kind in Kind.allCases where reviewer == nil || kind.isOfReviewers {
            let sql =
                "SELECT at, id FROM (SELECT 0 AS at, 0 AS id, 0 AS item, '' AS reviewer WHERE 0 "
                + "UNION ALL \(kind.keys)) WHERE \(condition)"
            let rows = try SteppedStatement(sql, arguments, db)
            while try rows.next() {
                try order.add(EventOrder.Key(at: rows.int(0), kind: kind.rawValue, id: rows.int(1)))
            }
        }
    }

    private func events(_ keys: ArraySlice<EventKey>, _ db: Database) throws -> [StoreEvent] {
        var events: [EventKey: StoreEvent] = [:]
        // Predictions are most of all there is, and are read one by one, without what makes rows of all kinds alike.
        for (kind, group) in Dictionary(grouping: keys.filter { $0.kind != .prediction }, by: \.kind) {
            let times = Dictionary(group.map { ($0.id, $0.at) }, uniquingKeysWith: { first, _ in first })
            let rows = try db.all(kind.rows, [group.map(\.id).json]) { row in
                let id: Int64 = try row.value(2)
                let key = EventKey(at: times[id] ?? 0, kind: kind, id: id)
                let event = StoreEvent(
                    at: Timestamp(milliseconds: key.at), item: try row.exactText(1).map { Item.ID($0) },
                    number: (try row.value(0) as Int64?).map { ItemNumber($0) }, what: try kind.what(row, at: 3))
                return (key, event)
            }
            for (key, event) in rows { events[key] = event }
        }
        guard keys.contains(where: { $0.kind == .prediction }) else { return keys.compactMap { events[$0] } }
        var predictions = try PredictionCursor(byNumber: db)
        return try keys.compactMap { key in
            guard key.kind == .prediction else { return events[key] }
            guard let (item, id, prediction) = try predictions.prediction(key.id) else { return nil }
            return StoreEvent(
                at: Timestamp(milliseconds: key.at), item: id, number: item, what: .prediction(prediction))
        }
    }
}
