import Interchange
import Labeling
import Testing

/// What would take memory without end costs its record.
@Suite struct BoundTests {
    @Test func nestingOfAnyDepthIsRefusedWithoutDescending() throws {
        for open in ["[", "{\"a\":"] {
            let deep = #"{"text":"t","x":"# + String(repeating: open, count: 100_000)
            #expect(try readBatches(Array(deep.utf8)).rejected.map(\.reason) == ["nested deeper than 500 levels"])
        }
    }

    @Test func aRecordOfVeryManyValuesIsRefused() throws {
        let many = #"{"text":"t","x":["# + String(repeating: "1,", count: 200_000) + "1]}\n{\"text\":\"next\"}"
        let content = try readBatches(Array(many.utf8), ReadingOptions(format: .jsonl), chunk: 1 << 16)
        #expect(content.rejected.map(\.reason) == ["more than 200000 values in one record"])
        #expect(content.items.map(\.item.item.text) == ["next"])
    }

    @Test func aTableOfVeryManyColumnsIsRefusedByTheirNumber() throws {
        let header = (0..<20_001).map { "c\($0)" }.joined(separator: ",")
        #expect(throws: InputProblem.columns("input", reason: "has 20001 columns; at most 20000 are read")) {
            try read(header + "\n", ReadingOptions(format: .csv))
        }
        let row = "text\n" + String(repeating: ",", count: 1_000_000) + "\nfine\n"
        let content = try readBatches(Array(row.utf8), ReadingOptions(format: .csv), chunk: 1 << 16)
        #expect(content.rejected.map(\.reason) == ["1000001 fields, where the header has 1"])
        #expect(content.items.map(\.item.item.text) == ["fine"])
    }

    @Test func whatIsKeptOfALongRecordIsItsOwn() throws {
        let input = #"{"text":"\#(String(repeating: "x", count: 300))"}"# + "\nshort\n"
        for chunk in [5, 100, 10_000] {
            let line = try #require(
                read(input, ReadingOptions(format: .jsonl, maximumRecordBytes: 100), chunk: chunk).rejects.first)
            #expect(line.bytes.count == 100 && line.reason.hasPrefix("longer than 100 bytes"))
        }
    }
}
