import Labeling
import Storage
import TestSupport
import Testing

@Suite struct BatchTests {
    private func intents(
        _ items: some Sequence<Int64>, model: String = "small", escalation: EscalationReason? = nil,
        isRepair: Bool = false
    ) -> [RequestIntent] {
        items.map {
            RequestIntent(
                item: ItemNumber($0), model: model, escalation: escalation, promptVersion: "p", at: time(0),
                isRepair: isRepair)
        }
    }

    private func failure(_ request: RequestID) -> RequestOutcome {
        .failed(RequestFailure(request: request, message: "errored", attempts: 1, at: time(3)))
    }

    @Test func whatABatchOwesWaitsForNobodyElse() throws {
        let store = try Scratch(items(4)).store
        let (batch, requests) = try store.recordBatch(
            model: "small", nonce: "n1", endpoint: "https://x", at: time(1), intents(1...3))
        #expect(
            batch
                == StoredBatch(
                    id: BatchID(1), model: "small", nonce: "n1", endpoint: "https://x", requests: 3, at: time(1)))
        #expect(try store.openBatches() == [batch])
        #expect(try store.awaiting(model: "small", limit: 9).map(\.number.value) == [4])
        #expect(try store.countAwaiting(model: "small") == 1)
        #expect(try store.countAwaiting(model: "other") == 4)
        #expect(try store.interruptedRequests().isEmpty)
        #expect(try store.unansweredRequests(of: batch.id) == 3)
        var answer = labeled("small", "x")
        answer.service = .batch
        try store.record([.answered(requests[0], answer, next: nil), failure(requests[1])])
        #expect(try store.unansweredRequests(of: batch.id) == 1)
        // The one that failed may be asked at once.
        #expect(try store.awaiting(model: "small", limit: 9).map(\.number.value) == [2, 4])
        #expect(try store.countAwaiting(model: "small") == 2)
        let listed = try store.requests(of: batch.id, limit: 9)
        #expect(listed.map(\.state) == [.answered, .failed, .open])
        #expect(listed.map(\.request) == requests)
        #expect(listed.map(\.item.item.id.value) == ["t-1", "t-2", "t-3"])
        #expect(try store.requests(of: batch.id, limit: 1, after: requests[0]) == [listed[1]])
        #expect(try store.verify().findings == [])
        try store.record(.abandoned(reason: "expired"), of: batch.id, at: time(9))
        #expect(try store.awaiting(model: "small", limit: 9).map(\.number.value) == [2, 3, 4])
        #expect(try store.countAwaiting(model: "small") == 3)
        #expect(try store.unansweredRequests(of: batch.id) == 1)
        #expect(try store.interruptedRequests().map(\.request) == [requests[2]])
        #expect(try store.openBatches().isEmpty)
        #expect(try store.verify().findings == [])
    }

    @Test func escalationsAndRepairsAreHeldToo() throws {
        let store = try Scratch(items(3)).store
        let empty = Prediction(model: "small", outcome: .empty)
        try store.record([
            Answer(item: ItemNumber(1), prediction: labeled("small", "x"), next: .escalate(rung: 1, .sample)),
            Answer(item: ItemNumber(2), prediction: empty, next: .repair),
        ])
        let (second, _) = try store.recordBatch(
            model: "large", nonce: "a", endpoint: "e", at: time(1), intents(1...1, model: "large", escalation: .sample))
        let (repair, requests) = try store.recordBatch(
            model: "small", nonce: "b", endpoint: "e", at: time(1), intents(2...2, isRepair: true))
        #expect(try store.countAwaiting(rung: 1, model: "large") == 0)
        #expect(try store.awaiting(rung: 1, model: "large", limit: 9).isEmpty)
        #expect(try store.countAwaitingRepair(model: "small") == 0)
        #expect(try store.awaitingRepair(model: "small", limit: 9).isEmpty)
        #expect(try store.openBatches(model: "large").map(\.id) == [second.id])
        #expect(try store.requests(of: repair.id, limit: 9).map(\.isRepair) == [true])
        #expect(try store.requests(of: second.id, limit: 9).map(\.escalation) == [.sample])
        // What is escalated while a batch owes the answer is held from the start.
        _ = try store.recordBatch(
            model: "large", nonce: "c", endpoint: "e", at: time(1), intents(3...3, model: "large"))
        try store.escalate([Escalation(item: ItemNumber(3), reason: .reviewer, at: time(2))])
        #expect(try store.countAwaiting(rung: 1, model: "large") == 0)
        try store.record(.collected, of: second.id)
        #expect(try store.countAwaiting(rung: 1, model: "large") == 1)
        try store.record([failure(requests[0])])
        #expect(try store.countAwaitingRepair(model: "small") == 1)
        // The ladder may change while a batch is under way.
        try store.setModels(ladder: ["large", "small"])
        #expect(try store.verify().findings == [])
        #expect(try store.awaiting(model: "large", limit: 9).map(\.number.value) == [1, 2])
    }

    @Test func aBatchIsWhatItsEventsSay() throws {
        let scratch = try Scratch(items(1))
        let store = scratch.store
        let (made, _) = try store.recordBatch(model: "small", nonce: "n", endpoint: "e", at: time(0), intents(1...1))
        let other = try store.recordBatch(model: "small", nonce: "m", endpoint: "e", at: time(0), []).0
        try store.record(.submitted(providerID: "msgbatch_1", expiresAt: time(99)), of: made.id, at: time(1))
        try store.record(.note("half\u{0} way"), of: made.id, at: time(2))
        try store.record(.ended, of: made.id, at: time(3))
        var expected = made
        (expected.providerID, expected.expiresAt, expected.submittedAt) = ("msgbatch_1", time(99), time(1))
        (expected.endedAt, expected.message) = (time(3), "half\u{0} way")
        #expect(try store.openBatches() == [expected, other])
        try store.record(.collected, of: made.id, at: time(4))
        try store.record(.abandoned(reason: "no id"), of: other.id, at: time(5))
        expected.collectedAt = time(4)
        #expect(try store.batches().first == expected)
        #expect(try store.batches().map(\.message) == ["half\u{0} way", "no id"])
        #expect(try Store.open(at: scratch.path).openBatches().isEmpty)
    }

    @Test func whatDoesNotBelongIsRefusedWhole() throws {
        let store = try Scratch(items(2)).store
        #expect(throws: StoreError.unknownBatch(BatchID(5))) { try store.record(.ended, of: BatchID(5)) }
        #expect(throws: StoreError.unknownItem(ItemNumber(9))) {
            try store.recordBatch(model: "small", nonce: "n", endpoint: "e", at: time(0), intents([1, 9]))
        }
        #expect(try store.batches().isEmpty)
        #expect(try store.countAwaiting(model: "small") == 2)
        _ = try store.recordBatch(model: "small", nonce: "n", endpoint: "e", at: time(0), [])
        #expect(throws: StoreError.self) {
            try store.recordBatch(model: "small", nonce: "n", endpoint: "e", at: time(0), intents([1]))
        }
        #expect(try store.unansweredRequests(of: BatchID(5)) == 0)
        #expect(try store.requests(of: BatchID(5), limit: 9).isEmpty)
    }

    /// What runs, batches and imports do to a store, at random; `verify` makes all of it anew from the rows.
    @Test(arguments: 1...8)
    func afterAnyRunWhatWaitsIsWhatTheRowsSay(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let models = ["small", "large", "huge", "other"]
        let store = try Scratch(items(12), ladder: Array(models[0...2])).store
        var open: [(request: RequestID, model: String)] = []
        for count in 1...150 {
            let item = ItemNumber(Int64.random(in: 1...12, using: &random))
            let model = models.randomElement(using: &random) ?? ""
            let rung = Int.random(in: 1...3, using: &random)
            var answer = Prediction(model: model, cost: .charged(Money(picodollars: 50)), outcome: .empty)
            if Bool.random(using: &random) { (answer.outcome, answer.label) = (.labeled, Label("x")) }
            answer.isRepair = Int.random(in: 0..<4, using: &random) == 0
            switch Int.random(in: 0..<12, using: &random) {
            case 0...1:
                let intent = RequestIntent(item: item, model: model, escalation: .sample, at: time(0))
                open.append((try store.recordIntent(intent), model))
            case 2...3:
                let items = Set((0..<4).map { _ in Int64.random(in: 1...12, using: &random) })
                let requests = try store.recordBatch(
                    model: model, nonce: "\(count)", endpoint: "e", at: time(0), intents(items, model: model)
                ).1
                open += requests.map { ($0, model) }
            case 4...7:
                guard let index = open.indices.randomElement(using: &random) else { continue }
                let (request, model) = open[index]
                answer.model = model
                let attempt = Attempt(
                    kind: .sample, usage: Usage(inputTokens: 3), cost: .charged(Money(picodollars: 20)), at: time(0))
                switch Int.random(in: 0..<5, using: &random) {
                case 0: try store.record([.attempted(request, attempt)])
                case 1: try store.record([failure(request)])
                default:
                    let next = LadderStep.escalate(rung: rung, .lowConfidence)
                    try store.record([.answered(request, answer, next: Bool.random(using: &random) ? next : nil)])
                    open.remove(at: index)
                }
            case 8: try store.escalate([Escalation(item: item, rung: rung, reason: .label, at: time(0))])
            case 9: try store.record([Answer(item: item, prediction: answer, next: .repair)])
            case 10:
                guard let batch = try store.openBatches().randomElement(using: &random) else { continue }
                try store.record(
                    [.ended, .collected, .abandoned(reason: "r")].randomElement(using: &random) ?? .ended, of: batch.id)
            default: try store.setModels(ladder: Array(models.shuffled(using: &random).prefix(3)))
            }
            if count.isMultiple(of: 30) { #expect(try store.verify().findings == []) }
        }
        for model in models {
            let first = try store.awaiting(model: model, limit: 99).map(\.number)
            #expect(try store.countAwaiting(model: model) == first.count)
            #expect(try first.allSatisfy { try !store.isAnswered($0, by: model) })
            let repairs = try store.awaitingRepair(model: model, limit: 99)
            #expect(try store.countAwaitingRepair(model: model) == repairs.count)
            #expect(try repairs.allSatisfy { try store.needsRepair($0.number, by: model) == $0.answer })
            for rung in 0...3 {
                let due = try store.awaiting(rung: rung, model: model, limit: 99)
                #expect(try store.countAwaiting(rung: rung, model: model) == due.count)
            }
        }
    }

    @Test func whetherAQuestionIsInABatchIsKnownForEachModel() throws {
        let store = try Scratch(items(2)).store
        let item = ItemNumber(1)
        let (batch, _) = try store.recordBatch(
            model: "small", nonce: "n", endpoint: "u", at: time(1), intents(1...1))
        #expect(try !store.isInBatch(ItemNumber(2), for: "small"))
        #expect(try store.isInBatch(item, for: "small"))
        #expect(try !store.isInBatch(item, for: "large"))
        try store.record(.abandoned(reason: "test"), of: batch.id)
        #expect(try !store.isInBatch(item, for: "small"))
    }
}
