import GRDB
import Labeling
import Testing

@testable import Storage

@Suite struct ProgressTests {
    private func progress(
        _ ticket: String, head: String = "h", checked: Int64 = 100, offset: Int64 = 90, complete: Bool = false
    ) -> ImportProgress {
        ImportProgress(
            content: "c\(checked)", offset: offset, line: 7, isComplete: complete, ticket: ticket, head: head,
            checked: checked, read: 5, rejected: 2, source: "a\u{0}é.jsonl")
    }

    private func batch(_ items: AnnotatedItem...) -> ItemBatch {
        var batch = ItemBatch()
        for item in items { batch.append(item) }
        return batch
    }

    @Test func whatIsStoredIsFoundByTheBeginningOfTheInput() throws {
        let scratch = try Scratch()
        let (one, two) = (progress("t1"), progress("t2", head: "g", checked: 200))
        try scratch.store.record(one)
        try scratch.store.record(two)
        #expect(try scratch.store.imports(heads: ["h"]) == [one])
        #expect(try scratch.store.imports(heads: ["x", "h", "g"]) == [two, one])
        #expect(try scratch.store.imports(heads: ["x"]) == [])
        #expect(try scratch.store.imports(heads: []) == [])
        #expect(try scratch.store.verify().isSound)
    }

    @Test func progressGoesInWithItsItemsOrNotAtAll() throws {
        let scratch = try Scratch()
        let known = progress("t1")
        #expect(try scratch.store.add(batch(item("a")), progress: known) == [.added])
        #expect(try scratch.store.imports(heads: ["h"]) == [known])
        #expect(try scratch.store.add(ItemBatch(), progress: progress("t2", head: "g")).isEmpty)
        #expect(try scratch.store.imports(heads: ["g"]).count == 1)
        // A transaction that fails takes neither.
        try scratch.raw {
            try $0.execute(
                sql: "CREATE TRIGGER no BEFORE INSERT ON item BEGIN SELECT RAISE(ABORT, 'no'); END")
        }
        #expect(throws: StoreError.self) {
            try scratch.store.add(batch(item("b")), progress: progress("t1", checked: 999))
        }
        #expect(try scratch.store.imports(heads: ["h"]) == [known])
    }

    @Test func anImportHasOneRowAndACompleteInputOneToo() throws {
        let scratch = try Scratch()
        try scratch.store.record(progress("t1", checked: 50, offset: 40))
        try scratch.store.record(progress("t1", checked: 80, offset: 70))
        #expect(try scratch.store.imports(heads: ["h"]) == [progress("t1", checked: 80, offset: 70)])
        try scratch.store.record(progress("t2", complete: true))
        try scratch.store.record(progress("t3", complete: true))
        #expect(try scratch.store.imports(heads: ["h"]).map(\.ticket) == ["t3", "t1"])
    }

    @Test func whatComesAfterIsWaitedForOnItsWayToTheDiskAgain() throws {
        let scratch = try Scratch()
        try scratch.store.record(progress("t1"))
        let level = try scratch.store.onWriter { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
        #expect(level == 2)
    }
}
