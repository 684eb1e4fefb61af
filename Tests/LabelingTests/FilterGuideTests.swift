import Foundation
import Labeling
import Testing

/// `docs/filters.md` says what the program does.
struct FilterGuideTests {
    private func guide() throws -> String {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return try String(contentsOf: url.appendingPathComponent("docs/filters.md"), encoding: .utf8)
    }

    @Test func everyFieldFlagAndWordIsThere() throws {
        let guide = try guide()
        let words =
            FilterField.named.map(\.name) + FilterFlag.allCases.map(\.rawValue) + FilterThing.allCases.map(\.rawValue)
            + FilterState.allCases.map(\.rawValue)
        for word in words { #expect(guide.contains("`\(word)`"), "\(word)") }
    }

    @Test func everyFieldOfTheTableIsOne() throws {
        let rows = try guide().split(separator: "\n").filter { $0.hasPrefix("| `") }
        let names = rows.flatMap { row -> [String] in
            let cell = row.dropFirst(2).prefix { $0 != "|" }
            return cell.split(separator: "`").map(String.init).filter { !$0.contains(" ") && !$0.contains(",") }
        }
        #expect(names.count > 15)
        for name in names where !name.hasPrefix("meta.") && name != "has:" {
            #expect(FilterField(name: name) != nil, "\(name)")
        }
    }

    @Test func everyExampleIsAFilter() throws {
        let labels = try LabelSet(["billing", "account"].map { LabelDefinition(label: Label($0)) })
        let block = try #require(guide().components(separatedBy: "```filter\n").dropFirst().first)
        let examples = block.components(separatedBy: "```")[0].split(separator: "\n")
        #expect(examples.count > 5)
        for example in examples {
            #expect(throws: Never.self, "\(example)") {
                try FilterExpression.parse(String(example), labels: labels, now: FilterExamples.now)
            }
        }
    }
}
