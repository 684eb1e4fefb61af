import Foundation
import TestSupport
import Testing

/// What `renga evaluate` reads and writes beside its report.
struct EvaluateFileTests {
    private func task() async throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try sandbox.write("i.jsonl", #"{"id":"a","text":"x","gold":"billing"}"# + "\n")
        try await sandbox.output("import", "i.jsonl")
        return sandbox
    }

    @Test(arguments: ["renga.db", "renga.toml", "./renga.db"])
    func noOutputTakesThePlaceOfTheTask(name: String) async throws {
        let sandbox = try await task()
        let page = try await sandbox.renga("evaluate", "--html", name)
        #expect(page.status == 73 && page.errors.contains("would be lost"), "\(page.errors)")
        let export = try await sandbox.renga("export", "-o", name)
        #expect(export.status == 73 && export.errors.contains("would be lost"), "\(export.errors)")
        #expect(try await sandbox.isSound())
        #expect(try await sandbox.output("export").contains("billing"))
    }

    @Test func noPageTakesThePlaceOfTheFileItIsOf() async throws {
        let sandbox = try await task()
        let page = try await sandbox.renga("evaluate", "--from", "i.jsonl", "--html", "i.jsonl")
        #expect(page.status == 73 && page.errors.contains("would be lost"), "\(page.errors)")
        #expect(try sandbox.read("i.jsonl").hasPrefix("{"))
    }

    @Test func twoDocumentsOnStandardOutputAreRefused() async throws {
        let sandbox = try await task()
        for form in ["--json", "--markdown"] {
            #expect(try await sandbox.renga("evaluate", "--html", "-", form).status == 64)
        }
        #expect(try await sandbox.renga("evaluate", "--html", "").status == 64)
        #expect(try await sandbox.output("evaluate", "--html", "-").hasPrefix("<!DOCTYPE html>"))
    }

    @Test func aTaskThatMayOnlyBeReadIsRead() async throws {
        let sandbox = try await task()
        let files = FileManager.default
        try files.setAttributes([.posixPermissions: 0o400], ofItemAtPath: sandbox.path("renga.db"))
        try files.setAttributes([.posixPermissions: 0o500], ofItemAtPath: sandbox.folder.path)
        defer { try? files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: sandbox.folder.path) }
        for command in ["evaluate", "status", "export", "log", "verify", "rejects", "cost"] {
            try await sandbox.output(command)
        }
    }
}
