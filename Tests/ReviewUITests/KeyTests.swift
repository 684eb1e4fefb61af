import Cells
import Foundation
import Labeling
import ReviewUI
import TestSupport
import Testing

/// Key maps as data: patches, presets, what is told of mistakes.
struct KeyTests {
    static let themes = ["dark", "light", "nord"].map { ThemeChoice(name: $0, help: "\($0) it is") }

    private func patched(
        _ commands: [(String, [String])], preset: KeyPreset = .default, labels: [(String, [String])] = []
    ) -> KeySettings {
        KeyPatch(
            preset: preset, commands: commands.map { KeyPatch.Entry($0.0, $0.1) },
            labels: labels.map { KeyPatch.Entry($0.0, $0.1) }
        ).applied()
    }

    private func keys(_ command: Command, _ settings: KeySettings) -> [String] {
        settings.bindings.first { $0.command == command }?.keys.map(\.description) ?? ["none"]
    }

    // MARK: Patches

    @Test func aPatchChangesOnlyWhatItNames() {
        let settings = patched([("accept", ["t", "y y"])])
        #expect(settings.problems.isEmpty)
        #expect(keys(.accept, settings) == ["t", "y y"])
        for binding in Binding.all where binding.command != .accept {
            #expect(settings.bindings.contains(binding))
        }
        #expect(settings.bindings.map(\.command) == Binding.all.map(\.command))
    }

    @Test func theOrderOfTheLinesMakesNoDifference() {
        let swap = [("skip", ["f"]), ("flag", ["s"])]
        for commands in [swap, swap.reversed()] {
            let settings = patched(commands)
            #expect(settings.problems.isEmpty)
            #expect(keys(.skip, settings) == ["f"] && keys(.flag, settings) == ["s"])
        }
    }

    @Test func anEmptyTextOrListUnbinds() {
        let settings = patched([("skip", []), ("flag", [""])])
        #expect(settings.problems.isEmpty)
        #expect(keys(.skip, settings).isEmpty && keys(.flag, settings).isEmpty)
        var bench = Bench(keys: settings)
        #expect(bench.press("s").isEmpty && bench.model.unsaved.isEmpty)
        bench.press(":")
        bench.type("skip")
        #expect(bench.press("enter").compactMap(\.recorded).map(\.decision.verdict) == [.skip])
    }

    @Test(arguments: [
        ("acept", ["t"], "no such command; did you mean accept?"),
        ("frobnicate", ["t"], "no such command; renga keys lists the commands"),
        ("accept", ["ctlr-x"], "\"ctlr-x\" is no key"),
        ("accept", ["y ctlr-x"], "\"ctlr-x\" is no key"),
        ("accept", ["t", "t"], "\"t\" is given twice, here"),
        ("accept", ["escape"], "escape leaves whatever is open"),
        ("accept", ["3"], "the digits 1 to 9 choose labels"),
        ("accept", ["ctrl-c"], "ctrl-c always quits"),
        ("accept", ["x y"], "\"x y\" begins with \"x\", which is all of reject"),
        ("accept", ["Y"], "\"Y\" begins \"Y Y\", which is copy-text"),
        ("accept", ["t", "t y"], "begin alike"),
        ("accept", ["R"], "takes \"R\" from reload, which has no key left"),
    ])
    func mistakesAreToldWithTheirKey(name: String, given: [String], words: String) {
        let settings = patched([(name, given), ("note", ["w"])])
        #expect(settings.problems.count == 1, "\(settings.problems)")
        #expect(settings.problems.first?.path == ["keys", name])
        #expect(settings.problems.first?.message.contains(words) == true, "\(settings.problems)")
        #expect(keys(.note, settings) == ["w"], "the rest holds")
        #expect(!keys(.accept, settings).isEmpty, "a mistake does not cost a command its keys")
        expectSound(settings)
    }

    @Test func aKeyThatTwoCommandsOfTheFileWantBelongsToTheFirst() {
        let settings = patched([("accept", ["t"]), ("reject", ["t", "w"])])
        #expect(settings.problems.map(\.message) == ["\"t\" is given twice, to accept too"])
        #expect(keys(.accept, settings) == ["t"] && keys(.reject, settings) == ["w"])
    }

    @Test func whoeverUnbindsQuitStillGetsOut() {
        let settings = patched([("quit", []), ("help", [])])
        #expect(keys(.quit, settings) == ["ctrl-c"])
        var bench = Bench(keys: settings)
        #expect(bench.press("ctrl-c").contains(.quit))
        bench = Bench(keys: settings)
        #expect(bench.press("q").isEmpty)
        bench.press(":")
        bench.type("quit")
        #expect(bench.press("enter").contains(.quit))
    }

