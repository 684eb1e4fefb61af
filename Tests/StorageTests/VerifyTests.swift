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
        ("UPDATE spending SET charged = 4", "sums of spending are wrong"),
        ("DELETE FROM spending", "sums of spending are wrong"),
        ("PRAGMA foreign_keys = OFF; INSERT INTO undo (decision, at) VALUES (77, 0)", "refers to a row of decision"),
        ("DROP TRIGGER decision_is_never_changed; UPDATE decision SET action = 'flag', label = NULL", "is missing"),
        ("DROP TRIGGER request_is_never_changed; UPDATE request SET model = 'z'", "of another item or model"),
        ("DROP TRIGGER note_is_never_changed; UPDATE note SET reviewer = 'z'", "notes that belong to another"),
        (
            "INSERT INTO prediction SELECT 99, item, model, snapshot, label, invalid_answer, confidence, "
                + "confidence_source, rationale, 0, 0, 0, 0, 'unknown', NULL, NULL, NULL, outcome, escalation, "
                + "provider_request, prompt_version, stop_reason, at, request, imported, recorded_at FROM prediction",
            "more than one answer is stored for the requests: 1"
        ),
    ])
    func whatIsWrongIsFound(harm: String, finding: String) throws {
        let scratch = try filled()
        try scratch.raw { try $0.execute(sql: harm) }
        let report = try scratch.store.verify()
        #expect(report.findings.contains { $0.contains(finding) }, "\(report.findings)")
    }
}
