import Foundation
import GRDB
import Labeling
@testable import Storage
import Testing

@Suite struct KeepingTests {
    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    private func names(_ folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    @Test func aBackupIsTheStoreOfOneMomentAlthoughAReviewGoesOn() throws {
        let scratch = try Scratch(items(3_000))
        _ = try scratch.store.record(decision("ana", .reject), on: ItemNumber(1))
        let copy = scratch.folder.appendingPathComponent("copy.db").path
        var decided: Int64 = 1
        let report = try scratch.store.backUp(to: copy) { _ in
            decided += 1
            _ = try? scratch.store.record(decision("ben", .reject), on: ItemNumber(decided))
            return true
        }
        #expect(decided > 1)
        #expect(report?.items == 3_000 && report?.decisions == 1 && report?.predictions == 0)
        #expect(try mode(copy) == 0o600)
        #expect(try names(scratch.folder).filter { $0.hasPrefix("copy") } == ["copy.db"])
        let store = try Store.open(at: copy)
        #expect(try store.verify() == VerifyReport(findings: [], items: 3_000, predictions: 0, decisions: 1))
        // What was written meanwhile is where it belongs.
        #expect(try scratch.store.counts().decided == Int(decided))
        _ = try store.record(decision("cy", .reject), on: ItemNumber(9))
        try store.close()
        #expect(try FileManager.default.attributesOfItem(atPath: copy)[.size] as? Int64 ?? 0 > 0)
    }

    @Test func anOlderBackupIsReplacedAndNothingElseIs() throws {
        let scratch = try Scratch(items(2))
        let copy = scratch.folder.appendingPathComponent("copy.db").path
        #expect(try scratch.store.backUp(to: copy)?.items == 2)
        _ = try scratch.store.add([item("more")])
        #expect(try scratch.store.backUp(to: copy)?.items == 3)
        let letter = scratch.folder.appendingPathComponent("letter.txt")
        try Data("dear".utf8).write(to: letter)
        #expect(throws: StoreError.self) { try scratch.store.backUp(to: letter.path) }
        #expect(try Data(contentsOf: letter) == Data("dear".utf8))
        #expect(throws: StoreError.self) { try scratch.store.backUp(to: scratch.folder.path) }
        // A store that somebody is working in has a journal.
        let other = try Scratch(items(1))
        #expect(throws: StoreError.self) { try scratch.store.backUp(to: other.path) }
        try Data([1]).write(to: URL(fileURLWithPath: copy + "-wal"))
        #expect(throws: StoreError.self) { try scratch.store.backUp(to: copy) }
        #expect(throws: StoreError.self) { try scratch.store.backUp(to: "/nowhere/at/all.db") }
        #expect(try other.store.counts().items == 1)
    }

    @Test func aBackupThatIsStoppedLeavesNothing() throws {
        let scratch = try Scratch(items(2_000))
        let copy = scratch.folder.appendingPathComponent("copy.db").path
        try Data().write(to: URL(fileURLWithPath: copy))
        let before = try names(scratch.folder)
        #expect(try scratch.store.backUp(to: copy) { $0.work != "copying" } == nil)
        #expect(try names(scratch.folder) == before)
        #expect(try Data(contentsOf: URL(fileURLWithPath: copy)).isEmpty)
    }

    @Test func aVacuumGivesSpaceBackAndChangesNothingElse() throws {
        let scratch = try Scratch(items(2_000))
        try scratch.raw { db in
            try db.execute(sql: "CREATE TABLE waste (x)")
            for _ in 0..<200 { try db.execute(sql: "INSERT INTO waste VALUES (zeroblob(20000))") }
            try db.execute(sql: "DROP TABLE waste")
        }
        let rows = try all(scratch.store)
        try scratch.store.close()
        let report = try #require(try Store.vacuum(at: scratch.path))
        #expect(report.bytesBefore - report.bytesAfter > 3_000_000)
        let size = try FileManager.default.attributesOfItem(atPath: scratch.path)[.size] as? Int64
        #expect(size == report.bytesAfter)
        #expect(try mode(scratch.path) == 0o600)
        #expect(try names(scratch.folder) == ["renga.db"])
        let store = try Store.open(at: scratch.path)
        #expect(try all(store) == rows)
        #expect(try store.verify().isSound)
        #expect(try scratch.raw { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
    }

    @Test func aVacuumGivesAnOlderStoreThePagesOfANewOne() throws {
        let scratch = try Scratch(items(2_000))
        let rows = try all(scratch.store)
        try scratch.store.close()
        let queue = try DatabaseQueue(path: scratch.path)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = DELETE; PRAGMA page_size = 4096; VACUUM")
            _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
        }
        try queue.close()
        func pragma(_ name: String) throws -> String? {
            try scratch.raw { try String.fetchOne($0, sql: "PRAGMA \(name)") }
        }
        #expect(try pragma("page_size") == "4096")
        #expect(try Store.vacuum(at: scratch.path) { $0.work != "writing the store anew" } == nil)
        #expect(try pragma("page_size") == "4096" && pragma("journal_mode") == "wal")
        #expect(try Store.vacuum(at: scratch.path) != nil)
        #expect(try pragma("page_size") == "8192" && pragma("journal_mode") == "wal")
        #expect(try names(scratch.folder) == ["renga.db"])
        let store = try Store.open(at: scratch.path)
        #expect(try all(store) == rows)
        #expect(try store.verify().isSound)
    }

