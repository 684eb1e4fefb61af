import Foundation
import Interchange
import Labeling
import Testing

@Suite struct ExportFormatsTests {
    private func lines(_ format: ExportFormat, _ items: [ExportedItem], _ context: ExportContext) throws
        -> [JSONDocument]
    {
        let folder = try TemporaryFolder()
        try export(format, items, context, to: folder.path("out"))
        let path = format == .huggingface ? "out/data/train.jsonl" : "out"
        return try folder.content(path).utf8.split(separator: 10).map { try JSONDocument.parse(Array($0)) }
    }

    private func warnings(_ format: ExportFormat, _ names: [String], several: Bool = false) throws -> [String] {
        try format.shape.init(exportContext(names, several: several)).warnings
    }

    @Test func spacyHasEveryLabelWithOneOrNought() throws {
        let one = try lines(.spacy, [decided("1", "t", "b")], exportContext(["a", "b"]))
        #expect(one.map { $0.rendered() } == [#"{"text":"t","cats":{"a":0.0,"b":1.0},"meta":{"id":"1"}}"#])
        let several = try lines(
            .spacy, [decided("1", "t", "a|c"), decided("2", "u", "(none)")],
            exportContext(["a", "b", "c"], several: true))
        #expect(several[0]["cats"]?.rendered() == #"{"a":1.0,"b":0.0,"c":1.0}"#)
        #expect(several[1]["cats"]?.rendered() == #"{"a":0.0,"b":0.0,"c":0.0}"#)
    }

    @Test func evalsWarnOfLabelsThatBeginAlikeInWhateverCase() throws {
        let found = try warnings(.openaiEvals, ["Spam", "ok", "spam_link", "spam_link_2", "o"])
        #expect(found.count == 4)
        #expect(found.contains { $0.contains("\"spam_link\" begins as \"Spam\"") })
        #expect(found.contains { $0.contains("\"ok\" begins as \"o\"") })
        #expect(try warnings(.openaiEvals, ["spam", "ham"]).isEmpty)
        // Sets are compared as JSON, not by their beginnings.
        #expect(try warnings(.openaiEvals, ["spam", "spam_link"], several: true).isEmpty)
        let many = try warnings(.openaiEvals, (0..<300).map { String(repeating: "a", count: $0 + 1) })
        #expect(many.count == 11)
    }

    @Test func evalsAskAndSayWhatIsRight() throws {
        let one = try lines(.openaiEvals, [decided("1", "t", "b")], exportContext(["a", "b"]))[0]
        #expect(one["ideal"] == .string("b"))
        guard case .array(let messages)? = one["input"] else { Issue.record("no input"); return }
        #expect(messages.map { $0["role"] } == [.string("system"), .string("user")])
        #expect(messages[1]["content"] == .string("t"))
        let several = try lines(.openaiEvals, [decided("1", "t", "b")], exportContext(["a", "b"], several: true))[0]
        #expect(several["ideal"] == .string(#"{"a":false,"b":true}"#))
    }

    @Test func noTextOfAPromptfooTestIsAVariableByItself() throws {
        let items = hostileTexts.enumerated().map { decided("\($0.offset)", $0.element, "{{env.HOME}}") }
        for (test, text) in zip(try lines(.promptfoo, items, exportContext(["{{env.HOME}}", "b"])), hostileTexts) {
            #expect(test["vars"]?["item"]?["text"] == .string(text))
            guard case .array(let checks)? = test["assert"] else { Issue.record("no assert"); return }
            #expect(checks.map { $0["type"] } == [.string("equals")])
            #expect(checks[0]["value"] == .string(#"{{"{"}}{{"{"}}env.HOME}}"#))
        }
        let file = try lines(.promptfoo, [decided("1", "t", "file://x")], exportContext(["file://x"]))[0]
        #expect(file.rendered().contains(#""value":"{{\"f\"}}ile://x""#))
    }

