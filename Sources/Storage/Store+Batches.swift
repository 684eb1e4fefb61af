package import Labeling

internal import GRDB

extension Store {
    /// Keeps that these requests are about to be handed to a provider together, in one transaction. Their items are
    /// not given to anybody else until the batch is collected or abandoned.
    ///
    /// - Parameters:
    ///   - nonce: unique among all batches.
    ///   - intents: all for `model`.
    /// - Returns: the batch, and one number for each intent, in order.
    package func recordBatch(
        model: String, nonce: String, endpoint: String, at: Timestamp, _ intents: [RequestIntent]
    ) throws -> (StoredBatch, [RequestID]) {
        let names = (model: model.withoutNUL, nonce: nonce.withoutNUL, endpoint: endpoint.withoutNUL)
        return try write { db in
            try db.run(
                "INSERT INTO batch (model, nonce, endpoint, requests, at) VALUES (?, ?, ?, ?, ?)",
                [names.model, names.nonce, names.endpoint, intents.count, at.milliseconds])
            let id = BatchID(db.lastInsertedRowID)
            let requests = try intents.map { intent in
                var intent = intent
                intent.model = names.model
                return try insert(intent, batch: id, db)
            }
            let batch = StoredBatch(
                id: id, model: names.model, nonce: names.nonce, endpoint: names.endpoint, requests: intents.count,
                at: at)
            return (batch, requests)
        }
    }

    /// Keeps what happened to a batch.
    package func record(_ event: BatchEvent, of batch: BatchID, at: Timestamp = .now()) throws {
        try write { db in
            guard try db.first("SELECT 1 FROM batch WHERE id = ?", [batch.value], { _ in true }) != nil else {
                throw StoreError.unknownBatch(batch)
            }
            try BatchRow.insert(event, of: batch, at: at, db)
        }
    }

    /// The batches that are neither collected nor abandoned, oldest first.
    package func openBatches(model: String? = nil) throws -> [StoredBatch] {
        try batches().filter { $0.isOpen && (model == nil || $0.model == model) }
    }

    /// All batches, oldest first.
    package func batches() throws -> [StoredBatch] {
        try read { db in
            try db.all("SELECT \(BatchRow.columns(of: "b")) FROM batch b ORDER BY b.id") {
                try BatchRow.decode($0, at: 0)
            }
        }
    }

    /// The requests of a batch, in the order of recording, after the given one.
    package func requests(of batch: BatchID, limit: Int, after: RequestID? = nil) throws -> [BatchRequest] {
        try read { db in
            try db.all(BatchRow.requests, ["batch": batch.value, "after": after?.value ?? 0, "limit": limit]) { row in
                BatchRequest(
                    request: RequestID(try row.value(0)),
                    item: NumberedItem(number: try row.number(1), item: try ItemRow.decode(row, at: 6)),
                    escalation: try row.word(2), isRepair: try row.value(3), promptVersion: try row.value(4),
                    state: try row.someWord(5))
            }
        }
    }

    /// How many requests of a batch have neither an answer nor a failure.
    package func unansweredRequests(of batch: BatchID) throws -> Int {
        try read { db in
            // Kept while the batch is open; of a closed one, which nobody watches, they are counted.
            let open = try db.first(
                "SELECT count(*) FROM pending WHERE batch = ?", [batch.value], { try $0.value(0) as Int })
            if let open, open > 0 { return open }
            return try db.first(
                """
                SELECT count(*) FROM request r INDEXED BY request_of_batch
                WHERE r.batch = ? AND NOT EXISTS (SELECT 1 FROM prediction p WHERE p.request = r.id)
                    AND NOT EXISTS (SELECT 1 FROM failure f WHERE f.request = r.id)
                """, [batch.value], { try $0.value(0) }) ?? 0
        }
    }
}

