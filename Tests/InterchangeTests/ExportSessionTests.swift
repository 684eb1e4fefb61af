import Foundation
import Interchange
import Labeling
import Testing

@Suite struct ExportSessionTests {
    private let items = [decided("1", "a", "x"), decided("2", "b", "y"), decided("3", "c", nil)]

    @Test func everyFileOfAnExportAppearsWhenItIsPublished() throws {
        let folder = try TemporaryFolder()
        let target = ExportTarget(folder.path("g.jsonl"), format: SpacyExport.self, splits: ["train", "test"])
        let session = try ExportSession(.spacy, exportContext(["x", "y"]), to: target)
        try session.write(items[0], split: 0)
        try session.write(items[1], split: 1)
        #expect(!folder.names.contains { $0.hasPrefix("g-t") && $0.hasSuffix(".jsonl") || $0.hasSuffix(".py") })
        let summary = try session.publish()
        #expect(folder.names.sorted() == ["g-test.jsonl", "g-to-spacy.py", "g-train.jsonl", "g.jsonl.loss.json"])
        #expect(summary.files.map(\.items) == [1, 1] && summary.companions == ["g-to-spacy.py"])
        #expect(try folder.content("g-test.jsonl").contains("\"b\""))
    }

    @Test func anExportThatIsGivenUpLeavesWhatWasThere() throws {
        for format in [ExportFormat.jsonl, .csv, .spacy, .huggingface] {
            let folder = try TemporaryFolder()
            try export(format, items, exportContext(["x", "y"]), to: folder.path("g"))
            let before = folder.names
            let path = format == .huggingface ? "g/data/train.jsonl" : "g"
            let old = try folder.content(path)
            do {
                let shape = format.shape
                let session = try ExportSession(
                    format, exportContext(["x", "y"]), to: ExportTarget(folder.path("g"), format: shape, splits: nil))
                for _ in 0..<5_000 { try session.write(decided("n", String(repeating: "new", count: 40), "x")) }
            }
            #expect(folder.names == before)
            #expect(try folder.content(path) == old)
        }
    }

    @Test(arguments: ExportFormat.allCases)
    func theSameItemsGiveTheSameBytesTwice(format: ExportFormat) throws {
        let folder = try TemporaryFolder()
        var all: [[String: String]] = []
        let many = hostileTexts.enumerated().map { decided("\($0.offset)", $0.element, $0.offset % 2 == 0 ? "x" : "y") }
        for _ in 0..<2 {
            try export(format, many, exportContext(["x", "y"]), to: folder.path("g.out"), splits: ["a", "b"])
            let files = try #require(FileManager.default.subpaths(atPath: folder.url.path))
            all.append(
                Dictionary(
                    uniqueKeysWithValues: files.compactMap { name in (try? folder.content(name)).map { (name, $0) } }))
        }
        #expect(all[0] == all[1] && !all[0].isEmpty)
    }

    @Test func whatIsLostAndLeftOutIsSaidBesideTheFile() throws {
        let folder = try TemporaryFolder()
        var rich = items[0]
        rich.annotated.item.meta = ["k": .null]
        rich.annotated.predictions = [Prediction(model: "m", label: Label("x"), confidence: 0.5)]
        rich.truth?.decision?.note = "n"
        let reject = ExportedItem(rich.annotated, truth: GroundTruth(label: nil, provenance: .single))
        let summary = try export(
            .spacy, [rich, reject] + items, exportContext(["x", "y"]), to: folder.path("g.jsonl"))
        #expect(summary.written == 3)
        #expect(summary.leftOut == ["no label fits, its reviewer said": 1, "nothing is decided": 1])
        #expect(summary.losses.counts["meta"] == 1 && summary.losses.counts["decisions.reviewer"] == 3)
        #expect(summary.losses.counts["decisions.note"] == 1 && summary.losses.counts["predictions"] == 1)
        let document = try JSONDocument.parse(Array(try folder.content("g.jsonl.loss.json").utf8))
        #expect(document["format"] == .string("spacy") && document["written"] == .number("3"))
        #expect(document["lost"]?["meta"] == .number("1"))
        // An export in which nothing is lost takes the file of an earlier one away.
        try export(.jsonl, items, exportContext(["x", "y"]), to: folder.path("g.jsonl"))
        #expect(!folder.names.contains("g.jsonl.loss.json"))
    }

    @Test func filesThatNobodyAskedToReplaceAreNotReplaced() throws {
        for name in ["g-to-spacy.py", "g.jsonl.loss.json"] {
            let folder = try TemporaryFolder()
            try Data("mine".utf8).write(to: URL(filePath: folder.path(name)))
            #expect(throws: OutputProblem.self) {
                try export(.spacy, items, exportContext(["x", "y"]), to: folder.path("g.jsonl"))
            }
            #expect(folder.names == [name])
            #expect(try folder.content(name) == "mine")
        }
    }

    @Test func aFolderIsReplacedOnlyWhereAllOfItIsOurs() throws {
        let folder = try TemporaryFolder()
        let context = try exportContext(["x", "y"])
        let path = folder.path("hub")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        // What a killed export has left goes; empty is fine.
        try FileManager.default.createDirectory(atPath: path + ".renga-aB3xyZ/data", withIntermediateDirectories: true)
        try export(.huggingface, items, context, to: path + "/", splits: ["train", "test"])
        #expect(folder.names == ["hub", "hub.loss.json"])
        try export(.huggingface, items, context, to: path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/data") == ["train.jsonl"])
        try Data("mine".utf8).write(to: URL(filePath: path + "/notes.txt"))
        #expect(throws: OutputProblem.self) { try export(.huggingface, items, context, to: path) }
        #expect(try folder.content("hub/notes.txt") == "mine")
        let other = folder.path("other")
        try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: false)
        try Data("mine".utf8).write(to: URL(filePath: other + "/README.md"))
        #expect(throws: OutputProblem.self) { try export(.huggingface, items, context, to: other) }
        #expect(folder.names.sorted() == ["hub", "hub.loss.json", "other"])
    }
}
