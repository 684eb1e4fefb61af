import Cells
import Labeling
import Testing

@testable import ReviewUI

struct OutsideTests {
    private func copied(_ effects: [Effect]) -> [String] {
        effects.compactMap { if case .outside(.copy(let text)) = $0 { text } else { nil } }
    }

    @Test func theTextOrTheIDIsCopied() {
        var bench = Bench([Fixture.detail(1, "caf\u{E9} \u{1B}[31m", id: "t-9")])
        #expect(copied(bench.press("Y Y")) == ["caf\u{E9} \u{1B}[31m"])
        #expect(bench.model.notice?.text == "Copied the text: 10 characters, if your terminal allows it.")
        #expect(copied(bench.press("Y t")).count == 1)
        #expect(copied(bench.press("Y i")) == ["t-9"])
        #expect(bench.model.notice?.text == "Copied the id: 3 characters, if your terminal allows it.")
    }

    @Test func whatIsMaskedOnScreenIsCopiedMasked() {
        var bench = Bench([Fixture.detail(1, "write to ana@host.example")], task: Fixture.task(redact: [.email]))
        #expect(copied(bench.press("Y Y")) == ["write to ana@host.example"])
        bench.press("m")
        let masked = copied(bench.press("Y Y"))
        #expect(masked.count == 1 && masked[0].hasPrefix("write to ") && !masked[0].contains("ana@"))
        #expect(bench.model.notice?.text.hasPrefix("Copied the masked text") == true)
    }

    @Test func aTextThatNoTerminalTakesIsRefusedInWords() {
        let longest = OutsideState.longestCopy
        var bench = Bench([Fixture.detail(1, String(repeating: "x", count: longest))])
        #expect(copied(bench.press("Y Y")).count == 1)
        bench = Bench([Fixture.detail(1, String(repeating: "x", count: longest + 1))])
        #expect(copied(bench.press("Y Y")).isEmpty)
        #expect(bench.model.notice?.text.hasPrefix("Not copied: it has 56,245 bytes") == true)
    }

    @Test func whatTheTerminalCannotDoIsSaidAndNotDone() {
        var bench = Bench([Fixture.detail(1, "a")])
        bench.model.outside.abilities = .plain
        for keys in ["Y Y", "Y i", "e", "Z m"] {
            bench.model.notice = nil
            #expect(bench.press(keys).isEmpty)
            #expect(bench.model.notice?.text.contains("--plain") == true, "\(keys)")
        }
    }

    @Test func theTimeInAnotherProgramIsNotTimeBeforeTheItem() throws {
        var bench = Bench([Fixture.detail(1, "a", first: Fixture.first("billing", 0.9)), Fixture.detail(2, "b")])
        bench.press("e", after: 2_000)
        let effect = try #require(bench.takeOpen { if case .outside(.open) = $0 { true } else { false } })
        guard case .outside(.open(let request, let text)) = effect else { return }
        #expect(text == "a")
        bench.send(.outside(.closed(request, failure: nil)), after: 60_000)
        bench.press("a", after: 1_000)
        let decision = try #require(bench.effects.last { $0.recorded != nil }?.recorded?.decision)
        #expect(decision.seconds == 3)
    }

    @Test func aProgramThatFailedIsToldAndALateAnswerIsNothing() throws {
        var bench = Bench([Fixture.detail(1, "a")])
        bench.press("e")
        let effect = try #require(bench.takeOpen { if case .outside(.open) = $0 { true } else { false } })
        guard let request = effect.request else { return }
        #expect(bench.send(.outside(.closed(request, failure: "lesser: no such program"))) == [.redraw])
        #expect(bench.model.notice == ReviewModel.Notice(text: "lesser: no such program", role: .error))
        let since = bench.model.onScreen
        #expect(bench.send(.outside(.closed(request, failure: nil)), after: 9_000).isEmpty)
        #expect(bench.model.onScreen == since)
    }

    @Test func theTextsBeginningAndEndAreAKeyAway() {
        var bench = Bench([Fixture.detail(1, (1...5_000).map { "line \($0)\n" }.joined())])
        bench.press(">")
        let text = bench.model.layout.text
        #expect(bench.model.textScroll == 5_000 - text.rows)
        #expect(bench.screen[text.endRow - 1].hasPrefix("line 5000"))
        bench.press("<")
        #expect(bench.model.textScroll == 0)
    }

    /// What is drawn anew at each key is bounded, whatever the text is.
    @Test(arguments: [
        "e" + String(repeating: "\u{301}", count: 500_000), String(repeating: " ", count: 1_000_000),
        String(repeating: "\u{1}", count: 1_000_000), String(repeating: "x", count: 1_000_000),
    ])
    func noLineOfAHugeTextIsHuge(text: String) throws {
        var bench = Bench([Fixture.detail(1, text)])
        let wrapped = try #require(bench.model.wrapped)
        #expect(wrapped.text.lineCount > 100)
        let lines = wrapped.text.lines(0..<wrapped.text.lineCount)
        #expect(lines.allSatisfy { $0.source.count < 10_000 })
        bench.press(">")
        #expect(bench.model.wrapped?.text.isComplete == true)
    }

    @Test func writingFromRightToLeftIsMarked() {
        let bench = Bench([
            Fixture.detail(1, "مرحبا"), Fixture.detail(2, "\u{202E}plain"), Fixture.detail(3, "٣ 12"),
            Fixture.detail(4, String(repeating: "x", count: 70_000) + "שלום"),
        ])
        var marked: [Bool] = []
        var next = bench
        for _ in 0..<4 {
            marked.append(next.screen[next.model.layout.head.row].contains(" rtl "))
            next.press("j")
            next.answerReads()
        }
        // A control is shown as such; digits are no letters; what is far behind is not looked for.
        #expect(marked == [true, false, false, false])
    }
}
