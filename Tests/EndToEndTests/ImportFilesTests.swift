import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct ImportFilesTests {
    private func files(_ end: Program.End) throws -> [[String?]] {
        try JSON(end.output)["files"].array.map { file in
            ["file", "format", "compression", "encoding"].map { file[$0].string }
                + ["read", "added", "duplicates", "rejected"].map { file[$0].int.map(String.init) }
        }
    }

    @Test func eachFileIsFoundByItselfAndHasItsLineAndTheWorstStatusCounts() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try FileManager.default.createDirectory(atPath: sandbox.path("logs/old"), withIntermediateDirectories: true)
        try sandbox.write("logs/a.jsonl", "{\"text\":\"one\"}\n{\"text\":\"two\"}\n")
        try sandbox.write("logs/old/b.csv", "sep=;\nid;Text\n1;one more\n2;\n")
        try Data([0xFF, 0xFE] + "{\"text\":\"wide\"}\n".utf8.flatMap { [$0, 0] }).write(
            to: URL(fileURLWithPath: sandbox.path("logs/wide.jsonl")))
        // printf '{"text":"packed"}\n' | gzip -9n
        let packed = "H4sIAAAAAAACA6tWKkmtKFGyUipITM5OTVGq5QIAgJ5dlRIAAAA="
        try (Data(base64Encoded: packed) ?? Data()).write(to: URL(fileURLWithPath: sandbox.path("logs/c.jsonl.gz")))
        let end = try await sandbox.renga("import", "logs/**/*", "none/*.csv", "missing.txt", "--json")
        #expect(end.status == 66)
        #expect(end.errors.contains("none/*.csv: no file has such a name"))
        #expect(end.errors.contains("missing.txt: no such file"))
        #expect(
            try files(end) == [
                ["none/*.csv", nil, nil, nil, "0", "0", "0", "0"],
                ["logs/a.jsonl", "jsonl", nil, "utf-8", "2", "2", "0", "0"],
                ["logs/c.jsonl.gz", "jsonl", "gzip", "utf-8", "1", "1", "0", "0"],
                ["logs/old/b.csv", "csv", nil, "utf-8", "2", "1", "0", "1"],
                ["logs/wide.jsonl", "jsonl", nil, "utf-16le", "1", "1", "0", "0"],
                ["missing.txt", nil, nil, nil, "0", "0", "0", "0"],
            ])
        let total = try JSON(end.output)
        #expect(["read", "added", "duplicates", "rejected"].map { total[$0].int } == [6, 5, 0, 1])
        let words = try await sandbox.renga("import", "--again", "logs/a.jsonl", "logs/c.jsonl.gz")
        #expect(words.status == 0)
        #expect(
            words.output == """
                logs/a.jsonl (jsonl): 2 read: 0 added, 2 duplicates, 0 rejected
                logs/c.jsonl.gz (jsonl, gzip): 1 read: 0 added, 1 duplicates, 0 rejected
                3 read: 0 added, 3 duplicates, 0 rejected

                """)
        #expect(try await sandbox.isSound())
    }

    @Test func whatWasReadBeforeADamageIsCountedAndTheOtherFilesGoIn() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        // The lines "one" to "three", and "four" in a second member that lacks its end.
        let whole = "H4sIAAAAAAACA8vPS+UqKc/nKskoSk3lAgC21eYlDgAAAA=="
        var bytes = try #require(Data(base64Encoded: whole))
        bytes += bytes.prefix(16)
        try bytes.write(to: URL(fileURLWithPath: sandbox.path("cut")))
        try sandbox.write("good.txt", "five\n")
        let end = try await sandbox.renga("import", "--format", "text", "cut", "good.txt", "--json")
        #expect(end.status == 65)
        #expect(end.errors.contains("cut: ends at byte \(bytes.count) inside the packed data: it was cut off"))
        #expect(try JSON(end.output)["added"].int == 4)
        #expect(try JSON(end.output)["files"][0]["added"].int == 3)
        #expect(try JSON(end.output)["files"][0]["error"].string?.contains("cut off") == true)
    }

    @Test func aNamedPipeWithoutAWriterIsWaitedFor() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try await sandbox.output("status")
        #expect(mkfifo(sandbox.path("pipe.jsonl"), 0o600) == 0)
        let first = try sandbox.start("import", "pipe.jsonl", "--json")
        // Waits until the program has opened the pipe, and writes some time after that.
        let writer = try await Program.run(
            "/bin/sh", ["-c", "exec 3>pipe.jsonl; printf '{\"text\":\"one\"}\\n' >&3"],
            environment: ["PATH": "/usr/bin:/bin"], folder: sandbox.folder.path)
        #expect(writer.status == 0)
        #expect(try await JSON(first.end().output)["added"].int == 1)
    }

    @Test func eachFollowedInputHasItsEntryAndItsWarnings() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try sandbox.write("a.jsonl", "{\"text\":\"one\"}\n{\"text\":\"two\"}\n")
        let lines = (1...5).map { Data("caf".utf8) + [0xE9] + Data(" \($0)\n".utf8) }
        try lines.reduce(Data(), +).write(to: URL(fileURLWithPath: sandbox.path("b.txt")))
        try await sandbox.output("status")
        let program = try sandbox.start("import", "--follow", "a.jsonl", "b.txt", "--json")
        let deadline = ContinuousClock.now + Program.patience
        while try JSON(await sandbox.output("status", "--json"))["items"].int != 7, ContinuousClock.now < deadline {}
        program.kill(SIGINT)
        let end = try await program.end()
        #expect(end.errors.contains("b.txt: read as windows-1252"))
        #expect(
            try files(end) == [
                ["a.jsonl", "jsonl", nil, "utf-8", "2", "2", "0", "0"],
                ["b.txt", "text", nil, "windows-1252", "5", "5", "0", "0"],
            ])
    }

    @Test func theEncodingIsGuessedWithAWarningAndMayBeNamed() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        let lines = (1...5).map { Data("caf".utf8) + [0xE9] + Data(" \($0)\n".utf8) }
        try lines.reduce(Data(), +).write(to: URL(fileURLWithPath: sandbox.path("a.txt")))
        let guessed = try await sandbox.renga("import", "a.txt", "--json")
        #expect(guessed.status == 0)
        #expect(guessed.errors.contains("a.txt: read as windows-1252, because byte 0xE9 at offset 3 is no UTF-8"))
        #expect(try await sandbox.output("export", "--all").contains("\"text\":\"café 1\""))
        let strict = try await sandbox.renga("import", "a.txt", "--json", "--encoding", "utf-8")
        #expect(strict.status == 65)
        let rejects = try JSON(await sandbox.output("rejects", "--json")).array
        #expect(rejects.count == 5)
        #expect(rejects.first?["base64"].string == lines.first?.dropLast().base64EncodedString())
        #expect(try await sandbox.renga("import", "a.txt", "--encoding", "none").status == 64)
        #expect(try await sandbox.renga("import", "a.txt", "--delimiter", "ab").status == 64)
    }

    @Test func arraysInsideAnObjectAndPrettyDocumentsGoIn() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try sandbox.write("two.json", "{\"a\":[{\"text\":\"x\"}],\"b\":[{\"text\":\"y\"},{\"text\":\"z\"}]}")
        let end = try await sandbox.renga("import", "two.json")
        #expect(end.status == 65 && end.errors.contains("--records-field"))
        #expect(
            try JSON(await sandbox.output("import", "two.json", "--records-field", "b", "--json"))["added"].int == 2)
        let pretty = "{\n  \"text\": \"p\"\n}\n{\n  \"text\": \"q\"\n}\n"
        #expect(try JSON(await sandbox.output("import", "-", "--json", input: pretty))["added"].int == 2)
    }

    @Test func anEmptyFolderIsSaid() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try FileManager.default.createDirectory(atPath: sandbox.path("drop"), withIntermediateDirectories: false)
        let end = try await sandbox.renga("import", "drop")
        #expect(end.status == 0 && end.errors.contains("drop: a folder without files to take in"))
    }
}
