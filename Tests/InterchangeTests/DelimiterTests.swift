import Interchange
import Labeling
import Testing

@Suite struct DelimiterTests {
    private func csv(_ text: String, _ options: ReadingOptions = ReadingOptions()) throws -> [ReadRecord] {
        var options = options
        options.format = .csv
        let whole = try read(text, options)
        #expect(try read(text, options, chunk: 1) == whole)
        return whole
    }

    @Test func theHeaderTellsWhatStandsBetweenFields() throws {
        for delimiter in [",", ";", "\t", "|"] {
            let text = "id;text;n\n1;\"a;b \"\"c\"\"\nd\";2\n2;e f;3\n".replacing(";", with: delimiter)
            let records = try csv(text)
            #expect(records.items.map(\.item.id.value) == ["1", "2"], "\(delimiter)")
            #expect(records.texts.first == "a\(delimiter)b \"c\"\nd")
        }
        // The text's column counts for more than how often a sign is there.
        #expect(try csv("id;text;a,b,c,d\n1;x;y\n").texts == ["x"])
    }

    @Test func aLineOfItsOwnMayNameIt() throws {
        for first in ["sep=;", "\"sep=;\"", "SEP=;", "\u{FEFF}sep=;"] {
            let records = try csv("\(first)\r\nid;text\r\n1;a,b\r\n")
            #expect(records.texts == ["a,b"], "\(first)")
            #expect(records.lines == [3])
        }
        #expect(try read("sep=|\ntext|n\na|1\n").texts == ["a"])
    }

    @Test func aPersonMayNameIt() throws {
        var options = ReadingOptions()
        options.delimiter = UInt8(ascii: "~")
        let reader = try ItemReader(.bytes(Array("id~text\n1~a,b;c\n".utf8), name: "x.txt"), options: options)
        guard case .item(let item, _)? = try reader.next() else {
            Issue.record("no item")
            return
        }
        #expect(item.item.text == "a,b;c")
        #expect(reader.chosenFormat?.format == .csv)
    }

    @Test func withoutAHeaderACommaIsBelievedFirst() throws {
        let options = ReadingOptions(textField: "2", hasHeader: false)
        #expect(try csv("1,a; b; c; d\n2,e\n", options).texts == ["a; b; c; d", "e"])
        #expect(try csv("1;a\n2;e\n", options).texts == ["a", "e"])
    }

    @Test func namesOfColumnsMayDifferInCaseAndSpaces() throws {
        let records = try csv("ID, Text ,GOLD\n1,a,x\n")
        #expect(records.items.first?.item.id.value == "1")
        #expect(records.texts == ["a"])
        #expect(records.items.first?.gold == Label("x"))
        #expect(try csv("Text,text\na,b\n").items.first?.item.text == "b")
        #expect(try csv("n,\u{FEFF}text\n1,b\n").texts == ["b"])
    }

    @Test func emptyCellsBeyondTheLastColumnAreNothing() throws {
        let records = try csv("id,text\n1,a,,\n2,b,x\n3\n")
        #expect(records.texts == ["a"])
        #expect(records.reasons == ["3 fields, where the header has 2", "1 field, where the header has 2"])
    }

    @Test func aTableByNameThatHoldsJSONIsReadAsThat() throws {
        let reader = try ItemReader(.bytes(Array("{\"text\":\"a\"}\n".utf8), name: "a.csv"))
        #expect(try reader.next() != nil)
        #expect(reader.chosenFormat?.format == .jsonl)
    }
}
