package import Labeling

internal import GRDB

// Everywhere here: in the order of arrival, after the given item, and without items to which an open batch owes the
// answer of this model.
extension Store {
    /// Items that this model has not answered.
    ///
    /// An item whose answer is stored, of whatever outcome, is never given again.
    package func awaiting(model: String, limit: Int, after: ItemNumber? = nil) throws -> [NumberedItem] {
        try read { db in
            let isFirst = try rung(of: model, db) == 0
            var arguments = page(limit, after)
            if !isFirst { arguments += ["model": model.withoutNUL] }
            return try db.all(isFirst ? WaitingSQL.firstOpinions : WaitingSQL.anyModel, arguments) {
                NumberedItem(number: try $0.number(0), item: try ItemRow.decode($0, at: 1))
            }
        }
    }

    /// How many items this model has not answered.
    package func countAwaiting(model: String) throws -> Int {
        try read { db in
            try rung(of: model, db) == 0
                ? count(WaitingSQL.firstOpinionsCount, [], db)
                : count(WaitingSQL.anyModelCount, ["model": model.withoutNUL], db)
        }
    }

    /// Items that are escalated to this rung, from 1, and that its model has not answered. For a model that does not
    /// stand on this rung nothing waits.
    package func awaiting(
        rung: Int, model: String, limit: Int, after: ItemNumber? = nil
    ) throws -> [EscalatedItem] {
        try read { db in
            guard try self.rung(of: model, db) == rung else { return [] }
            return try db.all(WaitingSQL.escalated, page(limit, after) + ["rung": rung]) { row in
                EscalatedItem(
                    number: try row.number(0), item: try ItemRow.decode(row, at: 1), reason: try row.someWord(5))
            }
        }
    }

    /// How many items are escalated to this rung and not answered by its model.
    package func countAwaiting(rung: Int, model: String) throws -> Int {
        try read { db in
            guard try self.rung(of: model, db) == rung else { return 0 }
            return try count(WaitingSQL.dueCount, ["rung": rung, "repair": false], db)
        }
    }

    /// Items about which this model of the ladder is to be asked once more: its newest answer is none that can be used,
    /// was recorded by this store, is no repair itself, and the item has not gone to a higher rung since.
    package func awaitingRepair(model: String, limit: Int, after: ItemNumber? = nil) throws -> [RepairableItem] {
        try read { db in
            guard let rung = try rung(of: model, db) else { return [] }
            return try db.all(WaitingSQL.repairs, page(limit, after) + ["rung": rung]) { row in
                RepairableItem(
                    number: try row.number(0), item: try ItemRow.decode(row, at: 1),
                    answer: try PredictionRow.decode(row, at: 5))
            }
        }
    }

    /// How many items this model of the ladder is to be asked about once more.
    package func countAwaitingRepair(model: String) throws -> Int {
        try read { db in
            guard let rung = try rung(of: model, db) else { return 0 }
            return try count(WaitingSQL.dueCount, ["rung": rung, "repair": true], db)
        }
    }

    /// The answer after which this model, of the ladder or not, is to be asked about the item once more; nil: none.
    package func needsRepair(_ item: ItemNumber, by model: String) throws -> Prediction? {
        try read { db in
            try db.first(WaitingSQL.repairOfItem, ["item": item.value, "model": model.withoutNUL]) {
                try PredictionRow.decode($0, at: 0)
            }
        }
    }

    /// Items whose ground truth is a label, and that this model has not answered.
    package func awaitingOnTruth(model: String, limit: Int, after: ItemNumber? = nil) throws -> [NumberedItem] {
        try read { db in
            try db.all(WaitingSQL.onTruth, page(limit, after) + ["model": model.withoutNUL]) {
                NumberedItem(number: try $0.number(0), item: try ItemRow.decode($0, at: 1))
            }
        }
    }

    /// How many items have a label as their ground truth and no answer of this model.
    package func countAwaitingOnTruth(model: String) throws -> Int {
        try read { db in try count(WaitingSQL.onTruthCount, ["model": model.withoutNUL, "after": 0], db) }
    }

    /// The newest answers of the ladder, one an item, that could lead to a higher rung and have not: the escalation
    /// policy has let them pass, a repair comes first, or nobody has asked the policy because they were imported.
    package func standingAnswers(limit: Int, after: ItemNumber? = nil) throws -> [StandingAnswer] {
        try read { db in
            try db.all(WaitingSQL.standing, page(limit, after)) { row in
                StandingAnswer(
                    number: try row.number(0), id: Item.ID(try row.text(1)),
                    prediction: try PredictionRow.decode(row, at: 3), isImported: try row.value(2))
            }
        }
    }

    private func page(_ limit: Int, _ after: ItemNumber?) -> StatementArguments {
        ["after": after?.value ?? 0, "limit": limit]
    }

    private func count(_ sql: String, _ arguments: StatementArguments, _ db: Database) throws -> Int {
        try db.first(sql, arguments, { try $0.value(0) }) ?? 0
    }

    private func rung(of model: String, _ db: Database) throws -> Int? {
        try db.first("SELECT rung FROM ladder WHERE model = ?", [model.withoutNUL], { try $0.value(0) })
    }
}
