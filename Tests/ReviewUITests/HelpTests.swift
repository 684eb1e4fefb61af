import Cells
import Foundation
import Labeling
import ReviewUI
import TestSupport
import Testing

/// The help page and the footer: made from the keys in force.
struct HelpTests {
    private let tall = Size(rows: 300, columns: 100)

    @Test func helpNamesEveryCommandWithTheKeysInForce() {
        for preset in KeyPreset.allCases {
            var bench = Bench(size: tall, keys: KeySettings(preset: preset))
            bench.send(.command(.help))
            for binding in preset.bindings {
                let key = binding.keys.first?.description ?? "?"
                #expect(
                    bench.screen.contains { $0.contains(key) && $0.contains(binding.help.prefix(20)) }, "\(binding)")
            }
            #expect(bench.text.contains("(in force)") && bench.text.contains("Key presets"))
            #expect(bench.text.contains("theme NAME") && bench.text.contains("override to Billing"))
        }
    }

    @Test func helpSaysWhyACommandIsNotAvailable() {
        var bench = Bench(size: tall, blind: true)
        bench.press("?")
        #expect(bench.text.contains("(not now: Blind item"))
    }

    @Test func typingLettersFindsLinesAndMarksTheWord() {
        var bench = Bench()
        bench.press("?")
        bench.type("undo")
        #expect(bench.screen.last == "search the help: undo")
        let canvas = view(bench.model).canvas
        #expect(canvas.text.contains { $0.contains("undo your last decision") })
        #expect(!canvas.text.contains { $0.contains("reject: no label fits") })
        #expect(canvas.roles.joined().count > 0)
        let row = canvas.text.firstIndex { $0.contains("undo your last") } ?? 0
        let column =
            canvas.text[row].range(of: "undo your").map {
                canvas.text[row].distance(from: canvas.text[row].startIndex, to: $0.lowerBound)
            } ?? 0
        #expect(canvas[row, column]?.role == .match)
        bench.press("enter")
        #expect(bench.model.mode == .help(scroll: 0))
        bench.press("escape")
        #expect(bench.text.contains("accept the first opinion"), "Escape first shows everything again")
        bench.press("escape")
        #expect(bench.model.mode == .review)
    }

    @Test func slashSearchesTooAndMatchesAreGoneThrough() {
        var bench = Bench(size: Size(rows: 15, columns: 60))
        bench.press("? /")
        bench.type("e")
        bench.press("enter n n")
        guard case .help(let there) = bench.model.mode else {
            Issue.record("left the help")
            return
        }
        #expect(there >= 2)
        bench.press("N")
        #expect(bench.model.mode != .help(scroll: there))
        bench.press("/ ctrl-u")
        bench.type("xyzzy")
        #expect(bench.text.contains("Nothing here has that in it."))
    }

    @Test func theCommandLineOpensHelpAboutAWord() {
        var bench = Bench()
        bench.press(":")
        bench.type("help dashboard")
        bench.press("enter")
        #expect(bench.screen.first?.contains("Help: dashboard") == true)
        bench.press("q ?")
        #expect(bench.screen.first?.contains("Help: dashboard") == false)
    }

    // MARK: The footer

    private func footer(_ bench: Bench) -> String { bench.screen.last ?? "" }

    @Test func theFooterNamesWhatMattersNow() {
        let wide = Size(rows: 24, columns: 140)
        #expect(footer(Bench(size: wide, blind: true)).hasPrefix(" 1-7 label"))
        #expect(footer(Bench([], size: wide, query: QueueQuery())).contains("tab list"))
        #expect(!footer(Bench([], size: wide, query: QueueQuery())).contains("accept"))
        #expect(footer(Bench(size: wide)).contains("A take 2nd"))
        var bench = Bench(size: wide)
        bench.press("j j j j j j j")
        bench.answerReads()
        #expect(footer(bench).contains("J next to do"))
        bench.press("Z")
        #expect(footer(bench).hasPrefix(" escape leave"))
    }

    @Test func theFooterNamesTheKeysOfThePreset() {
        let bench = Bench(size: Size(rows: 24, columns: 140), keys: KeySettings(preset: .numpad))
        #expect(footer(bench).contains("- reject") && footer(bench).contains("* flag"))
    }

    @Test func helpSearched() throws {
        for size in [Size(rows: 24, columns: 80), Size(rows: 15, columns: 60), Size(rows: 12, columns: 40)] {
            var bench = Bench(size: size)
            bench.press("?")
            bench.type("search")
            try Golden.check(view(bench.model).canvas, "help-search-\(size.columns)x\(size.rows)", in: Golden.folder())
        }
    }

    @Test func aHeadingIsFoundWithAllThatStandsUnderIt() {
        var bench = Bench(size: tall)
        bench.press("? /")
        bench.type("signs")
        for sign in ["✓", "○", "▌", "×12", "→81%", "≠"] { #expect(bench.text.contains(sign), "\(sign)") }
        #expect(!bench.text.contains("accept the first opinion"))
    }

    @Test func theFooterOffersNothingThatIsThereAlready() {
        let answered = Fixture.detail(
            1, "one", first: Fixture.first("billing", 0.5), second: Fixture.second("billing", 0.9))
        let wide = Size(rows: 24, columns: 140)
        #expect(!footer(Bench([answered], size: wide)).contains("2nd opinion"))
        #expect(footer(Bench([Fixture.detail(1, "one", first: Fixture.first("bug", 0.5))], size: wide)).contains("2nd"))
        #expect(!footer(Bench([Fixture.detail(1, "nobody has answered")], size: wide)).contains("accept"))
    }

    @Test func theFooterOffersNothingThatCannotBeDone() {
        let wide = Size(rows: 24, columns: 140)
        let unsure = Fixture.detail(1, "one", first: Fixture.first("bug", 0.5))
        #expect(!footer(Bench([unsure], size: wide, models: false)).contains("2nd"))
        let disputed = Fixture.detail(
            1, "one", first: Fixture.first("bug", 0.5), second: Fixture.second("billing", 0.9))
        #expect(footer(Bench([disputed], size: wide)).contains("A take 2nd"))
        #expect(!footer(Bench([disputed], size: wide)).contains("next model"))
        var held = Bench(
            [disputed, unsure].enumerated().map { index, detail in
                var detail = detail
                detail.row.number = ItemNumber(Int64(index + 1))
                return detail
            }, size: wide, loaded: false)
        held.model.shareItems()
        held.heldByBo = [ItemNumber(2)]
        held.answerReads()
        held.answerAll()
        held.press("j")
        held.answerAll()
        #expect(held.model.current == ItemNumber(2))
        for words in ["accept", "reject", "flag", "skip", "take 2nd"] {
            #expect(!footer(held).contains(words), "\(footer(held))")
        }
        #expect(footer(held).contains("J next to do"))
    }

    @Test func aSelectionIsAcceptedFromAnItemThatHasNoAnswerToo() {
        let nobody = Fixture.detail(1, "nobody has answered")
        var bench = Bench([nobody], size: Size(rows: 24, columns: 140))
        bench.press("S")
        #expect(footer(bench).contains("a accept all"))
    }

    @Test func aKeyOfTwoStrokesThatFindsMoreLabelsIsNamedInFull() {
        let bench = Bench(task: Fixture.task(Fixture.numberedLabels(77)), keys: KeySettings(preset: .numpad))
        #expect(bench.text.contains("0 8 … 77 labels"), "\(bench.text)")
    }
}
