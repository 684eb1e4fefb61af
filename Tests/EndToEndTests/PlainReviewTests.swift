import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct PlainReviewTests {
    @Test func everyCommandIsSaidDoneAndTheLogAgrees() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        let items = (1...7).map { "{\"id\":\"a-\($0)\",\"text\":\"ticket \($0)\"}\n" }
        try sandbox.write("i.jsonl", items.joined())
        try await sandbox.output("import", "i.jsonl")
        try await sandbox.output("classify")
        let input = "a\n2\naccount\nx\nf\ns\nu\nn two words\nbilling\no\nwhat?\nq\n1\n"
        let said = try await sandbox.output("review", "--plain", "--order", "oldest", input: input)
        let saved = said.split(separator: "\n").filter { $0.hasPrefix("saved\t") }.map { String($0.dropFirst(6)) }
        let accepted = try #require(saved.first)
        #expect(accepted.hasPrefix("a-1\taccept\t") && accepted.count > "a-1\taccept\t".count)
        #expect(
            saved == [
                accepted, "a-2\toverride\ttechnical", "a-3\toverride\taccount", "a-4\treject\t", "a-5\tflag\t",
                "a-6\tskip\t", saved.last ?? "",
            ])
        #expect(saved.last?.hasSuffix("\tbilling") == true)
        #expect(said.contains("Undone: skip on a-6"))
        #expect(said.contains("\"what?\" is no command"))
        #expect(try await sandbox.loggedDecisions() == saved)
        let log = try JSON(await sandbox.output("log", "--json")).array
        #expect(log.contains { $0["event"].string == "undone" && $0["item"].string == "a-6" })
        #expect(log.contains { $0["event"].string == "note" && $0["text"].string == "two words" })
        let truths = try await sandbox.output("export").split(separator: "\n").map { try JSON(String($0)) }
        #expect(truths.first { $0["id"].string == "a-2" }?["label"].string == "technical")
        #expect(truths.allSatisfy { $0["reviewer"].string == "ana" })
        #expect(try await sandbox.isSound())
    }

    @Test func undoTakesBackOneAfterTheOtherAndTheInputsEndIsAnEnd() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try sandbox.write("i.txt", "one\ntwo\nthree\n")
        try await sandbox.output("import", "i.txt")
        try await sandbox.output("review", "--plain", "--no-models", input: "1\n2\nx\nu\nu\nu\nu\n3")
        let status = try JSON(await sandbox.output("status", "--json"))
        #expect(status["decided"].int == 1)
        #expect(try await sandbox.loggedDecisions().count == 4)
        let line = try JSON(await sandbox.output("export"))
        #expect(line["label"].string == "account")
        #expect(line["provenance"].string == "single")
    }

    @Test func evaluationHasTheFieldsThatAreAgreedOn() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        let prediction = { (model: String, label: String) in
            #"{"model":"\#(model)","label":"\#(label)","confidence":0.9,"cost_usd":"0.001","latency_ms":10}"#
        }
        let rows = [
            ("billing", "billing", "billing"), ("technical", "billing", "technical"), ("account", "x", "account"),
        ]
        let lines = rows.enumerated().map { index, row in
            "{\"id\":\"\(index)\",\"text\":\"t\(index)\",\"gold\":\"\(row.0)\",\"predictions\":"
                + "[\(prediction("haiku", row.1)),\(prediction("opus", row.2))]}\n"
        }
        try sandbox.write("i.jsonl", lines.joined())
        try await sandbox.output("import", "i.jsonl")
        let ofTask = try await sandbox.output("evaluate", "--json")
        try check(JSON(ofTask))

        // The same figures come from the file alone, without a task, and without a trace of one.
        let elsewhere = try Sandbox()
        let ofFile = try await elsewhere.output("evaluate", "--from", sandbox.path("i.jsonl"), "--json")
        #expect(try JSON(ofFile)["models"].array.count == 2)
        #expect(!FileManager.default.fileExists(atPath: elsewhere.path("renga.db")))
        #expect(!ofTask.lowercased().contains(":nan") && !ofFile.lowercased().contains(":nan"))
    }

    private func check(_ report: JSON) throws {
        #expect(report["ground_truth"]["n"].int == 3)
        #expect(report["ground_truth"]["labels"].fields == ["billing", "technical", "account"])
        let models = report["models"].array
        #expect(models.map { $0["model"].string } == ["haiku", "opus"])
        for model in models {
            #expect(
                model.fields.isSuperset(of: [
                    "model", "n", "accuracy", "macro_f1", "weighted_f1", "cohen_kappa", "per_label", "confusion",
                    "brier",
                    "ece", "cost_usd", "cost_per_correct_usd", "latency_ms", "by_exposure",
                ]))
            #expect(model["accuracy"].fields.isSuperset(of: ["value", "low", "high"]))
            #expect(model["confusion"]["labels"].array.compactMap(\.string) == ["billing", "technical", "account"])
            #expect(model["confusion"]["counts"].array.count == 3)
            #expect(model["latency_ms"].fields == ["p50", "p99"])
            #expect(model["ece"]["bins"].int == 10)
            #expect(model["by_exposure"].fields.isSuperset(of: ["blind", "shown"]))
            #expect(model["cost_usd"].string == "0.003000")
        }
        #expect(models[0]["accuracy"]["value"].double == 1.0 / 3)
        #expect(models[1]["accuracy"]["value"].double == 1)
        let pair = report["pairs"][0]
        #expect(
            pair.fields.isSuperset(of: ["a", "b", "n", "agreement", "cohen_kappa", "mcnemar_p", "per_label"]))
        #expect(pair["mcnemar_p"].double == 0.5)
        let advices = pair["per_label"].array.compactMap { $0["advice"].string }
        #expect(!advices.isEmpty && advices.allSatisfy { ["keep", "watch", "route"].contains($0) })
        #expect(report["reviewers"].fields.isSuperset(of: ["n", "fleiss_kappa", "krippendorff_alpha", "pairs"]))
        #expect(report["reviewers"]["fleiss_kappa"].isNull)
        #expect(!report["notes"].array.isEmpty)
    }
}
