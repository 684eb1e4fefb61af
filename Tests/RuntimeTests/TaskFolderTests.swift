import Foundation
import Testing

@testable import Runtime

struct TaskFolderTests {
    private func path(_ folder: TaskFolder) -> String { folder.url.resolvingSymlinksInPath().path }
    private func path(_ url: URL) -> String { url.resolvingSymlinksInPath().path }

    @Test func aNamedFolderComesBeforeEverything() throws {
        let (one, other) = (try Scratch(), try Scratch())
        for scratch in [one, other] { try scratch.write("", to: TaskFile.name) }
        let found = try TaskFolder.find(
            named: one.url.path, environment: ["RENGA_TASK": other.url.path], current: other.url.path)
        #expect(path(found) == path(one.url))
    }

    @Test func theVariableComesBeforeTheCurrentFolder() throws {
        let (one, other) = (try Scratch(), try Scratch())
        for scratch in [one, other] { try scratch.write("", to: TaskFile.name) }
        let found = try TaskFolder.find(
            named: nil, environment: ["RENGA_TASK": one.url.path], current: other.url.path)
        #expect(path(found) == path(one.url))
        let empty = try TaskFolder.find(named: nil, environment: ["RENGA_TASK": ""], current: other.url.path)
        #expect(path(empty) == path(other.url))
    }

    @Test func theNearestParentWithATaskIsFound() throws {
        let scratch = try Scratch()
        try scratch.write("", to: TaskFile.name)
        try scratch.write("", to: "inner/" + TaskFile.name)
        try scratch.write("", to: "inner/deep/deeper/file")
        try scratch.write("", to: "beside/deep/file")
        func find(_ below: String) throws -> String {
            path(
                try TaskFolder.find(
                    named: nil, environment: [:], current: scratch.url.appendingPathComponent(below).path))
        }
        #expect(try find("inner/deep/deeper") == path(scratch.url.appendingPathComponent("inner")))
        #expect(try find("beside/deep") == path(scratch.url))
    }

    @Test func whereThereIsNoTaskTheFailureSaysWhereItLooked() throws {
        let scratch = try Scratch()
        func message(named: String?, _ environment: [String: String] = [:]) throws -> String {
            let failure = #expect(throws: Failure.self) {
                try TaskFolder.find(named: named, environment: environment, current: "/")
            }
            #expect(failure?.status == .noSuchFile)
            return failure?.message ?? ""
        }
        #expect(try message(named: scratch.url.path).contains(scratch.url.path))
        #expect(try message(named: nil, ["RENGA_TASK": scratch.url.path]).contains("RENGA_TASK"))
        #expect(try message(named: nil).contains("renga init"))
    }
}
