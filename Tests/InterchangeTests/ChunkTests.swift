import Interchange
import Testing

/// What comes out must not depend on where the system cuts the input.
@Suite struct ChunkTests {
    private func expectSameInEveryChunking(_ text: String, _ options: ReadingOptions) throws {
        for input in [text, "\u{FEFF}" + text, text + "\n", text.replacing("\n", with: "\r\n")] {
            let bytes = Array(input.utf8)
            let whole = try read(bytes, options, chunk: bytes.count)
            #expect(!whole.isEmpty)
            for chunk in 1..<bytes.count {
                #expect(try read(bytes, options, chunk: chunk) == whole, "chunks of \(chunk)")
            }
        }
    }

    @Test func linesOfJSON() throws {
        try expectSameInEveryChunking(
            "{\"text\":\"é\u{1F600}\"}\n\n{bad\n{\"id\":1,\"text\":\"\\u00e9\\\\\"}\n{\"text\":\"漢字\"}",
            ReadingOptions())
    }

    @Test func rowsOfCSV() throws {
        try expectSameInEveryChunking(
            "text,n\n\"é,\n\"\"q\"\"\",1\nplain \"q\",2\n\"\",3\n\"漢\"x,4\nshort\n\"open,5\nlast,6",
            ReadingOptions(format: .csv))
    }

    @Test func rowsOfTSV() throws {
        try expectSameInEveryChunking("text\tn\n\"é\t1\n\tx\n漢\t\u{1F600}\n", ReadingOptions(format: .tsv))
    }

    @Test func plainLines() throws {
        try expectSameInEveryChunking("é\n\n漢 字\n\u{1F600}", ReadingOptions(format: .text))
    }

    @Test func anArrayOfJSON() throws {
        try expectSameInEveryChunking(
            "[{\"text\":\"é\\\"]\"},\n{\"text\":\"b\",\"meta\":{\"a\":[[]]}}, 1 ]", ReadingOptions())
    }

    @Test func theGuessOfTheFormat() throws {
        try expectSameInEveryChunking("\n\nid,text\n1,é\n", ReadingOptions())
        try expectSameInEveryChunking("x\nid,text\n", ReadingOptions())
    }
}
