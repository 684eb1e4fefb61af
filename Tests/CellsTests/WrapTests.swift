import Cells
import TestSupport
import Testing

private func lines(_ text: String, _ columns: Int) -> [String] {
    wrap(text, columns: columns).map { $0.glyphs.map(\.text).joined() }
}

@Test func linesBreakAtBlanks() {
    #expect(lines("one two three", 8) == ["one two", "three"])
    #expect(lines("one two three", 7) == ["one two", "three"])
    #expect(lines("a\n\nb\n", 7) == ["a", "", "b"])
    #expect(lines("", 7) == [])
}

@Test func aLongWordIsBrokenHard() {
    #expect(lines("go abcdefghij k", 5) == ["go", "abcde", "fghij", "k"])
}

@Test func wideTextBreaksAnywhereButNotBeforeItsFullStop() {
    #expect(lines("日本語の文章", 5) == ["日本", "語の", "文章"])
    #expect(lines("日本語。文", 6) == ["日本", "語。文"])
}

@Test func tabsReachTheNextStop() {
    #expect(lines("a\tb", 20) == ["a   b"])
    #expect(lines("\tx", 20) == ["    x"])
}

@Test func noLineIsWiderThanAskedAndNothingIsLost() {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<300 {
        let pieces = ["a", "word", " ", "  ", "\t", "\n", "日本", "。", "\u{202E}", "👨‍👩‍👧", "e\u{301}", "हिन्दी", "\r\n", "-"]
        let text = (0..<Int.random(in: 0...30, using: &random)).map { _ in
            pieces[Int.random(in: 0..<pieces.count, using: &random)]
        }.joined()
        let columns = Int.random(in: 1...12, using: &random)
        let wrapped = wrap(text, columns: columns)
        var covered = 0
        for line in wrapped {
            #expect(line.width <= max(2, columns))
            #expect(line.source.lowerBound <= covered)
            covered = max(covered, line.source.upperBound)
        }
        #expect(covered == text.utf8.count)

        var paged = WrappedText(text, columns: columns, knownLines: 2)
        #expect(paged.lineCount <= 2)
        paged.extend(to: 4)
        paged.extend(to: .max)
        #expect(paged.isComplete && paged.lineCount == wrapped.count)
        for number in wrapped.indices { #expect(paged.lines(number..<(number + 1)) == [wrapped[number]]) }
    }
}

@Test func theLineOfAnOffsetIsFound() {
    let text = WrappedText("one two three\nfour", columns: 7)
    #expect(text.lineCount == 3)
    #expect(text.line(containing: 0) == 0)
    #expect(text.line(containing: 8) == 1)
    #expect(text.line(containing: 15) == 2)
    #expect(WrappedText("", columns: 7).line(containing: 0) == nil)
}

@Test func matchesInALineAreMarked() throws {
    let text = "日本 two three"
    let line = try #require(wrap(text, columns: 20).first)
    var canvas = Canvas(size: Size(rows: 1, columns: 16))
    canvas.write(line, row: 0, column: 1, role: .text, matches: [3..<6, 7..<10])
    #expect(canvas.cells(row: 0).map { $0.role == .match ? "m" : "." }.joined() == "...mm.mmm.......")
}

@Test func oneScreenOfALongTextIsReadWithoutTheRest() {
    let text = String(repeating: "a rather long line of an item that goes on\n", count: 100_000)
    let time = processorTime(upTo: .seconds(2)) {
        #expect(wrap(text, columns: 20, maximumLines: 50).count == 50)
        var wrapped = WrappedText(text, columns: 20, knownLines: 100)
        wrapped.extend(to: 200)
        #expect(wrapped.lines(150..<200).count == 50)
    }
    #expect(time < .seconds(2))
}
