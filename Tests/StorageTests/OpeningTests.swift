import Foundation
import GRDB
import Labeling
@testable import Storage
import Testing

@Suite struct OpeningTests {
    @Test func aNewStoreIsReadableByItsOwnerOnly() throws {
        let scratch = try Scratch([item("a")])
        for suffix in ["", "-wal", "-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: scratch.path + suffix)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
        }
        #expect(try !scratch.store.isEmpty)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path).allSatisfy { !$0.contains("new-") }
        )
    }

    @Test func everyCommitIsForcedToTheDisk() throws {
        let scratch = try Scratch()
        #expect(try scratch.store.writerSettings() == ["wal", "2", "1"])
        let again = try Store.open(at: scratch.path)
        #expect(try again.writerSettings() == ["wal", "2", "1"])
    }

    @Test func aStoreIsNeverMadeOverAnotherFile() throws {
        let scratch = try Scratch([item("a")])
        #expect(throws: StoreError.alreadyExists(path: scratch.path)) { try Store.create(at: scratch.path) }
        #expect(try scratch.store.counts().items == 1)
    }

    @Test(arguments: ["", "-wal"]) func nothingIsCalledSavedOnceAFileOfTheStoreIsGone(ending: String) throws {
        let scratch = try Scratch(items(2))
        _ = try scratch.store.record(decision("ana", .reject), on: ItemNumber(1))
        try FileManager.default.removeItem(atPath: scratch.path + ending)
        let gone = StoreError.replaced(path: scratch.path + ending)
        #expect(throws: gone) { try scratch.store.record(decision("ana", .reject), on: ItemNumber(2)) }
        #expect(throws: gone) { try scratch.store.undoLast(by: "ana") }
        #expect(throws: gone) { try scratch.store.lease([ItemNumber(1)], holder: "h", reviewer: "ana") }
    }

    @Test func nothingIsWrittenIntoAnotherStoreThatTookItsPlace() throws {
        let (scratch, other) = (try Scratch(items(2)), try Scratch(items(3)))
        try other.store.close()
        _ = try scratch.store.record(decision("ana", .reject), on: ItemNumber(1))
        #expect(rename(other.path, scratch.path) == 0)
        let before = try Data(contentsOf: URL(fileURLWithPath: scratch.path))
        #expect(throws: StoreError.replaced(path: scratch.path)) {
            try scratch.store.record(decision("ana", .reject), on: ItemNumber(2))
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.path)) == before)
    }

    @Test func whatIsMissingIsSaidToBeMissing() {
        #expect(throws: StoreError.missing(path: "/nowhere/renga.db")) { try Store.open(at: "/nowhere/renga.db") }
        #expect(throws: StoreError.self) { try Store.create(at: "/nowhere/renga.db") }
    }

    @Test(arguments: ["", "id,text\n1,hello\n", String(repeating: "not a database ", count: 500)])
    func anotherFileIsRefusedAndLeftAsItWas(content: String) throws {
        let folder = try Scratch.newFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("renga.db").path
        try Data(content.utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: StoreError.notAStore(path: path)) { try Store.open(at: path) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(content.utf8))
    }

    @Test func anotherProgramsDatabaseIsRefusedAndLeftAsItWas() throws {
        let folder = try Scratch.newFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("renga.db").path
        let other = try DatabaseQueue(path: path)
        try other.write { try $0.execute(sql: "CREATE TABLE t (a)") }
        try other.close()
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(throws: StoreError.notAStore(path: path)) { try Store.open(at: path) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test func aStoreOfANewerProgramIsRefused() throws {
        let scratch = try Scratch()
        try scratch.raw { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('2099')") }
        #expect(throws: StoreError.newer(path: scratch.path)) { try Store.open(at: scratch.path) }
        #expect(throws: StoreError.newer(path: scratch.path)) { try Store.open(at: scratch.path, readOnly: true) }
    }

    @Test func aReadOnlyStoreReadsAndRefusesToWrite() throws {
        let scratch = try Scratch([item("a")])
        let reader = try Store.open(at: scratch.path, readOnly: true)
        #expect(try reader.counts().items == 1)
        #expect(throws: StoreError.readOnly(path: scratch.path)) { try reader.add([item("b")]) }
        try reader.setModels(ladder: ["small", "large"])
        #expect(throws: StoreError.readOnly(path: scratch.path)) { try reader.setModels(ladder: ["x"]) }
    }

    @Test func aStoreInAFolderThatMayNotBeWrittenIsRead() throws {
        let scratch = try Scratch([item("a")])
        let path = scratch.path
        try scratch.store.close()
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder)
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder) }
        let reader = try Store.open(at: path, readOnly: true)
        #expect(try reader.counts().items == 1 && reader.verify().isSound)
    }

    @Test func everythingIsThereAfterClosingAndOpening() throws {
        let scratch = try Scratch([item("a", gold: "x")])
        let number = try #require(try scratch.store.number(of: Item.ID("a")))
        _ = try scratch.store.record(decision("ana", .reject), on: number)
        let counts = try scratch.store.counts()
        try scratch.store.close()
        let again = try Store.open(at: scratch.path)
        #expect(try again.counts() == counts)
        #expect(try again.undoLast(by: "ana")?.decision.verdict == .reject)
        #expect(try again.verify().isSound)
    }

    @Test func aFullDiskIsNamedAndLosesNothingOfBefore() throws {
        let scratch = try Scratch([item("a")])
        try scratch.store.limitPages()
        #expect(throws: StoreError.full(path: scratch.path)) {
            try scratch.store.add([item("big", String(repeating: "x", count: 1_000_000))])
        }
        #expect(try scratch.store.counts().items == 1)
        #expect(try scratch.store.verify().isSound)
    }

    @Test(arguments: [
        (StoreError.full(path: "p"), "NOT saved: ", "the disk is full: free some space and try again"),
        (.locked(path: "p"), "Cannot read the store: ", "the store is busy in another program: end it, or wait"),
        (.readOnly(path: "p"), "NOT saved: ", "the store cannot be written: allow it for the file and its folder"),
        (.replaced(path: "p"), "NOT saved: ", "the file was moved, deleted or replaced: quit, put it back"),
    ])
    func whatIsWrongAndWhatToDoAreReadOnASmallScreen(error: StoreError, before: String, words: String) {
        #expect(String((before + error.description).prefix(77)).contains(words), "\(error)")
    }

    @Test func everyErrorOfSQLiteHasAName() {
        let named: [(ResultCode, StoreError)] = [
            (.SQLITE_BUSY, .locked(path: "p")), (.SQLITE_READONLY, .readOnly(path: "p")),
            (.SQLITE_FULL, .full(path: "p")), (.SQLITE_NOTADB, .notAStore(path: "p")),
            (.SQLITE_CORRUPT, .damaged(path: "p", detail: "why")),
            (.SQLITE_CANTOPEN, .cannotOpen(path: "p", detail: "why")),
            (.SQLITE_IOERR, .failed(path: "p", detail: "why")),
        ]
        for (code, error) in named {
            #expect(StoreError(DatabaseError(resultCode: code, message: "why"), path: "p") == error)
            let words = error.description
            #expect(words.hasSuffix("(p)") || words.hasSuffix("; p)"), "what is wrong comes first: \(words)")
        }
    }
}

extension Store {
    /// Journal, synchronous and foreign keys, as the connection has them that writes.
    func writerSettings() throws -> [String] {
        try onWriter { db in
            try ["journal_mode", "synchronous", "foreign_keys"].compactMap {
                try String.fetchOne(db, sql: "PRAGMA \($0)")
            }
        }
    }

    /// Leaves no room for another page, as a full disk does.
    func limitPages() throws {
        try onWriter { try $0.execute(sql: "PRAGMA max_page_count = 1") }
    }
}
