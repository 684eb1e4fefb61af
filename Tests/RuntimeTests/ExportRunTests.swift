import Foundation
import Interchange
import Labeling
import Storage
import Testing

@testable import Runtime

@Suite struct ExportRunTests {
    private func task(_ labels: [String] = ["x", "y"]) throws -> TaskDefinition {
        TaskDefinition(
            name: "T", labels: try LabelSet(labels.map { LabelDefinition(label: Label($0)) }),
            first: ModelSetting(provider: .offline, model: "offline-small"))
    }

    private func item(_ id: String, _ text: String, _ label: String?, at: Int64 = 1_000) -> AnnotatedItem {
        var item = AnnotatedItem(item: Item(id: Item.ID(id), text: text))
        if let label {
            item.decisions = [
                Decision(reviewer: "ana", verdict: .override(Label(label)), at: Timestamp(milliseconds: at))
            ]
        }
        return item
    }

    /// Runs the export, and gives the ids in each main file by its name.
    private func ids(_ desk: Desk, _ change: (inout ExportRequest) throws -> Void = { _ in }) throws -> [String:
        [String]]
    {
        var request = ExportRequest(.jsonl, to: desk.scratch.url.appendingPathComponent("g.jsonl").path)
        try change(&request)
        let summary = try ExportRun(request, of: desk.open).run()
        var found: [String: [String]] = [:]
        for file in summary.files {
            let text = try String(contentsOf: desk.scratch.url.appendingPathComponent(file.name), encoding: .utf8)
            found[file.name] = try text.split(separator: "\n").map {
                guard case .string(let id)? = try JSONDocument.parse(Array($0.utf8))["id"] else { return "" }
                return id
            }
        }
        return found
    }

    @Test func whatIsExportedIsThatWhichTheFilterLists() throws {
        let desk = try Desk(
            [item("1", "a refund", "x"), item("2", "b", "y"), item("3", "a refund too", nil)], task: task())
        func filtered(_ text: String, all: Bool = false) throws -> [String]? {
            try ids(desk) {
                $0.filter = try ExportRequest.filter(text, of: desk.open)
                $0.includesUndecided = all
            }["g.jsonl"]
        }
        #expect(try filtered("label:y") == ["2"])
        #expect(try filtered("refund") == ["1"])
        #expect(try filtered("refund", all: true) == ["1", "3"])
        #expect(try filtered("decided", all: true) == ["1", "2"])
        #expect(try filtered("todo", all: true) == ["3"])
        #expect(try filtered("all") == ["1", "2"])
        try desk.store.save(SavedFilter(name: "mine", text: "label:x"), by: "ana")
        #expect(try filtered("@mine") == ["1"])
        for wrong in ["label:z", "nofield:x", "@none", "(", "conf<"] {
            #expect(throws: Failure.self) { try ExportRequest.filter(wrong, of: desk.open) }
        }
    }

    @Test func sinceTakesWhatIsNewDecidedOrTakenBackSinceThen() throws {
        let scratch = try Scratch()
        let store = try Store.create(at: scratch.url.appendingPathComponent("renga.db").path)
        let early = Timestamp(milliseconds: 1_000)
        var undone = item("4", "d", "x", at: 100)
        undone.decisions.append(undone.decisions[0])
        undone.decisions[1].undoneAt = Timestamp(milliseconds: 9_000)
        undone.decisions[1].at = Timestamp(milliseconds: 200)
        _ = try store.add([item("1", "a", "x", at: 100), item("2", "b", "x", at: 6_000), undone], at: early)
        _ = try store.add([item("3", "c", "y", at: 100)], at: Timestamp(milliseconds: 7_000))
        var found: [String] = []
        try store.forEachAnnotated(
            groundTruthOnly: true, matching: .everything, since: Timestamp(milliseconds: 5_000)
        ) { found.append($0.annotated.item.id.value) }
        #expect(found == ["2", "4", "3"])
    }

    @Test func nearDuplicatesAreInOneSplitAndAllOthersWhereTheirIdsPutThem() throws {
        // Enough words that texts are compared, in as many copies as would never be in one split by chance.
        let words = "the very same long text about a refund that nobody has ever answered in all these years"
        var all = (0..<40).map { item("copy-\($0)", words + String(repeating: "!", count: $0 % 3), "x") }
        // Numbers in a text do not tell it from another.
        func word(_ number: Int) -> String {
            String(number, radix: 3).map { ["0": "al", "1": "bo", "2": "cu"][$0] ?? "" }.joined()
        }
        all += (0..<40).map { item("own-\($0)", "some \(word($0)) of its \(word($0 * 31)) own \(word($0 + 7))", "y") }
        let desk = try Desk(all, task: task())
        let splits = try ExportSplits("50/50")
        let found = try ids(desk) { $0.splits = splits }
        #expect(Set(found.keys) == ["g-train.jsonl", "g-test.jsonl"])
        let holding = found.filter { $0.value.contains { $0.hasPrefix("copy-") } }
        #expect(holding.count == 1 && found.values.flatMap(\.self).count == 80)
        let leader = splits.index(of: Item.ID("copy-0"))
        #expect(holding.keys.first == (leader == 0 ? "g-train.jsonl" : "g-test.jsonl"))
        for (name, ids) in found {
            for id in ids where id.hasPrefix("own-") {
                #expect((splits.index(of: Item.ID(id)) == 0) == (name == "g-train.jsonl"))
            }
        }
        // Whatever else is exported, an item stays where it is, without its group's first too.
        let some = try ids(desk) {
            $0.splits = splits
            $0.filter = try ExportRequest.filter("-id=copy-0 label:x", of: desk.open)
        }
        #expect(some["g-train.jsonl"] == found["g-train.jsonl"]?.filter { $0.hasPrefix("copy-") && $0 != "copy-0" })
    }

    @Test func aStoppedExportWritesNothing() throws {
        let desk = try Desk([item("1", "a", "x")], task: task())
        let request = ExportRequest(.jsonl, to: desk.scratch.url.appendingPathComponent("g.jsonl").path)
        let before = try FileManager.default.contentsOfDirectory(atPath: desk.scratch.url.path).sorted()
        do {
            let run = try ExportRun(request, of: desk.open)
            #expect(throws: Failure.self) { _ = try run.run(isStopped: { true }) }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: desk.scratch.url.path).sorted() == before)
    }

    @Test func severalFilesAndFoldersNeedAPlace() throws {
        let desk = try Desk([item("1", "a", "x")], task: task())
        var split = ExportRequest(.jsonl, to: "-")
        split.splits = try ExportSplits("90/10")
        #expect(throws: Failure.self) { try ExportRun(split, of: desk.open) }
        #expect(throws: Failure.self) { try ExportRun(ExportRequest(.huggingface, to: "-"), of: desk.open) }
    }
}
