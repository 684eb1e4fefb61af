import Foundation
import Labeling
import TestSupport
import Testing

struct VoteTests {
    @Test func everySampleOfAVoteIsOneCallAndPaidOnce() async throws {
        let server = ModelServer()
        var sandbox = try Sandbox()
        sandbox.environment = Service.environment(try await server.start())
        let labels = ["billing", "technical", "account"].map { "[[labels]]\nname = \"\($0)\"\n" }.joined()
        try sandbox.write(
            "renga.toml",
            "[task]\nname = \"T\"\n\(labels)[models.first]\nprovider = \"anthropic\"\n"
                + "model = \"claude-haiku-4-5-20251001\"\nsamples = 3\n")
        try sandbox.write("i.jsonl", Service.items(4))
        try await sandbox.output("import", "i.jsonl")
        let run = try JSON(await sandbox.output("classify", "--json"))
        #expect(run["classified"].int == 4)
        #expect(server.ledger.requests == 12)
        let cost = try JSON(await sandbox.output("cost", "--json"))
        #expect(
            cost["cost_usd"].string.flatMap { Money(decimal: $0) }?.picodollars == server.ledger.billedPicodollars)
        let table = try await sandbox.output("cost")
        let line = try #require(table.split(separator: "\n").first { $0.contains("claude-haiku-4-5-20251001") })
        // Answers, then calls.
        #expect(line.split(separator: " ").dropFirst().prefix(2) == ["4", "12"])
        let exported = try JSON(await sandbox.output("export", "--all").split(separator: "\n")[0].description)
        #expect(exported["predictions"][0]["confidence_source"].string == "vote-share")
        #expect(exported["predictions"][0]["samples"].int == 3)
        #expect(try await sandbox.isSound())
        await server.stop()
    }
}
