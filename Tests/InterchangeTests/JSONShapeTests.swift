import Interchange
import Labeling
import TestSupport
import Testing

@Suite struct JSONShapeTests {
    private func everyWay(_ text: String, _ options: ReadingOptions = ReadingOptions()) throws -> [ReadRecord] {
        let whole = try read(text, options, chunk: max(text.utf8.count, 1))
        for chunk in [1, 2, 3, 7, 64] {
            #expect(try read(text, options, chunk: chunk) == whole, "chunks of \(chunk)")
        }
        return whole
    }

    @Test func objectsOverSeveralLinesAreRead() throws {
        let records = try everyWay(
            "{\n  \"text\": \"a\",\n  \"x\": [\n    {\n      \"y\": 1\n    }\n  ]\n}\n{\n  \"text\": \"b {\\\"\"\n}\n")
        #expect(records.texts == ["a", "b {\""])
        #expect(records.lines == [1, 9])
        #expect(
            try everyWay("{ \"id\": 1,\n  \"text\": \"a\" }\n{ \"id\": 2,\n  \"text\": \"b\" }").texts == ["a", "b"])
        #expect(try everyWay("{\"id\": 1\n,\"text\": \"a\"\n}").texts == ["a"])
    }

    @Test func objectsOnOneLineAreRead() throws {
        #expect(
            try everyWay("{\"text\":\"a\"}{\"text\":\"b\"} {\"text\":\"c\"}\n{\"text\":\"d\"}").texts == [
                "a", "b", "c", "d",
            ])
        #expect(try everyWay("{\"text\":\"a\"}{\"text\":\"b\"}\u{1E}{\"text\":\"c\"}").texts == ["a", "b", "c"])
    }

    @Test func aBrokenObjectCostsItselfAlone() throws {
        let whole = "{\n\"text\": \"ok\"\n}\n"
        for broken in [
            "{\n  \"text\": \"open\n}\n", "{\n  \"text\": \"no end\"\n", "no object\n", "]\n", "{\n  \"a\": [1,\n",
        ] {
            let records = try everyWay(whole + broken + whole)
            #expect(records.rejects.count == 1, "\(broken)")
            #expect(records.texts == (broken.hasSuffix(",\n") ? ["ok"] : ["ok", "ok"]), "\(broken)")
        }
        #expect(try everyWay(whole + "{\n\"te").reasons.first?.contains("cut off") == true)
    }

    @Test func aBrokenFirstLineOfJSONLinesDoesNotSwallowTheNext() throws {
        for broken in ["{\"text\":\"a\"", "{\"text\":\"a", "{\"text\":", "{\"x\":[{\"y\":1}", "{\"text\":\"a\"}}"] {
            let records = try everyWay(broken + "\n{\"text\":\"b\"}\n{\"text\":\"c\"}\n")
            #expect(records.texts.suffix(1) == ["c"], "\(broken)")
            #expect(records.rejects.count <= 1)
        }
    }

    @Test func theOneArrayOfObjectsInAnObjectIsRead() throws {
        for text in [
            "{\"total\":2,\"tags\":[1,2],\"data\":[{\"text\":\"a]}\"},{\"text\":\"b\"}],\"next\":null}",
            "{\n  \"total\": 2,\n  \"data\": [\n    {\n      \"text\": \"a]}\"\n    },\n    {\"text\": \"b\"}\n  ]\n}\n",
        ] {
            let records = try everyWay(text)
            #expect(records.texts == ["a]}", "b"])
        }
        let reader = try ItemReader(.bytes(Array("{\"data\":[{\"text\":\"a\"}]}".utf8), name: "a.json"))
        _ = try reader.next()
        #expect(reader.chosenFormat?.reason == "the items in its array \"data\"")
    }

    @Test func anItemWithAnArrayOfObjectsIsAnItem() throws {
        let line = "{\"text\":\"t\",\"predictions\":[{\"model\":\"m\",\"label\":\"x\"}]}"
        #expect(try everyWay(line).items.first?.predictions.count == 1)
        #expect(try everyWay("{\"predictions\":[{\"model\":\"m\",\"label\":\"x\"}],\"text\":\"t\"}\n").items.count == 1)
        let turns = "{\"turns\":[{\"said\":\"x\"}],\"body\":\"t\"}"
        #expect(try everyWay(turns, ReadingOptions(textField: "body")).texts == ["t"])
        // Lines that are no items for want of a text are not taken for anything else.
        #expect(try everyWay("{\"a\":[{\"text\":\"x\"}]}\n{\"a\":[{\"text\":\"y\"}]}\n").rejects.count == 2)
    }

    @Test func severalArraysOfObjectsAreAQuestion() throws {
        let text = "{\"a\":[{\"text\":\"1\"}],\"b\":[{\"text\":\"2\"},{\"text\":\"3\"}]}"
        do {
            _ = try read(text)
            Issue.record("one was chosen")
        } catch { #expect("\(error)".contains("--records-field") && "\(error)".contains("a, b")) }
        var options = ReadingOptions()
        options.recordsField = "b"
        #expect(try everyWay(text, options).texts == ["2", "3"])
        #expect(try everyWay(text + "\n" + text, options).texts == ["2", "3", "2", "3"])
        options.recordsField = "c"
        #expect(try everyWay(text, options).reasons == ["this object has no array \"c\""])
    }

    @Test func aLongObjectIsReadBeforeItsEndIsKnown() throws {
        let items = (1...3_000).map { "{\"id\":\($0),\"text\":\"some text of item \($0)\"}" }
        let text = "{\"note\":\"n\",\"data\":[\(items.joined(separator: ","))],\"rest\":[{\"text\":\"x\"}]}"
        let reader = try ItemReader(.bytes(Array(text.utf8), name: "a.json"), options: ReadingOptions(chunkBytes: 4096))
        _ = try reader.next()
        #expect(reader.bytesRead < Int64(text.utf8.count))
        let records = try read(text)
        #expect(records.items.count == 3_000)
        #expect(
            records.reasons == ["the array \"rest\" holds objects too, and was not read; --records-field rest reads it"]
        )
    }

    @Test func anOverlongElementAndACutAreNamed() throws {
        let options = ReadingOptions(format: .jsonl, maximumRecordBytes: 60)
        let long = String(repeating: "x\\\"]", count: 100)
        for text in [
            "{\"data\":[{\"text\":\"a\"},{\"text\":\"\(long)\"},{\"text\":\"b\"}]}",
            "{\n\"text\":\"a\"}\n{\n\"text\":\"\(long)\"}\n{\n\"text\":\"b\"}\n",
        ] {
            let records = try everyWay(text, options)
            #expect(records.texts == ["a", "b"])
            #expect(records.reasons.first?.contains("longer than 60 bytes") == true)
        }
        let cut = "{\"data\":[{\"text\":\"a\"},{\"text\":\"b\"},"
        for end in ["", "{\"te", "5", "5],\"x\":{\"y", "],\"x", "]"] {
            let records = try everyWay(cut + end)
            #expect(records.texts == ["a", "b"], "\(end)")
            #expect(records.reasons.contains { $0.contains("cut off") || $0.contains("no member") }, "\(end)")
        }
    }

    @Test func whatIsNoMemberIsTurnedDownHoweverSlowlyItComes() throws {
        var options = ReadingOptions(format: .jsonl)
        options.recordsField = "data"
        options.maximumRecordBytes = 100_000
        let key = String(repeating: "k", count: 70_000)
        for chunk in [1_000, 300_000] {
            let records = try read("{\"data\":[{\"text\":\"a\"}],\"\(key)", options, chunk: chunk)
            #expect(records.texts == ["a"])
            #expect(records.reasons.count == 1 && records.reasons.first?.contains("no member") == true)
        }
        // A line end in what cannot be a key is one, too.
        let records = try read("{\"a\nb\":1,\n\"data\":[{\"text\":\"a\"}]}\n", options)
        #expect(records.texts == ["a"] && records.lines == [3])
    }

    @Test func aBracketAfterAScalarIsOneMistakeInEveryArray() throws {
        for text in ["[5},{\"text\":\"a\"}]", "{\"data\":[{\"text\":\"b\"},5},{\"text\":\"a\"}],\"n\":5}"] {
            var options = ReadingOptions(format: .jsonl)
            options.recordsField = "data"
            let records = try everyWay(text, options)
            #expect(records.texts.last == "a" && records.rejects.map(\.bytes) == [Array("5}".utf8)], "\(text)")
        }
    }

    @Test func whatIsCutOffIsToldOnce() throws {
        for text in ["[{\"text\":\"a\"},{\"te", "{\"data\":[{\"text\":\"a\"},{\"te", "{\"text\":\"a\"}{\"te"] {
            let records = try everyWay(text, ReadingOptions(format: .jsonl))
            #expect(records.texts == ["a"] && records.reasons.count == 1, "\(text)")
            #expect(records.reasons.first?.contains("is it cut off?") == true)
        }
    }

    @Test func recordSeparatorsStandBeforeObjectsThatHoldTheItems() throws {
        let page = "\u{1E}{\"total\":2,\"data\":[{\"text\":\"a\"}]}\n"
        #expect(try everyWay(page).texts == ["a"])
        var options = ReadingOptions(format: .jsonl)
        options.recordsField = "data"
        let records = try everyWay(page + page, options)
        #expect(records.texts == ["a", "a"] && records.rejects.isEmpty)
    }

    @Test func aLongLineOutsideOfTheObjectIsOneRecordHoweverItComes() throws {
        var options = ReadingOptions(format: .jsonl, maximumRecordBytes: 64)
        options.recordsField = "data"
        let page = "{\"data\":[{\"text\":\"a\"}]}\n"
        let records = try everyWay(page + String(repeating: "x", count: 500) + "\n" + page, options)
        #expect(records.texts == ["a", "a"] && records.rejects.map(\.line) == [2])
        #expect(records.rejects.map(\.bytes.count) == [64])
    }

    @Test func whateverTheBytesNothingTrapsAndNoCutMatters() throws {
        var random = SeededGenerator(seed: 11)
        let pieces = [
            "{", "}", "[", "]", "\"", "\"text\":", "\"data\":", "\"a\"", ",", ":", "\n", " ", "\\", "1",
            "{\"text\":\"t\"}",
        ]
        for _ in 0..<600 {
            let body = (0..<24).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            for start in ["{\n", "{\"data\":[", "{\"text\":\"t\"}{"] {
                let text = start + body
                let whole = try? read(text, chunk: 4096)
                for chunk in [1, 5] { #expect((try? read(text, chunk: chunk)) == whole, "\(text)") }
            }
        }
    }
}
