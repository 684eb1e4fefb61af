import Interchange
import Labeling
import Testing

@Suite struct JSONLinesTests {
    @Test func aLineOfTextAloneIsAnItemWithAHashForItsID() throws {
        let item = try #require(try item(#"{"text":"I was charged twice"}"#))
        #expect(item.item.text == "I was charged twice")
        // printf 'I was charged twice' | sha256sum
        #expect(item.item.id.value == "h-748cba00ca70875a")
        #expect(item.item.meta.isEmpty)
    }

    @Test func everyFieldOfTheContractsExampleArrives() throws {
        let line = #"""
            {"id":"t-1","text":"I was charged twice","meta":{"channel":"email"},"gold":"BILLING","predictions":[{"model":"m","label":"billing","confidence":0.93,"rationale":"r","usage":{"input_tokens":812,"output_tokens":34,"cache_creation_input_tokens":1,"cache_read_input_tokens":null},"cost_usd":"0.000982","latency_ms":640}],"decisions":[{"reviewer":"ana","action":"override","label":"account","at":"2026-11-01T09:30:00Z","seconds":3.2,"note":"n"}]}
            """#
        let at = try #require(Timestamp(rfc3339: "2026-11-01T09:30:00Z"))
        let money = try #require(Money(decimal: "0.000982"))
        let expected = AnnotatedItem(
            item: Item(id: Item.ID("t-1"), text: "I was charged twice", meta: ["channel": .string("email")]),
            gold: Label("billing"),
            predictions: [
                Prediction(
                    model: "m", label: Label("billing"), confidence: 0.93, confidenceSource: .imported, rationale: "r",
                    usage: Usage(inputTokens: 812, outputTokens: 34, cacheCreationInputTokens: 1),
                    cost: .charged(money), latencyMilliseconds: 640)
            ],
            decisions: [
                Decision(reviewer: "ana", verdict: .override(Label("account")), at: at, seconds: 3.2, note: "n")
            ])
        #expect(try item(line) == expected)
    }

    @Test func aByteOrderMarkCarriageReturnsAndBlankLinesAreNoContent() throws {
        let records = try read("\u{FEFF}{\"text\":\"a\"}\r\n\r\n  \n{\"text\":\"b\"}")
        #expect(records.texts == ["a", "b"])
        #expect(records.lines == [1, 4])
    }

    @Test(arguments: [
        (#"{"id":1}"#, #""text" is missing"#), (#"{"text":5}"#, #""text" must be a string, found 5"#),
        (#"{"text":" \n\u00a0"}"#, "empty"), (#"{"text":"a\u0000b"}"#, "NUL"), (#"["a"]x"#, "expected an object"),
        (#"{"text":"a","text":"b"}"#, "appears twice"), (#"{"text":"a""#, "found the end"),
        (#"{"text":"a"} x"#, "byte 14: expected the end, found 'x'"), (#"{"text":"\ud800"}"#, "surrogate"),
        (#"{"text":"a","id":1.5}"#, "whole number"), (#"{"text":"a","meta":[1]}"#, #""meta" must be an object"#),
        (#"{"text":"a","gold":"other"}"#, "billing, account"), (#"{"text":"a","predictions":{}}"#, "array"),
        (#"{"text":"a","meta":{"n":1e999}}"#, "exactly"), ("{", "jq -c"), (#"{"text":"a\#u{1}"}"#, "control character"),
        (#"{"text":"a","meta":{"n":01}}"#, "expected ','"), (#"{"text":"\x"}"#, "no escape"),
        ("nul", "expected a value"),
    ])
    func aBadLineSaysWhy(line: String, expected: String) throws {
        let reason = try #require(try reason(line))
        #expect(reason.contains(expected))
    }

    @Test func aBadLineCostsOnlyItselfAndKeepsItsBytes() throws {
        let records = try read("{\"text\":\"a\"}\n{oops\r\n{\"text\":\"b\"}\n")
        #expect(records.texts == ["a", "b"])
        #expect(records.rejects.map(\.line) == [2])
        #expect(records.rejects.map(\.bytes) == [Array("{oops".utf8)])
        #expect(records.rejects.map(\.source) == ["input"])
    }

    @Test func aWholeNumberIsAnIDAndAnEmptyIDIsNone() throws {
        #expect(try item(#"{"text":"a","id":42}"#)?.item.id == Item.ID("42"))
        #expect(try item(#"{"text":"a","id":12345678901234567890123}"#)?.item.id == Item.ID("12345678901234567890123"))
        #expect(try item(#"{"text":"a","id":""}"#)?.item.id == .hash(ofText: "a"))
        #expect(try item(#"{"text":"a","id":null}"#)?.item.id == .hash(ofText: "a"))
    }

    @Test func unknownFieldsGoIntoMetaWhereItHasNoSuchName() throws {
        let item = try #require(try item(#"{"text":"a","lang":"pt","x":1,"label":"other","meta":{"x":2}}"#))
        #expect(item.item.meta == ["lang": .string("pt"), "x": .integer(2), "label": .string("other")])
    }

    @Test func otherFieldNamesCanBeGiven() throws {
        let options = ReadingOptions(textField: "prompt", idField: "key", goldField: "label")
        let records = try read(#"{"prompt":"a","key":7,"label":"x","text":"kept"}"#, options)
        let item = try #require(records.items.first)
        #expect(item.item == Item(id: Item.ID("7"), text: "a", meta: ["text": .string("kept")]))
        #expect(item.gold == Label("x"))
    }

    @Test func numbersInMetaStayExact() throws {
        let line = #"{"text":"a","meta":{"a":0.1,"b":12345678901234567890,"c":1.0,"d":-9223372036854775808,"e":1e3}}"#
        let meta = try #require(try item(line)?.item.meta)
        #expect(meta["c"] == .integer(1))
        #expect(meta["d"] == .integer(.min))
        #expect(meta["e"] == .integer(1000))
        #expect(
            JSONDocument(meta).rendered()
                == #"{"a":0.1,"b":12345678901234567890,"c":1,"d":-9223372036854775808,"e":1000}"#)
    }

    @Test func escapesAreReadAndControlsOfTheWrongCodePageStay() throws {
        let line = #"{"text":"\ud83d\ude00 \u00e9\/\b\f\t \#u{85}\#u{9b}"}"#
        #expect(try item(line)?.item.text == "\u{1F600} \u{e9}/\u{8}\u{c}\t \u{85}\u{9b}")
    }

    @Test func aNestingBombIsRejectedAndAllowedDepthsArriveAndComeBack() throws {
        for depth in [501, 100_000] {
            let bomb = #"{"text":"a","x":"# + String(repeating: "[", count: depth)
            #expect(try reason(bomb) == "nested deeper than 500 levels")
        }
        let deep = String(repeating: "[", count: 498) + String(repeating: "]", count: 498)
        let item = try #require(try item(#"{"text":"a","x":\#(deep)}"#))
        let again = try #require(try self.again(item))
        #expect(again == item)
        #expect(try reason(#"{"text":"a","x":[\#(deep)]}"#) == "nested deeper than 500 levels")
    }

    private func again(_ item: AnnotatedItem) throws -> AnnotatedItem? {
        try read(GroundTruthDocument.line(item, truth: nil).rendered()).items.first
    }

    @Test func anOverlongLineIsRejectedWithItsHeadAndTheNextIsRead() throws {
        let options = ReadingOptions(format: .jsonl, maximumRecordBytes: 100)
        for chunk in [1, 7, 64, 4096] {
            let long = "{\"text\":\"" + String(repeating: "x", count: 300) + "\"}"
            let records = try read("{\"text\":\"a\"}\n\(long)\n{\"text\":\"b\"}\n", options, chunk: chunk)
            #expect(records.texts == ["a", "b"])
            #expect(records.lines == [1, 2, 3])
            #expect(records.reasons.first?.contains("longer than 100 bytes") == true)
            #expect(records.rejects.first?.bytes.starts(with: Array("{\"text\":\"xx".utf8)) == true)
        }
    }

    @Test func invalidUTF8IsRejectedWithItsPlaceAndBytes() throws {
        let bytes = Array("{\"text\":\"a\"}\n{\"text\":\"".utf8) + [0xE9] + Array("\"}\n{\"text\":\"b\"}".utf8)
        let records = try read(bytes)
        #expect(records.texts == ["a", "b"])
        #expect(records.reasons.first?.contains("byte 0xE9 at offset 22 of the input, byte 10 of the record") == true)
        #expect(records.rejects.first?.bytes.contains(0xE9) == true)
    }

    @Test func everyIllFormedSequenceIsFound() throws {
        let wrong: [[UInt8]] = [
            [0x80], [0xC0, 0xAF], [0xC1, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0xC3], [0xF0, 0x9F, 0x98],
            [0xE2, 0x28, 0xA1],
            [0xE2, 0x82, 0x28],
        ]
        for bytes in wrong {
            let records = try read([0x61] + bytes, ReadingOptions(format: .text))
            #expect(records.reasons.first?.hasPrefix("not UTF-8") == true, "\(bytes)")
        }
        #expect(
            try read("\u{7FF}\u{800}\u{D7FF}\u{FFFD}\u{10000}\u{10FFFF}", ReadingOptions(format: .text)).items.count
                == 1)
    }
}
