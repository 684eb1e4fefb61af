import Foundation
import Labeling
import TestSupport
import Testing

@Suite(.serialized) struct ClassifyTests {
    private func sandbox(
        _ address: String, items: Int, key: String = "test-key", rest: String = ""
    ) async throws -> Sandbox {
        var sandbox = try Sandbox()
        sandbox.environment = Service.environment(address, key: key)
        try sandbox.write("renga.toml", Service.taskFile(rest: rest))
        try sandbox.write("i.jsonl", Service.items(items))
        try await sandbox.output("import", "i.jsonl")
        return sandbox
    }

    private func money(_ json: JSON) throws -> Int64 {
        try #require(json.string.flatMap { Money(decimal: $0) }).picodollars
    }

    @Test func costsAreTheLedgersToTheLastDigitAndNothingIsAskedTwice() async throws {
        let server = ModelServer()
        let sandbox = try await sandbox(try await server.start(), items: 12)
        let plan = try JSON(await sandbox.output("classify", "--dry-run", "--json"))
        #expect(plan["requests"].int.map { $0 >= 12 } == true)
        #expect(server.ledger.requests == 0)

        let run = try JSON(await sandbox.output("classify", "--json"))
        #expect(run["requested"].int == 16)
        #expect(run["classified"].int == 12)
        #expect(run["second_opinions"].int == 4)
        #expect(run["failed"].int == 0)
        #expect(run["stopped"].isNull)
        let billed = server.ledger.billedPicodollars
        #expect(billed > 0)
        #expect(try money(run["cost_usd"]) == billed)
        #expect(try money(JSON(await sandbox.output("status", "--json"))["cost_usd"]) == billed)
        #expect(try money(JSON(await sandbox.output("cost", "--json"))["cost_usd"]) == billed)
        let models = try JSON(await sandbox.output("cost", "--json"))["by_day_and_model"].array
        #expect(try models.reduce(0) { try $0 + money($1["cost_usd"]) } == billed)

        let again = try JSON(await sandbox.output("classify", "--json"))
        #expect(again["requested"].int == 0)
        #expect(server.ledger.requests == 16)
        let asked = try Service.asked(server.ledger.entries)
        #expect(Set(asked).count == 16)
        #expect(try Service.answered(await sandbox.output("export", "--all")).sorted() == asked.sorted())
        #expect(try await sandbox.isSound())
        await server.stop()
    }

    @Test func aWrongKeyIsToldAndNeverWrittenAnywhere() async throws {
        let server = ModelServer()
        let secret = "sk-ant-wrong-0123456789"
        let sandbox = try await sandbox(try await server.start(), items: 12, key: secret)
        let end = try await sandbox.renga("classify", "--json")
        #expect(end.status == 77)
        #expect(!(end.errors + end.output).contains(secret))
        // It gave up at once instead of asking for every item.
        #expect(server.ledger.requests <= 8)
        for name in try FileManager.default.contentsOfDirectory(atPath: sandbox.folder.path) {
            let data = try Data(contentsOf: sandbox.folder.appending(component: name))
            #expect(data.range(of: Data(secret.utf8)) == nil, "\(name)")
        }
        #expect(try JSON(await sandbox.output("status", "--json"))["unclassified"].int == 12)
        await server.stop()
    }

    @Test func noKeyAtAllIsToldBeforeAnythingIsAsked() async throws {
        var sandbox = try await sandbox("http://127.0.0.1:9", items: 1)
        sandbox.environment = [:]
        let end = try await sandbox.renga("classify")
        #expect(end.status == 77)
        #expect(end.errors.contains("ANTHROPIC_API_KEY"))
    }

    @Test func aServiceThatIsNotThereIsToldAndAskedAgainLater() async throws {
        let nobody = try ClosedPort()
        var sandbox = try await sandbox(nobody.address, items: 5)
        let end = try await sandbox.renga("classify", "--json")
        #expect(end.status == 69)
        #expect(try JSON(end.output)["classified"].int == 0)
        #expect(try JSON(end.output)["cost_usd"].string == "0.000000")

        let server = ModelServer()
        sandbox.environment = Service.environment(try await server.start())
        #expect(try JSON(await sandbox.output("classify", "--json"))["classified"].int == 5)
        await server.stop()
    }

    @Test func theBudgetStopsARunBeforeItIsPassedAndTheRunCanGoOn() async throws {
        let server = ModelServer()
        let address = try await server.start()
        let sandbox = try await sandbox(address, items: 60, rest: "[budget]\ntotal-usd = 0.003")
        var last: Int64 = 0
        for _ in 0..<3 {
            let end = try await sandbox.renga("classify", "--json", "--model", "first")
            #expect(end.status == 75)
            #expect(try JSON(end.output)["stopped"].string == "budget")
            #expect(server.ledger.billedPicodollars <= 3_000_000_000)
            #expect(server.ledger.billedPicodollars >= last)
            last = server.ledger.billedPicodollars
        }
        #expect(last > 1_000_000_000)
        #expect(try money(JSON(await sandbox.output("status", "--json"))["cost_usd"]) == last)

        // A larger budget takes up what was left, once each.
        try sandbox.write("renga.toml", Service.taskFile(rest: "[budget]\ntotal-usd = 5.0"))
        #expect(try await sandbox.renga("classify", "--model", "first", "--budget", "0.001").status == 75)
        #expect(server.ledger.billedPicodollars - last <= 1_000_000_000)
        try await sandbox.output("classify", "--model", "first")
        let asked = try Service.asked(server.ledger.entries)
        #expect(asked.count == 60 && Set(asked).count == 60)
        await server.stop()
    }

    @Test func aSignalStopsTheRunAfterTheAnswersInFlight() async throws {
        let server = ModelServer()
        let sandbox = try await sandbox(try await server.start(), items: 100)
        for _ in 0..<4 { server.enqueue(.held(then: nil)) }
        let program = try sandbox.start("classify", "--json", "--model", "first")
        await server.waitForRequests(4)
        program.kill(SIGINT)
        server.release()
        let end = try await program.end()
        #expect(end.status == 75)
        let run = try JSON(end.output)
        #expect(run["stopped"].string == "signal")
        #expect(server.ledger.requests < 100)
        // What was in flight was paid for, and is kept.
        #expect(run["classified"].int == server.ledger.requests)
        #expect(try money(run["cost_usd"]) == server.ledger.billedPicodollars)
        try await sandbox.output("classify", "--model", "first")
        #expect(server.ledger.requests == 100)
        await server.stop()
    }
}
