import Foundation
import Labeling
import Testing

struct JSONValueTests {
    private func decode(_ text: String) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    @Test func everyKindOfValueIsReadAsItself() throws {
        let text = #"{"a":null,"b":true,"c":-7,"d":0.1,"e":"x","f":[1,"2",false],"g":{"h":{}}}"#
        let value: JSONValue = .object([
            "a": .null, "b": .bool(true), "c": .integer(-7), "d": .number(Decimal(string: "0.1") ?? .nan),
            "e": .string("x"),
            "f": .array([.integer(1), .string("2"), .bool(false)]), "g": .object(["h": .object([:])]),
        ])
        #expect(try decode(text) == value)
    }

    @Test(arguments: [
        #"{"a":[null,true,1.5,"\u0000\n\"é",{"b":[]}]}"#, "9223372036854775807", "-9223372036854775808", "[]", #""1""#,
    ])
    func aValueComesBackAsItWas(text: String) throws {
        let value = try decode(text)
        #expect(try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value)) == value)
    }

    @Test func aNumberBeyondSixtyFourBitsKeepsItsDigits() throws {
        #expect(try decode("9223372036854775808") == .number(Decimal(string: "9223372036854775808") ?? .nan))
        #expect(
            try decode("12345678901234567890123456789")
                == .number(Decimal(string: "12345678901234567890123456789") ?? .nan))
    }

    @Test(arguments: [
        "123456789012345678.34", "-123456789012345678.5", "9223372036854775806.9", "0.1", "1234567.0000000000000000001",
        "12345678901234567890123456789012345678", "9223372036854775808", "-9223372036854775809",
    ])
    func noDigitOfAStoredNumberIsLost(literal: String) throws {
        let decimal = try #require(Decimal(string: literal))
        #expect(try decode(literal) == .number(decimal))
        #expect(try decode("[{\"a\":\(literal)}]") == .array([.object(["a": .number(decimal)])]))
        var bytes: [UInt8] = []
        try decode(literal).append(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == literal)
    }

    @Test(arguments: [0, -1, 9_007_199_254_740_993, .max, .min] as [Int64])
    func aWholeNumberStaysOne(number: Int64) throws {
        #expect(try decode("\(number)") == .integer(number))
    }
}
