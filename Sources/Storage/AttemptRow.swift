internal import GRDB
internal import Labeling

/// How an `Attempt` lies in its table.
enum AttemptRow {
    /// The columns that `decode` reads, of the table `name`.
    static func columns(of name: String) -> String {
        """
        \(name).kind, \(name).outcome, \(name).possible, \(name).provider_request, CAST(\(name).detail AS BLOB),
        \(name).at, \(CostColumns.columns(of: name))
        """
    }

    static func decode(_ row: Row, at start: Int) throws -> Attempt {
        Attempt(
            kind: try row.someWord(start), outcome: try row.word(start + 1),
            usage: try CostColumns.usage(row, at: start + 6), cost: try CostColumns.cost(row, at: start + 12),
            possible: (try row.value(start + 2) as Int64?).map { Money(picodollars: $0) },
            requestID: try row.value(start + 3), detail: try row.text(start + 4), at: try row.time(start + 5))
    }

    /// Stores an attempt that is already `storable`.
    static func insert(_ attempt: Attempt, _ request: RequestID, _ db: Database) throws {
        var row = try RowWriter(insertion, db)
        row.add(attempt.kind.rawValue)
        row.add(attempt.outcome?.rawValue)
        row.add(attempt.possible?.picodollars)
        row.add(attempt.requestID)
        row.add(attempt.detail)
        row.add(attempt.at.milliseconds)
        CostColumns.add(attempt.usage, attempt.cost, to: &row)
        row.add(request.value)
        try row.run(db)
        guard db.changesCount > 0 else { throw StoreError.unknownRequest(request) }
    }

    private static let insertion = """
        INSERT INTO attempt (kind, outcome, possible, provider_request, detail, at, \(CostColumns.names), request, late)
        SELECT ?, ?, ?, ?, CAST(? AS TEXT), ?, \(CostColumns.placeholders), r.id,
            EXISTS (SELECT 1 FROM prediction p WHERE p.request = r.id)
        FROM request r WHERE r.id = ?
        """
}

extension Attempt {
    /// The same attempt without what the schema forbids, and without counts beyond all reason: the attempts of a
    /// request are summed when its answer is stored, and no sum may overflow and keep the answer out.
    var storable: Attempt {
        var copy = self
        copy.requestID = requestID?.withoutNUL
        copy.usage = usage.storable(atMost: 1_000_000_000_000)
        copy.cost = cost.storable(atMost: Attempt.largest)
        copy.possible = possible.map { min(max($0, .zero), Attempt.largest) }
        return copy
    }

    /// Ten thousand dollars.
    private static let largest = Money(picodollars: 10_000 * Money.picodollarsPerDollar)
}
