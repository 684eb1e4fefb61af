import GRDB
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

    /// All that the store says of its items, the way that takes an item at a time.
    private func slowly(_ store: Store, _ count: Int) throws -> [AnnotatedItem] {
        try (1...count).compactMap { try store.annotated(ItemNumber(Int64($0))) }
    }

    @Test func itemsAreWholeHoweverTheirRowsFollowEachOther() throws {
        let scratch = try Scratch()
        let store = scratch.store
        var made: [AnnotatedItem] = []
        for number in 1...700 {
            var new = item("t-\(number)", "text \(number) \u{0} é", gold: number % 3 == 0 ? "x" : nil)
            new.item.meta =
                number % 4 == 0 ? ["n": .integer(Int64(number)), "b": .string("\u{85}")] : ["a": .array([])]
            if number % 5 == 0 { new.item.images = ["a.png"] }
            if number % 2 == 0 { new.predictions = [labeled("large", "y"), fullPrediction] }
            if number % 7 == 0 { new.decisions = [fullDecision, decision("ben", .override(Label("b")), 9)] }
            made.append(new)
        }
        _ = try store.add(made)
        // A second model, later and from the last item to the first; two reviewers, a note, an undoing, an act.
        for number in stride(from: Int64(699), through: 1, by: -3) {
            try store.record([Answer(item: ItemNumber(number), prediction: labeled("small", "x", 0.3))])
        }
        for number in stride(from: Int64(5), through: 700, by: 11) {
            var made = decision("ana", .accept(Label("x")), number)
            made.exposure = Exposure(order: "uncertain", columns: Int(number % 3))
            _ = try store.record(made, on: ItemNumber(number))
            if number % 2 == 0 { _ = try store.undoLast(by: "ana", at: time(number)) }
            if number % 3 == 0 { try store.addNote("see \u{0}", on: ItemNumber(number), by: "ana") }
        }
        let read = try all(store)
        #expect(read.map(\.annotated) == (try slowly(store, 700)))
        for stored in read {
            let truth = GroundTruth.resolve(decisions: stored.annotated.decisions, gold: stored.annotated.gold)
            #expect(stored.truth == truth, "\(stored.annotated.item.id)")
        }
        let decided = try all(store, groundTruthOnly: true)
        #expect(decided == read.filter { $0.truth != nil } && decided.count > 100 && decided.count < 600)
    }

    @Test(arguments: [
        "first:x", "state:undecided -has:gold", "conf<0.5", "text:text id:t-12", "label:b OR has:image", "text:nothing",
        "*",
    ])
    func aFilterMeansWhatItMeansInTheReview(filter: String) throws {
        let scratch = try Scratch()
        var made = items(600)
        for index in made.indices where index % 3 == 0 {
            made[index].predictions = [labeled("small", index % 2 == 0 ? "x" : "y", Double(index % 10) / 10)]
            if index % 4 == 0 { made[index].item.images = ["a.png"] }
            if index % 5 == 0 { made[index].decisions = [fullDecision, decision("ben", .override(Label("b")), 9)] }
            if index > 550 { made[index].gold = Label("x") }
        }
        _ = try scratch.store.add(made)
        let labels = try LabelSet(["x", "y", "b"].map { LabelDefinition(label: Label($0)) })
        let expression = try FilterExpression.parse(filter, labels: labels, now: time(0))
        let listed = try scratch.store.order(QueueQuery(filter: .all, order: .oldest, expression: expression))
        var found: [ItemNumber] = []
        try scratch.store.forEachAnnotated(matching: expression) { found.append($0.number) }
        #expect(found == listed)
        var decided: [ItemNumber] = []
        try scratch.store.forEachAnnotated(groundTruthOnly: true, matching: expression) { decided.append($0.number) }
        let truths = Set(try all(scratch.store, groundTruthOnly: true).map(\.number))
        #expect(decided == listed.filter(truths.contains))
    }

    @Test func sinceKeepsWhatCameInOrWasDecidedOrTakenBackFromThenOn() throws {
        let scratch = try Scratch()
        let store = scratch.store
        var imported = item("imported")
        imported.decisions = [decision("ana", .reject, -1_000_000)]
        _ = try store.add([item("old gold", gold: "x"), item("decided"), item("open")], at: time(0))
        _ = try store.add([item("new gold", gold: "x"), imported], at: time(50))
        _ = try store.record(decision("ana", .reject, 60_000_000_000), on: ItemNumber(2))
        func ids(_ since: Int64?) throws -> [String] {
            var ids: [String] = []
            try store.forEachAnnotated(since: since.map { time($0) }) { ids.append($0.annotated.item.id.value) }
            return ids
        }
        #expect(try ids(nil) == ["old gold", "decided", "open", "new gold", "imported"])
        #expect(try ids(0) == ["old gold", "decided", "open", "new gold", "imported"])
        #expect(try ids(50) == ["decided", "new gold", "imported"])
        #expect(try ids(60_000_000_000) == ["decided"])
        #expect(try ids(60_000_000_001).isEmpty)
    }

    @Test func theReaderHoldsNoStoreThatItsCallerHasLetGo() throws {
        // A program that ends now must have closed the store: else its -wal stays.
        for _ in 0..<20 {
            weak var seen: Store?
            let scratch = try Scratch(items(3))
            do {
                let store = try Store.open(at: scratch.path)
                seen = store
                try store.forEachAnnotated { _ in }
            }
            #expect(seen == nil)
        }
    }

    @Test func allOfItIsAsOfOneMoment() throws {
        let scratch = try Scratch(items(2_000))
        var labels: Set<Label?> = []
        try scratch.store.forEachAnnotated { stored in
            if stored.number.value == 1 {
                // While it reads: another item, and decisions on all that follow.
                _ = try scratch.store.add([item("late")])
                for number in [2, 700, 2_000] as [Int64] {
                    _ = try scratch.store.record(decision("ana", .override(Label("x"))), on: ItemNumber(number))
                }
            }
            labels.insert(stored.truth?.label)
            #expect(stored.number.value <= 2_000 && stored.annotated.decisions.isEmpty)
        }
        #expect(labels == [nil])
        #expect(try all(scratch.store, groundTruthOnly: true).count == 3)
    }

    @Test func damageIsToldAndEndsTheReading() throws {
        let scratch = try Scratch(items(3))
        try scratch.raw { db in
            try db.execute(sql: "DROP TRIGGER item_is_never_changed; UPDATE item SET meta = '[1' WHERE number = 2")
        }
        #expect(throws: StoreError.damaged(path: scratch.path, detail: "the meta of an item is not JSON")) {
            try scratch.store.forEachAnnotated { _ in }
        }
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
