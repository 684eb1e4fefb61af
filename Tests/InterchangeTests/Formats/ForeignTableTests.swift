import Interchange
import Testing

@Suite struct ForeignTableTests {
    @Test func aDamagedFirstLineOfJSONIsNoHeaderOfATable() throws {
        let rest = "\n{\"text\":\"a\",\"answer\":\"accept\"}\n"
        let records = try read("}" + rest, ReadingOptions(format: .prodigy))
        #expect(records.texts == ["a"] && records.lines == [1, 2] && records.reasons.count == 1)
        for format in [FileFormat.labelStudio, .argilla, .doccano] {
            #expect(throws: InputProblem.self) { try read("}" + rest, ReadingOptions(format: format)) }
        }
        #expect(try read("text\na\n", ReadingOptions(format: .doccano)).texts == ["a"])
    }

    @Test func aTableOfAnotherToolHasNoMoreColumnsThanOneOfOurs() throws {
        let many = String(repeating: ",x", count: 20_001)
        for format in [FileFormat.labelStudio, .argilla, .doccano] {
            #expect(throws: InputProblem.self) { try read("text" + many + "\n", ReadingOptions(format: format)) }
            let records = try read("text,n\na" + many + "\nb,1\n", ReadingOptions(format: format))
            #expect(records.reasons.first == "20002 fields, where the header has 2" && records.lines == [2, 3])
        }
    }
}
