import GRDB
import Labeling
import Storage
import Testing

@Suite struct DecisionTests {
    let number = ItemNumber(1)

    @Test func undoGoesBackStepByStepToTheFirstOwnDecision() throws {
        let scratch = try Scratch(items(2))
        let store = scratch.store
        _ = try store.record(decision("ana", .accept(Label("x")), 1), on: number)
        _ = try store.record(decision("ana", .override(Label("y")), 2), on: number)
        _ = try store.record(decision("ben", .reject, 3), on: ItemNumber(2))
        _ = try store.record(decision("ana", .flag, 4), on: number)
        func state() throws -> String {
            let row = try store.rows([number])[0]
            return "\(row.state) \(row.decidedLabel?.name ?? "-")"
        }
        #expect(try state() == "flagged -")
        let undone = try store.undoLast(by: "ana", at: time(9))
        #expect(undone?.item == number)
        #expect(undone?.decision.verdict == .flag)
        #expect(undone?.decision.undoneBy == "ana")
        #expect(undone?.decision.undoneAt == time(9))
        #expect(try state() == "overridden y")
        #expect(try store.undoLast(by: "ana", at: time(10))?.decision.verdict == .override(Label("y")))
        #expect(try state() == "accepted x")
        let again = try Store.open(at: scratch.path)
        #expect(try again.undoLast(by: "ana", at: time(11))?.decision.verdict == .accept(Label("x")))
        #expect(try state() == "undecided -")
        #expect(try store.undoLast(by: "ana") == nil)
        #expect(try store.counts().decided == 1)
        #expect(try store.detail(number, reviewer: "ana")?.decisions.map(\.undoneAt) == [time(11), time(10), time(9)])
    }

    @Test func aDecisionMadeAfterTheClockWasSetBackIsTheLastWord() throws {
        let scratch = try Scratch(items(1))
        let store = scratch.store
        _ = try store.record(decision("ana", .accept(Label("x")), 5_000), on: number)
        _ = try store.record(decision("ben", .override(Label("y")), 1_000), on: number)
        #expect(try store.rows([number])[0].decidedLabel == Label("y"))
        _ = try store.undoLast(by: "ben")
        #expect(try store.rows([number])[0].decidedLabel == Label("x"))
        // What was taken back dates nothing.
        _ = try store.undoLast(by: "ana")
        _ = try store.record(decision("ben", .reject, 2_000), on: number)
        #expect(try store.detail(number, reviewer: "ben")?.decisions.last?.at == time(2_000))
        #expect(try store.verify().isSound)
    }

    @Test func undoingAnEarlierDecisionLeavesTheLaterOneInForce() throws {
        let scratch = try Scratch(items(1))
        let store = scratch.store
        _ = try store.record(decision("ana", .accept(Label("x")), 1), on: number)
        _ = try store.record(decision("ben", .reject, 2), on: number)
        _ = try store.undoLast(by: "ana")
        #expect(try store.rows([number])[0].state == .rejected)
        _ = try store.undoLast(by: "ben")
        #expect(try store.rows([number])[0].state == .undecided)
    }

    @Test func importedDecisionsAreNotUndone() throws {
        var known = item("a")
        known.decisions = [decision("ana", .reject)]
        let store = try Scratch([known]).store
        #expect(try store.undoLast(by: "ana") == nil)
        _ = try store.record(decision("ana", .flag, 1), on: number)
        #expect(try store.undoLast(by: "ana")?.decision.verdict == .flag)
        #expect(try store.undoLast(by: "ana") == nil)
    }

    @Test func aSkipDecidesNothingAndTakesNothingBack() throws {
        let scratch = try Scratch(items(2))
        let store = scratch.store
        _ = try store.record(decision("ana", .skip, 1), on: number)
        #expect(try store.rows([number])[0].state == .skipped)
        #expect(try store.order(QueueQuery(filter: .todo)).count == 2)
        #expect(try store.counts().undecided == 2)
        _ = try store.record(decision("ana", .accept(Label("x")), 2), on: number)
        _ = try store.record(decision("ana", .skip, 3), on: number)
        #expect(try store.rows([number])[0].state == .accepted)
        #expect(try store.counts().skipped == 0)
        #expect(try all(store, groundTruthOnly: true).map(\.truth?.label) == [Label("x")])
    }

