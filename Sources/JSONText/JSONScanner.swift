/// Reads the smallest pieces of JSON (RFC 8259) out of bytes, and nothing looser: names, strings, numbers. What they are
/// put together to is the caller's.
///
/// The bytes must stay where they are while it is used.
package struct JSONScanner {
    package let bytes: UnsafeBufferPointer<UInt8>
    /// The byte that is read next, from 0.
    package var index = 0
    private let forgivesHalfPairs: Bool

    /// - Parameter forgivesHalfPairs: half of a surrogate pair is no character: read it as U+FFFD instead of refusing it.
    package init(_ bytes: UnsafeBufferPointer<UInt8>, forgivesHalfPairs: Bool = false) {
        self.bytes = bytes
        self.forgivesHalfPairs = forgivesHalfPairs
    }

    /// 0, which is no part of JSON, at the end.
    package var current: UInt8 { index < bytes.count ? bytes[index] : 0 }

    /// What stands at the position, for a message.
    package var found: String {
        guard index < bytes.count else { return "the end" }
        let rest = String(decoding: bytes[index..<min(index + 16, bytes.count)], as: UTF8.self)
        return rest.first.map { character in
            character.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
                ? "'\(character)'" : "a control character"
        } ?? "the end"
    }

    /// A mistake at the position.
    package func mistake(_ what: String) -> JSONMistake { JSONMistake(byte: index + 1, what: what) }

    package mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }

    /// Steps over `true`, `false` or `null`.
    package mutating func word(_ word: StaticString) throws(JSONMistake) {
        let count = word.utf8CodeUnitCount
        guard index + count <= bytes.count,
            bytes[index..<index + count].elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: count))
        else { throw mistake("expected a value, found \(found)") }
        index += count
    }

    /// Reads a number, and gives it as it is spelled.
    package mutating func number() throws(JSONMistake) -> String {
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

    private mutating func digits() throws(JSONMistake) {
        guard (0x30...0x39).contains(current) else { throw mistake("expected a digit, found \(found)") }
        while (0x30...0x39).contains(current) { index += 1 }
    }

    /// Reads a string; the position is that of its opening quote.
    package mutating func string() throws(JSONMistake) -> String {
        index += 1
        var run = index
        while index < bytes.count, bytes[index] >= 0x20, bytes[index] != 0x22, bytes[index] != 0x5C { index += 1 }
        if current == 0x22 {
            defer { index += 1 }
            return String(decoding: bytes[run..<index], as: UTF8.self)
        }
        var content: [UInt8] = []
        while true {
            guard index < bytes.count else { throw mistake("a string without its closing quote") }
            switch bytes[index] {
            case 0x22:
                content += bytes[run..<index]
                index += 1
                return String(decoding: content, as: UTF8.self)
            case 0x5C:
                content += bytes[run..<index]
                index += 1
                try escape(into: &content)
                run = index
            case 0..<0x20: throw mistake("a control character in a string must be escaped")
            default: index += 1
            }
        }
    }

    private mutating func escape(into content: inout [UInt8]) throws(JSONMistake) {
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
            let halfPair = "half of a surrogate pair before this"
            var code = try hexadecimal()
            if code & 0xFC00 == 0xD800, current == 0x5C, index + 1 < bytes.count, bytes[index + 1] == 0x75 {
                index += 2
                let low = try hexadecimal()
                guard low & 0xFC00 == 0xDC00 else { throw mistake(halfPair) }
                code = 0x10000 + ((code & 0x3FF) << 10 | low & 0x3FF)
            }
            guard let scalar = Unicode.Scalar(code) ?? (forgivesHalfPairs ? "\u{FFFD}" : nil) else {
                throw mistake(halfPair)
            }
            content += UTF8.encode(scalar).map(Array.init) ?? []
        default:
            index -= 1
            throw mistake("no escape: '\\' before \(found)")
        }
    }

    private mutating func hexadecimal() throws(JSONMistake) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(current)).hexDigitValue else {
                throw mistake("expected four hexadecimal digits after '\\u'")
            }
            code = code << 4 | UInt32(digit)
            index += 1
        }
        return code
    }
}

/// Where a text stops being JSON.
package struct JSONMistake: Error, Hashable, Sendable {
    /// From 1.
    package var byte: Int
    package var what: String

    package init(byte: Int, what: String) {
        self.byte = byte
        self.what = what
    }
}
