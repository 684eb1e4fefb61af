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
}
