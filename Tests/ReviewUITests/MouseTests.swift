import Cells
import Labeling
import Testing

@testable import ReviewUI

struct MouseTests {
    static let sizes = [
        Size(rows: 8, columns: 40), Size(rows: 12, columns: 40), Size(rows: 15, columns: 60),
        Size(rows: 16, columns: 120),
        Size(rows: 24, columns: 80), Size(rows: 43, columns: 132), Size(rows: 50, columns: 200),
        Size(rows: 100, columns: 300),
    ]

    private func bench(_ size: Size = Size(rows: 24, columns: 80), mouse: Bool = true) -> Bench {
        var bench = Bench(size: size)
        bench.model.outside.usesMouse = mouse
        return bench
    }

    private func lastRecorded(_ bench: Bench) -> (number: ItemNumber, decision: Decision)? {
        bench.effects.last { $0.recorded != nil }?.recorded
    }

    @Test func theMouseIsOffUntilItIsAskedFor() {
        var bench = bench(mouse: false)
        #expect(!view(bench.model).usesMouse)
        bench.click(row: bench.model.layout.queue.row + 3, column: 5)
        #expect(bench.model.cursor == 0)
        bench.press("Z m")
        #expect(view(bench.model).usesMouse)
        bench.click(row: bench.model.layout.queue.row + 3, column: 5)
        #expect(bench.model.cursor == 3)
        bench.press("Z m")
        #expect(!view(bench.model).usesMouse)
    }

    @Test func aTerminalWithoutAMouseSaysSo() {
        var bench = bench(mouse: false)
        bench.model.outside.abilities.whyNoMouse = "This terminal (linux) reports no mouse."
        bench.press("Z m")
        #expect(!bench.model.outside.usesMouse)
        #expect(bench.model.notice?.text == "This terminal (linux) reports no mouse.")
    }

    /// Each label is hit where the screen shows it, and nothing else is a label.
    @Test(arguments: sizes)
    func aClickOnALabelDecidesAsItsKeyDoes(size: Size) throws {
        let places = LabelLines(bench(size).model, bench(size).model.layout.labels).places
        #expect(!places.isEmpty)
        for place in places {
            var clicked = bench(size)
            let title = clicked.model.task.labels.title(of: place.label)
            let canvas = view(clicked.model).canvas
            let shown = (place.area.column..<place.area.endColumn).compactMap { canvas[place.area.row, $0]?.text }
            #expect(shown.joined().hasSuffix(title), "\(shown.joined()) at \(size)")
            clicked.click(row: place.area.row, column: place.area.endColumn - 1)
            let verdict = try #require(lastRecorded(clicked)).decision.verdict
            #expect(verdict == .override(place.label) || verdict == .accept(place.label))
            var between = bench(size)
            between.click(row: place.area.row, column: place.area.endColumn)
            #expect(lastRecorded(between) == nil)
        }
    }

    @Test(arguments: sizes)
    func aClickOnALineOfTheQueuePutsTheCursorThere(size: Size) {
        var bench = bench(size)
        let area = bench.model.layout.queue
        for line in 0..<min(area.rows, 13) {
            bench.click(row: area.row + line, column: area.column + line % area.columns)
            #expect(bench.model.cursor == bench.model.top + line)
        }
        #expect(lastRecorded(bench) == nil)
    }

    /// Wherever one clicks, drags or turns the wheel: only a label decides.
    @Test(arguments: sizes)
    func noCellButALabelsDecides(size: Size) {
        var bench = bench(size)
        let labels = LabelLines(bench.model, bench.model.layout.labels).places
        for row in -1...size.rows {
            for column in stride(from: -1, through: size.columns, by: 3) {
                let isLabel = labels.contains { $0.area.contains(Position(row: row, column: column)) }
                guard !isLabel else { continue }
                for action in Mouse.Action.allCases {
                    bench.send(.outside(.mouse(Mouse(action, row: row, column: column))))
                    // The labels stay where they are only while the divider does.
                    bench.model.outside.isDragging = false
                }
            }
        }
        #expect(bench.effects.allSatisfy { $0.recorded == nil })
    }