    @Test func aLabelGetsAnotherLetter() {
        let settings = patched(
            [], labels: [("Billing", ["w"]), ("bug", ["ctrl-x"]), ("legal", ["3"]), ("other", ["w"])])
        #expect(settings.problems.map(\.path) == [["labels", "bug"], ["labels", "legal"], ["labels", "other"]])
        let keymap = Keymap(
            labels: Fixture.supportLabels, bindings: settings.bindings, labelLetters: settings.labelLetters)
        #expect(keymap.meaning(of: .character("w")) == .label(Label("billing")))
        #expect(keymap.meaning(of: .character("b")) == nil)
        #expect(keymap.meaning(of: .character("z")) == .label(Label("other")))
    }

    // MARK: Presets

    /// What every key map must be: no key twice, none hidden behind another, every command within reach.
    private func expectSound(_ settings: KeySettings) {
        let all = settings.bindings.flatMap { binding in binding.keys.map { ($0, binding.command) } }
        #expect(Set(all.map(\.0)).count == all.count, "a key twice")
        for (sequence, command) in all {
            for (other, owner) in all where other.keys.count > sequence.keys.count {
                #expect(!other.keys.starts(with: sequence.keys), "\(sequence) (\(command)) hides \(other) (\(owner))")
            }
            #expect(sequence.keys.allSatisfy { KeySequence(name: $0.description) != nil })
            if case .character(let sign)? = sequence.keys.first { #expect(!("1"..."9").contains(sign)) }
            #expect(!sequence.keys.contains(.escape))
        }
        #expect(settings.bindings.map(\.command) == Binding.all.map(\.command))
        #expect(settings.bindings.first { $0.command == .quit }?.keys.contains([.control("c")]) == true)
    }

    @Test(arguments: KeyPreset.allCases) func everyPresetIsSoundAndReachesEverything(preset: KeyPreset) {
        let settings = KeySettings(preset: preset)
        expectSound(settings)
        for binding in settings.bindings {
            #expect(!binding.keys.isEmpty, "\(binding.command) has no key in \(preset)")
        }
        let patched = KeyPatch(
            preset: preset,
            commands: settings.bindings.map { KeyPatch.Entry($0.command.rawValue, $0.keys.map(\.description)) }
        ).applied()
        #expect(patched == settings, "a preset written out is the preset")
    }

    @Test(arguments: KeyPreset.allCases) func everyCommandOfEveryPresetIsDoneByItsKeys(preset: KeyPreset) {
        let keymap = Keymap(labels: Fixture.supportLabels, bindings: preset.bindings)
        for binding in preset.bindings {
            for sequence in binding.keys {
                let last = sequence.keys.last ?? .escape
                #expect(keymap.meaning(of: last, after: sequence.keys.dropLast()) == .command(binding.command))
            }
        }
    }

    @Test(arguments: KeyPreset.allCases) func theKeysAreAContract(preset: KeyPreset) throws {
        let lines = preset.bindings.map { "\($0.command.rawValue): \($0.keyNames)" }
        try Golden.check(lines: lines, "keys-\(preset.rawValue)", in: Golden.folder())
    }

    @Test func labelsAreChosenByDigitsInEveryPreset() {
        for preset in KeyPreset.allCases {
            var bench = Bench(keys: KeySettings(preset: preset))
            #expect(bench.press("2").compactMap(\.recorded).map(\.decision.verdict) == [.override(Label("account"))])
        }
    }

    // MARK: Sequences

    @Test func aPrefixShowsWhatCanFollow() {
        var bench = Bench(keys: KeySettings(preset: .vim))
        bench.press("Z")
        #expect(bench.text.contains("Z and then"))
        #expect(bench.text.contains("next theme") && bench.text.contains("mouse on or off"))
        bench.press("escape")
        #expect(!bench.text.contains("and then") && bench.model.notice == nil)
        bench.press("g g")
        #expect(bench.model.cursor == 0)
        bench.press("G g x")
        #expect(bench.model.notice?.text == "g x does nothing here; ? shows the keys.")
        #expect(bench.model.unsaved.isEmpty, "the second key of a sequence is not a key by itself")
        bench.press("g ctrl-c")
        #expect(bench.model.notice == nil && !bench.model.isQuitting)
    }

    @Test(arguments: [Size(rows: 24, columns: 80), Size(rows: 15, columns: 60), Size(rows: 12, columns: 40)])
    func whatCanFollowFitsEveryScreen(size: Size) throws {
        var bench = Bench(size: size, keys: KeySettings(preset: .numpad))
        bench.press("a")
        bench.answerAll()
        bench.press("0")
        let text = bench.text
        #expect(text.contains("0 and then: 1-") && text.contains("of 16"))
        #expect(text.contains("saved"), "the last decision stays")
        try Golden.check(view(bench.model).canvas, "which-key-\(size.columns)x\(size.rows)", in: Golden.folder())
    }
}
