internal import GRDB
private import GRDBSQLite
internal import Labeling

/// One row of a statement that is being stepped through.
struct RawRow {
    let statement: SQLiteStatement

    func int(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

    /// A number, or nil for NULL.
    func code(_ column: Int32) -> Int64? { isNull(column) ? nil : int(column) }

    func double(_ column: Int32) -> Double? {
        isNull(column) ? nil : sqlite3_column_double(statement, column)
    }

    func text(_ column: Int32) -> String? { sqlite3_column_text(statement, column).map { String(cString: $0) } }

    /// -1: null.
    func word(_ column: Int32, _ words: inout WordTable) -> Int32 {
        guard let text = sqlite3_column_text(statement, column) else { return -1 }
        let count = Int(sqlite3_column_bytes(statement, column))
        return words.number(of: UnsafeBufferPointer(start: text, count: count))
    }
}

extension Database {
    /// Steps through all rows of a query without making values of them.
    func step(
        _ sql: String, _ arguments: StatementArguments = StatementArguments(), _ body: (RawRow) throws -> Void
    ) throws {
        let statement = try makeStatement(sql: sql)
        try statement.setArguments(arguments)
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
