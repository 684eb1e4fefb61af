import Foundation
import GRDB
import Labeling
@testable import Storage
import TestSupport
import Testing

@Suite struct ItemBatchTests {
    private func append(_ element: AnnotatedItem, to batch: inout ItemBatch) throws {
        let meta = try ItemRow.meta(element.item) ?? ""
        let parts = [element.item.id.value, element.item.text, meta].map { Array($0.utf8) }
        parts[0].withUnsafeBytes { id in
            parts[1].withUnsafeBytes { text in
                parts[2].withUnsafeBytes { meta in
                    batch.append(
                        id: id, text: text, meta: meta, gold: element.gold,
                        shuffle: StableShare.position(of: element.item.id, purpose: "order"))
                }
            }
        }
    }

    private func random(_ random: inout SeededGenerator) -> AnnotatedItem {
        let number = Int.random(in: 0..<60, using: &random)
        let labels = ["x", "y", "e\u{301}", "\u{e9}"].map { Label($0) }
        var element = AnnotatedItem(
            item: Item(
                id: Item.ID("t-\(number)"),
                text: Int.random(in: 0..<12, using: &random) == 0 ? "other" : "text \(number)",
                meta: number.isMultiple(of: 3) ? ["n": .string("v")] : [:]))
        if Int.random(in: 0..<3, using: &random) == 0 { element.gold = labels.randomElement(using: &random) }
        guard Bool.random(using: &random) else { return element }
        for _ in 0..<Int.random(in: 0..<4, using: &random) {
            var prediction = labeled(
                ["small", "large", "third", "e\u{301}", "\u{e9}"].randomElement(using: &random) ?? "small", "x",
                Double(Int.random(in: 0...3, using: &random)) / 3)
            prediction.label = labels.randomElement(using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: prediction = fullPrediction
            case 1: prediction.cost = .estimated(Money(picodollars: .max), as: "opus")
            case 2:
                prediction.cost = .charged(Money(picodollars: .max))
                prediction.usage = Usage(inputTokens: .max, outputTokens: 1)
            case 3:
                prediction.outcome = Prediction.Outcome.allCases.randomElement(using: &random) ?? .labeled
                prediction.at = Timestamp(milliseconds: .random(in: -100_000_000...100_000_000, using: &random))
            case 4: prediction.samples = 3
            default: break
            }
            element.predictions.append(prediction)
        }
        for _ in 0..<Int.random(in: 0..<2, using: &random) {
            element.decisions.append(
                decision(
                    ["ana", "ben"].randomElement(using: &random) ?? "ana",
                    [Verdict.reject, .flag, .skip, .accept(Label("x"))].randomElement(using: &random) ?? .skip,
                    Int64.random(in: 0..<4, using: &random)))
        }
        return element
    }

    /// All that is in the store, but for the moments at which answers were recorded.
    private func rows(_ scratch: Scratch) throws -> [String] {
        let tables = [
            "item", "gold", "queue", "counters", "spending", "due", "decision", "undo", "note", "vote", "tally",
            "overlapped", "ladder",
        ]
        return try scratch.raw { db in
            let columns = try String.fetchAll(
                db, sql: "SELECT name FROM pragma_table_info('prediction') WHERE name <> 'recorded_at'")
            let queries =
                tables.map { "SELECT '\($0)', * FROM \($0)" }
                + ["SELECT \(columns.joined(separator: ", ")) FROM prediction"]
            return try queries.flatMap { try Row.fetchAll(db, sql: $0).map { "\($0)" } }
        }
    }

