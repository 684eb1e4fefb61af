import TestSupport
import Testing

/// A rule accepts, its audit contradicts it, and what it accepted is taken back.
@Suite struct RuleAuditTests {
    private let taskFile = """
        [task]
        name = "T"
        instructions = "Route."
        [[labels]]
        name = "a"
        [[labels]]
        name = "b"
        [models.first]
        provider = "offline"
        model = "offline-small"
        [review]
        audit = 0.5
        blind-sample = 0.0
        """

    private func line(_ id: String, gold: Bool) -> String {
        """
        {"id":"\(id)","text":"words of \(id)"\(gold ? ",\"gold\":\"a\"" : ""),\
        "predictions":[{"model":"offline-small","label":"a","confidence":0.99}]}

        """
    }

    @Test func anAuditThatContradictsARuleEndsItLoudly() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile)
        let lines = (1...40).map { line("g\($0)", gold: true) } + (1...30).map { line("n\($0)", gold: false) }
        try sandbox.write("i.jsonl", lines.joined())
        try await sandbox.output("import", "i.jsonl")
        // 0 of 40 wrong: at most 7.3 %.
        #expect(try await sandbox.renga("review", "--auto-accept", "0.97", "--risk", "0.05", "--yes").status == 65)
        #expect(try JSON(await sandbox.output("status", "--json"))["by_policy"].int == 0)
        let done = try JSON(
            await sandbox.output("review", "--auto-accept", "0.97", "--risk", "0.08", "--yes", "--json"))
        let accepted = try #require(done["accepted"].int)
        #expect(accepted > 0)
        let review = try await sandbox.output(
            "review", "--plain", "--no-models", "--no-groups", "--reviewer", "ben", input: "2\n2\n2\n2\nq\n")
        #expect(review.contains("promised; :revoke takes \(accepted) back"))
        let status = try JSON(await sandbox.output("status", "--json"))
        #expect(status["policy"]["contradicted"].bool == true && status["policy"]["promised"].double == 0.08)
        #expect(status["by_policy"].int == accepted, "nothing is taken back unasked")
        #expect(try await sandbox.output("log").contains("the audit revoked"))
        let report = try JSON(await sandbox.output("evaluate", "--json"))
        #expect(report["risk"]["policies"].array.first?["contradicted"].bool == true)
        #expect(try await sandbox.renga("review", "--auto-accept", "0.97", "--yes").status == 75)
        #expect(try await sandbox.isSound())
        #expect(try JSON(await sandbox.output("review", "--revoke", "--json"))["revoked"].int == accepted)
        #expect(try JSON(await sandbox.output("status", "--json"))["by_policy"].int == 0)
        #expect(try await sandbox.isSound())
    }
}
