import Cells
import Labeling
import ReviewUI
import Testing

/// Lists, searches, notes, pages: keys that decide nothing.
struct PromptTests {
    @Test func tabGoesThroughTheFiltersAndBack() {
        var bench = Bench(query: QueueQuery())
        var seen: [QueueFilter] = []
        // Nobody differs in this task, so that the list of disputes is not gone through.
        let lists = QueueFilter.allCases.filter { $0 != .disputed }
        for _ in lists {
            seen.append(bench.model.query.filter)
            #expect(queries(bench.press("tab")).map(\.filter) == [bench.model.query.filter])
            bench.answerReads()
        }
        #expect(seen == lists)
        #expect(bench.model.query.filter == .todo)
        bench.press("shift-tab")
        #expect(bench.model.query.filter == lists.last)
    }

    @Test func aListThatLacksTheItemIsShownFromItsTop() {
        var bench = Bench(size: Size(rows: 15, columns: 60))
        bench.press("G")
        bench.answerReads()
        bench.order = [4, 3, 2, 1].map { ItemNumber($0) }
        bench.press("tab")
        bench.answerReads()
        #expect(bench.model.cursor == 0 && bench.model.top == 0)
    }

    @Test func fastTabsAskForTheLastListOnly() {
        var bench = Bench(query: QueueQuery())
        bench.press("tab tab tab")
        bench.answerReads()
        #expect(queries(bench.effects).map(\.filter) == [.todo, .all, .disagreements])
        #expect(bench.model.isIdle)
    }

    @Test func keysAfterAListChangeAreForTheNewList() {
        var bench = Bench(query: QueueQuery())
        bench.order = [ItemNumber(2)]
        bench.press("tab x")
        #expect(bench.model.unsaved.isEmpty)
        bench.answerAll()
        #expect(bench.effects.compactMap(\.recorded).map(\.number) == [ItemNumber(2)])
    }

    @Test func theOrderChanges() {
        var bench = Bench(query: QueueQuery())
        #expect(queries(bench.press("O")).map(\.order) == [.disagreement])
        #expect(bench.text.contains("order: disagreement"))
    }

    @Test func searchAsksForTheListAndEmptyShowsAll() {
        var bench = Bench()
        bench.press("/")
        bench.type("charged")
        #expect(bench.screen.last?.hasSuffix("charged") == true)
        #expect(queries(bench.press("enter")).map(\.search) == ["charged"])
        bench.answerReads()
        #expect(view(bench.model).canvas[8, 13]?.role == .match, "what was searched for is marked in the text")
        bench.press("/")
        #expect(queries(bench.press("enter")).map(\.search) == [""])
        bench.press("/")
        bench.type("x y")
        bench.press("ctrl-w backspace backspace")
        bench.press("backspace")
        #expect(bench.model.mode == .review)
    }

    @Test func escapeLeavesEveryPromptWithoutEffect() {
        for key in ["/", "C", "l"] {
            var bench = Bench()
            bench.press(key)
            bench.type("abc")
            #expect(bench.press("escape") == [])
            #expect(bench.model.mode == .review)
            #expect(bench.model.query.search.isEmpty)
        }
    }

    @Test func aNoteIsSavedAndGoesWithTheDecision() {
        var bench = Bench()
        bench.press("C")
        bench.type("ask finance")
        let effects = bench.press("enter")
        guard case .saveNote(_, "ask finance", ItemNumber(1))? = effects.first, effects.count == 1 else {
            Issue.record("\(effects)")
            return
        }
        #expect(bench.text.contains("note: ask finance"))
        bench.answerAll()
        #expect(bench.press("x").compactMap(\.recorded).map(\.decision.note) == ["ask finance"])
    }

    @Test func aNoteCanBeTakenAwayAgain() {
        var bench = Bench([Fixture.detail(1, "x", note: "old")])
        bench.press("C ctrl-u")
        let effects = bench.press("enter")
        guard case .saveNote(_, "", ItemNumber(1))? = effects.first else {
            Issue.record("\(effects)")
            return
        }
        bench.answerAll()
        #expect(bench.model.currentDetail?.pendingNote == "")
    }

    @Test func aNoteThatIsNotSavedSaysSo() {
        var bench = Bench()
        bench.press("C")
        bench.type("x")
        bench.press("enter")
        bench.press("q")
        guard case .saveNote(let request, _, _)? = bench.takeOpen(where: { !$0.isRead }) else {
            Issue.record("no note")
            return
        }
        #expect(bench.send(.noteFailed(request, reason: "disk full")).contains(.quit) == false)
        #expect(bench.model.notice?.text == "Note NOT saved: disk full")
    }

    @Test func pastedTextIsNeverKeys() {
        var bench = Bench()
        #expect(bench.send(.paste("aaxxq\n")) == [])
        #expect(bench.model.unsaved.isEmpty)
        bench.press("C")
        bench.send(.paste("two\nlines \u{1B}[2J" + String(repeating: "z", count: 200_000)))
        #expect(view(bench.model).canvas.size == bench.model.size)
        bench.press("ctrl-u")
        bench.send(.paste("two\nlines"))
        guard case .saveNote(_, "two lines", _)? = bench.press("enter").first else {
            Issue.record("no note")
            return
        }
    }

