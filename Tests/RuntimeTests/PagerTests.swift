import Foundation
import Testing

@testable import Runtime

/// Runs programs of its own on no terminal: each writes down what it was given.
struct PagerTests: ~Copyable {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(component: "renga-pager-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func path(_ name: String) -> String { folder.appending(component: name).path }
    private func read(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

    /// A program that notes its arguments, its environment and the last argument's file, and ends as told.
    @discardableResult
    private func program(_ name: String, end: String = "exit 0") throws -> String {
        let script = """
            #!/bin/sh
            for word; do printf '%s\\n' "$word"; done > '\(path("words"))'
            env > '\(path("variables"))'
            for file; do :; done
            cat -- "$file" > '\(path("text"))'
            stat -c '%a' "$file" "${file%/*}" > '\(path("modes"))'
            \(end)
            """
        try install(script, as: name)
        return path(name)
    }

    /// Written by another process: what this one has open for writing, another test's child may have too, and it could
    /// not be run then.
    private func install(_ text: String, as name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path("source")))
        let copy = Process()
        copy.executableURL = URL(fileURLWithPath: "/usr/bin/install")
        copy.arguments = ["-m", "755", path("source"), path(name)]
        try copy.run()
        copy.waitUntilExit()
        #expect(copy.terminationStatus == 0)
    }

    private func pager(_ variables: [String: String]) -> Pager {
        let usual = ["PATH": "\(folder.path):/usr/bin:/bin", "TMPDIR": folder.path]
        return Pager(environment: usual.merging(variables) { $1 }, terminal: "/dev/null")
    }

    @Test func theTextIsInAFileForNobodyElseThatIsGoneAfter() throws {
        let pager = pager(["RENGA_PAGER": try program("look")])
        #expect(pager.whyNone == nil)
        #expect(pager.show("one\ttwo\nthree", ascii: false) == nil)
        #expect(try read("text") == "one\ttwo\nthree\n")
        #expect(try read("modes") == "400\n700\n")
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(left.allSatisfy { !$0.hasPrefix("renga-") })
    }

    @Test func noByteOfTheFileActsOnATerminal() throws {
        let pager = pager(["RENGA_PAGER": try program("look")])
        #expect(pager.show("a\u{1B}[31m\r\nb\u{7}\r\u{9B}2J \u{202E}x\u{0}", ascii: false) == nil)
        #expect(try read("text") == "a␛[31m\nb␇␍‹009B›2J ‹202E›x␀\n")
        #expect(pager.show("é\u{1B}", ascii: true) == nil)
        #expect(try read("text").utf8.allSatisfy { $0 == 10 || (32..<127).contains($0) })
    }

    @Test func noShellReadsTheWords() throws {
        let program = try program("look")
        let pager = pager(["RENGA_PAGER": "\(program)  -x $(touch\t\(path("shell"))) ;'a b' |*"])
        #expect(pager.show("text", ascii: false) == nil)
        let words = try read("words").split(separator: "\n").map(String.init)
        #expect(words.dropLast() == ["-x", "$(touch", "\(path("shell")))", ";'a", "b'", "|*"])
        #expect(!FileManager.default.fileExists(atPath: path("shell")))
    }

    @Test func theFirstProgramThatIsNamedIsTaken() throws {
        for name in ["a", "b", "c", "d", "less"] { try program(name, end: "echo \(name) > '\(path("who"))'") }
        func who(_ variables: [String: String]) throws -> String {
            #expect(pager(variables).show("text", ascii: false) == nil)
            return try read("who")
        }
        let all = ["RENGA_PAGER": "a", "PAGER": "b", "VISUAL": "c", "EDITOR": "d"]
        #expect(try who(all) == "a\n")
        #expect(try who(all.filter { $0.key != "RENGA_PAGER" }) == "b\n")
        #expect(try who(["PAGER": " ", "VISUAL": "c", "EDITOR": "d"]) == "c\n")
        #expect(try who(["EDITOR": "d"]) == "d\n")
        #expect(try who([:]) == "less\n")
    }

    @Test func lessRunsNothingAndActsOnNothing() throws {
        try program("less")
        let pager = pager(["PAGER": "less -R -F", "LESS": "-r", "LESSOPEN": "|evil %s", "LESSSECURE": "0"])
        #expect(pager.show("text", ascii: false) == nil)
        let variables = try read("variables").split(separator: "\n")
        #expect(variables.contains("LESSSECURE=1") && variables.contains("LESSHISTFILE=-"))
        #expect(!variables.contains { $0.hasPrefix("LESS=") || $0.hasPrefix("LESSOPEN=") })
        #expect(try read("words").hasPrefix("-R\n-F\n-+R\n-+r\n-+F\n/"))
    }

    @Test(arguments: [("vim", "-R"), ("vi", "-R"), ("nano", "-v")])
    func editorsAreToldToLookOnly(name: String, option: String) throws {
        try program(name)
        #expect(pager(["EDITOR": name]).show("text", ascii: false) == nil)
        #expect(try read("words").hasPrefix("\(option)\n/"))
    }

    @Test func whatGoesWrongIsTold() throws {
        let none = pager(["PAGER": "no-such-program -x"])
        #expect(none.whyNone == "There is no program no-such-program to read texts in: set RENGA_PAGER to one.")
        #expect(none.show("text", ascii: false) == none.whyNone)
        let failing = pager(["PAGER": try program("look", end: "exit 3")])
        #expect(failing.show("text", ascii: false) == "look ended with status 3.")
        let killed = pager(["PAGER": try program("look", end: "kill -9 $$")])
        #expect(killed.show("text", ascii: false) == "look was ended by signal 9.")
        try install("no program\0", as: "broken")
        let broken = pager(["PAGER": path("broken")]).show("text", ascii: false)
        #expect(broken == "broken cannot be started: Exec format error")
        let nowhere = pager(["PAGER": "look", "TMPDIR": path("gone")]).show("text", ascii: false)
        #expect(nowhere == "No file could be made in \(path("gone")): No such file or directory")
    }

    @Test func onlyAProgramThatListensToCtrlZStopsWithTheReview() {
        // In its safe mode, in which it is run, less ignores SIGTSTP.
        #expect(!pager([:]).stops)
        #expect(!pager(["PAGER": "/usr/bin/less -S"]).stops)
        #expect(pager(["PAGER": "vim -R"]).stops)
    }
}