    @Test(arguments: 0..<6) func aBatchLeavesTheStoreThatTriggersMakeRowByRow(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let (one, other, values) = try (Scratch(), Scratch(), Scratch())
        for scratch in [one, other, values] where seed.isMultiple(of: 2) {
            try scratch.store.setTruth(overlap: 2, share: 0.5, policy: nil)
        }
        for round in 0..<5 {
            var (batch, plainless) = (ItemBatch(), ItemBatch())
            for _ in 0..<40 {
                let element = self.random(&random)
                plainless.append(element)
                if element.predictions.isEmpty, element.decisions.isEmpty {
                    try append(element, to: &batch)
                } else {
                    batch.append(element)
                }
            }
            let now = time(Int64(round))
            let outcomes = try one.store.add(batch, progress: nil, at: now, byTriggers: false)
            #expect(try other.store.add(batch, progress: nil, at: now, byTriggers: true) == outcomes)
            #expect(try values.store.add(plainless, progress: nil, at: now, byTriggers: false) == outcomes)
            for element in plainless.annotated.prefix(3) {
                // What came since makes later batches meet items that are under review.
                for scratch in [one, other, values] {
                    if let number = try scratch.store.number(of: element.item.id) {
                        var answer = labeled("small", "y", 0.5)
                        answer.at = now
                        try scratch.store.record([Answer(item: number, prediction: answer)])
                    }
                }
            }
        }
        let expected = try rows(other)
        #expect(try rows(one) == expected)
        #expect(try rows(values) == expected)
        for scratch in [one, other, values] {
            let findings = try scratch.store.verify().findings
            #expect(findings == [], "\(findings)")
        }
    }

