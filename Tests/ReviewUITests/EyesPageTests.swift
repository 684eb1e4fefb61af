import Cells
import Labeling
import Testing

@testable import ReviewUI

/// Concealed texts, the history of an item, and what the screen must not give away.
struct EyesPageTests {
    private static let items = [
        Fixture.detail(
            1, "I was charged twice", first: Fixture.first("billing", 0.93, "A charge."),
            second: Fixture.second("account", 0.7, "The plan page.")),
        Fixture.detail(2, "no answer yet"),
        Fixture.detail(3, "three", first: Fixture.first("bug", 0.5, "Something broke.")),
    ]

    private static func concealing(_ whole: Bool = false, blindSample: Double = 0) -> TaskDefinition {
        var definitions = Fixture.supportLabels.definitions
        definitions[5].conceals = true
        var task = Fixture.task(whole ? Fixture.supportLabels : Fixture.labels(definitions), blindSample: blindSample)
        task.review.conceals = whole
        return task
    }

    // MARK: Conceal

    @Test func aConcealingLabelHidesTheTextUntilItIsAskedFor() throws {
        let items = [
            Fixture.detail(1, "I will hurt you", first: Fixture.first("legal", 0.9)),
            Fixture.detail(2, "harmless words", first: Fixture.first("bug", 0.9)),
            Fixture.detail(3, "nobody looked"),
            Fixture.detail(4, "second look", first: Fixture.first("bug", 0.9), second: Fixture.second("legal", 0.9)),
        ]
        var bench = Bench(items, task: Self.concealing())
        #expect(!bench.text.contains("hurt") && !bench.text.contains("nobody") && !bench.text.contains("second look"))
        #expect(bench.text.contains("concealed: first opinion Legal; . shows it") && bench.text.contains("harmless"))
        bench.press(".")
        #expect(bench.text.contains("I will hurt you"))
        bench.press("j k")
        #expect(!bench.text.contains("hurt"), "moving away hides it again")
        let looked = try #require(bench.press("1").compactMap(\.recorded).first?.decision)
        #expect(looked.exposure?.concealed == false, "it was seen once")
        var unseen = Bench(items, task: Self.concealing())
        #expect(unseen.press("1").compactMap(\.recorded).first?.decision.exposure?.concealed == true)
        #expect(unseen.press("1").compactMap(\.recorded).first?.decision.exposure?.concealed == false)
    }

    @Test func aSetConcealsAsSoonAsOneOfItsLabelsDoes() throws {
        var definitions = Fixture.supportLabels.definitions
        definitions[5].conceals = true
        let task = Fixture.task(try LabelSet(definitions, allowsSeveral: true))
        let items = [
            Fixture.detail(1, "I will hurt you", first: Fixture.first("billing|legal", 0.9)),
            Fixture.detail(2, "two harmless words", first: Fixture.first("billing|bug", 0.9)),
            Fixture.detail(
                3, "third text", first: Fixture.first("billing", 0.9), second: Fixture.second("bug|legal", 0.9)),
            Fixture.detail(
                4, "fourth text", first: Fixture.first("(none)", 0.9), state: .overridden, decided: Label("bug|legal")),
        ]
        let text = Bench(items, task: task).text
        #expect(!text.contains("hurt") && !text.contains("third text") && !text.contains("fourth text"))
        #expect(text.contains("harmless"))
    }

    @Test func blindItemsAreAllConcealedAlikeWhereALabelConceals() {
        for label in ["legal", "bug"] {
            let items = [Fixture.detail(1, "words of it", first: Fixture.first(label, 0.9)), Fixture.detail(2, "two")]
            let bench = Bench(items, task: Self.concealing(), blind: true)
            #expect(bench.text.contains("concealed: blind item") && !bench.text.contains("words of it"))
        }
        #expect(Bench(Self.items, task: Self.concealing(true)).text.contains("concealed: by the task"))
        #expect(!Bench(Self.items, blind: true).text.contains("concealed"))
    }

    @Test func aConcealedItemsImagesAreHiddenToo() {
        let items = [Fixture.detail(1, "x", images: ["a/shot.png"], first: Fixture.first("legal", 0.9))]
        var bench = Bench(items, task: Self.concealing())
        #expect(!bench.text.contains("shot.png"))
        #expect(bench.press("v") == [] && bench.model.notice?.text.contains("concealed") == true)
        bench.press(".")
        #expect(bench.text.contains("shot.png"))
    }

    // MARK: History

    private func history(blind: Bool, size: Size = Size(rows: 24, columns: 80)) -> Bench {
        var bench = Bench(Self.items, size: size, blind: blind)
        var old = Fixture.first("shipping", 0.4, "An older prompt.", model: "claude-old")
        old.promptVersion = "abcdef0123456789"
        var undone = Decision(reviewer: "ana", verdict: .override(Label("bug")), at: Fixture.start)
        undone.undoneAt = Timestamp(milliseconds: Fixture.start.milliseconds + 60_000)
        undone.undoneBy = "ana"
        bench.history[ItemNumber(1)] = [
            HistoryEntry(at: Fixture.start, what: .imported),
            HistoryEntry(at: Fixture.start, what: .gold(Label("legal"))),
            HistoryEntry(at: Fixture.start, what: .prediction(old)),
            HistoryEntry(at: Fixture.start, what: .escalated(.lowConfidence, rung: 1)),
            HistoryEntry(
                at: Fixture.start,
                what: .failed(model: Fixture.opus, message: "overloaded", httpStatus: 529, attempts: 3)),
            HistoryEntry(at: Fixture.start, what: .decision(undone)),
            HistoryEntry(at: Fixture.start, what: .note(reviewer: "ana", text: "ask finance")),
        ]
        bench.press("H")
        bench.answerReads()
        return bench
    }

