internal import GRDB
private import GRDBSQLite
internal import Labeling

/// What a filter asks of texts, which are read where SQLite has them, with a pattern that is made once for a statement:
/// where GRDB makes values of both, and a pattern for each text, a million texts take ten times as long.
enum TextFunctions {
    static func add(to db: Database) {
        add("renga_begins", of: 2, to: db) { context, _, values in
            TextFunctions.answer(context, values) { Pattern(TextPattern(words: $0)) }
        }
        add("renga_part", of: 2, to: db) { context, _, values in
            TextFunctions.answer(context, values) { Pattern(TextPattern(part: $0)) }
        }
        add("renga_whole", of: 2, to: db) { context, _, values in
            TextFunctions.answer(context, values) { Pattern(whole: $0) }
        }
        add("renga_length", of: 1, to: db) { context, _, values in
            // Characters begin with any byte but those that go on.
            sqlite3_result_int64(context, TextFunctions.bytes(values?[0]).reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 })
        }
    }

    private typealias Function =
        @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void

    private static func add(_ name: String, of arguments: Int32, to db: Database, _ function: Function) {
        let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC
        // What fails shows in the first statement that needs the function.
        _ = sqlite3_create_function_v2(db.sqliteConnection, name, arguments, flags, nil, function, nil, nil, nil)
    }

    private static func answer(
        _ context: OpaquePointer?, _ values: UnsafeMutablePointer<OpaquePointer?>?, _ make: (String) -> Pattern
    ) {
        guard let values, sqlite3_value_type(values[0]) != SQLITE_NULL else {
            sqlite3_result_int(context, 0)
            return
        }
        let kept = sqlite3_get_auxdata(context, 1).map { Unmanaged<Pattern>.fromOpaque($0).takeUnretainedValue() }
        let pattern = kept ?? make(String(decoding: bytes(values[1]), as: UTF8.self))
        sqlite3_result_int(context, pattern.matches(bytes(values[0])) ? 1 : 0)
        // Last, because SQLite may let go of it at once.
        guard kept == nil else { return }
        sqlite3_set_auxdata(context, 1, Unmanaged.passRetained(pattern).toOpaque()) { pattern in
            if let pattern { Unmanaged<Pattern>.fromOpaque(pattern).release() }
        }
    }

    /// Until SQLite's next step.
    private static func bytes(_ value: OpaquePointer?) -> UnsafeBufferPointer<UInt8> {
        let start = sqlite3_value_blob(value)?.assumingMemoryBound(to: UInt8.self)
        return UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_value_bytes(value)))
    }

    private final class Pattern {
        private let pattern: TextPattern?
        private let whole: [UInt8]

        init(_ pattern: TextPattern) {
            self.pattern = pattern
            whole = []
        }

        init(whole: String) {
            pattern = nil
            self.whole = Array(whole.lowercased().utf8)
        }

        func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
            if let pattern { return pattern.matches(utf8: text) }
            // A letter has one to three bytes in either case.
            guard text.count <= 3 * whole.count, whole.count <= 3 * text.count else { return false }
            return LowerCase.bytes(of: text) == whole
        }
    }
}
