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
}