    @Test func aNoteWaitsForTheDecisionAndComesBackWithItsUndoing() throws {
        let scratch = try Scratch(items(1))
        let store = scratch.store
        func pending(_ reviewer: String) throws -> String? {
            try store.detail(number, reviewer: reviewer)?.pendingNote
        }
        try store.addNote("ask \u{0}sales", on: number, by: "ana", at: time(1))
        #expect(try pending("ana") == "ask \u{0}sales")
        #expect(try pending("ben")?.isEmpty == true)
        _ = try store.record(decision("ana", .flag, 2), on: number)
        #expect(try pending("ana")?.isEmpty == true)
        #expect(try store.detail(number, reviewer: "ana")?.decisions.map(\.note) == ["ask \u{0}sales"])
        try store.addNote("asked", on: number, by: "ana", at: time(3))
        try store.addNote("mine", on: number, by: "ben", at: time(3))
        #expect(try store.detail(number, reviewer: "ana")?.decisions.map(\.note) == ["asked"])
        #expect(try pending("ben") == "mine")
        _ = try store.undoLast(by: "ana")
        #expect(try pending("ana") == "asked")
        _ = try store.record(decision("ana", .reject, 4, note: "own words"), on: number)
        #expect(try store.detail(number, reviewer: "ana")?.decisions.map(\.note) == ["asked", "own words"])
        #expect(try store.verify().findings == [])
    }

    @Test(arguments: [
        "item", "gold", "request", "failure", "prediction", "escalation", "decision", "undo", "note", "reject",
        "attempt", "batch", "batch_event",
    ])
    func whatWasSaidCannotBeUnsaid(table: String) throws {
        let scratch = try Scratch([item("a", gold: "x")])
        let store = scratch.store
        let request = try store.recordIntent(RequestIntent(item: number, model: fullPrediction.model, at: time(0)))
        try store.record([.failed(RequestFailure(request: request, message: "no", attempts: 1, at: time(0)))])
        try store.record(fullPrediction, for: request, next: .escalate(rung: 1, .sample))
        try store.record([.attempted(request, Attempt(kind: .lost, at: time(0)))])
        let batch = try store.recordBatch(model: "small", nonce: "n", endpoint: "e", at: time(0), []).0
        try store.record(.ended, of: batch.id)
        _ = try store.record(decision("ana", .reject), on: number)
        _ = try store.undoLast(by: "ana")
        try store.addNote("n", on: number, by: "ana")
        try store.recordRejects([RejectedLine(source: "s", line: 1, reason: "r", bytes: [1], at: time(0))])
        let column = try scratch.raw { db in
            try #require(try Row.fetchOne(db, sql: "SELECT * FROM \(table)")?.columnNames.dropFirst().first)
        }
        for sql in ["DELETE FROM \(table)", "UPDATE \(table) SET \(column) = \(column)"] {
            let error = #expect(throws: DatabaseError.self) { try scratch.raw { try $0.execute(sql: sql) } }
            #expect(error?.message?.hasPrefix("\(table) rows are never") == true)
        }
    }

    @Test func whatDoesNotFitTheSchemaDoesNotGetIn() throws {
        let scratch = try Scratch(items(1))
        let bad = [
            "INSERT INTO decision (item, reviewer, action, at, note, shown, probability, imported, recorded_at) "
                + "VALUES (1, 'ana', 'accept', 0, '', '[]', 1, 0, 0)",
            "INSERT INTO decision (item, reviewer, action, at, note, shown, probability, imported, recorded_at) "
                + "VALUES (9, 'ana', 'reject', 0, '', '[]', 1, 0, 0)",
            "INSERT INTO undo (decision, at) VALUES (7, 0)",
            "INSERT INTO item (id, text, shuffle, added_at) VALUES ('t-1', 'again', 0, 0)",
            "INSERT INTO item (id, text, shuffle, added_at) VALUES ('t-2', NULL, 0, 0)",
            "INSERT INTO item (id, text, shuffle, added_at) VALUES ('t-2', 'x', 'y', 0)",
        ]
        for sql in bad {
            #expect(throws: DatabaseError.self, "\(sql)") { try scratch.raw { try $0.execute(sql: sql) } }
        }
    }
}
