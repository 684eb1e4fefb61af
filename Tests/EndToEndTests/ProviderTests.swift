import Foundation
import Labeling
import TestSupport
import Testing

/// The same run through every provider, and what a run does when one of them is in trouble.
@Suite(.serialized, .timeLimit(.minutes(15))) struct ProviderTests {
    private func sandbox(_ address: String, _ models: String, items: Int = 12, rest: String = "") async throws
        -> Sandbox
    {
        var sandbox = try Sandbox()
        sandbox.environment = Service.environment(address).merging([
            "OPENAI_API_KEY": "test-key", "AWS_BEARER_TOKEN_BEDROCK": "test-key", "GOOGLE_ACCESS_TOKEN": "test-key",
        ]) { $1 }
        let labels = ["billing", "technical", "account"].map { "[[labels]]\nname = \"\($0)\"\n" }.joined()
        try sandbox.write(
            "renga.toml",
            "[task]\nname = \"Tickets\"\ninstructions = \"Choose.\"\n\(labels)\(models)[second-opinion]\nsample = 0\n\(rest)"
        )
        try sandbox.write("i.jsonl", Service.items(items))
        try await sandbox.output("import", "i.jsonl")
        return sandbox
    }

    private func money(_ json: JSON) throws -> Int64 {
        try #require(json.string.flatMap { Money(decimal: $0) }).picodollars
    }

    /// A `[models.NAME]` table of each provider, for a server at this address.
    private static func tables(_ address: String) -> [(name: String, first: String)] {
        [
            ("anthropic", "provider = \"anthropic\"\nmodel = \"claude-haiku-4-5-20251001\"\n"),
            ("openai", "provider = \"openai\"\nmodel = \"gpt-5.4\"\nbase-url = \"\(address)/v1\"\n"),
            (
                "r1",
                "provider = \"openai\"\nmodel = \"deepseek/deepseek-r1-0528\"\nbase-url = \"\(address)/openai/v1\"\n"
            ),
            (
                "invoke",
                "provider = \"bedrock\"\nmodel = \"global.anthropic.claude-haiku-4-5-20251001-v1:0\"\n"
                    + "region = \"us-east-1\"\nbase-url = \"\(address)\"\n"
            ),
            (
                "vertex",
                "provider = \"vertex\"\nmodel = \"claude-haiku-4-5@20251001\"\nproject = \"p\"\nregion = \"global\"\n"
                    + "base-url = \"\(address)/v1\"\napi-key-env = \"GOOGLE_ACCESS_TOKEN\"\n"
            ),
        ]
    }

    @Test(arguments: ["anthropic", "openai", "r1", "invoke", "vertex"])
    func everyProviderAnswersAndIsPaidToTheLastDigit(name: String) async throws {
        let server = ModelServer(labels: ["billing", "technical", "account"])
        let address = try await server.start()
        let table = try #require(Self.tables(address).first { $0.name == name }?.first)
        let sandbox = try await sandbox(
            address, "[models.first]\n\(table)[models.second]\nprovider = \"anthropic\"\nmodel = \"claude-opus-4-7\"\n")
        let end = try await sandbox.renga("classify", "--json")
        #expect(end.status == 0, "\(end.errors)")
        let run = try JSON(end.output)
        #expect(run["classified"].int == 12)
        // Log-probabilities of this service make it sure of everything.
        #expect(run["second_opinions"].int == (name == "openai" ? 0 : 4))
        #expect(try money(run["cost_usd"]) == server.ledger.billedPicodollars)
        #expect(try money(JSON(await sandbox.output("cost", "--json"))["cost_usd"]) == server.ledger.billedPicodollars)
        let doctor = try await sandbox.renga("doctor")
        #expect(doctor.status == 0, "\(doctor.output)")
        #expect(try await sandbox.isSound())
        await server.stop()
    }

    @Test(arguments: ["anthropic", "openai", "invoke", "vertex"])
    func aWrongKeyIsToldByDoctorAndClassifyAndShownNowhere(name: String) async throws {
        let server = ModelServer(apiKey: "another")
        let address = try await server.start()
        let table = try #require(Self.tables(address).first { $0.name == name }?.first)
        let sandbox = try await sandbox(address, "[models.first]\n\(table)")
        for command in ["doctor", "classify"] {
            let end = try await sandbox.renga(command)
            #expect(end.status == 77, "\(command): \(end.output) \(end.errors)")
            #expect(!(end.output + end.errors).contains("test-key"))
        }
        #expect(server.ledger.billedPicodollars == 0)
        #expect(server.ledger.requests <= 12)
        await server.stop()
    }

    @Test func aSecondModelThatIsDeadHoldsUpNothingElse() async throws {
        let server = ModelServer()
        let address = try await server.start()
        let gone = ModelServer()
        let nowhere = try await gone.start()
        await gone.stop()
        let sandbox = try await sandbox(
            address,
            "[models.first]\nprovider = \"anthropic\"\nmodel = \"claude-haiku-4-5-20251001\"\n"
                + "[models.second]\nprovider = \"anthropic\"\nmodel = \"claude-opus-4-7\"\nbase-url = \"\(nowhere)\"\n",
            items: 30)
        let end = try await sandbox.renga("classify", "--json")
        #expect(end.status == 69)
        #expect(try JSON(end.output)["classified"].int == 30)
        await server.stop()
    }

    @Test func whatIsMaskedIsNeverSent() async throws {
        let server = ModelServer()
        let address = try await server.start()
        let sandbox = try await sandbox(
            address, "[models.first]\nprovider = \"anthropic\"\nmodel = \"claude-haiku-4-5-20251001\"\n", items: 1,
            rest: "[privacy]\nredact = [\"email\", \"card\"]\n")
        try sandbox.write("p.jsonl", #"{"text":"billing: pay 4111 1111 1111 1111 for ana@example.org"}"#)
        try await sandbox.output("import", "p.jsonl")
        try await sandbox.output("classify", "--json")
        let bodies = server.ledger.entries(.messages).map { String(decoding: $0.call.body, as: UTF8.self) }
        #expect(bodies.contains { $0.contains("[email]") && $0.contains("[card]") })
        #expect(!bodies.contains { $0.contains("ana@example") || $0.contains("4111") })
        #expect(
            try await sandbox.output("export", "--all").contains("ana@example.org"), "the store keeps the item as it is"
        )
        await server.stop()
    }

    @Test func anImageIsSentToAModelThatSeesAndRefusedForOneThatDoesNot() async throws {
        let server = ModelServer()
        let address = try await server.start()
        let seeing = "[models.first]\nprovider = \"anthropic\"\nmodel = \"claude-haiku-4-5-20251001\"\n"
        let sandbox = try await sandbox(address, seeing, items: 1)
        let png = Data(
            base64Encoded:
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=")
        try #require(png).write(to: URL(fileURLWithPath: sandbox.path("dot.png")))
        try sandbox.write("p.jsonl", #"{"id":"p","text":"billing in a picture","image":"dot.png"}"#)
        try await sandbox.output("import", "p.jsonl")
        let end = try await sandbox.renga("classify", "--json")
        #expect(end.status == 0, "\(end.errors)")
        #expect(
            server.ledger.entries(.messages).contains {
                String(decoding: $0.call.body, as: UTF8.self).contains("image/png")
            })
        #expect(try money(JSON(end.output)["cost_usd"]) == server.ledger.billedPicodollars)

        let blind =
            "[models.first]\nprovider = \"openai\"\nmodel = \"deepseek/deepseek-r1-0528\"\nbase-url = \"\(address)/v1\"\n"
        let labels = ["billing", "technical", "account"].map { "[[labels]]\nname = \"\($0)\"\n" }.joined()
        try sandbox.write("renga.toml", "[task]\nname = \"T\"\n\(labels)\(blind)")
        let refused = try await sandbox.renga("classify", "--json")
        #expect(refused.status == 69)
        #expect(try JSON(refused.output)["failed"].int == 1)
        #expect(try JSON(refused.output)["classified"].int == 1, "the item without a picture is answered")
        #expect(refused.errors.contains("image"))
        await server.stop()
    }

    @Test func keysAreNotInTheProcessList() async throws {
        let server = ModelServer()
        let address = try await server.start()
        server.enqueue(.held(then: nil))
        let sandbox = try await sandbox(
            address, "[models.first]\nprovider = \"anthropic\"\nmodel = \"claude-haiku-4-5-20251001\"\n", items: 1)
        let program = try sandbox.start("classify")
        await server.waitForRequests(1)
        let arguments = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { entry in
            Int(entry).flatMap { try? String(contentsOfFile: "/proc/\($0)/cmdline", encoding: .utf8) }
        }
        #expect(arguments.contains { $0.contains("classify") })
        #expect(!arguments.contains { $0.contains("test-key") })
        server.release()
        #expect(try await program.end().status == 0)
        await server.stop()
    }
}
