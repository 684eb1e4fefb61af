import Foundation
import JSONText

/// A JSON value as a provider wrote it.
///
/// Own code because Foundation's decoder takes several times as long for each answer, keeps one of two values under the
/// same name without a word, and does not tell where in the text a value stands.
indirect enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    /// As it is spelled.
    case number(String)
    case string(String)
    case array([JSON])
    case object([Member])

    struct Member: Sendable, Hashable {
        var name: String
        var value: JSON
        /// Where the value stands in what was read, in bytes, quotes included.
        var span: Range<Int>
    }

    /// Nil: the bytes are no JSON value, or more than one. A byte order mark before it is passed over.
    init?(_ bytes: some Sequence<UInt8>) {
        let read =
            bytes.withContiguousStorageIfAvailable { JSON.whole($0) }
            ?? Array(bytes).withUnsafeBufferPointer(JSON.whole)
        guard let read else { return nil }
        self = read
    }

    private static func whole(_ bytes: UnsafeBufferPointer<UInt8>) -> JSON? {
        var reader = JSONReader(bytes, from: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
        guard let value = try? reader.value(depth: 0) else { return nil }
        reader.scanner.skipSpace()
        return reader.scanner.index == bytes.count ? value : nil
    }

    /// The first stretch of the text that is a JSON object by itself. Spans count from the start of the text.
    static func firstObject(in text: [UInt8]) -> JSON? {
        text.withUnsafeBufferPointer { bytes in
            var start = 0
            // Each try reads at most the rest of the text: bounded, because a text may be nothing but brackets.
            for _ in 0..<100 {
                guard let open = bytes[start...].firstIndex(of: UInt8(ascii: "{")) else { return nil }
                var reader = JSONReader(bytes, from: open)
                if let value = try? reader.value(depth: 0) { return value }
                start = open + 1
            }
            return nil
        }
    }

    /// The first member of this name; nil: none, or this is no object.
    subscript(name: String) -> JSON? { member(name)?.value }

    func member(_ name: String) -> Member? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }
    }

    /// Whether a name stands twice in the object.
    var hasDuplicateNames: Bool {
        guard case .object(let members) = self else { return false }
        return Set(members.map(\.name)).count < members.count
    }

    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    var elements: [JSON] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    var isObject: Bool {
        guard case .object = self else { return false }
        return true
    }

    /// A count: a whole number from 0; nil for anything else, null included.
    var count: Int? {
        guard case .number(let digits) = self, let value = Int(digits), value >= 0 else { return nil }
        return value
    }

    var double: Double? {
        guard case .number(let digits) = self else { return nil }
        return Double(digits)
    }
}

/// Puts a value together out of what the scanner reads.
struct JSONReader {
    var scanner: JSONScanner

    /// Bounds what the stack has to hold.
    private static let deepest = 200

    init(_ bytes: UnsafeBufferPointer<UInt8>, from index: Int) {
        // Some servers cut pairs in halves.
        scanner = JSONScanner(bytes, forgivesHalfPairs: true)
        scanner.index = index
    }

    mutating func value(depth: Int) throws(JSONMistake) -> JSON {
        scanner.skipSpace()
        switch scanner.current {
        case UInt8(ascii: "\""): return .string(try scanner.string())
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "t"):
            try scanner.word("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try scanner.word("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try scanner.word("null")
            return .null
        default: return .number(try scanner.number())
        }
    }

    private mutating func array(depth: Int) throws(JSONMistake) -> JSON {
        try enter(depth)
        var values: [JSON] = []
        if try isClosed(by: UInt8(ascii: "]"), isFirst: true) { return .array(values) }
        repeat { values.append(try value(depth: depth + 1)) } while try !isClosed(by: UInt8(ascii: "]"))
        return .array(values)
    }

    private mutating func object(depth: Int) throws(JSONMistake) -> JSON {
        try enter(depth)
        var members: [JSON.Member] = []
        if try isClosed(by: UInt8(ascii: "}"), isFirst: true) { return .object(members) }
        repeat {
            scanner.skipSpace()
            guard scanner.current == UInt8(ascii: "\"") else { throw scanner.mistake("expected a name") }
            let name = try scanner.string()
            scanner.skipSpace()
            guard scanner.current == UInt8(ascii: ":") else { throw scanner.mistake("expected ':'") }
            scanner.index += 1
            scanner.skipSpace()
            let start = scanner.index
            let value = try value(depth: depth + 1)
            members.append(JSON.Member(name: name, value: value, span: start..<scanner.index))
        } while try !isClosed(by: UInt8(ascii: "}"))
        return .object(members)
    }

    private mutating func enter(_ depth: Int) throws(JSONMistake) {
        guard depth < JSONReader.deepest else { throw scanner.mistake("nested too deeply") }
        scanner.index += 1
    }

    /// Steps over the bracket, or over the comma before a further element.
    private mutating func isClosed(by bracket: UInt8, isFirst: Bool = false) throws(JSONMistake) -> Bool {
        scanner.skipSpace()
        if scanner.current == bracket {
            scanner.index += 1
            return true
        }
        if isFirst { return false }
        guard scanner.current == UInt8(ascii: ",") else { throw scanner.mistake("expected ','") }
        scanner.index += 1
        return false
    }
}
