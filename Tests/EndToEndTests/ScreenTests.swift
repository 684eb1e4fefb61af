import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct ScreenTests {
    private func reviewTask() async throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        let lines = (1...30).map { "{\"id\":\"t-\(100 + $0)\",\"text\":\"ticket number \($0)\"}\n" }
        try sandbox.write("i.jsonl", lines.joined())
        try await sandbox.output("import", "i.jsonl")
        return sandbox
    }

    private func open(_ sandbox: borrowing Sandbox, rows: Int = 24, columns: Int = 80) async throws -> PtyProgram {
        let terminal = try sandbox.open("review", "--no-models", "--order", "oldest", rows: rows, columns: columns)
        try await terminal.wait(for: "ticket number 1")
        #expect(terminal.modes != terminal.modesBefore)
        #expect(terminal.screen.isAlternate)
        return terminal
    }

    private func expectRestored(_ terminal: PtyProgram) {
        #expect(terminal.modes == terminal.modesBefore)
        #expect(!terminal.screen.isAlternate)
        #expect(terminal.output.firstRange(of: Array("\u{1B}[?2004l".utf8)) != nil)
    }

    @Test func theDemoOpensOnItsFirstItemWithTheModelsAnswers() async throws {
        let sandbox = try Sandbox()
        let terminal = try sandbox.open("demo", rows: 40, columns: 140)
        try await terminal.wait("the first item and the labels") { screen in
            ["Support triage", "t-0", "offline-small", "1,b Billing", "2,t Technical", "3 Account", "4 General"]
                .allSatisfy(screen.text.contains)
        }
        // While models answer, another item may come under the cursor: keys of that moment are refused, and it is said.
        repeat {
            terminal.type("2")
            try await terminal.wait("a decision, or why there is none") { screen in
                screen.text.contains("saved t-") || screen.text.contains("look again")
            }
        } while !terminal.screen.text.contains("saved t-")
        terminal.type("q")
        #expect(try await terminal.end() == 0)
        #expect(terminal.screen.text.contains("renga evaluate -C"))
        expectRestored(terminal)
    }

    /// As after `sudo make install`. Who is not root meets this in the test above.
    @Test(.enabled(if: geteuid() == 0)) func theDemoOpensForWhomItsSamplesDoNotBelongTo() async throws {
        let sandbox = try Sandbox()
        let own = sandbox.path("own")
        #expect(mkdir(own, 0o700) == 0 && chmod(own, 0o777) == 0)
        func run(_ words: String...) async throws -> Program.End {
            try await Program.run(
                "/usr/bin/setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups"] + words, input: "q\n",
                environment: [
                    "PATH": "/usr/bin:/bin", "TMPDIR": own, "HOME": own, "LANG": "C.UTF-8",
                    "RENGA_SHARE": Sandbox.project.path,
                ], folder: "/")
        }
        // Where nobody else may come at the program, there is nothing to see.
        for words in [("-x", Sandbox.program), ("-r", Sandbox.project.path + "/samples"), ("-w", own)] {
            guard try await run("test", words.0, words.1).status == 0 else { return }
        }
        let end = try await run(Sandbox.program, "demo", "--plain")
        #expect(end.status == 0, "\(end.errors)")
        #expect(end.output.contains("item 1"))
    }

    @Test func anotherSizeIsDrawnInFull() async throws {
        let sandbox = try await reviewTask()
        let terminal = try await open(sandbox)
        for (rows, columns) in [(15, 60), (50, 200), (24, 80)] {
            terminal.resize(rows: rows, columns: columns)
            try await terminal.wait("a screen of \(columns)x\(rows)") { screen in
                guard let head = screen.lines.first, let foot = screen.lines.last else { return false }
                return head.contains("Tickets") && head.hasSuffix("ana") && head.count > columns - 4
                    && foot.contains("? help") && screen.text.contains("ticket number 1")
                    && screen.text.ranges(of: "1 billing").count == 1
            }
        }
        // What is then drawn bit by bit stays right.
        terminal.type("2")
        try await terminal.wait(for: "saved t-101: override to technical")
        terminal.type("q")
        #expect(try await terminal.end() == 0)
    }

    @Test func helpOpensIsSearchedByLettersAndIsLeft() async throws {
        let sandbox = try await reviewTask()
        let terminal = try await open(sandbox)
        terminal.type("?")
        try await terminal.wait(for: "accept the first opinion")
        #expect(!terminal.screen.text.contains("ticket number 1"))
        terminal.type("flag")
        try await terminal.wait("what was searched") {
            $0.text.contains("search the help: flag") && !$0.text.contains("accept the first opinion")
        }
        terminal.type("\u{1B}")
        try await terminal.wait(for: "letters or /: search")
        terminal.type("q")
        try await terminal.wait("the item again") {
            $0.text.contains("ticket number 1") && !$0.text.contains("accept the first opinion")
        }
        terminal.type("q")
        #expect(try await terminal.end() == 0)
        #expect(try await sandbox.loggedDecisions() == [])
    }

    private static let fiveDecisions = [
        "t-101\toverride\tbilling", "t-102\toverride\ttechnical", "t-103\toverride\taccount", "t-104\treject\t",
        "t-105\tflag\t",
    ]

    @Test func quittingRightAfterDecisionsLosesNoneAndRestoresTheTerminal() async throws {
        let sandbox = try await reviewTask()
        let terminal = try await open(sandbox)
        terminal.type("123xfq")
        #expect(try await terminal.end() == 0)
        expectRestored(terminal)
        #expect(try await sandbox.loggedDecisions() == Self.fiveDecisions)
    }

    @Test func controlCQuitsToo() async throws {
        let sandbox = try await reviewTask()
        let terminal = try await open(sandbox)
        terminal.type("123xf")
        // While typed-ahead keys wait for their items, Ctrl-C drops those.
        try await terminal.wait(for: "saved t-105")
        terminal.type("\u{3}")
        #expect(try await terminal.end() == 0)
        expectRestored(terminal)
        #expect(try await sandbox.loggedDecisions() == Self.fiveDecisions)
    }

    @Test(arguments: [SIGTERM, SIGHUP, SIGINT])
    func aSignalToEndRestoresTheTerminalAndLosesNothing(signal: Int32) async throws {
        let sandbox = try await reviewTask()
        let terminal = try await open(sandbox)
        terminal.type("1")
        try await terminal.wait(for: "saved t-101")
        terminal.kill(signal)
        _ = try await terminal.end()
        expectRestored(terminal)
        #expect(try await sandbox.loggedDecisions() == ["t-101\toverride\tbilling"])
    }

    /// Swift's own handler prints a backtrace and returns: a program that went on then would have no terminal.
    @Test(arguments: [SIGSEGV, SIGTRAP])
    func aCrashEndsTheProgramWithTheTerminalRestored(signal: Int32) async throws {
        var sandbox = try await reviewTask()
        sandbox.environment["SWIFT_BACKTRACE"] = "enable=yes,interactive=no,color=no"
        let terminal = try await open(sandbox)
        terminal.type("1")
        try await terminal.wait(for: "saved t-101")
        terminal.kill(signal)
        _ = try await terminal.end()
        expectRestored(terminal)
        #expect(try await sandbox.loggedDecisions() == ["t-101\toverride\tbilling"])
    }

    @Test func aClosedWindowIsAnEndThatKeepsWhatWasDecided() async throws {
        let sandbox = try await reviewTask()
        let terminal = try await open(sandbox)
        terminal.type("12")
        try await terminal.wait(for: "saved t-102")
        terminal.hangUp()
        _ = try await terminal.end()
        #expect(try await sandbox.loggedDecisions().count == 2)
        #expect(try await sandbox.isSound())
    }

    @Test func undoBringsBackTheItemAndANoteIsTyped() async throws {
        let sandbox = try await reviewTask()
        let terminal = try await open(sandbox)
        terminal.type("1")
        try await terminal.wait(for: "saved t-101")
        terminal.type("u")
        try await terminal.wait(for: "Undone")
        terminal.type("Csee page 3\rx")
        try await terminal.wait(for: "saved t-101: reject")
        terminal.type("q")
        #expect(try await terminal.end() == 0)
        #expect(try await sandbox.loggedDecisions() == ["t-101\toverride\tbilling", "t-101\treject\t"])
        #expect(try await sandbox.output("log").contains("note: see page 3"))
    }

    @Test func noByteOfAnItemActsOnTheTerminal() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        let text = #"A\u001b[31mEVIL\u001b[0m \u001b]0;owned\u0007 \u009b2J \u202ertl 日本語 👩‍👩‍👧 e\u0301 \u001b[?1049l END"#
        let opinion = #"{"model":"m\u001b[5m","label":"x\u001b[5m","rationale":"\u001b[5m \u202e","confidence":0.5}"#
        try sandbox.write(
            "i.jsonl",
            #"{"id":"t-1\u001b[5m\t","text":"\#(text)","gold":"billing","predictions":[\#(opinion)]}"# + "\n"
                + #"{"id":"t-1\u001b[5m\t","text":"\u001b[5m"}"# + "\n")
        #expect(try await sandbox.renga("import", "i.jsonl").status == 65)
        let terminal = try sandbox.open("review", "--no-models", rows: 24, columns: 100)
        try await terminal.wait("the text") { $0.text.contains("␛[31mEVIL␛[0m") && $0.text.contains("END") }
        #expect(terminal.screen.isAlternate)
        #expect(terminal.screen.text.contains("日本語"))
        let bytes = terminal.output
        for sequence in ["\u{1B}[31mEVIL", "\u{1B}]0;", "\u{9B}", "\u{202E}", "\u{1B}[5m", "\u{1B}[?1049l"] {
            #expect(bytes.firstRange(of: Array(sequence.utf8)) == nil, "\(sequence.debugDescription)")
        }
        terminal.type("q")
        #expect(try await terminal.end() == 0)

        // The same in all the places that print for people.
        var said = try await sandbox.output("review", "--plain", "--no-models", input: "1\nu\n2\n")
        #expect(said.contains("\nsaved\tt-1␛[5m \toverride\tbilling\n"))
        for command in ["log", "evaluate", "status", "cost", "rejects", "verify"] {
            said += try await sandbox.output(command)
        }
        try sandbox.write("bad.jsonl", #"{"id":"b","text":"b","gold":"\u001b[5m"}"# + "\n")
        let refused = try await sandbox.renga("evaluate", "--from", "bad.jsonl").errors
        #expect(refused.contains("bad.jsonl:1"))
        said += refused
        for character in ["\u{1B}", "\u{9B}", "\u{202E}", "\u{7}"] as [Unicode.Scalar] {
            #expect(!said.unicodeScalars.contains(character), "\(said.debugDescription)")
        }
    }

    @Test func withoutATerminalTheReviewSaysWhatToDo() async throws {
        let sandbox = try await reviewTask()
        let terminal = try sandbox.open("review", "--no-models", rows: 5, columns: 20)
        #expect(try await terminal.end() == 64)
        expectUntouched(terminal)
    }

    private func expectUntouched(_ terminal: PtyProgram) {
        #expect(terminal.modes == terminal.modesBefore)
        #expect(!terminal.screen.isAlternate)
        #expect(String(decoding: terminal.output, as: UTF8.self).contains("--plain"))
    }
}
