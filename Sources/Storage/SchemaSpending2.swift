/// Money and tokens in schema version 2.
///
/// A prediction's cost is that of all its exchanges. Attempts are counted by themselves, as soon as they are known; an
/// answer then counts as what is left of its cost, so that the sum of all rows is exact at any moment.
enum SchemaSpending2 {
    static let keys = ["day", "model", "imported", "kind", "outcome", "reason", "service", "repair"]

    static let sums = [
        "count", "charged", "estimated", "unknown", "possible", "input_tokens", "output_tokens",
        "cache_creation_input_tokens", "cache_read_input_tokens", "cache_creation_1h_input_tokens", "reasoning_tokens",
    ]

    static let tokens = Array(sums.suffix(6))

    static let all = (keys + sums).joined(separator: ", ")

    /// The UTC day of a column of milliseconds; '' where unknown.
    static func day(_ milliseconds: String) -> String {
        "coalesce(date((\(milliseconds)) / 1000, 'unixepoch'), '')"
    }

    /// What the attempts that came before an answer have already been counted with, of the attempts `a` of one request.
    static let counted =
        "coalesce(sum(iif(cost_basis = 'charged', picodollars, 0)), 0) AS charged, "
        + "coalesce(sum(iif(cost_basis = 'estimated', picodollars, 0)), 0) AS estimated, "
        + tokens.map { "coalesce(sum(\($0)), 0) AS \($0)" }.joined(separator: ", ")

    /// The row that an answer `p` adds, where `a` are its attempts.
    static let ofAnswer = """
        \(day("iif(p.imported, p.at, coalesce(p.at, p.recorded_at))")) AS day, p.model AS model, p.imported AS imported,
            iif(p.samples IS NULL, 'answer', 'vote') AS kind, p.outcome AS outcome, coalesce(p.escalation, '') AS reason, p.service AS service,
            p.repair AS repair, 1 AS count,
            iif(p.cost_basis = 'charged', max(0, p.picodollars - a.charged), 0) AS charged,
            iif(p.cost_basis = 'estimated', max(0, p.picodollars - a.estimated), 0) AS estimated,
            p.cost_basis = 'unknown' AS unknown, 0 AS possible,
            \(tokens.map { "max(0, p.\($0) - a.\($0)) AS \($0)" }.joined(separator: ", "))
        """

    /// The row that an attempt `a` of the request `r` adds. A late one was part of its answer's cost already.
    static let ofAttempt = """
        \(day("a.at")) AS day, r.model AS model, 0 AS imported, a.kind AS kind, coalesce(a.outcome, '') AS outcome,
            coalesce(r.escalation, '') AS reason, iif(r.batch IS NULL, 'standard', 'batch') AS service,
            r.repair AS repair, 1 AS count,
            iif(a.cost_basis = 'charged' AND NOT a.late, a.picodollars, 0) AS charged,
            iif(a.cost_basis = 'estimated' AND NOT a.late, a.picodollars, 0) AS estimated,
            a.cost_basis = 'unknown' AS unknown, coalesce(a.possible, 0) AS possible,
            \(tokens.map { "iif(a.late, 0, a.\($0)) AS \($0)" }.joined(separator: ", "))
        """

    /// Sums stop at the largest integer.
    static let table = """
        DROP TABLE spending;
        CREATE TABLE spending (
            day TEXT NOT NULL,
            model TEXT NOT NULL,
            imported INTEGER NOT NULL CHECK (imported IN (0, 1)),
            kind TEXT NOT NULL,
            outcome TEXT NOT NULL,
            reason TEXT NOT NULL,
            service TEXT NOT NULL,
            repair INTEGER NOT NULL CHECK (repair IN (0, 1)),
            \(sums.map { "\($0) INTEGER NOT NULL" }.joined(separator: ",\n    ")),
            PRIMARY KEY (\(keys.joined(separator: ", ")))
        ) STRICT, WITHOUT ROWID;
        INSERT INTO spending (\(all)) SELECT \(all) FROM spending_from_scratch;
        """

    static let view = """
        CREATE VIEW spending_from_scratch AS
        SELECT \(keys.joined(separator: ", ")), \(sums.map { "\(total($0)) AS \($0)" }.joined(separator: ",\n    "))
        FROM (
            SELECT \(ofAnswer)
            FROM prediction p JOIN (
                SELECT request, \(counted) FROM attempt WHERE NOT late GROUP BY request) a ON a.request = p.request
            UNION ALL
            SELECT \(ofAnswer)
            FROM prediction p JOIN (
                SELECT 0 AS charged, 0 AS estimated, \(tokens.map { "0 AS \($0)" }.joined(separator: ", "))) a
            WHERE p.request IS NULL
                OR NOT EXISTS (SELECT 1 FROM attempt t WHERE t.request = p.request AND NOT t.late)
            UNION ALL
            SELECT \(ofAttempt)
            FROM attempt a JOIN request r ON r.id = a.request)
        GROUP BY \(keys.joined(separator: ", "));
        """

    /// Where the row of a sum is there already, what is new is added to it.
    static var adding: String {
        // Both sides are never negative, so the sum stops at the largest integer instead of becoming a float.
        let saturating = sums.map { "\($0) = min(\($0), 9223372036854775807 - excluded.\($0)) + excluded.\($0)" }
        return "ON CONFLICT (\(keys.joined(separator: ", "))) DO UPDATE SET \(saturating.joined(separator: ", "));"
    }

    static var triggers: String {
        let add = """
            WHERE true
                \(adding)
            """
        let answer = ofAnswer.replacing("p.", with: "new.")
        return """
            CREATE TRIGGER prediction_is_paid AFTER INSERT ON prediction BEGIN
                INSERT INTO spending (\(all))
                SELECT \(answer)
                FROM (SELECT \(counted) FROM attempt WHERE request = new.request AND NOT late) a
                \(add)
            END;
            CREATE TRIGGER attempt_is_paid AFTER INSERT ON attempt BEGIN
                INSERT INTO spending (\(all))
                SELECT \(ofAttempt.replacing("a.", with: "new."))
                FROM request r WHERE r.id = new.request \(add.dropFirst("WHERE true".count))
            END;
            """
    }

    /// The sum of a column, at most the largest integer. Split into millions and the rest it cannot overflow.
    static func total(_ value: String) -> String {
        let millions = "(sum(\(value) / 1000000) + sum(\(value) % 1000000) / 1000000)"
        return """
            iif(\(millions) >= 9223372036854, 9223372036854775807,
                \(millions) * 1000000 + sum(\(value) % 1000000) % 1000000)
            """
    }
}
