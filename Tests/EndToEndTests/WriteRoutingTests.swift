import Foundation
import TestSupport
import Testing

/// `renga evaluate --write-routing`, from a file of answers to the task file.
@Suite(.serialized, .timeLimit(.minutes(15))) struct WriteRoutingTests {
    private static let taskFile = """
        # Ours
        [task]
        name = "T"
        [[labels]]
        name = "spam"
        [[labels]]
        name = "not spam"
        [models.first]
        provider = "anthropic"
        model = "haiku"
        [models.second]
        provider = "anthropic"
        model = "opus"

        """

    private func line(_ number: Int, _ truth: String, _ first: String, _ second: String) -> String {
        "{\"id\":\"\(number)\",\"text\":\"t\(number)\",\"gold\":\"\(truth)\",\"predictions\":["
            + "{\"model\":\"haiku\",\"label\":\"\(first)\",\"confidence\":0.9,\"cost_usd\":\"0.001\"},"
            + "{\"model\":\"opus\",\"label\":\"\(second)\",\"confidence\":0.9,\"cost_usd\":\"0.005\"}]}\n"
    }

    @Test func whatIsSettledIsWrittenOnceAndTheTaskKeepsWorking() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", Self.taskFile)
        let lines = (0..<200).map { number in
            // "spam" of the first is right; "not spam" is wrong every third time, and the second knows better.
            number % 2 == 0
                ? line(number, "spam", "spam", "spam")
                : number % 3 == 0
                    ? line(number, "spam", "not spam", "spam") : line(number, "not spam", "not spam", "not spam")
        }
        try sandbox.write("i.jsonl", lines.joined())
        try await sandbox.output("import", "i.jsonl")
        let report = try JSON(await sandbox.output("evaluate", "--json"))
        #expect(report["routing"]["block"]["routed"]["spam"].string == "first")
        #expect(report["routing"]["per_label"].array.count == 2)
        #expect(report["pairs"][0]["per_label"][0]["settled"].bool == true)
        #expect(try sandbox.read("renga.toml") == Self.taskFile, "only the flag writes")

        let written = try await sandbox.renga("evaluate", "--write-routing")
        #expect(written.status == 0)
        #expect(
            written.errors.contains("wrote [routing]") && written.errors.contains("\"not spam\": none -> \"second\""))
        let text = try sandbox.read("renga.toml")
        #expect(text.hasPrefix(Self.taskFile + "\n[routing]\n# renga: "))
        #expect(text.hasSuffix("\nspam = \"first\"\n\"not spam\" = \"second\"\n"))
        let again = try await sandbox.renga("evaluate", "--write-routing")
        #expect(again.status == 0 && again.errors.contains("is unchanged"))
        #expect(try sandbox.read("renga.toml") == text)

        let ofFile = try await sandbox.renga("evaluate", "--from", "i.jsonl", "--write-routing")
        #expect(ofFile.status == 64)
    }
}
