import Foundation
import TestSupport
import Testing

/// No option of reading is passed over in silence.
@Suite struct ReadingOptionsTests {
    private func task() throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        return sandbox
    }

    @Test func aNamedFieldIsLookedForInJSONWhateverTheFileIsCalled() async throws {
        let sandbox = try task()
        try sandbox.write("log.txt", "{\"payload\":{\"message\":{\"body\":\"one\"}}}\n")
        let end = try await sandbox.renga("import", "log.txt", "--text-field", "payload.message.body")
        #expect(end.errors.contains("log.txt: read as jsonl"))
        #expect(try await sandbox.output("export", "--all").contains("\"text\":\"one\""))
        // Where it holds lines of text there is no such field: nothing is taken for one.
        try sandbox.write("notes.txt", "just words\n")
        let notes = try await sandbox.renga("import", "notes.txt", "--text-field", "body")
        #expect(notes.status == 65 && notes.errors.contains("have no fields"), "\(notes.errors)")
        #expect(try await sandbox.renga("import", "notes.txt").status == 0)
    }

    @Test(arguments: [
        ("jsonl", "--delimiter", ";", "--delimiter is for CSV"),
        ("csv", "--records-field", "data", "--records-field is for JSON"),
        ("text", "--id-field", "key", "--id-field: lines of text"),
    ])
    func whatMeansNothingIsRefused(format: String, option: String, value: String, words: String) async throws {
        let sandbox = try task()
        try sandbox.write("a", "{\"text\":\"one\"}\n")
        let end = try await sandbox.renga("import", "a", "--format", format, option, value)
        #expect(end.status == 64 && end.errors.contains(words), "\(end.errors)")
        let flag = try await sandbox.renga("import", "a", "--format", "jsonl", "--no-header")
        #expect(flag.status == 64 && flag.errors.contains("--no-header is for CSV and TSV"), "\(flag.errors)")
    }

    @Test func whereTheFormatIsFoundItIsSaid() async throws {
        let sandbox = try task()
        try sandbox.write("a.jsonl", "{\"text\":\"one\"}\n")
        let end = try await sandbox.renga("import", "a.jsonl", "--no-header")
        #expect(end.status == 0 && end.errors.contains("--no-header means nothing here"), "\(end.errors)")
        let evaluation = try await sandbox.renga("evaluate", "--encoding", "latin-1")
        #expect(evaluation.status == 64 && evaluation.errors.contains("--from FILE"), "\(evaluation.errors)")
    }

    @Test func aFilterMayBeginWithWhatMustNotHold() async throws {
        let sandbox = try task()
        try sandbox.write("a.jsonl", "{\"id\":\"a\",\"text\":\"one\"}\n{\"id\":\"b\",\"text\":\"one\"}\n")
        _ = try await sandbox.output("import", "--near-duplicates", "0.9", "a.jsonl")
        let first = try await sandbox.renga("export", "--all", "--filter", "-has:earlier")
        #expect(first.status == 0 && first.output.contains("\"a\"") && !first.output.contains("\"b\""), "\(first)")
    }
}
