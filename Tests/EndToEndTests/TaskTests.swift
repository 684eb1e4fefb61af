import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct TaskTests {
    @Test func initWritesACommentedTaskWithTheNewestModelsAndNeverWritesOverOne() async throws {
        let sandbox = try Sandbox()
        try await sandbox.output("init", "triage", "--labels", "billing,technical")
        let text = try sandbox.read("triage/renga.toml")
        #expect(text.contains(#"model = "claude-haiku-5-5""#))
        #expect(text.contains(#"model = "claude-opus-5-5""#))
        #expect(text.contains(#"name = "billing""#) && text.contains(#"name = "technical""#))
        #expect(text.split(separator: "\n").filter { $0.contains("# ") }.count > 15)
        // The written file is one the program itself takes.
        #expect(try JSON(await sandbox.output("status", "-C", "triage", "--json"))["items"].int == 0)

        let again = try await sandbox.renga("init", "triage", "--labels", "x,y")
        #expect(again.status == 73)
        #expect(again.errors.contains("triage/renga.toml"))
        #expect(try sandbox.read("triage/renga.toml") == text)
    }

    @Test func theStoreIsPrivate() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try await sandbox.output("status")
        let attributes = try FileManager.default.attributesOfItem(atPath: sandbox.path("renga.db"))
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    }

    @Test func anUnknownKeyIsNamedWithFileAndLine() async throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            "renga.toml",
            """
            [task]
            name = "T"
            instructions = "Choose."
            [[labels]]
            name = "a"
            colour = "red"
            [[labels]]
            name = "b"
            [models.first]
            provider = "offline"
            model = "offline-small"
            """)
        let end = try await sandbox.renga("status")
        #expect(end.status == 78)
        #expect(end.errors.contains("renga.toml:6:"))
        #expect(end.errors.contains("colour"))
        #expect(end.output.isEmpty)
    }

    @Test func everythingThatIsWrongIsToldAtOnce() async throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            "renga.toml",
            """
            [task]
            name = "T"
            instructions = "Choose."
            [[labels]]
            name = "a"
            [[labels]]
            name = "A"
            [models.first]
            provider = "abacus"
            model = "m"
            [budget]
            total-usd = "much"
            """)
        let end = try await sandbox.renga("status")
        #expect(end.status == 78)
        for (line, words) in [(7, "without regard to case"), (9, "provider"), (12, "total-usd")] {
            #expect(
                end.errors.split(separator: "\n").contains { $0.contains("renga.toml:\(line):") && $0.contains(words) },
                "\(words): \(end.errors)")
        }
    }

    @Test func whereThereIsNoTaskTheProgramSaysHowToMakeOne() async throws {
        let sandbox = try Sandbox()
        for arguments in [["status"], ["status", "-C", "nowhere"], ["export"], ["review", "--plain"]] {
            let end = try await Program.run(
                Sandbox.program, arguments, environment: ["HOME": sandbox.folder.path], folder: sandbox.folder.path)
            #expect(end.status == 66, "\(arguments)")
            #expect(end.errors.contains("renga init"))
        }
    }

    @Test func aTaskIsFoundFromBelowByOptionAndByVariable() async throws {
        var sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try sandbox.write("i.jsonl", "{\"text\":\"one\"}\n")
        try await sandbox.output("import", "i.jsonl")
        try FileManager.default.createDirectory(
            atPath: sandbox.path("a/b"), withIntermediateDirectories: true)
        let below = try await Program.run(
            Sandbox.program, ["status", "--json"], environment: [:], folder: sandbox.path("a/b"))
        #expect(try JSON(below.output)["items"].int == 1)
        let named = try await Program.run(
            Sandbox.program, ["-C", sandbox.folder.path, "status", "--json"], environment: [:], folder: "/")
        #expect(try JSON(named.output)["items"].int == 1)
        sandbox.environment["RENGA_TASK"] = sandbox.folder.path
        #expect(try JSON(await sandbox.output("status", "--json"))["items"].int == 1)
    }

    @Test func wrongUseIsToldFromWrongFiles() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        #expect(try await sandbox.renga("frobnicate").status == 64)
        #expect(try await sandbox.renga("classify", "--budget", "much").status == 64)
        #expect(try await sandbox.renga("import", "missing.jsonl").status == 66)
        #expect(try await sandbox.renga("export", "-o", "no/such/folder/x.jsonl").status == 73)
    }
}
