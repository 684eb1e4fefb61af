import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct ImportTests {
    private static let items = """
        {"id":"a-1","text":"I was charged twice","gold":"billing"}
        {"id":"a-2","text":"it crashes","meta":{"n":1.50,"deep":[1,{"x":null}]}}
        {"text":"no id at all"}

        """

    @Test func importCountsAndTheSameFileAgainAddsNothing() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try sandbox.write("i.jsonl", Self.items)
        let first = try JSON(await sandbox.output("import", "i.jsonl", "--json"))
        let names = ["read", "added", "duplicates", "rejected"]
        #expect(names.map { first[$0].int } == [3, 3, 0, 0])
        let second = try JSON(await sandbox.output("import", "-", "--json", "--format", "jsonl", input: Self.items))
        #expect(names.map { second[$0].int } == [3, 0, 3, 0])
        let status = try JSON(await sandbox.output("status", "--json"))
        #expect(status["items"].int == 3)
        #expect(status["unclassified"].int == 3)
        #expect(status["undecided"].int == 3)
        #expect(status["decided"].int == 0)
        #expect(status["flagged"].int == 0)
        #expect(status["disagreements"].int == 0)
        #expect(status["cost_usd"].string.map { Double($0) } == 0)
        #expect(try await sandbox.isSound())
    }

    @Test func whatIsWrongIsKeptWithItsLineAndReasonAndTheRestGoesIn() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try sandbox.write("i.jsonl", Self.items)
        try await sandbox.output("import", "i.jsonl")
        try sandbox.write(
            "more.jsonl",
            """
            {"id":"a-1","text":"another text"}
            not json \u{1B}[31m
            {"id":"a-1","text":"I was charged twice","gold":"technical"}
            {"id":"a-7","text":"fine"}
            {"id":"a-8","text":"x","gold":"no such label"}

            """)
        let end = try await sandbox.renga("import", "more.jsonl", "--json")
        #expect(end.status == 65)
        let counts = try JSON(end.output)
        #expect(["read", "added", "rejected"].map { counts[$0].int } == [5, 1, 4])
        let rejects = try JSON(await sandbox.output("rejects", "--json")).array
        #expect(rejects.compactMap { $0["line"].int }.sorted() == [1, 2, 3, 5])
        #expect(rejects.allSatisfy { $0["source"].string == "more.jsonl" && $0["reason"].string?.isEmpty == false })
        #expect(rejects.first { $0["line"].int == 2 }?["text"].string == "not json \u{1B}[31m")
        #expect(
            rejects.first { $0["line"].int == 1 }?["text"].string == #"{"id":"a-1","text":"another text"}"#,
            "a conflict's line is kept as it was")
        #expect(!(try await sandbox.output("rejects")).contains("\u{1B}"))
        #expect(try JSON(await sandbox.output("status", "--json"))["items"].int == 4)
    }

    @Test func aTableWithItsColumnsNamedGoesIn() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try sandbox.write("i.csv", "nr,body,truth\n1,\"two\nlines, \"\"quoted\"\"\",billing\n2,b,technical\n")
        let end = try await sandbox.renga(
            "import", "i.csv", "--text-field", "body", "--id-field", "nr", "--gold-field", "truth", "--json")
        #expect(end.status == 0)
        #expect(try JSON(end.output)["added"].int == 2)
        let lines = try await sandbox.output("export").split(separator: "\n")
        #expect(lines.count == 2)
        let first = try JSON(String(lines[0]))
        #expect(first["id"].string == "1")
        #expect(first["text"].string == "two\nlines, \"quoted\"")
        #expect(first["label"].string == "billing")
        #expect(first["provenance"].string == "imported")
    }

    @Test func anExportTakenIntoAFreshTaskIsExportedTheSameByteForByte() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try sandbox.write("i.jsonl", Self.items)
        try await sandbox.output("import", "i.jsonl")
        try await sandbox.output(
            "review", "--plain", "--order", "oldest", input: "a\nn some \"words\" 日本\n2\nx\nu\nf\nq\n")
        let fresh = try Sandbox()
        try fresh.write("renga.toml", taskFile())
        for further in [[], ["--all"]] as [[String]] {
            let arguments = ["export", "-o", sandbox.path("out.jsonl")] + further
            let export = try await Program.run(
                Sandbox.program, arguments, environment: [:], folder: sandbox.folder.path)
            #expect(export.status == 0)
            try await fresh.output("import", sandbox.path("out.jsonl"))
            let back = try await Program.run(
                Sandbox.program, ["export"] + further, environment: [:], folder: fresh.folder.path)
            #expect(try back.output == sandbox.read("out.jsonl"))
            #expect(back.output.split(separator: "\n").count >= 2)
        }
        #expect(try await fresh.isSound())
    }

    @Test func whatDuplicatesBringIsSaidAndAFileNamedCSVIsOne() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try sandbox.write("t.csv", "id,text,team\n1,charged twice,billing\n2,it crashes,technical\n")
        let first = try await sandbox.renga("import", "t.csv")
        #expect(
            first.errors.contains("t.csv: team holds labels, and reviewers see it above each text. --gold-field team"))
        let again = try await sandbox.output("import", "--gold-field", "team", "t.csv")
        #expect(again == "2 read: 0 added, 2 duplicates (2 with new ground truth, answers or decisions), 0 rejected\n")
        #expect(try await sandbox.output("import", "t.csv") == "2 read: 0 added, 2 duplicates, 0 rejected\n")
        try await sandbox.output("export", "-o", "gold.csv")
        #expect(try sandbox.read("gold.csv").hasPrefix("id,text,label,"))
        try await sandbox.output("export", "-o", "gold.csv", "--format", "jsonl")
        #expect(try sandbox.read("gold.csv").hasPrefix("{"))
    }
}
