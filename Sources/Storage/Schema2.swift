internal import GRDB

/// Version 2: ladders of models, attempts, batches, repairs, pictures.
///
/// SQLite cannot change a CHECK, so the tables whose words grow are made anew under another name, filled, and renamed.
/// Until that is done there are no views and no triggers: renaming looks at all of them, and they would name tables
/// that are gone. GRDB runs a migration without foreign keys, and checks all of them at its end.
enum Schema2 {
    static func migrate(_ db: Database) throws {
        for kind in ["view", "trigger"] {
            let names = try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = ?", arguments: [kind])
            for name in names { try db.execute(sql: "DROP \(kind) \"\(name)\"") }
        }
        try db.execute(sql: tables)
        try db.execute(sql: SchemaQueue2.views)
        try db.execute(sql: SchemaQueue2.tables)
        try db.execute(sql: SchemaSpending2.view)
        try db.execute(sql: SchemaSpending2.table)
        try db.execute(sql: SchemaTriggers2.all)
    }

    static let reasons = [
        "low-confidence", "sample", "label", "invalid-output", "refusal", "reviewer", "routing",
    ]

    static let outcomes = [
        "labeled", "invalid-output", "unknown-label", "empty", "refusal", "truncated", "unknown-stop",
    ]

    private static let batchEvents = ["submitted", "ended", "collected", "abandoned", "note"]

    private static let sources = ["stated", "probability", "log-probability", "vote-share", "imported"]

    /// How tokens and costs lie in `prediction` and in `attempt`.
    private static let costColumns = """
        input_tokens INTEGER NOT NULL CHECK (input_tokens >= 0),
            output_tokens INTEGER NOT NULL CHECK (output_tokens >= 0),
            cache_creation_input_tokens INTEGER NOT NULL CHECK (cache_creation_input_tokens >= 0),
            cache_read_input_tokens INTEGER NOT NULL CHECK (cache_read_input_tokens >= 0),
            cache_creation_1h_input_tokens INTEGER NOT NULL CHECK (cache_creation_1h_input_tokens >= 0),
            reasoning_tokens INTEGER NOT NULL CHECK (reasoning_tokens >= 0),
            cost_basis TEXT NOT NULL CHECK (\(Schema.oneOf("cost_basis", ["charged", "estimated", "unknown"]))),
            picodollars INTEGER CHECK (picodollars >= 0),
            estimate_model TEXT,
            CHECK ((cost_basis = 'unknown') = (picodollars IS NULL)),
            CHECK ((cost_basis = 'estimated') = (estimate_model IS NOT NULL))
        """

