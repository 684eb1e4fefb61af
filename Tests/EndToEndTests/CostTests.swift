import Foundation
import Labeling
import TestSupport
import Testing

@Suite(.serialized) struct CostTests {
    private let haiku = "claude-haiku-4-5-20251001"
    private let opus = "claude-opus-4-7"

    /// A task of these models, without a key in the environment.
    private func sandbox() throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile(provider: "anthropic", first: haiku, second: opus))
        return sandbox
    }

    private func amount(_ value: JSON) -> Money? { value.string.flatMap { Money(decimal: $0) } }

    private func row(_ document: JSON, _ models: String...) -> JSON? {
        document["projection"]["rows"].array.first { $0["models"].array.compactMap(\.string) == models }
    }

    @Test func tenAndFiftyThousandItemsADayCostWhatThePricesSay() async throws {
        let sandbox = try sandbox()
        let tokens = ["--input-tokens", "800", "--output-tokens", "50"]
        func project(_ perDay: String) async throws -> JSON {
            try JSON(
                await sandbox.output("cost", "--json", "--per-day", perDay, tokens[0], tokens[1], tokens[2], tokens[3]))
        }
        let ten = try await project("10000")
        let small = try #require(row(ten, haiku))
        #expect(amount(small["standard"]["per_day_usd"]) == Money(decimal: "10.50"))
        #expect(try amount(#require(row(ten, opus))["standard"]["per_day_usd"]) == Money(decimal: "52.50"))
        #expect(amount(small["saved"]["per_month_usd"]) == Money(decimal: "1260"))
        #expect(small["cached"]["per_day_usd"].isNull && small["cached"]["why"].string == "too short to cache")
        #expect(ten["cost_usd"].string == "0.000000")

        let fifty = try #require(row(try await project("50000"), haiku))
        #expect(amount(fifty["saved"]["per_month_usd"]) == Money(decimal: "6300"))
        #expect(amount(fifty["saved"]["per_year_usd"]) == Money(decimal: "75600"))
    }

    @Test func peopleReadTheSameFigures() async throws {
        let sandbox = try sandbox()
        let text = try await sandbox.output(
            "cost", "--per-day", "10000", "--input-tokens", "800", "--output-tokens", "50", "--escalated", "0.1")
        let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(lines.contains([haiku, "$10.50", "$315.00", "$3,780.00", "$1,260.00"]))
        #expect(lines.contains([opus, "$52.50", "$1,575.00", "$18,900.00"]))
        #expect(lines.contains(["the", "policy", "$15.75", "$472.50", "$5,670.00", "$1,102.50"]))
        #expect(lines.contains(["with", "caching", "too", "short", "to", "cache"]))
        #expect(text.contains("counts about 30 % more tokens"))
        #expect(text.contains("with prices of 20"))
        #expect(!text.contains("\u{1B}"))
    }

    @Test func otherModelsCanBeNamedAndBatchesCostHalf() async throws {
        let sandbox = try sandbox()
        let few = try JSON(
            await sandbox.output(
                "cost", "--json", "--per-day", "500", "--input-tokens", "800", "--output-tokens", "50", "--models",
                "claude-sonnet-4-6", opus))
        #expect(
            try amount(#require(row(few, "claude-sonnet-4-6"))["standard"]["per_day_usd"]) == Money(decimal: "1.575"))
        #expect(try amount(#require(row(few, opus))["standard"]["per_day_usd"]) == Money(decimal: "2.625"))
        let many = try JSON(
            await sandbox.output(
                "cost", "--json", "--per-day", "50000", "--input-tokens", "1000", "--output-tokens", "200"))
        #expect(try amount(#require(row(many, haiku))["batch"]["per_day_usd"]) == Money(decimal: "50"))
        #expect(try amount(#require(row(many, opus))["standard"]["per_day_usd"]) == Money(decimal: "500"))
    }

    @Test func noTaskIsNeededWhereEverythingIsSaid() async throws {
        let sandbox = try Sandbox()
        let text = try await sandbox.output(
            "cost", "--per-day", "500", "--input-tokens", "800", "--output-tokens", "50", "--models", haiku + "," + opus
        )
        #expect(text.contains("$0.525") && text.contains("$2.625"))
        let end = try await sandbox.renga("cost", "--per-day", "500", "--models", haiku)
        #expect(end.status == 66 && end.errors.contains("renga init"))
        #expect(!FileManager.default.fileExists(atPath: sandbox.path("renga.db")))
    }

    @Test func wrongNumbersAreRefused() async throws {
        let sandbox = try sandbox()
        for arguments in [["--per-day", "0"], ["--per-day", "5", "--escalated", "1.5"], ["--input-tokens", "5"]] {
            let end = try await Program.run(
                Sandbox.program, ["cost"] + arguments, environment: [:], folder: sandbox.folder.path)
            #expect(end.status == 64, "\(arguments): \(end.errors)")
        }
    }

    @Test func whatWasSpentIsToldFromEverySideAndMeasuredTokensAreProjected() async throws {
        let server = ModelServer()
        var sandbox = try Sandbox()
        sandbox.environment = Service.environment(try await server.start())
        try sandbox.write("renga.toml", Service.taskFile())
        try sandbox.write("i.jsonl", Service.items(24))
        try await sandbox.output("import", "i.jsonl")
        try await sandbox.output("classify")
        // From here on no key and no service are needed.
        sandbox.environment = [:]
        await server.stop()
        let cost = try JSON(await sandbox.output("cost", "--json", "--per-day", "1000"))
        let billed = Money(picodollars: server.ledger.billedPicodollars)
        #expect(amount(cost["cost_usd"]) == billed)
        for side in ["by_day_and_model", "by_day", "by_model", "by_escalation", "by_outcome", "by_service"] {
            let sum = cost[side].array.reduce(Money.zero) { $0 + (amount($1["cost_usd"]) ?? .zero) }
            #expect(sum == billed, "\(side)")
        }
        #expect(cost["possibly_billed"]["requests"].int == 0)
        let loads = cost["projection"]["models"].array
        #expect(loads.map { $0["input_source"].string } == ["measured", "measured"])
        #expect(cost["projection"]["escalated"]["source"].string == "measured")
        #expect(cost["projection"]["escalated"]["per_day"].int == 333)
        let text = try await sandbox.output("cost")
        #expect(text.hasPrefix("Spent: $\(billed.decimal()) for 32 answers\n"))
        for title in ["By model", "Tokens", "By day (UTC)", "By reason of asking", "By what came of it", "By service"] {
            #expect(text.contains("\n\(title)\n"), "\(title)")
        }
    }
}
