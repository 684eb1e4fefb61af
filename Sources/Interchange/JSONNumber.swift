import Foundation
package import Labeling

extension JSONDocument {
    /// The value for keeping, its numbers exact.
    ///
    /// - Parameter depth: how many levels of a document it will stand under; those count against the deepest nesting.
    /// - Throws: where a number has more digits or a larger exponent than can be kept, or the nesting is too deep.
    package func jsonValue(under depth: Int = 0) throws(LineProblem) -> JSONValue {
        switch self {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .integer(let value): return .integer(value)
        case .double(let value): return value.isFinite ? try JSONDocument.exact(value.description) : .null
        case .money(let value): return .string(value.decimal())
        case .number(let literal): return try JSONDocument.exact(literal)
        case .string(let value): return .string(value)
        case .array(let values):
            try JSONDocument.check(depth)
            var result: [JSONValue] = []
            result.reserveCapacity(values.count)
            for value in values { result.append(try value.jsonValue(under: depth + 1)) }
            return .array(result)
        case .object(let members):
            try JSONDocument.check(depth)
            var result: [String: JSONValue] = [:]
            // Grown by and by it would be there twice, and in the end too large.
            result.reserveCapacity(members.count)
            for member in members { result[member.key] = try member.value.jsonValue(under: depth + 1) }
            return .object(result)
        }
    }

    private static func check(_ depth: Int) throws(LineProblem) {
        guard depth < maximumDepth else { throw LineProblem("nested deeper than \(maximumDepth) levels") }
    }

    /// A JSON number as an integer where it is one of 64 bits, however it is spelled, else as a decimal.
    private static func exact(_ literal: String) throws(LineProblem) -> JSONValue {
        if let integer = Int64(literal) { return .integer(integer) }
        guard let parts = DecimalParts(literal), parts.digits.count <= 38, (-128...127).contains(parts.exponent) else {
            throw LineProblem("the number \(literal.prefix(60)) cannot be kept exactly; write it as a string")
        }
        if let integer = parts.integer { return .integer(integer) }
        var value = Decimal(0)
        for digit in parts.digits { value = value * 10 + Decimal(Int(digit)) }
        value = Decimal(sign: parts.isNegative ? .minus : .plus, exponent: parts.exponent, significand: value)
        return .number(value)
    }
}

/// A JSON number as its digits, without zeros at either end, times a power of ten.
private struct DecimalParts {
    var isNegative = false
    var digits: [UInt8] = []
    var exponent = 0

    /// Nil where the exponent is beyond all use.
    init?(_ literal: String) {
        let parts = literal.lowercased().split(separator: "e", maxSplits: 1)
        guard let mantissa = parts.first else { return nil }
        if parts.count == 2 {
            guard let written = Int32(parts[1]) else { return nil }
            exponent = Int(written)
        }
        var isFraction = false
        for byte in mantissa.utf8 {
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): isFraction = true
            default:
                digits.append(byte - 48)
                if isFraction { exponent -= 1 }
            }
        }
        digits = Array(digits.drop { $0 == 0 })
        while digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        if digits.isEmpty { exponent = 0 }
    }

    var integer: Int64? {
        guard exponent >= 0, exponent <= 18 else { return nil }
        let zeros = String(repeating: "0", count: exponent)
        return Int64((isNegative ? "-" : "") + (digits.isEmpty ? "0" : digits.map(String.init).joined()) + zeros)
    }
}
