import Foundation
import Labeling
import TestSupport
import Testing

/// The program's books against those of the service, to the last digit.
@Suite(.serialized, .timeLimit(.minutes(15))) struct LedgerTests {
    private func sandbox(_ address: String, items: Int, taskFile: String) async throws -> Sandbox {
        var sandbox = try Sandbox()
        sandbox.environment = Service.environment(address).merging([
            "OPENAI_API_KEY": "test-key", "OPENAI_BASE_URL": address + "/v1",
            "AWS_BEARER_TOKEN_BEDROCK": "test-key", "GOOGLE_ACCESS_TOKEN": "test-key",
        ]) { $1 }
        try sandbox.write("renga.toml", taskFile)
        try sandbox.write("i.jsonl", Service.items(items))
        try await sandbox.output("import", "i.jsonl")
        return sandbox
    }

    private func money(_ json: JSON) throws -> Int64 {
        try #require(json.string.flatMap { Money(decimal: $0) }).picodollars
    }

    /// Every charge that the store knows, by the provider's id of the request.
    private func charges(_ sandbox: borrowing Sandbox) async throws -> [(request: String, cost: Int64)] {
        try await JSON(sandbox.output("log", "--json")).array.flatMap { event -> [(String, Int64)] in
            let what = event["event"].string == "attempt" ? event : event["prediction"]
            if let request = what["request_id"].string, what["cost_usd"].string != nil {
                return [(request, try money(what["cost_usd"]))]
            }
            return []
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func afterRandomFaultsBothBooksAgree(seed: UInt64) async throws {
        let rates: [ModelServer.Faults.Kind: Double] = [
            .rateLimited: 0.03, .overloaded: 0.05, .serverError: 0.05, .badGateway: 0.03, .cut: 0.05, .lost: 0.05,
            .garbled: 0.03, .empty: 0.05, .refusal: 0.05, .truncated: 0.03, .notJSON: 0.05, .foreignLabel: 0.05,
            .otherBlocks: 0.1,
        ]
        let server = ModelServer(faults: ModelServer.Faults(seed: seed, rates: rates))
        let sandbox = try await sandbox(
            try await server.start(), items: 60, taskFile: Service.taskFile(concurrency: 16))
        // What fails is asked again by the next run, as a user would.
        for _ in 0..<6 {
            let end = try await sandbox.renga("classify", "--json")
            #expect([0, 69].contains(end.status), "\(end.errors)")
            if end.status == 0 { break }
        }
        let cost = try JSON(await sandbox.output("cost", "--json"))
        #expect(try money(cost["cost_usd"]) == server.ledger.deliveredPicodollars)
        let undelivered = server.ledger.entries.filter { !$0.wasDelivered && $0.picodollars > 0 }
        #expect(!undelivered.isEmpty)
        #expect(try money(cost["possibly_billed"]["most_usd"]) >= server.ledger.undeliveredPicodollars)
        #expect(try await sandbox.isSound())
        await server.stop()
    }

    @Test func afterKillsEveryStoredChargeIsTheServices() async throws {
        let turnstile = Turnstile(0)
        let server = ModelServer(
            faults: ModelServer.Faults(seed: 9, rates: [.overloaded: 0.05, .notJSON: 0.1, .foreignLabel: 0.1]),
            behave: turnstile.behave)
        let sandbox = try await sandbox(
            try await server.start(), items: 120, taskFile: Service.taskFile(concurrency: 8))
        var dice = SeededGenerator(seed: 5)
        for _ in 0..<8 {
            let wanted = Int.random(in: 1...25, using: &dice)
            turnstile.open(for: wanted)
            let all = server.arrived + wanted
            _ = try await Service.kill(sandbox.start("classify", "--json"), once: server, hasHad: all)
        }
        turnstile.open(for: .max)
        try await sandbox.renga("classify", "--json")
        let charges = try await charges(sandbox)
        #expect(Set(charges.map(\.request)).count == charges.count, "no answer is booked twice")
        let ledger = server.ledger
        for charge in charges { #expect(ledger.entry(requestID: charge.request)?.picodollars == charge.cost) }
        #expect(
            try money(JSON(await sandbox.output("cost", "--json"))["cost_usd"]) == charges.reduce(0) { $0 + $1.cost })
        let missing = ledger.entries.filter { entry in
            entry.picodollars > 0 && !charges.contains { $0.request == entry.requestID }
        }
        #expect(missing.count <= 8 * 16, "only what was in flight, of two models, when the program was killed")
        #expect(try await sandbox.isSound())
        await server.stop()
    }

    // MARK: Batches

    private static let batchTask = Service.taskFile()

    @Test func aBatchCostsHalfAndBothBooksAgree() async throws {
        let server = ModelServer()
        let sandbox = try await sandbox(try await server.start(), items: 30, taskFile: Self.batchTask)
        let end = try JSON(await sandbox.output("classify", "--batch", "--json"))
        #expect(end["classified"].int == 30)
        #expect(end["second_opinions"].int == 10)
        #expect(end["failed"].int == 0)
        #expect(try money(end["cost_usd"]) == server.ledger.billedPicodollars)
        let services = try JSON(await sandbox.output("cost", "--json"))["by_service"].array
        #expect(services.map { $0["service"].string } == ["batch"])
        #expect(try await sandbox.isSound())
        await server.stop()
    }

    @Test func aBatchRunThatIsKilledAnywhereSubmitsNothingTwice() async throws {
        let server = ModelServer()
        let sandbox = try await sandbox(try await server.start(), items: 40, taskFile: Self.batchTask)
        var dice = SeededGenerator(seed: 11)
        for _ in 0..<8 {
            let wanted = server.arrived + Int.random(in: 1...3, using: &dice)
            let program = try sandbox.start("classify", "--batch", "--json")
            // A run that has nothing left to ask ends before so many requests have arrived.
            if try await Service.kill(program, once: server, hasHad: wanted).status == 0 { break }
        }
        try await sandbox.output("classify", "--batch", "--json")
        let ids = server.ledger.entries(.createBatch).filter { $0.status == 200 }.flatMap { entry -> [String] in
            let body = try? JSON(String(decoding: entry.call.body, as: UTF8.self))
            return body?["requests"].array.compactMap { $0["custom_id"].string } ?? []
        }
        #expect(Set(ids).count == ids.count, "no request is in two batches")
        let answered = try Service.answered(await sandbox.output("export", "--all"))
        #expect(Set(answered).count == answered.count)
        #expect(answered.filter { $0.hasPrefix("claude-haiku") }.count == 40)
        #expect(
            try money(JSON(await sandbox.output("cost", "--json"))["cost_usd"]) == server.ledger.billedPicodollars)
        #expect(try await sandbox.isSound())
        await server.stop()
    }

    @Test func aDetachedBatchIsCollectedByALaterRun() async throws {
        let server = ModelServer()
        server.planBatches { $0.pollsUntilEnd = nil }
        let sandbox = try await sandbox(try await server.start(), items: 9, taskFile: Self.batchTask)
        let left = try await sandbox.renga("classify", "--batch", "--detach", "--json")
        #expect(left.status == 0, "\(left.errors)")
        #expect(try JSON(left.output)["batches"]["open_requests"].int == 9)
        #expect(try JSON(left.output)["classified"].int == 0)
        // They are not asked again beside the batch.
        let early = try JSON(await sandbox.output("classify", "--json"))
        #expect(early["requested"].int == 0)
        #expect(early["batches"]["open"].int == 1)
        server.endBatches()
        let late = try JSON(await sandbox.output("classify", "--json"))
        #expect(late["classified"].int == 9)
        #expect(late["second_opinions"].int == 3, "asked directly, since --batch was not said")
        #expect(try money(JSON(await sandbox.output("cost", "--json"))["cost_usd"]) == server.ledger.billedPicodollars)
        await server.stop()
    }

    @Test func everyKindOfBatchResultIsTold() async throws {
        let server = ModelServer()
        server.planBatches { plan in
            plan.outcome = { _, question in
                let number = question?.item.prefix(10).suffix(5) ?? ""
                switch number {
                case "10001": return .errored(type: "invalid_request_error", message: "too odd")
                case "10002": return .canceled
                case "10004": return .unknown(type: "postponed")
                case "10005": return .twice(.label("account"))
                default: return nil
                }
            }
        }
        let sandbox = try await sandbox(try await server.start(), items: 6, taskFile: Self.batchTask)
        let end = try await sandbox.renga("classify", "--batch", "--json", "--model", "first")
        #expect(end.status == 69)
        let run = try JSON(end.output)
        #expect(run["classified"].int == 3)
        #expect(run["failed"].int == 3)
        #expect(run["failures"].fields.contains { $0.contains("too odd") })
        #expect(try money(run["cost_usd"]) == server.ledger.billedPicodollars)
        #expect(try await sandbox.isSound())
        await server.stop()
    }

    // MARK: Head to head

    @Test func furtherModelsAreAskedAboutTheTruthOnceAndCompared() async throws {
        let server = ModelServer()
        let sandbox = try await sandbox(try await server.start(), items: 12, taskFile: Service.taskFile())
        try await sandbox.output("classify", "--json")
        let gold = (1...8).map { number in
            let text = number % 3 == 0 ? "who knows" : "it is about \(number % 2 == 0 ? "billing" : "account")"
            return
                "{\"text\":\"\(Service.mark(number)) \(text)\",\"id\":\"\(Service.mark(number))\",\"gold\":\"billing\"}"
        }
        try sandbox.write("gold.jsonl", gold.joined(separator: "\n"))
        try await sandbox.output("import", "gold.jsonl")
        let before = server.ledger.requests
        let report = try JSON(await sandbox.output("evaluate", "--run", "claude-sonnet-4-6", "--json"))
        #expect(server.ledger.requests == before + 8)
        let sonnet = try #require(report["models"].array.first { $0["model"].string == "claude-sonnet-4-6" })
        #expect(sonnet["n"].int == 8)
        #expect(!report["head_to_head"].array.isEmpty)
        _ = try await sandbox.output("evaluate", "--run", "claude-sonnet-4-6", "first", "--json")
        #expect(server.ledger.requests == before + 8, "what is answered is not asked again")
        let wrong = try await sandbox.renga("evaluate", "--run", "gpt-77")
        #expect(wrong.status == 64)
        #expect(wrong.errors.contains("PROVIDER:MODEL"))
        await server.stop()
    }
}
