import Foundation
import Labeling
import TestSupport
import Testing

/// What somebody meets who has just begun: names, keys and files that are not right, and whether the words help.
@Suite(.serialized, .timeLimit(.minutes(15))) struct UserTests {
    private let haiku = "claude-haiku-5-5"
    private let opus = "claude-opus-5-5"

    private func sandbox(_ models: String, rest: String = "", task: String = "", items: Int = 6) async throws
        -> Sandbox
    {
        let sandbox = try Sandbox()
        let labels = ["billing", "technical", "account"].map { "[[labels]]\nname = \"\($0)\"\n" }.joined()
        try sandbox.write("renga.toml", "[task]\nname = \"T\"\n\(task)\(labels)\(models)\(rest)")
        try sandbox.write("i.jsonl", Service.items(items))
        try await sandbox.output("import", "i.jsonl")
        return sandbox
    }

    private func model(_ id: String, as name: String = "first", rest: String = "") -> String {
        "[models.\(name)]\nprovider = \"anthropic\"\nmodel = \"\(id)\"\n\(rest)"
    }

    @Test func aModelThatTheTaskDoesNotHaveIsNamedBesideThoseItHas() async throws {
        let sandbox = try await sandbox(model(haiku) + model(opus, as: "second"))
        let end = try await sandbox.renga("classify", "--dry-run", "--model", "gpt-5.4")
        #expect(end.status == 64)
        #expect(end.errors.hasPrefix("renga: --model gpt-5.4: "))
        #expect(end.errors.contains("first, second, \(haiku), \(opus)"))
        #expect(!end.errors.contains("Usage:"), "the usage of the whole program helps nobody here")
    }

    @Test func oneReasonIsToldOnceHoweverManyRequestsMetIt() async throws {
        let server = ModelServer(apiKey: "another")
        var sandbox = try await sandbox(model(haiku))
        sandbox.environment = Service.environment(try await server.start())
        let end = try await sandbox.renga("classify")
        #expect(end.status == 77)
        #expect(end.errors.ranges(of: "the key is not accepted").count == 1, "\(end.errors)")
        let failures = try JSON(await sandbox.renga("classify", "--json").output)["failures"].fields
        #expect(failures.count == 1)
        #expect(failures.allSatisfy { !$0.contains("(request") }, "\(failures)")
        await server.stop()
    }

    @Test func everyMistakeOfATaskFileHasALineOfItsOwnInTheOrderOfTheFile() async throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            "renga.toml",
            "[task]\nname = \"T\"\n[[labels]]\nname = \"a\"\nseverty = \"high\"\n[[labels]]\nname = \"b\"\n"
                + "[models.first]\nprovider = \"anthropic\"\nmodel = \"x\"\ncache = \"10m\"\ncach = \"5m\"\n")
        let end = try await sandbox.renga("doctor")
        #expect(end.status == 78)
        #expect(!end.output.contains("\u{FFFD}"))
        let lines = end.output.split(separator: "\n").filter { $0.contains("renga.toml:") }
        #expect(lines.count == 3)
        for (line, number) in zip(lines, [5, 11, 12]) { #expect(line.contains("renga.toml:\(number): "), "\(line)") }
    }

    @Test func doctorTellsWhatFitsTheTroubleAndAllThatIsToBeKnown() async throws {
        let sandbox = try await sandbox(
            model(haiku, rest: "base-url = \"http://nowhere.invalid\"\napi-key-file = \"key\"\n"))
        try sandbox.write("key", "test-key")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: sandbox.path("key"))
        let end = try await sandbox.renga("doctor")
        #expect(end.status == 69)
        for words in ["chmod 600", "not encrypted", "as the task file says", "network"] {
            #expect(end.output.contains(words), "\(words) is not in: \(end.output)")
        }
        #expect(!end.output.contains("model id"))
    }

    @Test func aModelMayBeNamedWithItsProviderInProjectionsToo() async throws {
        let sandbox = try Sandbox()
        let document = try JSON(
            await sandbox.output(
                "cost", "--json", "--per-day", "100", "--input-tokens", "800", "--output-tokens", "50", "--models",
                "openai:gpt-5.4", "gpt-5.4", haiku))
        let rows = document["projection"]["rows"].array
        #expect(rows.map { $0["models"][0].string } == ["gpt-5.4", haiku, "gpt-5.4"])
        #expect(rows[0]["standard"]["per_day_usd"].string != nil)
    }

    @Test func aTaskWithItsOwnPricesIsProjectedAtThem() async throws {
        let sandbox = try await sandbox(model(haiku), task: "model-table = \"own.toml\"\n")
        try sandbox.write("own.toml", Self.table(haiku))
        let document = try JSON(
            await sandbox.output(
                "cost", "--json", "--per-day", "1000", "--input-tokens", "1000", "--output-tokens", "100"))
        let row = document["projection"]["rows"][0]
        // A million tokens in at 7 dollars, a hundred thousand out at 10.
        #expect(row["standard"]["per_day_usd"].string.flatMap { Money(decimal: $0) } == Money(decimal: "8"))
    }

    @Test func whatIsWithTheBatchServiceIsInTheStatus() async throws {
        let server = ModelServer()
        server.planBatches { $0.pollsUntilEnd = nil }
        var sandbox = try await sandbox(model(haiku))
        sandbox.environment = Service.environment(try await server.start())
        let submitted = try await sandbox.renga("classify", "--batch", "--detach")
        #expect(submitted.output.hasPrefix("6 requests submitted in 1 batch\n"), "\(submitted.output)")
        let status = try JSON(await sandbox.output("status", "--json"))
        #expect(status["open_batches"].int == 1)
        #expect(status["requests_in_batches"].int == 6)
        await server.stop()
    }

    @Test func theFirstSignalSaysWhatItWaitsForAndTheSecondThatItMayCost() async throws {
        let server = ModelServer()
        let address = try await server.start()
        server.enqueue(.held(then: nil))
        var sandbox = try await sandbox(model(haiku), items: 1)
        sandbox.environment = Service.environment(address)
        let program = try sandbox.open("classify", columns: 120)
        await server.waitForRequests(1)
        program.kill(SIGINT)
        try await program.wait(for: "Ctrl-C again gives them up")
        program.kill(SIGINT)
        #expect(try await program.end() == 75)
        #expect(program.screen.text.contains("they may be billed all the same"))
        await server.stop()
    }

    @Test func aCommandThatEndsAtOnceEndsWithItsStatusEveryTime() async throws {
        let sandbox = try await sandbox(model(haiku))
        for _ in 0..<40 { #expect(try await sandbox.renga("classify").status == 77) }
    }

    private static func table(_ model: String) -> String {
        """
        date = "2026-11-01"
        source = "our contract"
        [[models]]
        id = "\(model)"
        provider = "anthropic"
        family = "haiku"
        price = { input = "7.00", output = "10.00", cache-write-5m = "7.00", cache-write-1h = "7.00", cache-read = "7.00" }
        context = 200000
        max-output = 64000
        """
    }

    @Test func aThemesFileOnTheCommandLineIsLookedForFromTheCurrentFolder() async throws {
        let sandbox = try await sandbox("")
        try sandbox.write("own.toml", "inherits = \"gruvboks\"\n")
        // The sandbox is the current folder; the task lies beneath it.
        try FileManager.default.createDirectory(atPath: sandbox.path("task"), withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: sandbox.path("renga.toml"), toPath: sandbox.path("task/renga.toml"))
        let found = try sandbox.open("review", "-C", "task", "--theme", "own.toml")
        try await found.wait(for: "there is no theme \"gruvboks\"")
        let missing = try sandbox.open("review", "-C", "task", "--theme", "no.toml")
        try await missing.wait(for: "there is no theme file")
    }
}
