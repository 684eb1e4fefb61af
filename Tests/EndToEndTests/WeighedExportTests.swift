import Foundation
import TestSupport
import Testing

/// The ground truth of Dawid and Skene in a file.
@Suite(.serialized) struct WeighedExportTests {
    private func fill(_ sandbox: borrowing Sandbox) async throws {
        func votes(_ labels: [String]) -> String {
            labels.enumerated().map {
                "{\"reviewer\":\"r\($0)\",\"action\":\"override\",\"label\":\"\($1)\","
                    + "\"at\":\"2026-11-01T09:0\($0):00Z\"}"
            }.joined(separator: ",")
        }
        let patterns = [
            ["billing", "billing", "billing"], ["account", "account", "account"], ["billing", "billing", "account"],
        ]
        var lines = (0..<30).map {
            "{\"id\":\"t-\($0)\",\"text\":\"t \($0)\",\"decisions\":[\(votes(patterns[$0 % 3]))]}"
        }
        lines.append("{\"id\":\"t-30\",\"text\":\"gold alone\",\"gold\":\"technical\"}")
        lines.append("{\"id\":\"t-31\",\"text\":\"nothing\"}")
        let adjudication =
            "{\"reviewer\":\"zoe\",\"action\":\"override\",\"label\":\"technical\",\"at\":\"2026-11-02T09:00:00Z\","
            + "\"adjudication\":true}"
        lines.append(
            "{\"id\":\"t-32\",\"text\":\"settled\",\"decisions\":[\(votes(["billing", "account"])),\(adjudication)]}")
        try sandbox.write("i.jsonl", lines.joined(separator: "\n") + "\n")
        try await sandbox.output("import", "i.jsonl")
    }

    @Test func itIsWrittenWithItsProbabilityAndTakenBackWithoutLoss() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile(rest: "overlap = 3"))
        try await fill(sandbox)
        let written = try await sandbox.output("export", "--truth", "dawid-skene")
        let lines = try written.split(separator: "\n").map { try JSON(String($0)) }
        #expect(lines.count == 32)
        let weighed = lines.filter { $0["provenance"].string == "dawid-skene" }
        #expect(weighed.count == 30)
        #expect(weighed.allSatisfy { ($0["truth_probability"].double ?? 0) > 0.5 })
        // The fields of the decision are those of the newest vote for that label.
        #expect(lines[2]["label"].string == "billing" && lines[2]["reviewer"].string == "r1")
        #expect(lines[2]["reviewers"].array.compactMap(\.string) == ["r0", "r1"])
        #expect(lines[30]["provenance"].string == "imported" && lines[30]["label"].string == "technical")
        #expect(lines[31]["provenance"].string == "adjudicated" && lines[31]["truth_probability"].double == nil)

        let other = try Sandbox()
        try other.write("renga.toml", taskFile(rest: "truth = \"dawid-skene\""))
        try other.write("truth.jsonl", written)
        try await other.output("import", "truth.jsonl")
        // There the task file asks for it.
        #expect(try await other.output("export") == written)
        #expect(lines[2]["meta"].array.isEmpty)
        let table = try await other.output("export", "--format", "csv")
        #expect(table.contains("reviewers,unclear,truth_probability") && table.contains(",dawid-skene,"))
        let report = try JSON(await other.output("evaluate", "--json"))
        #expect(report["ground_truth"]["provenance"]["dawid-skene"].int == 30)
        #expect(try await other.isSound())
    }
}