    @Test func helpListsEveryCommandWithItsKeysAndEveryLabelKey() {
        var bench = Bench(size: Size(rows: 100, columns: 100))
        bench.press("?")
        for command in Command.allCases {
            let binding = Binding.all.first { $0.command == command }
            #expect(binding != nil, "\(command)")
            #expect(bench.text.contains(binding?.help ?? "missing"), "\(command)")
            #expect(bench.text.contains(binding?.keyNames ?? "missing"), "\(command)")
        }
        #expect(bench.text.contains("override to Other"))
        bench.press("q")
        #expect(bench.model.mode == .review && !bench.model.isQuitting)
    }

    @Test func pagesScrollToTheirEndAndNoFurther() {
        for key in ["?", "i"] {
            let guidelines = (1...200).map { "rule \($0)" }.joined(separator: "\n\n") + "\n\nthe last rule"
            var bench = Bench(task: Fixture.task(guidelines: guidelines), size: Size(rows: 15, columns: 60))
            bench.press(key)
            for _ in 0..<40 { bench.press("space page-down j") }
            #expect(bench.text.contains(key == "?" ? "charged" : "the last rule"))
            #expect(bench.screen[13].isEmpty == false, "the last page is full")
            for _ in 0..<60 { bench.press("backspace k") }
            #expect(bench.screen[1].contains(key == "?" ? "Decide" : "Support triage"))
        }
    }

    @Test func keysMoveTheCursorWithinTheList() {
        var bench = Bench(size: Size(rows: 15, columns: 60))
        let last = Fixture.tickets.count - 1
        for (keys, cursor) in [
            ("k", 0), ("j", 1), ("down", 2), ("up", 1), ("G", last), ("j", last), ("g", 0), ("page-down", 2),
            ("ctrl-f", 4),
            ("page-up", 2), ("ctrl-b", 0), ("end", last), ("home", 0), ("J", 1),
        ] {
            bench.press(keys)
            bench.answerReads()
            #expect(bench.model.cursor == cursor, "\(keys)")
            let line = bench.screen[1 + bench.model.cursor - bench.model.top]
            #expect(line.hasPrefix(">"), "\(keys): \(line)")
        }
    }

    @Test func aLongTextScrollsToItsEndAndStaysWhereItIsOnResize() {
        let text = (1...500).map { "word\($0)" }.joined(separator: " ")
        var bench = Bench([Fixture.detail(1, text)])
        #expect(bench.text.contains("space: more"))
        bench.press("space space")
        let top = bench.screen[8].split(separator: " ").first.map(String.init) ?? "?"
        bench.send(.resized(Size(rows: 15, columns: 60)))
        #expect(bench.screen[5].contains(top), "\(bench.screen[5]) has \(top)")
        for _ in 0..<200 { bench.press("space") }
        #expect(bench.text.contains("word500"))
        for _ in 0..<200 { bench.press("backspace") }
        #expect(bench.screen[5].hasPrefix("word1 "))
    }

    @Test func labelKeysThatAreTakenAreReported() {
        let set = Fixture.labels([
            LabelDefinition(label: Label("one"), key: "a"), LabelDefinition(label: Label("two"), key: "1"),
            LabelDefinition(label: Label("three"), key: "t"),
        ])
        let keymap = Keymap(labels: set)
        #expect(keymap.conflicts.map(\.label) == [Label("one"), Label("two")])
        #expect(keymap.conflicts.map(\.owner) == [.command(.accept), .label(Label("one"))])
        #expect(keymap.labelKeys == [[.character("1")], [.character("2")], [.character("3"), .character("t")]])
        #expect(keymap.meaning(of: .character("a")) == .command(.accept))
        #expect(keymap.meaning(of: .character("1")) == .label(Label("one")))
        #expect(keymap.meaning(of: .character("t")) == .label(Label("three")))
        #expect(keymap.meaning(of: .character("y")) == nil)
        var bench = Bench(task: Fixture.task(set), size: Size(rows: 60, columns: 100))
        bench.press("?")
        #expect(bench.text.contains("the task gives the key a to one too; the command accept has it"))
    }

    @Test func noTwoCommandsShareAKey() {
        let keys = Binding.all.flatMap(\.keys)
        #expect(Set(keys).count == keys.count)
        #expect(Set(Binding.all.map(\.command)) == Set(Command.allCases))
        #expect(Binding.reservedLetters.isSuperset(of: ["a", "x", "G", "?"]))
    }

    @Test func anUnknownKeySaysWhereHelpIsAndEscapeIsQuiet() {
        var bench = Bench()
        bench.press("!")
        #expect(bench.model.notice?.text == "! does nothing here; ? shows the keys.")
        bench.press("escape")
        #expect(bench.model.notice == nil)
    }

    @Test func redrawAndResizeDrawAnew() {
        var bench = Bench()
        #expect(bench.press("ctrl-l") == [.redraw])
        #expect(bench.send(.resized(Size(rows: 3, columns: 9))).first == .redraw)
    }
}
