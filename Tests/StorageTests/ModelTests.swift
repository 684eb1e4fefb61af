import Labeling
import Storage
import Testing

@Suite struct ModelTests {
    @Test func anAnsweredItemIsNeverAskedAgain() throws {
        let scratch = try Scratch(items(5))
        let store = scratch.store
        for model in ["small", "other"] {
            #expect(try store.awaiting(model: model, limit: 2).map(\.number.value) == [1, 2])
            try store.record([Answer(item: ItemNumber(2), prediction: labeled(model, "x"))])
            let refused = Prediction(model: model, outcome: .refusal)
            try store.record([Answer(item: ItemNumber(4), prediction: refused)])
            #expect(try store.awaiting(model: model, limit: 9).map(\.number.value) == [1, 3, 5])
            #expect(
                try store.awaiting(model: model, limit: 9, after: ItemNumber(1)).map(\.item.id.value) == ["t-3", "t-5"])
            #expect(try store.countAwaiting(model: model) == 3)
        }
        #expect(try store.countAwaiting(model: "nobody") == 5)
    }

    @Test func anAnswerIsStoredWithItsRequestAndOnlyOnce() throws {
        let scratch = try Scratch(items(1), ladder: ["claude-haiku-4-5", "large"])
        let store = scratch.store
        let request = try store.recordIntent(
            RequestIntent(item: ItemNumber(1), model: "claude-haiku-4-5", promptVersion: "p1", at: time(0)))
        #expect(try store.interruptedRequests().map(\.request) == [request])
        try store.record(fullPrediction, for: request, next: .escalate(rung: 1, .refusal))
        try store.record(fullPrediction, for: request, next: .escalate(rung: 1, .refusal))
        #expect(try store.detail(ItemNumber(1), reviewer: "ana")?.first == fullPrediction)
        #expect(try all(store).first?.annotated.predictions == [fullPrediction])
        #expect(try store.awaiting(rung: 1, model: "large", limit: 9).map(\.reason) == [.refusal])
        #expect(try store.interruptedRequests().isEmpty)
        #expect(try store.verify().findings == [])
    }

    @Test func whatAKilledRunHadAskedIsFoundAndAskedAgain() throws {
        let scratch = try Scratch(items(3))
        let store = scratch.store
        let intents = (1...3).map {
            RequestIntent(
                item: ItemNumber($0), model: "small", escalation: .sample, promptVersion: "p", at: time($0))
        }
        let requests = try store.recordIntents(intents)
        try store.record([
            .failed(
                RequestFailure(request: requests[1], message: "overloaded", httpStatus: 529, attempts: 4, at: time(9)))
        ])
        let expected = [0, 2].map { InterruptedRequest(request: requests[$0], intent: intents[$0]) }
        #expect(try store.interruptedRequests(model: "small") == expected)
        #expect(try store.interruptedRequests(model: "large").isEmpty)
        #expect(try store.awaiting(model: "small", limit: 9).count == 3)
        let second = try store.recordIntent(intents[0])
        try store.record(labeled("small", "x"), for: second)
        #expect(try store.interruptedRequests() == [expected[1]])
    }

    @Test func secondOpinionsStayDueUntilTheyAreAnswered() throws {
        let scratch = try Scratch(items(4))
        let store = scratch.store
        try store.record([
            Answer(item: ItemNumber(1), prediction: labeled("small", "x"), next: .escalate(rung: 1, .lowConfidence)),
            Answer(item: ItemNumber(2), prediction: labeled("small", "x")),
            Answer(item: ItemNumber(3), prediction: labeled("small", "x"), next: .escalate(rung: 1, .label)),
        ])
        try store.escalate([
            Escalation(item: ItemNumber(3), reason: .reviewer, at: time(1)),
            Escalation(item: ItemNumber(3), reason: .reviewer, at: time(2)),
        ])
        #expect(try store.standingAnswers(limit: 9).map(\.id.value) == ["t-2"])
        let due = try store.awaiting(rung: 1, model: "large", limit: 9)
        #expect(due.map(\.number.value) == [1, 3])
        #expect(due.map(\.reason) == [.lowConfidence, .label])
        #expect(try store.awaiting(rung: 1, model: "large", limit: 9, after: ItemNumber(1)).map(\.number.value) == [3])
        try store.record([Answer(item: ItemNumber(1), prediction: labeled("large", "y"))])
        #expect(try store.awaiting(rung: 1, model: "large", limit: 9).map(\.number.value) == [3])
        #expect(try store.countAwaiting(rung: 1, model: "large") == 1)
        #expect(try store.counts().disagreements == 1)
    }

    @Test func spendingIsExactAndTellsRealFromEstimated() throws {
        let scratch = try Scratch()
        let store = scratch.store
        var imported = item("a")
        imported.predictions = [labeled("small", "x", cost: .charged(Money(picodollars: 7)))]
        _ = try store.add([imported, item("b")])
        let day: Int64 = 86_400_000
        var answers: [Answer] = []
        for index in 0..<1000 {
            var prediction = labeled("small", "x", cost: .charged(Money(picodollars: 333_333_333_333)))
            prediction.at = time(Int64(index % 2) * day)
            prediction.usage = Usage(inputTokens: 3, outputTokens: 2)
            answers.append(Answer(item: ItemNumber(2), prediction: prediction))
        }
        answers.append(
            Answer(
                item: ItemNumber(2), prediction: labeled("off", "x", cost: .estimated(Money(picodollars: 5), as: "m"))))
        try store.record(answers)
        #expect(try store.spent() == Money(picodollars: 333_333_333_333_000))
        #expect(try store.spent(on: time(day).day) == Money(picodollars: 166_666_666_666_500))
        #expect(try store.spent(includingImported: true) == Money(picodollars: 333_333_333_333_007))
        let counts = try store.counts()
        #expect(counts.spent == Money(picodollars: 333_333_333_333_007))
        #expect(counts.estimated == Money(picodollars: 5))
        let rows = try store.spending().filter { $0.model == "small" }
        #expect(rows.map(\.day) == [nil, time(0).day, time(day).day])
        #expect(rows.map(\.answers) == [1, 500, 500])
        #expect(rows.map(\.usage.inputTokens) == [0, 1500, 1500])
        #expect(try store.verify().findings == [])
    }

    @Test func otherModelNamesMakeTheQueueAnew() throws {
        let scratch = try Scratch(items(3), ladder: [])
        let store = scratch.store
        try store.record([
            Answer(item: ItemNumber(1), prediction: labeled("small", "x")),
            Answer(item: ItemNumber(1), prediction: labeled("large", "y")),
            Answer(item: ItemNumber(2), prediction: labeled("large", "y")),
        ])
        _ = try store.record(decision("ana", .accept(Label("x"))), on: ItemNumber(1))
        #expect(try store.counts().unclassified == 3)
        let before = try store.changeToken()
        try store.setModels(ladder: ["small", "large"])
        #expect(try store.changeToken() != before)
        var counts = try store.counts()
        #expect([counts.items, counts.unclassified, counts.secondOpinions, counts.disagreements] == [3, 2, 2, 1])
        #expect([counts.decided, counts.firstAgreed, counts.firstCompared] == [1, 1, 1])
        try store.setModels(ladder: ["large", "small"])
        counts = try store.counts()
        #expect([counts.unclassified, counts.secondOpinions, counts.firstAgreed] == [1, 1, 0])
        #expect(try store.rows([ItemNumber(1)]).first?.first?.model == "large")
        #expect(try store.verify().findings == [])
    }

    @Test func whatDoesNotExistIsRefusedByName() throws {
        let store = try Scratch(items(1)).store
        #expect(throws: StoreError.unknownItem(ItemNumber(9))) {
            try store.recordIntent(RequestIntent(item: ItemNumber(9), model: "small", at: time(0)))
        }
        #expect(throws: StoreError.unknownRequest(RequestID(9))) { try store.record(fullPrediction, for: RequestID(9)) }
        #expect(throws: StoreError.unknownItem(ItemNumber(9))) {
            try store.record(decision("ana", .reject), on: ItemNumber(9))
        }
        #expect(throws: StoreError.unknownItem(ItemNumber(9))) { try store.addNote("x", on: ItemNumber(9), by: "ana") }
    }
}
