import Foundation
import GRDB
import Labeling
import Storage
import Testing

@Suite struct VerifyTests {
    /// A store with something of everything.
    private func filled() throws -> Scratch {
        let scratch = try Scratch([item("a", gold: "x"), item("b")])
        let store = scratch.store
        let request = try store.recordIntent(RequestIntent(item: ItemNumber(1), model: "small", at: time(0)))
        try store.record(labeled("small", "x", cost: .charged(Money(picodollars: 5))), for: request)
        let (batch, requests) = try store.recordBatch(
            model: "large", nonce: "n", endpoint: "e", at: time(0),
            [1, 2].map { RequestIntent(item: ItemNumber($0), model: "large", escalation: .sample, at: time(0)) })
        try store.record([
            .attempted(requests[0], Attempt(kind: .discarded, cost: .charged(Money(picodollars: 3)), at: time(0)))
        ])
        try store.escalate([Escalation(item: ItemNumber(1), reason: .sample, at: time(0))])
        try store.record(.submitted(providerID: "b", expiresAt: nil), of: batch.id)
        _ = try store.record(decision("ana", .reject), on: ItemNumber(1))
        _ = try store.undoLast(by: "ana")
        _ = try store.record(decision("ana", .accept(Label("x"))), on: ItemNumber(1))
        try store.addNote("n", on: ItemNumber(1), by: "ana")
        return scratch
    }

    @Test func aSoundStoreHasNoFindings() throws {
        let report = try filled().store.verify()
        #expect(report == VerifyReport(findings: [], items: 2, predictions: 1, decisions: 2))
        #expect(report.isSound)
    }

    @Test(arguments: [
        ("UPDATE queue SET state = 'flagged' WHERE item = 1", "the queue is not what"),
        ("UPDATE queue SET word = NULL WHERE item = 1", "the queue and the ground truth differ"),
        ("DELETE FROM queue WHERE item = 2", "the queue is not what"),
        ("UPDATE counters SET decided = decided + 1", "counters are wrong: decided 2 instead of 1"),
        ("UPDATE counters SET first_agreed = 0", "counters are wrong: first_agreed 0 instead of 1"),
        ("UPDATE spending SET charged = 4 WHERE kind = 'answer'", "sums of spending are wrong for: small on"),
        ("UPDATE spending SET possible = 4 WHERE kind = 'discarded'", "sums of spending are wrong for: large on"),
        ("UPDATE counters SET held = 9", "counters are wrong: held 9 instead of 0"),
        ("DELETE FROM due", "what still has to be asked is not what"),
        ("UPDATE due SET held = 0", "what still has to be asked is not what"),
        (
            "INSERT INTO due VALUES (0, 1, 0, 2)",
            "what still has to be asked is not what escalations and answers make it, for the items: b"
        ),
        ("UPDATE queue SET held = 1", "the queue is not what"),
        ("INSERT INTO pending VALUES (1, 1, 1, 'small')", "what open batches owe is not what"),
        ("DELETE FROM ladder WHERE rung = 0", "the queue is not what"),
        ("UPDATE ladder SET model = 'z' WHERE rung = 1", "what still has to be asked is not what"),
        (
            "PRAGMA foreign_keys = OFF; INSERT INTO attempt SELECT 9, 99, kind, outcome, possible, provider_request, detail, "
                + "at, late, input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens, "
                + "cache_creation_1h_input_tokens, reasoning_tokens, cost_basis, picodollars, estimate_model FROM attempt",
            "attempts that name no request, as attempts: 9"
        ),
        (
            "PRAGMA ignore_check_constraints = ON; INSERT INTO escalation (item, rung, reason, at) VALUES (2, 0, 'label', 0)",
            "escalated to a rung below the second, the items: b"
        ),
        ("DROP TRIGGER batch_is_never_changed; UPDATE batch SET requests = 3", "batches with more or fewer requests"),
        (
            "DROP TRIGGER batch_is_never_changed; UPDATE batch SET model = 'z'",
            "requests for another model than their batches: "
        ),
        (
            "INSERT INTO batch_event (batch, kind, detail, at) VALUES (1, 'collected', '', 0), (1, 'abandoned', '', 0)",
            "both collected and abandoned: 1"
        ),
        ("DELETE FROM counters", "the row of counters is there so many times, instead of once: 0"),
        ("INSERT INTO near VALUES (1, 1, 1)", "near duplicates without the search that found them"),
        ("DROP INDEX pending_for_item", "the index pending_for_item is missing"),
        (
            "DROP TRIGGER attempt_is_paid; CREATE TRIGGER attempt_is_paid AFTER INSERT ON attempt BEGIN SELECT 1; END",
            "the guard attempt_is_paid is not as Renga makes it"
        ),
        ("DELETE FROM spending", "sums of spending are wrong"),
        ("PRAGMA foreign_keys = OFF; INSERT INTO undo (decision, at) VALUES (77, 0)", "refers to a row of decision"),
        ("DROP TRIGGER decision_is_never_changed; UPDATE decision SET action = 'flag', label = NULL", "is missing"),
        ("DROP TRIGGER request_is_never_changed; UPDATE request SET model = 'z'", "of another item or model"),
        ("DROP TRIGGER note_is_never_changed; UPDATE note SET reviewer = 'z'", "notes that belong to another"),
        (
            "INSERT INTO prediction (item, model, label, input_tokens, output_tokens, cache_creation_input_tokens, "
                + "cache_read_input_tokens, cache_creation_1h_input_tokens, reasoning_tokens, cost_basis, outcome, "
                + "repair, service, request, imported, recorded_at) SELECT item, model, label, 0, 0, 0, 0, 0, 0, "
                + "'unknown', outcome, 0, service, request, imported, recorded_at FROM prediction LIMIT 1",
            "more than one answer is stored for the requests: 1"
        ),
    ])
    func whatIsWrongIsFound(harm: String, finding: String) throws {
        let scratch = try filled()
        try scratch.raw { try $0.execute(sql: harm) }
        let report = try scratch.store.verify()
        #expect(report.findings.contains { $0.contains(finding) }, "\(report.findings)")
    }

