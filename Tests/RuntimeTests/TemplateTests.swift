import Foundation
import Labeling
import Testing

@testable import Runtime

struct TemplateTests {
    private func parse(_ text: String) throws(Failure) -> TaskDefinition {
        try TaskFile.parse(text, file: "renga.toml", folder: URL(filePath: "/nowhere"))
    }

    @Test(arguments: [true, false])
    func theTemplateParsesBack(offline: Bool) throws {
        let names = [
            "bug report", "quote\"d", "back\\slash", "tab\there", "ünï ✓", "#hash", "a = b", "[x]", "\u{1}\u{7f}",
            "'''",
        ]
        let text = TaskFile.template(
            name: "My \"task\"\n", labels: names, haiku: "small", opus: "large", offline: offline)
        let task = try parse(text)
        #expect(task.name == "My \"task\"\n")
        #expect(task.labels.labels.map(\.name) == names)
        #expect(task.first.model == (offline ? "offline-small" : "small"))
        #expect(task.second?.model == (offline ? "offline-large" : "large"))
        #expect(task.budget == Budget(total: Money(decimal: "5"), daily: Money(decimal: "1")))
        #expect(task.secondOpinion == SecondOpinionPolicy())
    }

    @Test func theTemplateNamesEveryKeyThatATaskMayHave() throws {
        let text = TaskFile.template(name: "T", labels: ["a", "b"], haiku: "small", opus: "large", offline: false)
        let words = text.split(whereSeparator: { !$0.isLetter && $0 != "-" }).map(String.init)
        let keys = [
            "guidelines", "model-table", "title", "key", "severity", "examples", "provider", "model", "base-url",
            "api-key-env", "api-key-file", "key-header", "region", "project", "token-command", "answer-form",
            "max-tokens", "temperature", "thinking", "samples", "cache", "concurrency", "timeout-seconds", "sample",
            "below-confidence", "labels", "on-invalid-output", "on-refusal", "repair", "routing", "redact",
            "total-usd", "daily-usd", "run-usd", "order", "blind-sample", "theme", "mouse",
        ]
        for key in keys + Provider.allCases.map(\.rawValue) { #expect(words.contains(key), "\(key) is not told") }
    }

    @Test func theTemplateWithoutLabelsIsATaskToo() throws {
        let text = TaskFile.template(name: "T", labels: [], haiku: "small", opus: "large", offline: true)
        #expect(try parse(text).labels.count == 2)
    }

    @Test func everyShippedSampleIsAValidTask() throws {
        let samples = projectFolder.appendingPathComponent("samples")
        let folders = try FileManager.default.contentsOfDirectory(at: samples, includingPropertiesForKeys: nil)
            .map { $0.appendingPathComponent(TaskFile.name) }.filter { FileManager.default.fileExists(atPath: $0.path) }
        #expect(folders.count >= 3)
        for file in folders { #expect(try TaskFile.read(file).labels.count >= 2) }
    }

    @Test func theKeysOfALabelAreExplainedOnce() throws {
        let labels = (1...77).map { "label-\($0)" }
        let text = TaskFile.template(name: "T", labels: labels, haiku: "small", opus: "large", offline: true)
        #expect(text.components(separatedBy: "# severity").count == 2)
        #expect(try parse(text).labels.labels.map(\.name) == labels)
    }
}