    @Test func theWheelMovesTheCursorOverTheQueueAndTheTextOverTheItem() {
        let text = (1...200).map { "line \($0)\n" }.joined()
        var bench = Bench([Fixture.detail(1, text), Fixture.detail(2, "b")])
        bench.model.outside.usesMouse = true
        let layout = bench.model.layout
        bench.wheel(.wheelDown, layout.text)
        bench.wheel(.wheelDown, layout.opinions)
        #expect(bench.model.textScroll == 6)
        bench.wheel(.wheelUp, layout.text)
        #expect(bench.model.textScroll == 3)
        bench.wheel(.wheelDown, layout.queue)
        #expect(bench.model.cursor == 1)
        bench.wheel(.wheelUp, layout.queue)
        #expect(bench.model.cursor == 0)
    }

    @Test func theWheelTurnsPages() {
        var bench = bench()
        bench.press("?")
        bench.wheel(.wheelDown, Rect(bench.model.size))
        #expect(bench.model.mode == .help(scroll: 3))
        bench.click(row: 3, column: 3)
        #expect(bench.model.mode == .help(scroll: 3))
    }

    @Test func aClickOnALabelWaitsForTheItemItIsMeantFor() throws {
        var bench = Bench(size: Size(rows: 24, columns: 80), loaded: false)
        bench.model.outside.usesMouse = true
        let place = try #require(LabelLines(bench.model, bench.model.layout.labels).places.last)
        bench.click(row: place.area.row, column: place.area.column)
        #expect(lastRecorded(bench) == nil && !bench.model.typedAhead.isEmpty)
        bench.answerReads()
        #expect(lastRecorded(bench)?.number == ItemNumber(1))
        #expect(lastRecorded(bench)?.decision.verdict == .override(place.label))
    }

    @Test func aClickIsRefusedRightAfterAnotherItemCameUnderTheCursor() throws {
        var bench = bench()
        let place = try #require(LabelLines(bench.model, bench.model.layout.labels).places.first)
        bench.model.heldUntil = Timestamp(milliseconds: bench.now.milliseconds + 400)
        bench.click(row: place.area.row, column: place.area.column)
        #expect(lastRecorded(bench) == nil)
        #expect(bench.model.notice?.text.contains("look again") == true)
        bench.now.milliseconds += 400
        bench.click(row: place.area.row, column: place.area.column)
        #expect(lastRecorded(bench) != nil)
    }

    @Test func aClickInThePickerTakesItsLine() throws {
        var bench = Bench(
            [Fixture.detail(1, "Card?", first: Fixture.first("card_arrival", 0.9))],
            task: Fixture.task(Fixture.manyLabels))
        bench.model.outside.usesMouse = true
        bench.press("l")
        let picker = try #require(bench.model.picker)
        let list = bench.model.layout.pickerList
        bench.wheel(.wheelDown, list)
        #expect(bench.model.picker?.selected == 1)
        bench.click(row: list.row + 2, column: list.column + 5)
        #expect(lastRecorded(bench)?.decision.verdict == .override(picker.entries[2].label))
    }

    @Test func whatIsTypedIsNotLostByAClick() {
        var bench = bench()
        bench.press("/")
        bench.type("charged")
        let labels = bench.model.layout.labels
        bench.click(row: labels.row, column: labels.column + 3)
        bench.click(row: bench.model.layout.queue.row + 2, column: 4)
        #expect(bench.model.cursor == 0)
        guard case .prompt(let prompt) = bench.model.mode else { return #expect(Bool(false)) }
        #expect(prompt.text == "charged")
    }
}

extension Bench {
    mutating func click(row: Int, column: Int) {
        send(.outside(.mouse(Mouse(.press, row: row, column: column))))
        send(.outside(.mouse(Mouse(.release, row: row, column: column))))
    }

    fileprivate mutating func wheel(_ action: Mouse.Action, _ area: Rect) {
        send(.outside(.mouse(Mouse(action, row: area.row, column: area.column + 1))))
    }
}
