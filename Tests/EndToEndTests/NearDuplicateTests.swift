import Foundation
import TestSupport
import Testing

/// Near duplicates, as a user finds them.
@Suite struct NearDuplicateTests {
    @Test func anImportMarksThemAndTheReviewFoldsThem() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        let text = "The parcel that you sent in the second week of May has never come and nobody answers the telephone"
        try sandbox.write("i.txt", "\(text)\nsomething else\n\(text) here\n\(text.uppercased())!\n")
        let document = try JSON(await sandbox.output("import", "--json", "--near-duplicates", "0.9", "i.txt"))
        #expect(document["added"].int == 4 && document["near_duplicates"].int == 2)
        let again = try JSON(await sandbox.output("import", "--json", "--near-duplicates", "0.9", "i.txt"))
        #expect(again["duplicates"].int == 4 && again["near_duplicates"].int == 0)
        #expect(try JSON(await sandbox.output("status", "--json"))["near_duplicates"]["threshold"].double == 0.9)
        let listed = try JSON(await sandbox.output("duplicates", "--json"))
        #expect(listed["groups"].array.count == 1 && listed["duplicates"].int == 2)
        #expect(listed["groups"].array.first?["items"].array.count == 3)
        let none = try await sandbox.output("duplicates", "--near", "1")
        #expect(none.contains("1 groups, 1 items") && none.contains("not marked"))
        let said = try await sandbox.output("review", "--plain", "--no-models", "--order", "oldest", input: "x\nq\n")
        #expect(said.contains("3 alike: decided together"))
        #expect(try await sandbox.isSound())
    }

    @Test func alikeItemsAreKnownWithoutAReview() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try sandbox.write("i.txt", "I was charged twice\nsomething else\nI was charged TWICE!\n")
        try await sandbox.output("import", "i.txt")
        let lines = try await sandbox.output("export", "--all", "--filter", "has:earlier")
        #expect(lines.split(separator: "\n").count == 1 && lines.contains("TWICE"))
        try sandbox.write("j.txt", "i was, charged twice?\n")
        try await sandbox.output("import", "j.txt")
        #expect(try await sandbox.output("duplicates").contains("1 groups, 2 items beyond the first of each: alike"))
        let listed = try JSON(await sandbox.output("duplicates", "--json"))
        #expect(listed["duplicates"].int == 2 && listed["newer"].isNull)
    }

    @Test func itemsThatCameAfterTheSearchAreCounted() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        let text = "The parcel that you sent in the second week of May has never come and nobody answers the telephone"
        try sandbox.write("i.txt", "\(text)\n")
        try await sandbox.output("import", "--near-duplicates", "0.9", "i.txt")
        #expect(try await !sandbox.output("duplicates").contains("came in after"))
        try sandbox.write("j.txt", "\(text) here\n")
        try await sandbox.output("import", "j.txt")
        #expect(try await sandbox.output("duplicates").contains("1 item came in after the search for near duplicates"))
        #expect(try JSON(await sandbox.output("status", "--json"))["near_duplicates"]["newer"].int == 1)
        #expect(try await sandbox.output("status").contains("1 newer item"))
    }
}
