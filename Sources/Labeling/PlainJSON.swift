/// JSON objects in one form: on one line without blanks, keys of ASCII in ascending order, whole numbers alone, no escape
/// but the short ones, nothing that a terminal could act on. Most of what sources say beside a text is of this kind; what
/// is not takes the longer way through a decoder. One value has one plain form, so equal bytes are equal values.
enum PlainJSON {
    /// Deeper ones are left to the decoder, which has a limit of its own.
    static let maximumDepth = 32

    static func isObject(_ json: String) -> Bool {
        var json = json
        return json.withUTF8 { bytes in
            var scanner = PlainScanner(bytes: bytes)
            return scanner.object(depth: 0, keeping: false) != nil && scanner.index == bytes.count
        }
    }

    /// The values of an object of which `isObject` is true.
    static func object(_ json: String) -> [String: JSONValue] {
        var json = json
        return json.withUTF8 { bytes in
            var scanner = PlainScanner(bytes: bytes)
            return scanner.object(depth: 0, keeping: true) ?? [:]
        }
    }
}

private struct PlainScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var index = 0

    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        index += 1
        return true
    }

    /// - Parameter keeping: values are wanted; else what comes back is empty, and no memory is taken.
    mutating func object(depth: Int, keeping: Bool) -> [String: JSONValue]? {
        guard depth < PlainJSON.maximumDepth, take(UInt8(ascii: "{")) else { return nil }
        var members: [String: JSONValue] = [:]
        if take(UInt8(ascii: "}")) { return members }
        var last: Range<Int>?
        while true {
            guard let key = string(), isASCII(key), last.map({ comes($0, before: key) }) ?? true,
                take(UInt8(ascii: ":")), let value = value(depth: depth + 1, keeping: keeping)
            else { return nil }
            if keeping { members[text(key)] = value }
            last = key
            if take(UInt8(ascii: "}")) { return members }
            guard take(UInt8(ascii: ",")) else { return nil }
        }
    }

    private mutating func array(depth: Int, keeping: Bool) -> [JSONValue]? {
        guard depth < PlainJSON.maximumDepth, take(UInt8(ascii: "[")) else { return nil }
        var values: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return values }
        while true {
            guard let value = value(depth: depth + 1, keeping: keeping) else { return nil }
            if keeping { values.append(value) }
            if take(UInt8(ascii: "]")) { return values }
            guard take(UInt8(ascii: ",")) else { return nil }
        }
    }

    private mutating func value(depth: Int, keeping: Bool) -> JSONValue? {
        switch current {
        case UInt8(ascii: "\""):
            guard let content = string() else { return nil }
            return keeping ? .string(text(content)) : .null
        case UInt8(ascii: "{"): return object(depth: depth, keeping: keeping).map { .object($0) }
        case UInt8(ascii: "["): return array(depth: depth, keeping: keeping).map { .array($0) }
        case UInt8(ascii: "t"): return word("true") ? .bool(true) : nil
        case UInt8(ascii: "f"): return word("false") ? .bool(false) : nil
        case UInt8(ascii: "n"): return word("null") ? .null : nil
        default: return integer().map { .integer($0) }
        }
    }

    private mutating func word(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard bytes.count - index >= count else { return false }
        for offset in 0..<count where bytes[index + offset] != word.utf8Start[offset] { return false }
        index += count
        return true
    }

    /// At most 18 digits, which no 64-bit integer is too small for, without needless zeros.
    private mutating func integer() -> Int64? {
        let isNegative = take(UInt8(ascii: "-"))
        let start = index
        var value: Int64 = 0
        while let byte = current, (48...57).contains(byte) {
            guard index - start < 18 else { return nil }
            value = value * 10 + Int64(byte - 48)
            index += 1
        }
        guard index > start, bytes[start] != 48 || (index == start + 1 && !isNegative) else { return nil }
        // A fraction or an exponent may have another spelling.
        if let byte = current, [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(byte) { return nil }
        return isNegative ? -value : value
    }

    /// The place of a string's content between its quotation marks.
    private mutating func string() -> Range<Int>? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = index
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                return start..<(index - 1)
            case UInt8(ascii: "\\"):
                guard index + 1 < bytes.count, PlainScanner.unescaped(bytes[index + 1]) != nil else { return nil }
                index += 2
            // C1 controls and the line ends of JavaScript are written as escapes, which are not plain.
            case 0xC2 where index + 1 < bytes.count && bytes[index + 1] < 0xA0: return nil
            case 0xE2
            where index + 2 < bytes.count && bytes[index + 1] == 0x80 && bytes[index + 2] & 0xFE == 0xA8: return nil
            case 0..<0x20, 0x7F: return nil
            default: index += 1
            }
        }
        return nil
    }

    private static func unescaped(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    private func isASCII(_ range: Range<Int>) -> Bool { bytes[range].allSatisfy { $0 < 0x80 } }

    /// Keys with escapes sort by what they mean, so they are compared unescaped.
    private func comes(_ one: Range<Int>, before other: Range<Int>) -> Bool {
        if !bytes[one].contains(UInt8(ascii: "\\")), !bytes[other].contains(UInt8(ascii: "\\")) {
            return bytes[one].lexicographicallyPrecedes(bytes[other])
        }
        return content(one).lexicographicallyPrecedes(content(other))
    }

    private func content(_ range: Range<Int>) -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            if bytes[index] == UInt8(ascii: "\\"), let byte = PlainScanner.unescaped(bytes[index + 1]) {
                content.append(byte)
                index += 2
            } else {
                content.append(bytes[index])
                index += 1
            }
        }
        return content
    }

    private func text(_ range: Range<Int>) -> String {
        guard bytes[range].contains(UInt8(ascii: "\\")) else { return String(decoding: bytes[range], as: UTF8.self) }
        return String(decoding: content(range), as: UTF8.self)
    }
}
