/// How predictions lie in the store since version 8: numbers in place of the names and words that come again in every row.
/// The view `prediction` has the columns that the table of this name had before; whoever writes into it, writes rows.
enum SchemaPredictions8 {
    /// Words of a column, by their numbers from 0 on. The usual ones come first: 0 and 1 take no space.
    struct Words {
        var column: String
        var words: [String]
        var isRequired = true

        var check: String {
            "\(column) INTEGER\(isRequired ? " NOT NULL" : "") CHECK (\(column) BETWEEN 0 AND \(words.count - 1))"
        }

        /// The word of a number.
        func word(_ value: String) -> String {
            "CASE \(value) " + words.enumerated().map { "WHEN \($0) THEN '\($1)'" }.joined(separator: " ") + " END"
        }

        /// The number of a word; of another text one that the CHECK refuses.
        func number(_ value: String) -> String {
            "CASE " + words.enumerated().map { "WHEN \(value) = '\($1)' THEN \($0)" }.joined(separator: " ")
                + " WHEN \(value) IS NULL THEN NULL ELSE -1 END"
        }
    }

    static let outcome = Words(column: "outcome", words: Schema2.outcomes)
    static let source = Words(
        column: "confidence_source", words: ["imported", "stated", "probability", "log-probability", "vote-share"],
        isRequired: false)
    static let escalation = Words(column: "escalation", words: Schema2.reasons, isRequired: false)
    static let service = Words(column: "service", words: ["standard", "batch"])
    static let basis = Words(column: "cost_basis", words: ["unknown", "charged", "estimated"])

    /// Columns that hold the number of a name.
    static let names = ["model", "label", "snapshot", "prompt_version", "stop_reason", "estimate_model"]

    /// As the table had them.
    private static let columns = [
        "id", "item", "model", "snapshot", "label", "invalid_answer", "confidence", "confidence_source", "rationale",
        "latency_ms", "outcome", "escalation", "repair", "service", "samples", "provider_request", "prompt_version",
        "stop_reason", "at", "request", "imported", "recorded_at", "input_tokens", "output_tokens",
        "cache_creation_input_tokens", "cache_read_input_tokens", "cache_creation_1h_input_tokens", "reasoning_tokens",
        "cost_basis", "picodollars", "estimate_model",
    ]

    private static let words = [outcome, source, escalation, service, basis]

    /// The name of a number.
    static func text(_ number: String) -> String { "(SELECT n.text FROM name n WHERE n.id = \(number))" }

    /// The number of a name.
    static func number(_ text: String) -> String { "(SELECT n.id FROM name n WHERE n.text = \(text))" }

    /// All columns as rows hold them, of a row as the view has it.
    private static func stored(_ row: String) -> String {
        columns.map { column in
            let value = "\(row).\(column)"
            if names.contains(column) { return number(value) }
            return words.first { $0.column == column }?.number(value) ?? value
        }.joined(separator: ",\n    ")
    }

    private static func newName(_ text: String) -> String {
        """
        INSERT INTO name (text)
            SELECT \(text) WHERE \(text) IS NOT NULL AND NOT EXISTS (SELECT 1 FROM name n WHERE n.text = \(text));
        """
    }

    static let tables = """
        -- Of models, labels, prompts, reasons to stop: predictions hold their numbers.
        CREATE TABLE name (
            id INTEGER PRIMARY KEY,
            text TEXT NOT NULL UNIQUE
        ) STRICT;
        INSERT INTO name (text)
            \(names.map { "SELECT \($0) FROM prediction WHERE \($0) IS NOT NULL" }.joined(separator: "\n    UNION "));

        -- `verify` looks after the numbers of names: a reference would be looked up for every row.
        CREATE TABLE prediction_row (
            id INTEGER PRIMARY KEY,
            item INTEGER NOT NULL REFERENCES item(number),
            model INTEGER NOT NULL,
            label INTEGER,
            confidence REAL CHECK (confidence BETWEEN 0 AND 1),
            \(source.check),
            \(outcome.check),
            imported INTEGER NOT NULL CHECK (imported IN (0, 1)),
            recorded_at INTEGER NOT NULL,
            at INTEGER,
            request INTEGER REFERENCES request(id),
            \(escalation.check),
            repair INTEGER NOT NULL CHECK (repair IN (0, 1)),
            \(service.check),
            samples INTEGER CHECK (samples >= 1),
            latency_ms REAL CHECK (latency_ms >= 0),
            input_tokens INTEGER NOT NULL CHECK (input_tokens >= 0),
            output_tokens INTEGER NOT NULL CHECK (output_tokens >= 0),
            cache_creation_input_tokens INTEGER NOT NULL CHECK (cache_creation_input_tokens >= 0),
            cache_read_input_tokens INTEGER NOT NULL CHECK (cache_read_input_tokens >= 0),
            cache_creation_1h_input_tokens INTEGER NOT NULL CHECK (cache_creation_1h_input_tokens >= 0),
            reasoning_tokens INTEGER NOT NULL CHECK (reasoning_tokens >= 0),
            \(basis.check),
            picodollars INTEGER CHECK (picodollars >= 0),
            estimate_model INTEGER,
            snapshot INTEGER,
            prompt_version INTEGER,
            stop_reason INTEGER,
            provider_request TEXT,
            invalid_answer TEXT,
            rationale TEXT,
            CHECK ((outcome = 0) = (label IS NOT NULL)),
            CHECK ((cost_basis = 0) = (picodollars IS NULL)),
            CHECK ((cost_basis = 2) = (estimate_model IS NOT NULL))
        ) STRICT;
        INSERT INTO prediction_row (\(columns.joined(separator: ", ")))
            SELECT \(stored("p")) FROM prediction p ORDER BY p.id;
        DROP TABLE prediction;
        CREATE INDEX prediction_of_item ON prediction_row(item, model);
        CREATE INDEX prediction_of_request ON prediction_row(request) WHERE request IS NOT NULL;
        """

    static var view: String {
        let shown = columns.map { column in
            if names.contains(column) { return "\(text("p.\(column)")) AS \(column)" }
            return (words.first { $0.column == column }).map { "\($0.word("p.\(column)")) AS \(column)" }
                ?? "p.\(column) AS \(column)"
        }
        return """
            CREATE VIEW prediction AS
            SELECT \(shown.joined(separator: ",\n    "))
            FROM prediction_row p;

            CREATE TRIGGER prediction_is_taken INSTEAD OF INSERT ON prediction BEGIN
                \(names.map { newName("new.\($0)") }.joined(separator: "\n    "))
                INSERT INTO prediction_row (\(columns.joined(separator: ", ")))
                SELECT \(stored("new"));
            END;
            """
    }
}
