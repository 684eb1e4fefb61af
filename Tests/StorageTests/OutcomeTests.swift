import Labeling
import Storage
import Testing

@Suite struct OutcomeTests {
    private func asked(
        _ store: Store, _ item: Int64 = 1, model: String = "small", escalation: EscalationReason? = nil,
        isRepair: Bool = false
    ) throws -> RequestID {
        try store.recordIntent(
            RequestIntent(
                item: ItemNumber(item), model: model, escalation: escalation, at: time(0), isRepair: isRepair))
    }

    private func answer(_ picodollars: Int64, _ usage: Usage = Usage()) -> Prediction {
        var answer = labeled("small", "x", cost: .charged(Money(picodollars: picodollars)))
        answer.at = time(0)
        answer.usage = usage
        return answer
    }

    private func attempt(
        _ kind: Attempt.Kind, _ picodollars: Int64, _ usage: Usage = Usage(), outcome: Prediction.Outcome? = .labeled
    ) -> Attempt {
        Attempt(
            kind: kind, outcome: outcome, usage: usage, cost: .charged(Money(picodollars: picodollars)), at: time(1))
    }

    @Test func manyOutcomesAreStoredTogetherOrNotAtAll() throws {
        let scratch = try Scratch(items(4))
        let store = scratch.store
        let requests = try (1...3).map { try asked(store, $0) }
        let outcomes: [RequestOutcome] = [
            .answered(requests[0], answer(5), next: .escalate(rung: 1, .lowConfidence)),
            .answered(requests[1], Prediction(model: "small", outcome: .empty), next: .repair),
            .failed(RequestFailure(request: requests[2], message: "no", attempts: 2, at: time(1))),
        ]
        for unknown: RequestOutcome in [
            .answered(RequestID(99), answer(5), next: nil), .attempted(RequestID(99), attempt(.sample, 1)),
            .failed(RequestFailure(request: RequestID(99), message: "no", attempts: 2, at: time(1))),
        ] {
            #expect(throws: StoreError.unknownRequest(RequestID(99))) { try store.record(outcomes + [unknown]) }
        }
        #expect(try store.interruptedRequests().map(\.request) == requests)
        #expect(try store.spent() == .zero)
        try store.record(outcomes)
        try store.record(Array(outcomes[0...1]))
        #expect(try all(store).map(\.annotated.predictions.count) == [1, 1, 0, 0])
        #expect(try store.awaiting(rung: 1, model: "large", limit: 9).map(\.reason) == [.lowConfidence])
        #expect(try store.awaitingRepair(model: "small", limit: 9).map(\.number.value) == [2])
        #expect(try store.awaiting(model: "small", limit: 9).map(\.number.value) == [3, 4])
        #expect(try store.interruptedRequests().isEmpty)
        #expect(try store.spent() == Money(picodollars: 5))
        #expect(try store.verify().findings == [])
    }

