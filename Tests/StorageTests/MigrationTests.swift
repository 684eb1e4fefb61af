import Foundation
import GRDB
import Labeling
@testable import Storage
import Testing

@Suite struct MigrationTests {
    /// A store as version 1 made it, on disk, with rows in every table.
    private func versionOne(in folder: URL, models: String = "'small', 'large'") throws -> String {
        let path = folder.appendingPathComponent("renga.db").path
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID); PRAGMA journal_mode = WAL")
        }
        try Schema.migrator.migrate(queue, upTo: "1")
        try queue.write { db in
            try db.execute(
                sql: """
                    UPDATE models SET (first, second) = (\(models)), rebuilds = 3;
                    INSERT INTO item (number, id, text, meta, shuffle, added_at)
                        SELECT value, 't-' || value, 'text ' || value, '{"n":1}', value / 10.0, 5
                        FROM json_each('[1,2,3,4,5,6,7,8]');
                    INSERT INTO gold VALUES (1, 'x', 6), (2, 'y', 6), (3, 'x', 6);
                    INSERT INTO request (id, item, model, escalation, prompt_version, at)
                        SELECT value, value, 'small', NULL, 'p', 10 FROM json_each('[1,2,3,4,5]');
                    INSERT INTO request VALUES (11, 1, 'large', 'low-confidence', 'p', 20), (12, 4, 'large', 'reviewer', NULL, 20);
                    INSERT INTO failure VALUES (1, 5, 'overloaded', 529, 4, 30);
                    INSERT INTO prediction
                        SELECT value, value, 'small', 'snap', iif(value = 3, NULL, 'x'), iif(value = 3, 'what?', NULL),
                            value / 10.0, 'stated', 'because', 100 * value, 10 * value, 1, 2, 'charged', 1000 + value, NULL,
                            12.5, iif(value = 3, 'invalid-output', 'labeled'), NULL, 'req', 'p', 'end_turn',
                            1790000000000 + value * 40000000, value, 0, 1790000000000
                        FROM json_each('[1,2,3,4]');
                    INSERT INTO prediction VALUES
                        (9, 1, 'large', NULL, 'y', NULL, 0.9, 'stated', NULL, 5, 6, 7, 8, 'estimated', 77, 'opus', 1, 'labeled',
                            'low-confidence', NULL, NULL, NULL, NULL, 11, 0, 1790000000000),
                        (10, 6, 'other', NULL, NULL, 'no', NULL, NULL, NULL, 0, 0, 0, 0, 'unknown', NULL, NULL, NULL,
                            'refusal', NULL, NULL, NULL, NULL, NULL, NULL, 1, 1790000000000),
                        (12, 7, 'small', NULL, NULL, '', NULL, 'imported', NULL, 0, 0, 0, 0, 'charged', 9223372036854775807,
                            NULL, NULL, 'invalid-output', NULL, NULL, NULL, NULL, NULL, NULL, 1, 1790000000000),
                        (13, 8, 'small', NULL, NULL, '', NULL, NULL, NULL, 0, 0, 0, 0, 'charged', 9223372036854775807,
                            NULL, NULL, 'invalid-output', NULL, NULL, NULL, NULL, NULL, NULL, 1, 1790000000000);
                    INSERT INTO escalation VALUES
                        (1, 1, 'low-confidence', 40), (2, 1, 'reviewer', 41), (3, 3, 'invalid-output', 42);
                    INSERT INTO decision VALUES
                        (1, 1, 'ana', 'accept', 'x', 50, 1.5, '', '["small"]', NULL, 1, 0, 50),
                        (2, 2, 'ana', 'flag', NULL, 51, NULL, 'n', '[]', 'x', 0.5, 0, 51),
                        (3, 4, 'ben', 'reject', NULL, 52, 2, '', '[]', NULL, 1, 1, 52);
                    INSERT INTO undo VALUES (1, 2, 60, 'ana');
                    INSERT INTO note VALUES (1, 1, 'ana', 'hm', 70, 1);
                    INSERT INTO reject VALUES (1, 'a.csv', 7, 'no text', x'00ff', 80);
                    """)
        }
        try queue.close()
        return path
    }

    /// All rows of a query, as text.
    private func rows(_ sql: String, of path: String) throws -> [String] {
        try DatabaseQueue(path: path).read { db in try Row.fetchAll(db, sql: sql).map { "\($0)" } }
    }

    private let kept = [
        """
        SELECT id, item, reviewer, action, label, at, seconds, note, shown, first_choice, probability, imported, recorded_at
        FROM decision ORDER BY id
        """,
        "SELECT * FROM undo", "SELECT * FROM note", "SELECT * FROM reject",
        "SELECT * FROM gold ORDER BY item", "SELECT * FROM failure", "SELECT * FROM ground_truth ORDER BY item",
        "SELECT number, id, text, meta, shuffle, added_at FROM item ORDER BY number",
        "SELECT id, item, model, escalation, prompt_version, at FROM request ORDER BY id",
        "SELECT id, item, reason, at FROM escalation ORDER BY id",
        """
        SELECT id, item, model, snapshot, label, invalid_answer, confidence, confidence_source, rationale, input_tokens,
            output_tokens, cache_creation_input_tokens, cache_read_input_tokens, cost_basis, picodollars, estimate_model,
            latency_ms, outcome, escalation, provider_request, prompt_version, stop_reason, at, request, imported, recorded_at
        FROM prediction ORDER BY id
        """,
        """
        SELECT item, state, word, label, answered, first, first_label, first_confidence, second, second_label, shuffle,
            disagrees, uncertain FROM queue ORDER BY item
        """,
        """
        SELECT items, classified, second_opinions, decided, flagged, skipped, disagreements, first_agreed, first_compared,
            gold, rejected_lines FROM counters
        """,
    ]

    @Test func whatVersionOneHeldIsThereAfterwards() throws {
        let folder = try Scratch.newFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try versionOne(in: folder)
        let before = try kept.map { try rows($0, of: path) }
        let spent = try rows(
            """
            SELECT day, model, imported, answers, charged, estimated, unknown, input_tokens, output_tokens,
                cache_creation_input_tokens, cache_read_input_tokens FROM spending ORDER BY day, model, imported
            """, of: path)
        var isTold = false
        let store = try Store.open(at: path) { isTold = true }
        #expect(isTold)
        #expect(try store.verify().findings == [])
        for (sql, rows) in zip(kept, before) {
            #expect(!rows.isEmpty)
            #expect(try self.rows(sql, of: path) == rows)
        }
        let spentNow = try rows(
            """
            SELECT day, model, imported, sum(count) AS answers, sum(charged) AS charged, sum(estimated) AS estimated,
                sum(unknown) AS unknown, sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens,
                sum(cache_creation_input_tokens) AS cache_creation_input_tokens,
                sum(cache_read_input_tokens) AS cache_read_input_tokens
            FROM spending GROUP BY day, model, imported ORDER BY day, model, imported
            """, of: path)
        #expect(spentNow == spent)
        #expect(try store.spent() == Money(picodollars: 4_010))
        #expect(
            try rows("SELECT * FROM ladder ORDER BY rung", of: path) == [
                "[rung:0 model:\"small\"]", "[rung:1 model:\"large\"]",
            ])
        // Nothing is asked anew: the one bad answer of this store was escalated, the imported ones are not repaired.
        #expect(try store.countAwaitingRepair(model: "small") == 0)
        #expect(try store.awaiting(rung: 1, model: "large", limit: 9).map(\.number.value) == [3])
        #expect(try store.awaiting(model: "small", limit: 9).map(\.number.value) == [5, 6])
        try store.setModels(ladder: ["small", "large"])
        #expect(try rows("SELECT rebuilds FROM counters", of: path) == ["[rebuilds:3]"])
    }

    @Test func migratedAndNewStoresAreAlike() throws {
        let folder = try Scratch.newFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try versionOne(in: folder)
        try Store.open(at: path).close()
        let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name"
        let scratch = try Scratch()
        #expect(try rows(sql, of: path) == rows(sql, of: scratch.path))
        for table in SchemaTriggers2.appendOnlyTables where try !rows("SELECT 1 FROM \(table)", of: path).isEmpty {
            let error = #expect(throws: DatabaseError.self) {
                try DatabaseQueue(path: path).write { try $0.execute(sql: "DELETE FROM \(table)") }
            }
            #expect(error?.message == "\(table) rows are never removed")
        }
    }

    @Test func whatVersionFiveHeldIsThereAfterwards() throws {
        let folder = try Scratch.newFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try versionOne(in: folder)
        let queue = try DatabaseQueue(path: path)
        try Schema.migrator.migrate(queue, upTo: "5")
        try queue.write { db in
            try db.execute(
                sql: """
                    INSERT INTO act VALUES (1, 'p', 'policy', 'ana', '{}', 90);
                    INSERT INTO decision (id, item, reviewer, action, label, at, note, shown, probability, imported,
                        recorded_at, act, exposure) VALUES (4, 5, 'ana', 'accept', 'x', 90, '', '["small"]', 1, 0, 90, 1, '{"seen":false}');
                    INSERT INTO decision (id, item, reviewer, action, label, at, note, shown, probability, imported,
                        recorded_at) VALUES (5, 1, 'ben', 'override', 'y', 95, '', '[]', 1, 0, 95);
                    INSERT INTO lease VALUES (2, 'ana', 'A', 99, 0);
                    """)
        }
        try queue.close()
        let before = try kept.map { try rows($0, of: path) }
        let store = try Store.open(at: path)
        #expect(try store.verify().findings == [])
        for (sql, rows) in zip(kept, before) { #expect(try self.rows(sql, of: path) == rows) }
        #expect(try store.leases() == [], "leases are no history")
        #expect(try store.counts().byPolicy == 1)
        // What was decided before is voted on as soon as the task says so.
        try store.setTruth(overlap: 2, share: 1, policy: nil)
        #expect(try store.counts().disputed == 1)
        #expect(try store.verify().findings == [])
    }

    @Test func whatVersionSevenHeldIsThereAfterwards() throws {
        let folder = try Scratch.newFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try versionOne(in: folder)
        let queue = try DatabaseQueue(path: path)
        try Schema.migrator.migrate(queue, upTo: "7")
        try queue.write { db in
            try db.execute(
                sql: """
                    INSERT INTO request (id, item, model, escalation, repair, prompt_version, at)
                        VALUES (20, 5, 'small', NULL, 1, 'p', 90), (21, 6, 'large', 'routing', 0, NULL, 90);
                    INSERT INTO prediction (item, model, snapshot, label, confidence, confidence_source, latency_ms, outcome,
                        escalation, repair, service, samples, stop_reason, at, request, imported, recorded_at, input_tokens,
                        output_tokens, cache_creation_input_tokens, cache_read_input_tokens,
                        cache_creation_1h_input_tokens, reasoning_tokens, cost_basis, picodollars, estimate_model)
                    VALUES (5, 'small', 's', 'e\u{301}', 0.25, 'vote-share', 1.5, 'labeled', NULL, 1, 'batch', 3, 'stop', 91,
                            20, 0, 92, 1, 2, 3, 4, 5, 6, 'estimated', 9, 'opus'),
                        (6, 'large', NULL, '\u{e9}', 1, 'log-probability', NULL, 'labeled', 'routing', 0, 'standard', NULL,
                            NULL, NULL, 21, 0, 92, 0, 0, 0, 0, 0, 0, 'unknown', NULL, NULL);
                    INSERT INTO calibrator (model, kind, parameters, n, correct, blind, brier_before, brier_after,
                        log_loss_before, log_loss_after, ece_before, ece_after, version, at)
                        VALUES ('small', 'identity', '{}', 1, 1, 0, 0, 0, 0, 0, 0, 0, 'v', 1);
                    """)
            // As two reviews at once left it: an item that is alike to itself.
            let text = try #require(try String.fetchOne(db, sql: "SELECT text FROM item WHERE number = 1"))
            let essence = try #require(Likeness.essence(of: text))
            try db.execute(
                sql: """
                    UPDATE likeness_progress SET item = 1;
                    INSERT INTO alike (item, leader) VALUES (1, 1);
                    INSERT INTO likeness (hash, item) VALUES (?, 1);
                    """, arguments: [Likeness.fingerprint(of: essence)])
        }
        try queue.close()
        let all =
            kept + [
                "SELECT * FROM queue ORDER BY item", "SELECT * FROM counters", "SELECT * FROM due",
                "SELECT * FROM calibrator",
                "SELECT * FROM prediction ORDER BY id",
                "SELECT * FROM spending ORDER BY \(SchemaSpending2.keys.joined(separator: ", "))",
                "SELECT * FROM queue_from_scratch ORDER BY item",
            ]
        let before = try all.map { try rows($0, of: path) }
        let store = try Store.open(at: path)
        for (sql, rows) in zip(all, before) {
            #expect(!rows.isEmpty)
            #expect(try self.rows(sql, of: path) == rows)
        }
        #expect(try store.verify().findings == [])
        // What comes now is numbered after what was there.
        try store.record(labeled("large", "x"), for: RequestID(12))
        _ = try store.add([item("new", gold: "x")])
        #expect(try rows("SELECT id, label FROM prediction WHERE request = 12", of: path) == ["[id:16 label:\"x\"]"])
        #expect(try store.verify().findings == [])
    }

    @Test(arguments: [("NULL, NULL", []), ("'small', NULL", ["small"]), ("'small', 'small'", ["small"])])
    func whateverTheModelsWereTheStoreIsSound(models: String, ladder: [String]) throws {
        let folder = try Scratch.newFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try Store.open(at: versionOne(in: folder, models: models))
        #expect(try store.verify().findings == [])
        let token = try store.changeToken()
        try store.setModels(ladder: ladder)
        #expect(try store.changeToken() == token)
    }

    @Test func aStoreOfVersionOneIsNotReadWithoutPermissionToWrite() throws {
        let folder = try Scratch.newFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try versionOne(in: folder)
        let error = #expect(throws: StoreError.self) { try Store.open(at: path, readOnly: true) }
        #expect(error?.description.contains("an older Renga made it") == true)
        var isTold = false
        let scratch = try Scratch()
        _ = try Store.open(at: scratch.path) { isTold = true }
        #expect(!isTold)
    }

    @Test func versionOneIsWhatShipped() throws {
        let queue = try DatabaseQueue()
        try Schema.migrator.migrate(queue, upTo: "1")
        let sql = try queue.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT sql FROM sqlite_schema
                    WHERE sql IS NOT NULL AND name NOT LIKE 'grdb%' AND name NOT LIKE 'sqlite%' ORDER BY name
                    """)
        }
        let hash = sql.joined(separator: "\n").utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        }
        #expect(hash == 0xc796_0ff4_0b87_26c3)
    }
}
