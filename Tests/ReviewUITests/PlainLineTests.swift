import Cells
import Labeling
import ReviewUI
import Testing

/// What a line means in `--plain`.
struct PlainLineTests {
    private func model(_ preset: KeyPreset = .default) -> ReviewModel {
        Bench(keys: KeySettings(preset: preset), typing: TypingState(isPlain: true)).model
    }

    @Test(arguments: KeyPreset.allCases) func theWordsOfTheContractMeanTheSameWithAllKeys(preset: KeyPreset) {
        let model = model(preset)
        let expected: [(String, PlainMeaning)] = [
            ("a", .message(.command(.accept))), ("2", .message(.choose(Label("account")))),
            ("billing", .message(.choose(Label("billing")))), ("LEGAL", .message(.choose(Label("legal")))),
            ("x", .message(.command(.reject))), ("f", .message(.command(.flag))), ("s", .message(.command(.skip))),
            ("u", .message(.command(.undo))), ("o", .message(.command(.secondOpinion))),
            ("n look at this", .message(.note("look at this"))), ("q", .quit), ("quit", .quit), ("exit", .quit),
            ("", .nothing),
        ]
        for (line, meaning) in expected { #expect(model.plainMeaning(line) == meaning, "\(line)") }
    }

    @Test func everyCommandIsDoneOrRefusedWithAReasonByKeyAndByName() {
        for preset in KeyPreset.allCases {
            let model = model(preset)
            for binding in preset.bindings {
                let byName = model.plainMeaning(binding.command.rawValue)
                let key = binding.keys.first?.description ?? ""
                for meaning in [byName, model.plainMeaning(key)] {
                    switch meaning {
                    case .nothing: Issue.record("\(binding.command) means nothing")
                    case .say(let words):
                        #expect(words.count > 10 && !words.contains("no command"), "\(binding.command): \(words)")
                    case .message, .again, .quit: break
                    }
                }
            }
        }
    }

    @Test func linesAreDoneWithAndWithoutColon() {
        let model = model()
        #expect(model.plainMeaning("order random") == .message(.typing(.line("order random"))))
        #expect(model.plainMeaning(":order random") == .message(.typing(.line(":order random"))))
        #expect(model.plainMeaning("filter conf<0.8") == .message(.typing(.line("filter conf<0.8"))))
        #expect(
            model.plainMeaning(":acc")
                == .say("\"\(":acc")\" is no command. May be accept, accept-second. ? lists the commands and labels.\n")
        )
        #expect(model.plainMeaning("rej") == .message(.command(.reject)))
        #expect(model.plainMeaning("g") == .message(.command(.first)))
        #expect(model.plainMeaning("ctrl-f") == .message(.command(.nextPage)))
    }

    @Test func whatNeedsAScreenIsRefusedWithAReason() {
        let model = model()
        for (line, words) in [
            ("theme nord", "line by line"), ("Z t", "line by line"), ("Zt", "line by line"), ("Z", "Z and then:\n"),
            ("mouse on", "line by line"), ("l", "say the label itself"), ("/", "search TEXT"), ("F", "filter EXPR"),
            ("C", "note TEXT"), ("note", "note TEXT"), ("space", "whole text"), ("99", "no label's number"),
            ("frobnicate", "\"frobnicate\" is no command"), ("flga", "Did you mean flag?"),
        ] {
            guard case .say(let said) = model.plainMeaning(line) else {
                Issue.record("\(line) is not refused: \(model.plainMeaning(line))")
                continue
            }
            #expect(said.contains(words), "\(line): \(said)")
        }
    }

    @Test func twoLettersAloneNeverDecide() {
        for line in ["fl", "ac", "sk", "re"] {
            guard case .say = model().plainMeaning(line) else {
                Issue.record("\(line) does something")
                continue
            }
        }
    }

