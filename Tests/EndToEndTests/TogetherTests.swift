import Foundation
import TestSupport
import Testing

/// Groups, selections' undo, and acceptance by rule, as a user runs them.
@Suite(.serialized) struct TogetherTests {
    private func line(_ id: String, _ text: String, _ label: String, _ confidence: Double, gold: String? = nil)
        -> String
    {
        let gold = gold.map { ",\"gold\":\"\($0)\"" } ?? ""
        return "{\"id\":\"\(id)\",\"text\":\"\(text)\"\(gold),\"predictions\":"
            + "[{\"model\":\"offline-small\",\"label\":\"\(label)\",\"confidence\":\(confidence)}]}\n"
    }

    @Test func aGroupIsSavedItemByItemAndExportedAndUndoneAsOne() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try sandbox.write("i.txt", "Parcel has not come\nparcel has NOT come!\nsomething else\nParcel  has not come.\n")
        try await sandbox.output("import", "i.txt")
        let said = try await sandbox.output("review", "--plain", "--no-models", "--order", "oldest", input: "x\nq\n")
        #expect(said.contains("3 alike: decided together"))
        #expect(said.split(separator: "\n").count { $0.hasPrefix("saved\t") } == 3)
        #expect(try JSON(await sandbox.output("status", "--json"))["decided"].int == 3)
        let log = try JSON(await sandbox.output("log", "--json")).array
        let acts = log.filter { $0["event"].string == "act" }
        #expect(acts.count == 1 && acts.first?["decisions"].int == 3)
        let lines = try await sandbox.output("export")
        try sandbox.write("out.jsonl", lines)
        let elsewhere = try Sandbox()
        try elsewhere.write("renga.toml", taskFile())
        try await elsewhere.output("import", sandbox.path("out.jsonl"))
        #expect(try await elsewhere.output("export") == lines)
        #expect(try await elsewhere.isSound())
        let undone = try await sandbox.output("review", "--plain", "--no-models", input: "u\nq\n")
        #expect(undone.contains("Undone: reject on 3 items."))
        #expect(try JSON(await sandbox.output("status", "--json"))["decided"].int == 0)
        let single = try await sandbox.output(
            "review", "--plain", "--no-models", "--no-groups", "--order", "oldest", input: "x\nq\n")
        #expect(single.split(separator: "\n").count { $0.hasPrefix("saved\t") } == 1)
        #expect(try await sandbox.isSound())
    }

    @Test func aRuleSaysItsRiskAsksAndIsRevokedAsOne() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile(rest: "audit = 0.0"))
        var lines = (1...40).map { line("n-\($0)", "words \($0)", "billing", 0.99) }
        lines += (1...10).map { line("g-\($0)", "gold \($0)", "billing", 0.99, gold: $0 == 1 ? "account" : "billing") }
        lines.append(line("low", "unsure", "billing", 0.4))
        try sandbox.write("i.jsonl", lines.joined())
        try await sandbox.output("import", "i.jsonl")
        let model = try #require(
            JSON(await sandbox.output("evaluate", "--json"))["models"].array.first?["model"].string)
        let asked = try await sandbox.output("review", "--auto-accept", "0.97")
        #expect(asked.contains("Nothing was accepted. --yes does it without asking."))
        #expect(asked.contains("wrong in 1 of 10"))
        #expect(try JSON(await sandbox.output("status", "--json"))["decided"].int == 0)
        let done = try JSON(await sandbox.output("review", "--auto-accept", "0.97", "--yes", "--json"))
        #expect(done["accepted"].int == 50 && done["risk"]["errors"].int == 1, "\(model)")
        let report = try JSON(await sandbox.output("evaluate", "--json"))
        #expect(report["ground_truth"]["by_policy"].int == 50)
        #expect(report["ground_truth"]["n"].int == 10)
        let status = try JSON(await sandbox.output("status", "--json"))
        #expect(status["decided"].int == 50 && status["by_policy"].int == 50)
        #expect(try JSON(await sandbox.output("review", "--revoke", "--json"))["revoked"].int == 50)
        #expect(try JSON(await sandbox.output("status", "--json"))["decided"].int == 0)
        let plain = try await sandbox.output(
            "review", "--plain", "--no-models", input: "auto-accept 0.97\nno\nauto-accept 0.97\nyes\nrevoke\nq\n")
        #expect(plain.contains("Nothing was decided."))
        #expect(plain.contains("saved\t50 items\tpolicy"))
        #expect(plain.contains("Undone: auto-accept 0.97 on 50 items."))
        #expect(try await sandbox.isSound())
        #expect(try await sandbox.renga("review", "--auto-accept", "2").status == 64)
        let narrowed = try await sandbox.renga("review", "--auto-accept", "0.97", "--filter", "label:billing", "--yes")
        #expect(narrowed.status == 64, "a filter that is not heeded is refused")
        #expect(try await sandbox.renga("review", "--revoke", "--blind").status == 64)
    }
}
