import Foundation
import Labeling
import Storage
import TestSupport
import Testing

@testable import Runtime

@Suite(.timeLimit(.minutes(15)))
struct ExaminationTests {
    private static let labels = "[[labels]]\nname = \"a\"\n[[labels]]\nname = \"b\"\n"

    private func examine(_ text: String, _ environment: [String: String] = [:]) async throws -> [Examination.Finding] {
        let scratch = try Scratch()
        try scratch.write(text, to: TaskFile.name)
        let variables = ["RENGA_SHARE": projectFolder.path, "TERM": "xterm-256color", "LANG": "C.UTF-8"]
            .merging(environment) { $1 }
        return try await onThread {
            defer { withExtendedLifetime(scratch) {} }
            return Examination.run(named: scratch.url.path, environment: variables)
        }
    }

    private func finding(_ what: String, _ findings: [Examination.Finding]) -> Examination.Finding? {
        findings.first { $0.what == what }
    }

    @Test func aSoundTaskHasNothingToMend() async throws {
        let findings = try await examine("[task]\nname = \"T\"\n" + Self.labels)
        #expect(findings.filter { !$0.isGood } == [])
        for what in ["task file", "store", "first model", "second model", "theme", "terminal"] {
            #expect(finding(what, findings) != nil, "\(what) was not looked at")
        }
        #expect(finding("store", findings)?.found.contains("0 items") == true)
    }

    @Test func aTaskFileWithMistakesIsNotGood() async throws {
        let findings = try await examine("[task]\nnmae = \"T\"\n" + Self.labels)
        let found = finding("task file", findings)
        #expect(found?.isGood == false)
        #expect(found?.status == .badTaskFile)
        #expect(found?.found.contains(":2: task.nmae") == true)
        #expect(found?.mend != nil)
    }

    @Test func aFolderWithoutATaskIsNamed() async throws {
        let findings = Examination.run(named: "/nowhere", environment: [:])
        #expect(finding("task file", findings)?.status == .noSuchFile)
    }

    @Test func aMissingKeyIsNamedWithItsVariable() async throws {
        let model = "[models.first]\nprovider = \"anthropic\"\nmodel = \"\(haiku)\"\napi-key-env = \"MY_KEY\"\n"
        let findings = try await examine("[task]\nname = \"T\"\n" + Self.labels + model)
        let found = finding("first model", findings)
        #expect(found?.isGood == false)
        #expect(found?.status == .noPermission)
        #expect(found?.found.contains("MY_KEY") == true)
    }

    @Test func anUnknownThemeNamesThoseThereAre() async throws {
        let findings = try await examine("[task]\nname = \"T\"\n" + Self.labels + "[review]\ntheme = \"noon\"\n")
        #expect(finding("theme", findings)?.isGood == false)
        #expect(finding("theme", findings)?.found.contains("dark") == true)
    }

    @Test func aRefusedEndpointIsToldWithoutTheKey() async throws {
        try await serve { server, address in
            let model = "[models.first]\nprovider = \"anthropic\"\nmodel = \"\(haiku)\"\nbase-url = \"\(address)\"\n"
            for _ in 0..<8 { server.enqueue(.status(401, type: "authentication_error", message: "invalid x-api-key")) }
            let findings = try await examine(
                "[task]\nname = \"T\"\n" + Self.labels + model, ["ANTHROPIC_API_KEY": "secret-key-1234"])
            let found = finding("first model's endpoint", findings)
            #expect(found?.isGood == false)
            #expect(found?.status == .noPermission)
            #expect(!findings.contains { "\($0)".contains("secret-key-1234") })
        }
    }

    @Test func anEndpointThatKnowsKeyAndModelIsGood() async throws {
        try await serve { server, address in
            let model = "[models.first]\nprovider = \"anthropic\"\nmodel = \"\(haiku)\"\nbase-url = \"\(address)\"\n"
            server.enqueue(.raw(status: 200, contentType: "application/json", body: "{\"id\":\"\(haiku)\"}"))
            let findings = try await examine(
                "[task]\nname = \"T\"\n" + Self.labels + model, ["ANTHROPIC_API_KEY": "test-key"])
            #expect(finding("first model's endpoint", findings)?.isGood == true)
        }
    }
}