    @Test func helpListsAllCommandsAndLabels() {
        let help = model().plainHelp()
        for command in Command.allCases { #expect(help.contains(command.rawValue)) }
        for label in Fixture.supportLabels.labels { #expect(help.contains(label.name)) }
        #expect(help.contains("order NAME") && help.contains("n WORDS"))
        #expect(model().plainHelp(about: "undo").split(separator: "\n").count < 8)
    }

    @Test func pagesAreSpokenAndLeft() {
        var bench = Bench(task: Fixture.task(guidelines: "Be kind."), typing: TypingState(isPlain: true))
        #expect(bench.model.plainPage == nil)
        bench.send(.command(.guidelines))
        #expect(bench.model.plainPage?.contains("Be kind.") == true)
        bench.model.leavePlainPage()
        #expect(bench.model.mode == .review)
        bench.send(.command(.pause))
        #expect(bench.model.plainPage != nil)
        bench.model.leavePlainPage()
        #expect(bench.model.mode == .paused, "a question is left by its answer only")
        #expect(bench.model.plainMeaning("enter") == .message(.key(.enter)))
    }

    @Test func aPauseIsSaidWithoutTheBlankLinesOfAScreen() {
        var bench = Bench(typing: TypingState(isPlain: true))
        bench.send(.command(.pause))
        bench.answerAll()
        let page = bench.model.plainPage ?? []
        #expect(page.contains("The clock stands still, and the item is hidden."), "\(page)")
        #expect(page.count < 7 && page.allSatisfy { !$0.isEmpty && $0.first != " " })
    }

    @Test func aSelectionIsSaidAndDroppedByItsWord() {
        var bench = Bench(typing: TypingState(isPlain: true))
        bench.send(.command(.select))
        #expect(bench.model.notice?.text == "selected 1: go on to select more; escape drops it.")
        bench.send(.command(.next))
        bench.answerReads()
        bench.send(.command(.select))
        #expect(bench.model.notice?.text.hasPrefix("selected 2: a deciding command says first") == true)
        bench.send(.command(.selectAll))
        #expect(bench.model.notice?.text.hasPrefix("selected 13: ") == true)
        guard case .message(let message) = bench.model.plainMeaning("escape") else {
            Issue.record("escape is no message")
            return
        }
        bench.send(message)
        #expect(bench.model.notice?.text == "The selection is dropped.")
        #expect(bench.send(.command(.accept)).compactMap(\.recorded).count == 1)
        var screen = Bench()
        screen.press("S")
        #expect(screen.model.notice == nil, "there it stands on the status line")
    }

    @Test func anEmptySearchAndAnEmptyFilterAreSaid() {
        var bench = Bench(typing: TypingState(isPlain: true))
        for (line, empty) in [("search charged", "search"), ("filter conf<0.8", "filter")] {
            bench.send(.typing(.line(line)))
            bench.answerReads()
            #expect(bench.model.notice?.text.contains("items match") == true)
            bench.send(.typing(.line(empty)))
            bench.answerReads()
            #expect(bench.model.notice?.text == "No search and no filter: the whole list (all).", "\(empty)")
        }
    }

    @Test func paceIsSaidWhereItIsWantedAndAHintOnce() {
        var task = Fixture.task()
        task.review.care = CareSettings(showsPace: true, breakAfter: 300)
        var bench = Bench(task: task, typing: TypingState(isPlain: true))
        for _ in 0..<5 {
            bench.press("2", after: 59_000)
            bench.answerAll()
        }
        #expect(bench.model.takeCareWords() == "pace: 1.0/min, 5 in a row\n")
        bench.press("2", after: 59_000)
        bench.answerAll()
        #expect(bench.model.takeCareWords()?.hasSuffix("6 in a row\n5 min of work: P pauses.\n") == true)
        #expect(bench.model.takeCareWords()?.contains("min of work") == false)
        var quiet = Bench(typing: TypingState(isPlain: true))
        quiet.press("2", after: 59_000)
        #expect(quiet.model.takeCareWords() == nil)
    }

    @Test func theHelpSaysWhatToSayInPlaceOfCommandsThatNeedAScreen() {
        let help = model().plainHelp()
        #expect(help.contains("pick any label by typing part of its name (line by line: say the label itself"))
        #expect(help.contains("more room for the queue (line by line: belongs to the full screen"))
        #expect(help.contains("history peers  ") && help.contains("escape  drop the selection"))
    }

    @Test func whatAnOpinionWouldCostAndWhyThereIsNoneIsSaid() throws {
        var bench = Bench(measures: Fixture.measures, typing: TypingState(isPlain: true))
        func said() throws -> String { bench.model.plainText(of: try #require(bench.model.currentDetail)) }
        #expect(try !said().contains("second opinion:"), "it is there")
        bench.press("j j j")
        bench.answerReads()
        #expect(try said().contains("second opinion: press o to ask \(Fixture.opus): about $0.0061\n"))
        bench.press("j j j")
        bench.answerReads()
        #expect(try said().contains("first opinion: waiting for \(Fixture.haiku)"))
    }

    @Test func wordsFollowTheKeyThatOpensTheirLine() {
        let model = model()
        #expect(model.plainMeaning("/ refund") == .message(.typing(.line("search refund"))))
        #expect(model.plainMeaning("/refund now") == .message(.typing(.line("search refund now"))))
        #expect(model.plainMeaning("F conf<0.8") == .message(.typing(.line("filter conf<0.8"))))
        #expect(model.plainMeaning("l legal") == .message(.typing(.line("label legal"))))
        #expect(model.plainMeaning("C look") == .message(.typing(.line("note look"))))
    }

    @Test func aPauseIsAFewWordsAndEndsWithAnEmptyLineOrTheSession() {
        var bench = Bench(typing: TypingState(isPlain: true))
        bench.send(.command(.pause))
        let page = bench.model.plainPage ?? []
        #expect(page.count < 8 && !page.contains("") && page.contains("An empty line goes on, q quits."))
        #expect(page.allSatisfy { $0.first != " " })
        #expect(bench.model.plainMeaning("q") == .quit)
        for line in ["", "P", "pause", "escape", "enter"] {
            #expect(bench.model.plainMeaning(line) == .message(.key(.enter)), "\(line)")
        }
        guard case .say(let words) = bench.model.plainMeaning("billing") else {
            Issue.record("a label is taken in a pause")
            return
        }
        #expect(words.contains("q quits"))
    }

    @Test func whatIsSelectedIsSaid() {
        var bench = Bench(
            (1...3).map { Fixture.detail($0, "text \($0)") }, query: QueueQuery(), typing: TypingState(isPlain: true))
        bench.send(.command(.selectAll))
        #expect(bench.model.notice?.text.hasPrefix("selected 3: ") == true)
        #expect(bench.model.currentDetail.map(bench.model.plainText)?.contains("selected 3, this one among") == true)
        #expect(bench.model.plainMeaning("escape") == .message(.key(.escape)))
        bench.press("escape")
        #expect(bench.model.currentDetail.map(bench.model.plainText)?.contains("selected") == false)
    }

    @Test func theItemIsSaidWithItsNoteItsMetaDataAndWhoIsWaitedFor() {
        var detail = Fixture.detail(1, "text")
        detail.pendingNote = "ask ana"
        detail.item.meta = ["channel": .string("email")]
        let bench = Bench([detail], query: QueueQuery(), typing: TypingState(isPlain: true))
        let text = bench.model.plainText(of: detail)
        for words in ["note: ask ana\n", "channel: email\n", "first opinion: waiting for "] {
            #expect(text.contains(words), "\(words)")
        }
    }

    @Test func aMissingNameIsAnsweredWithTheNames() {
        var bench = Bench(typing: TypingState(isPlain: true))
        bench.send(.typing(.line("list")))
        #expect(bench.model.notice?.text.hasPrefix("list: say which. There are: to do, all, ") == true)
        bench.send(.typing(.line("order nope")))
        #expect(bench.model.notice?.text.hasPrefix("No order \u{201C}nope\u{201D}. There are: ") == true)
    }
}
