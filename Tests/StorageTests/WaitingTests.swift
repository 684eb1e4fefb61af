import Labeling
import Storage
import Testing

private let ladder = ["small", "large", "huge"]

@Suite struct WaitingTests {
    private func numbers(_ items: [EscalatedItem]) -> [Int64] { items.map(\.number.value) }

    private func bad(_ model: String, _ outcome: Prediction.Outcome = .empty) -> Prediction {
        Prediction(model: model, outcome: outcome)
    }

    @Test func eachRungWaitsForItself() throws {
        let store = try Scratch(items(5), ladder: ladder).store
        try store.escalate([
            Escalation(item: ItemNumber(1), reason: .sample, at: time(0)),
            Escalation(item: ItemNumber(2), rung: 2, reason: .routing, at: time(0)),
            Escalation(item: ItemNumber(3), rung: 1, reason: .label, at: time(0)),
            Escalation(item: ItemNumber(3), rung: 2, reason: .refusal, at: time(0)),
            Escalation(item: ItemNumber(3), rung: 2, reason: .reviewer, at: time(0)),
            Escalation(item: ItemNumber(4), rung: 7, reason: .sample, at: time(0)),
        ])
        #expect(try numbers(store.awaiting(rung: 1, model: "large", limit: 9)) == [1, 3])
        #expect(try store.awaiting(rung: 2, model: "huge", limit: 9).map(\.reason) == [.routing, .refusal])
        #expect(try numbers(store.awaiting(rung: 2, model: "huge", limit: 9, after: ItemNumber(2))) == [3])
        #expect(try numbers(store.awaiting(rung: 2, model: "huge", limit: 1)) == [2])
        #expect(try store.awaiting(rung: 2, model: "large", limit: 9).isEmpty)
        #expect(try store.countAwaiting(rung: 2, model: "nobody") == 0)
        try store.record([Answer(item: ItemNumber(3), prediction: labeled("huge", "x"))])
        #expect(try store.countAwaiting(rung: 2, model: "huge") == 1)
        #expect(try store.countAwaiting(rung: 1, model: "large") == 2)
        // Another order of the same models, and what waits is another.
        try store.setModels(ladder: ["small", "huge", "large"])
        #expect(try numbers(store.awaiting(rung: 1, model: "huge", limit: 9)) == [1])
        #expect(try numbers(store.awaiting(rung: 2, model: "large", limit: 9)) == [2, 3])
        #expect(try store.verify().findings == [])
    }

    @Test func theNewestAnswerOfAnyHigherRungIsTheSecondOpinion() throws {
        let store = try Scratch(items(2), ladder: ladder).store
        for answer in [labeled("small", "x"), labeled("huge", "y"), labeled("large", "x")] {
            try store.record([Answer(item: ItemNumber(1), prediction: answer)])
        }
        #expect(try store.rows([ItemNumber(1)]).first?.second?.model == "large")
        #expect(try store.counts().disagreements == 0)
        try store.setModels(ladder: ["small", "huge"])
        #expect(try store.rows([ItemNumber(1)]).first?.second?.model == "huge")
        #expect(try store.counts().disagreements == 1)
        #expect(try store.verify().findings == [])
    }

    @Test func aNameThatComesTwiceStandsOnItsFirstRung() throws {
        let store = try Scratch(items(1), ladder: ["small", "small", "large"]).store
        try store.escalate([1, 2].map { Escalation(item: ItemNumber(1), rung: $0, reason: .sample, at: time(0)) })
        #expect(try store.countAwaiting(rung: 1, model: "small") == 0)
        #expect(try store.countAwaiting(rung: 2, model: "large") == 1)
        let token = try store.changeToken()
        try store.setModels(ladder: ["small", "small", "large"])
        #expect(try store.changeToken() == token)
    }

    @Test(arguments: Prediction.Outcome.allCases, ladder)
    func anAnswerThatCannotBeUsedIsRepairedOnce(outcome: Prediction.Outcome, model: String) throws {
        let store = try Scratch(items(2), ladder: ladder).store
        let item = ItemNumber(1)
        var answer = bad(model, outcome)
        if outcome == .labeled { answer.label = Label("x") }
        answer.escalation = model == "small" ? nil : .label
        try store.record([Answer(item: item, prediction: answer)])
        let due = try store.awaitingRepair(model: model, limit: 9)
        #expect(due.map(\.number.value) == (outcome.isRepairable ? [1] : []))
        #expect(due.allSatisfy { $0.answer == answer && $0.reason == answer.escalation })
        #expect(try store.countAwaitingRepair(model: model) == due.count)
        #expect(try store.needsRepair(item, by: model) == due.first?.answer)
        #expect(try store.needsRepair(ItemNumber(2), by: model) == nil)
        #expect(try store.awaitingRepair(model: model, limit: 9, after: item).isEmpty)
        answer.isRepair = true
        try store.record([Answer(item: item, prediction: answer)])
        #expect(try store.countAwaitingRepair(model: model) == 0)
        #expect(try store.needsRepair(item, by: model) == nil)
        #expect(try store.verify().findings == [])
    }

