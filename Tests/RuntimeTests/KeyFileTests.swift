import Foundation
import Interchange
import ReviewUI
import Testing

@testable import Runtime

struct KeyFileTests {
    private func file(_ text: String) -> KeyFile { KeyFile(text, file: URL(filePath: "/home/ana/keys.toml")) }

    private func keys(_ name: String, _ file: KeyFile) -> [String] {
        file.settings.bindings.first { $0.command.rawValue == name }?.keys.map(\.description) ?? ["none"]
    }

    @Test func aFileChangesWhatItNames() {
        let file = file(
            "preset = \"vim\"\n[keys]\naccept = \"t\"\ncopy-text = [\"c c\", \"Y t\"]\nskip = []\nflag = \"\"\n[labels]\nbilling = \"w\"\n"
        )
        #expect(file.problems.isEmpty && file.notice == nil)
        #expect(file.settings.preset == .vim)
        #expect(keys("accept", file) == ["t"] && keys("copy-text", file) == ["c c", "Y t"])
        #expect(keys("skip", file).isEmpty && keys("flag", file).isEmpty && keys("first", file) == ["g g", "home"])
        #expect(file.settings.labelLetters == ["billing": "w"])
    }

    @Test func everyMistakeIsToldWithItsLineAndTheRestHolds() {
        let file = file(
            """
            preset = "vi"
            colour = 1

            [keys]
            acept = "t"
            accept = "t"
            reject = "t"
            skip = "ctlr-x"
            flag = 3
            this is no TOML
            note = "ctrl-g"
            note = "E"
            """)
        let lines = file.problems.map(\.description).map {
            $0.replacingOccurrences(of: "/home/ana/keys.toml:", with: "")
        }
        #expect(lines.map { $0.prefix { $0 != ":" } } == ["1", "2", "5", "7", "8", "9", "10", "12"], "\(lines)")
        #expect(lines[0].contains("expected one of default, vim, emacs, numpad; found \"vi\""))
        #expect(lines[1].contains("colour: unknown key; known here: preset, keys, labels"))
        #expect(lines[2].contains("keys.acept: no such command; did you mean accept?"))
        #expect(lines[3].contains("keys.reject: \"t\" is given twice, to accept too"))
        #expect(lines[4].contains("\"ctlr-x\" is no key"))
        #expect(lines[5].contains("keys.flag: expected a key, or a list of keys"))
        #expect(keys("accept", file) == ["t"] && keys("note", file) == ["ctrl-g"] && keys("skip", file) == ["s"])
        #expect(file.notice?.hasPrefix("keys.toml:1: preset: expected one of") == true)
        #expect(file.notice?.hasSuffix("(and 7 more; renga doctor)") == true)
    }

    @Test(arguments: KeyPreset.allCases) func whatIsPrintedIsReadBackAsItWas(preset: KeyPreset) throws {
        let keys = try KeyFile.read(named: preset.rawValue)
        let again = file(keys.text)
        #expect(again.problems.isEmpty, "\(again.problems)")
        #expect(again.settings == keys.settings)
        #expect(again.text == keys.text)
        let json = keys.jsonDocument.rendered()
        #expect(json.contains("\"\(preset.rawValue)\"") && json.contains("\"accept-second\""))
    }

    @Test func theUsersFileIsFoundWhereXDGSaysAndNeedNotBeThere() throws {
        let scratch = try Scratch()
        try scratch.write("[keys]\naccept = \"t\"\n", to: "config/renga/keys.toml")
        try scratch.write("[keys]\naccept = \"w\"\n", to: "home/.config/renga/keys.toml")
        let config = scratch.url.appendingPathComponent("config").path
        let home = scratch.url.appendingPathComponent("home").path
        #expect(keys("accept", try KeyFile.read(environment: ["XDG_CONFIG_HOME": config, "HOME": home])) == ["t"])
        #expect(keys("accept", try KeyFile.read(environment: ["HOME": home])) == ["w"])
        #expect(keys("accept", try KeyFile.read(environment: ["XDG_CONFIG_HOME": "relative", "HOME": home])) == ["w"])
        let none = try KeyFile.read(environment: ["HOME": config])
        #expect(none.file == nil && none.settings == KeySettings())
    }

