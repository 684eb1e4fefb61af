package import Labeling

internal import GRDB
private import GRDBSQLite

/// Everything in a store that statistics need, row by row, as of one moment.
package struct StoredFacts: Sendable {
    /// Items have the numbers 1 to this.
    package var items: Int
    package var words: WordTable
    package var gold: [(item: ItemNumber, label: Int32)]
    package var decisions: [DecisionFacts]
}

extension Store {
    /// Reads a million items in the time that SQLite takes to step through their rows: each table once, in its own order,
    /// without making a value of a row.
    ///
    /// - Parameter prediction: given each prediction, in the order of recording; the words so far.
    package func facts(_ prediction: (PredictionFacts, inout WordTable) throws -> Void) throws -> StoredFacts {
        try read { db in
            var words = WordTable()
            // Numbers have no gaps, because items are never removed.
            let items = try db.first("SELECT coalesce(max(number), 0) FROM item") { try $0.value(0) as Int } ?? 0
            var gold: [(item: ItemNumber, label: Int32)] = []
            try db.step("SELECT item, label FROM gold") { row in
                gold.append((ItemNumber(row.int(0)), row.word(1, &words)))
            }
            try readPredictions(db, &words, prediction)
            let decisions = try decisions(db, &words)
            return StoredFacts(items: items, words: words, gold: gold, decisions: decisions)
        }
    }

    private func readPredictions(
        _ db: Database, _ words: inout WordTable, _ body: (PredictionFacts, inout WordTable) throws -> Void
    ) throws {
        var outcomes = Vocabulary<Prediction.Outcome>()
        var reasons = Vocabulary<EscalationReason>()
        var bases = Vocabulary<CostBasis>()
        try db.step(
            """
            SELECT item, model, label, outcome, confidence, latency_ms, cost_basis, picodollars, at, snapshot,
                prompt_version, escalation
            FROM prediction ORDER BY id
            """
        ) { row in
            guard let outcome = outcomes[row.word(3, &words), words], let basis = bases[row.word(6, &words), words]
            else { throw StoreDamage(detail: "a prediction has an outcome or a cost that this version does not know") }
            let money = Money(picodollars: row.int(7))
            let cost: CostFacts =
                switch basis {
                case .charged: .charged(money)
                case .estimated: .estimated(money)
                case .unknown: .unknown
                }
            let facts = PredictionFacts(
                item: ItemNumber(row.int(0)), model: row.word(1, &words), label: row.word(2, &words), outcome: outcome,
                confidence: row.double(4), latencyMilliseconds: row.double(5), cost: cost,
                at: row.isNull(8) ? nil : row.int(8), snapshot: row.word(9, &words),
                promptVersion: row.word(10, &words), escalation: reasons[row.word(11, &words), words])
            try body(facts, &words)
        }
    }

    private enum CostBasis: String { case charged, estimated, unknown }

    private func decisions(_ db: Database, _ words: inout WordTable) throws -> [DecisionFacts] {
        var actions = Vocabulary<Verdict.Action>()
        // Few are undone, and few belong to an act: looked up here, not joined a million times.
        let undone = Set(try db.all("SELECT decision FROM undo") { try $0.value(0) as Int64 })
        let kinds = Dictionary(
            try db.all("SELECT id, kind FROM act") { (try $0.value(0) as Int64, try $0.someWord(1) as Act.Kind) },
            uniquingKeysWith: { first, _ in first })
        var decisions: [DecisionFacts] = []
        decisions.reserveCapacity(try db.first("SELECT count(*) FROM decision") { try $0.value(0) } ?? 0)
        try db.step(
            """
            SELECT item, reviewer, action, label, at, seconds, shown, first_choice, probability, exposure, act, id
            FROM decision ORDER BY id
            """
        ) { row in
            guard let action = actions[row.word(2, &words), words] else {
                throw StoreDamage(detail: "a decision has an action that this version does not know")
            }
            decisions.append(
                DecisionFacts(
                    item: ItemNumber(row.int(0)), reviewer: row.word(1, &words), action: action,
                    label: row.word(3, &words), at: row.int(4), seconds: row.double(5), shown: row.word(6, &words),
                    firstChoice: row.word(7, &words), probability: row.double(8) ?? 1, exposure: row.word(9, &words),
                    act: row.isNull(10) ? nil : kinds[row.int(10)],
                    isUndone: !undone.isEmpty && undone.contains(row.int(11))))
        }
        return decisions
    }
}

/// The values that words stand for, by the words' numbers.
private struct Vocabulary<Value: RawRepresentable> where Value.RawValue == String {
    private var values: [Int32: Value] = [:]
    private var last: (number: Int32, value: Value)?

    /// Nil: no word, or none that is known.
    subscript(number: Int32, words: WordTable) -> Value? {
        mutating get {
            // Nearly always that of the row before.
            if let last, last.number == number { return last.value }
            guard number >= 0 else { return nil }
            guard let value = values[number] ?? Value(rawValue: words.words[Int(number)]) else { return nil }
            values[number] = value
            last = (number, value)
            return value
        }
    }
}

/// One row of a statement that is being stepped through.
private struct RawRow {
    let statement: SQLiteStatement

    func int(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

    func double(_ column: Int32) -> Double? {
        isNull(column) ? nil : sqlite3_column_double(statement, column)
    }

    /// -1: null.
    func word(_ column: Int32, _ words: inout WordTable) -> Int32 {
        guard let text = sqlite3_column_text(statement, column) else { return -1 }
        let count = Int(sqlite3_column_bytes(statement, column))
        return words.number(of: UnsafeBufferPointer(start: text, count: count))
    }
}

extension Database {
    /// Steps through all rows of a query without making values of them.
    fileprivate func step(_ sql: String, _ body: (RawRow) throws -> Void) throws {
        let statement = try makeStatement(sql: sql)
        let raw = RawRow(statement: statement.sqliteStatement)
        defer { sqlite3_reset(raw.statement) }
        while true {
            switch sqlite3_step(raw.statement) {
            case SQLITE_ROW: try body(raw)
            case SQLITE_DONE: return
            case let code:
                throw DatabaseError(resultCode: ResultCode(rawValue: code), message: lastErrorMessage, sql: sql)
            }
        }
    }
}