    @Test func outcomesAndTheNextIntentsAreStoredTogetherOrNotAtAll() throws {
        let scratch = try Scratch(items(3))
        let store = scratch.store
        let request = try asked(store)
        let outcome = RequestOutcome.answered(request, answer(5), next: nil)
        func intent(_ item: Int64) -> RequestIntent {
            RequestIntent(item: ItemNumber(item), model: "small", at: time(0))
        }
        #expect(throws: StoreError.unknownItem(ItemNumber(9))) {
            try store.record([outcome], intents: [intent(2), intent(9)])
        }
        #expect(throws: StoreError.unknownRequest(RequestID(99))) {
            try store.record([outcome, .answered(RequestID(99), answer(5), next: nil)], intents: [intent(2)])
        }
        #expect(try store.interruptedRequests().map(\.request) == [request])
        let ids = try store.record([outcome], intents: [intent(3), intent(2)])
        #expect(try store.interruptedRequests().map(\.request) == ids)
        #expect(try store.interruptedRequests().map(\.intent.item.value) == [3, 2])
        #expect(try store.record([], intents: []) == [])
        #expect(try store.verify().findings == [])
    }

    @Test(arguments: ["", "a", "a\u{0}b", "\u{0}", "ä漢😀", String(repeating: "x", count: 10_000)])
    func anAnswerKeepsEveryByteOfItsText(text: String) throws {
        let scratch = try Scratch(items(1))
        var said = Prediction(model: "small", outcome: .invalidOutput)
        said.invalidAnswer = text
        said.rationale = text
        try scratch.store.record([.answered(try asked(scratch.store), said, next: nil)])
        let stored = try all(scratch.store).first?.annotated.predictions.first
        #expect(stored?.invalidAnswer.map { Array($0.utf8) } == Array(text.utf8))
        #expect(stored?.rationale.map { Array($0.utf8) } == Array(text.utf8))
        #expect(stored?.snapshot == nil)
    }

    @Test func theCostOfAnAnswerHoldsThatOfItsAttempts() throws {
        let scratch = try Scratch(items(2))
        let store = scratch.store
        let request = try asked(store)
        try store.record([
            .attempted(request, attempt(.sample, 30, Usage(inputTokens: 10, outputTokens: 2, reasoningTokens: 1))),
            .attempted(request, attempt(.sample, 30, Usage(inputTokens: 10, outputTokens: 3))),
            .attempted(request, attempt(.discarded, 5, outcome: .invalidOutput)),
        ])
        // What is paid is known at once.
        #expect(try store.spent() == Money(picodollars: 65))
        #expect(try store.counts().spent == Money(picodollars: 65))
        let total = Usage(
            inputTokens: 25, outputTokens: 4, cacheCreationInputTokens: 7, cacheCreation1hInputTokens: 3,
            reasoningTokens: 1)
        try store.record([.answered(request, answer(100, total), next: nil)])
        #expect(try store.spent() == Money(picodollars: 100))
        #expect(try all(store)[0].annotated.predictions.map(\.cost) == [.charged(Money(picodollars: 100))])
        let rows = try store.spending()
        #expect(rows.map(\.kind) == [.answer, .discarded, .sample])
        #expect(rows.map(\.charged.picodollars) == [35, 5, 60])
        #expect(rows.map(\.count) == [1, 1, 2])
        #expect(rows.map(\.answers) == [1, 0, 0])
        #expect(rows.map(\.outcome) == [.labeled, .invalidOutput, .labeled])
        // Tokens of attempts count too, and never below nothing: 4 in all, 5 in the samples.
        #expect(rows.map(\.usage.outputTokens) == [0, 0, 5])
        #expect(rows.map(\.usage).reduce(Usage(), +).inputTokens == 25)
        #expect(rows[0].usage.cacheCreation1hInputTokens == 3)
        #expect(rows[2].usage.reasoningTokens == 1)
        #expect(try store.verify().findings == [])
    }

    @Test func anAttemptThatIsToldLateIsNotPaidTwice() throws {
        let scratch = try Scratch(items(1))
        let store = scratch.store
        let request = try asked(store)
        try store.record([.answered(request, answer(100), next: nil), .attempted(request, attempt(.discarded, 40))])
        #expect(try store.spent() == Money(picodollars: 100))
        #expect(try store.spending().map(\.count) == [1, 1])
        #expect(try store.verify().findings == [])
    }

    @Test func aRequestThatFailedKeepsWhatItsAttemptsCost() throws {
        let scratch = try Scratch(items(1))
        let store = scratch.store
        let request = try asked(store, escalation: .routing, isRepair: true)
        let lost = Attempt(kind: .lost, possible: Money(picodollars: 900), detail: "cut\u{0} off", at: time(0))
        try store.record([
            .attempted(request, attempt(.discarded, 40, outcome: .unknownStop)), .attempted(request, lost),
            .failed(RequestFailure(request: request, message: "gave up", attempts: 2, at: time(1))),
        ])
        #expect(try store.spent() == Money(picodollars: 40))
        #expect(try store.spent(on: time(0).day) == Money(picodollars: 40))
        #expect(try store.atRisk() == Money(picodollars: 900))
        #expect(try store.atRisk(on: time(0).day) == Money(picodollars: 900))
        #expect(try store.atRisk(on: "2020-01-01") == .zero)
        let rows = try store.spending()
        #expect(rows.map(\.kind) == [.discarded, .lost])
        #expect(rows.map(\.possible.picodollars) == [0, 900])
        #expect(rows.map(\.unknown) == [0, 1])
        #expect(rows.map(\.outcome) == [.unknownStop, nil])
        #expect(rows.allSatisfy { $0.escalation == .routing && $0.isRepair && $0.service == .standard })
        #expect(try store.verify().findings == [])
    }

    @Test func spendingTellsWhyAndHow() throws {
        let scratch = try Scratch(items(1))
        let store = scratch.store
        var odd = answer(10)
        odd.escalation = .lowConfidence
        odd.isRepair = true
        odd.service = .batch
        var bad = Prediction(model: "small", cost: .charged(Money(picodollars: 3)), outcome: .unknownLabel)
        bad.at = time(0)
        try store.record([answer(1), answer(2), odd, bad].map { Answer(item: ItemNumber(1), prediction: $0) })
        let rows = try store.spending()
        #expect(rows.map(\.count) == [2, 1, 1])
        #expect(rows.map(\.charged.picodollars) == [3, 10, 3])
        #expect(rows.map(\.outcome) == [.labeled, .labeled, .unknownLabel])
        #expect(rows.map(\.escalation) == [nil, .lowConfidence, nil])
        #expect(rows.map(\.service) == [.standard, .batch, .standard])
        #expect(rows.map(\.isRepair) == [false, true, false])
    }

    @Test func absurdAttemptsDoNotKeepTheAnswerOut() throws {
        let scratch = try Scratch(items(1))
        let store = scratch.store
        let request = try asked(store)
        var absurd = attempt(.discarded, .max, Usage(inputTokens: .max, outputTokens: -5))
        absurd.possible = Money(picodollars: .max)
        try store.record((0..<50).map { _ in .attempted(request, absurd) })
        try store.record([.answered(request, answer(.max, Usage(inputTokens: .max)), next: nil)])
        #expect(try store.spent() == Money(picodollars: .max))
        #expect(try store.isAnswered(ItemNumber(1), by: "small"))
        #expect(try store.verify().findings == [])
    }

    @Test func allThatAnAnswerMayHoldComesBack() throws {
        let scratch = try Scratch(items(1))
        let store = scratch.store
        for outcome in Prediction.Outcome.allCases {
            for source in ConfidenceSource.allCases {
                var full = fullPrediction
                full.outcome = outcome
                full.label = outcome == .labeled ? Label("x") : nil
                full.confidenceSource = source
                try store.record([Answer(item: ItemNumber(1), prediction: full)])
                #expect(try all(store)[0].annotated.predictions.last == full)
            }
        }
        for reason in EscalationReason.allCases {
            let request = try asked(store, model: fullPrediction.model, escalation: reason)
            try store.record([.answered(request, fullPrediction, next: .escalate(rung: 1, reason))])
        }
        #expect(try store.verify().findings == [])
    }
}
