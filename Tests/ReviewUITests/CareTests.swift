import Cells
import Labeling
import Testing

@testable import ReviewUI

/// Time, pace, hints and pauses.
struct CareTests {
    private func task(_ settings: CareSettings = CareSettings(), blindSample: Double = 0) -> TaskDefinition {
        var task = Fixture.task(blindSample: blindSample)
        task.review.care = settings
        return task
    }

    private func seconds(_ effects: [Effect]) -> [Double?] { effects.compactMap(\.recorded).map(\.decision.seconds) }

    // MARK: Seconds

    @Test func aGapLongerThanTheIdleLimitCountsAsTheLimit() {
        var bench = Bench(task: task(CareSettings(idle: 60)))
        bench.press("j k", after: 0)
        bench.press("right", after: 20_000)
        #expect(seconds(bench.press("a", after: 3_600_000)) == [80])
    }

    @Test func scrollingAndNotesCountInFull() {
        var bench = Bench(task: task(CareSettings(idle: 10)))
        for _ in 0..<5 { bench.press("right", after: 9_000) }
        bench.press("C", after: 5_000)
        bench.send(.key(.character("x")), after: 5_000)
        bench.press("escape", after: 5_000)
        #expect(bench.model.mode == .review)
        #expect(seconds(bench.press("a", after: 1_000)) == [61])
    }

    @Test func helpPausesAndOtherItemsDoNotCount() {
        var bench = Bench(task: task())
        bench.press("?", after: 1_000)
        bench.press("escape", after: 30_000)
        bench.press("P", after: 1_000)
        bench.press("P", after: 40_000)
        bench.press("j", after: 1_000)
        bench.answerReads()
        bench.press("k", after: 50_000)
        #expect(seconds(bench.press("a", after: 500)) == [3.5])
    }

    @Test func timeInWhichTheProgramWasStoppedDoesNotCount() {
        var bench = Bench(task: task())
        bench.press("j k", after: 0)
        bench.send(.care(.stopped(milliseconds: 50_000)), after: 52_000)
        #expect(seconds(bench.press("a", after: 1_000)) == [3])
    }

    @Test func anItemThatIsDecidedAgainBeginsAnew() {
        var bench = Bench(task: task())
        bench.press("2", after: 7_000)
        bench.answerAll()
        bench.press("k", after: 1_000)
        bench.answerReads()
        #expect(seconds(bench.press("3", after: 2_000)) == [2])
    }

    @Test func aClockThatIsSetBackCostsNoMoreThanThatMoment() {
        var bench = Bench(task: task())
        bench.press("right", after: 2_000)
        bench.press("right", after: -3_600_000)
        #expect(seconds(bench.press("a", after: 1_500)) == [3.5])
    }

    @Test func messagesFromOutsideAreNoSignOfLife() {
        var bench = Bench(task: task(CareSettings(idle: 30)))
        for _ in 0..<20 {
            bench.send(.storeChanged(bench.counts), after: 10_000)
            bench.answerReads()
        }
        #expect(seconds(bench.press("a", after: 0)) == [30])
    }

    // MARK: Pace

    @Test func paceIsOnScreenOnlyIfWanted() {
        var bench = Bench(task: task())
        for _ in 0..<4 {
            bench.press("2", after: 15_000)
            bench.answerAll()
        }
        #expect(!bench.text.contains("in a row"))
        bench.press("Z p")
        #expect(bench.text.contains("4.0/min, 4 in a row"), "\(bench.text)")
        bench.press("u")
        bench.answerAll()
        #expect(bench.text.contains("0 in a row"))
        bench.press("Z p")
        #expect(!bench.text.contains("in a row"))
        #expect(Bench(task: task(CareSettings(showsPace: true))).text.contains("0 in a row"))
    }

    // MARK: Hints

    private static let long = (1...200).map {
        Fixture.detail(
            $0, "one two three four five six seven eight nine ten " + String(repeating: "word ", count: 20),
            first: Fixture.first("billing", 0.9))
    }

