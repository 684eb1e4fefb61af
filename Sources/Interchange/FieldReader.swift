import Labeling

/// The members of one JSON object, read by name and checked; null counts as absent.
struct FieldReader {
    /// What the object is, for messages: empty for the item itself, else `predictions[0]`.
    let path: String
    let members: [JSONDocument.Member]

    init(_ document: JSONDocument, path: String) throws(LineProblem) {
        guard case .object(let members) = document else {
            let subject = path.isEmpty ? "expected" : "\(path) must be"
            throw LineProblem("\(subject) an object, found \(document.kind)")
        }
        self.path = path
        self.members = members
    }

    func has(_ key: String) -> Bool { members.contains { $0.key == key } }

    func value(_ key: String) -> JSONDocument? {
        guard let value = members.first(where: { $0.key == key })?.value, value != .null else { return nil }
        return value
    }

    func name(_ key: String) -> String { path.isEmpty ? "\"\(key)\"" : "\"\(key)\" of \(path)" }

    func wrong(_ key: String, _ expected: String, _ found: JSONDocument) -> LineProblem {
        LineProblem("\(name(key)) must be \(expected), found \(FieldReader.excerpt(found))")
    }

    static func excerpt(_ value: JSONDocument) -> String {
        switch value {
        case .object, .array: return value.kind
        default:
            let text = value.rendered()
            return text.count > 60 ? text.prefix(60) + "…" : text
        }
    }

    func missing(_ key: String) -> LineProblem { LineProblem("\(name(key)) is missing") }

    func string(_ key: String) throws(LineProblem) -> String? {
        guard let value = value(key) else { return nil }
        guard case .string(let text) = value else { throw wrong(key, "a string", value) }
        return try ItemText.withoutNUL(text, field: name(key))
    }

    /// A string that must be there and not blank.
    func requiredString(_ key: String) throws(LineProblem) -> String {
        guard let text = try string(key) else { throw missing(key) }
        guard text.contains(where: { !$0.isWhitespace }) else { throw LineProblem("\(name(key)) is empty") }
        return text
    }

    func strings(_ key: String) throws(LineProblem) -> [String] {
        guard let value = value(key) else { return [] }
        guard case .array(let elements) = value else { throw wrong(key, "an array of strings", value) }
        var result: [String] = []
        for element in elements {
            guard case .string(let text) = element else { throw wrong(key, "an array of strings", element) }
            result.append(try ItemText.withoutNUL(text, field: name(key)))
        }
        return result
    }

    func number(_ key: String, in range: ClosedRange<Double>) throws(LineProblem) -> Double? {
        guard let value = value(key) else { return nil }
        guard case .number(let literal) = value, let number = Double(literal), range.contains(number) else {
            let bounds = [range.lowerBound, range.upperBound].map(FieldReader.short).joined(separator: " to ")
            throw wrong(key, "a number from \(bounds)", value)
        }
        // -0.0 and 0 are the same number; one spelling keeps documents stable.
        return number == 0 ? 0 : number
    }

    private static func short(_ bound: Double) -> String {
        Int64(exactly: bound).map(String.init) ?? String(bound)
    }

    func flag(_ key: String) throws(LineProblem) -> Bool? {
        guard let value = value(key) else { return nil }
        guard case .bool(let flag) = value else { throw wrong(key, "true or false", value) }
        return flag
    }

    /// A count, of tokens for example; absent: 0.
    func count(_ key: String, from least: Int = 0) throws(LineProblem) -> Int {
        guard let value = value(key) else { return 0 }
        guard case .number(let literal) = value, let number = Double(literal), let count = Int(exactly: number),
            (least...1_000_000_000).contains(count)
        else { throw wrong(key, "a whole number from \(least) to 1000000000", value) }
        return count
    }

    /// An amount of dollars, exact: a decimal string, or a number, by its spelling in the file.
    func money(_ key: String) throws(LineProblem) -> Money? {
        guard let value = value(key) else { return nil }
        let text: String? =
            switch value {
            case .string(let text): text
            case .number(let literal): literal
            default: nil
            }
        guard let text, let money = Money(decimal: text) else {
            throw wrong(key, "a decimal number of US dollars with at most 12 decimals, as \"0.000982\"", value)
        }
        guard money >= .zero, money <= Money(decimal: "100000") ?? money else {
            throw wrong(key, "from 0 to 100000 US dollars", value)
        }
        return money
    }

    func time(_ key: String) throws(LineProblem) -> Timestamp? {
        guard let value = value(key) else { return nil }
        // 1970 to the end of 9999: outside, a time could not be written back in RFC 3339, or is plainly a mistake.
        guard case .string(let text) = value, let time = Timestamp(rfc3339: text),
            (0..<253_402_300_800_000).contains(time.milliseconds)
        else { throw wrong(key, "a time as 2026-11-01T09:30:00Z", value) }
        return time
    }

    /// One of an enumeration's words.
    func word<Word: RawRepresentable & CaseIterable>(
        _ key: String, of type: Word.Type
    ) throws(LineProblem) -> Word? where Word.RawValue == String {
        guard let value = value(key) else { return nil }
        guard case .string(let text) = value, let word = Word(rawValue: text) else {
            throw wrong(key, "one of \(type.allCases.map(\.rawValue).joined(separator: ", "))", value)
        }
        return word
    }
}