    @Test func aFolderOrAPipeInItsPlaceIsToldAndTheDefaultKeysHold() throws {
        let scratch = try Scratch()
        let file = scratch.url.appendingPathComponent("config/renga/keys.toml")
        try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
        let environment = ["XDG_CONFIG_HOME": scratch.url.appendingPathComponent("config").path]
        let folder = try KeyFile.read(environment: environment)
        #expect(folder.problems.map(\.description) == ["\(file.path): a folder, not a file; the default keys hold"])
        #expect(folder.notice == "keys.toml: a folder, not a file; the default keys hold (\(file.path))")
        #expect(folder.settings == KeySettings())
        let named = #expect(throws: Failure.self) { try KeyFile.read(named: file.path) }
        #expect(named?.message == "--keys \(file.path): a folder, not a file")
        try FileManager.default.removeItem(at: file)
        #expect(mkfifo(file.path, 0o600) == 0)
        let pipe = try KeyFile.read(environment: environment)
        #expect(pipe.problems.map(\.description) == ["\(file.path): no ordinary file; the default keys hold"])
        #expect(pipe.settings == KeySettings())
    }

    @Test func whatIsNamedMustBeThere() {
        let failure = #expect(throws: Failure.self) { try KeyFile.read(named: "/nowhere/keys.toml") }
        #expect(
            failure?.message
                == "--keys /nowhere/keys.toml: no such file, and no preset; presets: default, vim, emacs, numpad")
        #expect(failure?.status == .noSuchFile)
    }

    @Test func doctorNamesTheFileAndItsProblems() throws {
        let scratch = try Scratch()
        try scratch.write("[keys]\nacept = \"t\"\n", to: "config/renga/keys.toml")
        try scratch.write(
            "[task]\nname = \"x\"\n[[labels]]\nname = \"a\"\n[[labels]]\nname = \"b\"\n[models.first]\nprovider = \"offline\"\nmodel = \"offline-bayes\"\n",
            to: "renga.toml")
        let findings = Examination.run(
            named: scratch.url.path,
            environment: ["XDG_CONFIG_HOME": scratch.url.appendingPathComponent("config").path])
        let finding = findings.first { $0.what == "key file" }
        #expect(finding?.isGood == false)
        #expect(finding?.found.contains("keys.toml:2: keys.acept: no such command; did you mean accept?") == true)
    }
}

struct CommandHistoryTests {
    private func history(_ scratch: Scratch) -> CommandHistory {
        CommandHistory(environment: ["XDG_STATE_HOME": scratch.url.path])
    }

    private func file(_ scratch: Scratch) -> URL { scratch.url.appendingPathComponent("renga/history") }

    @Test func linesAreKeptForTheirUserAlone() throws {
        let scratch = try Scratch()
        #expect(history(scratch).lines().isEmpty)
        for line in ["go 3", "order random", "order random", "note a\nb"] { #expect(history(scratch).add(line) == nil) }
        #expect(history(scratch).lines() == ["go 3", "order random", "note a b"])
        let attributes = try FileManager.default.attributesOfItem(atPath: file(scratch).path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func theOldestGoFirstAndTheFileStaysSmall() throws {
        let scratch = try Scratch()
        for number in 0..<620 { #expect(history(scratch).add("go \(number)") == nil) }
        #expect(history(scratch).lines().count == 500)
        #expect(history(scratch).lines().first == "go 120" && history(scratch).lines().last == "go 619")
        #expect(try String(contentsOf: file(scratch), encoding: .utf8).split(separator: "\n").count == 500)
        #expect(history(scratch).add(String(repeating: "x", count: 5_000)) == nil)
        #expect(history(scratch).lines().last == "go 619")
    }

    @Test func severalReviewsLoseNothingOfEachOther() async throws {
        let scratch = try Scratch()
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask { for number in 0..<50 { _ = self.history(scratch).add("go \(writer) \(number)") } }
            }
        }
        #expect(Set(history(scratch).lines()).count == 200)
    }

    @Test func whatCannotBeWrittenIsTold() throws {
        let scratch = try Scratch()
        try scratch.write("", to: "renga")
        #expect(history(scratch).add("go 1") != nil)
    }
}
