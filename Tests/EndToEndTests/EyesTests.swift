import Foundation
import TestSupport
import Testing

/// Honest eyes on a terminal of their own.
@Suite(.serialized) struct EyesTests {
    private func task(_ review: String = "") async throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile() + review)
        let answer = #"{"model":"offline-small","label":"billing","confidence":0.87,"rationale":"because"}"#
        let lines = (1...4).map {
            "{\"id\":\"t-\($0)\",\"text\":\"ticket number \($0)\",\"predictions\":[\(answer)]}\n"
        }
        try sandbox.write("i.jsonl", lines.joined())
        try await sandbox.output("import", "i.jsonl")
        return sandbox
    }

    @Test func aFirstChoiceRevealsTheAnswersAndBothAreExported() async throws {
        let sandbox = try await task()
        let terminal = try sandbox.open(
            "review", "--commit", "--no-models", "--order", "oldest", rows: 24, columns: 80)
        try await terminal.wait(for: "then the models' answers appear")
        #expect(!terminal.screen.text.contains("0.87"))
        terminal.type("2")
        try await terminal.wait(for: "0.87")
        terminal.type("1")
        try await terminal.wait(for: "saved t-1")
        terminal.type("q")
        #expect(try await terminal.end() == 0)
        let line = try JSON(await sandbox.output("export"))
        #expect(line["label"].string == "billing" && line["first_choice"].string == "technical")
        #expect(line["exposure"]["columns"].int == 80)
        let exported = try await sandbox.output("export")
        let other = try Sandbox()
        try other.write("renga.toml", taskFile())
        try other.write("e.jsonl", exported)
        try await other.output("import", "e.jsonl")
        #expect(try await other.output("export") == exported)
    }

    @Test func aSecondReviewerDoesNotSeeWhatTheFirstDecided() async throws {
        let sandbox = try await task()
        try await sandbox.output(
            "review", "--plain", "--no-models", "--order", "oldest", "--reviewer", "bo", input: "account\n")
        let terminal = try sandbox.open(
            "review", "--no-models", "--order", "oldest", "--filter", "all", "--reviewer", "cy", rows: 24, columns: 100)
        try await terminal.wait(for: "decided by bo")
        #expect(!terminal.screen.text.contains("overridden"))
        terminal.type("H")
        try await terminal.wait(for: "bo decided: hidden")
        terminal.type("H")
        try await terminal.wait(for: "override to account")
        terminal.type("\u{1B}")
        try await terminal.wait(for: "overridden: account")
        terminal.type("2")
        try await terminal.wait(for: "saved t-1")
        terminal.type("q")
        #expect(try await terminal.end() == 0)
        let log = try JSON(await sandbox.output("log", "--json", "--reviewer", "cy")).array
        let decision = log.first { $0["event"].string == "decision" }?["decision"]
        #expect(decision?["exposure"]["peers"].array.first?.string == "bo")
    }
}
