import Foundation
package import Labeling

/// A JSON value whose objects keep the order of their members: what documents are written from and lines are read into.
///
/// A dictionary literal keeps its order too, so a document reads in Swift as it will be written.
package enum JSONDocument: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// Written in the fewest digits that read back as the same number; NaN and infinities are written as null.
    case double(Double)
    /// Written as a decimal string, exactly.
    case money(Money)
    /// A number as a file spelled it; must be valid JSON.
    case number(String)
    case string(String)
    case array([JSONDocument])
    case object([Member])

    package struct Member: Hashable, Sendable {
        package var key: String
        package var value: JSONDocument

        package init(_ key: String, _ value: JSONDocument) {
            self.key = key
            self.value = value
        }
    }

    package init(_ value: Bool) { self = .bool(value) }
    package init(_ value: Int) { self = .integer(Int64(value)) }
    /// Null for nil, as in the initialisers of other optionals.
    package init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? .null }
    package init(_ value: Double?) { self = value.map(JSONDocument.double) ?? .null }
    package init(_ value: Money?) { self = value.map(JSONDocument.money) ?? .null }
    package init(_ value: String?) { self = value.map(JSONDocument.string) ?? .null }
    package init(_ value: Label?) { self = value.map { .string($0.name) } ?? .null }
    package init(_ value: Timestamp?) { self = value.map { .string($0.rfc3339) } ?? .null }
    package init(_ values: [String]) { self = .array(values.map(JSONDocument.string)) }

    /// Members in the order of their keys: the same document every time.
    package init(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .number(let value): self = .number(value.description)
        case .string(let value): self = .string(value)
        case .array(let values): self = .array(values.map { JSONDocument($0) })
        case .object(let members): self.init(members)
        }
    }

    package init(_ members: [String: JSONValue]) {
        // By their bytes: strings that Unicode composes differently have no order of their own that is always the same.
        let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        self = .object(sorted.map { Member($0.key, JSONDocument($0.value)) })
    }

    /// The value of an object's member; nil where there is none, or where this is no object.
    package subscript(key: String) -> JSONDocument? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// What the value is, for people: "an object", "a number".
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .integer, .double, .number: "a number"
        case .money, .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSONDocument: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = .double(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONDocument...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONDocument)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
    package init(nilLiteral: ()) { self = .null }
}
