internal import Foundation
internal import GRDB
internal import Labeling

// GRDB hands text to SQLite as a C string, which ends at the first NUL; JSON may carry one inside a string. Free text
// therefore travels as bytes: `CAST(? AS TEXT)` on the way in, `CAST(column AS BLOB)` on the way out.

extension String {
    /// The argument for a `CAST(? AS TEXT)`.
    var exact: any DatabaseValueConvertible {
        utf8.contains(0) ? Data(utf8) : self
    }

    /// For names, in which a NUL means nothing.
    var withoutNUL: String {
        utf8.contains(0) ? String(String.UnicodeScalarView(unicodeScalars.filter { $0 != "\0" })) : self
    }
}

extension Row {
    /// A column's value; a value of another type, which only a damaged file has, throws where a subscript would trap.
    func value<T: DatabaseValueConvertible & StatementColumnConvertible>(_ index: Int) throws -> T {
        try decode(T.self, atIndex: index)
    }

    /// The text of a column that was selected with `CAST(… AS BLOB)`; nil for NULL.
    func exactText(_ index: Int) throws -> String? {
        try withUnsafeData(atIndex: index) { data in
            data.map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// The same of a column that is never NULL.
    func text(_ index: Int) throws -> String {
        try exactText(index) ?? ""
    }

    func label(_ index: Int) throws -> Label? {
        try (value(index) as String?).map { Label($0) }
    }

    func time(_ index: Int) throws -> Timestamp {
        Timestamp(milliseconds: try value(index))
    }

    func timeIfAny(_ index: Int) throws -> Timestamp? {
        try (value(index) as Int64?).map { Timestamp(milliseconds: $0) }
    }

    func number(_ index: Int) throws -> ItemNumber {
        ItemNumber(try value(index))
    }

    /// A word of an enum, where there may be none.
    func word<T: RawRepresentable>(_ index: Int) throws -> T? where T.RawValue == String {
        // Columns of keys, which are never NULL, hold nothing instead.
        guard let raw = try value(index) as String?, !raw.isEmpty else { return nil }
        guard let word = T(rawValue: raw) else {
            throw StoreDamage(detail: "\"\(raw)\" is no word for a \(T.self)")
        }
        return word
    }

    /// A word of an enum.
    func someWord<T: RawRepresentable>(_ index: Int) throws -> T where T.RawValue == String {
        guard let word = try word(index) as T? else { throw StoreDamage(detail: "a \(T.self) is missing") }
        return word
    }
}

extension Database {
    /// All rows of a query, decoded one after another without copies between.
    func all<T>(
        _ sql: String, _ arguments: StatementArguments = StatementArguments(), _ decode: (Row) throws -> T
    ) throws -> [T] {
        let cursor = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        var values: [T] = []
        while let row = try cursor.next() { values.append(try decode(row)) }
        return values
    }

    /// The first row of a query, decoded.
    func first<T>(
        _ sql: String, _ arguments: StatementArguments = StatementArguments(), _ decode: (Row) throws -> T
    ) throws -> T? {
        let cursor = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        // The row is a window on the cursor's statement, which is reset when the cursor goes.
        return try withExtendedLifetime(cursor) { try cursor.next().map(decode) }
    }

    /// Runs a statement that is used again and again.
    func run(_ sql: String, _ arguments: StatementArguments) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }
}

extension Sequence where Element == Int64 {
    /// For `json_each(?)`: any number of ids as one argument.
    var json: String { "[" + map(String.init).joined(separator: ",") + "]" }
}

/// Something that no version of the program can have written; becomes `StoreError.damaged` where the path is known.
struct StoreDamage: Error {
    var detail: String
}
