import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct DriftTests {
    private func fill(_ sandbox: borrowing Sandbox) async throws {
        try sandbox.write("renga.toml", taskFile())
        let lines = (0..<60).map { row in
            let label = row % 2 == 0 ? "billing" : "account"
            let wrong = row % 6 == 0
            let said = wrong ? "technical" : label
            let at = "2026-11-\(row < 30 ? "03" : "12")T10:00:00Z"
            let prediction = { (model: String) in
                "{\"model\":\"\(model)\",\"label\":\"\(said)\",\"confidence\":0.9,\"at\":\"\(at)\"}"
            }
            return
                "{\"id\":\"i-\(row)\",\"text\":\"t \(row)\",\"gold\":\"\(label)\",\"meta\":{\"channel\":\"\(row % 3)\"},"
                + "\"predictions\":[\(prediction("m-one")),\(prediction("m-two"))]}\n"
        }
        try sandbox.write("i.jsonl", lines.joined())
        try await sandbox.output("import", "i.jsonl")
    }

    @Test func theReportIsGroupedAndALimitThatFailsIsTheExitStatus() async throws {
        let sandbox = try Sandbox()
        try await fill(sandbox)
        let by = try JSON(await sandbox.output("evaluate", "--json", "--by", "meta.channel"))
        #expect(by["drift"]["by"].string == "meta.channel")
        #expect(by["drift"]["groups"].array.map { $0["group"].string } == ["0", "1", "2"])
        let end = try await sandbox.renga("evaluate", "--json", "--fail-under", "accuracy=0.9,m-one:agreement=0.5")
        #expect(end.status == 65)
        let report = try JSON(end.output)
        #expect(report["limits"].array.map { $0["passed"].bool } == [false, false, true])
        #expect(end.errors.contains("accuracy of m-one is 0.8333"))
        #expect(try await sandbox.renga("evaluate", "--fail-under", "accuracy=0.8").status == 0)
        let wrong = try await sandbox.renga("evaluate", "--fail-under", "acuracy=0.8")
        #expect(wrong.status == 64 && wrong.errors.contains("is no figure"))
        #expect(try await sandbox.renga("evaluate", "--by", "a..b").status == 64)
        let file = try await sandbox.renga(
            "evaluate", "--from", "i.jsonl", "--json", "--by", "channel", "--fail-under", "accuracy=0.9")
        #expect(file.status == 65)
        let doubts = try JSON(file.output)["doubts"]
        #expect(doubts["candidates"].int == 10 && doubts["items"].array.first?["id"].string == "i-0")
    }

    @Test func likelyMistakesAreReviewedLineByLine() async throws {
        let sandbox = try Sandbox()
        try await fill(sandbox)
        let said = try await sandbox.output(
            "review", "--plain", "--no-models", "--doubts", input: "billing\ntechnical\nlist all\nq\n")
        #expect(said.contains("item 1 of 10: i-0"))
        #expect(said.contains("Second look: m-one and m-two both say technical"))
        #expect(said.contains("saved\ti-0\toverride\tbilling") && said.contains("item 1 of 9: i-6"))
        #expect(said.contains("saved\ti-6\toverride\ttechnical"))
        let line = try await sandbox.output("export").split(separator: "\n").first.map { try JSON(String($0)) }
        #expect(line?["decisions"].array.first?["exposure"]["filter"].string == "likely mistakes")
        #expect(try await sandbox.renga("review", "--plain", "--doubts", "--order", "random").status == 64)
        #expect(try await sandbox.isSound())
    }
}
