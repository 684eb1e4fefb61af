import Cells
import Labeling
@testable import ReviewUI
import Testing

/// Filters, saved filters, matches, and lists that change while they are read.
struct FindTests {
    private func parse(_ text: String) throws -> FilterExpression {
        try FilterExpression.parse(text, labels: Fixture.supportLabels, now: Fixture.start)
    }

    private func line(_ bench: Bench) throws -> FilterLine {
        guard case .filterLine(let line) = bench.model.mode else { throw NoLine() }
        return line
    }

    private struct NoLine: Error {}

    @Test func aFilterIsTypedAndAsksForItsList() throws {
        var bench = Bench()
        bench.press("F")
        bench.answerReads()
        bench.type("first:billing conf<0.9")
        let asked = queries(bench.press("enter"))
        #expect(asked.map(\.expression) == [try parse("first:billing conf<0.9")])
        #expect(asked.map(\.filter) == [.all], "the list stays")
        bench.order = [ItemNumber(3)]
        bench.answerReads()
        #expect(bench.text.contains("1 item matches: first:billing conf<0.9"))
        #expect(bench.screen[0].contains("filter: first:billing conf<0.9"))
        bench.press("F ctrl-u")
        #expect(queries(bench.press("enter")).map(\.expression) == [.everything])
    }

    @Test func anEmptyListSaysSo() {
        var bench = Bench()
        bench.order = []
        bench.send(.typing(.line("filter state:flagged")))
        bench.answerReads()
        #expect(bench.text.contains("0 items match: state:flagged"))
        #expect(bench.text.contains("ctrl-u and Enter clear the filter"))
    }

    @Test func whereAListHasNoMatchTheListIsNamed() {
        var bench = Bench(query: QueueQuery())
        bench.order = []
        bench.send(.typing(.line("filter state:flagged")))
        bench.answerReads()
        #expect(bench.text.contains("0 items match in the list to do: state:flagged"))
    }

