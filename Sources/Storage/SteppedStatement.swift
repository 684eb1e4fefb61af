internal import Foundation
internal import GRDB
internal import GRDBSQLite
internal import Labeling

/// A statement that is stepped through by hand, its columns read where SQLite has them: no row object, no copy between.
/// For exports, which read every column of ten million rows. Belongs to the connection it was made on.
final class SteppedStatement {
    private let statement: Statement
    private let raw: SQLiteStatement
    private let database: Database

    init(_ sql: String, _ arguments: StatementArguments = StatementArguments(), _ database: Database) throws {
        statement = try database.makeStatement(sql: sql)
        try statement.setArguments(arguments)
        raw = statement.sqliteStatement
        self.database = database
    }

    deinit { sqlite3_reset(raw) }

    /// Begins anew with whole numbers as the first arguments.
    func restart(_ values: Int64...) {
        sqlite3_reset(raw)
        for (index, value) in values.enumerated() { sqlite3_bind_int64(raw, Int32(index + 1), value) }
    }

    /// Goes to the next row; false: there is none.
    func next() throws -> Bool {
        switch sqlite3_step(raw) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage, sql: statement.sql)
        }
    }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(raw, column) == SQLITE_NULL }
    func int(_ column: Int32) -> Int64 { sqlite3_column_int64(raw, column) }
    func intIfAny(_ column: Int32) -> Int64? { isNull(column) ? nil : int(column) }
    func double(_ column: Int32) -> Double { sqlite3_column_double(raw, column) }
    func doubleIfAny(_ column: Int32) -> Double? { isNull(column) ? nil : double(column) }
    func timeIfAny(_ column: Int32) -> Timestamp? { intIfAny(column).map { Timestamp(milliseconds: $0) } }

    /// The text's bytes, of which a NUL may be one, until the next step; nil for NULL.
    func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8>? {
        guard let start = sqlite3_column_text(raw, column) else { return nil }
        return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(raw, column)))
    }

    func textIfAny(_ column: Int32) -> String? { bytes(column).map { String(decoding: $0, as: UTF8.self) } }
    func text(_ column: Int32) -> String { textIfAny(column) ?? "" }
}

/// Texts that come again and again, as names of models and labels do: made once, for as long as they come.
struct RepeatedTexts {
    private var known: [String] = Array(repeating: "", count: 256)

    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>?) -> String? {
        guard let bytes else { return nil }
        // Short ones live in the value itself.
        guard bytes.count > 15 else { return String(decoding: bytes, as: UTF8.self) }
        var hash: UInt32 = 2_166_136_261
        for byte in bytes.suffix(24) { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        let slot = Int((hash ^ (hash >> 16)) & 255)
        let isKnown = known[slot].utf8.withContiguousStorageIfAvailable { known in
            areEqual(known, bytes)
        }
        if isKnown != true {
            // A long one would not come again, and stay.
            guard bytes.count <= 256 else { return String(decoding: bytes, as: UTF8.self) }
            known[slot] = String(decoding: bytes, as: UTF8.self)
        }
        return known[slot]
    }
}

/// The words of an enum, as rows spell them.
struct RepeatedWords<Word: RawRepresentable & CaseIterable> where Word.RawValue == String {
    private let words = Word.allCases.map { (bytes: Array($0.rawValue.utf8), word: $0) }

    /// Nil: null, or nothing, which columns of keys hold in place of it.
    func word(_ bytes: UnsafeBufferPointer<UInt8>?) throws -> Word? {
        guard let bytes, bytes.count > 0 else { return nil }
        for known in words where known.bytes.withUnsafeBufferPointer({ areEqual($0, bytes) }) { return known.word }
        throw StoreDamage(detail: "\"\(String(decoding: bytes, as: UTF8.self))\" is no word for a \(Word.self)")
    }

    func someWord(_ bytes: UnsafeBufferPointer<UInt8>?) throws -> Word {
        guard let word = try word(bytes) else { throw StoreDamage(detail: "a \(Word.self) is missing") }
        return word
    }
}

private func areEqual(_ one: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard one.count == other.count, let left = one.baseAddress, let right = other.baseAddress else {
        return one.count == other.count
    }
    return memcmp(left, right, one.count) == 0
}
