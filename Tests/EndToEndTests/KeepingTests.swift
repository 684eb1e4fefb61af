import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct KeepingTests {
    private func filled() async throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        let lines = (1...300).map { #"{"id":"t-\#($0)","text":"text \#($0)","gold":"billing"}"# }
        try sandbox.write("in.jsonl", lines.joined(separator: "\n") + "\n")
        try await sandbox.output("import", "in.jsonl")
        return sandbox
    }

    @Test func aBackupCanTakeTheStoresPlace() async throws {
        let sandbox = try await filled()
        let copy = try JSON(await sandbox.output("backup", "copy.db", "--json"))
        #expect(copy["items"].int == 300 && copy["file"].string == "copy.db" && (copy["bytes"].int ?? 0) > 4_096)
        let before = try await sandbox.output("export")
        try FileManager.default.removeItem(atPath: sandbox.path("renga.db"))
        try FileManager.default.moveItem(atPath: sandbox.path("copy.db"), toPath: sandbox.path("renga.db"))
        #expect(try await sandbox.output("export") == before)
        #expect(try await sandbox.isSound())
    }

    @Test func aBackupNeverTakesThePlaceOfTheStoreOrOfAnotherFile() async throws {
        let sandbox = try await filled()
        try sandbox.write("letter.txt", "dear")
        let before = try await sandbox.output("export")
        for (file, status) in [
            ("renga.db", 73), ("renga.toml", 73), ("letter.txt", 73), (".", 73), ("no/where", 73), ("-", 64),
        ] {
            let end = try await sandbox.renga("backup", file)
            #expect(end.status == Int32(status), "\(file): \(end.errors)")
            #expect(end.output.isEmpty && !end.errors.isEmpty)
            // Nothing is wrong with the store.
            #expect(!end.errors.contains("the store cannot be opened"), "\(file): \(end.errors)")
            if ["letter.txt", "no/where"].contains(file) {
                #expect(end.errors.contains("no backup can be written there"))
            }
        }
        #expect(try sandbox.read("letter.txt") == "dear")
        #expect(try await sandbox.output("export") == before)
    }

    @Test func aVacuumIsRefusedWhileAReviewIsOpenAndDoneAfterIt() async throws {
        let sandbox = try await filled()
        let review = try sandbox.open("review", "--no-models")
        try await review.wait(for: "text")
        let refused = try await sandbox.renga("vacuum")
        #expect(refused.status == 73)
        #expect(refused.errors.contains("another program has the store open"))
        review.type("q")
        #expect(try await review.end() == 0)
        let done = try JSON(await sandbox.output("vacuum", "--json"))
        let (before, after) = try (#require(done["bytes_before"].int), #require(done["bytes_after"].int))
        // A store in which nothing is loose may need a page more when it is written anew.
        #expect(after > 0 && after <= before + 8_192)
        #expect(try await sandbox.isSound())
    }

    @Test func theCommandsAreInTheHelp() async throws {
        let sandbox = try Sandbox()
        let help = try await sandbox.output("help")
        #expect(help.contains("backup") && help.contains("vacuum"))
    }
}
