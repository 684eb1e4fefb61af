import Foundation
import Labeling
import Testing

@testable import Runtime

struct CareSettingsTests {
    private func settings(_ lines: String) throws(Failure) -> CareSettings {
        let text = "[task]\nname = \"T\"\n[[labels]]\nname = \"a\"\n[[labels]]\nname = \"b\"\n[review]\n\(lines)\n"
        return try TaskFile.parse(text, file: "renga.toml", folder: URL(filePath: "/nowhere")).review.care
    }

    @Test func everyKeyOfCareIsRead() throws {
        #expect(try settings("") == CareSettings())
        #expect(
            try settings("idle = 90\npace = true\nhints = false\nbreak-after = \"50min\"")
                == CareSettings(idle: 90, showsPace: true, givesHints: false, breakAfter: 3_000))
        #expect(try settings("break-after = \"2 h\"").breakAfter == 7_200)
        #expect(try settings("break-after = \"off\"").breakAfter == nil)
    }

    @Test(arguments: [
        ("idle = 4", "review.idle: expected 5 to 3600, found 4"),
        ("pace = 1", "review.pace: expected true or false, found a whole number"),
        ("hints = \"no\"", "review.hints: expected true or false, found a string"),
        (
            "break-after = \"50\"",
            "review.break-after: expected a time from \"5min\" to \"8h\", or \"off\"; found \"50\""
        ),
        (
            "break-after = \"1min\"",
            "review.break-after: expected a time from \"5min\" to \"8h\", or \"off\"; found \"1min\""
        ),
        (
            "break-after = \"99999999999999999999h\"",
            "review.break-after: expected a time from \"5min\" to \"8h\", or \"off\"; found \"99999999999999999999h\""
        ),
        ("overlap = 0", "review.overlap: expected 1 to 20, found 0"),
    ])
    func mistakesAreToldWithTheirLine(line: String, problem: String) {
        do {
            _ = try settings(line)
            Issue.record("taken: \(line)")
        } catch {
            #expect(error.message.hasPrefix("renga.toml:8: \(problem)"), "\(error.message)")
        }
    }
}
