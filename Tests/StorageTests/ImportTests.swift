import Labeling
import Storage
import Testing

@Suite struct ImportTests {
    @Test func aKnownItemAddsNothing() throws {
        let scratch = try Scratch()
        var full = item("a", gold: "x")
        full.predictions = [fullPrediction, labeled("small", "x")]
        full.decisions = [fullDecision, decision("ana", .reject, 5)]
        #expect(try scratch.store.add([full, full, item("b")]) == [.added, .duplicate, .added])
        #expect(try scratch.store.add([full, item("a"), item("b")]) == [.duplicate, .duplicate, .duplicate])
        #expect(try scratch.store.counts().items == 2)
    }

    @Test func aKnownItemTakesWhatIsNew() throws {
        let scratch = try Scratch([item("a")])
        var more = item("a", gold: "x")
        more.predictions = [labeled("small", "x"), fullPrediction]
        more.decisions = [decision("ana", .accept(Label("x")))]
        #expect(try scratch.store.add([more]) == [.extended(predictions: 2, decisions: 1, gold: true)])
        more.predictions.append(labeled("small", "y"))
        #expect(try scratch.store.add([more]) == [.extended(predictions: 1, decisions: 0, gold: false)])
        #expect(try all(scratch.store).map(\.annotated) == [more])
        #expect(try scratch.store.verify().isSound)
    }

    @Test(arguments: ["other", "Text of a", "te\u{301}xt", "text of a\u{0}"])
    func anotherTextForTheSameIDIsAConflictAndTakesNothing(text: String) throws {
        let scratch = try Scratch([item("a"), item("é", "t\u{e9}xt")])
        var other = item("a", text, gold: "x")
        other.predictions = [labeled("small", "x")]
        let outcome = try scratch.store.add([other, item("é", "te\u{301}xt")])
        #expect(outcome.allSatisfy { if case .conflict = $0 { true } else { false } })
        #expect(try scratch.store.counts().gold == 0)
        #expect(try scratch.store.counts().unclassified == 2)
    }