    @Test(arguments: [
        ("UPDATE word_index SET upto = 3", "the index of words is not what texts make it, for the items: t-3"),
        ("UPDATE word_index SET upto = 9", "the index of words says that it ends at item 9 of 3"),
        (
            "INSERT INTO item_words (item_words, rowid, words) VALUES ('delete', 2, 'text of t 2')",
            "the index of words is not what texts make it, for the items: t-2"
        ),
        (
            "INSERT INTO item_words (rowid, words) VALUES (1, 'stranger')",
            "the index of words is not what texts make it, for the items: t-1"
        ),
        ("INSERT INTO item_words (rowid, words) VALUES (3, 'a b a')", "not indexed yet, or not there: 2"),
        ("DELETE FROM likeness WHERE item = 1", "likeness is not what texts make it, for the items: t-1"),
        ("INSERT INTO alike VALUES (2, 1)", "likeness is not what texts make it, for the items: t-2"),
        ("UPDATE likeness_progress SET item = 3", "likeness is not what texts make it, for the items: t-3"),
        ("DELETE FROM likeness_progress", "compared with other texts without having been read, as items: 1"),
        ("UPDATE likeness_progress SET item = 7", "the index of likeness says that it ends at item 7 of 3"),
    ])
    func whatIsKeptOfTextsIsComparedWithThem(harm: String, finding: String) throws {
        let scratch = try Scratch(items(2))
        while try scratch.store.catchUpWords() {}
        while try scratch.store.catchUpLikeness(limit: 10) {}
        _ = try scratch.store.add([item("t-3")])
        #expect(try scratch.store.verify().isSound)
        try scratch.raw { try $0.execute(sql: harm) }
        let report = try scratch.store.verify()
        #expect(report.findings.contains { $0.contains(finding) }, "\(report.findings)")
    }

    @Test func whatCannotBeReadIsAFindingAndTheRestIsLookedAt() throws {
        let scratch = try Scratch(items(50))
        while try scratch.store.catchUpWords() {}
        try scratch.raw { try $0.execute(sql: "DELETE FROM item_words_data WHERE id > 10; DELETE FROM counters") }
        let findings = try scratch.store.verify().findings
        #expect(findings.contains { $0.hasPrefix("words and likeness cannot be read to the end: ") }, "\(findings)")
        #expect(findings.contains { $0.hasPrefix("the row of counters") }, "\(findings)")
    }

