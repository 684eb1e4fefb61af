import Cells
import Labeling
import TestSupport
import Testing

@testable import ReviewUI

struct CommandLineTests {
    private func bench(
        _ size: Size = Size(rows: 24, columns: 80), history: [String] = [], task: TaskDefinition = Fixture.task()
    ) -> Bench {
        Bench(task: task, size: size, typing: TypingState(history: history, themes: KeyTests.themes, theme: "dark"))
    }

    private func themes(_ effects: [Effect]) -> [String] {
        effects.compactMap { if case .typing(.readTheme(_, let name)) = $0 { name } else { nil } }
    }

    // MARK: Names

    @Test func everyCommandIsReachedByItsName() {
        for command in Command.allCases where command != .commandLine {
            let meaning = Bench().model.meaning(ofLine: command.rawValue)
            switch meaning {
            case .command(let found): #expect(found == command)
            case .line(let line, ""): #expect(line.name == command.rawValue)
            default: Issue.record("\(command) is \(meaning)")
            }
        }
    }

    @Test func aDecisionByNameIsRecorded() {
        var bench = bench()
        #expect(bench.enter("accept").compactMap(\.recorded).map(\.number) == [ItemNumber(1)])
        #expect(bench.model.mode == .review)
        bench.answerAll()
        #expect(
            bench.enter("label account").compactMap(\.recorded).map(\.decision.verdict) == [
                .override(Label("account"))
            ])
        bench.answerAll()
        #expect(bench.enter("rej").compactMap(\.recorded).map(\.decision.verdict) == [.reject])
    }

    @Test(arguments: [
        ("acept", "“acept” is no command; did you mean accept?"),
        ("zzzzzz", "“zzzzzz” is no command; Tab shows the commands."),
        ("re", "“re” may be reason, revoke, reject, reload, …."), ("accept now", "accept takes no words after it."),
        ("label bilings", "No label “bilings”; did you mean billing?"), ("label", "label: say which; Tab shows them."),
        ("order randm", "No order “randm”; did you mean random?"), ("list", "list: say which; Tab shows them."),
        ("go 99", "There is no line 99 in this list of 13."), ("theme drak", "No theme “drak”; did you mean dark?"),
        ("revoke now", "revoke takes no words after it."), ("mouse maybe", "No mouse “maybe”; Tab shows them."),
        ("view-image", "This item has no image."),
    ])
    func aLineThatCannotBeDoneSaysWhy(line: String, words: String) {
        var bench = bench()
        bench.enter(line)
        #expect(bench.model.notice?.text == words)
        #expect(bench.model.mode == .review && bench.model.unsaved.isEmpty)
    }

    @Test func anUnavailableCommandSaysWhy() {
        var bench = Bench(blind: true)
        bench.enter("accept")
        #expect(bench.model.notice?.text.hasPrefix("Blind item") == true)
        #expect(bench.model.unsaved.isEmpty)
    }

    @Test func listsOrdersSearchesAndLines() {
        var bench = bench()
        #expect(queries(bench.enter("order random")).map(\.order) == [.random])
        bench.answerReads()
        #expect(queries(bench.enter("list flagged")).map(\.filter) == [.flagged])
        bench.answerReads()
        #expect(queries(bench.enter("search charged twice")).map(\.search) == ["charged twice"])
        bench.answerReads()
        #expect(queries(bench.enter("search")).map(\.search) == [""])
        bench.answerReads()
        bench.enter("go 7")
        #expect(bench.model.cursor == 6)
        bench.enter("3")
        #expect(bench.model.cursor == 2)
        bench.enter("go ticket-number-44")
        #expect(bench.model.cursor == 3)
        bench.enter("list flagged")
        bench.answerReads()
        let anywhere = queries(bench.enter("go no-such \"id\""))
        #expect(anywhere.map(\.filter) == [.all])
        #expect(anywhere.map(\.expression.description) == [#"id="no-such \"id\"""#])
    }

    @Test func aNoteByNameIsSaved() {
        var bench = bench()
        let effects = bench.enter("note ask finance")
        #expect(effects.contains { if case .saveNote(_, "ask finance", ItemNumber(1)) = $0 { true } else { false } })
    }

    @Test func aDecisionTypedBeforeTheItemIsReadWaitsForIt() {
        var bench = Bench(loaded: false)
        bench.press(":")
        bench.type("reject")
        bench.press("enter")
        #expect(bench.model.unsaved.isEmpty)
        bench.press("j x")
        bench.answerAll()
        #expect(
            bench.effects.compactMap(\.recorded).map { $0.number.value } == [1, 3],
            "both are done in the order they were typed")
    }

    @Test func aDecisionIsRefusedWhenAnotherItemCameUnderTheCursor() {
        var bench = bench()
        bench.press(":", after: 1_000)
        bench.type("reject")
        bench.order = bench.order.filter { $0 != ItemNumber(1) }
        bench.send(.storeChanged(bench.counts))
        bench.answerReads()
        bench.press("enter", after: 100)
        #expect(bench.model.unsaved.isEmpty)
    }

    // MARK: Completion

    @Test func tabGoesThroughTheCandidatesAndBack() {
        var bench = bench()
        bench.press(":")
        bench.type("next-")
        #expect(bench.text.contains("next-filter") && bench.text.contains("next list"))
        bench.press("tab")
        #expect(bench.screen.last == ":next-image")
        bench.press("tab")
        #expect(bench.screen.last == ":next-page")
        bench.press("shift-tab shift-tab")
        #expect(bench.screen.last == ":next-theme")
        bench.press("escape")
        #expect(bench.model.mode == .review)
    }

    @Test func aNameThatIsAloneIsCompletedAndThenItsWords() {
        var bench = bench()
        bench.press(":")
        bench.type("lab")
        bench.press("tab")
        #expect(bench.screen.last == ":label")
        bench.type("ship")
        bench.press("tab")
        #expect(bench.screen.last == ":label shipping")
        #expect(bench.press("enter").compactMap(\.recorded).map(\.decision.verdict) == [.override(Label("shipping"))])
    }

    @Test func theLineSaysWhatACommandTakes() {
        var bench = bench()
        bench.press(":")
        bench.type("filter ")
        #expect(bench.text.contains("filter EXPR"))
        bench.press("ctrl-u")
        bench.type("acept")
        #expect(bench.text.contains("did you mean accept?"))
    }

    // MARK: Themes

    @Test func aThemeIsShownWhileItIsChosenAndEscapeBringsTheOldOneBack() {
        var bench = bench()
        bench.press(":")
        bench.type("theme ")
        #expect(themes(bench.press("tab")).isEmpty, "dark is shown already")
        #expect(themes(bench.press("tab")) == ["light"])
        #expect(themes(bench.press("tab")) == ["nord"])
        #expect(themes(bench.press("escape")) == ["dark"])
        let used = bench.open.compactMap { bench.answer(to: $0) }.flatMap { bench.send($0) }
        #expect(used == [.typing(.useTheme("dark"))], "only the last answer counts")
        #expect(bench.model.isIdle)
    }

    @Test func enterKeepsTheTheme() {
        var bench = bench()
        bench.press(":")
        bench.type("theme nord")
        #expect(themes(bench.press("enter")).isEmpty, "it is shown already")
        #expect(bench.model.typing.theme == "nord")
        #expect(bench.model.notice?.text.contains("theme = \"nord\"") == true)
        #expect(themes(bench.enter("theme nor")).isEmpty)
        #expect(bench.model.typing.theme == "nord")
        #expect(themes(bench.enter("th light")) == ["light"])
        #expect(themes(bench.press("Z t")) == ["nord"])
        #expect(themes(bench.press("Z t")) == ["dark"])
    }

    @Test func aThemeThatCannotBeReadLeavesTheOldOne() {
        var bench = bench()
        bench.enter("theme nord")
        guard case .typing(.readTheme(let request, let name))? = bench.open.last else {
            Issue.record("no theme was asked for")
            return
        }
        bench.send(.typing(.themeFailed(request, name, reason: "nord.toml:3: bad")))
        #expect(bench.model.typing.theme == "dark")
        #expect(bench.model.notice?.text == "Theme not changed: nord.toml:3: bad")
        #expect(bench.send(.typing(.themeRead(request, name))).isEmpty, "a late answer changes nothing")
    }

    @Test func withoutThemesTheCommandSaysSo() {
        var bench = Bench(typing: TypingState(isPlain: true))
        bench.enter("theme nord")
        #expect(bench.model.notice?.text == "There are no themes here: this review goes line by line.")
        bench.press("Z t")
        #expect(bench.model.notice?.role == .warning)
    }

    // MARK: History

    @Test func upBringsBackWhatWasTyped() {
        var bench = bench(history: ["order random", "go 3", "order oldest"])
        bench.press(": up")
        #expect(bench.screen.last == ":order oldest")
        bench.press("up up up")
        #expect(bench.screen.last == ":order random")
        bench.press("down down down")
        #expect(bench.screen.last == ":")
        bench.type("go")
        bench.press("up")
        #expect(bench.screen.last == ":go 3", "of lines that begin alike")
        bench.press("enter : up")
        #expect(bench.screen.last == ":go 3")
    }

    @Test func whatIsTypedIsKeptOnce() {
        var bench = bench()
        #expect(bench.enter("  go   2 ").contains(.typing(.remember("go 2"))))
        #expect(!bench.enter("go 2").contains(.typing(.remember("go 2"))))
        #expect(bench.enter("").isEmpty)
        for number in 0..<600 { bench.enter("go \(number % 13 + 1)") }
        #expect(bench.model.typing.history.count == 500)
    }

    // MARK: Screens

    @Test(arguments: [
        Size(rows: 24, columns: 80), Size(rows: 15, columns: 60), Size(rows: 12, columns: 40),
        Size(rows: 50, columns: 200),
    ])
    func candidatesStandAboveTheLine(size: Size) throws {
        var bench = bench(size)
        bench.press("a")
        bench.answerAll()
        bench.press(":")
        bench.type("theme ")
        bench.press("tab tab")
        try Golden.check(view(bench.model).canvas, "command-theme-\(size.columns)x\(size.rows)", in: Golden.folder())
        bench.press("escape :")
        try Golden.check(view(bench.model).canvas, "command-all-\(size.columns)x\(size.rows)", in: Golden.folder())
        #expect(view(bench.model).cursor == Position(row: size.rows - 1, column: 1))
    }

    @Test func savedFiltersAreListsByNameAndAreCompleted() throws {
        var task = Fixture.task()
        task.filters = [SavedFilter(name: "sure", text: "conf>0.9")]
        var bench = bench(task: task)
        bench.model.find.kept = [SavedFilter(name: "odd", text: "disagree")]
        bench.press(":")
        bench.type("list @o")
        bench.press("tab")
        #expect(bench.screen.last == ":list @odd")
        #expect(
            queries(bench.press("enter")).map(\.expression) == [
                try FilterExpression.parse(
                    "disagree", labels: Fixture.supportLabels, now: Fixture.start)
            ])
        bench.answerReads()
        #expect(bench.screen[0].contains("list: @odd"))
        #expect(queries(bench.enter("list sure")).count == 1 && bench.model.listName == "@sure")
        bench.answerReads()
        #expect(
            queries(bench.enter("list decided")).map(\.expression) == [.everything], "a list replaces the one before")
        #expect(bench.model.listName == "decided")
        bench.answerReads()
        bench.press(":")
        bench.type("forget-filter ")
        bench.press("tab")
        #expect(bench.screen.last == ":forget-filter @odd", "what stands in the task file is not forgotten here")
    }
}