    @Test func promptfooIsNotToldToReadFilesThatTextsName() throws {
        let folder = try TemporaryFolder()
        let context = try exportContext(["x"])
        let items = [decided("1", "file:///etc/passwd", "x"), decided("2", "t", "x")]
        try export(.promptfoo, items, context, to: folder.path("one.jsonl"))
        let one = try folder.content("one-promptfooconfig.yaml")
        #expect(one.contains("\ntests: \"file://one.jsonl\"\n"))
        try export(.promptfoo, items, context, to: folder.path("two.jsonl"), splits: ["train", "test"])
        let two = try folder.content("two-promptfooconfig.yaml")
        #expect(
            two.contains("\ntests:\n  - path: \"file://two-train.jsonl\"\n  - path: \"file://two-test.jsonl\"\n"))
    }

    @Test func theCardNamesClassesInTheTasksOrderAndOnlySplitsThatHaveItems() throws {
        let folder = try TemporaryFolder()
        var context = try exportContext(["z: #1", "a'\"b"], name: "In \"terop\": x")
        context.license = "cc-by-4.0"
        try export(
            .huggingface, [decided("1", "t", "z: #1")], context, to: folder.path("h"), splits: ["train", "test"])
        let card = try folder.content("h/README.md")
        #expect(card.contains("          '0': \"z: #1\"\n          '1': \"a'\\\"b\"\n"))
        #expect(card.contains("pretty_name: \"In \\\"terop\\\": x\"\n") && card.contains("license: \"cc-by-4.0\"\n"))
        #expect(card.contains("path: \"data/train.jsonl\"") && !card.contains("path: \"data/test.jsonl\""))
        #expect(!card.contains("name: images"))
    }

    @Test func thePublishedFolderNamesNoReviewer() throws {
        let folder = try TemporaryFolder()
        var item = decided("1", "t", "x")
        item.annotated.decisions[0].reviewer = "ana-maria"
        item.truth?.decision?.reviewer = "ana-maria"
        item.truth?.provenance = .consensus
        try export(.huggingface, [item], exportContext(["x"]), to: folder.path("h"))
        for name in ["h/README.md", "h/data/train.jsonl"] { #expect(try !folder.content(name).contains("ana-maria")) }
    }

    @Test func anItemWithoutALabelIsInTheFolderOnlyWhereAllWereAskedFor() throws {
        var context = try exportContext(["x"])
        #expect(try lines(.huggingface, [decided("1", "t", nil)], context).isEmpty)
        context.includesUndecided = true
        #expect(try lines(.huggingface, [decided("1", "t", nil)], context).map { $0["label"] } == [.null])
    }

    @Test func inspectHasTheLabelsAsTargets() throws {
        let several = try lines(
            .inspect, [decided("1", "t", "a|b"), decided("2", "u", "(none)")], exportContext(["b", "a"], several: true))
        #expect(several.map { $0["target"] } == [JSONDocument(["b", "a"]), .array([])])
        #expect(
            try lines(.inspect, [decided("1", "t", "b")], exportContext(["b"])).map { $0["target"] } == [.string("b")])
    }

    @Test func theOpinionsAreThoseOfTheModelsThatTheTaskNamesElseOfOthers() throws {
        func opinions(_ models: [String], first: String? = nil, second: String? = nil) throws -> [String?] {
            var context = try exportContext(["x"])
            (context.first, context.second) = (first, second)
            let item = AnnotatedItem(
                item: Item(id: Item.ID("1"), text: "t"),
                predictions: models.map { Prediction(model: $0, label: Label("x")) })
            let found = context.opinions(of: item)
            return [found.first?.model, found.second?.model]
        }
        #expect(try opinions(["h", "o"]) == ["h", "o"])
        #expect(try opinions(["o", "h"], first: "h", second: "o") == ["h", "o"])
        #expect(try opinions(["o"], first: "h", second: "o") == [nil, "o"])
        #expect(try opinions(["g", "g", "k"], first: "h", second: "o") == ["g", "k"])
        #expect(try opinions([]) == [nil, nil])
    }
}
