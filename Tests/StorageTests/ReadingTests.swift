import Labeling
import Storage
import Testing

@Suite struct ReadingTests {
    @Test func itemsComeInTheOrderOfArrivalOverManyPages() throws {
        let scratch = try Scratch(items(1_300))
        for number in stride(from: Int64(7), through: 1_300, by: 100) {
            _ = try scratch.store.record(decision("ana", .reject), on: ItemNumber(number))
        }
        #expect(try all(scratch.store).map(\.number.value) == Array(1...1_300))
        let decided = try all(scratch.store, groundTruthOnly: true)
        #expect(decided.map(\.number.value) == Array(stride(from: 7, through: 1_300, by: 100)))
        #expect(
            decided.allSatisfy {
                $0.truth == GroundTruth(label: nil, provenance: .single, decision: $0.annotated.decisions[0])
            })
    }

    @Test func theReaderMayWriteWhileItReads() throws {
        let scratch = try Scratch(items(3))
        var seen = 0
        try scratch.store.forEachAnnotated { item in
            seen += 1
            _ = try scratch.store.record(decision("ana", .reject), on: item.number)
        }
        #expect(seen == 3)
        #expect(try scratch.store.counts().decided == 3)
    }

    @Test func anErrorOfTheReaderPassesThrough() throws {
        struct Stop: Error {}
        let scratch = try Scratch(items(3))
        #expect(throws: Stop.self) { try scratch.store.forEachAnnotated { _ in throw Stop() } }
    }

    @Test func goldNeverTeachesAModel() throws {
        let scratch = try Scratch([item("a", gold: "x"), item("b", gold: "x")])
        _ = try scratch.store.record(decision("ana", .override(Label("y"))), on: ItemNumber(2))
        let example = TrainingExample(id: Item.ID("b"), text: "text of b", label: Label("y"))
        #expect(try scratch.store.trainingExamples() == [example])
    }

    @Test func theLogTellsEverythingOldestFirst() throws {
        let scratch = try Scratch()
        let store = scratch.store
        var new = item("a", gold: "x")
        new.decisions = [fullDecision]
        _ = try store.add([new, item("b")], at: time(0))
        let number = ItemNumber(1)
        let request = try store.recordIntent(RequestIntent(item: number, model: "small", at: time(10)))
        try store.record([
            .failed(RequestFailure(request: request, message: "no\u{0}pe", httpStatus: 500, attempts: 2, at: time(11)))
        ])
        var prediction = fullPrediction
        prediction.at = time(12)
        let attempt = Attempt(
            kind: .discarded, outcome: .unknownStop, usage: Usage(inputTokens: 1, reasoningTokens: 2),
            cost: .estimated(Money(picodollars: 5), as: "m"), possible: Money(picodollars: 6), requestID: "r",
            detail: "un\u{0}fit", at: time(11))
        prediction.isRepair = true
        try store.record([.attempted(request, attempt)])
        try store.record([Answer(item: number, prediction: prediction)])
        try store.escalate([Escalation(item: number, rung: 2, reason: .reviewer, at: time(13))])
        var batch = try store.recordBatch(model: "small", nonce: "n", endpoint: "e", at: time(14), []).0
        let batchEvents: [BatchEvent] = [
            .submitted(providerID: "b", expiresAt: nil), .note("n"), .ended, .abandoned(reason: "r"),
        ]
        for event in batchEvents { try store.record(event, of: batch.id, at: time(15)) }
        try store.addNote("hm", on: number, by: "ana", at: time(14))
        var made = decision("ana", .reject, 15, note: "no")
        let id = try store.record(made, on: number)
        _ = try store.undoLast(by: "ana", at: time(16))
        made.undoneAt = time(16)
        made.undoneBy = "ana"
        var events: [StoreEvent] = []
        try store.forEachEvent(item: Item.ID("a")) { events.append($0) }
        #expect(events.map(\.at) == [0, 0, 3, 9, 11, 11, 12, 13, 14, 15, 16].map { time($0) })
        #expect(
            events.map(\.what) == [
                .imported, .gold(Label("x")), .decision(DecisionID(1), fullDecision),
                .undone(DecisionID(1), fullDecision),
                .attempt(model: "small", attempt),
                .failed(model: "small", message: "no\u{0}pe", httpStatus: 500, attempts: 2), .prediction(prediction),
                .escalated(.reviewer, rung: 2), .note(reviewer: "ana", text: "hm"), .decision(id, made),
                .undone(id, made),
            ])
        var whose: [StoreEvent] = []
        try store.forEachEvent(reviewer: "ben") { whose.append($0) }
        #expect(whose.map(\.what) == [.undone(DecisionID(1), fullDecision)])
        var count = 0
        var ofBatches: [StoreEvent.What] = []
        try store.forEachEvent { event in
            if event.item == nil { ofBatches.append(event.what) } else { count += 1 }
        }
        #expect(count == 12)
        (batch.providerID, batch.submittedAt, batch.endedAt) = ("b", time(15), time(15))
        (batch.abandonedAt, batch.message) = (time(15), "r")
        #expect(ofBatches == [.batchMade(batch)] + batchEvents.map { .batch(batch.id, model: "small", $0) })
        try store.forEachEvent(item: Item.ID("nobody")) { _ in count += 1 }
        #expect(count == 12)
    }

    @Test func aLongLogComesWholeAndInOrder() throws {
        let scratch = try Scratch(items(1_201))
        var last = Timestamp(milliseconds: .min)
        var count = 0
        try scratch.store.forEachEvent { event in
            #expect(event.at >= last)
            last = event.at
            count += 1
        }
        #expect(count == 1_201)
    }
}
