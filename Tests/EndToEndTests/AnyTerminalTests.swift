import Foundation
import TestSupport
import Testing

/// The review on terminals of all kinds, and what happens to them.
@Suite(.serialized) struct AnyTerminalTests {
    private func reviewTask(_ items: Int = 60, rest: String = "") async throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile(rest: rest))
        let lines = (1...items).map { "{\"id\":\"t-\(100 + $0)\",\"text\":\"ticket number \($0) \u{2014} 日本\"}\n" }
        try sandbox.write("i.jsonl", lines.joined())
        try await sandbox.output("import", "i.jsonl")
        return sandbox
    }

    private func open(
        _ sandbox: borrowing Sandbox, _ more: String..., rows: Int = 24, columns: Int = 80
    ) async throws -> PtyProgram {
        let arguments = ["review", "--no-models", "--order", "oldest"] + more
        let terminal = try sandbox.open(arguments, rows: rows, columns: columns)
        try await terminal.wait(for: "ticket number 1")
        return terminal
    }

    private func expectRestored(_ terminal: PtyProgram) {
        #expect(terminal.modes == terminal.modesBefore)
        #expect(!terminal.screen.isAlternate)
    }

    @Test(arguments: [
        "xterm-256color", "xterm", "tmux-256color", "screen", "screen-256color", "linux", "vt100", "vt220", "ansi",
        "rxvt-unicode-256color",
    ])
    func eachTerminalShowsTheReviewAndIsRestored(name: String) async throws {
        var sandbox = try await reviewTask()
        sandbox.environment["TERM"] = name
        let terminal = try await open(sandbox)
        terminal.type("1")
        try await terminal.wait(for: "saved t-101")
        try await terminal.wait("the labels") { $0.text.contains("1 billing  2 technical  3 account") }
        terminal.type("2q")
        #expect(try await terminal.end() == 0)
        #expect(terminal.modes == terminal.modesBefore)
        #expect(try await sandbox.loggedDecisions() == ["t-101\toverride\tbilling", "t-102\toverride\ttechnical"])
    }

    @Test(arguments: ["dumb", ""])
    func aTerminalThatCannotDrawIsReviewedLineByLine(name: String) async throws {
        var sandbox = try await reviewTask()
        sandbox.environment["TERM"] = name
        let terminal = try sandbox.open(["review", "--no-models", "--order", "oldest"])
        try await terminal.wait(for: "ticket number 1")
        terminal.type("1\nq\n")
        #expect(try await terminal.end() == 0)
        let said = String(decoding: terminal.output, as: UTF8.self)
        #expect(said.contains("this terminal cannot draw") && said.contains("saved\tt-101\toverride\tbilling"))
        #expect(!said.contains("\u{1B}"))
    }

    @Test func anUnknownTerminalIsRefusedWithWhatToDo() async throws {
        var sandbox = try await reviewTask()
        sandbox.environment["TERM"] = "no-such-terminal"
        let terminal = try sandbox.open(["review", "--no-models"])
        #expect(try await terminal.end() == 64)
        let said = String(decoding: terminal.output, as: UTF8.self)
        #expect(said.contains("no-such-terminal") && said.contains("--plain") && !said.contains("\u{1B}"))
        #expect(terminal.modes == terminal.modesBefore)
    }

    @Test func withoutColorsNoColorIsSent() async throws {
        var sandbox = try await reviewTask()
        for (key, value, isColored) in [("NO_COLOR", "1", false), ("COLORTERM", "truecolor", true)] {
            sandbox.environment = [key: value]
            let terminal = try await open(sandbox)
            terminal.type("q")
            #expect(try await terminal.end() == 0)
            let colors = try #require(try? Regex("\u{1B}\\[[0-9;]*(3[0-7]|4[0-7]|38|48)[;:m]"))
            let said = String(decoding: terminal.output, as: UTF8.self)
            #expect(said.contains(colors) == isColored, "\(key)")
        }
    }

    @Test(arguments: [["LANG": "C"], ["LC_ALL": "C", "LANG": "C.UTF-8"], ["LANG": ""]])
    func aLocaleWithoutUTF8GetsNothingButASCII(variables: [String: String]) async throws {
        var sandbox = try await reviewTask()
        sandbox.environment = variables
        let terminal = try await open(sandbox)
        terminal.type("1")
        try await terminal.wait(for: "saved t-101")
        terminal.type("?")
        try await terminal.wait(for: "accept the first opinion")
        terminal.type("q")
        try await terminal.wait(for: "ticket number 2")
        terminal.type("q")
        #expect(try await terminal.end() == 0)
        #expect(terminal.output.allSatisfy { $0 < 0x80 })
        #expect(terminal.screen.text.isEmpty || !terminal.screen.text.contains("日"))
    }

    @Test func aStoppedReviewGivesTheTerminalBackAndGoesOnWhereItWas() async throws {
        let sandbox = try await reviewTask()
        // A shell that controls jobs: without one, nobody could continue what stops, and the kernel does not stop it.
        let terminal = try sandbox.openShell()
        try await terminal.wait("a prompt") { ["$", "#"].contains($0.lines.first) }
        let shellModes = terminal.modes
        terminal.type("\"$RENGA\" review --no-models --order oldest\n")
        try await terminal.wait(for: "ticket number 1")
        terminal.type("1")
        try await terminal.wait("the next item") { $0.text.contains("saved t-101") && $0.text.contains("─ t-102 ─") }
        terminal.type("2\u{1A}")
        try await terminal.wait("the shell") { !$0.isAlternate && $0.text.contains("Stopped") }
        #expect(terminal.modes == shellModes)
        // What was decided before is on disk while it stands still.
        #expect(try await sandbox.loggedDecisions() == ["t-101\toverride\tbilling", "t-102\toverride\ttechnical"])
        terminal.type("fg\n")
        try await terminal.wait("the review") { $0.isAlternate && $0.text.contains("ticket number 3") }
        #expect(terminal.modes != shellModes)
        terminal.type("3")
        try await terminal.wait(for: "saved t-103")
        terminal.type("q")
        try await terminal.wait("the shell again") { !$0.isAlternate }
        terminal.type("exit\n")
        #expect(try await terminal.end() == 0)
        expectRestored(terminal)
        #expect(try await sandbox.loggedDecisions().count == 3)
    }

    @Test func aStormOfSizesLosesNoKeyAndEndsOnAWholeScreen() async throws {
        let sandbox = try await reviewTask(300)
        let terminal = try await open(sandbox)
        var random = SeededGenerator(seed: 7)
        var typed = 0
        for step in 0..<200 {
            terminal.resize(
                rows: Int.random(in: 1...100, using: &random), columns: Int.random(in: 1...300, using: &random))
            if step % 2 == 0 {
                terminal.type(["1", "2", "3"].randomElement(using: &random) ?? "1")
                typed += 1
            }
        }
        terminal.resize(rows: 24, columns: 80)
        let (last, next) = (100 + typed, typed + 1)
        try await terminal.wait("the last decision on a whole screen") { screen in
            screen.text.contains("saved t-\(last)") && screen.lines.first?.contains("Tickets") == true
                && screen.text.contains("1 billing  2 technical") && screen.text.contains("ticket number \(next)")
        }
        terminal.type("q")
        #expect(try await terminal.end() == 0)
        expectRestored(terminal)
        #expect(try await sandbox.loggedDecisions().count == typed)
    }

    @Test func aTerminalLostInTheMiddleOfKeysLosesNoSavedDecision() async throws {
        let sandbox = try await reviewTask()
        let terminal = try await open(sandbox)
        terminal.type("1231231231")
        try await terminal.wait("half of them saved") { screen in
            (105...110).contains { screen.text.contains("saved t-\($0)") }
        }
        terminal.hangUp()
        _ = try await terminal.end()
        let decided = try await sandbox.loggedDecisions()
        #expect(decided.count >= 5 && decided.count <= 10)
        #expect(
            decided
                == (0..<decided.count).map {
                    "t-\(101 + $0)\toverride\t\(["billing", "technical", "account"][$0 % 3])"
                })
        #expect(try await sandbox.isSound())
    }

    @Test func aPasteDecidesNothing() async throws {
        let sandbox = try await reviewTask()
        let terminal = try await open(sandbox)
        terminal.type("\u{1B}[200~123xf\r\u{1B}[201~")
        terminal.type("/\u{1B}[200~number 7\u{1B}[201~\r")
        try await terminal.wait(for: "search: number 7")
        try await terminal.wait("the list found") { $0.text.contains("1/1 ") }
        terminal.type("q")
        #expect(try await terminal.end() == 0)
        #expect(try await sandbox.loggedDecisions() == [])
    }

    @Test func theMouseWorksOnceItIsSwitchedOn() async throws {
        let sandbox = try await reviewTask()
        let terminal = try await open(sandbox, "--mouse")
        try await terminal.wait("the labels") { $0.text.contains("2 technical") }
        let lines = terminal.screen.lines
        let row = try #require(lines.firstIndex { $0.contains("2 technical") })
        let column = try #require(lines[row].range(of: "technical")).lowerBound
        let x = lines[row].distance(from: lines[row].startIndex, to: column) + 1
        terminal.type("\u{1B}[<0;\(x);\(row + 1)M\u{1B}[<0;\(x);\(row + 1)m")
        try await terminal.wait(for: "saved t-101: override to technical")
        terminal.type("Zm\u{1B}[<0;\(x);\(row + 1)M")
        try await terminal.wait(for: "Mouse off")
        terminal.type("q")
        #expect(try await terminal.end() == 0)
        #expect(try await sandbox.loggedDecisions() == ["t-101\toverride\ttechnical"])
    }

    @Test func theTaskMaySwitchTheMouseOn() async throws {
        let sandbox = try await reviewTask(rest: "mouse = true")
        let terminal = try await open(sandbox)
        let on = Array("\u{1B}[?1002h".utf8)
        #expect(terminal.output.firstRange(of: on) != nil)
        terminal.type("q")
        #expect(try await terminal.end() == 0)
        #expect(terminal.output.firstRange(of: Array("\u{1B}[?1002l".utf8)) != nil)
        let without = try await open(sandbox, "--no-mouse")
        without.type("q")
        #expect(try await without.end() == 0)
        #expect(without.output.firstRange(of: on) == nil)
    }

    @Test func aTextIsCopiedAndReadInAPager() async throws {
        var sandbox = try await reviewTask()
        try sandbox.write("look", "#!/bin/sh\necho; echo LOOKED; cat \"$1\"; read answer < /dev/tty\n")
        sandbox.environment["RENGA_PAGER"] = "/bin/sh \(sandbox.path("look"))"
        let terminal = try await open(sandbox)
        terminal.type("Yi")
        try await terminal.wait(for: "Copied the id: 5 characters")
        let base64 = Data("t-101".utf8).base64EncodedString()
        #expect(terminal.output.firstRange(of: Array("\u{1B}]52;c;\(base64)\u{7}".utf8)) != nil)
        terminal.type("e")
        try await terminal.wait("the text on the ordinary screen") {
            !$0.isAlternate && $0.text.contains("LOOKED") && $0.text.contains("ticket number 1")
        }
        #expect(terminal.modes == terminal.modesBefore)
        // The first ends what `look` waits for, the second what is asked after it.
        terminal.type("\n\n")
        try await terminal.wait("the review") { $0.isAlternate && $0.text.contains("1 billing") }
        terminal.type("3")
        try await terminal.wait(for: "saved t-101: override to account")
        terminal.type("q")
        #expect(try await terminal.end() == 0)
        expectRestored(terminal)
    }
}