    @Test func aPlainItemAgainIsADuplicateAConflictOrGivesItsGold() throws {
        let scratch = try Scratch([item("a", "text"), item("b", "text", gold: "x")])
        var pictured = item("c", "text")
        pictured.item.images = ["c.png"]
        _ = try scratch.store.add([pictured])
        var batch = ItemBatch()
        for element in [
            item("a", "text"), item("a", "te\u{301}xt"), item("a", "text", gold: "x"), item("a", "text", gold: "y"),
            item("b", "text"), item("c", "text"), item("d", "new"), item("d", "new"), item("d", "newer"),
        ] { try append(element, to: &batch) }
        #expect(
            try scratch.store.add(batch) == [
                .duplicate, .conflict(reason: "the id a is in the store with another text"),
                .extended(predictions: 0, decisions: 0, gold: true),
                .conflict(reason: "the id a is in the store with the gold x, not y"), .duplicate,
                .conflict(reason: "the id c is in the store with other images"), .added, .duplicate,
                .conflict(reason: "the id d is in the store with another text"),
            ])
        #expect(try scratch.store.counts().items == 4)
        #expect(try scratch.store.counts().gold == 2)
        #expect(try scratch.store.verify().findings == [])
    }

    @Test func whoeverElseWritesIsHeardByTheTriggers() throws {
        let scratch = try Scratch()
        _ = try scratch.store.add(items(3))
        try scratch.raw { db in
            try db.execute(
                sql: """
                    INSERT INTO item (id, text, shuffle, added_at) VALUES ('z', 'by hand', 0.5, 0);
                    INSERT INTO gold VALUES (4, 'x', 0);
                    INSERT INTO prediction (item, model, label, confidence, confidence_source, input_tokens, output_tokens,
                        cache_creation_input_tokens, cache_read_input_tokens, cache_creation_1h_input_tokens,
                        reasoning_tokens, cost_basis, outcome, repair, service, imported, recorded_at)
                    VALUES (4, 'small', 'x', 0.5, 'vote-share', 1, 2, 3, 4, 5, 6, 'unknown', 'labeled', 0, 'batch', 1, 0);
                    """)
        }
        #expect(try scratch.store.counts().items == 4)
        #expect(try scratch.store.rows([ItemNumber(4)]).first?.first?.label == Label("x"))
        #expect(try scratch.store.annotated(ItemNumber(4))?.predictions.first?.confidenceSource == .voteShare)
        #expect(try scratch.store.verify().findings == [])
        for harm in [
            "UPDATE prediction SET label = 'y'", "DELETE FROM prediction", "UPDATE name SET text = 'y'",
            "DELETE FROM name",
            "INSERT INTO prediction (item, model) VALUES (4, 'small')",
        ] {
            #expect(throws: DatabaseError.self, "\(harm)") { try scratch.raw { try $0.execute(sql: harm) } }
        }
    }

    @Test(arguments: ["outcome = 'fine'", "service = 'mail'", "confidence_source = 'guess'", "cost_basis = 'free'"])
    func aWordThatNoPredictionHasIsRefused(change: String) throws {
        let scratch = try Scratch([item("a")])
        var values = [
            "outcome": "'labeled'", "service": "'standard'", "confidence_source": "'stated'", "cost_basis": "'unknown'",
        ]
        func insertion() -> String {
            """
            INSERT INTO prediction (item, model, label, input_tokens, output_tokens, cache_creation_input_tokens,
                cache_read_input_tokens, cache_creation_1h_input_tokens, reasoning_tokens, repair, imported, recorded_at,
                \(values.keys.joined(separator: ", ")))
            VALUES (1, 'small', 'x', 0, 0, 0, 0, 0, 0, 0, 1, 0, \(values.values.joined(separator: ", ")))
            """
        }
        try scratch.raw { try $0.execute(sql: insertion()) }
        let parts = change.components(separatedBy: " = ")
        values[parts[0]] = parts[1]
        #expect(throws: DatabaseError.self) { try scratch.raw { try $0.execute(sql: insertion()) } }
    }

    @Test func everyWordOfAPredictionComesBackAsItWasStored() throws {
        var element = item("a")
        for outcome in Prediction.Outcome.allCases {
            element.predictions.append(
                Prediction(model: "m", label: outcome == .labeled ? Label("x") : nil, outcome: outcome))
        }
        for source in ConfidenceSource.allCases {
            element.predictions.append(
                Prediction(model: "m", label: Label("x"), confidence: 0, confidenceSource: source))
        }
        for reason in EscalationReason.allCases {
            element.predictions.append(Prediction(model: "m", label: Label("x"), escalation: reason))
        }
        for service in Prediction.Service.allCases {
            element.predictions.append(Prediction(model: "m", label: Label("x"), service: service))
        }
        for cost in [Cost.unknown, .charged(Money(picodollars: 1)), .estimated(Money(picodollars: 2), as: "opus")] {
            element.predictions.append(Prediction(model: "m", label: Label("x"), cost: cost))
        }
        element.predictions.append(fullPrediction)
        let scratch = try Scratch([element])
        #expect(try scratch.store.annotated(ItemNumber(1))?.predictions == element.predictions)
    }

    @Test func aFailedBatchLeavesNothingAndTheTriggersOn() throws {
        let scratch = try Scratch(items(2))
        // No trigger, because those are silent while a batch goes in.
        try scratch.raw { try $0.execute(sql: "CREATE UNIQUE INDEX one_gold ON gold(label)") }
        let many = (1...200).map { item("x-\($0)", gold: $0 >= 199 ? "g" : nil) }
        #expect(throws: StoreError.self) { try scratch.store.add(many) }
        try scratch.raw { try $0.execute(sql: "DROP INDEX one_gold") }
        #expect(try scratch.store.counts().items == 2)
        #expect(try scratch.store.verify().findings == [])
        // So few go in by the triggers.
        _ = try scratch.store.add(items(3))
        #expect(try scratch.store.counts().items == 3)
        _ = try scratch.store.add(many)
        #expect(try scratch.store.counts().items == 203)
        #expect(try scratch.store.verify().findings == [])
    }

    @Test func theRandomOrderIsSortedByPlaceAndNumber() {
        var random = SeededGenerator(seed: 4)
        for count in [0, 1, 2, 9, 500] {
            var order = RandomOrder()
            var all: [(Double, ItemNumber)] = []
            for number in (0..<count).shuffled(using: &random) {
                let place =
                    [0, 0.25, 0.999, 1, -1, .nan].randomElement(using: &random).map {
                        number.isMultiple(of: 2) ? Double.random(in: 0..<1, using: &random) : $0
                    } ?? 0
                let kept = place.isNaN ? 0.5 : place
                order.add(ItemNumber(Int64(number)), place: kept)
                all.append((kept, ItemNumber(Int64(number))))
            }
            let expected = all.sorted { $0 < $1 }.map(\.1)
            #expect(order.sorted(limit: .max) == expected)
            #expect(order.sorted(limit: 7) == Array(expected.prefix(7)))
        }
    }
}
