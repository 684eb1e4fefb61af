internal import GRDB
private import GRDBSQLite

/// A statement that is run for row after row, with its values handed to SQLite as they are, from left to right.
///
/// For the rows of a classification run: GRDB's arguments are several objects for each value, and took as long as
/// storing it.
struct RowWriter {
    private let statement: Statement
    private var position: Int32 = 0

    init(_ sql: String, _ db: Database) throws {
        statement = try db.cachedStatement(sql: sql)
    }

    mutating func add(_ value: Int64?) {
        position += 1
        if let value {
            sqlite3_bind_int64(statement.sqliteStatement, position, value)
        } else {
            sqlite3_bind_null(statement.sqliteStatement, position)
        }
    }

    mutating func add(_ value: Int) { add(Int64(value)) }

    mutating func add(_ value: Bool) { add(value ? 1 as Int64 : 0) }

    mutating func add(_ value: Double?) {
        position += 1
        if let value {
            sqlite3_bind_double(statement.sqliteStatement, position, value)
        } else {
            sqlite3_bind_null(statement.sqliteStatement, position)
        }
    }

    /// A text; with a NUL in it, only for a `CAST(? AS TEXT)`.
    mutating func add(_ text: String?) {
        position += 1
        guard var text else {
            sqlite3_bind_null(statement.sqliteStatement, position)
            return
        }
        let (statement, position) = (statement.sqliteStatement, position)
        text.withUTF8 { bytes in
            // SQLite copies the bytes before it returns.
            let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
            if bytes.isEmpty {
                sqlite3_bind_text(statement, position, "", 0, copied)
            } else if bytes.contains(0) {
                sqlite3_bind_blob64(statement, position, bytes.baseAddress, UInt64(bytes.count), copied)
            } else {
                bytes.withMemoryRebound(to: CChar.self) {
                    _ = sqlite3_bind_text64(
                        statement, position, $0.baseAddress, UInt64($0.count), copied, UInt8(SQLITE_UTF8))
                }
            }
        }
    }

    /// A text without a NUL, which stays where it is until the statement has run.
    mutating func addStatic(_ text: UnsafeRawBufferPointer) {
        position += 1
        bindStatic(text, statement.sqliteStatement, position)
    }

    /// How many rows the last statement of all that ran has inserted or changed.
    func changes(_ db: Database) -> Int32 { sqlite3_changes(db.sqliteConnection) }

    /// The number of the row that was inserted last.
    func lastRow(_ db: Database) -> Int64 { sqlite3_last_insert_rowid(db.sqliteConnection) }

    /// Runs the statement, which gives no rows, and is then ready for the next one.
    mutating func run(_ db: Database) throws {
        let code = sqlite3_step(statement.sqliteStatement)
        defer {
            sqlite3_reset(statement.sqliteStatement)
            position = 0
        }
        guard code == SQLITE_DONE else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(db.sqliteConnection)))
        }
    }
}

/// A query that is asked for row after row, and read as bytes.
struct RowReader {
    private let statement: Statement
    private var position: Int32 = 0

    init(_ sql: String, _ db: Database) throws {
        statement = try db.cachedStatement(sql: sql)
    }

    /// A text without a NUL, which stays where it is until `reset`.
    mutating func addStatic(_ text: UnsafeRawBufferPointer) {
        position += 1
        bindStatic(text, statement.sqliteStatement, position)
    }

    /// Whether there is a row, whose columns can be read until the next call.
    func next(_ db: Database) throws -> Bool {
        switch sqlite3_step(statement.sqliteStatement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(db.sqliteConnection)))
        }
    }

    /// Ready for the next question.
    mutating func reset() {
        sqlite3_reset(statement.sqliteStatement)
        position = 0
    }

    func int(_ column: Int32) -> Int64 { sqlite3_column_int64(statement.sqliteStatement, column) }

    /// Empty for NULL.
    func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(statement.sqliteStatement, column)
        return UnsafeRawBufferPointer(
            start: start, count: Int(sqlite3_column_bytes(statement.sqliteStatement, column)))
    }

    func text(_ column: Int32) -> String? {
        guard sqlite3_column_type(statement.sqliteStatement, column) != SQLITE_NULL else { return nil }
        return String(decoding: bytes(column), as: UTF8.self)
    }
}

private func bindStatic(_ text: UnsafeRawBufferPointer, _ statement: SQLiteStatement, _ position: Int32) {
    guard let start = text.baseAddress?.assumingMemoryBound(to: CChar.self) else {
        sqlite3_bind_text(statement, position, "", 0, nil)
        return
    }
    sqlite3_bind_text64(statement, position, start, UInt64(text.count), nil, UInt8(SQLITE_UTF8))
}
