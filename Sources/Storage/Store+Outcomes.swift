package import Labeling

internal import GRDB

extension Store {
    /// Keeps that a request is about to be sent. When this returns it is on disk, so that a killed run leaves a trace
    /// of every request that may have been paid for.
    package func recordIntent(_ intent: RequestIntent) throws -> RequestID {
        try write { try insert(intent, batch: nil, $0) }
    }

    /// The same for many requests, in one transaction.
    /// - Returns: one number for each, in order.
    package func recordIntents(_ intents: [RequestIntent]) throws -> [RequestID] {
        try record([], intents: intents)
    }

    /// Stores what became of requests, all in one transaction: it is on disk when this returns, or nothing of it is.
    ///
    /// With an answer goes the escalation it calls for. Handed in twice, the same answer is stored once. An attempt
    /// belongs before the answer that its cost is part of, in this call or an earlier one; one that comes later is
    /// kept, and is taken as paid with the answer. The item of a failure stays without an answer, and is given again
    /// by `awaiting`.
    package func record(_ outcomes: [RequestOutcome]) throws {
        _ = try record(outcomes, intents: [])
    }

    /// Stores what became of requests, and that others are about to be sent, all in one transaction: one wait for the
    /// disk instead of two. All of it is on disk when this returns, or nothing is.
    /// - Returns: one number for each intent, in order.
    package func record(_ outcomes: [RequestOutcome], intents: [RequestIntent]) throws -> [RequestID] {
        guard !outcomes.isEmpty || !intents.isEmpty else { return [] }
        let now = Timestamp.now()
        return try write { db in
            for outcome in outcomes {
                switch outcome {
                case .answered(let request, let prediction, let next):
                    try insert(prediction.storable, request, now, db)
                    if case .escalate(let rung, let reason) = next {
                        try escalate(request, rung, reason, now, db)
                    }
                case .failed(let failure): try insert(failure, db)
                case .attempted(let request, let attempt): try AttemptRow.insert(attempt.storable, request, db)
                }
            }
            return try intents.map { try insert($0, batch: nil, db) }
        }
    }

    /// Stores many answers that no request was sent for, in one transaction: those of the offline models.
    package func record(_ answers: [Answer]) throws {
        guard !answers.isEmpty else { return }
        let now = Timestamp.now()
        try write { db in
            for answer in answers {
                try requireItem(answer.item, db)
                try PredictionRow.insert(
                    answer.prediction.storable, item: answer.item.value, request: nil, imported: false, now: now, db)
                if case .escalate(let rung, let reason) = answer.next {
                    try insertEscalation(Escalation(item: answer.item, rung: rung, reason: reason, at: now), db)
                }
            }
        }
    }

    /// Requests with neither an answer nor a failure, of items that their model has still not answered: a run was
    /// killed, or is running now. What waits gives their items again. Those of open batches are not among them.
    package func interruptedRequests(model: String? = nil) throws -> [InterruptedRequest] {
        try read { db in
            try db.all(
                """
                SELECT r.id, r.item, r.model, r.escalation, r.prompt_version, r.at, r.repair FROM request r
                WHERE NOT EXISTS (
                        SELECT 1 FROM prediction p WHERE p.item = r.item AND p.model = r.model AND p.repair >= r.repair)
                    AND NOT EXISTS (SELECT 1 FROM failure f WHERE f.request = r.id)
                    AND NOT EXISTS (SELECT 1 FROM pending w WHERE w.request = r.id)
                    AND (?1 IS NULL OR r.model = ?1)
                ORDER BY r.id
                """, [model?.withoutNUL]
            ) { row in
                InterruptedRequest(
                    request: RequestID(try row.value(0)),
                    intent: RequestIntent(
                        item: try row.number(1), model: try row.value(2), escalation: try row.word(3),
                        promptVersion: try row.value(4), at: try row.time(5), isRepair: try row.value(6)))
            }
        }
    }

    func insert(_ intent: RequestIntent, batch: BatchID?, _ db: Database) throws -> RequestID {
        // No look for the item: a number that no item has violates a reference, and is named then.
        do {
            var row = try RowWriter(
                """
                INSERT INTO request (item, model, escalation, repair, batch, prompt_version, at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """, db)
            row.add(intent.item.value)
            row.add(intent.model.withoutNUL)
            row.add(intent.escalation?.rawValue)
            row.add(intent.isRepair)
            row.add(batch?.value)
            row.add(intent.promptVersion?.withoutNUL)
            row.add(intent.at.milliseconds)
            try row.run(db)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            try requireItem(intent.item, db)
            throw error
        }
        return RequestID(db.lastInsertedRowID)
    }

    private func insert(_ prediction: Prediction, _ request: RequestID, _ now: Timestamp, _ db: Database) throws {
        if try PredictionRow.insertFirst(prediction, request: request, now: now, db) { return }
        let item = try requireRequest(request, db)
        let known = try db.all(
            "SELECT \(PredictionRow.columns(of: "p")) FROM prediction p WHERE p.request = ?", [request.value]
        ) { try PredictionRow.decode($0, at: 0) }
        guard !known.contains(prediction) else { return }
        try PredictionRow.insert(
            prediction, item: item.value, request: request.value, imported: false, now: now, db)
    }

    private func escalate(
        _ request: RequestID, _ rung: Int, _ reason: EscalationReason, _ now: Timestamp, _ db: Database
    ) throws {
        let item = try requireRequest(request, db)
        try insertEscalation(Escalation(item: item, rung: rung, reason: reason, at: now), db)
    }

    private func insert(_ failure: RequestFailure, _ db: Database) throws {
        _ = try requireRequest(failure.request, db)
        try db.run(
            """
            INSERT INTO failure (request, message, http_status, attempts, at) VALUES (?, CAST(? AS TEXT), ?, ?, ?)
            """,
            [
                failure.request.value, failure.message.exact, failure.httpStatus, max(0, failure.attempts),
                failure.at.milliseconds,
            ])
    }

    /// The item of a request.
    private func requireRequest(_ request: RequestID, _ db: Database) throws -> ItemNumber {
        let item = try db.first("SELECT item FROM request WHERE id = ?", [request.value], { try $0.number(0) })
        guard let item else { throw StoreError.unknownRequest(request) }
        return item
    }
}

extension Store {
    /// Whether an answer of this model to this item is stored, whatever its outcome.
    package func isAnswered(_ item: ItemNumber, by model: String) throws -> Bool {
        try read { db in
            try db.first(
                "SELECT 1 FROM prediction WHERE item = ? AND model = ? LIMIT 1", [item.value, model.withoutNUL],
                { _ in true }) == true
        }
    }
}