    @Test func theHistoryTellsEverythingNewestFirst() throws {
        var bench = history(blind: false)
        let text = bench.text
        for words in [
            "claude-old says Shipping 0.40", "An older prompt.", "prompt abcdef01", "escalated to \(Fixture.opus)",
            "no answer (HTTP 529) in 3 attempts", "overloaded", "taken back", "ana noted: ask finance", "imported",
        ] { #expect(text.contains(words), "\(words)") }
        #expect(!text.contains("ground truth: Legal"), "the truth is not copied")
        let noted = try #require(text.firstRange(of: "ask finance"))
        let imported = try #require(text.firstRange(of: "  imported"))
        #expect(noted.lowerBound < imported.lowerBound)
        bench.press("escape")
        #expect(bench.model.mode == .review)
        let decision = try #require(bench.press("1").compactMap(\.recorded).first?.decision)
        #expect(decision.shown == [Fixture.haiku, Fixture.opus, "claude-old"], "what the history showed was shown")
        #expect(decision.exposure?.gold == false)
    }

    @Test func theHistoryOfABlindItemGivesNothingAway() throws {
        var bench = history(blind: true)
        let text = bench.text
        for words in ["Shipping", "An older", "low-confidence", "Legal"] { #expect(!text.contains(words), "\(words)") }
        #expect(text.contains("claude-old: hidden until you have decided"))
        bench.press("escape")
        #expect(bench.press("1").compactMap(\.recorded).first?.decision.shown == [])
    }

    @Test func aLongHistoryScrollsAndAFailedOneSaysSo() {
        var bench = history(blind: false, size: Size(rows: 8, columns: 40))
        #expect(!bench.text.contains("  imported "))
        bench.press("G")
        #expect(bench.text.contains("imported"))
        var failed = Bench(Self.items)
        failed.press("H")
        guard
            case .eyes(.loadHistory(let request, _))? = failed.takeOpen(where: {
                if case .eyes = $0 { true } else { false }
            })
        else { Issue.record("no history was asked for"); return }
        failed.send(.eyes(.historyFailed(request, reason: "locked")))
        #expect(failed.model.mode == .review && failed.model.notice?.text == "Cannot read the history: locked")
    }

    // MARK: Nothing leaks

    @Test(arguments: [true, false])
    func beforeTheChoiceNoPartOfTheScreenHasAModelsAnswer(blind: Bool) {
        let items = [
            Fixture.detail(
                1, "I was charged twice", first: Fixture.first("legal", 0.934, "unmistakable reason"),
                second: Fixture.second("shipping", 0.71, "another reason", reason: .label))
        ]
        for size in [Size(rows: 24, columns: 80), Size(rows: 15, columns: 60), Size(rows: 50, columns: 200)] {
            var bench = Bench(items, task: Fixture.task(), size: size, blind: blind, commit: !blind)
            for keys in ["", "l", "escape H", "escape"] {
                bench.press(keys)
                bench.answerReads()
                for words in [
                    "0.93", "0.71", "unmistakable", "another reason", "differ", "≠", "asked: label", "$0.000982", "1st",
                ] {
                    #expect(!bench.text.contains(words), "\(words) after \(keys) at \(size)")
                }
            }
            let plain = bench.model.currentDetail.map(bench.model.plainText) ?? ""
            #expect(!plain.contains("legal") && !plain.contains("0.93"))
        }
    }

    @Test func noLineOfTheHistoryIsWiderThanTheScreen() {
        for columns in [40, 60, 80] {
            var bench = Bench(Self.items, size: Size(rows: 24, columns: columns))
            bench.history[ItemNumber(1)] = [
                HistoryEntry(
                    at: Fixture.start,
                    what: .prediction(
                        Fixture.first(
                            "billing", 0.93, String(repeating: "The invoice is asked for once more. ", count: 5)))),
                HistoryEntry(
                    at: Fixture.start,
                    what: .note(reviewer: "ana", text: String(repeating: "call her back tomorrow ", count: 9))),
            ]
            bench.press("H")
            bench.answerReads()
            let lines = bench.model.historyLines
            #expect(lines.count > 4)
            #expect(lines.allSatisfy { displayWidth($0.text) <= columns - 2 }, "\(lines.map(\.text))")
        }
    }
}

extension Fixture {
    /// The first model says 0.93 and is right 81 times of 100; the second costs $0.0061.
    static let measures = ModelMeasures(
        confidences: [
            haiku: ConfidenceTable(bins: [
                ConfidenceTable.Bin(
                    range: 0.5...0.95,
                    reliability: Reliability(right: 113, n: 140, low: 0.734, high: 0.864, isBlind: false))
            ])
        ], costs: [opus: ExpectedCost(cost: charged("0.0061"), answers: 812)])
}