/// How batches and their events lie in their tables.
enum BatchRow {
    static func columns(of name: String) -> String {
        func newest(_ column: String, _ kinds: String...) -> String {
            """
            (SELECT \(column) FROM batch_event e WHERE e.batch = \(name).id AND \(Schema.oneOf("e.kind", kinds))
                ORDER BY e.id DESC LIMIT 1)
            """
        }
        return """
            \(name).id, \(name).model, \(name).nonce, \(name).endpoint, \(name).requests, \(name).at,
            \(newest("e.provider_batch", "submitted")), \(newest("e.expires_at", "submitted")),
            \(newest("e.at", "submitted")), \(newest("e.at", "ended")), \(newest("e.at", "collected")),
            \(newest("e.at", "abandoned")), \(newest("CAST(e.detail AS BLOB)", "note", "abandoned"))
            """
    }

    static func decode(_ row: Row, at start: Int) throws -> StoredBatch {
        StoredBatch(
            id: BatchID(try row.value(start)), model: try row.value(start + 1), nonce: try row.value(start + 2),
            endpoint: try row.value(start + 3), requests: try row.value(start + 4), at: try row.time(start + 5),
            providerID: try row.value(start + 6), expiresAt: try row.timeIfAny(start + 7),
            submittedAt: try row.timeIfAny(start + 8), endedAt: try row.timeIfAny(start + 9),
            collectedAt: try row.timeIfAny(start + 10), abandonedAt: try row.timeIfAny(start + 11),
            message: try row.exactText(start + 12))
    }

    /// Request, item, reason, repair, prompt version, state and the item's columns of one page.
    static let requests = """
        SELECT r.id, r.item, r.escalation, r.repair, r.prompt_version,
            CASE WHEN EXISTS (SELECT 1 FROM prediction p WHERE p.request = r.id) THEN 'answered'
                WHEN EXISTS (SELECT 1 FROM failure f WHERE f.request = r.id) THEN 'failed' ELSE 'open' END,
            \(ItemRow.columns)
        FROM request r INDEXED BY request_of_batch JOIN item i ON i.number = r.item
        WHERE r.batch = :batch AND r.id > :after ORDER BY r.id LIMIT :limit
        """

    static func insert(_ event: BatchEvent, of batch: BatchID, at: Timestamp, _ db: Database) throws {
        let (kind, provider, expires, detail): (String, String?, Timestamp?, String) =
            switch event {
            case .submitted(let id, let expires): ("submitted", id, expires, "")
            case .ended: ("ended", nil, nil, "")
            case .collected: ("collected", nil, nil, "")
            case .abandoned(let reason): ("abandoned", nil, nil, reason)
            case .note(let message): ("note", nil, nil, message)
            }
        try db.run(
            """
            INSERT INTO batch_event (batch, kind, provider_batch, expires_at, detail, at)
            VALUES (?, ?, ?, ?, CAST(? AS TEXT), ?)
            """,
            [batch.value, kind, provider?.withoutNUL, expires?.milliseconds, detail.exact, at.milliseconds])
    }

    /// The columns that `event` reads, of the table `name`.
    static func eventColumns(of name: String) -> String {
        "\(name).kind, \(name).provider_batch, \(name).expires_at, CAST(\(name).detail AS BLOB)"
    }

    static func event(_ row: Row, at start: Int) throws -> BatchEvent {
        switch try row.value(start) as String {
        case "submitted":
            .submitted(
                providerID: try row.value(start + 1) as String? ?? "", expiresAt: try row.timeIfAny(start + 2))
        case "ended": .ended
        case "collected": .collected
        case "abandoned": .abandoned(reason: try row.text(start + 3))
        case "note": .note(try row.text(start + 3))
        case let word: throw StoreDamage(detail: "\"\(word)\" is no event of a batch")
        }
    }
}

extension Store {
    /// Whether an open batch holds a question about this item for this model.
    package func isInBatch(_ item: ItemNumber, for model: String) throws -> Bool {
        try read { db in
            try db.first(
                "SELECT \(SchemaQueue2.isHeld(item: "?1", model: "?2"))", [item.value, model.withoutNUL],
                { try $0.value(0) }) == true
        }
    }
}