    @Test func likeTextsAreHeldAlike() throws {
        let scratch = try Scratch([item("a", "Buy now!"), item("b", "buy  NOW"), item("c", "buy later")])
        while try scratch.store.catchUpLikeness(limit: 10) {}
        #expect(try scratch.store.verify().isSound)
        try scratch.raw { try $0.execute(sql: "DELETE FROM alike") }
        #expect(
            try scratch.store.verify().findings == ["likeness is not what texts make it, for the items: b"])
    }

    @Test func manyWrongRowsAreCountedNotListed() throws {
        let scratch = try Scratch(items(12_000))
        try scratch.raw { try $0.execute(sql: "UPDATE queue SET answered = 1 WHERE item <> 7") }
        let finding = try scratch.store.verify().findings.first { $0.contains("the queue is not what") }
        #expect(finding?.hasSuffix("and 11994 more") == true, "\(finding ?? "")")
    }

    @Test func aPageThatIsNotWhatItWasIsFound() throws {
        let scratch = try Scratch(items(3_000))
        try scratch.raw { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
        let root: Int = try scratch.raw { db in
            let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_item_1'"
            return try Int.fetchOne(db, sql: sql) ?? 0
        }
        try scratch.store.close()
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: scratch.path))
        // Entries of an index of ids: some pointers between the cells of a page change places.
        try handle.seek(toOffset: UInt64(root - 1) * 4_096 + 12)
        try handle.write(contentsOf: Data([0xFF, 0xFF, 0xFF, 0xFF]))
        try handle.close()
        let store = try Store.open(at: scratch.path)
        let findings = (try? store.verify().findings) ?? ["the file is damaged: it cannot be read"]
        #expect(findings.contains { $0.contains("the file is damaged") }, "\(findings)")
    }

    @Test func whoHasNoTimeStopsIt() throws {
        let scratch = try Scratch(items(2_000))
        var told: [String] = []
        #expect(throws: StoreError.stoppedReading(path: scratch.path)) {
            try scratch.store.verify { progress in
                told.append(progress.work)
                return progress.work != "checking the queue"
            }
        }
        #expect(told.last == "checking the queue")
        #expect(try scratch.store.verify().isSound)
    }

    @Test(arguments: ["INSERT INTO gold VALUES (9, 'x', 0)", "INSERT INTO gold VALUES (0, 'x', 0)"])
    func whatIsSaidOfNoItemIsDamageAndNoTrap(harm: String) throws {
        let scratch = try filled()
        try scratch.raw { try $0.execute(sql: "PRAGMA foreign_keys = OFF; " + harm) }
        #expect(throws: StoreError.self) { try scratch.store.facts { _, _ in } }
    }

    @Test(arguments: [
        ("UPDATE decision SET probability = 7 WHERE id = 2", "decisions whose probability is none, as decisions: 2"),
        ("UPDATE decision SET shown = 'small' WHERE id = 2", "what was on screen, as decisions: 2"),
        ("UPDATE decision SET exposure = '{bad' WHERE id = 2", "what was on screen, as decisions: 2"),
        ("UPDATE item SET meta = '[1]' WHERE number = 2", "cannot be read, of the items: b"),
        ("INSERT INTO act VALUES (1, 'k', 'policy', 'ana', '{bad', 0)", "acts whose details cannot be read: k"),
    ])
    func whatCannotBeReadIsFound(harm: String, finding: String) throws {
        let scratch = try filled()
        try scratch.raw { db in
            try db.execute(sql: "DROP TRIGGER decision_is_never_changed; DROP TRIGGER IF EXISTS item_is_never_changed")
            try db.execute(sql: "PRAGMA ignore_check_constraints = ON")
            try db.execute(sql: harm)
        }
        let report = try scratch.store.verify()
        #expect(report.findings.contains { $0.contains(finding) }, "\(report.findings)")
    }
}
