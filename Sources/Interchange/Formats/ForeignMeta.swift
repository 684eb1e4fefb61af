import Labeling

/// What a format's decoder kept of its tool, as the format's export finds it again.
struct KeptFields {
    let members: [String: JSONValue]

    init(_ item: Item, tool: String) {
        if case .object(let members)? = item.meta[tool] { self.members = members } else { members = [:] }
    }

    init(_ value: JSONValue) {
        if case .object(let members) = value { self.members = members } else { members = [:] }
    }

    subscript(key: String) -> JSONValue? { members[key] }

    func string(_ key: String) -> String? {
        if case .string(let text)? = members[key] { text } else { nil }
    }

    func array(_ key: String) -> [JSONValue] {
        if case .array(let values)? = members[key] { values } else { [] }
    }

    /// A string, or a whole number.
    func word(_ key: String) -> String? {
        switch members[key] {
        case .string(let text)?: text
        case .integer(let number)?: String(number)
        default: nil
        }
    }
}

/// JSON put together byte by byte: the writers of foreign formats make no value for what they write.
extension [UInt8] {
    mutating func add(_ text: String) { self += text.utf8 }

    mutating func add(string: String) { JSONDocument.append(string: string, to: &self) }

    /// With a comma before it, unless it is the first of its object.
    mutating func add(key: String) {
        if let last, last != UInt8(ascii: "{") { append(UInt8(ascii: ",")) }
        add(string: key)
        append(UInt8(ascii: ":"))
    }

    mutating func add(_ key: String, _ string: String) {
        add(key: key)
        add(string: string)
    }

    mutating func add(_ key: String, literal: String) {
        add(key: key)
        add(literal)
    }

    mutating func add(_ key: String, _ number: Double) {
        add(key: key)
        add(number.isFinite ? number.description : "null")
    }

    mutating func add(_ key: String, _ value: JSONValue) {
        add(key: key)
        JSONDocument(value).append(to: &self)
    }

    mutating func add(_ strings: [String]) {
        append(UInt8(ascii: "["))
        for (index, string) in strings.enumerated() {
            if index > 0 { append(UInt8(ascii: ",")) }
            add(string: string)
        }
        append(UInt8(ascii: "]"))
    }

    mutating func add(_ key: String, _ strings: [String]) {
        add(key: key)
        add(strings)
    }
}

/// A JSON array of an object's member, element by element.
struct JSONList {
    private var isEmpty = true

    init(_ key: String, _ bytes: inout [UInt8]) {
        bytes.add(key: key)
        bytes.append(UInt8(ascii: "["))
    }

    mutating func next(_ bytes: inout [UInt8]) {
        if !isEmpty { bytes.append(UInt8(ascii: ",")) }
        isEmpty = false
    }

    mutating func add(_ values: [JSONValue], _ bytes: inout [UInt8]) {
        for value in values {
            next(&bytes)
            JSONDocument(value).append(to: &bytes)
        }
    }

    func end(_ bytes: inout [UInt8]) { bytes.append(UInt8(ascii: "]")) }
}
