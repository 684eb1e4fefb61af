import Foundation
import TestSupport
import Testing

/// A task in which an item can have several labels, from its file to its evaluation.
@Suite(.serialized, .timeLimit(.minutes(15))) struct MultiLabelTests {
    private static let labels = ["refund", "billing", "legal"]

    private func task(_ address: String, second: String = "claude-opus-5-5") async throws -> Sandbox {
        var sandbox = try Sandbox()
        sandbox.environment = Service.environment(address)
        let tables = Self.labels.map { "[[labels]]\nname = \"\($0)\"\ntitle = \"\($0.capitalized)\"\n" }.joined()
        try sandbox.write(
            "renga.toml",
            "[task]\nname = \"Topics\"\nmulti-label = true\n\(tables)[models.first]\nprovider = \"anthropic\"\n"
                + "model = \"claude-haiku-5-5\"\n[models.second]\nprovider = \"anthropic\"\nmodel = \"\(second)\"\n"
                + "[second-opinion]\nbelow-confidence = 0.5\nsample = 0\nlabels = [\"legal\"]\n"
                + "[review]\norder = \"oldest\"\n")
        let items = [
            #"{"id":"m-1","text":"billing and a refund"}"#, #"{"id":"m-2","text":"about legal billing"}"#,
            #"{"id":"m-3","text":"nothing of the kind"}"#, #"{"id":"m-4","text":"a refund","gold":["refund"]}"#,
            #"{"id":"m-5","text":"billing","gold":"legal|billing"}"#, #"{"id":"m-6","text":"x","gold":"spam|billing"}"#,
        ]
        try sandbox.write("i.jsonl", items.map { $0 + "\n" }.joined())
        #expect(try await sandbox.renga("import", "i.jsonl").status == 65)
        return sandbox
    }

    private func line(_ id: String, _ export: String) throws -> JSON {
        let lines = try export.split(separator: "\n").map { try JSON(String($0)) }
        return try #require(lines.first { $0["id"].string == id })
    }

    @Test func fromTheTaskFileToTheEvaluation() async throws {
        let server = ModelServer()
        let sandbox = try await task(try await server.start())
        let run = try JSON(await sandbox.output("classify", "--json"))
        #expect(run["classified"].int == 5)
        // Of the sets, only one holds the label that is always asked about again.
        #expect(run["second_opinions"].int == 1)
        #expect(run["failed"].int == 0)

        let terminal = try sandbox.open("review", "--no-models")
        try await terminal.wait("the first item with both its labels") { screen in
            ["enter accept Refund + Billing", "☑Refund", "☑Billing", "☐Legal"].allSatisfy(screen.text.contains)
        }
        terminal.type("3")
        try await terminal.wait(for: "enter save Refund")
        terminal.type("1")
        try await terminal.wait(for: "enter save Billing + Legal")
        terminal.type("\r")
        try await terminal.wait("the next item") { screen in
            screen.text.contains("saved m-1") && screen.text.contains("enter accept Billing + Legal")
        }
        terminal.type("\r")
        try await terminal.wait(for: "enter accept (none)")
        terminal.type("\r")
        try await terminal.wait(for: "saved m-3")
        terminal.type("q")
        #expect(try await terminal.end() == 0)
        #expect(
            try await sandbox.loggedDecisions() == [
                "m-1\toverride\tbilling|legal", "m-2\taccept\tbilling|legal", "m-3\taccept\t(none)",
            ])

        let export = try await sandbox.output("export")
        let first = try line("m-1", export)
        #expect(first["label"].string == "billing|legal")
        #expect(first["labels"].array.map(\.string) == ["billing", "legal"])
        #expect(first["predictions"][0]["labels"].array.map(\.string) == ["refund", "billing"])
        #expect(try line("m-3", export)["labels"].array.isEmpty)
        #expect(try line("m-5", export)["label"].string == "billing|legal")
        #expect(try await sandbox.output("export", "--format", "csv").contains("billing|legal,override"))

        // What is exported comes in again, elsewhere, and is the same.
        let other = try Sandbox()
        try other.write("renga.toml", try sandbox.read("renga.toml"))
        try other.write("all.jsonl", try await sandbox.output("export", "--all"))
        try await other.output("import", "all.jsonl")
        #expect(try await other.output("export", "--all") == (try await sandbox.output("export", "--all")))

        let report = try JSON(await sandbox.output("evaluate", "--json"))
        let haiku = report["models"][0]
        #expect(report["ground_truth"]["n"].int == 5)
        #expect(report["ground_truth"]["empty"].int == 1)
        #expect(haiku["accuracy"]["value"].double == 0.6)
        #expect(haiku["multi_label"]["subset_accuracy"]["value"].double == 0.6)
        // 1/3, 1, 1, 1, 1/2.
        #expect(abs((haiku["multi_label"]["jaccard"].double ?? 0) - 23.0 / 30) < 1e-9)
        #expect(haiku["confusion"].isNull)
        #expect(haiku["per_label"].array.map { $0["label"].string } == Self.labels)
        #expect(try await sandbox.output("evaluate").contains("subset accuracy"))
        #expect(try await sandbox.isSound())
        await server.stop()
    }

    @Test func theSameLineByLine() async throws {
        let server = ModelServer()
        let sandbox = try await task(try await server.start())
        try await sandbox.output("classify")
        let said = try await sandbox.output(
            "review", "--plain", "--no-models", input: "1 3\nnone\nLegal, billing\nspam, legal\nu\na\n")
        let saved = said.split(separator: "\n").filter { $0.hasPrefix("saved\t") }
        #expect(
            saved == [
                "saved\tm-1\toverride\tlegal|refund", "saved\tm-2\toverride\t(none)",
                "saved\tm-3\toverride\tbilling|legal", "saved\tm-3\taccept\t(none)",
            ])
        #expect(said.contains("\"spam, legal\" is no command"))
        #expect(said.contains("claude-haiku-5-5: billing|refund"))
        await server.stop()
    }

    @Test func aNewTaskForSeveralLabelsIsWrittenAndCheckedAndNamesThatStandForSetsAreRefused() async throws {
        let sandbox = try Sandbox()
        try await sandbox.output("init", "t", "--labels", "a,b", "--multi-label", "--offline")
        #expect(try sandbox.read("t/renga.toml").contains("\nmulti-label = true"))
        try await sandbox.output("doctor", "-C", "t")
        let refused = try await sandbox.renga("init", "u", "--labels", "a|b,c", "--multi-label")
        #expect(refused.status == 64 && refused.errors.contains("a|b"))
        try sandbox.write(
            "renga.toml",
            "[task]\nname = \"T\"\nmulti-label = true\n[[labels]]\nname = \"a|b\"\n[models.first]\n"
                + "provider = \"offline\"\nmodel = \"offline-small\"\n")
        let bad = try await sandbox.renga("status")
        #expect(bad.status == 78 && bad.errors.contains("renga.toml:5: labels[1].name"))
    }

    @Test func theSampleTaskOfTopicsIsReviewedWithoutAnyNetwork() async throws {
        let sandbox = try Sandbox()
        let topics = Sandbox.project.appending(path: "samples/topics")
        for name in ["renga.toml", "items.jsonl", "gold.jsonl"] {
            try sandbox.write(name, String(contentsOf: topics.appending(path: name), encoding: .utf8))
        }
        try await sandbox.output("import", "items.jsonl")
        try await sandbox.output("classify")
        try await sandbox.output("import", "gold.jsonl")
        let report = try JSON(await sandbox.output("evaluate", "--json"))
        #expect(report["ground_truth"]["n"].int == 16 && report["ground_truth"]["empty"].int == 3)
        let models = report["models"].array
        #expect(models.count == 2)
        #expect((models[0]["multi_label"]["jaccard"].double ?? 0) > 0.3)
    }
}
