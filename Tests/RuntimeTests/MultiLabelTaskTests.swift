import Foundation
import Labeling
import Testing

@testable import Runtime

struct MultiLabelTaskTests {
    private func parse(_ text: String) throws(Failure) -> TaskDefinition {
        try TaskFile.parse(text, file: "renga.toml", folder: URL(filePath: "/nowhere"))
    }

    private func file(_ flag: String, _ labels: String = "name = \"b\"") -> String {
        "[task]\nname = \"T\"\n\(flag)\n[[labels]]\nname = \"a\"\n[[labels]]\n\(labels)\n[models.first]\n"
            + "provider = \"offline\"\nmodel = \"offline-small\"\n"
    }

    @Test func theTaskFileSaysWhetherAnItemCanHaveSeveralLabels() throws {
        #expect(try parse(file("multi-label = true")).labels.allowsSeveral)
        #expect(try !parse(file("multi-label = false")).labels.allowsSeveral)
        #expect(try !parse(file("")).labels.allowsSeveral)
    }

    @Test func namesThatStandForSetsAreRefusedWithTheirLine() throws {
        for name in ["x|y", "(None)"] {
            do {
                _ = try parse(file("multi-label = true", "name = \"\(name)\""))
                Issue.record("\(name) was taken")
            } catch {
                #expect(error.message.contains("renga.toml:7: labels[2].name: with multi-label = true"), "\(error)")
                #expect(error.message.contains("found \"\(name)\""))
            }
            #expect(try parse(file("", "name = \"\(name)\"")).labels.count == 2)
        }
    }

    @Test func aFlagThatIsNoTruthValueIsRefused() {
        #expect(throws: Failure.self) { try parse(file("multi-label = \"yes\"")) }
    }

    @Test func rulesOfATaskNameLabelsAndNotSets() throws {
        let rules = file("multi-label = true") + "[models.second]\nprovider = \"offline\"\nmodel = \"offline-large\"\n"
        #expect(try parse(rules + "[second-opinion]\nlabels = [\"b\"]\n").secondOpinion.labels == [Label("b")])
        #expect(throws: Failure.self) { try parse(rules + "[second-opinion]\nlabels = [\"a|b\"]\n") }
    }

    @Test func labelsOfATreeCanBeChosenTogether() throws {
        let task = try parse(file("multi-label = true", "name = \"b\"\nparent = \"a\""))
        #expect(task.labels.isHierarchical && task.labels.label(matching: "b|a") == Label("a|b"))
    }

    @Test func theTemplateCanBeForSeveralLabels() throws {
        for several in [true, false] {
            let text = TaskFile.template(
                name: "T", labels: ["a"], haiku: "small", opus: "large", offline: true, multiLabel: several)
            #expect(try parse(text).labels.allowsSeveral == several)
            #expect(text.contains("multi-label = true"))
        }
    }
}