    @Test func imagesAreKeptAndOthersForTheSameIDAreAConflict() throws {
        let scratch = try Scratch()
        let store = scratch.store
        var pictured = item("a")
        pictured.item.images = ["b/1.png", "https://x/\u{0}é?q=\"1\""]
        #expect(try store.add([pictured, item("b")]) == [.added, .added])
        #expect(try store.item(ItemNumber(1)) == pictured.item)
        #expect(try store.awaiting(model: "small", limit: 9).map(\.item) == [pictured.item, item("b").item])
        #expect(try all(store).map(\.annotated.item) == [pictured.item, item("b").item])
        #expect(try store.detail(ItemNumber(1), reviewer: "ana")?.item == pictured.item)
        var other = pictured
        other.item.images.reverse()
        other.gold = Label("x")
        let reason = "the id a is in the store with other images"
        #expect(
            try store.add([pictured, other, item("a")]) == [.duplicate]
                + [other, other].map { _ in .conflict(reason: reason) })
        #expect(try store.counts().gold == 0)
    }

    @Test func anotherGoldIsAConflictAndTakesNothing() throws {
        let scratch = try Scratch([item("a", gold: "x")])
        var other = item("a", gold: "y")
        other.predictions = [labeled("small", "x")]
        let reason = "the id a is in the store with the gold x, not y"
        #expect(try scratch.store.add([other]) == [.conflict(reason: reason)])
        #expect(try all(scratch.store).map(\.annotated) == [item("a", gold: "x")])
    }

    @Test func whatWasExportedComesBackAsADuplicateAndElsewhereUnchanged() throws {
        let scratch = try Scratch(items(3))
        let store = scratch.store
        let number = ItemNumber(1)
        let request = try store.recordIntent(RequestIntent(item: number, model: "claude-haiku-4-5", at: time(0)))
        try store.record(fullPrediction, for: request)
        _ = try store.record(decision("ana", .accept(Label("x")), 1, note: "first"), on: number)
        try store.addNote("second", on: number, by: "ana", at: time(2))
        _ = try store.record(decision("ben", .flag, 3), on: number)
        _ = try store.undoLast(by: "ben", at: time(4))
        // The same act twice, the first taken back: both must arrive.
        _ = try store.record(decision("eva", .reject, 5), on: ItemNumber(2))
        _ = try store.undoLast(by: "eva", at: time(6))
        _ = try store.record(decision("eva", .reject, 5), on: ItemNumber(2))
        let exported = try all(store)
        #expect(try store.add(exported.map(\.annotated)).allSatisfy { $0 == .duplicate })
        let other = try Scratch()
        #expect(try other.store.add(exported.map(\.annotated)).allSatisfy { $0 == .added })
        #expect(try all(other.store) == exported)
        #expect(try other.store.verify().isSound)
    }

    @Test func anUndoingAndANoteThatCameLaterAreTaken() throws {
        var known = item("a")
        known.decisions = [decision("ana", .reject, 1, note: "old")]
        let scratch = try Scratch([known])
        var later = known
        later.decisions[0].undoneAt = time(2)
        later.decisions[0].note = "new"
        #expect(try scratch.store.add([later]) == [.extended(predictions: 0, decisions: 1, gold: false)])
        #expect(try all(scratch.store).map(\.annotated) == [later])
        // The older file neither undoes the undoing nor brings the old note back.
        #expect(try scratch.store.add([known, later]) == [.duplicate, .duplicate])
        #expect(try all(scratch.store).map(\.annotated) == [later])
    }

    /// As other tools tell it: to the second or without a time, without how long it took.
    private func toldAgain(_ decision: Decision, _ verdict: Verdict? = nil, timed: Bool = true) -> Decision {
        let at = timed ? decision.at.milliseconds / 1_000 * 1_000 : 0
        return Decision(
            reviewer: decision.reviewer, verdict: verdict ?? decision.verdict, at: Timestamp(milliseconds: at))
    }

    @Test func aDecisionThatAnotherToolTellsAgainIsNotNew() throws {
        var known = item("a")
        let (x, y) = (Label("x"), Label("y"))
        known.decisions = [
            decision("ana", .override(x), 100), decision("ana", .accept(y), 2_345), decision("bo", .reject, 3_999),
            decision("cy", .flag, 5_001),
        ]
        let scratch = try Scratch([known])
        func adds(_ decisions: [Decision]) throws -> Int {
            var again = item("a")
            again.decisions = decisions
            guard case .extended(_, let count, _) = try scratch.store.add([again])[0] else { return 0 }
            return count
        }
        let told = known.decisions.map { toldAgain($0) }
        #expect(try adds(told) == 0 && adds([told[1], told[2]]) == 0)
        // One word for what is no label, and for choosing a label and taking it over.
        #expect(try adds([toldAgain(known.decisions[3], .skip), toldAgain(known.decisions[1], .override(y))]) == 0)
        #expect(try adds([toldAgain(known.decisions[1], timed: false)]) == 0)
        let before = try all(scratch.store)
        #expect(before.map(\.annotated) == [known])
        // What was changed there is new: another label, another second, another person, an older word said again.
        #expect(try adds([toldAgain(known.decisions[1], .override(x))]) == 1)
        #expect(
            try adds([toldAgain(known.decisions[2], .override(x)), toldAgain(known.decisions[2], .override(x))]) == 2)
        #expect(try adds([toldAgain(decision("ana", .accept(y), 9_000))]) == 1)
        #expect(try adds([toldAgain(decision("di", .accept(y), 2_345))]) == 1)
        #expect(try adds([toldAgain(known.decisions[0], timed: false)]) == 1)
        #expect(try adds([toldAgain(known.decisions[2], .skip)]) == 0)
        #expect(try scratch.store.verify().isSound)
    }

    @Test func twoActsOfOneSecondAreMetByTwo() throws {
        var known = item("a")
        known.decisions = [decision("ana", .reject, 100), decision("ana", .reject, 900)]
        let scratch = try Scratch([known])
        var again = item("a")
        again.decisions = [toldAgain(known.decisions[0]), known.decisions[1], toldAgain(known.decisions[0])]
        #expect(try scratch.store.add([again]) == [.extended(predictions: 0, decisions: 1, gold: false)])
        #expect(try all(scratch.store)[0].annotated.decisions.count == 3)
    }

    @Test func numbersThatMakeNoSenseDoNotLoseTheRest() throws {
        let scratch = try Scratch()
        var odd = item("a\u{0}b", "t\u{0}ext")
        odd.item.meta = ["k\u{0}": .string("v\u{0}"), "n": .array([.null, .integer(.max)])]
        odd.predictions = [
            Prediction(model: "small", label: Label("x"), confidence: .nan, latencyMilliseconds: -1),
            Prediction(model: "small", label: Label("x"), confidence: 1.5, usage: Usage(inputTokens: -4)),
            Prediction(model: "small", label: nil, cost: .charged(Money(picodollars: -5)), outcome: .labeled),
            Prediction(model: "small", label: Label("x"), outcome: .refusal),
            Prediction(model: "small", label: Label("x"), cost: .charged(Money(picodollars: .max)), at: time(0)),
            Prediction(model: "small", label: Label("y"), cost: .charged(Money(picodollars: .max)), at: time(0)),
        ]
        odd.decisions = [
            Decision(reviewer: "ana", verdict: .reject, at: time(0), seconds: .infinity, probability: 0)
        ]
        #expect(try scratch.store.add([odd]) == [.added])
        let stored = try #require(try all(scratch.store).first?.annotated)
        #expect(stored.item == odd.item)
        #expect(stored.predictions.map(\.confidence) == [nil, nil, nil, nil, nil, nil])
        #expect(
            stored.predictions.map(\.outcome) == [.labeled, .labeled, .invalidOutput, .refusal, .labeled, .labeled])
        #expect(stored.predictions[3].invalidAnswer == "x")
        #expect(stored.decisions.map(\.probability) == [1])
        #expect(try scratch.store.add([odd]) == [.duplicate])
        #expect(try scratch.store.counts().spent == Money(picodollars: .max))
        #expect(try scratch.store.number(of: Item.ID("a\u{0}b")) == ItemNumber(1))
        #expect(try scratch.store.verify().findings == [])
    }

    @Test func rejectedLinesAreKeptOnceWithTheirBytes() throws {
        let scratch = try Scratch()
        let lines = (1...250).map {
            RejectedLine(source: "a.jsonl", line: $0, reason: "no text", bytes: [0, 255, UInt8($0 % 251)], at: time(0))
        }
        #expect(try scratch.store.recordRejects(lines) == 250)
        var again = lines[0]
        again.reason = "said in other words"
        #expect(try scratch.store.recordRejects([again] + lines) == 0)
        again.bytes = []
        #expect(try scratch.store.recordRejects([again]) == 1)
        var found: [RejectedLine] = []
        try scratch.store.forEachReject { found.append($0) }
        #expect(found == lines + [again])
        #expect(try scratch.store.counts().rejectedLines == 251)
    }
}

func all(_ store: Store, groundTruthOnly: Bool = false) throws -> [StoredItem] {
    var found: [StoredItem] = []
    try store.forEachAnnotated(groundTruthOnly: groundTruthOnly) { found.append($0) }
    return found
}