    @Test func whatWasImportedOrHasGoneUpIsNotRepaired() throws {
        var known = item("a")
        known.predictions = [bad("small")]
        let store = try Scratch([known] + items(3), ladder: ladder).store
        #expect(try store.countAwaitingRepair(model: "small") == 0)
        try store.record([
            Answer(item: ItemNumber(2), prediction: bad("small"), next: .escalate(rung: 2, .invalidOutput)),
            Answer(item: ItemNumber(3), prediction: bad("small"), next: .repair),
        ])
        #expect(try store.awaitingRepair(model: "small", limit: 9).map(\.number.value) == [3])
        try store.escalate([Escalation(item: ItemNumber(3), reason: .reviewer, at: time(0))])
        #expect(try store.countAwaitingRepair(model: "small") == 0)
        #expect(try store.needsRepair(ItemNumber(3), by: "small") == nil)
        // On its own rung an escalation is the question, not the next step.
        try store.record([Answer(item: ItemNumber(3), prediction: bad("large"))])
        #expect(try store.countAwaitingRepair(model: "large") == 1)
        #expect(try store.verify().findings == [])
    }

    @Test func anInterruptedRepairIsFoundAlthoughTheItemHasAnAnswer() throws {
        let store = try Scratch(items(1)).store
        try store.record([Answer(item: ItemNumber(1), prediction: bad("small"))])
        let intent = RequestIntent(item: ItemNumber(1), model: "small", at: time(0), isRepair: true)
        let request = try store.recordIntent(intent)
        #expect(try store.interruptedRequests() == [InterruptedRequest(request: request, intent: intent)])
        var repaired = labeled("small", "x")
        repaired.isRepair = true
        try store.record(repaired, for: request)
        #expect(try store.interruptedRequests().isEmpty)
    }

    @Test func answersWithoutANextStepStand() throws {
        var known = item("known")
        known.predictions = [bad("small")]
        let store = try Scratch([known] + items(5), ladder: ladder).store
        try store.record([
            Answer(item: ItemNumber(2), prediction: labeled("small", "x")),
            Answer(item: ItemNumber(3), prediction: labeled("small", "x"), next: .escalate(rung: 1, .sample)),
            Answer(item: ItemNumber(4), prediction: labeled("small", "x"), next: .escalate(rung: 1, .sample)),
            Answer(item: ItemNumber(4), prediction: labeled("large", "y")),
            Answer(item: ItemNumber(5), prediction: labeled("small", "x")),
            Answer(item: ItemNumber(5), prediction: labeled("huge", "y")),
        ])
        let standing = try store.standingAnswers(limit: 9)
        #expect(standing.map(\.id.value) == ["known", "t-1", "t-3"])
        #expect(standing.map(\.prediction.model) == ["small", "small", "large"])
        #expect(standing.map(\.isImported) == [true, false, false])
        #expect(try store.standingAnswers(limit: 1, after: ItemNumber(1)).map(\.number.value) == [2])
        try store.escalate([Escalation(item: ItemNumber(4), rung: 2, reason: .refusal, at: time(0))])
        #expect(try store.standingAnswers(limit: 9).map(\.number.value) == [1, 2])
    }

    @Test func itemsWithATrueLabelAreAskedForAnEvaluation() throws {
        let store = try Scratch(
            [
                item("a", gold: "x"), item("b", gold: "x"), item("c", gold: "x"), item("d"), item("e"),
                item("f", gold: "x"),
            ]
        ).store
        _ = try store.record(decision("ana", .flag), on: ItemNumber(2))
        _ = try store.record(decision("ana", .override(Label("y"))), on: ItemNumber(3))
        _ = try store.record(decision("ben", .accept(Label("y"))), on: ItemNumber(3))
        _ = try store.record(decision("ana", .accept(Label("x"))), on: ItemNumber(4))
        _ = try store.record(decision("ana", .reject), on: ItemNumber(6))
        func waiting(_ model: String) throws -> [Int64] {
            let found = try store.awaitingOnTruth(model: model, limit: 9).map(\.number.value)
            #expect(try store.countAwaitingOnTruth(model: model) == found.count)
            return found
        }
        #expect(try waiting("other") == [1, 3, 4])
        #expect(try store.awaitingOnTruth(model: "other", limit: 1, after: ItemNumber(1)).map(\.number.value) == [3])
        try store.record([Answer(item: ItemNumber(3), prediction: bad("other"))])
        #expect(try waiting("other") == [1, 4])
        _ = try store.recordBatch(
            model: "other", nonce: "n", endpoint: "e", at: time(0),
            [RequestIntent(item: ItemNumber(1), model: "other", at: time(0))])
        #expect(try waiting("other") == [4])
        #expect(try waiting("small") == [1, 3, 4])
    }
}
