import JSONText

extension JSONDocument {
    /// The deepest nesting of arrays and objects that is read.
    ///
    /// A bound well under what the stack holds, and under what Foundation's decoder takes: what is read here can be
    /// stored as JSON and read again.
    package static let maximumDepth = 500

    /// The most values that are read of one text: beyond, what it takes to hold them grows far over the text itself.
    package static let maximumValues = 200_000

    /// Reads one JSON value (RFC 8259) that fills the bytes, white space around it aside.
    ///
    /// Own code because Foundation's decoder gives neither the column of a mistake nor the spelling of a number nor
    /// word of a key that appears twice, and takes several times as long.
    ///
    /// - Parameter bytes: valid UTF-8.
    /// - Throws: what is wrong and at which byte, counted from 1.
    package static func parse(_ bytes: [UInt8]) throws(LineProblem) -> JSONDocument {
        do throws(JSONMistake) {
            return try bytes.withUnsafeBufferPointer { buffer throws(JSONMistake) in
                var parser = JSONParser(scanner: JSONScanner(buffer))
                let value = try parser.value(depth: 0)
                parser.scanner.skipSpace()
                guard parser.scanner.index == buffer.count else {
                    throw parser.scanner.mistake("expected the end, found \(parser.scanner.found)")
                }
                return value
            }
        } catch {
            throw LineProblem(error.byte == 0 ? error.what : "not valid JSON at byte \(error.byte): \(error.what)")
        }
    }
}

private struct JSONParser {
    var scanner: JSONScanner
    private var count = 0

    init(scanner: JSONScanner) { self.scanner = scanner }

    mutating func value(depth: Int) throws(JSONMistake) -> JSONDocument {
        count += 1
        guard count <= JSONDocument.maximumValues else {
            throw JSONMistake(byte: 0, what: "more than \(JSONDocument.maximumValues) values in one record")
        }
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
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try scanner.number())
        default: throw scanner.mistake("expected a value, found \(scanner.found)")
        }
    }

    private mutating func enter(depth: Int) throws(JSONMistake) {
        guard depth < JSONDocument.maximumDepth else {
            // No place in the text is to blame.
            throw JSONMistake(byte: 0, what: "nested deeper than \(JSONDocument.maximumDepth) levels")
        }
        scanner.index += 1
        scanner.skipSpace()
    }

    private mutating func array(depth: Int) throws(JSONMistake) -> JSONDocument {
        try enter(depth: depth)
        var values: [JSONDocument] = []
        if scanner.current == UInt8(ascii: "]") {
            scanner.index += 1
            return .array(values)
        }
        while true {
            values.append(try value(depth: depth + 1))
            if try isClosed(by: UInt8(ascii: "]"), named: "']'") { return .array(values) }
        }
    }

    private mutating func object(depth: Int) throws(JSONMistake) -> JSONDocument {
        try enter(depth: depth)
        var members: [JSONDocument.Member] = []
        var keys: Set<String> = []
        if scanner.current == UInt8(ascii: "}") {
            scanner.index += 1
            return .object(members)
        }
        while true {
            scanner.skipSpace()
            guard scanner.current == UInt8(ascii: "\"") else {
                throw scanner.mistake("expected a key in quotes, found \(scanner.found)")
            }
            let key = try scanner.string()
            // A second value under one key would be dropped without a word by most readers, and each drops another one.
            guard isNew(key, among: members, &keys) else {
                throw scanner.mistake("the key \"\(key.prefix(80))\" appears twice")
            }
            scanner.skipSpace()
            guard scanner.current == UInt8(ascii: ":") else {
                throw scanner.mistake("expected ':', found \(scanner.found)")
            }
            scanner.index += 1
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
    private mutating func isClosed(by bracket: UInt8, named name: String) throws(JSONMistake) -> Bool {
        scanner.skipSpace()
        let byte = scanner.current
        guard byte == UInt8(ascii: ",") || byte == bracket else {
            throw scanner.mistake("expected ',' or \(name), found \(scanner.found)")
        }
        scanner.index += 1
        return byte == bracket
    }
}
