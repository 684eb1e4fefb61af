import Foundation
import Labeling
@testable import Storage
import TestSupport
import Testing

@Suite struct JournalKeeperTests {
    private func batch(_ number: Int) -> ItemBatch {
        var batch = ItemBatch()
        let text = Array(String(repeating: "word ", count: 40).utf8)
        for place in 0..<200 {
            // The ids of later batches stand between those of earlier ones, so that every batch touches the same pages.
            let id = Array("\(place)-\(number)".utf8)
            id.withUnsafeBytes { id in
                text.withUnsafeBytes { text in
                    batch.append(
                        id: id, text: text, meta: UnsafeRawBufferPointer(start: nil, count: 0), gold: nil, shuffle: 0.5)
                }
            }
        }
        return batch
    }

    private func journalBytes(_ scratch: Scratch) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: scratch.store.path + "-wal")
        return try #require(attributes[.size] as? Int)
    }

    private func add(_ numbers: Range<Int>, to scratch: Scratch, _ keeper: JournalKeeper) throws {
        for number in numbers {
            let outcomes = try scratch.store.add(batch(number), at: .now(), byTriggers: false, keeper: keeper)
            #expect(outcomes.allSatisfy { $0 == .added })
        }
    }

    @Test func theJournalBeginsAnewBeforeItIsLarge() throws {
        let scratch = try Scratch()
        let keeper = try JournalKeeper(of: scratch.store, due: 256 << 10, most: 1 << 20)
        try add(0..<40, to: scratch, keeper)
        // What is written until the copying is waited for, and one batch.
        #expect(try journalBytes(scratch) < 4 << 20)
        try keeper.finish()
        #expect(try scratch.store.counts().items == 8_000)
        #expect(try scratch.store.verify().findings == [])
    }

    @Test func aReaderInTheWayStopsNothing() throws {
        let scratch = try Scratch()
        let keeper = try JournalKeeper(of: scratch.store, due: 256 << 10, most: 1 << 20)
        try add(0..<1, to: scratch, keeper)
        try scratch.store.read { db in
            #expect(try db.first("SELECT count(*) FROM item") { try $0.value(0) as Int } == 200)
            try add(1..<20, to: scratch, keeper)
            #expect(try db.first("SELECT count(*) FROM item") { try $0.value(0) as Int } == 200)
        }
        let grown = try journalBytes(scratch)
        #expect(grown > 2 << 20, "what the reader sees is not written over")
        try add(20..<60, to: scratch, keeper)
        #expect(try journalBytes(scratch) < grown * 2, "the journal began anew once the reader was gone")
        try keeper.finish()
        #expect(try scratch.store.counts().items == 12_000)
        #expect(try scratch.store.verify().findings == [])
    }

    @Test func afterwardsEveryDecisionIsWaitedForAgain() throws {
        let scratch = try Scratch()
        let keeper = try JournalKeeper(of: scratch.store)
        try add(0..<1, to: scratch, keeper)
        try keeper.finish()
        let settings = try scratch.store.onWriter { db in
            try ["synchronous", "foreign_keys", "ignore_check_constraints", "wal_autocheckpoint"].map { name in
                try db.first("PRAGMA \(name)") { try $0.value(0) as Int } ?? -1
            }
        }
        #expect(settings == [2, 1, 0, (32 << 20) / Store.pageSize])
    }

    @Test func aLostJournalIsSaid() throws {
        let scratch = try Scratch()
        let keeper = try JournalKeeper(of: scratch.store)
        try FileManager.default.removeItem(atPath: scratch.store.path + "-wal")
        // What it has to do comes later than this.
        try? keeper.settle()
        #expect(throws: StoreError.self) { try keeper.finish() }
        #expect(throws: StoreError.self) { try keeper.settle() }
    }
}
