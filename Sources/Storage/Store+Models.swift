package import Labeling

internal import GRDB

extension Store {
    /// Says by which names predictions are first and second opinions. Costs nothing when nothing changes; else the
    /// queue is made anew, in about two seconds for a hundred thousand items.
    package func setModels(first: String?, second: String?) throws {
        let names = (first: first?.withoutNUL, second: second?.withoutNUL)
        let isUnchanged: (Database) throws -> Bool = { db in
            try db.first(
                "SELECT first IS ? AND second IS ? FROM models", [names.first, names.second], { try $0.value(0) })
                == true
        }
        guard try !read(isUnchanged) else { return }
        try write { db in
            guard try !isUnchanged(db) else { return }
            try db.run(
                "UPDATE models SET first = ?, second = ?, rebuilds = rebuilds + 1", [names.first, names.second])
            try db.execute(
                sql: """
                    DELETE FROM queue;
                    INSERT INTO queue (item, state, word, label, answered, first, first_label, first_confidence,
                        second, second_label, shuffle, disagrees, uncertain)
                    SELECT item, state, word, label, answered, first, first_label, first_confidence,
                        second, second_label, shuffle, disagrees, uncertain
                    FROM queue_from_scratch ORDER BY item
                    """)
        }
    }

    /// Items that this model has not answered, in the order of arrival, after the given one.
    ///
    /// An item whose answer is stored, of whatever outcome, is never given again.
    package func awaiting(model: String, limit: Int, after: ItemNumber? = nil) throws -> [NumberedItem] {
        try read { db in
            let isFirst = try isFirstModel(model, db)
            let source =
                isFirst
                ? "queue q INDEXED BY queue_unclassified JOIN item i ON i.number = q.item WHERE q.first IS NULL"
                : "item i WHERE \(Store.unanswered)"
            let number = isFirst ? "q.item" : "i.number"
            var arguments: StatementArguments = ["after": after?.value ?? 0, "limit": limit]
            if !isFirst { arguments += ["model": model.withoutNUL] }
            return try db.all(
                """
                SELECT i.number, \(ItemRow.columns) FROM \(source) AND \(number) > :after ORDER BY \(number) LIMIT :limit
                """, arguments
            ) { NumberedItem(number: try $0.number(0), item: try ItemRow.decode($0, at: 1)) }
        }
    }

    /// How many items this model has not answered.
    package func countAwaiting(model: String) throws -> Int {
        try read { db in
            if try isFirstModel(model, db) {
                return try db.first("SELECT items - classified FROM counters", [], { try $0.value(0) }) ?? 0
            }
            return try db.first(
                "SELECT count(*) FROM item i WHERE \(Store.unanswered)", ["model": model.withoutNUL],
                { try $0.value(0) }) ?? 0
        }
    }

    /// Items that are escalated and that this model has not answered, in the order of arrival, after the given one.
    package func awaitingSecond(model: String, limit: Int, after: ItemNumber? = nil) throws -> [EscalatedItem] {
        try read { db in
            try db.all(
                """
                SELECT i.number, \(ItemRow.columns),
                    (SELECT e.reason FROM escalation e WHERE e.item = i.number ORDER BY e.id LIMIT 1)
                FROM item i
                WHERE i.number IN (SELECT e.item FROM escalation e) AND i.number > :after AND \(Store.unanswered)
                ORDER BY i.number LIMIT :limit
                """, ["after": after?.value ?? 0, "limit": limit, "model": model.withoutNUL]
            ) { row in
                EscalatedItem(
                    number: try row.number(0), item: try ItemRow.decode(row, at: 1), reason: try row.someWord(4))
            }
        }
    }

    /// How many items are escalated and not answered by this model.
    package func countAwaitingSecond(model: String) throws -> Int {
        try read { db in
            try db.first(
                """
                SELECT count(*) FROM item i
                WHERE i.number IN (SELECT e.item FROM escalation e) AND \(Store.unanswered)
                """, ["model": model.withoutNUL], { try $0.value(0) }) ?? 0
        }
    }

    /// Items with a first opinion, no second, and no escalation, in the order of arrival, after the given one: the
    /// escalation policy has let them pass, or has not seen them because they were imported.
    package func firstOpinionsAlone(limit: Int, after: ItemNumber? = nil) throws -> [FirstOpinion] {
        try read { db in
            try db.all(
                """
                SELECT q.item, CAST(i.id AS BLOB), \(PredictionRow.columns(of: "p"))
                FROM queue q JOIN item i ON i.number = q.item JOIN prediction p ON p.id = q.first
                WHERE q.second IS NULL AND q.item > ?
                    AND NOT EXISTS (SELECT 1 FROM escalation e WHERE e.item = q.item)
                ORDER BY q.item LIMIT ?
                """, [after?.value ?? 0, limit]
            ) { row in
                FirstOpinion(
                    number: try row.number(0), id: Item.ID(try row.text(1)),
                    prediction: try PredictionRow.decode(row, at: 2))
            }
        }
    }

    /// Keeps that items need a second opinion, so that a stopped run knows what is still due. A reason that is known
    /// for its item is not kept again.
    package func escalate(_ items: [Escalation]) throws {
        guard !items.isEmpty else { return }
        try write { db in
            for escalation in items {
                try requireItem(escalation.item, db)
                try insertEscalation(escalation, db)
            }
        }
    }

    func insertEscalation(_ escalation: Escalation, _ db: Database) throws {
        try db.run(
            "INSERT INTO escalation (item, reason, at) VALUES (?, ?, ?) ON CONFLICT (item, reason) DO NOTHING",
            [escalation.item.value, escalation.reason.rawValue, escalation.at.milliseconds])
    }

    private static let unanswered =
        "NOT EXISTS (SELECT 1 FROM prediction p WHERE p.item = i.number AND p.model = :model)"

    private func isFirstModel(_ model: String, _ db: Database) throws -> Bool {
        try db.first("SELECT first IS ? FROM models", [model.withoutNUL], { try $0.value(0) }) == true
    }
}
