import Interchange
import Labeling
import Testing

@Suite struct FormatTests {
    private func chosen(
        _ text: String, name: String = "input", _ options: ReadingOptions = ReadingOptions()
    ) throws -> FileFormat? {
        let reader = try ItemReader(.bytes(Array(text.utf8), name: name), options: options)
        _ = try? reader.next()
        return reader.chosenFormat?.format
    }

    @Test func aNameDecides() throws {
        for (name, format) in [
            ("a.jsonl", FileFormat.jsonl), ("a.NDJSON", .jsonl), ("a.json", .jsonl), ("x.y/a.csv", .csv),
            ("a.tsv", .tsv),
            ("a.txt", .text),
        ] {
            #expect(try chosen("x", name: name) == format)
        }
    }

    @Test func withoutATellingNameTheFirstLineDecides() throws {
        #expect(try chosen("\n \n{\"text\":1}") == .jsonl)
        #expect(try chosen("[{}]", name: "dir.csv/input") == .jsonl)
        #expect(try chosen("a\tb\nc\td") == .tsv)
        #expect(try chosen("id,text\n1,a") == .csv)
        #expect(try chosen("\"text\"\na") == .csv)
        #expect(try chosen("id,body\n1,a") == .text)
        #expect(try chosen("id,body\n1,a", ReadingOptions(textField: "body")) == .csv)
        #expect(try chosen("1,a", ReadingOptions(textField: "2", hasHeader: false)) == .csv)
        #expect(try chosen("hello, world\n") == .text)
        #expect(try chosen("") == .text)
    }

    @Test func blankLinesBeforeTheFirstRecordAreCountedAndNotKept() throws {
        let records = try read(String(repeating: "\n", count: 5_000) + " \r\n{\"text\":\"a\"}", chunk: 100)
        #expect(records.lines == [5_002])
    }

    @Test func theReasonOfTheChoiceIsSaid() throws {
        let reader = try ItemReader(.bytes(Array("{\"text\":\"a\"}".utf8), name: "stdin"))
        #expect(reader.chosenFormat == nil)
        _ = try reader.next()
        #expect(reader.chosenFormat?.reason == "it begins with '{'")
    }

    @Test func anArrayOfObjectsIsReadElementByElement() throws {
        let text = "[\n {\"text\":\"a]}\\\"\",\n  \"meta\":{\"x\":[1,{}]}} ,\n{\"text\":\"b\"}, 5, \"s\"\n]\n"
        for chunk in [1, 2, 3, 5, 4096] {
            let records = try read(text, chunk: chunk)
            #expect(records.texts == ["a]}\"", "b"])
            #expect(records.lines == [2, 4, 4, 4])
            #expect(records.reasons == ["expected an object, found a number", "expected an object, found a string"])
        }
    }

    @Test func anArrayThatBreaksOffOrGoesOnSaysSo() throws {
        for chunk in [1, 4096] {
            #expect(try read("[{\"text\":\"a\"},{\"te", chunk: chunk).reasons.first?.contains("cut off") == true)
            #expect(try read("[{\"text\":\"a\"}", chunk: chunk).reasons.first?.contains("no ']'") == true)
            #expect(try read("[{\"text\":\"a\"}]\nx\n", chunk: chunk).reasons.first?.contains("after the end") == true)
            #expect(try read("[]", chunk: chunk).isEmpty)
        }
    }

    @Test func anOverlongElementIsPassedOver() throws {
        let options = ReadingOptions(format: .jsonl, maximumRecordBytes: 40)
        let text = "[{\"text\":\"\(String(repeating: "x\\\"]", count: 100))\"},\n{\"text\":\"b\"}]"
        for chunk in [1, 17, 4096] {
            let records = try read(text, options, chunk: chunk)
            #expect(records.texts == ["b"])
            #expect(records.lines == [1, 2])
        }
    }
}
