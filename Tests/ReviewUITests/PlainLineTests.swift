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
}
