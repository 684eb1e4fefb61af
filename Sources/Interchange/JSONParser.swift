extension JSONDocument {
    /// The deepest nesting of arrays and objects that is read.
    ///
    /// A bound well under what the stack holds, and under what Foundation's decoder takes: what is read here can be
    /// stored as JSON and read again.
    package static let maximumDepth = 500

    /// Reads one JSON value (RFC 8259) that fills the bytes, white space around it aside.
    ///
    /// Own code because Foundation's decoder gives neither the column of a mistake nor the spelling of a number nor
    /// word of a key that appears twice, and takes several times as long.
    ///
    /// - Parameter bytes: valid UTF-8.
    /// - Throws: what is wrong and at which byte, counted from 1.
    package static func parse(_ bytes: [UInt8]) throws(LineProblem) -> JSONDocument {
        var parser = JSONParser(bytes: bytes)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.index == bytes.count else {
            throw parser.problem("expected the end, found \(parser.found)")
        }
        return value
    }
}

private struct JSONParser {
    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// The byte at the position; 0, which is no part of JSON, at the end.
    private var current: UInt8 { index < bytes.count ? bytes[index] : 0 }

    var found: String {
        guard index < bytes.count else { return "the end" }
        let rest = String(decoding: bytes[index..<min(index + 16, bytes.count)], as: UTF8.self)
        return rest.first.map { character in
            character.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
                ? "'\(character)'" : "a control character"
        } ?? "the end"
    }

    func problem(_ what: String) -> LineProblem {
        LineProblem("not valid JSON at byte \(index + 1): \(what)")
    }

    mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }

    mutating func value(depth: Int) throws(LineProblem) -> JSONDocument {
        skipSpace()
        switch current {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw problem("expected a value, found \(found)")
        }
    }

    private mutating func word(_ word: String, _ value: JSONDocument) throws(LineProblem) -> JSONDocument {
        guard bytes[index...].starts(with: word.utf8) else { throw problem("expected a value, found \(found)") }
        index += word.utf8.count
        return value
    }

    private mutating func enter(depth: Int) throws(LineProblem) {
        guard depth < JSONDocument.maximumDepth else {
            throw LineProblem("nested deeper than \(JSONDocument.maximumDepth) levels")
        }
        index += 1
        skipSpace()
    }

    private mutating func array(depth: Int) throws(LineProblem) -> JSONDocument {
        try enter(depth: depth)
        var values: [JSONDocument] = []
        if current == UInt8(ascii: "]") {
            index += 1
            return .array(values)
        }
        while true {
            values.append(try value(depth: depth + 1))
            if try isClosed(by: UInt8(ascii: "]"), named: "']'") { return .array(values) }
        }
    }

    private mutating func object(depth: Int) throws(LineProblem) -> JSONDocument {
        try enter(depth: depth)
        var members: [JSONDocument.Member] = []
        var keys: Set<String> = []
        if current == UInt8(ascii: "}") {
            index += 1
            return .object(members)
        }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw problem("expected a key in quotes, found \(found)") }
            let key = try string()
            // A second value under one key would be dropped without a word by most readers, and each drops another one.
            guard isNew(key, among: members, &keys) else { throw problem("the key \"\(key)\" appears twice") }
            skipSpace()
            guard current == UInt8(ascii: ":") else { throw problem("expected ':', found \(found)") }
            index += 1
            members.append(JSONDocument.Member(key, try value(depth: depth + 1)))
            if try isClosed(by: UInt8(ascii: "}"), named: "'}'") { return .object(members) }
        }
    }

    /// Compares one by one while that is cheaper than hashing, which it is for the objects of ordinary lines.
    private func isNew(_ key: String, among members: [JSONDocument.Member], _ keys: inout Set<String>) -> Bool {
        if members.count < 16 { return !members.contains { $0.key == key } }
        if keys.isEmpty { keys.formUnion(members.map(\.key)) }
        return keys.insert(key).inserted
    }

    /// Steps over the comma or the bracket after an element; true: the bracket.
    private mutating func isClosed(by bracket: UInt8, named name: String) throws(LineProblem) -> Bool {
        skipSpace()
        let byte = current
        guard byte == UInt8(ascii: ",") || byte == bracket else {
            throw problem("expected ',' or \(name), found \(found)")
        }
        index += 1
        return byte == bracket
    }

    private mutating func number() throws(LineProblem) -> String {
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

    private mutating func digits() throws(LineProblem) {
        guard (0x30...0x39).contains(current) else { throw problem("expected a digit, found \(found)") }
        while (0x30...0x39).contains(current) { index += 1 }
    }

    private mutating func string() throws(LineProblem) -> String {
        index += 1
        var run = index
        while index < bytes.count, bytes[index] >= 0x20, bytes[index] != 0x22, bytes[index] != 0x5C { index += 1 }
        if current == 0x22 {
            defer { index += 1 }
            return String(decoding: bytes[run..<index], as: UTF8.self)
        }
        var content: [UInt8] = []
        while true {
            guard index < bytes.count else { throw problem("a string without its closing quote") }
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
            case 0..<0x20: throw problem("a control character in a string must be escaped")
            default: index += 1
            }
        }
    }

    private mutating func escape(into content: inout [UInt8]) throws(LineProblem) {
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
                guard low & 0xFC00 == 0xDC00 else { throw problem("half of a surrogate pair before this") }
                code = 0x10000 + ((code & 0x3FF) << 10 | low & 0x3FF)
            }
            guard let scalar = Unicode.Scalar(code) else { throw problem("half of a surrogate pair before this") }
            content += UTF8.encode(scalar).map(Array.init) ?? []
        default:
            index -= 1
            throw problem("no escape: '\\' before \(found)")
        }
    }

    private mutating func hexadecimal() throws(LineProblem) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(current)).hexDigitValue else {
                throw problem("expected four hexadecimal digits after '\\u'")
            }
            code = code << 4 | UInt32(digit)
            index += 1
        }
        return code
    }
}