    @Test func aStoppedVacuumLeavesTheStoreAsItWas() throws {
        let scratch = try Scratch(items(3_000))
        let rows = try all(scratch.store)
        try scratch.store.close()
        #expect(try Store.vacuum(at: scratch.path) { _ in false } == nil)
        let store = try Store.open(at: scratch.path)
        #expect(try all(store) == rows)
    }

    /// Rows of version 1, of which the later versions make their own.
    private func versionOne(in folder: URL) throws -> String {
        let path = folder.appendingPathComponent("renga.db").path
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID); PRAGMA journal_mode = WAL")
        }
        try Schema.migrator.migrate(queue, upTo: "1")
        try queue.write { db in
            try db.execute(
                sql: """
                    INSERT INTO item (number, id, text, meta, shuffle, added_at)
                    WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 2000)
                    SELECT value, 't-' || value, 'text', NULL, value / 4000.0, 5 FROM n
                    """)
        }
        try queue.close()
        return path
    }

    @Test func aMigrationTellsOfItselfAndOneThatIsStoppedIsTakenUpAgain() throws {
        let folder = try Scratch.newFolder()
        let path = try versionOne(in: folder)
        func version() throws -> Int {
            try DatabaseQueue(path: path).read { try Schema.migrator.appliedIdentifiers($0).count }
        }
        #expect(throws: StoreError.stopped(path: path)) { try Store.open(at: path, migrating: { _ in false }) }
        #expect(try version() == 1)
        var told = 0
        #expect(throws: StoreError.stopped(path: path)) {
            try Store.open(
                at: path,
                migrating: { _ in
                    told += 1
                    return told < 3
                })
        }
        // The first step was being done.
        #expect(told == 3)
        let after = try version()
        #expect(after < Schema.migrator.migrations.count)
        var works: Set<String> = []
        let store = try Store.open(
            at: path,
            migrating: { progress in
                works.insert(progress.work)
                return true
            })
        #expect(works == ["bringing the store up to date (version \(after) to \(Schema.migrator.migrations.count))"])
        #expect(try store.verify().isSound)
        #expect(try store.counts().items == 2_000)
        var isTold = false
        _ = try Store.open(
            at: path,
            migrating: { _ in
                isTold = true
                return true
            })
        #expect(!isTold)
    }
}

@Suite struct EventOrderTests {
    @Test(arguments: [1, 7, 100, 5_000])
    func keysComeInOrderHoweverManyAreHeldAtOnce(atOnce: Int) throws {
        var order = EventOrder(atOnce: atOnce)
        var keys: [EventOrder.Key] = []
        for number in 0..<Int64(3_000) {
            let key = EventOrder.Key(at: number * 7_919 % 211 - 100, kind: Int8(number % 13), id: number)
            keys.append(key)
            if number < Int64(atOnce) * 60 { try order.add(key) }
        }
        keys = keys.prefix(atOnce * 60).sorted()
        var found: [EventOrder.Key] = []
        try order.forEachPage(of: 64) { page in
            #expect(page.count <= 64)
            found += page
        }
        #expect(found == keys)
        let times = found.map { "\($0.at) \($0.kind) \($0.id)" }
        #expect(times == keys.map { "\($0.at) \($0.kind) \($0.id)" })
    }
}
