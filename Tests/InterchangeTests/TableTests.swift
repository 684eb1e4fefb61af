import Interchange
import Labeling
import TestSupport
import Testing

@Suite struct TableTests {
    private func csv(_ text: String, _ options: ReadingOptions = ReadingOptions()) throws -> [ReadRecord] {
        var options = options
        options.format = .csv
        return try read(text, options, labels: nil)
    }

    @Test func aHeaderNamesTextIDAndGoldAndTheRestIsMeta() throws {
        let records = try csv("id,text,gold,lang\r\n7,hello,spam,pt\r\n,bye,,\r\n")
        #expect(
            records.items == [
                AnnotatedItem(
                    item: Item(id: Item.ID("7"), text: "hello", meta: ["lang": .string("pt")]), gold: Label("spam")),
                AnnotatedItem(item: Item(id: .hash(ofText: "bye"), text: "bye", meta: ["lang": .string("")])),
            ])
        #expect(records.lines == [2, 3])
    }

    @Test func quotedFieldsHoldCommasLineEndsAndQuotes() throws {
        let records = try csv("text,n\r\n\"a,b\r\nc\nd \"\"e\"\"\",1\r\n\"\",2\n\"x\"\n y ,3\n")
        #expect(records.texts == ["a,b\r\nc\nd \"e\"", " y "])
        #expect(records.lines == [2, 5, 6, 7])
        #expect(records.reasons == ["the field \"text\" is empty", "1 field, where the header has 2"])
    }

    @Test func aStrayQuoteInsideAFieldIsAnOrdinaryCharacter() throws {
        #expect(try csv("text\n5\" disk\nsay \"hi\"\n\"a\"b\"c\n").texts == ["5\" disk", "say \"hi\"", "ab\"c"])
    }

    @Test func anUnclosedQuoteCostsOnlyItsRecord() throws {
        let records = try csv("text,n\na,1\n\"b,2\nc,3\nd,4\n")
        #expect(records.texts == ["a", "c", "d"])
        #expect(records.lines == [2, 3, 4, 5])
        #expect(records.reasons.first?.contains("opens a field on line 3 is never closed") == true)
        #expect(records.rejects.first?.bytes == Array("\"b,2".utf8))
    }

    @Test func anUnclosedQuoteLateInARecordOverLinesIsNamedByItsOwnLine() throws {
        let records = try csv("text,n\n\"a\nb\",\"c\nd,4\n")
        #expect(records.reasons.first?.contains("on line 3") == true)
        #expect(records.rejects.first?.bytes == Array("\"a\nb\",\"c".utf8))
        #expect(records.texts == ["d"])
        #expect(records.lines == [2, 4])
    }

    @Test func aQuoteThatSpansTooMuchIsUnclosedWithoutReadingToTheEnd() throws {
        let options = ReadingOptions(format: .csv, maximumRecordBytes: 200)
        let rows = (1...100).map { "row \($0),x\n" }.joined()
        let records = try read("text,n\n\"open,1\n" + rows, options, chunk: 16)
        #expect(records.texts.count == 100)
        #expect(records.rejects.count == 1)
    }

    @Test func anOverlongRowIsPassedOver() throws {
        let options = ReadingOptions(format: .csv, maximumRecordBytes: 50)
        for chunk in [1, 13, 4096] {
            let records = try read("text\na\n\(String(repeating: "x", count: 200))\nb\n", options, chunk: chunk)
            #expect(records.texts == ["a", "b"])
            #expect(records.lines == [2, 3, 4])
        }
    }

    @Test func whateverTheQuotesNothingIsLostAndNoCutMatters() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<400 {
            let pieces = (0..<40).map { _ in ["a", "\"", "\"\"", ",", "\n"].randomElement(using: &random) ?? "" }
            let body = pieces.joined()
            let records = try csv("text,n\n" + body)
            // Every line that is not blank belongs to one record: the records' lines are in order, none twice.
            #expect(
                records.lines == records.lines.sorted() && Set(records.lines).count == records.lines.count, "\(body)")
            let content =
                records.rejects.reduce(0) { $0 + $1.bytes.count } + records.texts.reduce(0) { $0 + $1.utf8.count }
            #expect(records.isEmpty == body.allSatisfy { $0 == "\n" })
            #expect(content <= body.utf8.count)
            let options = ReadingOptions(format: .csv)
            for chunk in [1, 2, 3, 7] {
                #expect(try read("text,n\n" + body, options, chunk: chunk) == records, "\(body)")
            }
        }
    }

    @Test func quotesThatReopenOnEveryLineAreReadInStraightTime() throws {
        let line = "a\"b,\"c\"\"\n"
        let options = ReadingOptions(format: .csv, maximumRecordBytes: 20_000)
        let records = try read("text,n\n" + String(repeating: line, count: 20_000) + "d,1\n", options)
        // Records over the limit are passed over to the end of their line, so a few bytes are not kept.
        #expect(records.rejects.reduce(0) { $0 + $1.bytes.count } > 17_000 * line.utf8.count)
        #expect(records.texts == ["d"])
    }

    @Test func rowsOfAnotherLengthAreRejectedWithTheNumbers() throws {
        let records = try csv("text,n\na,1,2\nb\nc,3\n")
        #expect(records.reasons == ["3 fields, where the header has 2", "1 field, where the header has 2"])
        #expect(records.texts == ["c"])
    }

    @Test func anEmptyHeaderCellIsNamedByItsPlace() throws {
        #expect(try csv(",text\n5,a\n").items.first?.item.meta == ["column_1": .string("5")])
    }

    @Test func columnsThatCannotBeUsedAreRefusedWithTheirNames() throws {
        func problem(_ text: String, _ options: ReadingOptions = ReadingOptions()) -> String {
            do {
                _ = try csv(text, options)
                return "none"
            } catch { return "\(error)" }
        }
        #expect(problem("text,a,a\n").contains("two columns are named \"a\""))
        let missing = problem("tweet,class\nx,1\n")
        #expect(missing.contains("\"tweet\", \"class\"") && missing.contains("--text-field"))
        #expect(problem("text\n", ReadingOptions(goldField: "label")).contains("--gold-field"))
        #expect(problem("text\n", ReadingOptions(idField: "key")).contains("--id-field"))
        #expect(problem("a\n", ReadingOptions(textField: "b")).contains("no column \"b\" for --text-field"))
        #expect(problem("text\n", ReadingOptions(goldField: "text")).contains("cannot be the text"))
    }

    @Test func aHeaderThatIsNotUTF8EndsTheReading() {
        #expect(throws: InputProblem.self) {
            try read([0xE9] + Array(",text\na,b\n".utf8), ReadingOptions(format: .csv))
        }
    }

    @Test func withoutAHeaderColumnsHaveNumbers() throws {
        let options = ReadingOptions(format: .tsv, textField: "2", goldField: "1", hasHeader: false)
        let records = try read("ham\tOk lar\nspam\tFree\n", options)
        #expect(records.texts == ["Ok lar", "Free"])
        #expect(records.items.map(\.gold) == [Label("ham"), Label("spam")])
        #expect(records.lines == [1, 2])
        #expect(try csv("a\nb\n", ReadingOptions(hasHeader: false)).texts == ["a", "b"])
    }

    @Test func aQuoteMeansNothingBetweenTabs() throws {
        let records = try read("text\tn\n\"a\t1\nb\"\"\t2\n\"c\"\t3\r\n", ReadingOptions(format: .tsv))
        #expect(records.texts == ["\"a", "b\"\"", "\"c\""])
    }

    @Test func aGoldOutsideTheTasksLabelsRejectsTheRow() throws {
        let labels = try labelSet("Spam", "ham")
        let records = try read("text,gold\na,SPAM\nb,eggs\n", ReadingOptions(format: .csv), labels: labels)
        #expect(records.items.map(\.gold) == [Label("Spam")])
        #expect(records.reasons == ["the label in column \"gold\" \"eggs\" is not one of the task's labels: Spam, ham"])
    }

    @Test func plainTextIsOneItemALine() throws {
        let records = try read("a\r\n\n  b \n\u{3000}\nc", ReadingOptions(format: .text))
        #expect(records.texts == ["a", "  b ", "c"])
        #expect(records.lines == [1, 3, 5])
    }
}