    private static let tables = """
        -- A JSON array of texts.
        ALTER TABLE item ADD COLUMN images TEXT;

        -- Requests that are handed to a provider together. `nonce` finds one again whose number was never received.
        CREATE TABLE batch (
            id INTEGER PRIMARY KEY,
            model TEXT NOT NULL,
            nonce TEXT NOT NULL UNIQUE,
            endpoint TEXT NOT NULL,
            requests INTEGER NOT NULL CHECK (requests >= 0),
            at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE batch_event (
            id INTEGER PRIMARY KEY,
            batch INTEGER NOT NULL REFERENCES batch(id),
            kind TEXT NOT NULL CHECK (\(Schema.oneOf("kind", batchEvents))),
            provider_batch TEXT,
            expires_at INTEGER,
            detail TEXT NOT NULL,
            at INTEGER NOT NULL,
            CHECK ((kind = 'submitted') = (provider_batch IS NOT NULL))
        ) STRICT;
        CREATE INDEX batch_event_of_batch ON batch_event(batch);

        CREATE TABLE request_2 (
            id INTEGER PRIMARY KEY,
            item INTEGER NOT NULL REFERENCES item(number),
            model TEXT NOT NULL,
            escalation TEXT CHECK (\(Schema.oneOf("escalation", reasons))),
            repair INTEGER NOT NULL CHECK (repair IN (0, 1)),
            batch INTEGER REFERENCES batch(id),
            prompt_version TEXT,
            at INTEGER NOT NULL
        ) STRICT;
        INSERT INTO request_2 (id, item, model, escalation, repair, prompt_version, at)
            SELECT id, item, model, escalation, 0, prompt_version, at FROM request ORDER BY id;
        DROP TABLE request;
        ALTER TABLE request_2 RENAME TO request;
        CREATE INDEX request_of_item ON request(item, model);
        CREATE INDEX request_of_batch ON request(batch) WHERE batch IS NOT NULL;

        -- Exchanges that are no predictions by themselves. The cost of a prediction holds those of its request; `late`:
        -- it became known after the prediction, which has told its cost already.
        CREATE TABLE attempt (
            id INTEGER PRIMARY KEY,
            request INTEGER NOT NULL REFERENCES request(id),
            kind TEXT NOT NULL CHECK (\(Schema.oneOf("kind", ["sample", "discarded", "lost"]))),
            outcome TEXT CHECK (\(Schema.oneOf("outcome", outcomes))),
            possible INTEGER CHECK (possible >= 0),
            provider_request TEXT,
            detail TEXT NOT NULL,
            at INTEGER NOT NULL,
            late INTEGER NOT NULL CHECK (late IN (0, 1)),
            \(costColumns)
        ) STRICT;
        CREATE INDEX attempt_of_request ON attempt(request);

        CREATE TABLE prediction_2 (
            id INTEGER PRIMARY KEY,
            item INTEGER NOT NULL REFERENCES item(number),
            model TEXT NOT NULL,
            snapshot TEXT,
            label TEXT,
            invalid_answer TEXT,
            confidence REAL CHECK (confidence BETWEEN 0 AND 1),
            confidence_source TEXT CHECK (\(Schema.oneOf("confidence_source", sources))),
            rationale TEXT,
            latency_ms REAL CHECK (latency_ms >= 0),
            outcome TEXT NOT NULL CHECK (\(Schema.oneOf("outcome", outcomes))),
            escalation TEXT CHECK (\(Schema.oneOf("escalation", reasons))),
            repair INTEGER NOT NULL CHECK (repair IN (0, 1)),
            service TEXT NOT NULL CHECK (\(Schema.oneOf("service", ["standard", "batch"]))),
            samples INTEGER CHECK (samples >= 1),
            provider_request TEXT,
            prompt_version TEXT,
            stop_reason TEXT,
            at INTEGER,
            request INTEGER REFERENCES request(id),
            imported INTEGER NOT NULL CHECK (imported IN (0, 1)),
            recorded_at INTEGER NOT NULL,
            \(costColumns),
            CHECK ((outcome = 'labeled') = (label IS NOT NULL))
        ) STRICT;
        INSERT INTO prediction_2 (id, item, model, snapshot, label, invalid_answer, confidence, confidence_source,
                rationale, latency_ms, outcome, escalation, repair, service, provider_request, prompt_version,
                stop_reason, at, request, imported, recorded_at, input_tokens, output_tokens, cache_creation_input_tokens,
                cache_read_input_tokens, cache_creation_1h_input_tokens, reasoning_tokens, cost_basis, picodollars,
                estimate_model)
            SELECT id, item, model, snapshot, label, invalid_answer, confidence, confidence_source,
                rationale, latency_ms, outcome, escalation, 0, 'standard', provider_request, prompt_version,
                stop_reason, at, request, imported, recorded_at, input_tokens, output_tokens, cache_creation_input_tokens,
                cache_read_input_tokens, 0, 0, cost_basis, picodollars, estimate_model
            FROM prediction ORDER BY id;
        DROP TABLE prediction;
        ALTER TABLE prediction_2 RENAME TO prediction;
        CREATE INDEX prediction_of_item ON prediction(item, model);
        CREATE INDEX prediction_of_request ON prediction(request) WHERE request IS NOT NULL;

        CREATE TABLE escalation_2 (
            id INTEGER PRIMARY KEY,
            item INTEGER NOT NULL REFERENCES item(number),
            rung INTEGER NOT NULL CHECK (rung >= 1),
            reason TEXT NOT NULL CHECK (\(Schema.oneOf("reason", reasons))),
            at INTEGER NOT NULL,
            UNIQUE (item, rung, reason)
        ) STRICT;
        INSERT INTO escalation_2 (id, item, rung, reason, at)
            SELECT id, item, 1, reason, at FROM escalation ORDER BY id;
        DROP TABLE escalation;
        ALTER TABLE escalation_2 RENAME TO escalation;
        """
}
