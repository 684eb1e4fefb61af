import Foundation
import TestSupport
import Testing

/// Two reviewers who decide the same items by themselves, and one who decides between them.
@Suite(.serialized) struct DisputeTests {
    private func task() async throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile(rest: "overlap = 2"))
        let answer = #"{"model":"offline-small","label":"billing","confidence":0.87,"rationale":"because"}"#
        let texts = ["a refund, please", "the page is broken", "I cannot sign in at all"]
        let lines = texts.enumerated().map {
            "{\"id\":\"t-\($0 + 1)\",\"text\":\"\($1)\",\"predictions\":[\(answer)]}\n"
        }
        try sandbox.write("i.jsonl", lines.joined())
        try await sandbox.output("import", "i.jsonl")
        return sandbox
    }

    private func review(_ sandbox: borrowing Sandbox, as reviewer: String, _ input: String) async throws -> String {
        try await sandbox.output(
            "review", "--plain", "--no-models", "--order", "oldest", "--reviewer", reviewer, input: input)
    }

    @Test func bothVoteAloneAndAThirdDecidesBetweenThem() async throws {
        let sandbox = try await task()
        let bo = try await review(sandbox, as: "bo", "billing\nbilling\nunclear\naccount\n")
        #expect(bo.split(separator: "\n").filter { $0.hasPrefix("saved\t") }.count == 3)
        let cy = try await review(sandbox, as: "cy", "billing\nn see 2.1\ntechnical\ntechnical\n")
        #expect(cy.contains("1 of 2 have decided") && !cy.contains("decided by") && !cy.contains("bo: "))
        #expect(cy.split(separator: "\n").filter { $0.hasPrefix("saved\t") }.count == 3)
        #expect(try await review(sandbox, as: "cy", "").contains("No item left in this list"))

        let terminal = try sandbox.open(
            "review", "--adjudicate", "--no-models", "--order", "oldest", "--reviewer", "ana", rows: 24, columns: 100)
        try await terminal.wait("both answers side by side") { screen in
            screen.lines.contains { $0.contains("[ bo: billing") && $0.contains("] cy: technical") }
        }
        #expect(terminal.screen.text.contains("see 2.1") && terminal.screen.text.contains("0.87"))
        terminal.type("]")
        try await terminal.wait(for: "saved t-2")
        try await terminal.wait(for: "[ bo: account")
        #expect(terminal.screen.text.contains("guideline unclear"))
        terminal.type("[")
        try await terminal.wait(for: "saved t-3")
        terminal.type("Wsign-in is account\r")
        try await terminal.wait(for: "Note saved.")
        terminal.type("q")
        #expect(try await terminal.end() == 0)

        let truths = try await sandbox.output("export").split(separator: "\n").map { try JSON(String($0)) }
        let found = truths.map {
            "\($0["id"].string ?? "") \($0["label"].string ?? "") \($0["provenance"].string ?? "")"
        }
        #expect(found == ["t-1 billing consensus", "t-2 technical adjudicated", "t-3 account adjudicated"])
        #expect(truths.last?["note"].string == "sign-in is account")
        #expect(truths.last?["exposure"]["peers"].array.compactMap(\.string) == ["bo", "cy"])
        let unclear = try await sandbox.output(
            "review", "--plain", "--no-models", "--filter", "unclear", "--reviewer", "bo", input: "")
        #expect(unclear.contains("t-3"))
        let report = try JSON(await sandbox.output("evaluate", "--json"))
        #expect(report["raters"]["unclear"]["ids"].array.compactMap(\.string) == ["t-3"])
        #expect(try await sandbox.output("evaluate").contains("1 item: t-3"))
        #expect(try await sandbox.isSound())
    }

    @Test func anAdjudicationIsUndoneAndMadeAgainLineByLine() async throws {
        let sandbox = try await task()
        _ = try await review(sandbox, as: "bo", "billing\n")
        _ = try await review(sandbox, as: "cy", "account\n")
        let said = try await review(sandbox, as: "cy", "adjudicate\n[\nu\nside cy\nreason mine after all\n")
        #expect(said.contains("You are one of them: you decide over your own label."))
        #expect(said.contains("Undone: accept billing on t-1") && said.contains("saved\tt-1\toverride\taccount"))
        let truth = try JSON(await sandbox.output("export"))
        #expect(truth["label"].string == "account" && truth["provenance"].string == "adjudicated")
        #expect(truth["note"].string == "mine after all")
        #expect(try await sandbox.isSound())
    }
}
