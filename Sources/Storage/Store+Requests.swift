package import Labeling

internal import GRDB

extension Store {
    /// Keeps that a request is about to be sent. When this returns it is on disk, so that a killed run leaves a trace
    /// of every request that may have been paid for.
    package func recordIntent(_ intent: RequestIntent) throws -> RequestID {
        try write { try insert(intent, $0) }
    }

    /// The same for many requests, in one transaction.
    /// - Returns: one number for each, in order.
    package func recordIntents(_ intents: [RequestIntent]) throws -> [RequestID] {
        guard !intents.isEmpty else { return [] }
        return try write { db in try intents.map { try insert($0, db) } }
    }

    /// Stores the answer to a request, and in the same transaction whether it calls for a second opinion.
    ///
    /// When this returns it is on disk. Handed in twice, the same answer is stored once.
    package func record(
        _ answer: Prediction, for request: RequestID, escalate: EscalationReason? = nil
    ) throws {
        try write { db in
            let item = try db.first("SELECT item FROM request WHERE id = ?", [request.value], { try $0.number(0) })
            guard let item else { throw StoreError.unknownRequest(request) }
            let prediction = answer.storable
            let known = try db.all(
                "SELECT \(PredictionRow.columns(of: "p")) FROM prediction p WHERE p.request = ?", [request.value]
            ) { try PredictionRow.decode($0, at: 0) }
            if !known.contains(prediction) {
                try PredictionRow.insert(
                    prediction, item: item.value, request: request.value, imported: false, now: .now(), db)
            }
            if let escalate { try insertEscalation(Escalation(item: item, reason: escalate, at: .now()), db) }
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
                if let reason = answer.escalate {
                    try insertEscalation(Escalation(item: answer.item, reason: reason, at: now), db)
                }
            }
        }
    }

    /// Keeps that a request was given up. Its item stays without an answer, and is given again by `awaiting`.
    package func recordFailure(_ failure: RequestFailure) throws {
        try write { db in
            let request = failure.request
            guard try db.first("SELECT 1 FROM request WHERE id = ?", [request.value], { _ in true }) != nil else {
                throw StoreError.unknownRequest(request)
            }
            try db.run(
                """
                INSERT INTO failure (request, message, http_status, attempts, at) VALUES (?, CAST(? AS TEXT), ?, ?, ?)
                """,
                [
                    request.value, failure.message.exact, failure.httpStatus, max(0, failure.attempts),
                    failure.at.milliseconds,
                ])
        }
    }

    /// Requests with neither an answer nor a failure, of items that their model has still not answered: a run was
    /// killed, or is running now. `awaiting` and `awaitingSecond` give their items again.
    package func interruptedRequests(model: String? = nil) throws -> [InterruptedRequest] {
        try read { db in
            try db.all(
                """
                SELECT r.id, r.item, r.model, r.escalation, r.prompt_version, r.at FROM request r
                WHERE NOT EXISTS (SELECT 1 FROM prediction p WHERE p.item = r.item AND p.model = r.model)
                    AND NOT EXISTS (SELECT 1 FROM failure f WHERE f.request = r.id)
                    AND (?1 IS NULL OR r.model = ?1)
                ORDER BY r.id
                """, [model?.withoutNUL]
            ) { row in
                InterruptedRequest(
                    request: RequestID(try row.value(0)),
                    intent: RequestIntent(
                        item: try row.number(1), model: try row.value(2), escalation: try row.word(3),
                        promptVersion: try row.value(4), at: try row.time(5)))
            }
        }
    }

    /// What the answers recorded by this store really cost, exactly: in all, or on one day in UTC (`2026-11-01`).
    ///
    /// Imported answers were paid by someone else; `includingImported` adds them.
    package func spent(on day: String? = nil, includingImported: Bool = false) throws -> Money {
        try spending().reduce(Money.zero) { sum, row in
            (day == nil || row.day == day) && (includingImported || !row.imported) ? sum + row.charged : sum
        }
    }

    /// What was spent, by day, model and origin; days in order, answers of unknown day first.
    package func spending() throws -> [Spending] {
        try read { try Spending.all($0) }
    }

    private func insert(_ intent: RequestIntent, _ db: Database) throws -> RequestID {
        try requireItem(intent.item, db)
        try db.run(
            "INSERT INTO request (item, model, escalation, prompt_version, at) VALUES (?, ?, ?, ?, ?)",
            [
                intent.item.value, intent.model.withoutNUL, intent.escalation?.rawValue,
                intent.promptVersion?.withoutNUL, intent.at.milliseconds,
            ])
        return RequestID(db.lastInsertedRowID)
    }
}

extension Spending {
    static func all(_ db: Database) throws -> [Spending] {
        try db.all(
            """
            SELECT day, model, imported, answers, input_tokens, output_tokens, cache_creation_input_tokens,
                cache_read_input_tokens, charged, estimated, unknown
            FROM spending ORDER BY day, model, imported
            """
        ) { row in
            let day: String = try row.value(0)
            return Spending(
                day: day.isEmpty ? nil : day, model: try row.value(1), imported: try row.value(2),
                answers: try row.value(3),
                usage: Usage(
                    inputTokens: try row.value(4), outputTokens: try row.value(5),
                    cacheCreationInputTokens: try row.value(6), cacheReadInputTokens: try row.value(7)),
                charged: Money(picodollars: try row.value(8)), estimated: Money(picodollars: try row.value(9)),
                unknown: try row.value(10))
        }
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
