import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct FindScreenTests {
    private func reviewTask() async throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile() + "\n[filters]\nlate = \"text:late\"\n")
        let lines = (1...30).map { "{\"id\":\"t-\(100 + $0)\",\"text\":\"ticket number \($0)\"}\n" }
        try sandbox.write("i.jsonl", lines.joined())
        try await sandbox.output("import", "i.jsonl")
        return sandbox
    }

    @Test func anImportBesideTheReviewMovesNothingUnderTheCursor() async throws {
        let sandbox = try await reviewTask()
        let terminal = try sandbox.open("review", "--no-models", "--order", "newest", rows: 24, columns: 80)
        try await terminal.wait(for: "1/30")
        terminal.type("jjj")
        try await terminal.wait(for: "4/30")
        func cursorLine(_ lines: [String]) -> Int? { lines.firstIndex { $0.hasPrefix(">") } }
        let before = cursorLine(terminal.screen.lines)
        let late = (1...10).map { "{\"id\":\"l-\($0)\",\"text\":\"a late one \($0)\"}\n" }
        try sandbox.write("late.jsonl", late.joined())
        try await sandbox.output("import", "late.jsonl")
        try await terminal.wait(for: "14/40")
        #expect(cursorLine(terminal.screen.lines) == before)
        #expect(before.map { terminal.screen.lines[$0].contains("ticket number 27") } == true)
        terminal.type("F")
        try await terminal.wait(for: "enter apply")
        terminal.type("@late \"one 7\"\r")
        try await terminal.wait(for: "1 item matches")
        try await terminal.wait(for: "a late one 7")
        terminal.type("2q")
        #expect(try await terminal.end() == 0)
        #expect(try await sandbox.loggedDecisions() == ["l-7\toverride\ttechnical"])
    }

    @Test func aFilterOnTheCommandLineIsReadOrRefused() async throws {
        let sandbox = try await reviewTask()
        let refused = try await sandbox.renga("review", "--plain", "--no-models", "--filter", "lable:x")
        #expect(refused.status == 64)
        #expect(refused.errors.contains("--filter: column 1: expected the name of a field"))
        let plain = try await sandbox.renga(
            "review", "--plain", "--no-models", "--order", "oldest", "--filter", "\"number 7\"", input: "1\n")
        #expect(plain.output.contains("saved\tt-107\toverride\tbilling"))
        let lines = try await sandbox.renga(
            "review", "--plain", "--no-models", "--order", "oldest", input: "filter id:t-112\n2\nfilter conf<9\n")
        #expect(lines.output.contains("1 item matches: id:t-112"))
        #expect(lines.output.contains("saved\tt-112\toverride\ttechnical"))
        #expect(lines.output.contains("No such filter: column 6"))
    }
}
