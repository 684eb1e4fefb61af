import Foundation

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
        var reader = JSONReader(bytes: bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.index = 3 }
        guard let value = try? reader.value(depth: 0) else { return nil }
        reader.skipSpace()
        return reader.index == bytes.count ? value : nil
    }

    /// The first stretch of the text that is a JSON object by itself. Spans count from the start of the text.
    static func firstObject(in text: [UInt8]) -> JSON? {
        text.withUnsafeBufferPointer { bytes in
            var start = 0
            // Each try reads at most the rest of the text: bounded, because a text may be nothing but brackets.
            for _ in 0..<100 {
                guard let open = bytes[start...].firstIndex(of: UInt8(ascii: "{")) else { return nil }
                var reader = JSONReader(bytes: bytes)
                reader.index = open
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

/// Reads RFC 8259, and nothing looser.
struct JSONReader {
    let bytes: UnsafeBufferPointer<UInt8>
    var index = 0

    struct Malformed: Error {}

    /// Bounds what the stack has to hold.
    private static let deepest = 200

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// 0, which is no part of JSON, at the end.
    private var current: UInt8 { index < bytes.count ? bytes[index] : 0 }

    mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }

    mutating func value(depth: Int) throws(Malformed) -> JSON {
        skipSpace()
        switch current {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(Malformed) -> JSON {
        let count = word.utf8CodeUnitCount
        guard index + count <= bytes.count,
            bytes[index..<index + count].elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: count))
        else { throw Malformed() }
        index += count
        return value
    }

    private mutating func array(depth: Int) throws(Malformed) -> JSON {
        try enter(depth)
        var values: [JSON] = []
        if try isClosed(by: UInt8(ascii: "]"), isFirst: true) { return .array(values) }
        repeat { values.append(try value(depth: depth + 1)) } while try !isClosed(by: UInt8(ascii: "]"))
        return .array(values)
    }

    private mutating func object(depth: Int) throws(Malformed) -> JSON {
        try enter(depth)
        var members: [JSON.Member] = []
        if try isClosed(by: UInt8(ascii: "}"), isFirst: true) { return .object(members) }
        repeat {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw Malformed() }
            let name = try string()
            skipSpace()
            guard current == UInt8(ascii: ":") else { throw Malformed() }
            index += 1
            skipSpace()
            let start = index
            let value = try value(depth: depth + 1)
            members.append(JSON.Member(name: name, value: value, span: start..<index))
        } while try !isClosed(by: UInt8(ascii: "}"))
        return .object(members)
    }

    private mutating func enter(_ depth: Int) throws(Malformed) {
        guard depth < JSONReader.deepest else { throw Malformed() }
        index += 1
    }

    /// Steps over the bracket, or over the comma before a further element.
    private mutating func isClosed(by bracket: UInt8, isFirst: Bool = false) throws(Malformed) -> Bool {
        skipSpace()
        if current == bracket {
            index += 1
            return true
        }
        if isFirst { return false }
        guard current == UInt8(ascii: ",") else { throw Malformed() }
        index += 1
        return false
    }

    private mutating func number() throws(Malformed) -> String {
        let start = index
        if current == UInt8(ascii: "-") { index += 1 }
        if current == UInt8(ascii: "0") { index += 1 } else { try digits() }
        if current == UInt8(ascii: ".") {
            index += 1
            try digits()
        }
        if current | 0x20 == UInt8(ascii: "e") {
            index += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { index += 1 }
            try digits()
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func digits() throws(Malformed) {
        guard (0x30...0x39).contains(current) else { throw Malformed() }
        while (0x30...0x39).contains(current) { index += 1 }
    }

    private mutating func string() throws(Malformed) -> String {
        index += 1
        var run = index
        var content: [UInt8] = []
        while index < bytes.count {
            switch bytes[index] {
            case 0x22:
                defer { index += 1 }
                if content.isEmpty { return String(decoding: bytes[run..<index], as: UTF8.self) }
                content += bytes[run..<index]
                return String(decoding: content, as: UTF8.self)
            case 0x5C:
                content += bytes[run..<index]
                index += 1
                try escape(into: &content)
                run = index
            case 0..<0x20: throw Malformed()
            default: index += 1
            }
        }
        throw Malformed()
    }

    private mutating func escape(into content: inout [UInt8]) throws(Malformed) {
        let byte = current
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(8)
        case UInt8(ascii: "f"): content.append(12)
        case UInt8(ascii: "n"): content.append(10)
        case UInt8(ascii: "r"): content.append(13)
        case UInt8(ascii: "t"): content.append(9)
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if code & 0xFC00 == 0xD800, current == 0x5C, index + 1 < bytes.count, bytes[index + 1] == 0x75 {
                index += 2
                let low = try hexadecimal()
                guard low & 0xFC00 == 0xDC00 else { throw Malformed() }
                code = 0x10000 + ((code & 0x3FF) << 10 | low & 0x3FF)
            }
            // Half of a pair is no character; some servers cut them all the same.
            content += Array(String(Character(Unicode.Scalar(code) ?? "\u{FFFD}")).utf8)
        default: throw Malformed()
        }
    }

    private mutating func hexadecimal() throws(Malformed) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(current)).hexDigitValue else { throw Malformed() }
            code = code << 4 | UInt32(digit)
            index += 1
        }
        return code
    }
}