    @Test func whatIsNoFilterStaysInTheLineWithAMarkUnderThePlace() throws {
        var bench = Bench()
        bench.press("F")
        bench.answerReads()
        bench.type("conf<0.8 lable:billing")
        #expect(try line(bench).problem?.column == 10)
        let rows = bench.screen
        let typed = try #require(rows.dropLast().last)
        let below = try #require(rows.last)
        let place = try #require(typed.firstRange(of: "lable"))
        let mark = try #require(below.firstIndex(of: "^"))
        #expect(
            typed.distance(from: typed.startIndex, to: place.lowerBound)
                == below.distance(from: below.startIndex, to: mark))
        #expect(below.contains("did you mean label"))
        #expect(bench.press("enter").isEmpty)
        #expect(try line(bench).text == "conf<0.8 lable:billing")
        bench.press("escape")
        #expect(bench.model.mode == .review && bench.model.query.expression == .everything)
    }

    @Test func candidatesAreTakenByTabAndBackByShiftTab() throws {
        var bench = Bench()
        bench.press("F")
        bench.answerReads()
        bench.type("lab")
        bench.press("tab")
        #expect(try line(bench).text == "label:")
        bench.press("tab")
        let second = try line(bench).text
        #expect(second != "label:")
        bench.press("shift-tab")
        #expect(try line(bench).text == "label:")
        bench.type("bil")
        bench.press("down")
        #expect(try line(bench).text == "label:billing")
        #expect(bench.text.contains(">"))
    }

    @Test func theLineIsEditedAtTheCursor() throws {
        var bench = Bench()
        bench.press("F")
        bench.type("é日x")
        bench.press("left left backspace")
        #expect(try line(bench).text == "日x")
        bench.press("home")
        bench.type("a ")
        bench.press("end ctrl-w")
        #expect(try line(bench).text == "a ")
        bench.press("home delete delete delete")
        #expect(try line(bench).text.isEmpty)
        bench.send(.paste("two\nlines"))
        #expect(try line(bench).text == "two lines")
        bench.press("ctrl-a right ctrl-k")
        #expect(try line(bench).text == "t")
    }

    @Test func savedFiltersAreListsAndNames() throws {
        var bench = Bench()
        bench.send(.typing(.line("filter conf<0.8")))
        bench.answerReads()
        bench.send(.typing(.line("save-filter unsure")))
        bench.answerAll()
        #expect(bench.text.contains("Filter kept as @unsure"))
        #expect(bench.model.savedFilters == [SavedFilter(name: "unsure", text: "conf<0.8")])
        bench.send(.typing(.line("filter @unsure state:todo")))
        bench.answerReads()
        #expect(bench.model.query.expression == (try parse("conf<0.8 state:todo")))
        bench.send(.typing(.line("filter disagree")))
        for _ in 0..<QueueFilter.allCases.count {
            if bench.model.listName == "@unsure" { break }
            bench.press("tab")
            bench.answerReads()
        }
        #expect(bench.model.listName == "@unsure")
        #expect(bench.model.query.expression == (try parse("conf<0.8 disagree")), "list and filter")
        bench.press("tab")
        bench.answerReads()
        #expect(bench.model.listName == "to do")
        #expect(bench.model.query.expression == (try parse("disagree")))
        bench.send(.typing(.line("forget-filter @unsure")))
        bench.answerAll()
        #expect(bench.model.savedFilters.isEmpty)
        bench.send(.typing(.line("filter @unsure")))
        #expect(bench.text.contains("column 1: expected the name of a saved filter"))
    }

    @Test func datesOfAFilterAreReadAnewWithTheList() throws {
        var bench = Bench()
        bench.send(.typing(.line("filter added:today")))
        bench.answerReads()
        let before = bench.model.query.expression
        bench.send(.storeChanged(bench.counts), after: 86_400_000)
        #expect(bench.model.query.expression != before)
    }

    @Test func whatIsDecidedInAFilteredListStaysInIt() {
        var bench = Bench()
        bench.send(.typing(.line("filter state:undecided")))
        bench.answerReads()
        bench.press("x")
        bench.answerAll()
        bench.effects = []
        bench.send(.storeChanged(bench.counts))
        let kept = queries(bench.effects).map(\.keeping)
        #expect(kept.count == 1 && kept[0].contains(ItemNumber(1)))
        #expect(kept[0].contains(ItemNumber(2)), "and what is before the eyes")
        bench.answerReads()
        #expect(queries(bench.press("tab")).map(\.keeping) == [[]], "another list begins anew")
    }

    private func longItems() -> [ItemDetail] {
        let filler = String(repeating: "nothing here to see at all. ", count: 40)
        return [
            Fixture.detail(1, "A refund. " + filler + "Refunds again. " + filler + "the last refund"),
            Fixture.detail(2, "no such word"), Fixture.detail(3, "one refund"),
        ]
    }

    @Test func nGoesFromMatchToMatchAndOnToTheNextItem() {
        var bench = Bench(longItems())
        bench.press("n")
        #expect(bench.text.contains("No words are searched: / searches, F filters."))
        bench.send(.typing(.line("search refund")))
        bench.answerReads()
        bench.press("n")
        #expect(bench.text.contains("match 1 of 3"))
        #expect(bench.model.textScroll == 0)
        bench.press("n")
        #expect(bench.text.contains("match 2 of 3") && bench.text.contains("Refunds again"))
        #expect(bench.model.textScroll > 0)
        bench.press("n n")
        bench.answerReads()
        #expect(bench.model.current == ItemNumber(2))
        #expect(bench.text.contains("No match in this text; n goes on."))
        bench.press("n")
        bench.answerReads()
        #expect(bench.model.current == ItemNumber(3) && bench.text.contains("match 1 of 1"))
        bench.press("n")
        #expect(bench.text.contains("No further match in this list."))
        bench.press("N N")
        bench.answerReads()
        #expect(bench.model.current == ItemNumber(1) && bench.text.contains("match 3 of 3"))
    }

    @Test func aHugeTextIsLookedThroughAwayFromTheKeys() {
        let huge = String(repeating: "line of words\n", count: 80_000) + "needle"
        var bench = Bench([Fixture.detail(1, huge), Fixture.detail(2, "needle")])
        let effects = bench.send(.typing(.line("filter needle")))
        #expect(queries(effects).count == 1)
        bench.answerReads()
        #expect(bench.effects.contains { if case .find(.findMatches) = $0 { true } else { false } })
        bench.press("n")
        #expect(bench.text.contains("match 1 of 1") && bench.text.contains("needle"))
        #expect(bench.model.isIdle)
    }

    @Test func matchesAreMarkedInTextAndExcerpt() {
        var bench = Bench([Fixture.detail(1, "Please Refund me"), Fixture.detail(2, "refunds")])
        bench.send(.typing(.line("filter text:refund -shipping")))
        bench.answerReads()
        let canvas = view(bench.model).canvas
        let matched = (0..<canvas.size.rows).map { row in
            canvas.cells(row: row).filter { $0.role == .match }.map(\.text).joined()
        }.filter { !$0.isEmpty }
        #expect(matched == ["Refund", "refunds", "Refund"])
    }

    @Test func theProbabilityOfADrawIsStoredWithTheDecision() {
        var items = [Fixture.detail(1, "a"), Fixture.detail(2, "b")]
        items[0].row.drawn = 0.125
        items[1].row.drawn = 0.25
        var bench = Bench(items, query: QueueQuery(filter: .all, order: .informative))
        bench.press("x")
        bench.send(.typing(.line("order oldest")))
        bench.answerAll()
        bench.press("G x")
        bench.answerAll()
        #expect(bench.effects.compactMap(\.recorded).map(\.decision.probability) == [0.125, 1])
    }

    @Test func theBeginningOfALongListIsShownFirst() {
        let items = (1...500).map { Fixture.detail($0, "text \($0)") }
        var bench = Bench(items, loaded: false)
        guard case .loadQueue(let page, let query)? = bench.open.first else { return }
        #expect(query.limit == 200)
        bench.open.removeFirst()
        bench.press("G")
        bench.send(.queueLoaded(page, Array(bench.order.prefix(200)), bench.counts, latest: nil))
        #expect(bench.text.contains("1/200+"))
        #expect(queries(bench.effects).map(\.limit) == [200, nil])
        #expect(bench.model.current == ItemNumber(1), "the last item is not known yet")
        bench.answerReads()
        #expect(bench.model.current == ItemNumber(500))
        #expect(bench.text.contains("500/500"))
    }

    @Test func aListThatGrowsKeepsItsLineOnScreen() {
        let items = (1...60).map { Fixture.detail($0, "text \($0)") }
        var bench = Bench(items)
        for _ in 0..<20 { bench.press("j") }
        bench.answerReads()
        let offset = bench.model.cursor - bench.model.top
        let row = bench.screen.firstIndex { $0.hasPrefix(">") }
        for number in 61...90 { bench.details[ItemNumber(Int64(number))] = Fixture.detail(Int64(number), "new") }
        bench.order.insert(contentsOf: (61...90).map { ItemNumber(Int64($0)) }, at: 3)
        bench.counts.items = 90
        bench.send(.storeChanged(bench.counts))
        bench.answerReads()
        #expect(bench.model.current == ItemNumber(21))
        #expect(bench.model.cursor == 50 && bench.model.cursor - bench.model.top == offset)
        #expect(bench.screen.firstIndex { $0.hasPrefix(">") } == row)
    }

    @Test func plainLinesFilterSearchAndOrder() {
        let bench = Bench()
        #expect(bench.model.plainMessage("filter conf<0.8 disagree") == .typing(.line("filter conf<0.8 disagree")))
        #expect(bench.model.plainMessage("filter") == .typing(.line("filter")))
        #expect(bench.model.plainMessage("search two words") == .typing(.line("search two words")))
        #expect(bench.model.plainMessage("order newest") == .typing(.line("order newest")))
    }

    @Test func theLastDecisionStandsAboveTheFilterLine() {
        for size in [Size(rows: 24, columns: 80), Size(rows: 15, columns: 60), Size(rows: 12, columns: 40)] {
            var bench = Bench(size: size)
            bench.press("a", after: 10)
            bench.answerAll()
            bench.press("F")
            bench.answerReads()
            #expect(bench.text.contains("escape u undo"), "\(bench.text)")
        }
    }

    @Test func aMistakeIsSaidInFullWhereTheScreenHasRoom() {
        var bench = Bench()
        bench.press("F")
        bench.answerReads()
        bench.type("first:billing disagree conf<x")
        #expect(bench.screen.last?.contains("expected a number from 0 to 1, such as 0.8") == true, "\(bench.text)")
    }
}
