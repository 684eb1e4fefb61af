import Foundation
import TestSupport
import Testing

/// What `renga export` says and leaves behind.
@Suite(.serialized) struct ExportTests {
    private func sandbox() async throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        let lines = (0..<30).map { number in
            let label = ["billing", "technical", "account"][number % 3]
            return
                "{\"id\":\"t-\(number)\",\"text\":\"\(String(repeating: "la ", count: number + 1))\",\"meta\":{\"n\":\(number)},"
                + "\"decisions\":[{\"reviewer\":\"ana\",\"action\":\"override\",\"label\":\"\(label)\","
                + "\"at\":\"2026-11-01T09:30:00Z\"}]}"
        }
        try sandbox.write("i.jsonl", lines.joined(separator: "\n") + "\n")
        try await sandbox.output("import", "i.jsonl")
        return sandbox
    }

    private func names(_ sandbox: borrowing Sandbox, _ folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: sandbox.path(folder)).sorted()
    }

    @Test func splitsCompanionsAndLossesStandTogetherAndAreTheSameTwice() async throws {
        let sandbox = try await sandbox()
        let arguments = ["export", "--format", "inspect", "-o", "gold.jsonl", "--split", "50/25/25", "--json"]
        func run() async throws -> (JSON, [String]) {
            let end = try await Program.run(
                Sandbox.program, arguments + ["-C", sandbox.path("")], input: "", environment: [:],
                folder: sandbox.folder.path)
            #expect(end.status == 0, "\(end.errors)")
            let parts = [
                "gold-train.jsonl", "gold-dev.jsonl", "gold-test.jsonl", "gold-task.py", "gold.jsonl.loss.json",
            ]
            return (try JSON(end.output), try parts.map { try sandbox.read($0) })
        }
        let (first, files) = try await run()
        #expect(first["written"].int == 30 && first["file"].string == "gold.jsonl")
        #expect(first["files"].array.compactMap { $0["split"].string } == ["train", "dev", "test"])
        #expect(first["files"].array.compactMap { $0["items"].int }.reduce(0, +) == 30)
        #expect(first["lost"]["meta"].int == 30 && first["loss_file"].string == "gold.jsonl.loss.json")
        #expect(first["companions"][0].string == "gold-task.py")
        #expect(try await run().1 == files)
        #expect(try JSON(files[4])["lost"]["decisions.reviewer"].int == 30)
        #expect(first["warnings"].array.isEmpty)
        #expect(files[0..<3].joined().split(separator: "\n").count == 30)
    }

    @Test(arguments: ["jsonl", "csv", "prodigy", "label-studio", "argilla", "doccano"])
    func anExportThatComesBackToItsTaskBringsNoDecisions(format: String) async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        func said(_ reviewer: String, _ rest: String) -> String { "{\"reviewer\":\"\(reviewer)\",\(rest)}" }
        let at = "\"at\":\"2026-11-01T09:30:00.123Z\""
        let last = "\"at\":\"2026-11-01T09:31:00.456Z\",\"seconds\":1.2"
        let lines = [
            said("ana", "\"action\":\"override\",\"label\":\"account\",\(at)")
                + "," + said("ana", "\"action\":\"accept\",\"label\":\"billing\",\(last)"),
            said("bo", "\"action\":\"reject\",\(at)"), said("bo", "\"action\":\"skip\",\(at)"),
            said("bo", "\"action\":\"override\",\"label\":\"billing\",\(at)")
                + "," + said("cy", "\"action\":\"override\",\"label\":\"billing\",\(last)"),
        ].enumerated().map { "{\"id\":\"t-\($0)\",\"text\":\"text \($0)\",\"decisions\":[\($1)]}" }
        try sandbox.write("i.jsonl", lines.joined(separator: "\n") + "\n")
        try await sandbox.output("import", "i.jsonl")
        let before = try await sandbox.output("log")
        let isLines = ["jsonl", "prodigy", "doccano"].contains(format)
        let name = "gold.\(isLines ? "jsonl" : format == "csv" ? "csv" : "json")"
        try await sandbox.output("export", "--all", "--format", format, "-o", name)
        let document = try JSON(await sandbox.output("import", "--json", name))
        #expect(document["duplicates"].int == 4 && document["rejected"].int == 0)
        // doccano has no reviewers: its labels are imported ground truth.
        if format == "doccano" { return }
        #expect(try await sandbox.output("log") == before)
        #expect(try await sandbox.isSound())
    }

    @Test func theTableGivesTheTaskBack() async throws {
        let sandbox = try await sandbox()
        let lines = try await sandbox.output("export")
        let table = try await sandbox.output("export", "--format", "csv")
        let other = try Sandbox()
        try other.write("renga.toml", taskFile())
        try other.write("gold.csv", table)
        try await other.output("import", "gold.csv")
        #expect(try await other.output("export", "--format", "csv") == table)
        // A single decision has nothing that a table cannot say.
        #expect(try await other.output("export") == lines)
        #expect(try await other.isSound())
    }

    @Test func toStandardOutputTheLossesAreSaidInWords() async throws {
        let sandbox = try await sandbox()
        let before = try names(sandbox)
        let end = try await sandbox.renga("export", "--format", "spacy", "--filter", "label:billing")
        #expect(end.status == 0 && end.output.split(separator: "\n").count == 10)
        #expect(end.errors.contains("no place in spacy for") && end.errors.contains("meta (10)"))
        #expect(try names(sandbox) == before)
    }

    @Test func mistakesAreNamedBeforeAnythingIsWritten() async throws {
        let sandbox = try await sandbox()
        let before = try names(sandbox)
        for (arguments, status, word) in [
            (["--filter", "labl:x"], 64, "--filter: column 1"), (["--since", "soon"], 64, "--since"),
            (["--split", "80/30", "-o", "g"], 64, "must be 100"), (["--split", "80/20"], 64, "-o"),
            (["--format", "huggingface"], 64, "-o"), (["--license", "mit"], 64, "huggingface"),
            (["-o", "renga.db"], 73, "the task's store"), (["-o", "none/g.jsonl"], 73, "cannot be created"),
            (["--format", "huggingface", "-o", "i.jsonl"], 73, "it is a file"), (["-o", ""], 64, "empty"),
        ] as [([String], Int32, String)] {
            let end = try await Program.run(
                Sandbox.program, ["export", "-C", sandbox.path("")] + arguments, input: "", environment: [:],
                folder: sandbox.folder.path)
            #expect(end.status == status && end.errors.contains(word), "\(arguments): \(end.status) \(end.errors)")
            #expect(end.output.isEmpty)
        }
        #expect(try names(sandbox) == before)
        #expect(try await sandbox.isSound())
    }

    @Test func aFolderIsBuiltWholeAndWithItsLicence() async throws {
        let sandbox = try await sandbox()
        try await sandbox.output(
            "export", "--format", "huggingface", "-o", "hub/", "--split", "80/10/10", "--license", "cc-by-4.0")
        #expect(try names(sandbox, "hub") == ["README.md", "data"])
        #expect(try names(sandbox, "hub/data") == ["test.jsonl", "train.jsonl", "validation.jsonl"])
        #expect(try sandbox.read("hub/README.md").contains("license: \"cc-by-4.0\""))
        #expect(try names(sandbox).contains("hub.loss.json"))
    }
}
