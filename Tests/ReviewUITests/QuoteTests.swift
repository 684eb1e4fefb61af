import Cells
import Labeling
import ReviewUI
import TestSupport
import Testing

/// The words that a model quotes are marked in the item's text.
struct QuoteTests {
    /// The marked words of the first text on screen, as they stand there.
    private func marked(_ text: String, _ rationale: String?, second: String? = nil, blind: Bool = false) -> [String] {
        let item = Fixture.detail(
            1, text, first: Fixture.first("billing", 0.5, rationale),
            second: second.map { Fixture.second("bug", 0.9, $0) })
        return marked(Bench([item], size: Size(rows: 30, columns: 80), blind: blind))
    }

    private func marked(_ bench: Bench) -> [String] {
        let canvas = view(bench.model).canvas
        var found: [String] = []
        for row in 0..<canvas.size.rows {
            var run = ""
            for cell in canvas.cells(row: row) {
                if cell.role == .quoted {
                    run += cell.text
                } else if !run.isEmpty {
                    found.append(run)
                    run = ""
                }
            }
            if !run.isEmpty { found.append(run) }
        }
        return found
    }

    private let text = "Hello, I was charged twice. I can't pay TWICE, said Bob's bank (twice-daily). Übel!"

    @Test(arguments: [
        ("It says \"charged twice\".", ["charged twice"]),
        ("It says 'charged twice'.", ["charged twice"]),
        ("It says \u{201C}CHARGED TWICE\u{201D}.", ["charged twice"]),
        ("Es sagt \u{201E}charged twice\u{201C}.", ["charged twice"]),
        ("\u{2018}hello I was\u{2019} and \"bank\"", ["Hello, I was", "bank"]),
        ("words that weigh most: übel, bank, nothing", ["bank", "Übel"]),
        ("The user's card isn't 'bank'", ["bank"]),
        ("'can't' and 'bob'", ["can't"]),
        ("\"char\" \"wice\" \"ill\"", []),
        ("\"\" '' \u{201C}", []),
        ("charged twice, without marks", []),
    ])
    func quotedWordsAreMarked(rationale: String, expected: [String]) {
        #expect(marked(text, rationale) == expected)
    }

    @Test func everyPlaceAndEveryModelCounts() {
        #expect(marked(text, "'twice'", second: "\"hello\"") == ["Hello", "twice", "TWICE", "twice"])
        #expect(marked(text, nil).isEmpty)
        #expect(marked("a\u{0308}rger hier", "'Ärger'") == ["a\u{0308}rger"])
    }

    @Test func scriptsWithoutBlanksAreFoundWithinASentence() {
        #expect(marked("荷物が破損していました。", "「破損」とある。") == ["破損"])
    }

    @Test func aBlindItemDoesNotGiveTheModelsAway() {
        #expect(marked(text, "'twice'", blind: true).isEmpty)
    }

    @Test func aQuoteAcrossLinesAndUnderASearchIsShown() {
        let long = String(repeating: "word ", count: 14) + "charged twice and more"
        #expect(marked(long, "'charged twice'").joined(separator: " ") == "charged twice")
        var bench = Bench([Fixture.detail(1, text, first: Fixture.first("billing", 0.5, "'charged twice'"))])
        bench.press("/")
        bench.type("charged")
        bench.press("enter")
        bench.answerReads()
        #expect(marked(bench) == [" twice"], "what was searched for keeps its own mark")
    }

    @Test func aHugeTextCostsNoMoreThanWhatIsSeenOfIt() {
        let words = String(repeating: "lorem ipsum dolor sit amet ", count: 40_000)
        let rationale = String(repeating: "'dolor sit' \"amet lorem\" ", count: 400)
        var bench = Bench(
            [Fixture.detail(1, words, first: Fixture.first("billing", 0.5, rationale))],
            size: Size(rows: 50, columns: 200))
        #expect(marked(bench).prefix(2) == ["dolor sit", "amet lorem"])
        for _ in 0..<100 { bench.press("space") }
        let time = processorTime(upTo: .seconds(3)) { for _ in 0..<10 { _ = view(bench.model) } }
        #expect(time < .seconds(3), "\(time)")
        #expect(!marked(bench).isEmpty, "far down too")
        let unclosed = Bench([
            Fixture.detail(1, words, first: Fixture.first("billing", 0.5, String(repeating: "\u{201E}", count: 90_000)))
        ])
        let hostile = processorTime(upTo: .seconds(3)) { for _ in 0..<10 { #expect(marked(unclosed).isEmpty) } }
        #expect(hostile < .seconds(3), "\(hostile)")
    }
}