    @Test func fiveDecisionsFasterThanReadingGetOneQuietWord() {
        var bench = Bench(Self.long, task: task())
        for count in 1...5 {
            bench.answerAll()
            #expect(!bench.text.contains("faster than"), "after \(count - 1)")
            bench.press("a", after: 600)
        }
        #expect(bench.text.contains("The last 5 were decided faster than their texts can be read."))
        // It stands while the keys go on, and goes by itself.
        bench.answerAll()
        bench.press("a", after: 600)
        #expect(bench.text.contains("faster than"))
        #expect(seconds(bench.effects).count == 6)
        bench.answerAll()
        bench.press("a", after: 10_000)
        #expect(!bench.text.contains("faster than"))
        for _ in 0..<20 {
            bench.answerAll()
            bench.press("a", after: 600)
            #expect(!bench.text.contains("faster than"), "once in ten minutes of work is enough")
        }
    }

    @Test func whoReadsOrWantsNoHintsGetsNone() {
        for (settings, pace) in [(CareSettings(), 2_100 as Int64), (CareSettings(givesHints: false), 100)] {
            var bench = Bench(Self.long, task: task(settings))
            for _ in 0..<12 {
                bench.answerAll()
                bench.press("a", after: pace)
                #expect(!bench.text.contains("faster than"))
            }
        }
    }

    @Test func aShareOfAcceptsThatDepartsFromTheEarlierOneIsSaid() {
        var bench = Bench(Self.long, task: task())
        func decide(_ count: Int, _ key: (Int) -> String) {
            for index in 0..<count {
                bench.answerAll()
                bench.press(key(index), after: 5_000)
            }
        }
        decide(100) { $0 % 2 == 0 ? "a" : "2" }
        #expect(!bench.text.contains("You accept"))
        var said = ""
        for _ in 0..<29 where said.isEmpty {
            decide(1) { _ in "a" }
            if bench.text.contains("You accept") { said = bench.text }
        }
        #expect(said.contains("of the last 30, 50% before: do the items differ?"), "\(bench.text)")
    }

    @Test func aBreakIsSuggestedOnlyAfterTheTimeThatWasAskedFor() {
        for wanted in [nil, 600] {
            var bench = Bench(Self.long, task: task(CareSettings(breakAfter: wanted)))
            var said: [Int] = []
            for count in 1...60 {
                bench.answerAll()
                bench.press("2", after: 20_000)
                if bench.text.contains("min of work: P pauses.") { said.append(count) }
            }
            #expect(said == (wanted == nil ? [] : [30, 60]))
        }
    }

    // MARK: Pause

    @Test func aPauseHidesTheWorkAndKnowsThreeKeysAlone() {
        var bench = Bench(task: task())
        bench.press("2", after: 60_000)
        bench.answerAll()
        bench.press("P")
        #expect(bench.open.contains { if case .care(.sumWork) = $0 { true } else { false } })
        bench.answerAll()
        #expect(!bench.text.contains("charged") && !bench.text.contains("t-"))
        #expect(bench.text.contains("this session: 1 decision in 1 min"))
        #expect(bench.text.contains("worked today: 2 h 14 min"), "\(bench.text)")
        for key in ["a", "u", "q", "2"] {
            #expect(bench.press(key) == [])
            #expect(bench.text.contains("\(key) does nothing in a pause."))
        }
        for key in ["escape", "enter", "P"] {
            bench.press(key)
            #expect(bench.model.mode == .review)
            bench.press("P")
            #expect(bench.model.mode == .paused)
        }
        bench.send(.ended)
        #expect(bench.effects.last == .quit, "a pause does not keep a program that must end")
    }

    @Test(arguments: ["", "日本語のテキスト", "a b  c\td\n"]) func wordsOfAnyScriptAreCounted(text: String) {
        #expect(Tempo.words(of: text) == ["": 0, "日本語のテキスト": 4, "a b  c\td\n": 4][text])
    }

    @Test func aClockThatIsSetBackHoldsUpNoKey() {
        var bench = Bench()
        bench.model.hold(bench.now)
        bench.press("a")
        #expect(bench.effects.compactMap(\.recorded).isEmpty, "another item has just come under the cursor")
        bench.press("a", after: -3_600_000)
        #expect(bench.effects.compactMap(\.recorded).count == 1)
    }
}
